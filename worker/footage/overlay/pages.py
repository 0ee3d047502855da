"""Read the same lines in several stills: all of them in one, in the others only those that tell something."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol

import cv2
import numpy as np

from worker.footage.ocr import READ_HEIGHT, Text
from worker.footage.overlay.areas import Area, FindsText, Row
from worker.footage.overlay.camera import camera_of
from worker.footage.overlay.clock import clock_of, clock_spans, without_clock
from worker.footage.overlay.place import position_of, speed_of
from worker.footage.overlay.signs import plain_signs
from worker.footage.still import Image, Still

MARGIN, WIDE_MARGIN = 0.1, 0.3  # of the height, around what the detector marked; wide for a second look
FIGURES_OF_A_CLOCK = 8  # a line with so many may be a clock that was misread in this one still


class ReadsText(FindsText, Protocol):
    """What is needed of a recogniser."""

    def read(self, crops: Sequence[Image]) -> list[Text]:
        """The line of text in each crop."""


@dataclass(frozen=True)
class Line:
    """One printed line in one still, and how sure each of its characters is, 0-1."""

    text: str
    signs: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """The mean over its characters."""
        return fmean(self.signs)

    @property
    def clock_confidence(self) -> float:
        """That of the least certain figure of its date and time: one wrong figure is a wrong date."""
        figures = [
            self.signs[place]
            for start, end in clock_spans(self.text)
            for place in range(start, end)
            if self.text[place].isalnum()
        ]
        return min(figures, default=0.0)


@dataclass(frozen=True)
class Page:
    """What one still tells, ``t`` seconds after the first picture: its lines by the number of their row."""

    t: float
    lines: Mapping[int, Line]


def page_of(
    still: Still, rows: Sequence[Row], numbers: Collection[int], recogniser: ReadsText, margin: float = MARGIN
) -> Page:
    """Read the rows with these numbers in one still."""
    parts = [(number, area) for number in sorted(numbers) for area in rows[number]]
    texts = recogniser.read([_crop(still.image, area, margin) for _, area in parts])
    told: dict[int, tuple[str, tuple[float, ...]]] = {}
    for (number, _), text in zip(parts, texts, strict=True):
        before, sure_before = told.get(number, ("", ()))
        signs = text.signs or (text.confidence,) * len(text.text)
        told[number] = (f"{before}  {text.text}", (*sure_before, 1.0, 1.0, *signs))
    lines = {number: Line(*plain_signs(*one)) for number, one in told.items() if one[0].strip()}
    return Page(still.t, lines)


def telling(page: Page) -> frozenset[int]:
    """The numbers of the rows in which a date, a time, a position, a speed or a camera stands, or so many figures."""
    return frozenset(number for number, line in page.lines.items() if _tells(line.text))


def _tells(text: str) -> bool:
    if sum(sign.isdecimal() for sign in text) >= FIGURES_OF_A_CLOCK:
        return True
    clock = clock_of(text)
    rest = without_clock(text)
    return clock.has_date or clock.has_time or any(read(rest) for read in (position_of, speed_of, camera_of))


def _crop(image: Image, area: Area, margin: float) -> Image:
    """The part of a picture with a margin, no higher than the recogniser will see it."""
    edge = round(margin * area.height)
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
