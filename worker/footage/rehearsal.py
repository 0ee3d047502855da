"""Load everything a reader may need while files can still be opened: a confined child can import nothing."""

import encodings.ascii
import encodings.idna
import encodings.latin_1  # noqa: F401
import importlib
import os
import pkgutil
from fractions import Fraction

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from worker.footage import wire
from worker.footage.descriptors import Writer
from worker.footage.encoder import encode
from worker.footage.facts import Confinement
from worker.footage.playable import Partner
from worker.footage.reader import read
from worker.footage.sandbox import Limits
from worker.footage.stills import take

# What libraries load on first use: strptime, and numpy's unique.
LOADED_LATE = ("_strptime", "numpy.ma")
PICTURES, WIDTH, HEIGHT = 4, 64, 48


def rehearse() -> None:
    """Import every part of the video library, then read a clip of our own to the end, twice."""
    for late in LOADED_LATE:
        importlib.import_module(late)
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    clip = os.memfd_create("rehearsal")
    try:
        size = _draw(clip)
        for force in (False, True):
            _read(clip, size, force)
        _take(clip, size)
    finally:
        os.close(clip)


def _draw(descriptor: int) -> int:
    writer = Writer(descriptor)
    output = av.open(writer, "w", format="mp4")
    video = output.add_stream("libx264", rate=Fraction(25), options={"x264-params": "threads=1:sync-lookahead=0"})
    if isinstance(video, VideoStream):
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.codec_context.thread_count = 1
        for number in range(PICTURES):
            pixels = np.full((HEIGHT, WIDTH, 3), number * 40, np.uint8)
            frame = VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format="yuv420p", threads=1)
            frame.pts = number
            output.mux(video.encode(frame))
        output.mux(video.encode(None))
    output.close()
    return writer.size


def _read(clip: int, size: int, force_transcode: bool) -> None:
    made = {role: os.memfd_create(role) for role in wire.ROLES}
    listen, speak = os.pipe()
    # The few pictures of the clip fit into the pipe, so that one process can play the reader and then the encoder.
    pictures, feed = os.pipe()
    words, answer = os.pipe()
    os.write(answer, b"{}")
    try:
        request = wire.Request(size, wire.ROLES, Limits(), force_transcode=force_transcode)
        partner = Partner(feed, words)
        read(request, clip, speak, made, Confinement(), partner)
        if force_transcode:
            encode(clip, size, pictures, answer, made["playable"])
    finally:
        for descriptor in (listen, speak, pictures, words, answer, *made.values()):
            os.close(descriptor)
        if not force_transcode:
            os.close(feed)


def _take(clip: int, size: int) -> None:
    pixels = os.memfd_create("stills")
    listen, speak = os.pipe()
    try:
        for asked in (wire.Asked(numbers=(1,)), wire.Asked(most_keys=1)):
            take(wire.Request(size, ("stills",), Limits(), stills=asked), clip, speak, pixels)
    finally:
        for descriptor in (listen, speak, pixels):
            os.close(descriptor)
