"""The camera of a drawn clip, and the few ways in which anything is put on a frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Canvas = NDArray[np.uint8]
Colour = tuple[int, int, int]  # blue, green, red
Point = tuple[float, float]

_SUBPIXEL_BITS = 4
_NEAREST_M = 1.2


class View:
    """A pinhole camera behind the windscreen: metres to the right, up and ahead become pixels."""

    def __init__(self, width: int, height: int, eye: float = 1.3) -> None:
        self.width, self.height, self.eye = width, height, eye
        # A little longer than a real dashcam's lens, so that a plate can be read in a small picture.
        self.focal = 1.05 * width
        self.middle = width / 2
        self.horizon = 0.43 * height

    def at(self, x: float, y: float, z: float) -> Point:
        """The pixel of a place `x` metres right of the camera's path, `y` above the road, `z` ahead."""
        scale = self.focal / (z if z > _NEAREST_M else _NEAREST_M)
        return self.middle + x * scale, self.horizon + (self.eye - y) * scale

    def scale(self, z: float) -> float:
        """Pixels for one metre at this distance."""
        return self.focal / (z if z > _NEAREST_M else _NEAREST_M)


def as_canvas(picture: NDArray[Any]) -> Canvas:
    """The same pixels, said to be bytes: OpenCV's functions do not tell which type they return."""
    return np.asarray(picture, dtype=np.uint8)


def fill(canvas: Canvas, points: Sequence[Point], colour: Colour) -> None:
    """A convex shape with smooth edges."""
    unit = 1 << _SUBPIXEL_BITS
    corners = np.array([(int(u * unit), int(v * unit)) for u, v in points], dtype=np.int32)
    cv2.fillConvexPoly(canvas, corners, colour, cv2.LINE_AA, _SUBPIXEL_BITS)


def ground(canvas: Canvas, view: View, x: tuple[float, float], z: tuple[float, float], colour: Colour) -> None:
    """A rectangle lying on the road, seen in perspective."""
    near, far = max(z[0], _NEAREST_M), z[1]
    if far > near:
        fill(
            canvas,
            [view.at(x[0], 0, near), view.at(x[0], 0, far), view.at(x[1], 0, far), view.at(x[1], 0, near)],
            colour,
        )


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """`share` of the second colour in the first, 0 to 1."""
    blue, green, red = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return blue, green, red


class Sprite:
    """A picture with transparency, kept in halving sizes so that it can be pasted small without flicker."""

    def __init__(self, picture: Canvas, pixels_per_metre: float, foot: Point) -> None:
        """`picture` is BGRA, not premultiplied; `foot` is the pixel that stands on the road."""
        alpha = picture[:, :, 3:].astype(np.uint16)
        ready = picture.copy()
        ready[:, :, :3] = (picture[:, :, :3].astype(np.uint16) * alpha // 255).astype(np.uint8)
        self.foot = foot
        self.pixels_per_metre = pixels_per_metre
        self.sizes: list[Canvas] = [ready]
        while min(self.sizes[-1].shape[:2]) > 24:
            self.sizes.append(as_canvas(cv2.resize(self.sizes[-1], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)))

    def paste(self, canvas: Canvas, at: Point, scale: float) -> None:
        """Put the foot on a pixel of the canvas, at `scale` pixels to the metre."""
        factor = scale / self.pixels_per_metre
        level = 0
        while factor < 0.55 and level + 1 < len(self.sizes):
            level, factor = level + 1, factor * 2
        picture = self.sizes[level]
        foot = (self.foot[0] / 2**level, self.foot[1] / 2**level)
        left, top = at[0] - foot[0] * factor, at[1] - foot[1] * factor
        x0, y0 = max(0, int(left)), max(0, int(top))
        x1 = min(canvas.shape[1], int(left + picture.shape[1] * factor) + 2)
        y1 = min(canvas.shape[0], int(top + picture.shape[0] * factor) + 2)
        if x1 <= x0 or y1 <= y0:
            return
        placed = cv2.warpAffine(
            picture,
            np.array([[factor, 0, left - x0], [0, factor, top - y0]], dtype=np.float64),
            (x1 - x0, y1 - y0),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
        )
        blend(canvas[y0:y1, x0:x1], as_canvas(placed))


def blend(under: Canvas, over: Canvas) -> None:
    """Lay a premultiplied BGRA picture over a part of the canvas, in place."""
    rest = cv2.cvtColor(cv2.bitwise_not(over[:, :, 3]), cv2.COLOR_GRAY2BGR)
    kept = cv2.multiply(under, rest, scale=1 / 255)
    cv2.add(kept, cv2.cvtColor(over, cv2.COLOR_BGRA2BGR), dst=kept)
    under[:] = kept


def glow(canvas: Canvas, at: Point, radius: float, colour: Colour) -> None:
    """Light around a lamp, added to what is there; fades to nothing at `radius` pixels."""
    reach = max(2, int(radius))
    x0, y0 = int(at[0]) - reach, int(at[1]) - reach
    left, top = max(0, x0), max(0, y0)
    right, bottom = min(canvas.shape[1], x0 + 2 * reach), min(canvas.shape[0], y0 + 2 * reach)
    if right <= left or bottom <= top:
        return
    falloff = cv2.resize(_FALLOFF, (2 * reach, 2 * reach), interpolation=cv2.INTER_LINEAR)
    part = cv2.cvtColor(falloff[top - y0 : bottom - y0, left - x0 : right - x0], cv2.COLOR_GRAY2BGR)
    lit = cv2.multiply(part, np.array([*colour, 0], dtype=np.float64), scale=1 / 255)
    under = canvas[top:bottom, left:right]
    under[:] = cv2.add(under, lit)


def _falloff(size: int = 64) -> Canvas:
    axis = np.linspace(-1, 1, size)
    distance = np.hypot(*np.meshgrid(axis, axis))
    return as_canvas((255 * np.clip(1 - distance, 0, 1) ** 2.2).astype(np.uint8))


_FALLOFF = _falloff()
