"""The four letters of each track of a movie, and whether they say that its pictures are locked."""

from worker.footage.source import Source, TooMuch
from worker.footage.telemetry.boxes import Track, Walk, tracks

# Sample entries of protected pictures: ISO/IEC 14496-12 (encv), and Apple's older FairPlay (drmi).
LOCKED = frozenset({b"encv", b"drmi"})


def tracks_of(source: Source, container: str) -> list[Track]:
    """The tracks in the order of the file; none outside MP4 and QuickTime, or when the boxes have no end."""
    if container != "mov":
        return []
    walk = Walk(source)
    try:
        moov = next((box for box in walk.children(0, source.size) if box.kind == b"moov"), None)
        return tracks(walk, moov) if moov else []
    except TooMuch:
        return []


def letters_of(found: list[Track]) -> list[str]:
    """The name of each track's sample format, printable letters only."""
    return ["".join(chr(byte) for byte in track.format if 32 <= byte < 127).strip() for track in found]


def is_locked(found: list[Track]) -> bool:
    """True when the pictures are encrypted, so that decoding them would only show noise."""
    return any(track.handler == b"vide" and track.format in LOCKED for track in found)
