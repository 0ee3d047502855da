"""Small drawn clips, and files made from them to hurt whoever opens them."""

import struct
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

WIDTH, HEIGHT, FPS = 160, 120, 25
QUARTER_TURN_CLOCKWISE = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, HEIGHT << 16, 0, 0x40000000)


def draw_clip(
    path: Path,
    *,
    container: str = "mp4",
    codec: str = "libx264",
    pictures: int = FPS,
    pixel_format: str = "yuv420p",
    options: dict[str, str] | None = None,
    sound: bool = False,
    muxer: dict[str, str] | None = None,
    width: int = WIDTH,
    height: int = HEIGHT,
    pixel_shape: Fraction | None = None,
    times: Sequence[int] | None = None,
    tags: Mapping[str, str] | None = None,
) -> Path:
    """A clip whose left half is red and whose right half is blue, with a white bar that moves a step a picture.

    ``times`` are the presentation times of the pictures in twenty-fifths of a second, when they are not even.
    """
    with av.open(str(path), "w", format=container, options=muxer or {}) as output:
        output.metadata.update(tags or {})
        video = output.add_stream(codec, rate=Fraction(FPS), options=options or {})
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = width, height, pixel_format
        if pixel_shape:
            video.codec_context.sample_aspect_ratio = pixel_shape
        voice = output.add_stream("aac", rate=48_000, layout="mono") if sound else None
        for number, shown in enumerate(times or range(pictures)):
            frame = VideoFrame.from_ndarray(_picture(number, width, height), format="rgb24")
            frame.pts = shown
            output.mux(video.encode(frame))
        output.mux(video.encode(None))
        if isinstance(voice, AudioStream):
            _speak(output, voice, pictures / FPS)
    return path


def _picture(number: int, width: int, height: int) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, : width // 2, 0] = 220
    pixels[:, width // 2 :, 2] = 220
    left = (number * 4) % (width - 8)
    pixels[height // 2 - 5 : height // 2 + 5, left : left + 8] = 255
    return pixels


def _speak(output: av.container.OutputContainer, voice: AudioStream, seconds: float) -> None:
    for number in range(int(seconds * 48_000 / 1024)):
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate, frame.pts = 48_000, number * 1024
        output.mux(voice.encode(frame))
    output.mux(voice.encode(None))


def draw_sound(path: Path) -> Path:
    """A file of sound without pictures."""
    with av.open(str(path), "w", format="mp4") as output:
        voice = output.add_stream("aac", rate=48_000, layout="mono")
        assert isinstance(voice, AudioStream)
        _speak(output, voice, 1.0)
    return path


def turned(clip: bytes) -> bytes:
    """The same MP4 with a display matrix that turns it a quarter clockwise (ISO/IEC 14496-12, tkhd)."""
    at = clip.index(b"tkhd") + 4 + 40
    return clip[:at] + QUARTER_TURN_CLOCKWISE + clip[at + 36 :]


def trimmed(clip: bytes, first: int, pictures: int) -> bytes:
    """The same MP4 with an edit list that begins at picture ``first``, as phones trim: the rest stays in the file."""
    at = clip.index(b"elst") + 4 + 8
    scale = int.from_bytes(clip[clip.index(b"mdhd") + 4 + 12 :][:4], "big")
    edit = struct.pack(">II", pictures * 1000 // FPS, first * scale // FPS)
    return clip[:at] + edit + clip[at + 8 :]


def box(kind: bytes, content: bytes = b"", claimed: int | None = None) -> bytes:
    """One MP4 box, with a false size if wanted."""
    return struct.pack(">I4s", len(content) + 8 if claimed is None else claimed, kind) + content


FTYP = box(b"ftyp", b"isom\0\0\2\0isommp41")


def movie_box(*, duration: int = 1000) -> bytes:
    """The smallest movie box: a header and no track."""
    return box(b"moov", box(b"mvhd", struct.pack(">4I", 0, 0, 0, 1000) + struct.pack(">I", duration) + bytes(80)))


def nested(depth: int) -> bytes:
    """Boxes within boxes."""
    inner = b""
    for _ in range(depth):
        inner = box(b"udta", inner)
    return FTYP + box(b"moov", inner)


def many_empty_boxes(size: int) -> bytes:
    """Four letters and a size, again and again; some readers spend a minute on four megabytes of them."""
    return FTYP + box(b"free") * ((size - len(FTYP)) // 8)


def giant_picture(clip: bytes, width: int = 65_000, height: int = 65_000) -> bytes:
    """The same clip with a header that claims a picture of several gigabytes."""
    at = clip.index(b"avc1", clip.index(b"stsd")) + 4 + 24
    return clip[:at] + struct.pack(">HH", width, height) + clip[at + 4 :]


def huge_tables(clip: bytes) -> bytes:
    """The same clip with tables that claim four thousand million entries each."""
    for name, skip in ((b"stsz", 12), (b"stts", 8), (b"stco", 8), (b"stsc", 8)):
        at = clip.index(name) + 4 + skip - 4
        clip = clip[:at] + b"\xff\xff\xff\xff" + clip[at + 4 :]
    return clip


def huge_data_track() -> bytes:
    """A GPS track whose every table claims more than the file holds."""
    most = b"\xff\xff\xff\xff"
    table = box(b"stbl", b"".join([
        box(b"stsd", bytes(4) + struct.pack(">I", 1) + box(b"gpmd", bytes(8))),
        box(b"stts", bytes(4) + struct.pack(">I", 1) + most + most),
        box(b"stsc", bytes(4) + struct.pack(">I", 1) + struct.pack(">I", 1) + most + struct.pack(">I", 1)),
        box(b"stsz", bytes(4) + most + most),
        box(b"stco", bytes(4) + most + struct.pack(">I", 8)),
    ]))  # fmt: skip
    handler = box(b"hdlr", bytes(8) + b"meta" + bytes(13))
    media = box(b"mdia", box(b"mdhd", bytes(24)) + handler + box(b"minf", table))
    return FTYP + box(b"moov", box(b"trak", media))


def gps_index_to_everywhere() -> bytes:
    """A Novatek index with a million places, all of them the same block."""
    places = struct.pack(">II", 0, 512) * 1_000_000
    return FTYP + box(b"moov", box(b"gps ", struct.pack(">II", 1, 1_000_000) + places))


HLS = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
FFCONCAT = b"ffconcat version 1.0\nfile '/etc/passwd'\n"
BARE_CONCAT = b"# a list\nfile 'http://127.0.0.1:1/x.mp4'\n"
DASH = b'<?xml version="1.0"?><MPD><BaseURL>http://127.0.0.1:1/</BaseURL></MPD>'
TEXT = b"This is a letter to the police, not a video.\n" * 20
