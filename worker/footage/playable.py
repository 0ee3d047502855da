"""The version a browser plays: the original's own pictures rewrapped where they are fit, else encoded anew."""

import json
import os
from collections.abc import Mapping
from fractions import Fraction

import av
import numpy as np
from av.container import InputContainer
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from triage.finding import JsonValue
from worker.footage.descriptors import Writer
from worker.footage.encoder import CLOCK, MOST_HEIGHT, MOST_WIDTH, PICTURE, Form, move, sound_of
from worker.footage.pictures import fitted
from worker.footage.probe import packets
from worker.footage.upright import quarter_turns

FIT_TO_REWRAP = frozenset({"yuv420p", "yuvj420p"})
REWRAPPED: dict[str, JsonValue] = {"copy": "all pictures, and sound that browsers play", "fflags": "+bitexact"}
WORDS_BYTES = 16 * 1024


def may_rewrap(stream: VideoStream) -> bool:
    """True for 8-bit 4:2:0 H.264, which every browser plays; whether it decodes completely is found out later."""
    context = stream.codec_context
    return context is not None and context.name == "h264" and stream.pix_fmt in FIT_TO_REWRAP


def rewrap(container: InputContainer, stream: VideoStream, first: int, writer: Writer) -> int:
    """Copy the coded pictures and sound into a fresh MP4 in which picture ``first`` (stream units) is at zero.

    Returns how many pictures were copied: those without a decoding time cannot be.
    """
    copied = 0
    sound = sound_of(container)
    output = av.open(writer, "w", format="mp4", options={"fflags": "+bitexact"})
    copies: dict[int, Stream] = {stream.index: output.add_stream_from_template(stream)}
    if sound:
        copies[sound.index] = output.add_stream_from_template(sound)
    start = first * (stream.time_base or Fraction(1, CLOCK))
    kept: list[Stream] = [stream, sound] if sound else [stream]
    for packet in packets(container, *kept, on_damage=lambda: None):
        is_sound = packet.stream.index != stream.index
        if packet.size and move(packet, start, keep_early=not is_sound):
            packet.stream = copies[packet.stream.index]
            output.mux(packet)
            copied += not is_sound
    output.close()
    return copied


class Partner:
    """The child that encodes, as the one that decodes sees it: pictures go in, how they were encoded comes out."""

    def __init__(self, pictures: int, words: int) -> None:
        self.pictures = pictures
        self.words = words

    def send(self, content: bytes) -> None:
        """Hand bytes over; waits while the other is behind. Raises what stopped the other."""
        view = memoryview(content)
        try:
            while view:
                view = view[os.write(self.pictures, view) :]
        except BrokenPipeError:
            self.finish()
            raise

    def finish(self) -> Mapping[str, JsonValue]:
        """No more pictures: the arguments of the encoder. Raises OSError with what stopped it."""
        os.close(self.pictures)
        told = json.loads(os.read(self.words, WORDS_BYTES) or b'{"errno": 5}')
        if "errno" in told:
            raise OSError(told["errno"], "the encoder stopped")
        return dict(told)


class Feeder:
    """Brings decoded pictures into the form of the playback copy and hands them to the encoder."""

    def __init__(self, stream: VideoStream, partner: Partner) -> None:
        self.source_base = stream.time_base or Fraction(1, CLOCK)
        self.rate = Fraction(stream.average_rate or stream.guessed_rate or 25)
        self.shape = Fraction(stream.sample_aspect_ratio or 0)  # of one pixel; older cameras stretch theirs
        self.partner = partner
        self.form: Form | None = None
        self.first = 0
        self.last = -1
        self.last_key = -CLOCK

    def take_picture(self, frame: VideoFrame, pts: int) -> None:
        """Hand on one picture at its own time; one that would go back in time is left out."""
        form = self.form or self._begin(frame, pts)
        at = round((pts - self.first) * self.source_base * CLOCK)
        if at <= self.last:
            return
        # A key picture a second by time, not by count: dashcams drop pictures in the dark.
        is_key = at - self.last_key >= CLOCK - CLOCK // 100
        self.last_key = at if is_key else self.last_key
        self.last = at
        pixels = _upright(frame, form.width, form.height).to_ndarray()
        self.partner.send(PICTURE.pack(at, is_key) + pixels.tobytes())

    def _begin(self, frame: VideoFrame, pts: int) -> Form:
        quarter = quarter_turns(frame) % 2 == 1
        width, height = (frame.height, frame.width) if quarter else (frame.width, frame.height)
        width, height = fitted(width, height, MOST_WIDTH, MOST_HEIGHT)
        shape = 1 / self.shape if quarter and self.shape else self.shape
        self.first = pts
        self.form = Form(width, height, self.rate, shape, pts * self.source_base)
        self.partner.send(self.form.to_bytes())
        return self.form


def _upright(frame: VideoFrame, width: int, height: int) -> VideoFrame:
    turns = quarter_turns(frame)
    if not turns:
        return frame.reformat(width=width, height=height, format="yuv420p", threads=1)
    w, h = (height, width) if turns % 2 else (width, height)
    pixels = frame.reformat(width=w, height=h, format="rgb24", threads=1).to_ndarray()
    turned = VideoFrame.from_ndarray(np.ascontiguousarray(np.rot90(pixels, turns), dtype=np.uint8), format="rgb24")
    return turned.reformat(format="yuv420p", threads=1)
