"""The confined child's second errand: take some pictures of the original, exact to the picture, and nothing else."""

import json
import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from worker.footage import probe, wire
from worker.footage.descriptors import Reader, Writer
from worker.footage.pictures import Watched, shown
from worker.footage.sniff import HEAD_BYTES, sniff
from worker.footage.still import Image
from worker.footage.upright import quarter_turns

# How far before the picture to begin when the first place is no good: an open group, or an index that lies.
STEPS_BACK_S = (0, 2, 12)
# Pictures closer together than this are decoded in one go.
ONE_RUN_S = 2


@dataclass
class Taking:
    """One file of which pictures are taken: what was asked, where the pixels go, and which are done."""

    request: wire.Request
    asked: wire.Asked
    source: int
    pipe: int
    writer: Writer
    demuxer: str
    done: set[int] = field(default_factory=set)

    @cached_property
    def timeline(self) -> probe.Timeline:
        """The time of every picture; costs reading the file once, without decoding."""
        container, stream = self.open()
        return probe.measure(container, stream, self.request.limits, lambda share: None)

    @cached_property
    def order(self) -> list[int]:
        """All times in presentation order."""
        return sorted(self.timeline.pts)

    @property
    def first(self) -> int:
        """The time of the first picture."""
        return self.order[0] if self.asked.first is None else self.asked.first

    def open(self) -> tuple[InputContainer, VideoStream]:
        """The file from its beginning."""
        container = probe.open_footage(Reader(self.source, self.request.size), self.demuxer)
        return container, probe.picture_stream(container)

    def missing(self, wanted: Sequence[int]) -> list[int]:
        """Which of these times have not been taken, in order."""
        return sorted(set(wanted) - self.done)

    def hand_over(self, frame: VideoFrame, pts: int) -> None:
        """Write one picture and say so. Raises MemoryError when there is no room for it."""
        if self.writer.size + frame.width * frame.height * 3 > self.request.limits.output_bytes:
            raise MemoryError("no room for another picture")
        image = upright(frame)
        self.writer.write(image.tobytes())
        self.done.add(pts)
        # Whoever knows the first picture knows the times of all, and so the number of this one.
        number = bisect_left(self.order, pts) if self.asked.first is None else -1
        told = [number, pts, image.shape[1], image.shape[0]]
        wire.send(self.pipe, wire.STILL, json.dumps(told).encode())


def take(request: wire.Request, source: int, pipe: int, output: int) -> None:
    """Take the pictures asked for. What cannot be had is left out; nothing the file contains is an error."""
    cv2.setNumThreads(0)
    demuxer = sniff(os.pread(source, HEAD_BYTES, 0), request.size).demuxer
    if request.stills is None or demuxer is None or request.size > request.limits.file_bytes:
        return
    try:
        _take(Taking(request, request.stills, source, pipe, Writer(output), demuxer))
    except (probe.Refused, MemoryError, av.FFmpegError, OSError):
        return


def _take(taking: Taking) -> None:
    _, stream = taking.open()
    if stream.width * stream.height > taking.request.limits.pixels:
        return
    if taking.asked.first is None and not taking.order:
        return
    base = stream.time_base or taking.timeline.time_base
    told = [base.numerator, base.denominator, taking.first]
    wire.send(taking.pipe, wire.ANSWER, json.dumps(told).encode())
    wanted: Sequence[int] = taking.asked.pts
    if taking.asked.numbers:
        wanted = [taking.order[number] for number in taking.asked.numbers if 0 <= number < len(taking.order)]
    elif taking.asked.most_keys:
        wanted = _take_keys(taking)
    _take_exactly(taking, wanted)


def upright(frame: VideoFrame) -> Image:
    """The picture as it is held, in full size, as blue-green-red bytes."""
    pixels = frame.reformat(format="bgr24", threads=1).to_ndarray()
    return np.ascontiguousarray(np.rot90(pixels, quarter_turns(frame)), dtype=np.uint8)


def choose(times: Sequence[int], most: int, around: int | None) -> tuple[int, ...]:
    """At most so many of the times, in order: the nearest to ``around``, else spread from the first to the last."""
    ordered = sorted(times)
    if len(ordered) <= most:
        return tuple(ordered)
    if around is not None:
        return tuple(sorted(sorted(ordered, key=lambda pts: abs(pts - around))[:most]))
    last = len(ordered) - 1
    return tuple(ordered[round(number * last / max(1, most - 1))] for number in range(most))


