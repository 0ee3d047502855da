"""Cars and vans seen from behind or from the front, drawn once and pasted at any distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from demo.clips_light import Light
from demo.clips_plate import PLATE_WHITE, PLATE_YELLOW, draw_plate
from demo.clips_view import Canvas, Colour, Sprite, View, fill, mixed
from demo.scenes import Body

PIXELS_PER_M = 240.0
PLATE_WIDE_M = 0.56  # a little more than the 0.52 m of a real one: the pictures are small
PLATE_CENTRE_M = 0.74

PAINTS: dict[str, Colour] = {
    "grey": (112, 106, 102),
    "silver": (190, 186, 182),
    "black": (44, 40, 38),
    "white": (232, 232, 230),
    "blue": (138, 78, 36),
    "red": (44, 38, 168),
    "green": (74, 96, 46),
    "orange": (38, 104, 214),
}
_RUBBER: Colour = (34, 32, 32)
_GLASS: Colour = (66, 54, 46)
_SKY_IN_GLASS: Colour = (170, 156, 140)


@dataclass(frozen=True)
class Shape:
    """Half widths and heights of a body in metres, and how long it is."""

    half: float
    roof_half: float
    sill: float
    waist: float
    roof: float
    length: float
    window_low: float


SHAPES = {
    Body.HATCHBACK: Shape(0.88, 0.62, 0.30, 0.98, 1.48, 4.0, 1.03),
    Body.SALOON: Shape(0.90, 0.58, 0.28, 1.02, 1.42, 4.6, 1.06),
    Body.SUV: Shape(0.95, 0.74, 0.38, 1.12, 1.72, 4.5, 1.16),
    Body.VAN: Shape(0.96, 0.88, 0.34, 1.16, 1.96, 4.9, 1.24),
}


@dataclass(frozen=True)
class VehicleLook:
    """What one vehicle looks like. `driver` is "", "seated" or "phone" (seen through the rear window)."""

    body: Body
    colour: str
    plate: str
    front: bool = False
    braking: bool = False
    driver: str = ""


class _Panel:
    """Draws in metres on a picture whose foot is the middle of the vehicle on the road."""

    def __init__(self, shape: Shape, light: Light) -> None:
        self.wide = int((2 * shape.half + 0.5) * PIXELS_PER_M)
        self.tall = int((shape.roof + 0.25) * PIXELS_PER_M)
        self.foot = (self.wide / 2, self.tall - 0.06 * PIXELS_PER_M)
        self.picture = np.zeros((self.tall, self.wide, 4), dtype=np.uint8)
        self._light = light

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        return self.foot[0] + x * PIXELS_PER_M, self.foot[1] - y * PIXELS_PER_M

    def shape(self, points: Sequence[tuple[float, float]], colour: Colour, *, lit: bool = False) -> None:
        shown = colour if lit else self._light.on(colour)
        corners = np.array([self.pixel(x, y) for x, y in points]) * 16
        cv2.fillPoly(self.picture, [corners.astype(np.int32)], (*shown, 255), cv2.LINE_AA, 4)

    def both(self, points: Sequence[tuple[float, float]], colour: Colour, *, lit: bool = False) -> None:
        """The shape and its mirror image."""
        self.shape(points, colour, lit=lit)
        self.shape([(-x, y) for x, y in points], colour, lit=lit)

    def box(self, x: float, y: float, half: float, rise: float, colour: Colour, *, lit: bool = False) -> None:
        self.shape(
            [(x - half, y - rise), (x + half, y - rise), (x + half, y + rise), (x - half, y + rise)], colour, lit=lit
        )

    def disc(self, x: float, y: float, radius: float, colour: Colour, *, lit: bool = False) -> None:
        shown = colour if lit else self._light.on(colour)
        u, v = self.pixel(x, y)
        cv2.circle(
            self.picture, (int(u * 16), int(v * 16)), int(radius * PIXELS_PER_M * 16), (*shown, 255), -1, cv2.LINE_AA, 4
        )


def _rounded(points: Sequence[tuple[float, float]], rounds: int = 3, cut_at: float = 0.12) -> list[tuple[float, float]]:
    """Corners cut and cut again until they look pressed rather than sawn (Chaikin)."""
    ring = list(points)
    for _ in range(rounds):
        cut: list[tuple[float, float]] = []
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            cut.append((ax + (bx - ax) * cut_at, ay + (by - ay) * cut_at))
            cut.append((bx + (ax - bx) * cut_at, by + (ay - by) * cut_at))
        ring = cut
    return ring


def vehicle_sprite(look: VehicleLook, light: Light) -> Sprite:
    """The whole vehicle, shaded, with lamps and plate."""
    shape = SHAPES[look.body]
    panel = _Panel(shape, light)
    paint = PAINTS[look.colour]
    _body(panel, shape, paint)
    _shade(panel)
    _window(panel, shape, look)
    _bumper(panel, shape, look)
    if look.front:
        _head_lamps(panel, shape, light)
    else:
        _rear_lamps(panel, shape, look, light)
    if look.plate:
        _fix_plate(panel, look, light)
    return Sprite(panel.picture, PIXELS_PER_M, panel.foot)


def _body(panel: _Panel, shape: Shape, paint: Colour) -> None:
    half, roof_half = shape.half, shape.roof_half
    panel.both([(half - 0.24, 0.0), (half - 0.02, 0.0), (half - 0.02, 0.5), (half - 0.24, 0.5)], _RUBBER)
    panel.box(0, shape.sill * 0.85, half - 0.16, 0.1, (30, 28, 28))
    cabin = [
        (-half + 0.05, shape.waist - 0.1),
        (-roof_half, shape.roof),
        (roof_half, shape.roof),
        (half - 0.05, shape.waist - 0.1),
    ]
    panel.shape(_rounded(cabin), paint)
    side = half - 0.03
    lower = [(-side + 0.06, shape.sill), (-half, 0.62), (-half + 0.02, shape.waist), (-half + 0.14, shape.waist + 0.06)]
    panel.shape(_rounded(lower + [(-x, y) for x, y in reversed(lower)], 2), paint)
    mirror = [
        (half - 0.1, shape.waist + 0.03),
        (half + 0.13, shape.waist + 0.03),
        (half + 0.12, shape.waist + 0.14),
        (half + 0.0, shape.waist + 0.15),
    ]
    panel.both(_rounded(mirror), mixed(paint, (30, 30, 30), 0.35))


def _shade(panel: _Panel) -> None:
    """Sheet metal takes the sky on its upper parts and the road's dark below; the sides turn away."""
    rows = np.linspace(1.16, 0.66, panel.tall)[:, None]
    across = 1 - 0.22 * np.abs(np.linspace(-1, 1, panel.wide))[None, :] ** 3
    lit = panel.picture[:, :, :3] * (rows * across)[:, :, None]
    panel.picture[:, :, :3] = np.clip(lit, 0, 255).astype(np.uint8)


