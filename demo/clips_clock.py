"""The line a camera burns into the foot of its picture: clock, speed, place, name."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from demo.clips_plate import lettering
from demo.clips_story import MPH, speed_at
from demo.clips_view import Canvas
from demo.plates import FLAGGED_ONE
from demo.scenes import ClockStyle, Scene
from demo.track import place_at

LONDON = ZoneInfo("Europe/London")
_KMH = 3.6


def shown_clock(scene: Scene, t: float) -> datetime:
    """The camera's clock `t` seconds into the clip: London time, wrong by the scene's `clock_off_by`."""
    return scene.started_at.astimezone(LONDON) + timedelta(seconds=t) + scene.clock_off_by


def burnt_line(scene: Scene, t: float) -> str:
    """The text at the foot of the picture; it changes once a second. Empty when the camera writes none."""
    if scene.clock is ClockStyle.NONE:
        return ""
    clock = shown_clock(scene, t)
    speed = speed_at(scene, t)
    name = scene.model.upper()
    if scene.clock is ClockStyle.ISO:
        return f"{clock:%Y-%m-%d %H:%M:%S}  {round(speed * _KMH)} KM/H  {name}"
    lat, lon = place_at(scene, t)
    place = f"{'N' if lat >= 0 else 'S'}{abs(lat):.4f} {'E' if lon >= 0 else 'W'}{abs(lon):.4f}"
    return f"{clock:%d/%m/%Y %H:%M:%S}  {round(speed / MPH)} MPH  {place}  {name}"


def strip_height(scene: Scene) -> int:
    """Rows at the foot of the picture that belong to the line; 0 without one."""
    return 0 if scene.clock is ClockStyle.NONE else max(14, round(scene.height * 0.05) // 2 * 2)


def line_strip(scene: Scene, text: str) -> Canvas:
    """The line as an opaque strip as wide as the picture: white letters on the dark of the dashboard."""
    rows = strip_height(scene)
    strip = np.full((rows, scene.width, 3), (16, 15, 14), dtype=np.uint8)
    ink = lettering(text.replace("1", FLAGGED_ONE), max(9, round(rows * 0.56)), thickness=11.0, gap=17.0)
    wide = min(ink.shape[1], scene.width - 16)
    top, left = (rows - ink.shape[0]) // 2, round(scene.width * 0.02)
    share = (ink[:, : min(wide, scene.width - left)].astype(np.float32) / 255)[:, :, None]
    part = strip[top : top + ink.shape[0], left : left + share.shape[1]]
    part[:] = (part * (1 - share) + 236 * share).astype(np.uint8)
    return strip
