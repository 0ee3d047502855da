"""Hostile files of every container: bombs, false claims, polyglots, broken times, odd pictures."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from tests.made.hostile import HLS, box, draw_clip
from tests.made.hostile_boxes import BOXES, MOST


@dataclass(frozen=True)
class Drawn:
    """One drawn clip in each container that cameras use."""

    mp4: bytes
    mkv: bytes
    ts: bytes
    avi: bytes
    webm: bytes

    @staticmethod
    def in_folder(folder: Path) -> "Drawn":
        """Draw them, a second each."""
        made = {"mp4": "libx264", "matroska": "libx264", "mpegts": "libx264", "avi": "mjpeg", "webm": "libvpx"}
        clips = []
        for container, codec in made.items():
            pixels = "yuvj420p" if codec == "mjpeg" else "yuv420p"
            path = draw_clip(folder / container, container=container, codec=codec, pixel_format=pixels)
            clips.append(path.read_bytes())
        return Drawn(*clips)


def element(identifier: bytes, content: bytes = b"") -> bytes:
    """One EBML element with a size of eight bytes (RFC 8794)."""
    return identifier + struct.pack(">Q", len(content) | 1 << 56) + content


EBML = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"matroska"))
SEGMENT, TAGS, TAG, SIMPLE_TAG, VOID = b"\x18\x53\x80\x67", b"\x12\x54\xc3\x67", b"\x73\x73", b"\x67\xc8", b"\xec"


def deep_tags(depth: int) -> bytes:
    """Tags within tags; Matroska allows it without a limit."""
    inner = b""
    for _ in range(depth):
        inner = element(SIMPLE_TAG, inner)
    return EBML + element(SEGMENT, element(TAGS, element(TAG, inner)))


def compressed_track(size: int) -> bytes:
    """A track whose one frame is zlib-compressed and becomes ``size`` bytes."""
    compression = element(b"\x50\x34", element(b"\x42\x54", b"\0"))
    encodings = element(b"\x6d\x80", element(b"\x62\x40", compression))
    video = element(b"\xe0", element(b"\xb0", struct.pack(">H", 64)) + element(b"\xba", struct.pack(">H", 48)))
    track = element(b"\xae", element(b"\xd7", b"\1") + element(b"\x83", b"\1") + element(b"\x86", b"V_MJPEG")
                    + video + encodings)  # fmt: skip
    cluster = element(b"\x1f\x43\xb6\x75", element(b"\xe7", b"\0")
                      + element(b"\xa3", b"\x81\0\0\x80" + zlib.compress(bytes(size), 9)))  # fmt: skip
    return EBML + element(SEGMENT, element(b"\x16\x54\xae\x6b", track) + cluster)


def overwritten(clip: bytes, mark: bytes, offset: int, new: bytes) -> bytes:
    """The same bytes with some changed ``offset`` behind the first ``mark``."""
    at = clip.index(mark) + offset
    return clip[:at] + new + clip[at + len(new) :]


def zipped(content: bytes) -> bytes:
    """An archive of one file."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("clip.mp4", content)
    return whole.getvalue()


def drawn(folder: Path, **how: object) -> bytes:
    """A clip drawn otherwise."""
    return draw_clip(folder / "other", **how).read_bytes()  # type: ignore[arg-type]  # the table's words are draw_clip's


def two_sizes(_: Drawn, folder: Path) -> bytes:
    """A transport stream whose picture grows in mid-stream."""
    small = drawn(folder, container="mpegts", pictures=10)
    return small + drawn(folder, container="mpegts", pictures=10, width=640, height=480)


def growing_jpegs(_: Drawn, folder: Path) -> bytes:
    """Motion JPEG may change its size at every picture."""
    path = folder / "growing"
    with av.open(str(path), "w", format="avi") as output:
        video = output.add_stream("mjpeg", rate=25)
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = 64, 48, "yuvj420p"
        for number in range(6):
            side = 16 * 2**number
            frame = VideoFrame.from_ndarray(np.full((side, side, 3), 90, np.uint8), format="rgb24")
            one = av.CodecContext.create("mjpeg", "w")
            one.width, one.height, one.pix_fmt, one.time_base = side, side, "yuvj420p", Fraction(1, 25)
            for packet in one.encode(frame.reformat(format="yuvj420p")):
                packet.stream, packet.pts, packet.dts = video, number, number
                output.mux(packet)
    return path.read_bytes()


