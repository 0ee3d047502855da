"""The tus protocol, request by request, against a real server over real sockets."""

import base64
import hashlib
import random
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from tests.api.tus_house import PART, TUS, House, served

CLIP = random.Random(3).randbytes(3 * 1024 * 1024 + 17)
LIMIT = 2**23


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(tmp_path_factory.mktemp("tus"), max_file_bytes=LIMIT) as house:
        yield house


@pytest.fixture(scope="module")
def web(house: House) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=house.url, timeout=30) as client:
        yield client


def metadata(**told: str) -> str:
    return ",".join(f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in told.items())


def checksum(content: bytes) -> dict[str, str]:
    return {"Upload-Checksum": "sha256 " + base64.b64encode(hashlib.sha256(content).digest()).decode()}


def announce(web: httpx.Client, length: int = len(CLIP), headers: dict[str, str] | None = None) -> str:
    told = web.post("/uploads", headers=TUS | {"Upload-Length": str(length)} | (headers or {}))
    assert told.status_code == 201, told.text
    return told.headers["Location"]


def send(web: httpx.Client, where: str, offset: int, content: bytes, **headers: str) -> httpx.Response:
    return web.patch(where, headers=PART | {"Upload-Offset": str(offset)} | headers, content=content)


def offset_of(web: httpx.Client, where: str) -> int:
    return int(web.head(where, headers=TUS).raise_for_status().headers["Upload-Offset"])


def id_in(where: str) -> UUID:
    return UUID(where.rpartition("/")[2])


def code_of(response: httpx.Response) -> str:
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert set(problem) >= {"code", "title", "detail"}
    code: str = problem["code"]
    return code


def test_the_server_tells_what_it_can_do_without_being_told_a_version(web: httpx.Client) -> None:
    told = web.options("/uploads")
    assert told.status_code == 204
    assert told.headers["Tus-Version"] == "1.0.0"
    assert told.headers["Tus-Extension"] == "creation,creation-with-upload,termination,expiration,checksum"
    assert told.headers["Tus-Max-Size"] == str(LIMIT)
    assert told.headers["Tus-Checksum-Algorithm"] == "sha256"


def test_a_file_is_announced_sent_in_parts_and_kept_with_the_hash_of_what_was_sent(
    web: httpx.Client, house: House
) -> None:
    where = announce(web, headers={"Upload-Metadata": metadata(filename="ride.mp4", filetype="video/mp4")})
    assert where.startswith("/uploads/")
    begun = web.head(where, headers=TUS)
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (200, "0")
    assert begun.headers["Upload-Length"] == str(len(CLIP))
    assert begun.headers["Upload-Metadata"] == metadata(filename="ride.mp4", filetype="video/mp4")
    assert begun.headers["Cache-Control"] == "no-store"
    assert parsedate_to_datetime(begun.headers["Upload-Expires"]).year >= 2026

    half = send(web, where, 0, CLIP[:1_500_000])
    assert (half.status_code, half.headers["Upload-Offset"]) == (204, "1500000")
    assert half.headers["Tus-Resumable"] == "1.0.0"
    whole = send(web, where, 1_500_000, CLIP[1_500_000:])
    assert (whole.status_code, whole.headers["Upload-Offset"]) == (204, str(len(CLIP)))
    assert "Upload-Expires" not in whole.headers

    row = house.ledger.row(id_in(where))
    assert row is not None
    assert row["sha256"] == hashlib.sha256(CLIP).hexdigest()
    assert (row["filename"], row["filetype"]) == ("ride.mp4", "video/mp4")
    assert house.kept(id_in(where)) == CLIP
    assert not house.part(id_in(where)).exists()


def test_the_first_bytes_may_come_with_the_announcement(web: httpx.Client, house: House) -> None:
    told = web.post("/uploads", headers=PART | {"Upload-Length": str(len(CLIP))}, content=CLIP[:1000])
    assert (told.status_code, told.headers["Upload-Offset"]) == (201, "1000")
    where = told.headers["Location"]
    assert send(web, where, 1000, CLIP[1000:]).status_code == 204
    assert house.kept(id_in(where)) == CLIP


