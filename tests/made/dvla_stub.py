"""DVLA's Vehicle Enquiry Service on this machine, in the shapes of its OpenAPI document, failing on demand."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "a key for this stub only"
MARK = re.compile(r"[A-Z0-9]{1,8}")
# What the document's fault answers carry; a gateway before the service answers 403 and 429 with a message alone.
FAULTS: dict[int, dict[str, object]] = {
    400: {
        "errors": [{"status": "400", "code": "ENQ103", "title": "Bad Request", "detail": "Invalid format for field"}]
    },
    403: {"message": "Forbidden"},
    404: {
        "errors": [
            {"status": "404", "code": "404", "title": "Vehicle Not Found", "detail": "Record for vehicle not found"}
        ]
    },
    429: {"message": "Too Many Requests"},
    500: {"errors": [{"status": "500", "code": "ENQ107", "title": "Internal Server Error", "detail": "System Error"}]},
    503: {"errors": [{"status": "503", "code": "ENQ108", "title": "Service Unavailable", "detail": "Try again later"}]},
}


def a_vehicle(mark: str, make: str, colour: str) -> dict[str, object]:
    """Every field that the service may give for a car."""
    return {
        "registrationNumber": mark,
        "taxStatus": "Taxed",
        "taxDueDate": "2027-03-01",
        "motStatus": "Valid",
        "make": make,
        "monthOfFirstRegistration": "2019-03",
        "yearOfManufacture": 2019,
        "engineCapacity": 1498,
        "co2Emissions": 118,
        "fuelType": "PETROL",
        "markedForExport": False,
        "colour": colour,
        "typeApproval": "M1",
        "dateOfLastV5CIssued": "2024-05-30",
        "euroStatus": "EURO 6 DG",
        "wheelplan": "2 AXLE RIGID BODY",
    }


@dataclass
class DvlaStub:
    """The service. ``status`` answers instead of it; ``silence_s`` is how long it says nothing first."""

    vehicles: dict[str, dict[str, object]] = field(default_factory=dict)
    status: int = 0
    silence_s: float = 0.0
    body: bytes | None = None
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str, key: str, sent: bytes) -> tuple[int, object]:
        """One request from its key to its answer."""
        if path != "/vehicle-enquiry/v1/vehicles" or key != KEY:
            return 403, FAULTS[403]
        try:
            mark = json.loads(sent)["registrationNumber"]
        except (ValueError, KeyError, TypeError):
            return 400, FAULTS[400]
        self.asked.append(mark)
        if self.status:
            return self.status, FAULTS.get(self.status, {})
        if not MARK.fullmatch(mark):
            return 400, FAULTS[400]
        return (200, self.vehicles[mark]) if mark in self.vehicles else (404, FAULTS[404])


@contextmanager
def dvla_stub(*vehicles: dict[str, object]) -> Iterator[DvlaStub]:
    """The service, listening on a port of its own while the block lasts."""
    stub = DvlaStub({str(one["registrationNumber"]): one for one in vehicles})
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stub))
    server.daemon_threads = True
    stub.url = f"http://127.0.0.1:{server.server_port}/vehicle-enquiry"
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


def _handler(stub: DvlaStub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, said = stub.answer(self.path, self.headers.get("x-api-key", ""), sent)
            time.sleep(stub.silence_s)
            body = json.dumps(said).encode() if stub.body is None else stub.body
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                return  # whoever asked has stopped waiting

        def log_message(self, format: str, *args: object) -> None:
            """Quietly."""

    return Handler
