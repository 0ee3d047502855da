"""A request's body in batches big enough for a disk, and its silences and ends in our own words."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import aclosing

import anyio
from anyio.to_thread import run_sync
from starlette.requests import ClientDisconnect, Request

from api.uploads.refusals import Interrupted, Stalled, UploadRefused
from storage.errors import ChecksumMismatch
from storage.spool import BATCH, HeldUpload


async def chunks_of(request: Request, silence_seconds: float) -> AsyncGenerator[bytes, None]:
    """The body as it arrives. Raises Interrupted when the sender goes, Stalled when it falls silent."""
    async with aclosing(request.stream()) as stream:
        while True:
            # The server sets no deadline of its own, and a dead phone would keep the upload's lock for hours.
            try:
                with anyio.fail_after(silence_seconds):
                    chunk = await anext(stream)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise Stalled from None
            except ClientDisconnect:
                raise Interrupted from None
            yield chunk


async def batches_of(request: Request, silence_seconds: float) -> AsyncGenerator[bytearray, None]:
    """The body in batches of about 1 MiB; what came before an interruption is handed out before it is raised."""
    batch = bytearray()
    async with aclosing(chunks_of(request, silence_seconds)) as chunks:
        try:
            async for chunk in chunks:
                batch += chunk
                if len(batch) >= BATCH:
                    yield batch
                    batch = bytearray()
        except UploadRefused:
            if batch:
                yield batch
            raise
    if batch:
        yield batch


async def receive_part(request: Request, held: HeldUpload, checksum: bytes | None, silence_seconds: float) -> None:
    """Append the body and make it durable, also when it breaks off.

    With a checksum the body counts as a whole or not at all: a part that broke off cannot be checked and is
    taken back. Raises ChecksumMismatch, Interrupted, Stalled, TooLong or DiskFull.
    """
    digest = hashlib.sha256()

    def write(batch: bytearray) -> None:
        held.write(batch)
        if checksum is not None:
            digest.update(batch)

    is_whole = False
    try:
        async with aclosing(batches_of(request, silence_seconds)) as batches:
            async for batch in batches:
                await run_sync(write, batch)
        is_whole = True
    finally:
        await run_sync(held.settle if is_whole or checksum is None else held.take_back)
    if checksum is not None and digest.digest() != checksum:
        await run_sync(held.take_back)
        raise ChecksumMismatch