def _window(panel: _Panel, shape: Shape, look: VehicleLook) -> None:
    low, high = shape.window_low, shape.roof - 0.12
    bottom, top = shape.half - 0.17, shape.roof_half - 0.05
    if look.body is Body.VAN and not look.front:
        for sign in (-1, 1):
            corners = [
                (sign * 0.07, low),
                (sign * bottom, low),
                (sign * (top - 0.04), high - 0.1),
                (sign * 0.07, high - 0.1),
            ]
            panel.shape(_rounded(corners, 2), _GLASS)
        _driver(panel, shape, look, seat=0.42)
        panel.box(0, 1.1, 0.008, 0.75, (40, 38, 38))
        return
    pane = _rounded([(-bottom, low), (-top, high), (top, high), (bottom, low)], 2)
    panel.shape(pane, _GLASS)
    reflection = [
        (-bottom * 0.93, low + 0.06),
        (-top * 0.97, high - 0.03),
        (-top * 0.3, high - 0.03),
        (-bottom * 0.62, low + 0.06),
    ]
    panel.shape(_rounded(reflection, 2), mixed(_GLASS, _SKY_IN_GLASS, 0.22))
    if look.front:
        panel.disc(-0.32, low + 0.2, 0.1, (60, 66, 76))
        return
    _driver(panel, shape, look, seat=0.33)
    panel.shape([(0.02, low + 0.01), (0.34, low + 0.11), (0.34, low + 0.13), (0.0, low + 0.03)], (24, 22, 22))


