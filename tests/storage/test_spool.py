"""The spool believes only the file: what arrived stays, the hash is that of the disk, one sender at a time."""

import hashlib
import multiprocessing
import os
import random
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from storage.errors import DiskFull, TooLong, UploadBusy, UploadGone, WrongOffset
from storage.settings import Settings
from storage.spool import BATCH, Spool, spool_from

CLIP = random.Random(7).randbytes(3 * BATCH + 17)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", floor_bytes=0)


def begin(spool: Spool, length: int = len(CLIP)) -> UUID:
    upload_id = uuid4()
    spool.create(upload_id, length)
    return upload_id


def open_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_an_upload_begins_empty_and_ends_with_the_hash_of_its_bytes(spool: Spool) -> None:
    upload_id = begin(spool)
    assert spool.offset(upload_id) == 0
    assert spool.append(upload_id, 0, [CLIP[:BATCH], CLIP[BATCH:]]) == len(CLIP)
    whole = spool.finish(upload_id)
    assert (whole.sha256, whole.size, whole.path.read_bytes()) == (sha256(CLIP), len(CLIP), CLIP)


@pytest.mark.parametrize("cut", [1, BATCH - 1, BATCH, BATCH + 1, len(CLIP) - 1])
def test_an_upload_continues_where_its_file_ends(spool: Spool, cut: int) -> None:
    upload_id = begin(spool)
    spool.append(upload_id, 0, [CLIP[:cut]])
    assert spool.offset(upload_id) == cut
    spool.append(upload_id, cut, [CLIP[cut:]])
    assert spool.finish(upload_id).sha256 == sha256(CLIP)


@pytest.mark.parametrize("offset", [0, 99, 101, len(CLIP)])
def test_continuing_anywhere_else_is_refused_and_says_where_the_file_ends(spool: Spool, offset: int) -> None:
    upload_id = begin(spool)
    spool.append(upload_id, 0, [CLIP[:100]])
    with pytest.raises(WrongOffset) as refused:
        spool.append(upload_id, offset, [b"x"])
    assert refused.value.offset == 100
    assert spool.offset(upload_id) == 100


def test_another_process_can_continue_and_the_hash_is_still_that_of_the_disk(spool: Spool, tmp_path: Path) -> None:
    after_restart = Spool(tmp_path / "spool", floor_bytes=0)
    upload_id = begin(spool)
    spool.append(upload_id, 0, [CLIP[:100]])
    after_restart.append(upload_id, 100, [CLIP[100:200]])
    spool.append(upload_id, 200, [CLIP[200:]])
    assert spool.finish(upload_id).sha256 == sha256(CLIP)
    assert after_restart.finish(upload_id).sha256 == sha256(CLIP)


def test_the_hash_is_that_of_the_disk_even_if_the_file_was_changed_behind_our_back(spool: Spool) -> None:
    upload_id = begin(spool)
    spool.append(upload_id, 0, [CLIP])
    path = spool.finish(upload_id).path
    with path.open("r+b") as part:
        part.write(b"damage")
    os.utime(path, ns=(0, 1))
    assert spool.finish(upload_id).sha256 == sha256(b"damage" + CLIP[6:])


def test_a_file_is_finished_only_with_its_last_byte(spool: Spool) -> None:
    upload_id = begin(spool)
    spool.append(upload_id, 0, [CLIP[:-1]])
    with pytest.raises(WrongOffset):
        spool.finish(upload_id)


def test_more_than_announced_is_refused_before_any_of_that_batch_is_written(spool: Spool) -> None:
    upload_id = begin(spool, 100)
    with pytest.raises(TooLong):
        spool.append(upload_id, 0, [b"x" * 60, b"y" * 41])
    assert spool.offset(upload_id) == 60
    spool.append(upload_id, 60, [b"y" * 40])
    assert spool.finish(upload_id).sha256 == sha256(b"x" * 60 + b"y" * 40)


def test_what_arrived_before_the_sender_broke_off_is_kept(spool: Spool) -> None:
    def breaks_off() -> Iterator[bytes]:
        yield CLIP[:50]
        raise ConnectionResetError

    upload_id = begin(spool)
    with pytest.raises(ConnectionResetError):
        spool.append(upload_id, 0, breaks_off())
    assert spool.offset(upload_id) == 50
    spool.append(upload_id, 50, [CLIP[50:]])
    assert spool.finish(upload_id).sha256 == sha256(CLIP)


def test_a_damaged_part_is_taken_back_to_where_it_began(spool: Spool) -> None:
    upload_id = begin(spool)
    spool.append(upload_id, 0, [CLIP[:100]])
    with spool.holding(upload_id) as held:
        held.write(b"damaged")
        held.take_back()
        assert held.offset == 100
    spool.append(upload_id, 100, [CLIP[100:]])
    assert spool.finish(upload_id).sha256 == sha256(CLIP)


def test_a_sender_who_announced_no_length_ends_where_the_bytes_end(spool: Spool) -> None:
    upload_id = begin(spool, 1000)
    with spool.holding(upload_id) as held:
        held.write(b"short")
        held.end_here()
        assert held.is_complete
        assert held.whole().sha256 == sha256(b"short")


def test_a_second_sender_is_told_at_once_that_the_upload_is_busy(spool: Spool) -> None:
    upload_id = begin(spool)
    with spool.holding(upload_id):
        with pytest.raises(UploadBusy):
            spool.append(upload_id, 0, [CLIP])
        with pytest.raises(UploadBusy):
            spool.finish(upload_id)
    assert spool.append(upload_id, 0, [CLIP]) == len(CLIP)


