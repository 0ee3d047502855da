"""Partial uploads in one local folder: the offset of an upload is the size of its file, nothing else is believed."""

import errno
import fcntl
import hashlib
import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Protocol, Self
from uuid import UUID

from storage.durable import fsync_folder
from storage.errors import DiskFull, TooLong, UploadBusy, UploadGone, WrongOffset
from storage.settings import Settings

BATCH = 1024 * 1024
_HASHES_REMEMBERED = 512


class Digest(Protocol):
    """A running SHA-256, as hashlib gives it."""

    def update(self, data: bytes | memoryview, /) -> None: ...
    def hexdigest(self) -> str: ...
    def copy(self) -> Self: ...


@dataclass(frozen=True)
class WholeUpload:
    """A finished upload, still in the spool; its path may be handed over to `Files.keep`."""

    upload_id: UUID
    path: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class _Marks:
    """How a file looked when its running hash was true: any write by another process changes them."""

    inode: int
    size: int
    changed_ns: int

    @classmethod
    def of(cls, descriptor: int) -> Self:
        now = os.fstat(descriptor)
        return cls(now.st_ino, now.st_size, now.st_mtime_ns)


class RunningHashes:
    """This process's memory of how far each upload is hashed; a guess that saves a reading, never a truth."""

    def __init__(self) -> None:
        self._seen: OrderedDict[UUID, tuple[_Marks, Digest]] = OrderedDict()
        self._lock = Lock()

    def recall(self, upload_id: UUID, descriptor: int) -> Digest | None:
        """The hash of the whole file, or None unless the file is exactly as this process left it."""
        marks = _Marks.of(descriptor)
        if marks.size == 0:
            return hashlib.sha256()
        with self._lock:
            seen = self._seen.get(upload_id)
        return seen[1].copy() if seen and seen[0] == marks else None

    def remember(self, upload_id: UUID, descriptor: int, digest: Digest) -> None:
        """Only for the holder of the upload's lock."""
        marks = _Marks.of(descriptor)
        with self._lock:
            self._seen[upload_id] = (marks, digest.copy())
            self._seen.move_to_end(upload_id)
            if len(self._seen) > _HASHES_REMEMBERED:
                self._seen.popitem(last=False)

    def forget(self, upload_id: UUID) -> None:
        """The upload is no more."""
        with self._lock:
            self._seen.pop(upload_id, None)


