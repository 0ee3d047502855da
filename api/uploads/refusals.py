"""What an upload request can be refused for, and the HTTP status of each refusal."""

from typing import ClassVar

from starlette.responses import JSONResponse

from storage.errors import (
    AlreadyKept,
    BadKey,
    ChecksumMismatch,
    DiskFull,
    FilesUnavailable,
    Forbidden,
    HashMismatch,
    Missing,
    StorageError,
    TooLarge,
    TooLong,
    TooManyFiles,
    UploadBusy,
    UploadGone,
    WrongOffset,
)


class UploadRefused(Exception):
    """A request this protocol does not allow; `str()` is the sentence."""

    code: ClassVar[str] = "bad_upload"
    plainly: ClassVar[str] = "The upload request is not valid."

    def __init__(self, sentence: str = "") -> None:
        self.sentence = sentence or self.plainly
        super().__init__(self.sentence)


class BadUploadRequest(UploadRefused):
    """A header or form that cannot be understood."""


class WrongVersion(UploadRefused):
    """Another version of tus than ours."""

    code = "wrong_version"
    plainly = "This server speaks version 1.0.0 of the tus protocol."


class WrongMediaType(UploadRefused):
    """A body that is not declared to be part of a file."""

    code = "wrong_media_type"
    plainly = "Parts of a file are sent as application/offset+octet-stream."


class EmptyFile(UploadRefused):
    """A file without a byte."""

    code = "empty_file"
    plainly = "The file is empty."


class Interrupted(UploadRefused):
    """The sender went away; nobody hears the answer."""

    code = "interrupted"
    plainly = "The connection was lost before everything arrived."


class Stalled(UploadRefused):
    """The sender fell silent; the lock is given back so that a new connection can continue."""

    code = "stalled"
    plainly = "Nothing arrived for a while. Continue the upload when the connection is better."


STATUS: dict[type[StorageError | UploadRefused], int] = {
    BadUploadRequest: 400,
    EmptyFile: 400,
    Interrupted: 400,
    BadKey: 400,
    Forbidden: 403,
    Missing: 404,
    Stalled: 408,
    WrongOffset: 409,
    AlreadyKept: 409,
    UploadGone: 410,
    WrongVersion: 412,
    TooLarge: 413,
    TooLong: 413,
    TooManyFiles: 413,
    WrongMediaType: 415,
    UploadBusy: 423,
    ChecksumMismatch: 460,
    HashMismatch: 500,
    FilesUnavailable: 503,
    DiskFull: 507,
}


def answer(refused: StorageError | UploadRefused) -> JSONResponse:
    """The refusal as application/problem+json. Raises it again if it has no status here."""
    status = STATUS.get(type(refused))
    if status is None:
        raise refused
    problem = {"code": refused.code, "title": refused.sentence, "detail": refused.sentence, "status": status}
    response = JSONResponse(problem, status, media_type="application/problem+json")
    if isinstance(refused, WrongOffset):
        response.headers["Upload-Offset"] = str(refused.offset)
    if isinstance(refused, UploadBusy):
        response.headers["Retry-After"] = "1"
    return response
