"""Daylight, dusk and night over the drawn road, from the height of the sun."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

import cv2
import numpy as np

from demo.clips_view import Canvas, Colour, View, mixed

# Sky at the zenith, sky at the horizon, and light on things, by the sun's height in degrees.
_SKIES: tuple[tuple[float, Colour, Colour, tuple[float, float, float]], ...] = (
    (-12, (38, 24, 16), (58, 44, 40), (0.40, 0.36, 0.37)),
    (-5, (78, 52, 40), (98, 104, 150), (0.48, 0.44, 0.46)),
    (0, (140, 108, 88), (130, 176, 226), (0.70, 0.70, 0.78)),
    (7, (176, 146, 120), (206, 204, 202), (0.94, 0.95, 0.98)),
    (20, (182, 152, 122), (214, 204, 190), (1.0, 1.0, 1.0)),
)


def sun_height(at: datetime, lat: float, lon: float) -> float:
    """Degrees of the sun above the horizon, to about one degree."""
    moment = at.astimezone(UTC)
    day = moment.timetuple().tm_yday
    declination = math.radians(-23.44 * math.cos(2 * math.pi * (day + 10) / 365))
    # The equation of time: the sun is a quarter of an hour ahead of the clock in November.
    season = math.radians(360 * (day - 81) / 364)
    ahead_minutes = 9.87 * math.sin(2 * season) - 7.53 * math.cos(season) - 1.5 * math.sin(season)
    hours = moment.hour + (moment.minute + ahead_minutes) / 60
    hour_angle = math.radians(15 * (hours - 12) + lon)
    latitude = math.radians(lat)
    sine = math.sin(latitude) * math.sin(declination)
    return math.degrees(math.asin(sine + math.cos(latitude) * math.cos(declination) * math.cos(hour_angle)))


@dataclass(frozen=True)
class Light:
    """The sky's two colours, what colour the light gives things, and whether lamps are lit."""

    zenith: Colour
    low_sky: Colour
    tint: tuple[float, float, float]
    lamps: bool
    _seen: dict[tuple[Colour, int], Colour] = field(default_factory=dict, compare=False, repr=False)

    def under_head_lamps(self) -> Light:
        """The light on what is right in front of the camera car: never quite dark while its lamps are lit."""
        if not self.lamps:
            return self
        blue, green, red = (max(part, floor) for part, floor in zip(self.tint, (0.52, 0.58, 0.62), strict=True))
        return Light(self.zenith, self.low_sky, (blue, green, red), lamps=True)

    def on(self, colour: Colour) -> Colour:
        """How a thing of this colour looks in this light."""
        blue, green, red = (min(255, round(part * share)) for part, share in zip(colour, self.tint, strict=True))
        return blue, green, red

    def through_air(self, colour: Colour, z: float) -> Colour:
        """The same, seen from `z` metres: far things take the colour of the low sky."""
        key = (colour, int(z))
        if key not in self._seen:
            self._seen[key] = mixed(self.on(colour), self.low_sky, 0.62 * (1 - math.exp(-int(z) / 130)))
        return self._seen[key]


def light_at(at: datetime, lat: float, lon: float, brightness: float) -> Light:
    """The light of this place and minute."""
    height = sun_height(at, lat, lon)
    lower, upper = _SKIES[0], _SKIES[-1]
    for first, second in pairwise(_SKIES):
        if first[0] <= height <= second[0]:
            lower, upper = first, second
    if height < _SKIES[0][0]:
        upper = lower
    share = 0.0 if upper[0] == lower[0] else min(1.0, (height - lower[0]) / (upper[0] - lower[0]))
    blue, green, red = (brightness * (a + (b - a) * share) for a, b in zip(lower[3], upper[3], strict=True))
    return Light(mixed(lower[1], upper[1], share), mixed(lower[2], upper[2], share), (blue, green, red), height < 1.5)


def paint_sky(view: View, light: Light, rng: np.random.Generator) -> Canvas:
    """The sky down to the horizon with soft clouds, on a canvas of the whole picture."""
    rows = int(view.horizon) + 2
    share = np.linspace(0, 1, rows)[:, None] ** 1.3
    sky = np.array(light.zenith) * (1 - share) + np.array(light.low_sky) * share
    canvas = np.zeros((view.height, view.width, 3), dtype=np.uint8)
    canvas[:rows] = sky.astype(np.uint8)[:, None, :]
    clouds = np.zeros((90, 320), dtype=np.float32)
    for octave, weight in ((4, 1.0), (9, 0.6), (20, 0.35)):
        coarse = rng.random((max(2, octave // 2), octave)).astype(np.float32)
        clouds += weight * cv2.resize(coarse, (320, 90), interpolation=cv2.INTER_CUBIC)
    veil = cv2.resize(np.clip((clouds - 1.0) * 0.9, 0, 1), (view.width, rows), interpolation=cv2.INTER_CUBIC)
    veil = np.clip(veil, 0, 1)[:, :, None] * (0.2 if light.lamps else 0.5) * (1 - 0.55 * share)[:, :, None]
    lit = np.array(mixed(light.low_sky, (255, 255, 255), 0.1 if light.lamps else 0.45), dtype=np.float32)
    canvas[:rows] = (canvas[:rows] * (1 - veil) + lit * veil).astype(np.uint8)
    return canvas
