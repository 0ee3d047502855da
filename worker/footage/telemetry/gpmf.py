"""GPMF, GoPro's key-length-value payloads (layout: the public gpmf-parser documentation)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from worker.footage.source import TooMuch

MAX_KEYS, MAX_DEPTH, MAX_PAYLOAD = 5_000, 5, 4 * 1024**2
NESTED = "\0"
LETTERS = {"l": "i", "L": "I", "s": "h", "S": "H", "b": "b", "B": "B", "f": "f", "d": "d", "j": "q", "J": "Q"}


@dataclass(frozen=True)
class Key:
    """One key of a payload: its name, its type letter, and its bytes."""

    name: bytes
    type: str
    content: bytes

    def numbers(self) -> list[float]:
        """The content as numbers of its one type; none when the type holds no numbers."""
        if self.type not in LETTERS:
            return []
        width = struct.calcsize(LETTERS[self.type])
        count = len(self.content) // width
        return list(struct.unpack(f">{count}{LETTERS[self.type]}", self.content[: count * width]))


def devices(payload: bytes) -> Iterator[list[Key]]:
    """The keys of each device (DEVC) of a payload. Raises TooMuch when there are more than cameras write."""
    counted = [0]
    if payload.startswith(b"DEVC"):
        for key in keys(payload, counted):
            if key.name == b"DEVC" and key.type == NESTED:
                yield list(keys(key.content, counted))


def streams(device: list[Key]) -> Iterator[list[Key]]:
    """The keys of each stream (STRM) of a device."""
    counted = [0]
    for key in device:
        if key.name == b"STRM" and key.type == NESTED:
            yield list(keys(key.content, counted))


def keys(content: bytes, counted: list[int]) -> Iterator[Key]:
    """Name (4), type (1), size of an element (1), number of elements (2), content padded to four bytes."""
    at = 0
    while at + 8 <= len(content):
        counted[0] += 1
        if counted[0] > MAX_KEYS:
            raise TooMuch("more GPMF keys than any camera writes")
        name, kind, width, repeat = struct.unpack_from(">4sBBH", content, at)
        length = width * repeat
        if not name.strip(b"\0") or at + 8 + length > len(content):
            return
        yield Key(name, chr(kind), content[at + 8 : at + 8 + length])
        at += 8 + (length + 3) // 4 * 4


def rows(key: Key, letters: str, scale: list[float]) -> list[list[float]]:
    """The content as rows of mixed types, each number divided by its SCAL; none without divisors."""
    if any(letter not in LETTERS for letter in letters):
        return []
    row = struct.Struct(">" + "".join(LETTERS[letter] for letter in letters))
    scale = scale * row.size if len(scale) == 1 else scale
    if len(scale) < len(letters) or row.size == 0:
        return []
    whole = key.content[: len(key.content) // row.size * row.size]
    return [[n / (d or 1) for n, d in zip(numbers, scale, strict=False)] for numbers in row.iter_unpack(whole)]