class HeldUpload:
    """One upload under an exclusive lock, until `release`."""

    def __init__(self, spool: "Spool", upload_id: UUID, descriptor: int, length: int) -> None:
        self.upload_id = upload_id
        self.length = length
        self.offset = os.fstat(descriptor).st_size
        self._start = self.offset
        self._spool = spool
        self._descriptor = descriptor
        self._digest = spool.hashes.recall(upload_id, descriptor)
        self._digest_at_start = self._digest.copy() if self._digest else None

    @property
    def is_complete(self) -> bool:
        """Every announced byte has arrived."""
        return self.offset == self.length

    def require_offset(self, offset: int) -> None:
        """Raise WrongOffset unless the sender continues where the file ends."""
        if offset != self.offset:
            raise WrongOffset(self.offset)

    def write(self, chunk: bytes | bytearray) -> None:
        """Append and hash. Raises TooLong before writing any of it, DiskFull possibly after some."""
        if self.offset + len(chunk) > self.length:
            raise TooLong
        self._spool.require_room(len(chunk))
        rest = memoryview(chunk)
        while rest:
            with _full_disk():
                written = os.write(self._descriptor, rest)
            if self._digest:
                self._digest.update(rest[:written])
            self.offset += written
            rest = rest[written:]

    def end_here(self) -> None:
        """What has arrived is all there is; for senders who could not announce a length."""
        self.length = self.offset

    def settle(self) -> None:
        """Make what was written survive a power cut; only then may it be acknowledged."""
        with _full_disk():
            os.fdatasync(self._descriptor)
        if self._digest:
            self._spool.hashes.remember(self.upload_id, self._descriptor, self._digest)

    def take_back(self) -> None:
        """Throw away what was written since the lock was taken."""
        os.ftruncate(self._descriptor, self._start)
        self.offset = self._start
        self._digest = self._digest_at_start.copy() if self._digest_at_start else None
        self.settle()

    def whole(self) -> WholeUpload:
        """The complete upload. Raises WrongOffset while bytes are missing.

        When another process, or one that was killed, received a part, the hash is read from the disk: it is
        always that of the bytes that lie there.
        """
        if not self.is_complete:
            raise WrongOffset(self.offset)
        if self._digest is None:
            self._digest = _hash_of(self._descriptor)
        os.fsync(self._descriptor)
        return WholeUpload(self.upload_id, self._spool.part(self.upload_id), self._digest.hexdigest(), self.offset)

    def release(self) -> None:
        """Give the lock back; a second time does nothing."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


class Spool:
    """A named folder with two files per upload: `<id>.part`, its bytes, and `<id>.length`, what was announced."""

    def __init__(self, folder: Path, floor_bytes: int) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder.resolve()
        self._floor = floor_bytes
        self.hashes = RunningHashes()

    def create(self, upload_id: UUID, length: int) -> None:
        """Begin an upload of so many bytes. Raises DiskFull if they would not fit above the floor."""
        self.require_room(length)
        with _full_disk():
            _write_new(self._length_file(upload_id), str(length).encode("ascii"))
            # The part comes last: it alone makes the upload exist.
            _write_new(self.part(upload_id), b"")
            fsync_folder(self._folder)

    def offset(self, upload_id: UUID) -> int:
        """Bytes that have arrived; more may be arriving just now. Raises UploadGone."""
        try:
            return self.part(upload_id).stat().st_size
        except FileNotFoundError:
            raise UploadGone from None

    def hold(self, upload_id: UUID) -> HeldUpload:
        """The upload, locked for this holder alone, who must `release` it. Raises UploadBusy, UploadGone."""
        try:
            length = int(self._length_file(upload_id).read_text(encoding="ascii"))
            descriptor = os.open(self.part(upload_id), os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW)
            with ExitStack() as undo:
                undo.callback(os.close, descriptor)
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # Between open and lock the last holder may have removed it. The link count would not tell: a
                # kept file can be another name of the same inode.
                if os.fstat(descriptor).st_ino != self.part(upload_id).stat().st_ino:
                    raise UploadGone
                held = HeldUpload(self, upload_id, descriptor, length)
                undo.pop_all()
                return held
        except FileNotFoundError:
            raise UploadGone from None
        except BlockingIOError:
            raise UploadBusy from None

    @contextmanager
    def holding(self, upload_id: UUID) -> Iterator[HeldUpload]:
        """As `hold`, released at the end of the context."""
        held = self.hold(upload_id)
        try:
            yield held
        finally:
            held.release()

    def append(self, upload_id: UUID, offset: int, chunks: Iterable[bytes]) -> int:
        """Append from this offset and make it durable; the new offset. What arrived before a failure stays."""
        with self.holding(upload_id) as held:
            held.require_offset(offset)
            try:
                for chunk in chunks:
                    held.write(chunk)
            finally:
                held.settle()
            return held.offset

    def finish(self, upload_id: UUID) -> WholeUpload:
        """The complete upload with its SHA-256. Raises WrongOffset while bytes are missing."""
        with self.holding(upload_id) as held:
            return held.whole()

    def remove(self, upload_id: UUID) -> None:
        """Forget the upload and its bytes here; what was kept elsewhere stays."""
        self.hashes.forget(upload_id)
        self.part(upload_id).unlink(missing_ok=True)
        self._length_file(upload_id).unlink(missing_ok=True)

    def expired(self, before: datetime) -> Iterator[UUID]:
        """Uploads to which nothing was added since this instant, for a sweep to remove."""
        for path in sorted(self._folder.iterdir()):
            with suppress(FileNotFoundError, ValueError):
                upload_id = UUID(path.stem)
                is_alone = path.suffix == ".length" and not self.part(upload_id).exists()
                if (path.suffix == ".part" or is_alone) and path.stat().st_mtime < before.timestamp():
                    yield upload_id

    def require_room(self, wanted: int) -> None:
        """Raise DiskFull unless so many bytes fit above the floor."""
        disk = os.statvfs(self._folder)
        if disk.f_bavail * disk.f_frsize - wanted < self._floor:
            raise DiskFull

    def part(self, upload_id: UUID) -> Path:
        """Where the bytes of this upload lie."""
        return self._folder / f"{upload_id}.part"

    def _length_file(self, upload_id: UUID) -> Path:
        return self._folder / f"{upload_id}.length"


def spool_from(settings: Settings) -> Spool:
    """The spool of this installation."""
    return Spool(settings.spool_folder, settings.disk_floor_bytes)


def _hash_of(descriptor: int) -> Digest:
    digest, at = hashlib.sha256(), 0
    while block := os.pread(descriptor, BATCH, at):
        digest.update(block)
        at += len(block)
    return digest


def _write_new(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def _full_disk() -> Iterator[None]:
    try:
        yield
    except OSError as failed:
        if failed.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from failed
        raise
