"""A small house around the tus router: a ledger of plain files, an owner by header, and a server one may kill."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid5

import httpx
import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

from api.uploads.ledger import UploadLimits, UploadRow
from api.uploads.multipart import receive_multipart
from api.uploads.reception import Reception
from api.uploads.refusals import UploadRefused, answer
from api.uploads.tus import tus_router
from storage.errors import FilesUnavailable, Forbidden, Missing, StorageError, TooManyFiles, UploadGone
from storage.files import Folder
from storage.keys import file_key
from storage.spool import Spool, WholeUpload

ROOT = Path(__file__).parents[2]
TUS = {"Tus-Resumable": "1.0.0"}
PART = TUS | {"Content-Type": "application/offset+octet-stream"}


class PlainLedger:
    """One JSON file per upload. Files named `unavailable` or `die` beside them make the ledger fail on purpose."""

    def __init__(self, home: Path, limits: UploadLimits) -> None:
        self._rows = home / "rows"
        self._rows.mkdir(exist_ok=True)
        self._home = home
        self._limits = limits
        self._files = Folder(home / "files")

    def open(self, owner: str, upload_id: UUID, length: int, filename: str, filetype: str) -> UploadRow:
        if len([row for row in self._all() if row["owner"] == owner]) >= self._limits.max_files:
            raise TooManyFiles
        now = datetime.now(UTC)
        row: dict[str, str | int] = {
            "owner": owner,
            "length": length,
            "filename": filename,
            "filetype": filetype,
            "created_at": now.isoformat(),
            "expires_at": (now + timedelta(hours=72)).isoformat(),
            "state": "open",
            "times_finished": 0,
        }
        self._write(upload_id, row)
        return self.find(owner, upload_id)

    def find(self, owner: str, upload_id: UUID) -> UploadRow:
        row = self.row(upload_id)
        if row is None or row["owner"] != owner:
            raise Missing
        expires_at = datetime.fromisoformat(str(row["expires_at"]))
        if row["state"] == "cancelled" or (row["state"] == "open" and expires_at < datetime.now(UTC)):
            raise UploadGone
        return UploadRow(
            upload_id,
            int(row["length"]),
            datetime.fromisoformat(str(row["created_at"])),
            expires_at,
            str(row["filename"]),
            str(row["filetype"]),
            row["state"] == "finished",
        )

    def finished(self, owner: str, upload_id: UUID, whole: WholeUpload) -> UploadRow:
        self.find(owner, upload_id)
        if (self._home / "unavailable").exists():
            raise FilesUnavailable
        self._files.keep(self.key(owner, upload_id), whole.path, whole.sha256, whole.size)
        if (self._home / "die").exists():
            (self._home / "die").unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        row = self.row(upload_id) or {}
        self._write(
            upload_id,
            row | {"state": "finished", "sha256": whole.sha256, "times_finished": int(row["times_finished"]) + 1},
        )
        return self.find(owner, upload_id)

    def cancel(self, owner: str, upload_id: UUID) -> None:
        row = self.row(upload_id) or {}
        if row["state"] == "finished":
            raise Forbidden("This file is already part of your report.")
        self._write(upload_id, row | {"state": "cancelled"})

    def key(self, owner: str, upload_id: UUID) -> str:
        return file_key(uuid5(UUID(int=0), owner), upload_id, "original")

    def row(self, upload_id: UUID) -> dict[str, str | int] | None:
        path = self._rows / f"{upload_id}.json"
        found: dict[str, str | int] | None = json.loads(path.read_text()) if path.exists() else None
        return found

    def expire(self, upload_id: UUID) -> None:
        row = self.row(upload_id) or {}
        self._write(upload_id, row | {"expires_at": datetime(2020, 1, 1, tzinfo=UTC).isoformat()})

    def _all(self) -> list[dict[str, str | int]]:
        return [json.loads(path.read_text()) for path in self._rows.glob("*.json")]

    def _write(self, upload_id: UUID, row: dict[str, str | int]) -> None:
        new = self._rows / f"{upload_id}.new"
        new.write_text(json.dumps(row))
        new.rename(self._rows / f"{upload_id}.json")


def sender(request: Request) -> str:
    """Who sends, as the test says."""
    who = request.headers.get("X-Owner", "anna")
    if who == "nobody":
        raise HTTPException(401, "Please sign in.")
    return who


def make_app(home: Path, limits: UploadLimits, floor_bytes: int) -> FastAPI:
    """The router and the plain form over one spool and one ledger."""
    app = FastAPI()
    spool = Spool(home / "spool", floor_bytes)
    ledger = PlainLedger(home, limits)

    def open_ledger() -> PlainLedger:
        return ledger

    app.include_router(tus_router(sender, open_ledger, spool, limits), prefix="/uploads")

    @app.post("/form")
    async def take_form(request: Request, owner: Annotated[str, Depends(sender)]) -> JSONResponse:
        try:
            form = await receive_multipart(request, Reception(spool, ledger, owner), limits)
        except (StorageError, UploadRefused) as refused:
            return answer(refused)
        files = [{"id": str(row.id), "filename": row.filename, "length": row.length} for row in form.uploads]
        return JSONResponse({"fields": {name: list(told) for name, told in form.fields.items()}, "files": files})

    return app


@dataclass
class House:
    """The served house: its folder, its address, and its process, which can be killed and started again."""

    home: Path
    limits: dict[str, float]
    floor_bytes: int = 0
    listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=1024))
    server: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    @property
    def ledger(self) -> PlainLedger:
        return PlainLedger(self.home, UploadLimits(1, 1))

    @property
    def log(self) -> str:
        return (self.home / "log").read_text()

    def start(self) -> None:
        """The listening socket is ours, so senders can queue before the server is ready, and across a restart."""
        options = json.dumps({"limits": self.limits, "floor_bytes": self.floor_bytes})
        descriptor = self.listening.fileno()
        with (self.home / "log").open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "tests.api.tus_house", str(self.home), str(descriptor), options],
                pass_fds=[descriptor],
                stderr=log,
                stdout=log,
                cwd=ROOT,
            )
        httpx.options(f"{self.url}/uploads", timeout=30).raise_for_status()

    def kill(self) -> None:
        """As `kill -9` does it."""
        assert self.server is not None
        self.server.kill()
        self.server.wait()

    def descriptors(self) -> int:
        """How many the server has open."""
        assert self.server is not None
        return sum(1 for _ in Path(f"/proc/{self.server.pid}/fd").iterdir())

    def part(self, upload_id: UUID) -> Path:
        """Where the bytes of an upload lie while it grows."""
        return self.home / "spool" / f"{upload_id}.part"

    def kept(self, upload_id: UUID, owner: str = "anna") -> bytes:
        """The bytes of a finished upload in the file store."""
        return (self.home / "files" / self.ledger.key(owner, upload_id)).read_bytes()


@contextmanager
def served(home: Path, *, floor_bytes: int = 0, **limits: float) -> Iterator[House]:
    """A house with its server running; whatever happens, the server ends."""
    house = House(home, {"max_file_bytes": 2**26, "max_files": 10_000} | limits, floor_bytes)
    try:
        house.start()
        yield house
    finally:
        house.kill()
        house.listening.close()


def main() -> None:
    """Serve until killed: folder, descriptor of the listening socket, options."""
    home, descriptor, options = Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
    app = make_app(home, UploadLimits(**options["limits"]), options["floor_bytes"])
    config = uvicorn.Config(app, log_level="info", lifespan="off")
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    main()
