"""Where whole files are kept for good: one folder or one S3 bucket, behind the same six doors."""

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, Protocol
from uuid import uuid4

import obstore
from obstore.exceptions import BaseError as BucketError
from obstore.store import ObjectStore, S3Store

from storage.durable import fsync_folder
from storage.errors import AlreadyKept, BadKey, FilesUnavailable, HashMismatch, Missing
from storage.keys import is_key, proven_key, proven_prefix
from storage.settings import Settings

if TYPE_CHECKING:
    from obstore.store import S3Config

BLOCK = 1024 * 1024
_CANNOT_LINK = {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.ENOSYS}


@dataclass(frozen=True)
class StoredFile:
    """What a row remembers about a kept file; hash and size are those of the plaintext."""

    key: str
    sha256: str
    size: int
    cipher: str = "none"
    key_id: str | None = None
    layout_version: int = 1


@dataclass(frozen=True)
class LocalCopy:
    """A kept file open for reading on this machine; whoever opened it closes the descriptor."""

    descriptor: int
    size: int


Source = Path | BinaryIO
"""A Path is handed over (nobody writes to it again, so it may be linked); a stream is copied from where it stands."""


class Files(Protocol):
    """The only way to the bytes: nobody is given a path into the store."""

    def keep(self, key: str, source: Source, sha256: str, size: int) -> StoredFile:
        """Keep a file durably and bit-exact. The same bytes twice is success; others raise AlreadyKept."""

    def open_range(self, key: str, start: int, length: int) -> Iterator[bytes]:
        """The plaintext bytes [start, start + length), cut off at the end of the file. Raises Missing at once."""

    def local_copy(self, key: str) -> AbstractContextManager[LocalCopy]:
        """The whole file as a read-only, seekable descriptor for as long as the context lasts."""

    def size(self, key: str) -> int:
        """Bytes of plaintext. Raises Missing."""

    def remove(self, key: str) -> None:
        """For sweeps of orphans only; removing what is not there is success."""

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        """Keys below `v1`, a submission or a footage (whole segments), in order."""

    def remove_leftovers(self, before: datetime) -> int:
        """Throw away what a crash left half-written before this instant; how many."""

    def check(self) -> None:
        """Raise FilesUnavailable unless the store can be read and written now."""


def checked_range(start: int, length: int, size: int) -> int:
    """How many bytes of the range exist."""
    if start < 0 or length < 0:
        raise BadKey("A range starts at zero or later and has a length.")
    return max(0, min(length, size - start))


def proven_blocks(stream: BinaryIO, sha256: str, size: int) -> Iterator[bytes]:
    """Blocks of the stream; raises HashMismatch at its end unless they were what was promised."""
    digest, seen = hashlib.sha256(), 0
    while block := stream.read(BLOCK):
        digest.update(block)
        seen += len(block)
        yield block
    if seen != size or digest.hexdigest() != sha256:
        raise HashMismatch


def require_same(files: Files, wanted: StoredFile) -> StoredFile:
    """A second `keep` under one key is success only for the same bytes, read again to be sure."""
    if files.size(wanted.key) != wanted.size:
        raise AlreadyKept
    digest = hashlib.sha256()
    for block in files.open_range(wanted.key, 0, wanted.size):
        digest.update(block)
    if digest.hexdigest() != wanted.sha256:
        raise AlreadyKept
    return wanted


