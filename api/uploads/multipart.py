"""The plain form, for browsers without JavaScript: files stream to the spool and end the same way as with tus."""

from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Generic
from uuid import uuid4

from anyio.to_thread import run_sync
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import Request

from api.uploads.headers import Announced, clean_filename, clean_filetype, read_body_length
from api.uploads.ledger import OwnerT, UploadLimits, UploadRow
from api.uploads.reception import Reception
from api.uploads.refusals import BadUploadRequest, EmptyFile, UploadRefused
from api.uploads.stream import batches_of
from storage.errors import StorageError, TooLarge, TooManyFiles
from storage.spool import HeldUpload

Fields = Mapping[str, tuple[str, ...]]


def accept_any(_fields: Fields) -> None:
    """Every form is welcome."""


@dataclass(frozen=True)
class ReceivedForm:
    """What a form brought: the text of its fields, in order, and its files, kept."""

    fields: Fields
    uploads: tuple[UploadRow, ...]

    def first(self, name: str) -> str:
        """The field's first value, or nothing."""
        return self.fields.get(name, ("",))[0]


async def receive_multipart(
    request: Request,
    reception: Reception[OwnerT],
    limits: UploadLimits,
    accept: Callable[[Fields], None] = accept_any,
) -> ReceivedForm:
    """Read a whole multipart form; when it returns, the ledger has finished each of its files.

    `accept` sees the fields before any file is kept, and raises to refuse them all.

    A form cannot be resumed: of one that breaks off nothing stays. Only when the ledger refuses a later file, the
    earlier ones are kept already. Raises UploadRefused or StorageError.
    """
    body_length = read_body_length(request.headers)
    most = limits.max_files * limits.max_file_bytes + limits.form_bytes
    if body_length is not None and body_length > most:
        raise TooLarge
    form = _FormOnItsWay(reception, limits, _boundary(request), min(body_length or most, limits.max_file_bytes))
    try:
        async with aclosing(batches_of(request, limits.silence_seconds)) as batches:
            async for batch in batches:
                await run_sync(form.feed, bytes(batch))
        return await run_sync(form.finish, accept)
    finally:
        form.clear_away()


def _boundary(request: Request) -> bytes:
    media_type, options = parse_options_header(request.headers.get("Content-Type"))
    boundary = options.get(b"boundary", b"")
    if media_type != b"multipart/form-data" or not boundary:
        raise BadUploadRequest("A form with files is sent as multipart/form-data.")
    return boundary


@dataclass
class _FileOnItsWay:
    filename: str
    filetype: str
    held: HeldUpload

    @property
    def announced(self) -> Announced:
        return Announced(self.held.offset, self.filename, self.filetype)


class _FormOnItsWay(Generic[OwnerT]):
    """The parser's callbacks: blocking, so fed from a worker thread, one batch at a time."""

    def __init__(self, reception: Reception[OwnerT], limits: UploadLimits, boundary: bytes, longest: int) -> None:
        self._reception = reception
        self._limits = limits
        self._longest = longest
        self._files: list[_FileOnItsWay] = []
        self._fields: list[tuple[str, bytearray]] = []
        self._text_bytes = 0
        self._sink: _FileOnItsWay | bytearray | None = None
        self._header_name = bytearray()
        self._header_value = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._is_whole = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._headers.clear,
                    "on_header_field": lambda data, start, end: self._header_name.extend(data[start:end]),
                    "on_header_value": lambda data, start, end: self._header_value.extend(data[start:end]),
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._begin_part,
                    "on_part_data": lambda data, start, end: self._take(data[start:end]),
                    "on_part_end": self._end_part,
                    "on_end": self._end_form,
                },
            )
        except FormParserError:
            raise BadUploadRequest from None

    def feed(self, batch: bytes) -> None:
        """Parse some of the body and write what belongs to files."""
        try:
            self._parser.write(batch)
        except FormParserError:
            raise BadUploadRequest("The form cannot be read. Please send it again.") from None

    def finish(self, accept: Callable[[Fields], None]) -> ReceivedForm:
        """All is here: if its fields are accepted, enter each file in the ledger."""
        if not self._is_whole:
            raise BadUploadRequest("The form ended too early. Please send it again.")
        fields: dict[str, tuple[str, ...]] = {}
        for name, text in self._fields:
            fields[name] = (*fields.get(name, ()), _as_text(text))
        accept(fields)
        return ReceivedForm(fields, tuple(self._keep(file) for file in self._files))

    def clear_away(self) -> None:
        """Nothing of an interrupted form stays in the spool; of a finished one nothing is left there."""
        for file in self._files:
            file.held.release()
            self._reception.spool.remove(file.held.upload_id)

    def _keep(self, file: _FileOnItsWay) -> UploadRow:
        row = self._reception.write_down(file.held.upload_id, file.announced)
        try:
            return self._reception.finish(file.held)
        except (StorageError, UploadRefused):
            self._reception.ledger.cancel(self._reception.owner, row.id)
            raise

    def _end_header(self) -> None:
        self._headers[bytes(self._header_name).lower()] = bytes(self._header_value)
        self._header_name.clear()
        self._header_value.clear()

    def _begin_part(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b"").decode("latin-1"))
        if b"name" not in options:
            raise BadUploadRequest("A field of the form has no name.")
        if b"filename" in options:
            self._begin_file(options[b"filename"])
        elif len(self._fields) >= self._limits.fields:
            raise BadUploadRequest("The form has too many fields.")
        else:
            self._sink = bytearray()
            self._fields.append((_as_text(options[b"name"]), self._sink))

    def _begin_file(self, told: bytes) -> None:
        # A file field in which nothing was chosen is sent with an empty name.
        if not told:
            self._sink = None
            return
        if len(self._files) >= self._limits.max_files:
            raise TooManyFiles
        filename = clean_filename(_as_text(told), self._limits)
        filetype = clean_filetype(self._headers.get(b"content-type", b"").decode("latin-1"))
        upload_id = uuid4()
        self._reception.spool.create(upload_id, self._longest)
        self._sink = _FileOnItsWay(filename, filetype, self._reception.spool.hold(upload_id))
        self._files.append(self._sink)

    def _take(self, content: bytes) -> None:
        if isinstance(self._sink, _FileOnItsWay):
            if self._sink.held.offset + len(content) > self._limits.max_file_bytes:
                raise TooLarge
            self._sink.held.write(content)
        elif self._sink is not None:
            self._text_bytes += len(content)
            if self._text_bytes > self._limits.form_bytes:
                raise BadUploadRequest("The form holds too much text.")
            self._sink += content

    def _end_part(self) -> None:
        if isinstance(self._sink, _FileOnItsWay):
            held = self._sink.held
            if held.offset == 0:
                raise EmptyFile
            held.end_here()
            held.settle()
        self._sink = None

    def _end_form(self) -> None:
        self._is_whole = True


def _as_text(told: bytes | bytearray) -> str:
    try:
        return told.decode("utf-8")
    except UnicodeDecodeError:
        raise BadUploadRequest("The form holds text that is not UTF-8.") from None
