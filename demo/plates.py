"""Invented GB registrations and the stroke letters they are written with."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

Point = tuple[float, float]
Stroke = tuple[Point, ...]

# Millimetres of the road vehicle display regulations (SI 2001/561, sch. 2): one character is 79 high and
# 50 wide with a 14 stroke, 11 between characters and 33 between the two groups; the plate is 520 x 111.
LETTER_HEIGHT = 79.0
LETTER_WIDTH = 50.0
STROKE_WIDTH = 14.0
LETTER_GAP = 11.0
GROUP_GAP = 33.0
PLATE_WIDTH = 520.0
PLATE_HEIGHT = 111.0

# Area letters of the Midlands, the North West and the home counties; I, Q and Z never stand in an area.
AREAS = (
    "BA",
    "BD",
    "BF",
    "BJ",
    "BK",
    "BN",
    "BT",
    "BU",
    "BV",
    "BX",
    "DA",
    "DE",
    "DX",
    "FJ",
    "KP",
    "KX",
    "MX",
    "VA",
    "VX",
)
LAST_LETTERS = "ABCDEFGHJKLMNOPRSTUVWXYZ"


def invented_plate(rng: random.Random) -> str:
    """A mark in the current style, such as "BX21 KDV": area, age (02-26 or 51-75), three letters without I and Q.

    The mark is drawn by lot. It belongs to nobody on purpose, but nothing keeps it from existing.
    """
    year = rng.randint(2, 25)
    age = year if rng.random() < 0.5 else year + 50
    tail = "".join(rng.choice(LAST_LETTERS) for _ in range(3))
    return f"{rng.choice(AREAS)}{age:02d} {tail}"


def _arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> Stroke:
    """Points of an ellipse's arc; degrees, 0 to the right and growing clockwise because y grows downwards."""
    steps = max(4, round(abs(end - start) / 6))
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return tuple((cx + rx * math.cos(angle), cy + ry * math.sin(angle)) for angle in angles)


def _turned(strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:
    return tuple(tuple((LETTER_WIDTH - x, LETTER_HEIGHT - y) for x, y in stroke) for stroke in strokes)


_STEM: Stroke = ((7, 0), (7, 79))
_O: Stroke = (*_arc(25, 25, 18, 18, 180, 360), *_arc(25, 54, 18, 18, 0, 180), (7, 25), (7, 20))
_C: Stroke = (*_arc(25, 25, 18, 18, -12, -180), *_arc(25, 54, 18, 18, 180, 12))
_SIX: tuple[Stroke, ...] = (
    _arc(25, 54, 18, 18, 0, 372),
    ((7, 54), *_arc(25, 25, 18, 18, 180, 345)),
)
_BOWL: Stroke = ((7, 7), (26, 7), *_arc(26, 25, 17, 18, -90, 90), (7, 43))

# The face of plates writes 1 and I alike; a clock needs a 1 that nobody takes for a letter.
FLAGGED_ONE = "¹"

# Centre lines in a 50 x 79 cell, y downwards; drawn with a 14 stroke they come close to Charles Wright's letters.
STROKES: dict[str, tuple[Stroke, ...]] = {
    " ": (),
    "0": (_O,),
    "1": (((7, 0), (7, 79)),),
    "2": ((*_arc(25, 25, 18, 18, 188, 395), (10, 72), (46, 72)),),
    "3": (_arc(25, 23, 17, 16, 195, 450), _arc(25, 55.5, 18, 16.5, -90, 165)),
    "4": (((31, -4), (6, 56), (50, 56)), ((36, 30), (36, 79))),
    "5": (((45, 7), (11, 7), (9, 41)), _arc(25, 53, 18, 19, -145, 165)),
    "6": _SIX,
    "7": (((3, 7), (42, 7), (17, 82)),),
    "8": (_arc(25, 22.5, 16, 15.5, 0, 372), _arc(25, 55, 18, 17, 0, 372)),
    "9": _turned(_SIX),
    "A": (((4, 84), (25, -4), (46, 84)), ((12, 58), (38, 58))),
    "B": (
        _STEM,
        ((7, 7), (25, 7), *_arc(25, 22.5, 16, 15.5, -90, 90), (7, 38)),
        ((24, 38), *_arc(25, 55, 18, 17, -90, 90), (7, 72)),
    ),
    "C": (_C,),
    "D": (_STEM, ((7, 7), *_arc(24, 26, 19, 19, -90, 0), *_arc(24, 53, 19, 19, 0, 90), (7, 72))),
    "E": (_STEM, ((7, 7), (46, 7)), ((7, 39), (41, 39)), ((7, 72), (46, 72))),
    "F": (_STEM, ((7, 7), (46, 7)), ((7, 40), (41, 40))),
    "G": ((*_C, (43, 45), (26, 45)),),
    "H": (_STEM, ((43, 0), (43, 79)), ((7, 39), (43, 39))),
    "I": (((7, 0), (7, 79)),),
    "J": (((42, 0), *_arc(24, 54, 18, 18, 0, 172)),),
    "K": (_STEM, ((45, -3), (12, 45)), ((21, 31), (46, 83))),
    "L": (((7, 0), (7, 72), (46, 72)),),
    "M": (_STEM, ((43, 0), (43, 79)), ((6, -2), (25, 48), (44, -2))),
    "N": (_STEM, ((43, 0), (43, 79)), ((7, 2), (43, 77))),
    "O": (_O,),
    "P": (_STEM, _BOWL),
    "Q": (_O, ((27, 50), (46, 80))),
    "R": (_STEM, _BOWL, ((26, 43), (45, 82))),
    "S": ((*_arc(25, 23, 17, 16, -12, -270), *_arc(25, 55.5, 18, 16.5, -90, 168)),),
    "T": (((0, 7), (50, 7)), ((25, 7), (25, 79))),
    "U": (((7, 0), *_arc(25, 54, 18, 18, 180, 0), (43, 0)),),
    "V": (((4, -4), (25, 82), (46, -4)),),
    "W": (((1, -4), (13, 84), (25, 14), (37, 84), (49, -4)),),
    "X": (((3, -4), (47, 83)), ((47, -4), (3, 83))),
    "Y": (((3, -4), (25, 42), (47, -4)), ((25, 40), (25, 79))),
    "Z": (((4, 7), (42, 7), (8, 72), (47, 72)),),
    "/": (((2, 84), (26, -4)),),
    FLAGGED_ONE: (((2, 20), (17, 3)), ((18, 0), (18, 79))),
    ":": (((7, 20), (7, 34)), ((7, 55), (7, 69))),
    ".": (((7, 65), (7, 79)),),
    "-": (((3, 42), (27, 42)),),
}
_NARROW = {
    "1": 14.0,
    FLAGGED_ONE: 26.0,
    "I": 14.0,
    "/": 28.0,
    ":": 14.0,
    ".": 14.0,
    "-": 30.0,
    " ": GROUP_GAP - LETTER_GAP,
}


def letter_width(letter: str) -> float:
    """The cell of one character in millimetres; "1" is a bare stem in this face."""
    return _NARROW.get(letter, LETTER_WIDTH)


def text_width(text: str) -> float:
    """The line's length in millimetres with the gaps of the regulations."""
    return sum(letter_width(letter) for letter in text) + LETTER_GAP * max(0, len(text) - 1)
