"""People on foot and on bicycles, traffic signals, crossings and stop lines."""

from __future__ import annotations

import math

import cv2
import numpy as np

from demo.clips_light import Light
from demo.clips_view import Canvas, Colour, Sprite, View, fill, glow, ground

_SCALE = 200.0  # pixels to the metre of the sprites
_PAINT: Colour = (222, 230, 232)


class _Paper:
    """A transparent picture drawn on in metres, foot in the middle of the lower edge."""

    def __init__(self, wide: float, tall: float, light: Light) -> None:
        self.picture = np.zeros((int(tall * _SCALE), int(wide * _SCALE), 4), dtype=np.uint8)
        self.foot = (self.picture.shape[1] / 2, self.picture.shape[0] - 4.0)
        self._light = light

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        return round((self.foot[0] + x * _SCALE) * 16), round((self.foot[1] - y * _SCALE) * 16)

    def limb(self, points: list[tuple[float, float]], thick: float, colour: Colour) -> None:
        """A line with round ends, `thick` metres wide."""
        corners = np.array([self._pixel(x, y) for x, y in points], dtype=np.int32)
        cv2.polylines(
            self.picture,
            [corners],
            False,
            (*self._light.on(colour), 255),
            max(1, round(thick * _SCALE)),
            cv2.LINE_AA,
            4,
        )

    def shape(self, points: list[tuple[float, float]], colour: Colour, *, lit: bool = False) -> None:
        corners = np.array([self._pixel(x, y) for x, y in points], dtype=np.int32)
        shown = colour if lit else self._light.on(colour)
        cv2.fillPoly(self.picture, [corners], (*shown, 255), cv2.LINE_AA, 4)

    def oval(self, x: float, y: float, wide: float, tall: float, colour: Colour, *, lit: bool = False) -> None:
        turns = np.linspace(0, 2 * np.pi, 28)
        self.shape([(x + wide * math.cos(a), y + tall * math.sin(a)) for a in turns], colour, lit=lit)

    def sprite(self) -> Sprite:
        return Sprite(self.picture, _SCALE, self.foot)


def cyclist_sprite(light: Light, phase: float) -> Sprite:
    """A rider from behind in a high-visibility jacket; `phase` 0 to 1 is one turn of the pedals."""
    paper = _Paper(1.0, 1.95, light)
    paper.oval(0, 0.34, 0.035, 0.34, (30, 30, 32))
    paper.limb([(0, 0.62), (0, 0.95)], 0.04, (50, 48, 46))
    paper.limb([(-0.3, 1.08), (-0.24, 1.04), (0.24, 1.04), (0.3, 1.08)], 0.035, (40, 40, 42))
    turn = 2 * math.pi * phase
    for sign in (-1, 1):
        foot = 0.3 + 0.13 * math.sin(turn) * sign
        knee = 0.62 + 0.09 * math.sin(turn) * sign
        paper.limb([(sign * 0.1, 0.93), (sign * 0.16, knee), (sign * 0.11, foot)], 0.105, (62, 50, 44))
        paper.shape(
            [
                (sign * 0.06, foot - 0.06),
                (sign * 0.17, foot - 0.06),
                (sign * 0.17, foot + 0.03),
                (sign * 0.06, foot + 0.03),
            ],
            (44, 44, 52),
        )
        paper.limb([(sign * 0.19, 1.42), (sign * 0.29, 1.22), (sign * 0.27, 1.07)], 0.085, (40, 214, 224))
    paper.shape([(-0.17, 0.9), (-0.23, 1.36), (-0.15, 1.48), (0.15, 1.48), (0.23, 1.36), (0.17, 0.9)], (48, 226, 236))
    paper.shape([(-0.2, 1.12), (0.2, 1.12), (0.21, 1.19), (-0.21, 1.19)], (206, 206, 206))
    paper.oval(0, 1.59, 0.085, 0.1, (112, 136, 176))
    paper.oval(0, 1.65, 0.115, 0.105, (52, 52, 198))
    paper.limb([(0, 1.57), (0, 1.74)], 0.02, (30, 30, 130))
    paper.oval(0, 0.82, 0.03, 0.04, (60, 50, 255), lit=True)
    return paper.sprite()