def test_a_refused_sender_gives_the_lock_back_and_leaves_no_descriptor(spool: Spool) -> None:
    upload_id = begin(spool)
    before = open_descriptors()
    for _ in range(10):
        with pytest.raises(WrongOffset):
            spool.append(upload_id, 7, [b"x"])
    with spool.holding(upload_id), pytest.raises(UploadBusy):
        spool.hold(upload_id)
    assert open_descriptors() == before


@pytest.mark.parametrize("act", ["offset", "hold", "finish"])
def test_an_upload_that_was_removed_or_never_was_is_gone(spool: Spool, act: str) -> None:
    removed = begin(spool)
    spool.append(removed, 0, [b"x"])
    spool.remove(removed)
    spool.remove(removed)
    for upload_id in (removed, uuid4()):
        with pytest.raises(UploadGone):
            getattr(spool, act)(upload_id)


def test_an_upload_removed_between_opening_and_locking_is_gone(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    upload_id = begin(spool)
    kept_elsewhere = spool.part(upload_id).with_suffix(".kept")
    really_open = os.open

    def open_just_too_late(path: Path, flags: int, mode: int = 0o777) -> int:
        descriptor = really_open(path, flags, mode)
        if path == spool.part(upload_id) and flags & os.O_RDWR:
            kept_elsewhere.hardlink_to(path)
            spool.remove(upload_id)
        return descriptor

    monkeypatch.setattr(os, "open", open_just_too_late)
    with pytest.raises(UploadGone):
        spool.hold(upload_id)


def test_removing_an_upload_leaves_the_file_that_was_linked_elsewhere(spool: Spool, tmp_path: Path) -> None:
    upload_id = begin(spool)
    spool.append(upload_id, 0, [CLIP])
    (tmp_path / "kept").hardlink_to(spool.finish(upload_id).path)
    spool.remove(upload_id)
    assert (tmp_path / "kept").read_bytes() == CLIP
    assert list((tmp_path / "spool").iterdir()) == []


def test_below_the_floor_no_upload_begins_and_none_grows(spool: Spool, tmp_path: Path) -> None:
    upload_id = begin(spool)
    spool.append(upload_id, 0, [CLIP[:10]])
    full = Spool(tmp_path / "spool", floor_bytes=2**60)
    with pytest.raises(DiskFull):
        full.create(uuid4(), 1)
    with pytest.raises(DiskFull):
        full.append(upload_id, 10, [CLIP[10:]])
    assert spool.offset(upload_id) == 10
    assert len(list((tmp_path / "spool").iterdir())) == 2


def test_a_file_too_big_for_the_disk_is_refused_before_it_is_sent(spool: Spool) -> None:
    with pytest.raises(DiskFull):
        spool.create(uuid4(), 2**60)


def test_a_disk_that_fills_up_in_mid_write_keeps_what_fitted(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    upload_id = begin(spool)
    really_write = os.write
    room = [60]

    def write_while_there_is_room(descriptor: int, content: memoryview) -> int:
        if room[0] == 0:
            raise OSError(28, "No space left on device")
        written = really_write(descriptor, content[: room[0]])
        room[0] -= written
        return written

    with monkeypatch.context() as full:
        full.setattr(os, "write", write_while_there_is_room)
        with pytest.raises(DiskFull):
            spool.append(upload_id, 0, [CLIP[:100]])
    assert spool.offset(upload_id) == 60
    spool.append(upload_id, 60, [CLIP[60:]])
    assert spool.finish(upload_id).sha256 == sha256(CLIP)


def test_uploads_untouched_for_long_are_listed_for_the_sweep(spool: Spool) -> None:
    old, fresh, half_made = begin(spool), begin(spool), begin(spool)
    spool.part(half_made).unlink()
    long_ago = (datetime.now(UTC) - timedelta(days=4)).timestamp()
    for upload_id in (old, half_made):
        for path in spool.part(upload_id).parent.glob(f"{upload_id}.*"):
            os.utime(path, (long_ago, long_ago))
    (spool.part(old).parent / "notes.txt").write_text("not an upload")
    assert set(spool.expired(datetime.now(UTC) - timedelta(days=3))) == {old, half_made}
    assert fresh not in set(spool.expired(datetime.now(UTC) - timedelta(days=3)))


def test_the_spool_of_an_installation_is_where_the_settings_say(tmp_path: Path) -> None:
    upload_id = begin(spool_from(Settings(home=tmp_path, disk_floor_bytes=0)), 5)
    assert (tmp_path / "spool" / f"{upload_id}.part").exists()


def keep_writing(folder: Path, upload_id: UUID, started: Connection) -> None:
    """In a process of its own: append and report each settled bit, but never reach the end."""
    held = Spool(folder, floor_bytes=0).hold(upload_id)
    for at in range(0, len(CLIP) - 4096, 4096):
        held.write(CLIP[at : at + 4096])
        held.settle()
        started.send(held.offset)
    started.recv()


def test_after_kill_9_in_mid_write_the_upload_continues_to_identical_bytes_and_hash(
    spool: Spool, tmp_path: Path
) -> None:
    upload_id = begin(spool)
    ours, theirs = multiprocessing.Pipe()
    writer = multiprocessing.get_context("spawn").Process(
        target=keep_writing, args=(tmp_path / "spool", upload_id, theirs)
    )
    writer.start()
    for _ in range(20):
        settled = ours.recv()
    assert writer.pid is not None
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()
    offset = spool.offset(upload_id)
    assert settled <= offset < len(CLIP)
    spool.append(upload_id, offset, [CLIP[offset:]])
    whole = spool.finish(upload_id)
    assert whole.sha256 == sha256(CLIP) == sha256(whole.path.read_bytes())
