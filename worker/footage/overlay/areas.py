"""Where text stands still while the scene moves: looked for once a clip, at the bottom and at the top."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from worker.footage.still import Image, Still

SEARCH_WIDTH = 960  # text of 1.5 % of the height of a 16:9 picture is still 8 pixels high
BAND = 0.17  # of the height, at the bottom and at the top
SEAM = 16
LOWEST, NARROWEST = 6, 2.0  # pixels at SEARCH_WIDTH; times its height
STANDS_STILL = 0.1  # correlation of strokes between stills: a clock alone 0.2 and more, scenery in motion near 0
MOST_ROWS = 8
SAME_LINE = 1.2  # a gap of so many heights does not part two areas of one line

Grey = npt.NDArray[np.uint8]


class FindsText(Protocol):
    """What is needed of a recogniser to look for text."""

    def find(self, image: Image) -> list[npt.NDArray[np.float32]]:
        """Corners of the areas that hold a line of text."""


@dataclass(frozen=True)
class Area:
    """A rectangle in pixels of the original; ``right`` and ``bottom`` are just outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        """Of the line of text, with the margin the detector leaves."""
        return self.bottom - self.top

    def joined(self, other: "Area") -> "Area":
        """The smallest rectangle around both."""
        return Area(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def level_with(self, other: "Area") -> bool:
        """True when both are parts of one line: of like height, and side by side."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        low, high = sorted((self.height, other.height))
        return shared > 0.6 * low and high < 1.7 * low

    def next_to(self, other: "Area") -> bool:
        """True when one is the line right below the other, in letters of like height."""
        gap = max(self.top, other.top) - min(self.bottom, other.bottom)
        low, high = sorted((self.height, other.height))
        overlap = min(self.right, other.right) - max(self.left, other.left)
        return -0.3 * low < gap < 1.2 * low and high < 1.5 * low and overlap > 0


Row = tuple[Area, ...]  # one printed line, from the left; parts far from each other are read one by one


def rows_of(stills: Sequence[Still], recogniser: FindsText) -> tuple[Row, ...]:
    """The lines of text that stand at one place in all stills, bottom band first, left to right."""
    bands = [_bands(still.image) for still in stills]
    scale = stills[0].image.shape[1] / bands[0].shape[1]
    # What moves is blurred by the median over the stills; what stands keeps its edges.
    middle = np.median(np.stack(bands), axis=0).astype(np.uint8)
    found = []
    for quad in recogniser.find(cv2.cvtColor(middle, cv2.COLOR_GRAY2BGR)):
        area = _area(quad, middle)
        if (
            area
            and (firm := _firmness([band[area.top : area.bottom, area.left : area.right] for band in bands]))
            > STANDS_STILL
        ):
            found.append((firm, area))
    strongest = sorted(found, key=lambda one: -one[0])[:MOST_ROWS]
    height = stills[0].image.shape[0]
    return _lines([_in_original(area, scale, middle.shape[0], height) for _, area in strongest])


def _bands(image: Image) -> Grey:
    """The top of a picture above its bottom, in grey, SEARCH_WIDTH wide."""
    height, width = image.shape[:2]
    band = _band(height)
    wide = min(width, SEARCH_WIDTH)
    high = max(1, round(band * wide / width))
    small = [
        cv2.cvtColor(cv2.resize(part, (wide, high), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
        for part in (image[:band], image[height - band :])
    ]
    seam = np.full((SEAM, wide), 127, np.uint8)
    return np.vstack([small[0], seam, small[1]])


def _band(height: int) -> int:
    return max(1, round(BAND * height))


def _area(quad: npt.NDArray[np.float32], stacked: Grey) -> Area | None:
    """The upright rectangle of a quad; None for specks, upright strokes and what reaches over the seam."""
    high, wide = stacked.shape
    seam = (high - SEAM) // 2
    left, top = (max(0, int(side)) for side in quad.min(axis=0))
    right, bottom = min(wide, int(np.ceil(quad[:, 0].max()))), min(high, int(np.ceil(quad[:, 1].max())))
    if top < seam < bottom:
        bottom = seam
    if top < seam + SEAM < bottom:
        top = seam + SEAM
    height = bottom - top
    return Area(left, top, right, bottom) if height >= LOWEST and right - left >= NARROWEST * height else None


def _firmness(parts: Sequence[Grey]) -> float:
    """How much the strokes inside an area are the same in every two stills: the mean correlation, 1 for a still one."""
    strokes = [part.astype(np.float32) - cv2.blur(part.astype(np.float32), (7, 7)) for part in parts]
    alike = [_correlation(one, other) for one, other in combinations(strokes, 2)]
    return sum(alike) / len(alike)


def _correlation(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    scale = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum()) / scale if scale > 0 else 0.0


def _in_original(area: Area, scale: float, stacked_height: int, height: int) -> Area:
    """An area of the stacked bands in pixels of the original."""
    seam = (stacked_height - SEAM) // 2
    below = area.top >= seam + SEAM
    down = height - _band(height) - round((seam + SEAM) * scale) if below else 0
    return Area(
        round(area.left * scale),
        max(0, round(area.top * scale) + down),
        round(area.right * scale),
        min(height, round(area.bottom * scale) + down),
    )


def _lines(areas: Sequence[Area]) -> tuple[Row, ...]:
    """Areas put together to printed lines, the lowest first."""
    rows: list[list[Area]] = []
    for area in sorted(areas, key=lambda one: (-one.bottom, one.left)):
        row = next((row for row in rows if any(area.level_with(part) for part in row)), None)
        if row is None:
            rows.append([area])
        else:
            row.append(area)
    return tuple(_parts(row) for row in rows)


def _parts(row: Sequence[Area]) -> Row:
    """The parts of one line from the left, those hardly apart made one."""
    parts: list[Area] = []
    for area in sorted(row, key=lambda one: one.left):
        if parts and area.left - parts[-1].right < SAME_LINE * min(area.height, parts[-1].height):
            parts[-1] = parts[-1].joined(area)
        else:
            parts.append(area)
    return tuple(parts)
