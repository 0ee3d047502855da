"""The confined reader's partner: a second confined child that encodes what the first has decoded, at the same time."""

import errno
import json
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from triage.finding import JsonValue
from worker.footage import probe
from worker.footage.descriptors import Reader, Writer
from worker.footage.faststart import index_first
from worker.footage.sniff import HEAD_BYTES, sniff

MOST_WIDTH, MOST_HEIGHT = 1280, 720
CLOCK = 90_000
SOUND_KEPT = frozenset({"aac", "mp3"})
X264 = {"preset": "superfast", "crf": "23", "profile": "high", "forced-idr": "1"}
# One thread: the confined child may not make a second. No B-frames, closed groups: every second can be sought.
X264_PARAMS = "threads=1:sync-lookahead=0:bframes=0:scenecut=0:open-gop=0"
MUXER = {"video_track_timescale": str(CLOCK), "fflags": "+bitexact"}
PICTURE = struct.Struct("=q?")
BEGIN = struct.Struct("=II6q")


@dataclass(frozen=True)
class Form:
    """What all pictures of one encoding share. ``start`` is the first picture's time in the original, in seconds."""

    width: int
    height: int
    rate: Fraction
    shape: Fraction  # of one pixel; 0 where the original does not say
    start: Fraction

    def to_bytes(self) -> bytes:
        """The form as it goes ahead of the pictures."""
        parts = [number for one in (self.rate, self.shape, self.start) for number in one.as_integer_ratio()]
        return BEGIN.pack(self.width, self.height, *parts)

    @staticmethod
    def from_bytes(told: bytes) -> "Form":
        """Read ``to_bytes``; raises ValueError for a size no encoding has."""
        width, height, *parts = BEGIN.unpack(told)
        if not (2 <= width <= MOST_WIDTH and 2 <= height <= MOST_HEIGHT) or min(parts[1::2]) < 1 or parts[0] < 1:
            raise ValueError("no form of a picture")
        rate, shape, start = (Fraction(parts[at], parts[at + 1]) for at in (0, 2, 4))
        return Form(width, height, rate, shape, start)


class Encoder:
    """Encodes pictures in the order they are shown, and copies the sound that browsers play beside them."""

    def __init__(self, form: Form, container: InputContainer, writer: Writer) -> None:
        self.form = form
        self.writer = writer
        self.output: OutputContainer = av.open(writer, "w", format="mp4", options=MUXER)
        video = self.output.add_stream(
            "libx264",
            rate=form.rate.limit_denominator(1001),
            options={**X264, "x264-params": f"keyint={self.keyint}:{X264_PARAMS}"},
        )
        assert isinstance(video, VideoStream)  # noqa: S101  # libx264 makes nothing else
        video.width, video.height, video.pix_fmt = form.width, form.height, "yuv420p"
        video.codec_context.time_base = Fraction(1, CLOCK)
        video.codec_context.thread_count = 1
        if form.shape:
            video.codec_context.sample_aspect_ratio = form.shape
        self.video = video
        sound = sound_of(container)
        self.copy = self.output.add_stream_from_template(sound) if sound else None
        self.sound = _moved(container, sound, form.start) if sound else iter(())
        self.waiting = next(self.sound, None)

    @property
    def keyint(self) -> int:
        """Pictures in a second: no group is longer, whatever the pictures' times."""
        return max(1, round(self.form.rate))

    def take(self, picture: VideoFrame, at: int, *, is_key: bool) -> None:
        """Encode one picture, ``at`` 90,000ths of a second after the first."""
        self._copy_sound(Fraction(at, CLOCK))
        picture.pts, picture.time_base = at, Fraction(1, CLOCK)
        picture.pict_type = PictureType.I if is_key else PictureType.NONE
        self.output.mux(self.video.encode(picture))

    def finish(self) -> dict[str, JsonValue]:
        """Write what is left, the index first. Returns the arguments that would make it again."""
        self._copy_sound(None)
        self.output.mux(self.video.encode(None))
        self.output.close()
        index_first(self.writer)
        return {
            "codec": "libx264",
            "width": self.form.width,
            "height": self.form.height,
            "pixel_format": "yuv420p",
            **X264,
            "x264-params": f"keyint={self.keyint}:{X264_PARAMS}",
            "key_picture_every_s": 1,
            "sound": "copied" if self.copy else "none",
        }

    def _copy_sound(self, until: Fraction | None) -> None:
        """Sound up to the picture that comes next, so that a player finds both near each other."""
        while self.waiting is not None and (until is None or _begins(self.waiting) <= until):
            self.waiting.stream = self.copy  # type: ignore[assignment]  # there is one when sound waits
            self.output.mux(self.waiting)
            self.waiting = next(self.sound, None)