def _driver(panel: _Panel, shape: Shape, look: VehicleLook, seat: float) -> None:
    """Headrests, and the driver on the right as in any British car."""
    low = shape.window_low
    for x in (-seat, seat):
        panel.shape(
            _rounded([(x - 0.13, low + 0.01), (x - 0.1, low + 0.2), (x + 0.1, low + 0.2), (x + 0.13, low + 0.01)], 2),
            (38, 34, 32),
        )
    if not look.driver:
        return
    panel.shape(
        _rounded(
            [(seat - 0.2, low + 0.01), (seat - 0.12, low + 0.14), (seat + 0.12, low + 0.14), (seat + 0.2, low + 0.01)],
            2,
        ),
        (84, 62, 52),
    )
    panel.disc(seat - (0.05 if look.driver == "phone" else 0), low + 0.23, 0.085, (52, 60, 74))
    if look.driver == "phone":
        panel.shape(
            [(seat + 0.17, low + 0.02), (seat + 0.1, low + 0.2), (seat + 0.15, low + 0.22), (seat + 0.23, low + 0.03)],
            (110, 136, 176),
        )
        panel.box(seat + 0.1, low + 0.25, 0.035, 0.075, (22, 20, 20))
        panel.box(seat + 0.1, low + 0.255, 0.026, 0.06, (248, 226, 190), lit=True)


def _bumper(panel: _Panel, shape: Shape, look: VehicleLook) -> None:
    half = shape.half
    bar = [
        (-half + 0.03, shape.sill - 0.02),
        (-half - 0.01, shape.sill + 0.24),
        (half + 0.01, shape.sill + 0.24),
        (half - 0.03, shape.sill - 0.02),
    ]
    panel.shape(_rounded(bar, 2), mixed(PAINTS[look.colour], (40, 38, 38), 0.55))
    panel.box(0, shape.sill + 0.03, half * 0.72, 0.055, (36, 34, 34))
    panel.box(0, PLATE_CENTRE_M, 0.34, 0.095, mixed(PAINTS[look.colour], (10, 10, 10), 0.4))
    panel.box(0, PLATE_CENTRE_M + 0.16, half - 0.3, 0.006, mixed(PAINTS[look.colour], (0, 0, 0), 0.45))
    if look.front:
        panel.shape(_rounded([(-0.42, 0.5), (-0.5, 0.7), (0.5, 0.7), (0.42, 0.5)], 2), (34, 32, 32))
    else:
        panel.disc(0, PLATE_CENTRE_M + 0.22, 0.035, (206, 204, 202))
        panel.box(-half * 0.55, shape.sill - 0.03, 0.06, 0.025, (120, 118, 118))


def _rear_lamps(panel: _Panel, shape: Shape, look: VehicleLook, light: Light) -> None:
    half, high = shape.half, shape.waist
    glowing = light.lamps or look.braking
    red: Colour = (40, 30, 236) if look.braking else ((30, 24, 206) if light.lamps else (34, 26, 150))
    if look.body in (Body.VAN, Body.SUV):
        outline = [
            (half - 0.17, high - 0.36),
            (half - 0.01, high - 0.36),
            (half - 0.03, high + 0.05),
            (half - 0.14, high + 0.05),
        ]
    else:
        outline = [
            (half - 0.34, high - 0.14),
            (half - 0.02, high - 0.2),
            (half - 0.04, high + 0.02),
            (half - 0.2, high + 0.02),
        ]
    panel.both(_rounded(outline, 2), (20, 16, 96))
    middle_x = sum(x for x, _ in outline) / 4
    middle_y = sum(y for _, y in outline) / 4
    core = [(middle_x + (x - middle_x) * 0.78, middle_y + (y - middle_y) * 0.72) for x, y in outline]
    panel.both(_rounded(core, 2), red, lit=glowing)
    panel.both(
        [
            (middle_x - 0.05, middle_y - 0.075),
            (middle_x + 0.06, middle_y - 0.075),
            (middle_x + 0.06, middle_y - 0.045),
            (middle_x - 0.05, middle_y - 0.045),
        ],
        (206, 206, 210),
    )
    panel.box(0, shape.roof - 0.07, 0.16, 0.014, red if look.braking else (30, 22, 90), lit=look.braking)
    if look.braking:
        panel.both(
            _rounded([(middle_x + (x - middle_x) * 0.4, middle_y + (y - middle_y) * 0.4) for x, y in outline], 2),
            (160, 150, 255),
            lit=True,
        )


