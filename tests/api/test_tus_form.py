"""The plain form without JavaScript: the same bytes, the same finish, and never a whole file in memory."""

import random
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from tests.api.tus_house import House, served

CLIP = random.Random(11).randbytes(2 * 1024 * 1024 + 99)
LIMIT = 2**23
BOUNDARY = "----snap"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("form"), max_file_bytes=LIMIT, max_files=3) as house:
        yield house


def part(name: str, content: bytes, filename: str | None = None, filetype: str = "video/mp4") -> bytes:
    told = f'Content-Disposition: form-data; name="{name}"'
    if filename is not None:
        told += f'; filename="{filename}"\r\nContent-Type: {filetype}'
    return f"--{BOUNDARY}\r\n{told}\r\n\r\n".encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def post(house: House, body: bytes, owner: str, **headers: str) -> httpx.Response:
    told = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "X-Owner": owner} | headers
    return httpx.post(f"{house.url}/form", content=body, headers=told, timeout=30)


def is_spool_empty(house: House) -> bool:
    return list((house.home / "spool").iterdir()) == []


def test_fields_and_files_of_a_form_arrive_exactly_and_the_files_are_kept(house: House) -> None:
    tricky = b"\r\n--" + BOUNDARY.encode()[:-1] + b"\r\n\r\n" + CLIP + b"\r\n-"
    body = part("says", "He drove übers red.".encode()) + part("files", CLIP, "front ünï.mp4")
    body += part("says", b"twice") + part("files", tricky, "C:\\clips\\rear.mp4") + part("files", b"", "") + END
    told = post(house, body, "carla")
    assert told.status_code == 200, told.text
    assert told.json()["fields"] == {"says": ["He drove übers red.", "twice"]}
    front, rear = told.json()["files"]
    assert (front["filename"], rear["filename"]) == ("front ünï.mp4", "rear.mp4")
    assert house.kept(UUID(front["id"]), "carla") == CLIP
    assert house.kept(UUID(rear["id"]), "carla") == tricky
    assert is_spool_empty(house)


def test_a_form_of_a_real_client_is_read(house: House) -> None:
    told = httpx.post(
        f"{house.url}/form",
        data={"vrm": "AB12CDE"},
        files={"files": ("ride.mp4", CLIP, "video/mp4")},
        headers={"X-Owner": "real"},
    )
    assert told.json()["fields"] == {"vrm": ["AB12CDE"]}
    assert house.kept(UUID(told.json()["files"][0]["id"]), "real") == CLIP


def test_a_form_without_files_is_a_form(house: House) -> None:
    told = post(house, part("says", b"") + END, "dora")
    assert told.json() == {"fields": {"says": [""]}, "files": []}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (part("files", b"", "empty.mp4") + END, 400, "empty_file"),
        (part("files", CLIP, "ride.mp4"), 400, "bad_upload"),
        (part("files", CLIP, "ride.mp4")[:-100], 400, "bad_upload"),
        (b"", 400, "bad_upload"),
        (b"no form at all", 400, "bad_upload"),
        (part("files", CLIP, "a" * 256 + ".mp4") + END, 400, "bad_upload"),
        (part("says", b"\xff\xfe") + END, 400, "bad_upload"),
        (part("says", b"a" * (256 * 1024 + 1)) + END, 400, "bad_upload"),
        (part("a", b"") * 201 + END, 400, "bad_upload"),
        (b"--" + BOUNDARY.encode() + b"\r\nX: y\r\n\r\nz\r\n" + END, 400, "bad_upload"),
        (part("files", CLIP, "a.mp4") + part("files", b"0" * (LIMIT + 1), "b.mp4") + END, 413, "too_large"),
        (part("files", b"x", "a.mp4") * 4 + END, 413, "too_many_files"),
        (part("files", b"0" * (3 * LIMIT + 2**20), "a.mp4") + END, 413, "too_large"),
    ],
    ids=lambda told: told if isinstance(told, str) else None,
)
def test_a_form_that_is_refused_leaves_nothing_behind(house: House, body: bytes, status: int, code: str) -> None:
    rows = len(list((house.home / "rows").iterdir()))
    refused = post(house, body, "erika")
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert is_spool_empty(house)
    assert len(list((house.home / "rows").iterdir())) == rows


@pytest.mark.parametrize("told", ["text/plain", "multipart/form-data", f"multipart/form-data; boundary={'b' * 300}"])
def test_a_body_that_is_no_form_is_refused(house: House, told: str) -> None:
    refused = post(house, b"x", "fritz", **{"Content-Type": told})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_upload")


def test_when_the_ledger_cannot_finish_the_sender_is_told_and_nothing_stays_on_the_spool(house: House) -> None:
    (house.home / "unavailable").touch()
    try:
        refused = post(house, part("files", CLIP, "ride.mp4") + END, "gustav")
        assert (refused.status_code, refused.json()["code"]) == (503, "files_unavailable")
    finally:
        (house.home / "unavailable").unlink()
    assert is_spool_empty(house)


def test_a_form_that_breaks_off_leaves_nothing_and_no_traceback(house: House) -> None:
    before = house.descriptors()
    begun = part("files", CLIP, "ride.mp4")
    for _ in range(10):
        line = socket.create_connection(("127.0.0.1", house.listening.getsockname()[1]))
        head = (
            f"POST /form HTTP/1.1\r\nHost: snap\r\nX-Owner: hans\r\nContent-Length: {2 * len(begun)}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
        )
        line.sendall(head.encode() + begun)
        line.close()
    deadline = time.monotonic() + 20
    while not (is_spool_empty(house) and house.descriptors() <= before):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert "Traceback" not in house.log


def test_a_form_of_many_megabytes_does_not_grow_the_server(tmp_path: Path) -> None:
    with served(tmp_path, max_file_bytes=2**28) as house:
        assert house.server is not None
        status = Path(f"/proc/{house.server.pid}/status")

        def peak_kib() -> int:
            return int(status.read_text().split("VmHWM:")[1].split()[0])

        post(house, part("files", CLIP, "small.mp4") + END, "ida")
        before = peak_kib()
        assert post(house, part("files", b"\0" * 2**26, "large.mp4") + END, "ida").status_code == 200
        assert peak_kib() - before < 32 * 1024