def test_a_whole_file_may_come_with_the_announcement(web: httpx.Client, house: House) -> None:
    told = web.post("/uploads", headers=PART | {"Upload-Length": "5"} | checksum(b"short"), content=b"short")
    assert (told.status_code, told.headers["Upload-Offset"]) == (201, "5")
    assert house.kept(id_in(told.headers["Location"])) == b"short"


def test_a_body_of_unknown_length_is_received_too(web: httpx.Client, house: House) -> None:
    where = announce(web)
    chunks = (CLIP[at : at + 100_000] for at in range(0, len(CLIP), 100_000))
    assert web.patch(where, headers=PART | {"Upload-Offset": "0"}, content=chunks).status_code == 204
    assert house.kept(id_in(where)) == CLIP


def test_a_sender_who_lost_the_last_answer_learns_that_everything_arrived(web: httpx.Client, house: House) -> None:
    where = announce(web)
    assert send(web, where, 0, CLIP).status_code == 204
    assert offset_of(web, where) == len(CLIP)
    again = send(web, where, len(CLIP), b"")
    assert (again.status_code, again.headers["Upload-Offset"]) == (204, str(len(CLIP)))
    repeated = send(web, where, 0, CLIP)
    assert (repeated.status_code, repeated.headers["Upload-Offset"]) == (409, str(len(CLIP)))
    row = house.ledger.row(id_in(where))
    assert row is not None
    assert row["times_finished"] == 1


def test_while_the_ledger_cannot_finish_nothing_says_that_everything_arrived(web: httpx.Client, house: House) -> None:
    where = announce(web)
    (house.home / "unavailable").touch()
    try:
        refused = send(web, where, 0, CLIP)
        assert (refused.status_code, code_of(refused)) == (503, "files_unavailable")
        assert web.head(where, headers=TUS).status_code == 503
    finally:
        (house.home / "unavailable").unlink()
    assert offset_of(web, where) == len(CLIP)
    assert house.kept(id_in(where)) == CLIP


@pytest.mark.parametrize("offset", [0, 999, 1001, len(CLIP), len(CLIP) + 1])
def test_409_when_the_sender_continues_at_the_wrong_place(web: httpx.Client, offset: int) -> None:
    where = announce(web)
    send(web, where, 0, CLIP[:1000])
    refused = send(web, where, offset, b"x" * 10)
    assert (refused.status_code, code_of(refused)) == (409, "wrong_offset")
    assert refused.headers["Upload-Offset"] == "1000"
    assert refused.headers["Tus-Resumable"] == "1.0.0"
    assert offset_of(web, where) == 1000


def test_a_large_body_that_is_refused_does_not_harm_the_next_request(web: httpx.Client) -> None:
    where = announce(web)
    assert send(web, where, 7, CLIP[7:]).status_code == 409
    assert send(web, where, 0, CLIP).status_code == 204


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0.1"])
@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
def test_412_for_another_version_of_the_protocol(web: httpx.Client, method: str, version: str | None) -> None:
    where = "/uploads" if method == "POST" else announce(web)
    headers = {"Upload-Length": "5"} | ({"Tus-Resumable": version} if version else {})
    refused = web.request(method, where, headers=headers)
    assert refused.status_code == 412
    assert refused.headers["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Upload-Length": "-1"},
        {"Upload-Length": "ten"},
        {"Upload-Length": "1e3"},
        {"Upload-Length": "0"},
        {"Upload-Length": "9" * 19},
        {"Upload-Length": "5", "Upload-Defer-Length": "1"},
        {"Upload-Length": "5", "Upload-Concat": "partial"},
        {"Upload-Length": "5", "Upload-Metadata": "filename not-base64!"},
        {"Upload-Length": "5", "Upload-Metadata": "filename " + base64.b64encode(b"\xff\xfe").decode()},
        {"Upload-Length": "5", "Upload-Metadata": metadata(filename="a") + "," + metadata(filename="b")},
        {"Upload-Length": "5", "Upload-Metadata": metadata(filename="a" * 256)},
        {"Upload-Length": "5", "Upload-Metadata": metadata(words="a" * 4000)},
        {"Upload-Length": "5", "Upload-Checksum": "md5 abcd"},
        {"Upload-Length": "5", "Upload-Checksum": "sha256 abcd"},
        {"Upload-Length": "5", "Upload-Checksum": "sha256"},
    ],
)
def test_400_for_an_announcement_that_cannot_be_understood(
    web: httpx.Client, house: House, headers: dict[str, str]
) -> None:
    before = sorted((house.home / "spool").iterdir())
    refused = web.post("/uploads", headers=TUS | headers)
    assert refused.status_code == 400
    assert code_of(refused) in {"bad_upload", "empty_file"}
    assert sorted((house.home / "spool").iterdir()) == before


