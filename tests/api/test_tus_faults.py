"""What a real network and a real machine do to an upload: nothing acknowledged is lost, nothing is kept twice."""

import hashlib
import random
import socket
import struct
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from tests.api.tus_house import PART, TUS, House, served

MIB = 1024 * 1024
CLIP = random.Random(5).randbytes(6 * MIB + 333)
SHA256 = hashlib.sha256(CLIP).hexdigest()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with served(tmp_path) as house:
        yield house


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what another process is about to do."""
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


def announce(house: House, length: int = len(CLIP)) -> str:
    told = httpx.post(f"{house.url}/uploads", headers=TUS | {"Upload-Length": str(length)}).raise_for_status()
    return f"{house.url}{told.headers['Location']}"


def id_in(where: str) -> UUID:
    return UUID(where.rpartition("/")[2])


def offset_of(where: str) -> int:
    return int(httpx.head(where, headers=TUS, timeout=30).raise_for_status().headers["Upload-Offset"])


def send(where: str, offset: int, content: bytes) -> httpx.Response:
    return httpx.patch(where, headers=PART | {"Upload-Offset": str(offset)}, content=content, timeout=30)


def resume(house: House, where: str) -> None:
    """As a client does it: ask for the offset, send the rest, and look at what was kept."""
    offset = offset_of(where)
    assert send(where, offset, CLIP[offset:]).status_code == 204
    assert offset_of(where) == len(CLIP)
    assert house.kept(id_in(where)) == CLIP
    row = house.ledger.row(id_in(where))
    assert row is not None
    assert (row["sha256"], row["times_finished"]) == (SHA256, 1)
    assert list((house.home / "spool").iterdir()) == []


def begin_raw(house: House, where: str, offset: int, promised: int, sent: bytes, extra: str = "") -> socket.socket:
    """A PATCH over a bare socket whose body stops before its end."""
    path = where.removeprefix(house.url)
    head = (
        f"PATCH {path} HTTP/1.1\r\nHost: snap\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\n"
        f"Content-Type: application/offset+octet-stream\r\nContent-Length: {promised}\r\n{extra}\r\n"
    )
    line = socket.create_connection(("127.0.0.1", house.listening.getsockname()[1]))
    line.sendall(head.encode() + sent)
    return line


def reset(line: socket.socket) -> None:
    """Close the way a lost link does: without goodbye."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


@pytest.mark.parametrize(("hang_up", "unread"), [(socket.socket.close, 128 * 1024), (reset, 2 * MIB + 4321)])
def test_after_an_abort_in_mid_patch_what_arrived_is_kept_and_the_rest_continues(
    house: House, hang_up: Callable[[socket.socket], None], unread: int
) -> None:
    where = announce(house)
    sent = CLIP[: 4 * MIB + 4321]
    line = begin_raw(house, where, 0, len(CLIP), sent)
    until(lambda: offset_of(where) >= 2 * MIB)
    hang_up(line)
    until(lambda: send(where, offset_of(where), b"").status_code == 204)
    # What the server had not yet read from its socket when the link broke cannot have arrived.
    assert len(sent) - unread <= offset_of(where) <= len(sent)
    resume(house, where)
    assert "Traceback" not in house.log


def test_after_kill_9_of_the_server_in_mid_patch_the_upload_continues_to_identical_bytes(house: House) -> None:
    where = announce(house)
    assert send(where, 0, CLIP[:MIB]).status_code == 204
    line = begin_raw(house, where, MIB, len(CLIP) - MIB, CLIP[MIB : 4 * MIB + 77])
    until(lambda: offset_of(where) >= 3 * MIB)
    house.kill()
    line.close()
    house.start()
    assert MIB < offset_of(where) < len(CLIP)
    resume(house, where)


def test_after_kill_9_again_and_again_the_file_is_still_the_file(house: House) -> None:
    where = announce(house)
    for _ in range(3):
        offset = offset_of(where)
        line = begin_raw(house, where, offset, len(CLIP) - offset, CLIP[offset : offset + MIB + 5])
        until(lambda reached=offset + MIB: offset_of(where) >= reached)  # type: ignore[misc]
        house.kill()
        line.close()
        house.start()
    resume(house, where)


def test_after_kill_9_between_keeping_and_committing_the_next_look_finishes_onto_the_same_key(house: House) -> None:
    where = announce(house)
    (house.home / "die").touch()
    with pytest.raises(httpx.TransportError):
        send(where, 0, CLIP)
    house.kill()
    house.start()
    row = house.ledger.row(id_in(where))
    assert row is not None
    assert row["state"] == "open"
    assert offset_of(where) == len(CLIP)
    resume(house, where)
    kept = [path for path in (house.home / "files").rglob("*") if path.is_file()]
    assert len(kept) == 1


