"""The version a browser plays: the original's own pictures rewrapped where they are fit, else encoded anew."""

from fractions import Fraction

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from worker.footage.descriptors import Writer
from worker.footage.pictures import fitted
from worker.footage.probe import packets
from worker.footage.upright import quarter_turns

MOST_WIDTH, MOST_HEIGHT = 1280, 720
CLOCK = 90_000
SOUND_KEPT = frozenset({"aac", "mp3"})
FIT_TO_REWRAP = frozenset({"yuv420p", "yuvj420p"})
X264 = {"preset": "veryfast", "crf": "23", "profile": "high", "forced-idr": "1"}
# One thread: the confined reader may not make a second. No B-frames, closed groups: every second can be sought.
X264_PARAMS = "threads=1:sync-lookahead=0:bframes=0:scenecut=0:open-gop=0"
MUXER = {"video_track_timescale": str(CLOCK), "fflags": "+bitexact"}


def may_rewrap(stream: VideoStream) -> bool:
    """True for 8-bit 4:2:0 H.264, which every browser plays; whether it decodes completely is found out later."""
    context = stream.codec_context
    return context is not None and context.name == "h264" and stream.pix_fmt in FIT_TO_REWRAP


def rewrap(container: InputContainer, stream: VideoStream, first: int, writer: Writer) -> int:
    """Copy the coded pictures and sound into a fresh MP4 in which picture ``first`` (stream units) is at zero.

    Returns how many pictures were copied: those without a decoding time cannot be.
    """
    copied = 0
    sound = _sound(container)
    output = av.open(writer, "w", format="mp4", options={"fflags": "+bitexact"})
    copies: dict[int, Stream] = {stream.index: output.add_stream_from_template(stream)}
    if sound:
        copies[sound.index] = output.add_stream_from_template(sound)
    start = first * (stream.time_base or Fraction(1, CLOCK))
    kept: list[Stream] = [stream, sound] if sound else [stream]
    for packet in packets(container, *kept, on_damage=lambda: None):
        is_sound = packet.stream.index != stream.index
        if packet.size and _move(packet, start, keep_early=not is_sound):
            packet.stream = copies[packet.stream.index]
            output.mux(packet)
            copied += not is_sound
    output.close()
    return copied


def _move(packet: "Packet[Stream]", start: Fraction, *, keep_early: bool) -> bool:
    """Shift a packet's times so that ``start`` seconds becomes zero. False when it is to be left out."""
    if packet.dts is None or packet.time_base is None:
        return False
    shift = round(start / packet.time_base)
    packet.dts -= shift
    packet.pts = None if packet.pts is None else packet.pts - shift
    # Pictures may be decoded before zero, for others to be shown from them; sound before zero has no picture.
    return keep_early or packet.dts >= 0


class Encoder:
    """Encodes pictures as they are decoded; copies sound that browsers play."""

    def __init__(self, container: InputContainer, stream: VideoStream, writer: Writer) -> None:
        self.source_base = stream.time_base or Fraction(1, CLOCK)
        self.rate = stream.average_rate or stream.guessed_rate or Fraction(25)
        self.shape = stream.sample_aspect_ratio  # of one pixel; older cameras stretch theirs
        self.output: OutputContainer = av.open(writer, "w", format="mp4", options=MUXER)
        self.sound = _sound(container)
        self.sound_copy: AudioStream | None = None
        self.video: VideoStream | None = None
        self.first: int | None = None
        self.last = -1
        self.last_key = -CLOCK

    def take_picture(self, frame: VideoFrame, pts: int) -> None:
        """Encode one picture at its own time; one that would go back in time is left out."""
        video = self.video or self._begin(frame)
        self.first = pts if self.first is None else self.first
        at = round((pts - self.first) * self.source_base * CLOCK)
        if at <= self.last:
            return
        picture = _upright(frame, video.width, video.height)
        picture.pts, picture.time_base = at, Fraction(1, CLOCK)
        # A key picture a second by time, not by count: dashcams drop pictures in the dark.
        is_key = at - self.last_key >= CLOCK - CLOCK // 100
        picture.pict_type = PictureType.I if is_key else PictureType.NONE
        self.last_key = at if is_key else self.last_key
        self.last = at
        self.output.mux(video.encode(picture))

    def take_sound(self, packet: "Packet[Stream]") -> None:
        """Copy one packet of sound, moved to the first picture's beginning."""
        if self.sound_copy is None or self.sound is None or self.first is None:
            return
        if packet.stream.index == self.sound.index and _move(packet, self.first * self.source_base, keep_early=False):
            packet.stream = self.sound_copy
            self.output.mux(packet)

    def finish(self) -> str:
        """Write what is left. Returns the arguments that would make it again."""
        if self.video:
            self.output.mux(self.video.encode(None))
        self.output.close()
        size = f"{self.video.width}x{self.video.height}" if self.video else "none"
        return f"libx264 {size} {' '.join(f'{k}={v}' for k, v in X264.items())} {X264_PARAMS} keyint=1s"

    def _begin(self, frame: VideoFrame) -> VideoStream:
        quarter = quarter_turns(frame) % 2 == 1
        width, height = (frame.height, frame.width) if quarter else (frame.width, frame.height)
        width, height = fitted(width, height, MOST_WIDTH, MOST_HEIGHT)
        keyint = max(1, round(self.rate))
        rate = Fraction(self.rate).limit_denominator(1001)
        video = self.output.add_stream(
            "libx264", rate=rate, options={**X264, "x264-params": f"keyint={keyint}:{X264_PARAMS}"}
        )
        assert isinstance(video, VideoStream)  # noqa: S101  # libx264 makes nothing else
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.codec_context.time_base = Fraction(1, CLOCK)
        video.codec_context.thread_count = 1
        if self.shape:
            video.codec_context.sample_aspect_ratio = 1 / self.shape if quarter else self.shape
        self.sound_copy = self.output.add_stream_from_template(self.sound) if self.sound else None
        self.video = video
        return video


def _upright(frame: VideoFrame, width: int, height: int) -> VideoFrame:
    turns = quarter_turns(frame)
    if not turns:
        return frame.reformat(width=width, height=height, format="yuv420p", threads=1)
    w, h = (height, width) if turns % 2 else (width, height)
    pixels = frame.reformat(width=w, height=h, format="rgb24", threads=1).to_ndarray()
    turned = VideoFrame.from_ndarray(np.ascontiguousarray(np.rot90(pixels, turns), dtype=np.uint8), format="rgb24")
    return turned.reformat(format="yuv420p", threads=1)


def _sound(container: InputContainer) -> AudioStream | None:
    for stream in container.streams.audio:
        if stream.codec_context is not None and stream.codec_context.name in SOUND_KEPT and stream.rate:
            return stream
    return None
