"""Plates with the recogniser of the product: text areas of the right build, each read in several ways."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import cv2
import numpy as np

from triage.plate import normalise
from triage.plate_reading import Reading, reading_of
from worker.footage.ocr import LONGEST_SIDE, OCR_TOOL, OCR_VERSION, Quad, Recogniser, Text, recogniser
from worker.footage.plates.crops import (
    CHARACTER_SHARE,
    centre_of,
    halves,
    is_dark_on_light,
    joined,
    sharpness_of,
    size_of,
    straightened,
)
from worker.footage.plates.engine import Sighting
from worker.footage.still import Image

LEAST_HEIGHT, MOST_HEIGHT = 6, 300  # pixels of a text area; below, nobody can read it
NARROWEST, WIDEST = 0.9, 10.0  # width by height of one line of a plate, turned away or not
FEWEST, MOST = 4, 9  # characters
MOST_AREAS = 40
TILE_OVERLAP = 200
DETECTOR_STEP = 32  # the detector stretches every side to a multiple of this; small characters do not survive that
TIGHT, WIDE = 0.09, 0.12
TWO_LINES = 2.0  # width by height under which one area may hold both lines
ONE_LINE = 0.85  # confidence from which an area of that build is believed to be one short line
SMALL_HEIGHT = 26  # pixels of a text area under which another look without its noise pays


class RapidPlates:
    """The engine `rapidocr`: its models are in the wheel, so nothing is ever fetched."""

    name, version = OCR_TOOL, OCR_VERSION

    def __init__(self, reader: Recogniser | None = None) -> None:
        self._reader = reader or recogniser()

    def look(self, picture: Image) -> Sequence[Sighting]:
        """Lines and pairs of lines that read like a mark."""
        areas = [one for one in self._areas(picture) if _is_built_like_a_line(one)]
        largest = sorted(areas, key=lambda one: -size_of(one)[1])[:MOST_AREAS]
        return tuple(_without_parts([*self._lines(picture, largest), *self._pairs(picture, largest)]))

    def _areas(self, picture: Image) -> Iterator[Quad]:
        """Text areas of the whole picture, tile by tile where it is larger than the detector looks at."""
        for left, top, tile in _tiles(picture):
            for quad in self._reader.find(tile):
                yield quad + np.array([left, top], dtype=np.float32)

    def _lines(self, picture: Image, areas: Sequence[Quad]) -> Iterator[Sighting]:
        beside = [joined([one, other]) for one, other in combinations(areas, 2) if _stand_beside(one, other)]
        for quad in (*areas, *beside):
            seen = self._sighting(picture, quad)
            if seen is not None and _signs(seen) >= FEWEST:
                yield seen

    def _pairs(self, picture: Image, areas: Sequence[Quad]) -> Iterator[Sighting]:
        """Plates of two lines: two areas one above the other, read as one."""
        sorted_pairs = (sorted(pair, key=lambda quad: centre_of(quad)[1]) for pair in combinations(areas, 2))
        apart = [(upper, lower) for upper, lower in sorted_pairs if _stand_above(upper, lower)]
        in_one = [halves(one) for one in areas if self._may_hold_two(picture, one)]
        for upper, lower in (*apart, *in_one):
            above, below = self._sighting(picture, upper), self._sighting(picture, lower)
            if above is None or below is None:
                continue
            readings = tuple(
                Reading((*first.places, *second.places), min(first.weight, second.weight))
                for first, second in zip(above.readings, below.readings, strict=False)
            )
            if FEWEST <= max(len(reading.places) for reading in readings) <= MOST:
                yield Sighting(
                    joined([upper, lower]),
                    readings,
                    min(above.height_px, below.height_px),
                    min(above.sharpness, below.sharpness),
                    above.dark_on_light and below.dark_on_light,
                )

    def _may_hold_two(self, picture: Image, quad: Quad) -> bool:
        """Whether an area is built like two lines and does not read like one."""
        width, height = size_of(quad)
        if width >= TWO_LINES * height:
            return False
        return self._reader.read([straightened(picture, quad)])[0].confidence < ONE_LINE

    def _sighting(self, picture: Image, quad: Quad) -> Sighting | None:
        """Read one area; the further looks only where the first one found a mark's number of characters."""
        whole = straightened(picture, quad)
        first = self._reader.read([whole])[0]
        if not 2 <= len(normalise(first.text)) <= MOST:
            return None
        looks = [straightened(picture, quad, trim=TIGHT)]
        height = size_of(quad)[1]
        if height < SMALL_HEIGHT:
            looks.append(straightened(picture, quad, widen=WIDE))
            looks.append(cv2.bilateralFilter(whole, 9, 40, 5).astype(np.uint8))
        readings = tuple(_reading(text) for text in (first, *self._reader.read(looks)))
        return Sighting(quad, readings, height * CHARACTER_SHARE, sharpness_of(whole), is_dark_on_light(whole))