def pedestrian_sprite(light: Light, phase: float, coat: Colour = (96, 60, 52)) -> Sprite:
    """Somebody walking, from the side enough to show a stride; `phase` 0 to 1 is two steps."""
    paper = _Paper(0.9, 1.9, light)
    stride = 0.17 * math.sin(2 * math.pi * phase)
    for sign in (-1, 1):
        paper.limb([(0.03 * sign, 0.85), (sign * stride * 0.6, 0.45), (sign * stride, 0.06)], 0.12, (58, 54, 52))
        paper.limb(
            [(sign * 0.16, 1.38), (sign * 0.2 - sign * stride * 0.5, 1.1), (0.18 * sign - stride * sign, 0.9)],
            0.085,
            coat,
        )
    paper.shape([(-0.17, 0.78), (-0.2, 1.36), (-0.12, 1.46), (0.12, 1.46), (0.2, 1.36), (0.17, 0.78)], coat)
    paper.oval(0, 1.6, 0.09, 0.115, (116, 140, 180))
    paper.shape(
        [(-0.095, 1.6), (-0.08, 1.71), (0.0, 1.74), (0.08, 1.71), (0.095, 1.6), (0.05, 1.66), (-0.05, 1.66)],
        (38, 48, 60),
    )
    return paper.sprite()


def shadow_sprite() -> Sprite:
    """The soft dark patch under anything that stands on the road; two metres wide at its own scale."""
    down, across = np.mgrid[-1:1:40j, -1:1:160j]
    picture = np.zeros((40, 160, 4), dtype=np.uint8)
    picture[:, :, :3] = 14
    picture[:, :, 3] = (205 * np.clip(1.25 - np.hypot(across, down) * 1.25, 0, 1) ** 0.8).astype(np.uint8)
    return Sprite(picture, 62.0, (80.0, 22.0))


def paint_signals(canvas: Canvas, view: View, light: Light, x: float, z: float, *, red: bool) -> None:
    """One traffic light on its pole; amber until it is red."""

    def upright(left: float, right: float, low: float, high: float, colour: Colour) -> None:
        fill(
            canvas,
            [view.at(left, low, z), view.at(left, high, z), view.at(right, high, z), view.at(right, low, z)],
            colour,
        )

    upright(x - 0.06, x + 0.06, 0, 3.5, light.on((96, 96, 94)))
    upright(x - 0.36, x + 0.36, 2.15, 3.75, light.on((210, 214, 214)))
    upright(x - 0.32, x + 0.32, 2.19, 3.71, (26, 26, 26))
    lamps: tuple[tuple[float, Colour, bool], ...] = (
        (3.42, (40, 40, 255), red),
        (2.95, (30, 176, 255), not red),
        (2.48, (120, 220, 60), False),
    )
    for y, colour, lit in lamps:
        centre = view.at(x, y, z)
        radius = max(1, round(0.17 * view.scale(z)))
        shown = colour if lit else (colour[0] // 6, colour[1] // 6, colour[2] // 6)
        cv2.circle(canvas, (round(centre[0]), round(centre[1])), radius, shown, -1, cv2.LINE_AA)
        if lit:
            glow(canvas, centre, 3.6 * radius, colour)


def paint_stop_line(canvas: Canvas, view: View, light: Light, z: float) -> None:
    """The line across both lanes of this side."""
    ground(canvas, view, (-2.1, 5.5), (z, z + 0.35), light.on(_PAINT))


def paint_zebra(canvas: Canvas, view: View, light: Light, z: float) -> None:
    """A zebra crossing with its zigzags and two beacons."""
    for number in range(7):
        left = -2.0 + 1.2 * number
        ground(canvas, view, (left, left + 0.6), (z, z + 2.8), light.on(_PAINT))
    for x in (-1.75, 1.6):
        _paint_zigzag(canvas, view, light, x, z - 9.0)
    for x in (-2.6, 6.1):
        _paint_beacon(canvas, view, light, x, z)


def _paint_zigzag(canvas: Canvas, view: View, light: Light, x: float, start: float) -> None:
    """Four legs of two metres each on the approach, where nobody may stop or overtake."""
    for leg in range(4):
        near = start + 2.0 * leg
        first, last = (x, x + 0.28) if leg % 2 else (x + 0.28, x)
        if near > 2:
            corners = [view.at(first, 0, near), view.at(last, 0, near + 2)]
            corners += [view.at(last + 0.1, 0, near + 2), view.at(first + 0.1, 0, near)]
            fill(canvas, corners, light.on(_PAINT))


def _paint_beacon(canvas: Canvas, view: View, light: Light, x: float, z: float) -> None:
    for band in range(6):
        low, high = band * 0.42, band * 0.42 + 0.42
        corners = [view.at(x - 0.05, low, z), view.at(x - 0.05, high, z)]
        corners += [view.at(x + 0.05, high, z), view.at(x + 0.05, low, z)]
        fill(canvas, corners, light.on((34, 34, 34) if band % 2 else (232, 232, 232)))
    centre, globe = view.at(x, 2.68, z), max(1, round(0.17 * view.scale(z)))
    cv2.circle(canvas, (round(centre[0]), round(centre[1])), globe, (40, 170, 250), -1, cv2.LINE_AA)
    glow(canvas, centre, 0.7 * view.scale(z), (20, 90, 140))
