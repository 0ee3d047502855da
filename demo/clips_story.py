"""Who is where on the road at each moment of a clip, in metres from the camera."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from demo.scenes import Kind, Scene

MPH = 0.44704  # metres per second
LANE_RIGHT = 3.45  # centre of the other lane
_STOP_LINE_AHEAD_M = 6.2


class Figure(StrEnum):
    """Everything that can be put on the road."""

    OFFENDER = "offender"
    ONCOMING_CAR = "oncoming_car"
    ONCOMING_VAN = "oncoming_van"
    OTHER_CAR = "other_car"
    CYCLIST = "cyclist"
    PEDESTRIAN = "pedestrian"
    SIGNALS = "signals"
    STOP_LINE = "stop_line"
    ZEBRA = "zebra"


@dataclass(frozen=True)
class Actor:
    """A figure at `x` metres right of the camera and `z` metres ahead."""

    figure: Figure
    x: float
    z: float
    braking: bool = False
    red: bool = False


def _ease(value: float, start: float, end: float) -> float:
    """0 before start, 1 after end, smooth between."""
    share = min(1.0, max(0.0, (value - start) / (end - start)))
    return share * share * (3 - 2 * share)


def _pace(scene: Scene, t: float) -> float:
    """The camera car's speed as a share of its cruising speed."""
    progress = t / scene.seconds
    if scene.kind is Kind.RED_LIGHT:
        return 1 - _ease(progress, 0.02, 0.42)
    if scene.kind in (Kind.OBSTRUCTION, Kind.CROSSING):
        return 1 - _ease(progress, 0.2, 0.62)
    return 1.0


def speed_at(scene: Scene, t: float) -> float:
    """The camera car's speed in metres per second, `t` seconds into the clip."""
    return scene.speed_mph * MPH * _pace(scene, t)


def travelled(scene: Scene, t: float) -> float:
    """Metres the camera car has come since the clip began."""
    if _pace(scene, scene.seconds) == 1.0:
        return scene.speed_mph * MPH * t
    steps = max(1, math.ceil(t * 50))
    return sum(speed_at(scene, t * (step + 0.5) / steps) for step in range(steps)) * t / steps


def _close_pass(scene: Scene, t: float) -> list[Actor]:
    u = t / scene.seconds
    wobble = 0.16 * math.sin(t * 7) * _ease(u, 0.5, 0.56) * (1 - _ease(u, 0.8, 0.95))
    rider = Actor(Figure.CYCLIST, -1.15 + wobble - 0.25 * _ease(u, 0.5, 0.6), 12.0 - 2.0 * u)
    x = 3.2 - 2.65 * _ease(u, 0.1, 0.42) - 0.55 * _ease(u, 0.68, 0.9)
    z = 4.2 + 3.4 * _ease(u, 0.0, 0.3) + 4.0 * _ease(u, 0.26, 0.6) + 46 * max(0.0, u - 0.5) ** 1.6
    van = Actor(Figure.ONCOMING_VAN, LANE_RIGHT + 0.2, 78 - (scene.speed_mph * MPH + 10) * (t - 0.05 * scene.seconds))
    return [rider, van, Actor(Figure.OFFENDER, x, z, braking=0.2 < u < 0.3)]


def _ahead(scene: Scene, t: float) -> list[Actor]:
    u = t / scene.seconds
    weave = 0.22 * math.sin(2 * math.pi * t / 4.3) + 0.1 * math.sin(2 * math.pi * t / 1.9)
    z = 8.4 - 2.2 * _ease(u, 0.05, 0.5) + 1.6 * _ease(u, 0.75, 1.0)
    oncoming = Actor(Figure.ONCOMING_CAR, LANE_RIGHT + 0.1, 96 - (scene.speed_mph * MPH + 11) * t)
    return [Actor(Figure.OFFENDER, 0.25 + weave, z, braking=0.42 < u < 0.56), oncoming]


