"""What keeping can refuse: each error has a stable code for machines and a sentence for the person who meets it."""

from typing import ClassVar


class StorageError(Exception):
    """The root of every refusal in storage; `str()` is the sentence."""

    code: ClassVar[str] = "storage"
    plainly: ClassVar[str] = "The file or entry could not be kept."

    def __init__(self, sentence: str = "") -> None:
        self.sentence = sentence or self.plainly
        super().__init__(self.sentence)


class Missing(StorageError):
    """Nothing is known under this name, or it is somebody else's: the two are never told apart."""

    code = "missing"
    plainly = "There is nothing here under this name."


class Stale(StorageError):
    """The version that was read is no longer the latest one."""

    code = "stale"
    plainly = "Somebody else saved a change first."


class Forbidden(StorageError):
    """It exists and belongs to the asker, but may not be done."""

    code = "forbidden"
    plainly = "This is not allowed."


class BadKey(StorageError):
    """A storage key outside the pinned layout; met only by programmers and attackers."""

    code = "bad_key"
    plainly = "This is not a place in the file store."


class AlreadyKept(StorageError):
    """Another file stands under the key: a kept original is never overwritten."""

    code = "already_kept"
    plainly = "A different file is already kept here."


class HashMismatch(StorageError):
    """The bytes that arrived in the store are not the bytes that were promised."""

    code = "hash_mismatch"
    plainly = "The file changed while it was being stored. Please send it again."


class FilesUnavailable(StorageError):
    """The file store does not answer or refuses our credentials."""

    code = "files_unavailable"
    plainly = "Files cannot be stored or read at the moment. Please try again in a few minutes."


class UploadBusy(StorageError):
    """Another connection holds the upload's lock."""

    code = "upload_busy"
    plainly = "Another connection is still sending this file. Try again in a moment."


class UploadGone(StorageError):
    """The upload was cancelled, has expired or was swept."""

    code = "upload_gone"
    plainly = "This upload is no longer here. Please start it again."


class WrongOffset(StorageError):
    """The sender continues somewhere else than where the bytes on disk end."""

    code = "wrong_offset"
    plainly = "The upload continues at the wrong place."

    def __init__(self, offset: int) -> None:
        super().__init__(f"The upload continues at the wrong place: {offset} bytes have arrived so far.")
        self.offset = offset


class TooLarge(StorageError):
    """More than the limit of this service."""

    code = "too_large"
    plainly = "The file is larger than this service accepts."


class TooLong(StorageError):
    """More bytes arrived than the upload declared."""

    code = "too_long"
    plainly = "More was sent than the upload announced."


class TooManyFiles(StorageError):
    """One report carries a limited number of files."""

    code = "too_many_files"
    plainly = "This report already has as many files as it can carry."


class TooManyStills(StorageError):
    """Of one file only so many pictures are taken: each is kept for as long as the file."""

    code = "too_many_stills"
    plainly = "So many pictures of this file have been taken already that no more are. Download the original instead."


class ChecksumMismatch(StorageError):
    """A part of an upload did not arrive as it was sent; it was thrown away."""

    code = "checksum_mismatch"
    plainly = "This part of the file was damaged on the way. Please send it again."


class DiskFull(StorageError):
    """The spool's disk has reached its floor: what arrived is kept, no more is taken."""

    code = "disk_full"
    plainly = "There is no room for more files at the moment. Please try again later."
