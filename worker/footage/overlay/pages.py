"""Read the same lines in several stills: all of them in one, in the others only those that tell something."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from worker.footage.ocr import READ_HEIGHT, Text
from worker.footage.overlay.areas import Area, Row
from worker.footage.overlay.camera import camera_of
from worker.footage.overlay.clock import clock_of
from worker.footage.overlay.place import position_of, speed_of
from worker.footage.overlay.signs import plain
from worker.footage.still import Image, Still

MARGIN = 0.1  # of the height, around what the detector marked


class ReadsText(Protocol):
    """What is needed of a recogniser."""

    def find(self, image: Image) -> list[npt.NDArray[np.float32]]:
        """Corners of the areas that hold a line of text."""

    def read(self, crops: Sequence[Image]) -> list[Text]:
        """The line of text in each crop."""


@dataclass(frozen=True)
class Line:
    """One printed line in one still; the confidence is that of its least certain part."""

    text: str
    confidence: float


@dataclass(frozen=True)
class Page:
    """What one still tells, ``t`` seconds after the first picture: its lines by the number of their row."""

    t: float
    lines: Mapping[int, Line]


def page_of(still: Still, rows: Sequence[Row], numbers: Collection[int], recogniser: ReadsText) -> Page:
    """Read the rows with these numbers in one still."""
    parts = [(number, area) for number in sorted(numbers) for area in rows[number]]
    texts = recogniser.read([_crop(still.image, area) for _, area in parts])
    lines = {}
    for number in sorted(numbers):
        told = [text for (owner, _), text in zip(parts, texts, strict=True) if owner == number and text.text.strip()]
        if told:
            lines[number] = Line(plain("  ".join(one.text for one in told)), min(one.confidence for one in told))
    return Page(still.t, lines)


def telling(page: Page) -> frozenset[int]:
    """The numbers of the rows in which a date, a time, a position, a speed or a camera stands."""
    return frozenset(number for number, line in page.lines.items() if _tells(line.text))


def _tells(text: str) -> bool:
    clock = clock_of(text)
    return clock.has_date or clock.has_time or any(read(text) for read in (position_of, speed_of, camera_of))


def _crop(image: Image, area: Area) -> Image:
    """The part of a picture with a margin, no higher than the recogniser will see it."""
    edge = round(MARGIN * area.height)
    height, width = image.shape[:2]
    part = image[
        max(0, area.top - edge) : min(height, area.bottom + edge),
        max(0, area.left - edge) : min(width, area.right + edge),
    ]
    if part.shape[0] <= READ_HEIGHT:
        return part
    wide = max(1, round(part.shape[1] * READ_HEIGHT / part.shape[0]))
    # Averaged, because the recogniser's own shrinking skips pixels and with them thin strokes.
    return cv2.resize(part, (wide, READ_HEIGHT), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
