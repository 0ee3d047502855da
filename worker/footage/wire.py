"""How the reader's processes talk: one request each way over a socket, length-capped messages over a pipe."""

import json
import os
import struct
from dataclasses import asdict, dataclass

from worker.footage.sandbox import Limits

HEAD = struct.Struct(">cI")
PROGRESS, ANSWER, LAST_WORDS, STILL = b"P", b"A", b"L", b"S"
ROLES = ("playable", "poster", "strip", "frames")
MEDIA_TYPES = {"playable": "video/mp4", "poster": "image/jpeg", "strip": "image/jpeg", "frames": "application/json"}
REQUEST_BYTES = 16 * 1024
STEPS = ("reading", "watching", "writing")


@dataclass(frozen=True)
class Asked:
    """The pictures wanted of one file: by presentation time, by number, or at most so many key pictures.

    ``first`` is the presentation time of the first picture where the asker knows it, which saves finding it out.
    """

    pts: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    most_keys: int = 0
    around_s: float | None = None
    first: int | None = None


@dataclass(frozen=True)
class Request:
    """One file to read. The descriptors travel beside it: source, pipe, then one for each output in order.

    With ``stills`` only those pictures are taken, and their pixels written one after another to the one output.
    """

    size: int
    outputs: tuple[str, ...]
    limits: Limits
    allow_unconfined: bool = False
    force_transcode: bool = False
    stills: Asked | None = None

    def to_bytes(self) -> bytes:
        """The request as it travels."""
        return json.dumps(asdict(self)).encode()

    @staticmethod
    def from_bytes(text: bytes) -> "Request":
        """Read ``to_bytes``; the sender is the product itself, so nothing is checked twice."""
        told = json.loads(text)
        asked = told["stills"]
        return Request(
            told["size"],
            tuple(told["outputs"]),
            Limits(**told["limits"]),
            told["allow_unconfined"],
            told["force_transcode"],
            asked and Asked(**asked | {"pts": tuple(asked["pts"]), "numbers": tuple(asked["numbers"])}),
        )


def send(descriptor: int, kind: bytes, content: bytes) -> None:
    """Write one message to the pipe."""
    view = memoryview(HEAD.pack(kind, len(content)) + content)
    while view:
        view = view[os.write(descriptor, view) :]


class Messages:
    """Cuts what arrives on the pipe into messages. The sender may be hostile, so lengths are capped."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.received = 0
        self.buffer = bytearray()

    def feed(self, piece: bytes) -> list[tuple[bytes, bytes]]:
        """The messages completed by this piece. Raises ValueError when more arrives than is allowed."""
        self.received += len(piece)
        if self.received > self.most:
            raise ValueError("the reader said more than is allowed")
        self.buffer += piece
        found = []
        while len(self.buffer) >= HEAD.size:
            kind, length = HEAD.unpack_from(self.buffer)
            if length > self.most:
                raise ValueError("the reader announced more than is allowed")
            if len(self.buffer) < HEAD.size + length:
                break
            found.append((kind, bytes(self.buffer[HEAD.size : HEAD.size + length])))
            del self.buffer[: HEAD.size + length]
        return found
