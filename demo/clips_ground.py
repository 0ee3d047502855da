"""The road surface: tarmac, kerbs, verges and painted lines, under the sky and behind everything that stands."""

from __future__ import annotations

import cv2
import numpy as np

from demo.clips_light import Light, paint_sky
from demo.clips_view import Canvas, Colour, View, fill, ground
from demo.scenes import Kind, Scene, Street

LEFT_KERB, CENTRE, RIGHT_KERB = -2.15, 1.72, 5.6

_TARMAC: Colour = (84, 80, 78)
_MENDED_TARMAC: Colour = (73, 70, 68)
_TARMAC_FAR: Colour = (116, 112, 110)
_PAVING: Colour = (132, 138, 140)
_KERB: Colour = (164, 170, 172)
_GRASS: Colour = (72, 106, 96)
_PAINT: Colour = (218, 228, 230)
_YELLOW_LINE: Colour = (60, 176, 208)
_FAR_ROOFS: tuple[tuple[float, Colour, float], ...] = (
    (0.085, (150, 146, 140), 170.0),
    (0.05, (118, 122, 118), 110.0),
)
_DASH_M, _DASH_EVERY_M = 3.2, 6.0


def paint_still(scene: Scene, view: View, light: Light, rng: np.random.Generator) -> Canvas:
    """Sky, far roofs and the flat ground: the part of the picture that driving on does not change."""
    canvas = paint_sky(view, light, rng)
    for rise, colour, z in _FAR_ROOFS:
        _paint_far_roofs(canvas, view, rise, light.through_air(colour, z), rng)
    verge = _GRASS if scene.street is Street.AVENUE else _PAVING
    for left, right, colour in (
        (-60.0, 60.0, verge),
        (LEFT_KERB - 2.4, RIGHT_KERB + 2.4, _PAVING),
        (LEFT_KERB - 0.14, RIGHT_KERB + 0.14, _KERB),
        (LEFT_KERB, RIGHT_KERB, _TARMAC),
    ):
        ground(canvas, view, (left, right), (1.3, 900.0), light.on(colour))
    _fade_ground(canvas, view, light)
    if light.lamps:
        _light_road(canvas, view, light)
    return canvas


def _paint_far_roofs(canvas: Canvas, view: View, rise: float, colour: Colour, rng: np.random.Generator) -> None:
    x, foot = -20.0, view.horizon + 2
    while x < view.width + 20:
        wide = view.width * float(rng.uniform(0.02, 0.07))
        top = view.horizon - view.height * rise * float(rng.uniform(0.4, 1.0))
        fill(canvas, [(x, foot), (x, top), (x + wide, top), (x + wide, foot)], colour)
        x += wide


def _fade_ground(canvas: Canvas, view: View, light: Light) -> None:
    """Towards the horizon the ground takes the colour of the sky."""
    top = int(view.horizon)
    rows = np.arange(top, view.height, dtype=np.float32)
    far = np.exp(-(rows - view.horizon) / (0.07 * view.height))[:, None, None] * 0.55
    haze = np.array(light.on(_TARMAC_FAR), dtype=np.float32) * 0.35 + np.array(light.low_sky) * 0.65
    canvas[top:] = (canvas[top:] * (1 - far) + haze * far).astype(np.uint8)


def _light_road(canvas: Canvas, view: View, light: Light) -> None:
    """The camera car's own dipped beam: a wide pool on the road, the stronger the darker it is."""
    pool = np.zeros((view.height // 4, view.width // 4), dtype=np.float32)
    for x, z, wide, tall in ((-0.3, 8.0, 0.34, 0.20), (-0.9, 14.0, 0.20, 0.11), (0.2, 5.5, 0.46, 0.26)):
        u, v = view.at(x, 0, z)
        axes = (int(view.width * wide / 4), int(view.height * tall / 4))
        spot = np.zeros_like(pool)
        cv2.ellipse(spot, (int(u / 4), int(v / 4)), axes, 0, 0, 360, 1.0, -1)
        pool += cv2.GaussianBlur(spot, (0, 0), view.width / 55) * 0.55
    darkness = max(0.0, 1 - sum(light.tint) / 3)
    shine = 1 + 2.3 * darkness * cv2.resize(pool, (view.width, view.height), interpolation=cv2.INTER_LINEAR)[:, :, None]
    top = int(view.horizon) + 2
    canvas[top:] = np.clip(canvas[top:] * shine[top:], 0, 255).astype(np.uint8)


class Markings:
    """Painted lines and mended places, which slide towards the camera and return every `period` metres."""

    def __init__(self, scene: Scene, view: View, light: Light, period: float, rng: np.random.Generator) -> None:
        self._view, self._light, self._period = view, light.under_head_lamps(), period
        self._solid = scene.kind is Kind.SOLID_WHITE
        self._no_waiting = scene.kind is Kind.OBSTRUCTION or scene.street is Street.TRADING
        mended = zip(rng.uniform(-1.9, 4.6, 9), rng.uniform(0, period, 9), rng.uniform(0.5, 1.6, 9), strict=True)
        self._mended = [(float(x), float(z), float(wide)) for x, z, wide in mended]

    def paint(self, canvas: Canvas, offset: float) -> None:
        """The lines as they lie after `offset` metres of the period."""
        self._paint_mended(canvas, offset)
        if self._solid:
            for x in (CENTRE - 0.16, CENTRE + 0.08):
                ground(canvas, self._view, (x, x + 0.11), (1.3, 400), self._light.on(_PAINT))
        else:
            self._paint_dashes(canvas, offset)
        if self._no_waiting:
            for x in (LEFT_KERB + 0.22, LEFT_KERB + 0.42):
                ground(canvas, self._view, (x, x + 0.08), (1.3, 300), self._light.on(_YELLOW_LINE))

    def _paint_mended(self, canvas: Canvas, offset: float) -> None:
        for x, z, wide in self._mended:
            for base in (0.0, self._period):
                near = z + base - offset
                if 3.5 < near < 60:
                    shade = self._light.through_air(_MENDED_TARMAC, near)
                    ground(canvas, self._view, (x, x + wide), (near, near + 1.9 * wide), shade)

    def _paint_dashes(self, canvas: Canvas, offset: float) -> None:
        for number in range(20):
            near = number * _DASH_EVERY_M - offset % _DASH_EVERY_M
            shade = self._light.through_air(_PAINT, max(0.0, near))
            ground(canvas, self._view, (CENTRE - 0.07, CENTRE + 0.07), (near, near + _DASH_M), shade)
