"""Part of a file as HTTP asks for it (RFC 9110 section 14): one range of bytes, or the whole."""

import re
from dataclasses import dataclass

ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE)


class Unsatisfiable(Exception):
    """The range lies wholly outside the file: 416."""


@dataclass(frozen=True)
class Span:
    """Bytes ``start`` to ``start + length``, the end excluded."""

    start: int
    length: int

    def content_range(self, size: int) -> str:
        """The Content-Range header of a 206."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{size}"


def span_of(header: str, size: int) -> Span | None:
    """The one range asked for; None for the whole file, which also answers what cannot be read or asks for several.

    Raises Unsatisfiable for a range without a single byte in the file.
    """
    asked = ONE_RANGE.fullmatch(header.strip())
    if asked is None or not (asked[1] or asked[2]):
        return None
    if not asked[1]:
        return _last(int(asked[2]), size)
    start, end = int(asked[1]), int(asked[2]) if asked[2] else size - 1
    if start >= size:
        raise Unsatisfiable
    return Span(start, min(end, size - 1) - start + 1) if start <= end else None


def _last(count: int, size: int) -> Span:
    if not count or not size:
        raise Unsatisfiable
    return Span(max(0, size - count), min(count, size))
