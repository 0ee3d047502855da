"""The headers of tus 1.0 (tus.io/protocols/resumable-upload), read strictly and written back."""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import PurePosixPath, PureWindowsPath

from starlette.datastructures import Headers

from api.uploads.ledger import UploadLimits, UploadRow
from api.uploads.refusals import BadUploadRequest, EmptyFile, WrongMediaType, WrongVersion
from storage.errors import TooLarge

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration,checksum"
PART_OF_FILE = "application/offset+octet-stream"
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}", re.ASCII)


@dataclass(frozen=True)
class Announced:
    """What a creation request says about the file to come."""

    length: int
    filename: str
    filetype: str


def require_version(headers: Headers) -> None:
    """Raise WrongVersion unless the sender speaks our version."""
    if headers.get("Tus-Resumable") != VERSION:
        raise WrongVersion


def require_part_of_file(headers: Headers) -> None:
    """Raise WrongMediaType unless the body is declared as part of a file."""
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() != PART_OF_FILE:
        raise WrongMediaType


def read_number(headers: Headers, name: str) -> int:
    """A whole number of bytes. Raises BadUploadRequest if absent or not one."""
    text = headers.get(name, "")
    if not _NUMBER.fullmatch(text):
        raise BadUploadRequest(f"{name} must be a whole number of bytes.")
    return int(text)


def read_body_length(headers: Headers) -> int | None:
    """Bytes of the body, or None when the sender does not say."""
    return read_number(headers, "Content-Length") if "Content-Length" in headers else None


def read_announced(headers: Headers, limits: UploadLimits) -> Announced:
    """The file to come. Raises BadUploadRequest, EmptyFile or TooLarge."""
    if "Upload-Defer-Length" in headers:
        raise BadUploadRequest("The length of the file must be known from the start.")
    if "Upload-Concat" in headers:
        raise BadUploadRequest("Files cannot be put together from several uploads.")
    length = read_number(headers, "Upload-Length")
    if length == 0:
        raise EmptyFile
    if length > limits.max_file_bytes:
        raise TooLarge
    told = read_metadata(headers.get("Upload-Metadata", ""), limits)
    filename = clean_filename(told.get("filename", ""), limits)
    return Announced(length, filename, clean_filetype(told.get("filetype", told.get("type", ""))))


def read_metadata(text: str, limits: UploadLimits) -> dict[str, str]:
    """`key base64,key base64` as text. Raises BadUploadRequest."""
    if len(text) > limits.metadata_bytes:
        raise BadUploadRequest("Upload-Metadata is too long.")
    told: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key, _, encoded = pair.partition(" ")
        if key in told:
            raise BadUploadRequest("Upload-Metadata names a key twice.")
        try:
            told[key] = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            raise BadUploadRequest("Upload-Metadata must be base64 of UTF-8 text.") from None
    return told


def clean_filename(told: str, limits: UploadLimits) -> str:
    """The last part of the name, printable letters only: it is shown to people and never used as a path."""
    name = PureWindowsPath(PurePosixPath(told).name).name
    name = "".join(letter for letter in name if letter.isprintable()).strip()
    if len(name) > limits.filename_letters:
        raise BadUploadRequest(f"The name of the file is longer than {limits.filename_letters} letters.")
    return name if name.strip(".") else ""


def clean_filetype(told: str) -> str:
    """The media type the sender claims, or nothing if it does not look like one."""
    told = told.partition(";")[0].strip().lower()
    return told if _MEDIA_TYPE.fullmatch(told) else ""


def read_checksum(headers: Headers) -> bytes | None:
    """The SHA-256 this body must have, if the sender told one. Raises BadUploadRequest."""
    told = headers.get("Upload-Checksum")
    if told is None:
        return None
    algorithm, _, encoded = told.partition(" ")
    if algorithm.lower() != "sha256":
        raise BadUploadRequest("The only checksum understood here is sha256.")
    try:
        digest = base64.b64decode(encoded.strip(), validate=True)
    except binascii.Error:
        digest = b""
    if len(digest) != 32:
        raise BadUploadRequest("Upload-Checksum must be the base64 of a SHA-256.")
    return digest


def progress_headers(row: UploadRow, offset: int) -> dict[str, str]:
    """Where the upload stands; a finished one no longer expires."""
    headers = {"Upload-Offset": str(offset), "Cache-Control": "no-store"}
    if not row.is_finished:
        headers["Upload-Expires"] = _http_date(row.expires_at)
    return headers


def description_headers(row: UploadRow) -> dict[str, str]:
    """What was announced at the beginning."""
    told = {"filename": row.filename, "filetype": row.filetype}
    pairs = [f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in told.items() if text]
    headers = {"Upload-Length": str(row.length)}
    return headers | {"Upload-Metadata": ",".join(pairs)} if pairs else headers


def _http_date(at: datetime) -> str:
    # format_datetime wants exactly datetime.UTC, which the database driver's zone is not.
    return format_datetime(datetime.fromtimestamp(at.timestamp(), UTC), usegmt=True)