def _reading(text: Text) -> Reading:
    return reading_of(text.text, text.rivals, text.confidence**2)


def _signs(seen: Sighting) -> int:
    return max(len(one.places) for one in seen.readings)


def _tiles(picture: Image) -> Iterator[tuple[int, int, Image]]:
    """The picture in parts that the detector sees at full size, overlapping by more than a plate is wide."""
    height, width = picture.shape[:2]
    for top in _starts(height):
        for left in _starts(width):
            tile = picture[top : top + LONGEST_SIDE, left : left + LONGEST_SIDE]
            more = [-size % DETECTOR_STEP for size in tile.shape[:2]]
            yield left, top, cv2.copyMakeBorder(tile, 0, more[0], 0, more[1], cv2.BORDER_REPLICATE).astype(np.uint8)


def _starts(length: int) -> list[int]:
    if length <= LONGEST_SIDE:
        return [0]
    parts = -(-(length - TILE_OVERLAP) // (LONGEST_SIDE - TILE_OVERLAP))
    return [round(number * (length - LONGEST_SIDE) / (parts - 1)) for number in range(parts)]


def _is_built_like_a_line(quad: Quad) -> bool:
    width, height = size_of(quad)
    return LEAST_HEIGHT <= height <= MOST_HEIGHT and NARROWEST <= width / height <= WIDEST


def _stand_beside(one: Quad, other: Quad) -> bool:
    """Whether two areas are halves of one line: as high, level, and a gap apart that a plate may have."""
    left, right = sorted((one, other), key=lambda quad: float(quad[:, 0].min()))
    high, low = size_of(left)[1], size_of(right)[1]
    gap = float(right[:, 0].min() - left[:, 0].max())
    level = abs(centre_of(left)[1] - centre_of(right)[1]) < 0.6 * max(high, low)
    return 0.6 < high / low < 1.6 and level and -0.3 * high < gap < 1.2 * high


def _stand_above(upper: Quad, lower: Quad) -> bool:
    """Whether two areas are the lines of one plate."""
    (wide, high), (wide_below, high_below) = size_of(upper), size_of(lower)
    gap = float(lower[:, 1].min() - upper[:, 1].max())
    aside = abs(centre_of(upper)[0] - centre_of(lower)[0])
    return 0.65 < high / high_below < 1.5 and -0.5 * high < gap < 0.9 * high and aside < 0.5 * max(wide, wide_below)


def _without_parts(found: list[Sighting]) -> Iterator[Sighting]:
    """Without those that are a part of a longer one: half a mark is often a mark, too."""
    for one in found:
        x, y = centre_of(one.quad)
        inside = (
            other is not one
            and _signs(other) > _signs(one)
            and cv2.pointPolygonTest(other.quad.reshape(-1, 1, 2), (x, y), False) >= 0
            for other in found
        )
        if not any(inside):
            yield one