def _red_light(scene: Scene, t: float) -> list[Actor]:
    u = t / scene.seconds
    line = travelled(scene, scene.seconds) + _STOP_LINE_AHEAD_M - travelled(scene, t)
    x = LANE_RIGHT - 0.75 * _ease(u, 0.32, 0.5) - 1.2 * _ease(u, 0.62, 0.92)
    z = 3.2 + 5.3 * _ease(u, 0.28, 0.5) + 95 * max(0.0, u - 0.5) ** 1.7
    actors = [
        Actor(Figure.STOP_LINE, 0, line),
        Actor(Figure.SIGNALS, -2.75, line + 7.0, red=u > 0.12),
        Actor(Figure.SIGNALS, 6.3, line + 7.0, red=u > 0.12),
    ]
    return actors if u < 0.3 else [*actors, Actor(Figure.OFFENDER, x, z)]


def _obstruction(scene: Scene, t: float) -> list[Actor]:
    left = travelled(scene, scene.seconds) - travelled(scene, t)
    walker = Actor(Figure.PEDESTRIAN, -1.0 + 0.12 * math.sin(t * 3), left + 12.5)
    return [Actor(Figure.OFFENDER, -2.3, left + 7.2), walker, Actor(Figure.OTHER_CAR, -3.1, left + 34)]


def _crossing(scene: Scene, t: float) -> list[Actor]:
    left = travelled(scene, scene.seconds) - travelled(scene, t)
    walker = Actor(Figure.PEDESTRIAN, 4.6 - 0.55 * t, left + 15.0)
    return [
        Actor(Figure.ZEBRA, 0, left + 13.6),
        walker,
        Actor(Figure.PEDESTRIAN, -3.3, left + 14.6),
        Actor(Figure.OFFENDER, -1.15, left + 7.0, braking=True),
    ]


def _past_and_in(scene: Scene, t: float, until: float) -> tuple[float, float]:
    """A car that comes from behind on the right and is in front of the camera when `until` of the clip is over."""
    u = t / scene.seconds
    x = LANE_RIGHT - (LANE_RIGHT - 0.1) * _ease(u, until - 0.26, until)
    z = 3.0 + 3.5 * _ease(u, 0.06, until) + 30 * max(0.0, u - until - 0.22) ** 1.5
    return x, z


def _cut_in(scene: Scene, t: float) -> list[Actor]:
    u = t / scene.seconds
    x, z = _past_and_in(scene, t, 0.46)
    return [Actor(Figure.OFFENDER, x, z, braking=0.44 < u < 0.7), Actor(Figure.OTHER_CAR, 0.0, 34 - 3 * u)]


def _overtake(scene: Scene, t: float) -> list[Actor]:
    u = t / scene.seconds
    x, z = _past_and_in(scene, t, 0.58)
    oncoming = 125 - (scene.speed_mph * MPH + 10.5) * t * 8 / scene.seconds * 0.82
    return [Actor(Figure.OFFENDER, x, z, braking=u > 0.85), Actor(Figure.ONCOMING_CAR, LANE_RIGHT + 0.3, oncoming)]


def _cyclist(scene: Scene, t: float) -> list[Actor]:
    return [Actor(Figure.CYCLIST, -0.7 + 0.5 * math.sin(t * 0.9), 8.5), Actor(Figure.OTHER_CAR, 0, 36)]


def _plain(scene: Scene, t: float) -> list[Actor]:
    oncoming = Actor(Figure.ONCOMING_CAR, LANE_RIGHT, 110 - (scene.speed_mph * MPH + 12) * t)
    return [Actor(Figure.OFFENDER, 0.1 * math.sin(t), 8.5 + 1.5 * math.sin(t * 0.7)), oncoming]


_STORIES: dict[Kind, Callable[[Scene, float], list[Actor]]] = {
    Kind.CLOSE_PASS: _close_pass,
    Kind.MOBILE_PHONE: _ahead,
    Kind.SEAT_BELT: _ahead,
    Kind.RED_LIGHT: _red_light,
    Kind.OBSTRUCTION: _obstruction,
    Kind.CROSSING: _crossing,
    Kind.SOLID_WHITE: _overtake,
    Kind.CUT_IN: _cut_in,
    Kind.OVERTAKE: _overtake,
    Kind.CYCLIST: _cyclist,
    Kind.PLAIN: _plain,
}


def actors_at(scene: Scene, t: float) -> list[Actor]:
    """Everyone in front of the camera at `t` seconds, the farthest first."""
    present = [actor for actor in _STORIES[scene.kind](scene, t) if actor.z > 2.2]
    return sorted(present, key=lambda actor: -actor.z)