def _head_lamps(panel: _Panel, shape: Shape, light: Light) -> None:
    half = shape.half
    lamp = [(half - 0.36, 0.68), (half - 0.05, 0.72), (half - 0.04, 0.86), (half - 0.3, 0.8)]
    panel.both(_rounded(lamp, 2), (250, 250, 244) if light.lamps else (224, 222, 216), lit=light.lamps)


def _fix_plate(panel: _Panel, look: VehicleLook, light: Light) -> None:
    plate = draw_plate(look.plate, int(PLATE_WIDE_M * PIXELS_PER_M) * 4, PLATE_WHITE if look.front else PLATE_YELLOW)
    # The lamp above it keeps a rear plate readable at night.
    share = max(0.74, min(1.0, sum(light.tint) / 3))
    plate[:, :, :3] = (plate[:, :, :3] * share).astype(np.uint8)
    small = cv2.resize(plate, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    u, v = panel.pixel(0, PLATE_CENTRE_M)
    left, top = int(u - small.shape[1] / 2), int(v - small.shape[0] / 2)
    under = panel.picture[top : top + small.shape[0], left : left + small.shape[1]]
    solid = small[:, :, 3:] > 127
    np.copyto(under, small, where=solid)


def paint_flank(canvas: Canvas, view: View, light: Light, look: VehicleLook, x: float, z: float) -> None:
    """The long side that shows when a vehicle stands left or right of the camera's path; drawn before its end."""
    shape = SHAPES[look.body]
    edge = x - shape.half if x > 0 else x + shape.half
    if edge * x <= 0 or z < 2.5:
        return
    inset = (shape.half - shape.roof_half) * (1 if x > 0 else -1)
    dark = light.on(mixed(PAINTS[look.colour], (0, 0, 0), 0.25))

    def side(
        z0: float, z1: float, low: float, high: float, colour: Colour, lean: float = 0.0, rake: float = 0.0
    ) -> None:
        upper = [view.at(edge + lean, high, z + z0), view.at(edge + lean, high, z + z1 - rake)]
        fill(canvas, [view.at(edge, low, z + z0), *upper, view.at(edge, low, z + z1)], colour)

    long = shape.length
    side(0.1, long - 0.1, 0.12, 0.4, light.on((26, 24, 24)))
    side(0.05, long, shape.sill, shape.waist, dark)
    cabin_end = long - 0.25 if look.body is Body.VAN else long * 0.72
    side(0.0, cabin_end, shape.waist - 0.02, shape.roof - 0.05, dark, inset * 0.9, rake=0.7)
    side(0.35, cabin_end - 0.25, shape.waist + 0.05, shape.roof - 0.16, light.on(_GLASS), inset * 0.75, rake=0.6)
    for wheel in (0.75, long - 0.8):
        turns = np.linspace(0, 2 * np.pi, 18)
        tyre = [view.at(edge, 0.31 + 0.31 * float(np.sin(a)), z + wheel + 0.31 * float(np.cos(a))) for a in turns]
        fill(canvas, tyre, light.on(_RUBBER))


def braking(look: VehicleLook) -> VehicleLook:
    """The same vehicle with its brake lamps lit."""
    return replace(look, braking=True)
