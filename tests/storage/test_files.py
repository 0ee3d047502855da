"""Both file stores keep the same promises: what is kept is whole, exact, never overwritten and never outside."""

import hashlib
import io
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from obstore.store import LocalStore, MemoryStore, S3Store
from pydantic import SecretStr

from storage.errors import AlreadyKept, BadKey, FilesUnavailable, HashMismatch, Missing
from storage.files import BLOCK, Bucket, Files, Folder, StoredFile, files_from
from storage.keys import file_key, proven_key
from storage.settings import Settings

SUBMISSION = UUID("11111111-1111-4111-8111-111111111111")
FOOTAGE = UUID("22222222-2222-4222-8222-222222222222")
OTHER = UUID("33333333-3333-4333-8333-333333333333")
KEY = file_key(SUBMISSION, FOOTAGE, "original")
CLIP = bytes(range(256)) * 4096 * 2 + b"tail"

MakeFiles = Callable[[Path], Files]


def in_a_folder(root: Path) -> Files:
    return Folder(root / "files")


def in_a_bucket(root: Path) -> Files:
    return Bucket(MemoryStore(), root / "scratch")


def in_a_bucket_on_disk(root: Path) -> Files:
    return Bucket(LocalStore(root / "bucket", mkdir=True), root / "scratch")


@pytest.fixture(params=[in_a_folder, in_a_bucket, in_a_bucket_on_disk])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    make: MakeFiles = request.param
    return make(tmp_path)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def keep(files: Files, key: str = KEY, content: bytes = CLIP) -> StoredFile:
    return files.keep(key, io.BytesIO(content), sha256(content), len(content))


def read(files: Files, key: str = KEY) -> bytes:
    return b"".join(files.open_range(key, 0, files.size(key)))


def open_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_what_is_kept_is_read_back_bit_for_bit(files: Files) -> None:
    assert keep(files) == StoredFile(KEY, sha256(CLIP), len(CLIP), "none", None, 1)
    assert read(files) == CLIP
    assert files.size(KEY) == len(CLIP)