def sound_of(container: InputContainer) -> AudioStream | None:
    """The first sound that browsers play, if there is one."""
    for stream in container.streams.audio:
        if stream.codec_context is not None and stream.codec_context.name in SOUND_KEPT and stream.rate:
            return stream
    return None


def move(packet: "Packet[Stream]", start: Fraction, *, keep_early: bool) -> bool:
    """Shift a packet's times so that ``start`` seconds becomes zero. False when it is to be left out."""
    if packet.dts is None or packet.time_base is None:
        return False
    shift = round(start / packet.time_base)
    packet.dts -= shift
    packet.pts = None if packet.pts is None else packet.pts - shift
    # Pictures may be decoded before zero, for others to be shown from them; sound before zero has no picture.
    return keep_early or packet.dts >= 0


def encode(source: int, size: int, pictures: int, words: int, output: int) -> None:
    """Encode what comes through ``pictures`` until it ends, and say through ``words`` how it was made, or the errno."""
    try:
        made = _encode(source, size, pictures, Writer(output))
    except (av.FFmpegError, OSError) as problem:
        made = {"errno": abs(problem.errno or errno.EIO)}
    except (MemoryError, ValueError):
        made = {"errno": errno.ENOMEM}
    if made is not None:
        os.write(words, json.dumps(made).encode())


def _encode(source: int, size: int, pictures: int, writer: Writer) -> dict[str, JsonValue] | None:
    begin = _read(pictures, BEGIN.size)
    demuxer = sniff(os.pread(source, HEAD_BYTES, 0), size).demuxer
    if not begin or demuxer is None:
        return None
    container = probe.open_footage(Reader(source, size), demuxer)
    form = Form.from_bytes(begin)
    rows = form.height * 3 // 2  # the brightness of each pixel, and two colours of every four
    encoder = Encoder(form, container, writer)
    while head := _read(pictures, PICTURE.size):
        at, is_key = PICTURE.unpack(head)
        pixels = np.frombuffer(_read(pictures, form.width * rows), np.uint8).reshape(rows, form.width)
        encoder.take(VideoFrame.from_ndarray(pixels, format="yuv420p"), at, is_key=is_key)
    return encoder.finish()


def _read(descriptor: int, length: int) -> bytes:
    """Exactly so many bytes; nothing at the end. Raises ValueError when it ends in between."""
    parts: list[bytes] = []
    left = length
    while left:
        part = os.read(descriptor, left)
        if not part:
            break
        parts.append(part)
        left -= len(part)
    if left not in (0, length):
        raise ValueError("the pictures end in the middle of one")
    return b"".join(parts)


def _begins(packet: "Packet[Stream]") -> Fraction:
    return (packet.dts or 0) * (packet.time_base or Fraction(1))


def _moved(container: InputContainer, sound: AudioStream, start: Fraction) -> Iterator["Packet[Stream]"]:
    last = -1
    for packet in probe.packets(container, sound, on_damage=lambda: None):
        # In recordings laid end to end times begin anew; no file can hold them so.
        if packet.size and move(packet, start, keep_early=False) and packet.dts is not None and packet.dts > last:
            last = packet.dts
            yield packet