@pytest.mark.parametrize("told", [None, "-1", "x", ""])
def test_400_for_a_part_without_an_offset(web: httpx.Client, told: str | None) -> None:
    headers = PART | ({"Upload-Offset": told} if told is not None else {})
    refused = web.patch(announce(web), headers=headers, content=b"x")
    assert (refused.status_code, code_of(refused)) == (400, "bad_upload")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\clips\\ride.mp4", "ride.mp4"),
        ("ri\x00de\r\n.mp4", "ride.mp4"),
        ("Fahrt über Köln.mp4", "Fahrt über Köln.mp4"),
        ("a" * 255, "a" * 255),
        ("..", ""),
    ],
)
def test_a_file_name_is_reduced_to_what_can_be_shown(web: httpx.Client, house: House, told: str, shown: str) -> None:
    where = announce(web, headers={"Upload-Metadata": metadata(filename=told, filetype="video/mp4\r\nX: y")})
    row = house.ledger.row(id_in(where))
    assert row is not None
    assert row["filename"] == shown
    assert row["filetype"] == ""


@pytest.mark.parametrize(("length", "status"), [(LIMIT, 201), (LIMIT + 1, 413)])
def test_413_for_a_file_above_the_limit(web: httpx.Client, length: int, status: int) -> None:
    assert web.post("/uploads", headers=TUS | {"Upload-Length": str(length)}).status_code == status


def test_413_for_more_than_was_announced_and_nothing_of_it_is_kept(web: httpx.Client) -> None:
    where = announce(web, 10)
    send(web, where, 0, b"12345")
    refused = send(web, where, 5, b"678901")
    assert (refused.status_code, code_of(refused)) == (413, "too_long")
    refused = web.patch(where, headers=PART | {"Upload-Offset": "5"}, content=iter([b"678901"]))
    assert (refused.status_code, code_of(refused)) == (413, "too_long")
    assert offset_of(web, where) == 5
    assert send(web, where, 5, b"67890").status_code == 204
    assert web.post("/uploads", headers=PART | {"Upload-Length": "2"}, content=b"123").status_code == 413


@pytest.mark.parametrize("told", [None, "application/octet-stream", "text/plain"])
def test_415_for_a_body_that_is_not_declared_as_part_of_a_file(web: httpx.Client, told: str | None) -> None:
    headers = TUS | {"Upload-Offset": "0"} | ({"Content-Type": told} if told else {})
    where = announce(web)
    refused = web.patch(where, headers=headers, content=CLIP)
    assert (refused.status_code, code_of(refused)) == (415, "wrong_media_type")
    assert offset_of(web, where) == 0
    headers = TUS | {"Upload-Length": "5"} | ({"Content-Type": told} if told else {})
    assert web.post("/uploads", headers=headers, content=b"12345").status_code == 415


def test_460_for_a_part_that_was_damaged_and_it_can_be_sent_again(web: httpx.Client, house: House) -> None:
    where = announce(web)
    send(web, where, 0, CLIP[:100], **checksum(CLIP[:100]))
    refused = send(web, where, 100, b"damaged" + CLIP[107:], **checksum(CLIP[100:]))
    assert (refused.status_code, code_of(refused)) == (460, "checksum_mismatch")
    assert offset_of(web, where) == 100
    assert send(web, where, 100, CLIP[100:], **checksum(CLIP[100:])).status_code == 204
    row = house.ledger.row(id_in(where))
    assert row is not None
    assert row["sha256"] == hashlib.sha256(CLIP).hexdigest()


