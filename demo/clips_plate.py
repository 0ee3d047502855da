"""Letters drawn from strokes: the number plate of a car, and the line a camera burns into its picture."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from demo import plates
from demo.clips_view import Canvas, Colour, as_canvas

PLATE_YELLOW: Colour = (6, 196, 250)
PLATE_WHITE: Colour = (238, 240, 240)
_INK: Colour = (22, 20, 20)
_SUBPIXEL_BITS = 4
# Radians: an arc turns by less at each of its points, and a disc there would stick out of its square end.
_SMOOTH_TURN = 0.2


def _draw_stroke(mask: Canvas, stroke: plates.Stroke, scale: float, thickness: float) -> None:
    """One stroke with square ends: a box for each leg, a disc on every inner joint."""
    points = [np.array([x * scale, y * scale]) for x, y in stroke]
    unit = 1 << _SUBPIXEL_BITS
    for start, end in pairwise(points):
        along = end - start
        length = float(np.hypot(*along))
        if length == 0:
            continue
        side = np.array([-along[1], along[0]]) / length * thickness / 2
        box = np.array([start + side, end + side, end - side, start - side]) * unit
        cv2.fillConvexPoly(mask, box.astype(np.int32), 255, cv2.LINE_AA, _SUBPIXEL_BITS)
    for before, joint, after in zip(points, points[1:], points[2:], strict=False):
        if _turn(before, joint, after) < _SMOOTH_TURN:
            continue
        centre = (int(joint[0] * unit), int(joint[1] * unit))
        cv2.circle(mask, centre, int(thickness / 2 * unit), 255, -1, cv2.LINE_AA, _SUBPIXEL_BITS)


def _turn(before: NDArray[np.float64], joint: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    arriving, leaving = joint - before, after - joint
    return abs(float(np.arctan2(arriving[0] * leaving[1] - arriving[1] * leaving[0], arriving @ leaving)))


@lru_cache(maxsize=256)
def _letter(letter: str, height: int, thickness: float) -> Canvas:
    """One character's cell, drawn four times larger and shrunk."""
    scale = 4 * height / plates.LETTER_HEIGHT
    wide = max(1, round(plates.letter_width(letter) * scale / 4))
    mask = np.zeros((4 * height, 4 * wide), dtype=np.uint8)
    for stroke in plates.STROKES[letter]:
        _draw_stroke(mask, stroke, scale, thickness * scale)
    return as_canvas(cv2.resize(mask, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA))


def lettering(text: str, height: int, thickness: float = plates.STROKE_WIDTH, gap: float = plates.LETTER_GAP) -> Canvas:
    """A mask of one line of capitals and digits, `height` pixels tall."""
    scale = height / plates.LETTER_HEIGHT
    places, left = [], 0.0
    for letter in text:
        places.append((round(left * scale), _letter(letter, height, thickness)))
        left += plates.letter_width(letter) + gap
    mask = np.zeros((height, max(place + cell.shape[1] for place, cell in places)), dtype=np.uint8)
    for place, cell in places:
        mask[:, place : place + cell.shape[1]] = cell
    return mask


def draw_plate(mark: str, width: int, background: Colour = PLATE_YELLOW) -> Canvas:
    """A plate `width` pixels wide as BGRA, with the proportions of the regulations and rounded corners."""
    scale = width / plates.PLATE_WIDTH
    height = round(plates.PLATE_HEIGHT * scale)
    plate = np.zeros((height, width, 4), dtype=np.uint8)
    corner = round(8 * scale)
    for inset_x, inset_y in ((corner, 0), (0, corner)):
        cv2.rectangle(plate, (inset_x, inset_y), (width - 1 - inset_x, height - 1 - inset_y), (*background, 255), -1)
    for x in (corner, width - 1 - corner):
        for y in (corner, height - 1 - corner):
            cv2.circle(plate, (x, y), corner, (*background, 255), -1, cv2.LINE_AA)
    ink = lettering(mark, round(plates.LETTER_HEIGHT * scale))
    if ink.shape[1] > width * 0.94:
        ink = as_canvas(cv2.resize(ink, (round(width * 0.94), ink.shape[0]), interpolation=cv2.INTER_AREA))
    top, left = (height - ink.shape[0]) // 2, (width - ink.shape[1]) // 2
    face = plate[top : top + ink.shape[0], left : left + ink.shape[1], :3]
    share = (ink.astype(np.float32) / 255)[:, :, None]
    face[:] = (face * (1 - share) + np.array(_INK, dtype=np.float32) * share).astype(np.uint8)
    return plate
