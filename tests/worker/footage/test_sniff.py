"""The container is told by its bytes; a name proves nothing."""

from pathlib import Path

import pytest

from tests.made.hostile import FTYP, box, draw_clip
from worker.footage.sniff import HEAD_BYTES, sniff
from worker.footage.verdict import SENTENCES, Verdict

TS = (b"G" + bytes(187)) * 4
M2TS = (bytes(4) + b"G" + bytes(187)) * 4


@pytest.mark.parametrize(
    ("head", "demuxer"),
    [
        (FTYP, "mov"),
        (box(b"moov", bytes(8)), "mov"),
        (b"\0\0\0\1mdat" + bytes(8), "mov"),
        (box(b"wide") + box(b"mdat"), "mov"),
        (b"\x1a\x45\xdf\xa3" + bytes(20), "matroska"),
        (b"RIFF\0\0\0\0AVI LIST", "avi"),
        (TS, "mpegts"),
        (M2TS, "mpegts"),
        (TS[:300], None),
        (b"RIFF\0\0\0\0WAVEfmt ", None),
        (b"\0\0\0\4ftyp", None),
        (b"PK\3\4" + bytes(100), None),
        (b"%PDF-1.7", None),
        (b"MZ" + bytes(100), None),
    ],
)
def test_only_the_containers_of_cameras_are_opened(head: bytes, demuxer: str | None) -> None:
    assert sniff(head, len(head)).demuxer == demuxer


@pytest.mark.parametrize("container", ["mp4", "mov", "matroska", "webm", "avi", "mpegts"])
def test_what_cameras_write_is_recognised_under_any_name(tmp_path: Path, container: str) -> None:
    codec = {"webm": "libvpx-vp9", "avi": "mpeg4"}.get(container, "libx264")
    path = draw_clip(tmp_path / "letter.txt", container=container, codec=codec, pictures=5)
    content = path.read_bytes()
    expected = {"mp4": "mov", "mov": "mov", "webm": "matroska"}.get(container, container)
    assert sniff(content[:HEAD_BYTES], len(content)).demuxer == expected


@pytest.mark.parametrize(
    ("head", "verdict"),
    [
        (b"$GPRMC,1,A,", Verdict.LOCATION_LOG),
        (b"[1699970400400]$GNGGA,1,", Verdict.LOCATION_LOG),
        (b"$V02\n1700000000,A,50.0,30.0", Verdict.LOCATION_LOG),
        (b"#EXTM3U\n", Verdict.PLAYLIST),
        (b"\r\n #extm3u\n", Verdict.PLAYLIST),
        (b"ffconcat version 1.0", Verdict.PLAYLIST),
        (b"file 'a.mp4'\n", Verdict.PLAYLIST),
        (b"a file for the police", Verdict.NOT_A_VIDEO),
        (b"\xff\xd8\xff\xe1", Verdict.STILL_IMAGE),
        (b"\x89PNG\r\n\x1a\n", Verdict.STILL_IMAGE),
        (b"RIFF\0\0\0\0WEBP", Verdict.STILL_IMAGE),
        (box(b"ftyp", b"avif\0\0\0\0"), Verdict.STILL_IMAGE),
        (b"PK\3\4", Verdict.ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c", Verdict.ARCHIVE),
        (bytes(257) + b"ustar", Verdict.ARCHIVE),
        (b"RIFF\0\0\0\0WAVEfmt ", Verdict.SOUND_ONLY),
        (b"ID3\4", Verdict.SOUND_ONLY),
    ],
)
def test_lists_and_logs_are_named_for_what_they_are(head: bytes, verdict: Verdict) -> None:
    assert sniff(head, len(head)).verdict is verdict


def test_every_verdict_has_one_plain_sentence() -> None:
    assert set(SENTENCES) == set(Verdict)
    assert len(set(SENTENCES.values())) == len(Verdict)
    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in SENTENCES.values())
