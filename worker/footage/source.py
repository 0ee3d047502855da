"""Bounded reading of one open file: never more bytes than the budget, never by a path."""

import os
import struct


class TooMuch(Exception):
    """The file asks for more boxes, depth or bytes than any camera writes."""


class Source:
    """The bytes of one file behind a descriptor. ``budget`` is how many bytes may be read in all."""

    def __init__(self, descriptor: int, size: int, budget: int = 64 * 1024**2) -> None:
        self.descriptor = descriptor
        self.size = size
        self.left = budget

    def read(self, offset: int, length: int) -> bytes:
        """The bytes there; fewer at the end of the file. Raises TooMuch when the budget is spent."""
        if offset < 0 or length <= 0 or offset >= self.size:
            return b""
        length = min(length, self.size - offset)
        if length > self.left:
            raise TooMuch("more bytes of location data than any camera writes")
        self.left -= length
        return os.pread(self.descriptor, length, offset)

    def u32(self, offset: int) -> int:
        """A big-endian 32-bit number; 0 beyond the end of the file."""
        four = self.read(offset, 4)
        return int(struct.unpack(">I", four)[0]) if len(four) == 4 else 0