def _take_keys(taking: Taking) -> list[int]:
    """Take key pictures without decoding any other. Returns the times of those that gave no picture by themselves."""
    container, stream = taking.open()
    times = [pts for _, pts in _keys(container, stream)]
    room = taking.request.limits.output_bytes // max(1, stream.width * stream.height * 3)
    around = taking.asked.around_s
    at = None if around is None or not stream.time_base else taking.first + round(around / stream.time_base)
    chosen = choose(times, max(1, min(taking.asked.most_keys, room)), at)
    container, stream = taking.open()
    stream.codec_context.skip_frame = "NONKEY"
    for packet, pts in _keys(container, stream):
        if pts in chosen:
            _take_key(taking, stream, packet, pts)
        if pts >= chosen[-1]:
            break
    return taking.missing(chosen)


def _take_key(taking: Taking, stream: VideoStream, packet: "Packet[Stream]", pts: int) -> None:
    """Drained after each: a key picture needs nothing of the one before and has to wait for none after it."""
    for frame in [*_decoded(stream, packet), *_decoded(stream, None)]:
        if not frame.is_corrupt and pts not in taking.done and frame.pts is not None:
            taking.hand_over(frame, pts)
    stream.codec_context.flush_buffers()


def _keys(container: InputContainer, stream: VideoStream) -> Iterator[tuple["Packet[Stream]", int]]:
    """The packets of key pictures. The library can skip the others itself, but then gets the times of MP4s wrong."""
    for packet in probe.packets(container, stream, on_damage=lambda: None):
        pts = packet.pts if packet.pts is not None else packet.dts
        if packet.size and packet.is_keyframe and not packet.is_discard and pts is not None:
            yield packet, pts


def _take_exactly(taking: Taking, wanted: Sequence[int]) -> None:
    """By seeking where the times in the file allow it, else by counting from the beginning as the first pass did."""
    for back in STEPS_BACK_S:
        missing = taking.missing(wanted)
        if not missing:
            return
        container, stream = taking.open()
        base = stream.time_base or taking.timeline.time_base
        for run in runs(missing, round(ONE_RUN_S / base)):
            _take_run(taking, container, stream, run, round(back / base))
    missing = taking.missing(wanted)
    if missing:
        container, stream = taking.open()
        _take_counting(taking, container, stream, missing)


def runs(times: Sequence[int], gap: int) -> list[list[int]]:
    """Times in order, cut wherever two lie farther apart than ``gap``."""
    found: list[list[int]] = []
    for time in times:
        if found and time - found[-1][-1] <= gap:
            found[-1].append(time)
        else:
            found.append([time])
    return found


def _take_run(taking: Taking, container: InputContainer, stream: VideoStream, run: Sequence[int], back: int) -> None:
    """Seek to a key picture before the first of the run and decode to its last; leave what does not come."""
    container.seek(run[0] - back, stream=stream, backward=True)
    begun = False
    for packet in probe.packets(container, stream, on_damage=lambda: None):
        if not begun and not packet.is_keyframe:
            continue
        # Pictures shown before the key picture they follow in the file may need what came before it.
        if not begun and (packet.pts is None or packet.pts > run[0]):
            return
        begun = True
        for frame in _decoded(stream, packet):
            if frame.pts is None or frame.pts > run[-1]:
                return
            if frame.pts in run and frame.pts not in taking.done and not frame.is_corrupt:
                taking.hand_over(frame, frame.pts)


def _take_counting(taking: Taking, container: InputContainer, stream: VideoStream, wanted: Sequence[int]) -> None:
    for frame, pts in shown(container, stream, taking.timeline, Watched()):
        if pts in wanted and pts not in taking.done:
            taking.hand_over(frame, pts)
        if pts >= wanted[-1]:
            return


def _decoded(stream: VideoStream, packet: "Packet[Stream] | None") -> list[VideoFrame]:
    try:
        frames = packet.decode() if packet else stream.codec_context.decode(None)
    except (av.InvalidDataError, av.EOFError):
        return []
    return [frame for frame in frames if isinstance(frame, VideoFrame)]
