"""One pass over every picture: decodes all, keeps a poster and a sheet of thumbnails, hands each on."""

import json
import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from triage.finding import JsonValue
from worker.footage.probe import Timeline, packets
from worker.footage.sampling import Sampling
from worker.footage.upright import quarter_turns

FEWEST_THUMBNAILS, MOST_THUMBNAILS, COLUMNS = 16, 100, 10
THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT = 160, 90
POSTER_WIDTH, POSTER_HEIGHT = 1280, 720
JPEG_QUALITY = 82
Image = npt.NDArray[np.uint8]


class Taker(Protocol):
    """What else wants the pictures of a pass."""

    def take_picture(self, frame: VideoFrame, pts: int) -> None:
        """One picture, at ``pts`` stream units."""


@dataclass
class Watched:
    """What a pass saw: the time of each picture in order, and how many packets could not be decoded.

    ``left_out`` are the pictures whose time had gone by already, ``back`` how far time went back at most.
    """

    pts: list[int] = field(default_factory=list)
    mistakes: int = 0
    left_out: int = 0
    back: int = 0
    sizes: set[tuple[int, int]] = field(default_factory=set)

    def count_mistake(self) -> None:
        """One more packet gave no picture."""
        self.mistakes += 1

    @property
    def is_complete(self) -> bool:
        """True when every packet gave its picture, all of one size."""
        return len(self.sizes) == 1 and self.mistakes == 0


class Album:
    """The poster and the sheet of thumbnails, gathered while the pictures go by."""

    def __init__(self, timeline: Timeline) -> None:
        order = sorted(set(timeline.pts))
        self.wanted = thumbnails_of(order, timeline.time_base)
        self.poster_at = min(len(order) - 1, len(order) // 10)
        self.poster: Image | None = None
        rows = -(-len(self.wanted) // COLUMNS)
        self.strip = np.zeros((rows * THUMBNAIL_HEIGHT, COLUMNS * THUMBNAIL_WIDTH, 3), np.uint8)

    def look(self, frame: VideoFrame, number: int) -> None:
        """Keep what is wanted of picture ``number``."""
        if self.poster is None or number == self.poster_at:
            self.poster = picture_of(frame, POSTER_WIDTH, POSTER_HEIGHT)
        place = bisect_left(self.wanted, number)
        if place < len(self.wanted) and self.wanted[place] == number:
            small = picture_of(frame, THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT)
            row, column = divmod(place, COLUMNS)
            top = row * THUMBNAIL_HEIGHT + (THUMBNAIL_HEIGHT - small.shape[0]) // 2
            left = column * THUMBNAIL_WIDTH + (THUMBNAIL_WIDTH - small.shape[1]) // 2
            self.strip[top : top + small.shape[0], left : left + small.shape[1]] = small

    def about_poster(self) -> dict[str, JsonValue]:
        """How the poster was made."""
        return {"picture": self.poster_at, "within": f"{POSTER_WIDTH}x{POSTER_HEIGHT}", "jpeg_quality": JPEG_QUALITY}

    def about_strip(self) -> dict[str, JsonValue]:
        """How the sheet was made, and so how it is cut up again."""
        return {
            "pictures": len(self.wanted),
            "columns": COLUMNS,
            "rows": self.strip.shape[0] // THUMBNAIL_HEIGHT,
            "width": THUMBNAIL_WIDTH,
            "height": THUMBNAIL_HEIGHT,
            "jpeg_quality": JPEG_QUALITY,
        }


def thumbnails_of(order: Sequence[int], time_base: Fraction) -> list[int]:
    """The numbers of the pictures on the sheet, evenly spread over time: one a second, from 16 up to 100."""
    if not order:
        return []
    span = order[-1] - order[0] + 1
    count = min(len(order), max(FEWEST_THUMBNAILS, min(MOST_THUMBNAILS, math.ceil(span * time_base))))
    return sorted({bisect_left(order, order[0] + place * span // count) for place in range(count)})


def watch(
    container: InputContainer,
    stream: VideoStream,
    timeline: Timeline,
    album: Album,
    taker: Taker | None,
    tell: Callable[[float], None],
    sampling: Sampling,
) -> Watched:
    """Decode from where the container stands to its end."""
    watched = Watched()
    for frame, pts in shown(container, stream, timeline, watched):
        number = len(watched.pts) - 1
        album.look(frame, number)
        sampling.take(frame, pts)
        if taker:
            taker.take_picture(frame, pts)
        if number % 25 == 0:
            tell(min(1.0, number / max(1, len(timeline.pts))))
    return watched


def shown(
    container: InputContainer, stream: VideoStream, timeline: Timeline, watched: Watched
) -> Iterator[tuple[VideoFrame, int]]:
    """Every picture with its time, in the order they are shown; ``watched`` keeps count.

    No two have one time: in recordings laid end to end times begin anew, and a number has to mean one picture.
    """
    for frame in _frames(container, stream, watched):
        pts = frame.pts if frame.pts is not None else _guessed(watched, timeline)
        if watched.pts and pts <= watched.pts[-1]:
            watched.left_out += 1
            watched.back = max(watched.back, watched.pts[-1] - pts)
            continue
        watched.pts.append(pts)
        watched.sizes.add((frame.width, frame.height))
        yield frame, pts


def _frames(container: InputContainer, stream: VideoStream, watched: Watched) -> Iterator[VideoFrame]:
    for packet in packets(container, stream, on_damage=watched.count_mistake):
        try:
            yield from (frame for frame in packet.decode() if isinstance(frame, VideoFrame))
        except av.InvalidDataError:
            watched.count_mistake()


def _guessed(watched: Watched, timeline: Timeline) -> int:
    number = len(watched.pts)
    return timeline.pts[number] if number < len(timeline.pts) else (watched.pts[-1] + 1 if watched.pts else 0)


def picture_of(frame: VideoFrame, width: int, height: int) -> Image:
    """The picture upright, within ``width`` x ``height``, as blue-green-red bytes."""
    quarter = quarter_turns(frame) % 2 == 1
    w, h = fitted(frame.width, frame.height, *((height, width) if quarter else (width, height)))
    small = frame.reformat(width=w, height=h, format="bgr24", threads=1).to_ndarray()
    upright = np.rot90(small, quarter_turns(frame))
    return np.ascontiguousarray(upright, dtype=np.uint8)


def fitted(width: int, height: int, most_width: int, most_height: int) -> tuple[int, int]:
    """The largest even size of the same shape within the box, never larger than the original."""
    share = min(1.0, most_width / width, most_height / height)
    return max(2, int(width * share) // 2 * 2), max(2, int(height * share) // 2 * 2)


def jpeg(image: Image) -> bytes:
    """One JPEG."""
    done, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise MemoryError("the picture could not be encoded")
    return bytes(encoded)


def frames_json(pts: list[int], time_base: Fraction) -> bytes:
    """The time of every picture as whole numbers of the original's time base, in the order they are shown."""
    shown = sorted(pts)
    return json.dumps(
        {
            "schema": 1,
            "time_base": [time_base.numerator, time_base.denominator],
            "first": shown[0] if shown else 0,
            "pts": shown,
        },
        separators=(",", ":"),
    ).encode()