def test_423_while_another_connection_is_sending_and_its_bytes_are_not_disturbed(house: House) -> None:
    where = announce(house)
    line = begin_raw(house, where, 0, len(CLIP), CLIP[:MIB])
    until(lambda: offset_of(where) == MIB)
    refused = send(where, MIB, b"x" * 100)
    assert (refused.status_code, refused.json()["code"]) == (423, "upload_busy")
    assert refused.headers["Retry-After"] == "1"
    assert httpx.delete(where, headers=TUS).status_code == 423
    line.sendall(CLIP[MIB:])
    assert line.recv(100).startswith(b"HTTP/1.1 204")
    line.close()
    assert house.kept(id_in(where)) == CLIP


def test_a_part_with_a_checksum_that_broke_off_is_taken_back_whole(house: House) -> None:
    where = announce(house)
    send(where, 0, CLIP[:100])
    checksum = "Upload-Checksum: sha256 " + "A" * 43 + "=\r\n"
    line = begin_raw(house, where, 100, len(CLIP) - 100, CLIP[100 : 2 * MIB], extra=checksum)
    until(lambda: offset_of(where) > MIB)
    line.close()
    until(lambda: offset_of(where) == 100)
    until(lambda: send(where, 100, b"").status_code == 204)
    resume(house, where)


def test_408_for_a_sender_who_falls_silent_so_that_a_new_connection_can_continue(tmp_path: Path) -> None:
    with served(tmp_path, silence_seconds=0.3) as house:
        where = announce(house)
        line = begin_raw(house, where, 0, len(CLIP), CLIP[: MIB + 10])
        assert line.recv(100).startswith(b"HTTP/1.1 408")
        assert offset_of(where) == MIB + 10
        line.close()
        resume(house, where)


def test_many_senders_of_one_last_part_make_one_footage(house: House) -> None:
    where = announce(house)
    assert send(where, 0, CLIP[:-10]).status_code == 204
    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(lambda _: send(where, len(CLIP) - 10, CLIP[-10:]).status_code, range(24)))
    assert answers.count(204) == 1
    assert set(answers) <= {204, 409, 423}
    resume(house, where)


def test_many_people_at_once_each_get_their_own_bytes_back(house: House) -> None:
    def ride(number: int) -> tuple[UUID, bytes]:
        clip = random.Random(number).randbytes(200_000 + number)
        where = announce(house, len(clip))
        for at in range(0, len(clip), 70_000):
            assert send(where, at, clip[at : at + 70_000]).status_code == 204
        return id_in(where), clip

    with ThreadPoolExecutor(8) as people:
        for upload_id, clip in people.map(ride, range(24)):
            assert house.kept(upload_id) == clip


def test_500_aborted_requests_leave_no_open_descriptor_no_lock_and_no_traceback(house: House) -> None:
    uploads = [announce(house) for _ in range(25)]
    offset_of(uploads[0])
    before = house.descriptors()

    def abort(number: int) -> None:
        line = begin_raw(house, uploads[number % 25], 0, len(CLIP), CLIP[: number % 3 * 1000])
        if number % 2:
            reset(line)
        else:
            line.close()

    with ThreadPoolExecutor(4) as people:
        list(people.map(abort, range(500)))
    until(lambda: house.descriptors() <= before)
    for where in uploads[:5]:
        until(lambda where=where: send(where, offset_of(where), b"").status_code == 204)  # type: ignore[misc]
        offset = offset_of(where)
        assert send(where, offset, CLIP[offset:]).status_code == 204
        assert house.kept(id_in(where)) == CLIP
    assert "Traceback" not in house.log


def test_announcements_that_break_off_with_their_first_bytes_leave_nothing(house: House) -> None:
    head = (
        "POST /uploads HTTP/1.1\r\nHost: snap\r\nTus-Resumable: 1.0.0\r\nUpload-Length: 5000\r\n"
        "Content-Type: application/offset+octet-stream\r\nContent-Length: 5000\r\n\r\n"
    )
    before = house.descriptors()
    for _ in range(20):
        line = socket.create_connection(("127.0.0.1", house.listening.getsockname()[1]))
        line.sendall(head.encode() + b"begun")
        line.close()
    until(lambda: house.descriptors() <= before)
    until(lambda: list((house.home / "spool").iterdir()) == [])
    assert "Traceback" not in house.log