def test_a_file_handed_over_by_path_is_kept_and_survives_the_loss_of_its_first_name(
    files: Files, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.part"
    clip.write_bytes(CLIP)
    files.keep(KEY, clip, sha256(CLIP), len(CLIP))
    clip.unlink()
    assert read(files) == CLIP


def test_an_empty_file_can_be_kept(files: Files) -> None:
    keep(files, content=b"")
    assert files.size(KEY) == 0
    assert list(files.open_range(KEY, 0, 10)) == []


def test_keeping_the_same_bytes_again_is_success(files: Files, tmp_path: Path) -> None:
    clip = tmp_path / "clip.part"
    clip.write_bytes(CLIP)
    first = keep(files)
    assert keep(files) == first
    assert files.keep(KEY, clip, sha256(CLIP), len(CLIP)) == first


@pytest.mark.parametrize("other", [CLIP[:-1] + b"X", CLIP + b"more", b""])
def test_other_bytes_never_overwrite_what_is_kept(files: Files, other: bytes) -> None:
    keep(files)
    with pytest.raises(AlreadyKept):
        keep(files, content=other)
    assert read(files) == CLIP


@pytest.mark.parametrize(("promised", "size"), [(sha256(b"other"), len(CLIP)), (sha256(CLIP), len(CLIP) + 1)])
def test_bytes_that_are_not_what_was_promised_are_not_kept(files: Files, promised: str, size: int) -> None:
    with pytest.raises(HashMismatch):
        files.keep(KEY, io.BytesIO(CLIP), promised, size)
    with pytest.raises(Missing):
        files.size(KEY)
    assert list(files.list_keys()) == []
    assert files.remove_leftovers(datetime.now(UTC) + timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("start", "length"),
    [
        (0, 0),
        (0, 1),
        (0, len(CLIP)),
        (0, len(CLIP) + 1),
        (BLOCK - 1, 2),
        (BLOCK, BLOCK),
        (BLOCK - 1, BLOCK + 2),
        (len(CLIP) - 1, 1),
        (len(CLIP) - 1, 2),
        (len(CLIP), 1),
        (len(CLIP) + 5, 1),
        (3, 2**40),
    ],
)
def test_a_range_is_exactly_those_bytes_cut_off_at_the_end(files: Files, start: int, length: int) -> None:
    keep(files)
    assert b"".join(files.open_range(KEY, start, length)) == CLIP[start : start + length]


@pytest.mark.parametrize(("start", "length"), [(-1, 2), (0, -1)])
def test_a_range_before_the_file_is_refused(files: Files, start: int, length: int) -> None:
    keep(files)
    with pytest.raises(BadKey):
        files.open_range(KEY, start, length)


def test_a_large_range_comes_in_blocks(tmp_path: Path) -> None:
    files = in_a_folder(tmp_path)
    keep(files)
    assert [len(block) for block in files.open_range(KEY, 0, len(CLIP))] == [BLOCK, BLOCK, 4]


def test_a_missing_file_is_noticed_before_the_first_byte_is_asked_for(files: Files) -> None:
    with pytest.raises(Missing):
        files.open_range(KEY, 0, 1)
    with pytest.raises(Missing), files.local_copy(KEY):
        pass


def test_a_local_copy_is_the_whole_file_and_cannot_be_written(files: Files) -> None:
    keep(files)
    with files.local_copy(KEY) as copy:
        assert copy.size == len(CLIP)
        assert os.pread(copy.descriptor, len(CLIP) + 1, 0) == CLIP
        assert os.lseek(copy.descriptor, 0, os.SEEK_CUR) == 0
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.write(copy.descriptor, b"x")
    assert read(files) == CLIP


def test_reading_leaves_no_descriptor_open_even_when_it_is_given_up_half_way(files: Files) -> None:
    keep(files)
    list(files.open_range(KEY, 0, 1))
    before = open_descriptors()
    for _ in range(20):
        files.open_range(KEY, 0, len(CLIP))
        half_read = files.open_range(KEY, 0, len(CLIP))
        next(half_read)
        del half_read
        with pytest.raises(RuntimeError), files.local_copy(KEY):
            raise RuntimeError
    assert open_descriptors() == before


def test_keys_are_listed_by_whole_segments_in_order(files: Files) -> None:
    poster = file_key(SUBMISSION, FOOTAGE, "poster.jpg")
    second = file_key(SUBMISSION, OTHER, "original")
    elsewhere = file_key(OTHER, FOOTAGE, "original")
    for key in (elsewhere, poster, second, KEY):
        keep(files, key, b"x")
    assert list(files.list_keys()) == [KEY, poster, second, elsewhere]
    assert list(files.list_keys(f"v1/{SUBMISSION}")) == [KEY, poster, second]
    assert list(files.list_keys(f"v1/{SUBMISSION}/{FOOTAGE}")) == [KEY, poster]
    assert list(files.list_keys(f"v1/{FOOTAGE}")) == []


def test_a_removed_file_is_gone_and_removing_it_again_is_success(files: Files) -> None:
    keep(files)
    files.remove(KEY)
    files.remove(KEY)
    with pytest.raises(Missing):
        files.size(KEY)


OUTSIDE = [
    "",
    "/etc/passwd",
    "v1",
    f"v1/{SUBMISSION}/{FOOTAGE}",
    f"v1/{SUBMISSION}/{FOOTAGE}/",
    f"v1/{SUBMISSION}/{FOOTAGE}/..",
    f"v1/{SUBMISSION}/{FOOTAGE}/../original",
    f"v1/{SUBMISSION}/../{FOOTAGE}/original",
    f"v1/../{SUBMISSION}/{FOOTAGE}/original",
    f"/v1/{SUBMISSION}/{FOOTAGE}/original",
    f"v2/{SUBMISSION}/{FOOTAGE}/original",
    f"v1/{SUBMISSION}/{FOOTAGE}/.hidden",
    f"v1/{SUBMISSION}/{FOOTAGE}/a/b",
    f"v1/{SUBMISSION}/{FOOTAGE}/a\\b",
    f"v1/{SUBMISSION}/{FOOTAGE}/a..b",
    f"v1/{SUBMISSION}/{FOOTAGE}/Original",
    f"v1/{SUBMISSION}/{FOOTAGE}/original\n",
    f"v1/{SUBMISSION}/{FOOTAGE}/original\0",
    f"v1/{SUBMISSION}/{FOOTAGE}/%2e%2e",
    f"v1/{str(SUBMISSION).upper().replace('1', 'A')}/{FOOTAGE}/original",
    f"v1/{SUBMISSION}/{FOOTAGE}/{'a' * 200}",
    f"v1/{SUBMISSION}/{FOOTAGE}/original١",
]


@pytest.mark.parametrize("key", OUTSIDE)
def test_a_key_outside_the_layout_is_refused_by_every_door(files: Files, key: str, tmp_path: Path) -> None:
    doors: list[Callable[[], object]] = [
        lambda: keep(files, key),
        lambda: files.open_range(key, 0, 1),
        lambda: files.local_copy(key).__enter__(),
        lambda: files.size(key),
        lambda: files.remove(key),
    ]
    for door in doors:
        with pytest.raises(BadKey):
            door()
    assert not (tmp_path / "original").exists()


@pytest.mark.parametrize("prefix", ["v", "v1/", "..", "v1/..", f"v1/{SUBMISSION}/", ".incoming", "/"])
def test_a_prefix_that_is_no_whole_segment_is_refused(files: Files, prefix: str) -> None:
    with pytest.raises(BadKey):
        list(files.list_keys(prefix))


def test_a_key_inside_the_layout_is_itself() -> None:
    assert proven_key(KEY) == f"v1/{SUBMISSION}/{FOOTAGE}/original"


def test_a_planted_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    files = in_a_folder(tmp_path)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "original").write_bytes(b"secret")
    (tmp_path / "files" / "v1" / str(SUBMISSION)).mkdir(parents=True)
    (tmp_path / "files" / "v1" / str(SUBMISSION) / str(FOOTAGE)).symlink_to(tmp_path / "secret")
    for door in (lambda: files.size(KEY), lambda: files.remove(KEY), lambda: keep(files)):
        with pytest.raises(BadKey):
            door()
    assert (tmp_path / "secret" / "original").read_bytes() == b"secret"


