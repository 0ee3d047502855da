"""The tus 1.0 core: creation (with upload), termination, expiration and sha256 checksums, and nothing else."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from api.uploads.headers import (
    EXTENSIONS,
    VERSION,
    description_headers,
    progress_headers,
    read_announced,
    read_body_length,
    read_checksum,
    read_number,
    require_part_of_file,
    require_version,
)
from api.uploads.ledger import OwnerT, UploadLedger, UploadLimits, UploadRow
from api.uploads.reception import Reception
from api.uploads.refusals import UploadRefused, answer
from api.uploads.stream import receive_part
from storage.errors import Missing, StorageError, TooLong
from storage.spool import HeldUpload, Spool


class TusRoute(APIRoute):
    """A route that speaks tus: the version is asked for, told in every answer, refusals have tus's status."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See APIRoute."""
        inner = super().get_route_handler()

        async def speak_tus(request: Request) -> Response:
            try:
                if request.method != "OPTIONS":
                    require_version(request.headers)
                response = await inner(request)
            except (StorageError, UploadRefused) as refused:
                response = answer(refused)
            response.headers["Tus-Resumable"] = VERSION
            response.headers["Tus-Version"] = VERSION
            return response

        return speak_tus


def tus_router(
    owner: Callable[..., OwnerT],
    ledger: Callable[..., UploadLedger[OwnerT]],
    spool: Spool,
    limits: UploadLimits,
) -> APIRouter:
    """Routes to be included under the address where uploads are created.

    `owner` and `ledger` are dependencies: who is sending (they answer 401 or 403 themselves), and the book in
    which it is written. Another owner's upload is as unknown as none.
    """
    router = APIRouter(route_class=TusRoute)

    def reception_of(
        owner: Annotated[OwnerT, Depends(owner)], ledger: Annotated[UploadLedger[OwnerT], Depends(ledger)]
    ) -> Reception[OwnerT]:
        return Reception(spool, ledger, owner)

    _offer_creation(router, reception_of, limits)
    _offer_continuation(router, reception_of, limits)
    return router


def upload_in_path(upload_id: str) -> UUID:
    """The upload an address names; what is no id names nothing."""
    try:
        return UUID(upload_id)
    except ValueError:
        raise Missing from None


UploadId = Annotated[UUID, Depends(upload_in_path)]


def _offer_creation(router: APIRouter, reception_of: Callable[..., Reception[OwnerT]], limits: UploadLimits) -> None:
    capabilities = {
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(limits.max_file_bytes),
        "Tus-Checksum-Algorithm": "sha256",
    }

    @router.options("", status_code=204)
    @router.options("/{upload_id}", status_code=204)
    def tell_capabilities() -> Response:
        """What this server can do, for tus clients."""
        return Response(status_code=204, headers=capabilities)

    @router.post("", status_code=201)
    async def create_upload(
        request: Request, reception: Annotated[Reception[OwnerT], Depends(reception_of)]
    ) -> Response:
        """Announce a file; its first bytes may come along."""
        announced = read_announced(request.headers, limits)
        checksum = read_checksum(request.headers)
        brings_bytes = _brings_bytes(request, announced.length)
        row = await run_sync(reception.open, announced)
        offset = 0
        if brings_bytes:
            row, offset = await _receive_first(request, reception, row, checksum, limits)
        location = f"{request.url.path.rstrip('/')}/{row.id}"
        return Response(status_code=201, headers={"Location": location} | progress_headers(row, offset))


def _offer_continuation(
    router: APIRouter, reception_of: Callable[..., Reception[OwnerT]], limits: UploadLimits
) -> None:
    @router.head("/{upload_id}")
    def tell_offset(upload_id: UploadId, reception: Annotated[Reception[OwnerT], Depends(reception_of)]) -> Response:
        """How much has arrived."""
        row, offset = reception.look(upload_id)
        return Response(headers=progress_headers(row, offset) | description_headers(row))

    @router.patch("/{upload_id}", status_code=204)
    async def continue_upload(
        request: Request, upload_id: UploadId, reception: Annotated[Reception[OwnerT], Depends(reception_of)]
    ) -> Response:
        """Append the body at the offset. With the last byte the answer is the receipt for the whole file."""
        require_part_of_file(request.headers)
        offset = read_number(request.headers, "Upload-Offset")
        checksum = read_checksum(request.headers)
        row = await run_sync(reception.ledger.find, reception.owner, upload_id)
        held = await run_sync(reception.hold, row, offset, read_body_length(request.headers) or 0)
        if held is not None:
            row = await _receive_into(request, reception, row, held, checksum, limits)
            offset = held.offset
        return Response(status_code=204, headers=progress_headers(row, offset))

    @router.delete("/{upload_id}", status_code=204)
    def cancel_upload(upload_id: UploadId, reception: Annotated[Reception[OwnerT], Depends(reception_of)]) -> Response:
        """Take the upload back."""
        reception.cancel(upload_id)
        return Response(status_code=204)


def _brings_bytes(request: Request, length: int) -> bool:
    """Whether a creation carries a body. Raises WrongMediaType or TooLong before anything is created."""
    body_length = read_body_length(request.headers)
    if not body_length and "Transfer-Encoding" not in request.headers:
        return False
    require_part_of_file(request.headers)
    if (body_length or 0) > length:
        raise TooLong
    return True


async def _receive_first(
    request: Request, reception: Reception[OwnerT], row: UploadRow, checksum: bytes | None, limits: UploadLimits
) -> tuple[UploadRow, int]:
    held = await run_sync(reception.spool.hold, row.id)
    try:
        row = await _receive_into(request, reception, row, held, checksum, limits)
    except (StorageError, UploadRefused):
        # The sender has not been told the address, so nobody could continue this one.
        await run_sync(reception.cancel, row.id)
        raise
    return row, held.offset


async def _receive_into(
    request: Request,
    reception: Reception[OwnerT],
    row: UploadRow,
    held: HeldUpload,
    checksum: bytes | None,
    limits: UploadLimits,
) -> UploadRow:
    try:
        await receive_part(request, held, checksum, limits.silence_seconds)
        return await run_sync(reception.finish, held) if held.is_complete else row
    finally:
        held.release()
