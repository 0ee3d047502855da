"""What kind of file this is, by its first bytes alone: the reader is told which container to expect, never asked."""

import re
from dataclasses import dataclass

from worker.footage.telemetry.logs import is_gpx, is_log, is_shaking
from worker.footage.verdict import Verdict

HEAD_BYTES = 4096
TS_PACKET, M2TS_PACKET, TS_SYNC = 188, 192, 0x47
FIRST_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp", b"uuid"})
STILL_BRANDS = frozenset({b"heic", b"heix", b"heim", b"mif1", b"msf1", b"avif", b"avis", b"crx "})
PHOTOGRAPHS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"\0\0\0\x0cJXL ")
ARCHIVES = (b"PK\3\4", b"PK\5\6", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")
SOUNDS = (b"ID3", b"fLaC", b"#!AMR", b"\xff\xfb", b"\xff\xf3", b"\xff\xf1", b"\xff\xf9")
PLAYLISTS = (b"#extm3u", b"ffconcat", b"<mpd", b"<?xml", b"[playlist]", b"<smil", b"#!", b"rtsptext", b"<asx")
CONCAT_LINE = re.compile(rb"^\s*file\s+\S", re.MULTILINE)


@dataclass(frozen=True)
class Sniffed:
    """``demuxer`` is the one reader that may be tried; without one, ``verdict`` says why."""

    demuxer: str | None = None
    verdict: Verdict | None = None


def sniff(head: bytes, size: int) -> Sniffed:
    """Judge by the first HEAD_BYTES of a file of ``size`` bytes. The name is not asked: anybody can write it."""
    if size == 0:
        return Sniffed(verdict=Verdict.EMPTY)
    demuxer = _container(head, size)
    if demuxer:
        return Sniffed(demuxer)
    return Sniffed(verdict=_other(head))


def _container(head: bytes, size: int) -> str | None:
    if head[4:8] in FIRST_BOXES and _plausible_box(head, size):
        return None if head[4:8] == b"ftyp" and head[8:12] in STILL_BRANDS else "mov"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    if _is_transport_stream(head, 0, TS_PACKET) or _is_transport_stream(head, 4, M2TS_PACKET):
        return "mpegts"
    return None


def _plausible_box(head: bytes, size: int) -> bool:
    claimed = int.from_bytes(head[:4], "big")
    if head[4:8] == b"ftyp":
        return 8 <= claimed <= HEAD_BYTES
    # 0: to the end of the file; 1: a 64-bit size follows.
    return claimed in (0, 1) or claimed >= 8 or size < 8


def _is_transport_stream(head: bytes, first: int, step: int) -> bool:
    marks = head[first::step]
    return len(marks) >= 3 and all(mark == TS_SYNC for mark in marks)


def _other(head: bytes) -> Verdict:
    riff = head[8:12] if head[:4] == b"RIFF" else b""
    if head.startswith(PHOTOGRAPHS) or riff == b"WEBP" or (head[4:8] == b"ftyp" and head[8:12] in STILL_BRANDS):
        return Verdict.STILL_IMAGE
    if head.startswith(ARCHIVES) or head[257:262] == b"ustar":
        return Verdict.ARCHIVE
    if head.startswith(SOUNDS) or riff == b"WAVE":
        return Verdict.SOUND_ONLY
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if (start.startswith(PLAYLISTS) and not is_gpx(head)) or CONCAT_LINE.search(head[:512]):
        return Verdict.PLAYLIST
    if is_log(head.removeprefix(b"\xef\xbb\xbf")):
        return Verdict.LOCATION_LOG
    return Verdict.MOVEMENT_LOG if is_shaking(head) else Verdict.NOT_A_VIDEO