def test_a_planted_link_in_place_of_a_file_is_not_opened(tmp_path: Path) -> None:
    files = in_a_folder(tmp_path)
    keep(files, file_key(SUBMISSION, FOOTAGE, "poster.jpg"))
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "files" / KEY).symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="symbolic link"), files.local_copy(KEY):
        pass


def test_a_path_on_the_same_disk_is_linked_and_one_that_cannot_be_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = in_a_folder(tmp_path)
    clip = tmp_path / "clip.part"
    clip.write_bytes(CLIP)
    files.keep(KEY, clip, sha256(CLIP), len(CLIP))
    assert (tmp_path / "files" / KEY).stat().st_ino == clip.stat().st_ino

    link = os.link

    def refuse_across_disks(source: Path, target: Path, **options: bool) -> None:
        if source == clip:
            raise OSError(18, "Invalid cross-device link")
        link(source, target, **options)

    monkeypatch.setattr(os, "link", refuse_across_disks)
    second = file_key(SUBMISSION, OTHER, "original")
    files.keep(second, clip, sha256(CLIP), len(CLIP))
    assert (tmp_path / "files" / second).stat().st_ino != clip.stat().st_ino
    assert read(files, second) == CLIP


def test_a_path_of_another_size_than_promised_is_not_kept(files: Files, tmp_path: Path) -> None:
    clip = tmp_path / "clip.part"
    clip.write_bytes(CLIP)
    with pytest.raises(HashMismatch):
        files.keep(KEY, clip, sha256(CLIP), len(CLIP) - 1)
    assert list(files.list_keys()) == []


def test_what_a_crash_left_half_written_is_invisible_and_swept_once_it_is_old(tmp_path: Path) -> None:
    files = in_a_folder(tmp_path)
    leftover = tmp_path / "files" / ".incoming" / "0123456789abcdef"
    leftover.write_bytes(b"half a clip")
    keep(files)
    assert list(files.list_keys()) == [KEY]
    assert files.remove_leftovers(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert files.remove_leftovers(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert not leftover.exists()
    assert read(files) == CLIP


def test_a_source_that_breaks_off_leaves_nothing(files: Files) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 0:
                raise OSError(5, "Input/output error")
            return super().read(size)

    with pytest.raises(OSError, match="Input/output"):
        files.keep(KEY, Broken(CLIP), sha256(CLIP), len(CLIP))
    assert list(files.list_keys()) == []


def test_a_folder_that_was_opened_again_still_has_its_files(tmp_path: Path) -> None:
    keep(in_a_folder(tmp_path))
    assert read(in_a_folder(tmp_path)) == CLIP


def test_a_store_that_can_be_used_passes_its_check(files: Files) -> None:
    files.check()


def test_without_an_address_the_files_are_in_a_folder_of_the_home(tmp_path: Path) -> None:
    keep(files_from(Settings(home=tmp_path)))
    assert (tmp_path / "files" / KEY).read_bytes() == CLIP


def test_with_an_address_the_files_are_in_its_bucket(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path,
        files_url="s3://footage/force",
        files_endpoint="http://127.0.0.1:9",
        files_access_key_id=SecretStr("key"),
        files_secret_access_key=SecretStr("secret"),
    )
    assert isinstance(files_from(settings), Bucket)


def test_a_bucket_that_does_not_answer_is_unavailable_at_every_door(tmp_path: Path) -> None:
    unreachable = S3Store(
        "footage",
        endpoint="http://127.0.0.1:9",
        access_key_id="key",
        secret_access_key="secret",
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )
    files = Bucket(unreachable, tmp_path)
    doors: list[Callable[[], object]] = [
        lambda: keep(files),
        lambda: files.open_range(KEY, 0, 1),
        lambda: files.size(KEY),
        lambda: files.remove(KEY),
        lambda: list(files.list_keys()),
        files.check,
    ]
    for door in doors:
        with pytest.raises(FilesUnavailable):
            door()
