"""Does the file end before its own first boxes say? Cameras that lose power leave such files."""

from worker.footage.source import Source, TooMuch
from worker.footage.telemetry.boxes import Walk

NEEDED = frozenset({b"moov", b"mdat"})
PICTURES = NEEDED | {b"moof"}


def ends_early(source: Source, container: str) -> bool:
    """True when the outermost length claims reach beyond the last byte, or the movie's index never came."""
    if container == "mov":
        return _movie_ends_early(source)
    if container == "avi":
        head = source.read(0, 8)
        return int.from_bytes(head[4:8], "little") + 8 > source.size + 1
    if container == "matroska":
        return _segment_ends_early(source)
    return False


def _movie_ends_early(source: Source) -> bool:
    at = 0
    kinds: set[bytes] = set()
    try:
        for box in Walk(source).children(0, source.size):
            head = source.read(at, 16)
            claimed = int.from_bytes(head[:4], "big")
            claimed = int.from_bytes(head[8:16], "big") if claimed == 1 else claimed
            if claimed and at + claimed > source.size:
                # Cameras leave notes behind the movie, and people glue files together: that is no cut.
                return box.kind in PICTURES or not NEEDED.issubset(kinds)
            kinds.add(box.kind)
            at = box.end
    except TooMuch:
        return False
    return b"mdat" in kinds and b"moov" not in kinds


def _segment_ends_early(source: Source) -> bool:
    """EBML: an identifier and a size of variable width for the header, then the same for the segment (RFC 8794)."""
    head = source.read(0, 128)
    length, width = _variable(head, 4)
    start = 4 + width + length
    if head[start : start + 4] != b"\x18\x53\x80\x67":
        return False
    claimed, width = _variable(head, start + 4)
    unknown = (1 << 7 * width) - 1
    return width > 0 and claimed != unknown and start + 4 + width + claimed > source.size


def _variable(head: bytes, at: int) -> tuple[int, int]:
    first = head[at] if at < len(head) else 0
    width = 9 - first.bit_length() if first else 0
    raw = head[at : at + width]
    return (int.from_bytes(raw, "big") & ((1 << 7 * width) - 1), width) if width and len(raw) == width else (0, 0)
