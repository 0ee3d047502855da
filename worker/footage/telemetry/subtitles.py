"""Texts of subtitle and text tracks, as every format of printed lines reads them."""

from collections.abc import Iterator

from worker.footage.telemetry.clip import Clip
from worker.footage.telemetry.nextbase_files import is_sample

FORMATS = frozenset({b"tx3g", b"text"})
ENCODING_BOX = b"\0\0\0\x0cencd\0\0\1\0"
MAX_TEXT = 4096


def texts(clip: Clip) -> Iterator[tuple[float, bytes]]:
    """Time and bytes of each text, without the two bytes of its length."""
    for track in clip.data_tracks:
        if track.format not in FORMATS:
            continue
        for sample in clip.samples(track):
            raw = clip.source.read(sample.offset, min(sample.size, MAX_TEXT)).removesuffix(ENCODING_BOX)
            if is_sample(raw):
                continue
            has_length = len(raw) >= 2 and int.from_bytes(raw[:2], "big") == len(raw) - 2
            yield sample.t, raw[2:] if has_length else raw