def test_460_for_first_bytes_that_were_damaged_and_nothing_is_created(web: httpx.Client, house: House) -> None:
    before = sorted((house.home / "spool").iterdir())
    refused = web.post("/uploads", headers=PART | {"Upload-Length": "9"} | checksum(b"abc"), content=b"abd")
    assert refused.status_code == 460
    assert sorted((house.home / "spool").iterdir()) == before


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_404_for_an_unknown_upload_and_for_that_of_another_person(web: httpx.Client, method: str) -> None:
    where = announce(web)
    for headers, path in (
        ({"X-Owner": "ben"}, where),
        ({}, "/uploads/7b4ff4ee-0000-4000-8000-000000000000"),
        ({}, "/uploads/passwd"),
        ({}, "/uploads/..%2f..%2fetc"),
    ):
        refused = web.request(method, path, headers=PART | {"Upload-Offset": "0"} | headers)
        assert refused.status_code == 404
    assert send(web, where, 0, CLIP).status_code == 204


def test_401_comes_from_whoever_knows_the_sender(web: httpx.Client) -> None:
    refused = web.post("/uploads", headers=TUS | {"Upload-Length": "5", "X-Owner": "nobody"})
    assert refused.status_code == 401


@pytest.mark.parametrize("sent", [0, 1000])
def test_an_upload_can_be_taken_back_and_is_410_afterwards(web: httpx.Client, house: House, sent: int) -> None:
    where = announce(web)
    send(web, where, 0, CLIP[:sent])
    cancelled = web.delete(where, headers=TUS)
    assert (cancelled.status_code, cancelled.headers["Tus-Resumable"]) == (204, "1.0.0")
    assert not house.part(id_in(where)).exists()
    assert web.head(where, headers=TUS).status_code == 410
    assert send(web, where, sent, CLIP[sent:]).status_code == 410
    assert web.delete(where, headers=TUS).status_code == 410


def test_403_when_it_is_too_late_to_take_it_back(web: httpx.Client, house: House) -> None:
    where = announce(web, 5)
    send(web, where, 0, b"whole")
    refused = web.delete(where, headers=TUS)
    assert (refused.status_code, code_of(refused)) == (403, "forbidden")
    assert house.kept(id_in(where)) == b"whole"


def test_410_for_an_upload_whose_time_is_over(web: httpx.Client, house: House) -> None:
    where = announce(web)
    send(web, where, 0, CLIP[:1000])
    house.ledger.expire(id_in(where))
    assert web.head(where, headers=TUS).status_code == 410
    assert send(web, where, 1000, CLIP[1000:]).status_code == 410


def test_410_for_an_upload_whose_bytes_were_swept(web: httpx.Client, house: House) -> None:
    where = announce(web)
    send(web, where, 0, CLIP[:1000])
    house.part(id_in(where)).unlink()
    assert web.head(where, headers=TUS).status_code == 410
    assert send(web, where, 1000, CLIP[1000:]).status_code == 410
    assert web.delete(where, headers=TUS).status_code == 204


def test_507_when_the_disk_has_reached_its_floor(tmp_path: Path) -> None:
    with served(tmp_path, floor_bytes=2**60) as full:
        refused = httpx.post(f"{full.url}/uploads", headers=TUS | {"Upload-Length": "5"})
        assert (refused.status_code, code_of(refused)) == (507, "disk_full")
        assert list((tmp_path / "rows").iterdir()) == []
        assert list((tmp_path / "spool").iterdir()) == []


def test_507_in_the_middle_keeps_what_arrived(tmp_path: Path) -> None:
    with served(tmp_path) as house, httpx.Client(base_url=house.url) as web:
        where = announce(web)
        send(web, where, 0, CLIP[:1000])
        house.kill()
        house.floor_bytes = 2**60
        house.start()
        refused = send(web, where, 1000, CLIP[1000:])
        assert (refused.status_code, code_of(refused)) == (507, "disk_full")
        assert offset_of(web, where) == 1000


def test_413_for_one_file_too_many_leaves_nothing_behind(tmp_path: Path) -> None:
    with served(tmp_path, max_files=1) as house, httpx.Client(base_url=house.url) as web:
        announce(web)
        refused = web.post("/uploads", headers=TUS | {"Upload-Length": "5"})
        assert (refused.status_code, code_of(refused)) == (413, "too_many_files")
        assert len(list((tmp_path / "spool").glob("*.part"))) == 1
        assert announce(web, headers={"X-Owner": "ben"})


def test_the_spool_and_the_files_can_be_read_only_by_the_service(web: httpx.Client, house: House) -> None:
    where = announce(web)
    assert house.part(id_in(where)).stat().st_mode & 0o077 == 0
    assert (house.home / "files").stat().st_mode & 0o077 == 0