class Folder:
    """Files in one folder of this machine; `.incoming` beside `v1` holds what is still being written."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._root = root.resolve()
        self._incoming = self._root / ".incoming"
        self._incoming.mkdir(exist_ok=True, mode=0o700)

    def keep(self, key: str, source: Source, sha256: str, size: int) -> StoredFile:
        """See Files. A Path on the same disk is linked, not copied; its other name stays the caller's to remove."""
        target = self._path(key)
        kept = StoredFile(key, sha256, size)
        self._make_folders(target.parent)
        try:
            if isinstance(source, Path):
                self._take_over(source, target, kept)
            else:
                self._copy_in(source, target, kept)
        except FileExistsError:
            return require_same(self, kept)
        fsync_folder(target.parent)
        return kept

    def open_range(self, key: str, start: int, length: int) -> Iterator[bytes]:
        """See Files."""
        existing = checked_range(start, length, self.size(key))
        return self._blocks(key, start, existing)

    @contextmanager
    def local_copy(self, key: str) -> Iterator[LocalCopy]:
        """See Files; here it is the kept file itself, opened for reading only."""
        descriptor = self._open(key)
        try:
            yield LocalCopy(descriptor, os.fstat(descriptor).st_size)
        finally:
            os.close(descriptor)

    def size(self, key: str) -> int:
        """See Files."""
        try:
            return self._path(key).lstat().st_size
        except (FileNotFoundError, NotADirectoryError):
            raise Missing from None

    def remove(self, key: str) -> None:
        """See Files; folders left empty stay, because a `keep` may be about to use them."""
        path = self._path(key)
        with suppress(FileNotFoundError):
            path.unlink()
            fsync_folder(path.parent)

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        """See Files."""
        for folder, folders, names in os.walk(self._root / (proven_prefix(prefix) or "v1")):
            folders.sort()
            for name in sorted(names):
                key = (Path(folder) / name).relative_to(self._root).as_posix()
                if is_key(key):
                    yield key

    def remove_leftovers(self, before: datetime) -> int:
        """See Files."""
        removed = 0
        for path in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    removed += 1
        return removed

    def check(self) -> None:
        """See Files."""
        if not os.access(self._incoming, os.W_OK | os.X_OK):
            raise FilesUnavailable

    def _path(self, key: str) -> Path:
        """Proven twice: by the key's grammar, and after symbolic links were followed."""
        path = self._root / proven_key(key)
        if not path.parent.resolve().is_relative_to(self._root):
            raise BadKey
        return path

    def _open(self, key: str) -> int:
        try:
            return os.open(self._path(key), os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            raise Missing from None

    def _blocks(self, key: str, start: int, length: int) -> Iterator[bytes]:
        # Opened only when the first block is asked for: an iterator nobody starts holds no descriptor.
        with os.fdopen(self._open(key), "rb", buffering=0) as stream:
            stream.seek(start)
            while length > 0 and (block := stream.read(min(BLOCK, length))):
                length -= len(block)
                yield block

    def _take_over(self, source: Path, target: Path, kept: StoredFile) -> None:
        with source.open("rb") as stream:
            if os.fstat(stream.fileno()).st_size != kept.size:
                raise HashMismatch
            os.fsync(stream.fileno())
            try:
                os.link(source, target, follow_symlinks=False)
            except OSError as refused:
                if refused.errno not in _CANNOT_LINK:
                    raise
                self._copy_in(stream, target, kept)

    def _copy_in(self, stream: BinaryIO, target: Path, kept: StoredFile) -> None:
        incoming = self._incoming / uuid4().hex
        try:
            with incoming.open("xb") as out:
                for block in proven_blocks(stream, kept.sha256, kept.size):
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
            # link + unlink is the rename that refuses to overwrite.
            os.link(incoming, target)
        finally:
            incoming.unlink(missing_ok=True)

    def _make_folders(self, folder: Path) -> None:
        """Create what is missing between the root and the folder, each made durable in its parent."""
        if folder.is_dir():
            return
        self._make_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        fsync_folder(folder.parent)


class Bucket:
    """Files in an S3 bucket, or any other store obstore knows; whole files pass through a scratch folder."""

    def __init__(self, store: ObjectStore, scratch: Path) -> None:
        self._store = store
        self._scratch = scratch

    def keep(self, key: str, source: Source, sha256: str, size: int) -> StoredFile:
        """See Files."""
        kept = StoredFile(proven_key(key), sha256, size)
        # Looked up instead of a conditional put: those cannot be sent in parts, and a footage's key is its
        # random id, so whoever races us carries the same bytes.
        if self._find_size(key) is not None:
            return require_same(self, kept)
        if isinstance(source, Path):
            with source.open("rb") as stream:
                self._send(stream, kept)
        else:
            self._send(source, kept)
        return kept

    def open_range(self, key: str, start: int, length: int) -> Iterator[bytes]:
        """See Files."""
        existing = checked_range(start, length, self.size(key))
        return self._blocks(key, start, existing)

    @contextmanager
    def local_copy(self, key: str) -> Iterator[LocalCopy]:
        """See Files; here it is a nameless scratch file that is gone when the context ends, or the process."""
        size = self.size(key)
        self._scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        with TemporaryFile(dir=self._scratch) as scratch:
            for block in self._blocks(key, 0, size):
                scratch.write(block)
            scratch.flush()
            if scratch.tell() != size:
                raise FilesUnavailable
            descriptor = os.open(f"/proc/self/fd/{scratch.fileno()}", os.O_RDONLY)
            try:
                yield LocalCopy(descriptor, size)
            finally:
                os.close(descriptor)

    def size(self, key: str) -> int:
        """See Files."""
        found = self._find_size(proven_key(key))
        if found is None:
            raise Missing
        return found

    def remove(self, key: str) -> None:
        """See Files."""
        with _bucket_errors(), suppress(FileNotFoundError):
            obstore.delete(self._store, proven_key(key))

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        """See Files."""
        with _bucket_errors():
            found = [
                meta["path"] for batch in obstore.list(self._store, proven_prefix(prefix) or "v1") for meta in batch
            ]
        yield from sorted(key for key in found if is_key(key))

    def remove_leftovers(self, before: datetime) -> int:
        """Nothing to do: parts of an unfinished object are never visible; the bucket's own rule expires them."""
        return 0

    def check(self) -> None:
        """See Files."""
        with _bucket_errors():
            obstore.list_with_delimiter(self._store, "v1")

    def _find_size(self, key: str) -> int | None:
        with _bucket_errors():
            try:
                return obstore.head(self._store, key)["size"]
            except FileNotFoundError:
                return None

    def _send(self, stream: BinaryIO, kept: StoredFile) -> None:
        # A HashMismatch raised by the blocks aborts the put, so a wrong file never becomes visible.
        with _bucket_errors():
            blocks = proven_blocks(stream, kept.sha256, kept.size)
            obstore.put(self._store, kept.key, blocks, use_multipart=True, chunk_size=8 * BLOCK, max_concurrency=4)

    def _blocks(self, key: str, start: int, length: int) -> Iterator[bytes]:
        if length == 0:
            return
        with _bucket_errors():
            try:
                answer = obstore.get(self._store, key, options={"range": (start, start + length)})
            except FileNotFoundError:
                raise Missing from None
            for block in answer.stream(min_chunk_size=BLOCK):
                yield bytes(block)


def files_from(settings: Settings) -> Files:
    """The one store of this installation: the folder `<home>/files`, or the bucket named by `files_url`."""
    if not settings.files_url:
        return Folder(settings.files_folder)
    config: S3Config = {
        "access_key_id": settings.files_access_key_id.get_secret_value(),
        "secret_access_key": settings.files_secret_access_key.get_secret_value(),
    }
    if settings.files_endpoint:
        config["endpoint"] = settings.files_endpoint
    plain_http = settings.files_endpoint.startswith("http://")
    store = S3Store.from_url(settings.files_url, config=config, client_options={"allow_http": plain_http})
    return Bucket(store, settings.home / "scratch")


@contextmanager
def _bucket_errors() -> Iterator[None]:
    try:
        yield
    except BucketError as failed:
        raise FilesUnavailable from failed