FILES: dict[str, Callable[[Drawn, Path], bytes]] = {
    "nothing": lambda _, __: b"",
    "one byte": lambda _, __: b"\0",
    "four kilobytes of zeros": lambda _, __: bytes(4096),
    "a JPEG bomb in an AVI": lambda d, _: re.sub(
        rb"(\xff\xc0\0\x11\x08)....", rb"\1" + struct.pack(">HH", 65_500, 65_500), d.avi, flags=re.DOTALL
    ),
    "a VP8 bomb": lambda d, _: overwritten(d.webm, b"\x9d\x01\x2a", 3, b"\xff\x3f\xff\x3f"),
    "a jump of years in Matroska": lambda _, folder: drawn(
        folder, container="matroska", times=[*range(10), *range(25 * 86_400 * 400, 25 * 86_400 * 400 + 10)]
    ),
    "a codec no camera writes": lambda _, folder: drawn(folder, container="avi", codec="ffv1", pictures=3),
    "an AVI of everything": lambda d, _: overwritten(d.avi, b"avih", 8, MOST * 14),
    "an AVI of no rate": lambda d, _: overwritten(d.avi, b"strh", 8 + 20, bytes(8)),
    "an AVI index to nowhere": lambda d, _: overwritten(d.avi, b"idx1", 8, MOST * 40),
    "an AVI of empty chunks": lambda d, _: d.avi[:12] + (b"JUNK" + bytes(4)) * 100_000,
    "an AVI list in itself": lambda d, _: d.avi[:12] + b"".join(b"LIST" + MOST + b"hdrl" for _ in range(5000)),
    "tags ten thousand deep": lambda _, __: deep_tags(10_000),
    "a million empty elements": lambda _, __: EBML + element(SEGMENT, (VOID + b"\x80") * 1_000_000),
    "an element of 2^56": lambda _, __: EBML + SEGMENT + b"\x01" + b"\xff" * 6 + b"\xfe" + bytes(64),
    "an identifier of zero": lambda _, __: EBML + element(SEGMENT, bytes(100_000)),
    "a compressed frame of forty megabytes": lambda _, __: compressed_track(40 * 1024**2),
    "a Matroska time scale of nothing": lambda d, _: overwritten(d.mkv, b"\x2a\xd7\xb1", 4, bytes(3)),
    "a Matroska picture of 2^32": lambda d, _: overwritten(d.mkv, b"\xb0\x81", 1, b"\x84" + MOST),
    "four megabytes of null packets": lambda _, __: (b"G\x1f\xff\x10" + b"\xff" * 184) * 22_310,
    "packets without a table": lambda d, _: bytes(d.ts[: d.ts.index(b"G\x41\x00")]) * 300,
    "a stream of scrambled packets": lambda d, _: b"".join(
        d.ts[at : at + 3] + bytes([d.ts[at + 3] | 0xC0]) + d.ts[at + 4 : at + 188] for at in range(0, len(d.ts), 188)
    ),
    "a stream that begins before its key picture": lambda d, _: d.ts[: 188 * 3] + d.ts[len(d.ts) // 188 // 2 * 188 :],
    "a stream whose clock wraps": lambda _, folder: drawn(
        folder, container="mpegts", muxer={"output_ts_offset": "95443.4"}
    ),
    "a picture that grows in mid-stream": two_sizes,
    "JPEGs that double their size": growing_jpegs,
    "one stream twice": lambda d, _: d.ts * 2,
    "a picture of one pixel": lambda _, folder: drawn(
        folder, container="avi", codec="mjpeg", pixel_format="yuvj444p", width=1, height=1, pictures=3
    ),
    "a picture of odd size": lambda _, folder: drawn(
        folder, container="matroska", codec="libx264", pixel_format="yuv444p", width=161, height=91, pictures=5
    ),
    "a picture of 16 by 4000": lambda _, folder: drawn(folder, width=16, height=4000, pictures=3),
    "one picture": lambda _, folder: drawn(folder, pictures=1),
    "an archive": lambda d, _: zipped(d.mp4),
    "a clip and an archive": lambda d, _: d.mp4 + zipped(b"another"),
    "a photograph and a clip": lambda d, _: b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(300) + d.mp4,
    "a page and a clip": lambda d, _: b"<html><script>alert(1)</script>" + d.mp4,
    "a clip with a page inside": lambda d, _: d.mp4 + box(b"free", b"<html><script>alert(1)</script>"),
    "a clip with a playlist inside": lambda d, _: d.mp4 + box(b"free", HLS),
    "a stream and a clip": lambda d, _: d.ts + d.mp4,
    "a clip and a stream": lambda d, _: d.mp4 + d.ts,
    "two clips": lambda d, _: d.mp4 + d.mp4,
    "a playlist that begins like a stream": lambda _, __: (b"G" + HLS.ljust(187, b"\n")) * 40,
    "a playlist in a movie's first box": lambda _, __: box(b"ftyp", HLS),
    "a list of bytes of another file": lambda _, __: b"subfile,,start,0,end,100,,:/etc/passwd",
    "a clip in an address": lambda _, __: b"data:video/mp4;base64,AAAAGGZ0eXBpc29tAAACAGlzb21tcDQx",
    **{name: (lambda d, _, build=build: build(d.mp4)) for name, build in BOXES.items()},  # type: ignore[misc]
}
