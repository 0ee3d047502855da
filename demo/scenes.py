"""What a drawn clip shows: the road, the offender, the camera and the light, as small facts."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from demo.plates import invented_plate


class Kind(StrEnum):
    """What happens in front of the camera."""

    CLOSE_PASS = "close_pass"  # noqa: S105 - a way of driving, not a password
    MOBILE_PHONE = "mobile_phone"
    SEAT_BELT = "seat_belt"
    RED_LIGHT = "red_light"
    OBSTRUCTION = "obstruction"
    CROSSING = "crossing"
    SOLID_WHITE = "solid_white"
    CUT_IN = "cut_in"
    OVERTAKE = "overtake"
    CYCLIST = "cyclist"
    PLAIN = "plain"


class Body(StrEnum):
    """The shape of a car seen from behind."""

    HATCHBACK = "hatchback"
    SALOON = "saloon"
    SUV = "suv"
    VAN = "van"


class ClockStyle(StrEnum):
    """How the camera writes its line at the foot of the picture."""

    BRITISH = "british"  # 14/11/2026 08:15:47  28 MPH  N52.4718 W2.0049  OPSNAP CAM
    ISO = "iso"  # 2026-11-14 08:15:47  45 KM/H  OPSNAP CAM
    NONE = "none"


class GpsContainer(StrEnum):
    """Where the file keeps the camera's track."""

    GPMF = "gpmf"
    NOVATEK = "novatek"
    NONE = "none"


class Street(StrEnum):
    """What stands beside the road."""

    TERRACE = "terrace"
    AVENUE = "avenue"
    TRADING = "trading"


@dataclass(frozen=True)
class Scene:
    """One clip before it is drawn. The same scene always gives the same pictures.

    `started_at` must carry a zone; `heading` is degrees clockwise from north; `speed_mph` is the camera car's
    cruising speed; `brightness` multiplies the light, `noise` is the sensor's grain in grey levels.
    """

    kind: Kind
    plate: str
    started_at: datetime
    colour: str = "grey"
    body: Body = Body.HATCHBACK
    street: Street = Street.TERRACE
    lat: float = 52.4718
    lon: float = -2.0049
    heading: float = 68.0
    speed_mph: float = 28.0
    seconds: float = 8.0
    width: int = 1280
    height: int = 720
    fps: int = 12
    seed: int = 1
    maker: str = "OPSNAP"
    model: str = "OPSNAP CAM"
    clock: ClockStyle = ClockStyle.BRITISH
    gps: GpsContainer = GpsContainer.NOVATEK
    brightness: float = 1.0
    noise: float = 1.2
    clock_off_by: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        if self.started_at.tzinfo is None:
            raise ValueError("A scene starts at an instant with a zone.")
        if self.width % 2 or self.height % 2:
            raise ValueError("The picture needs an even width and height.")

    @property
    def frames(self) -> int:
        """How many pictures the clip has."""
        return round(self.seconds * self.fps)


KIND_OF_OFFENCE = {
    "careless_due_care": Kind.CLOSE_PASS,
    "careless_inconsiderate": Kind.CUT_IN,
    "dangerous": Kind.OVERTAKE,
    "mobile_phone": Kind.MOBILE_PHONE,
    "not_proper_control": Kind.MOBILE_PHONE,
    "tv_screen": Kind.MOBILE_PHONE,
    "seat_belt_driver": Kind.SEAT_BELT,
    "seat_belt_child_front": Kind.SEAT_BELT,
    "red_light": Kind.RED_LIGHT,
    "pelican_red": Kind.RED_LIGHT,
    "stop_sign": Kind.RED_LIGHT,
    "solid_white": Kind.SOLID_WHITE,
    "speeding": Kind.OVERTAKE,
    "obstruction": Kind.OBSTRUCTION,
    "dangerous_position": Kind.OBSTRUCTION,
    "waiting": Kind.OBSTRUCTION,
    "footway_driving": Kind.OBSTRUCTION,
    "ped_crossing_stop": Kind.CROSSING,
    "ped_crossing_overtake": Kind.CROSSING,
    "ped_crossing_precedence": Kind.CROSSING,
    "cycling_careless": Kind.CYCLIST,
    "cycling_dangerous": Kind.CYCLIST,
    "door": Kind.OBSTRUCTION,
}

# Cruising speed of the camera car that suits each story.
_SPEED_MPH = {Kind.CLOSE_PASS: (14, 19), Kind.OBSTRUCTION: (17, 22), Kind.CROSSING: (20, 25), Kind.CYCLIST: (12, 16)}

COLOURS = ("grey", "silver", "black", "white", "blue", "red", "green", "orange")

# Main roads of the West Midlands: a place on each and the way it runs there.
ROADS = (
    ("A4123 Hagley Road West", 52.4718, -2.0049, 68.0),
    ("A38 Bristol Road", 52.4531, -1.9256, 33.0),
    ("A45 Coventry Road", 52.4652, -1.8493, 112.0),
    ("A34 Stratford Road", 52.4446, -1.8586, 152.0),
    ("A41 Soho Road", 52.5013, -1.9302, 312.0),
    ("A5127 Lichfield Road", 52.5086, -1.8671, 21.0),
    ("A461 Lichfield Street, Walsall", 52.5873, -1.9776, 48.0),
    ("A449 Stafford Road, Wolverhampton", 52.6083, -2.1268, 2.0),
    ("A459 Castle Hill, Dudley", 52.5121, -2.0801, 338.0),
    ("A4053 Ringway, Coventry", 52.4093, -1.5176, 95.0),
)

CAMERAS = (
    ("OPSNAP", "OPSNAP CAM", GpsContainer.NOVATEK),
    ("Midland Optics", "MO-120 DUO", GpsContainer.NOVATEK),
    ("GoPro", "Hero5 Black", GpsContainer.GPMF),
    ("Tarmac", "ROADEYE 2", GpsContainer.NONE),
)

_FIRST = datetime(2026, 11, 14, 8, 15, 40, tzinfo=UTC)

SCENES: dict[str, Scene] = {
    "close_pass": Scene(Kind.CLOSE_PASS, "AB12 CDE", _FIRST, speed_mph=16, street=Street.TERRACE),
    "mobile_phone": Scene(
        Kind.MOBILE_PHONE,
        "BX21 KDV",
        _FIRST.replace(hour=12),
        colour="blue",
        speed_mph=24,
        street=Street.AVENUE,
        seed=2,
    ),
    "seat_belt": Scene(
        Kind.SEAT_BELT, "BV68 TOM", _FIRST.replace(hour=10), colour="white", body=Body.VAN, speed_mph=22, seed=3
    ),
    "red_light": Scene(
        Kind.RED_LIGHT, "KX19 RJV", _FIRST.replace(hour=16, minute=2), colour="red", street=Street.TRADING, seed=4
    ),
    "obstruction": Scene(
        Kind.OBSTRUCTION, "BD70 HWL", _FIRST.replace(hour=14), colour="black", body=Body.SUV, speed_mph=19, seed=5
    ),
    "crossing": Scene(
        Kind.CROSSING, "MX57 FPA", _FIRST.replace(hour=9), colour="silver", speed_mph=22, street=Street.AVENUE, seed=6
    ),
    "solid_white": Scene(
        Kind.SOLID_WHITE,
        "FJ15 EUN",
        _FIRST.replace(hour=11),
        colour="white",
        street=Street.AVENUE,
        speed_mph=36,
        seed=7,
    ),
    "cut_in": Scene(Kind.CUT_IN, "BN23 VYC", _FIRST.replace(hour=15), colour="orange", street=Street.TRADING, seed=8),
    "overtake": Scene(
        Kind.OVERTAKE, "DA66 GSB", _FIRST.replace(hour=19), colour="grey", body=Body.SALOON, speed_mph=29, seed=9
    ),
    "plain": Scene(Kind.PLAIN, "BK08 LRN", _FIRST.replace(hour=13), colour="green", street=Street.AVENUE, seed=10),
}


def kind_of(offence_slug: str) -> Kind:
    """The story that fits an offence; a plain drive where nothing special is drawn."""
    return KIND_OF_OFFENCE.get(offence_slug, Kind.PLAIN)


def random_scene(rng: random.Random, offence_slug: str, at: datetime) -> Scene:
    """A scene of an offence that happens at `at`, the middle of the clip; the rest is drawn by lot from `rng`."""
    kind = kind_of(offence_slug)
    _, lat, lon, heading = rng.choice(ROADS)
    maker, model, gps = rng.choices(CAMERAS, weights=(5, 3, 3, 1))[0]
    slowest, fastest = _SPEED_MPH.get(kind, (24, 31))
    return Scene(
        kind=kind,
        plate=invented_plate(rng),
        started_at=at - timedelta(seconds=4),
        colour=rng.choice(COLOURS),
        body=rng.choice((Body.HATCHBACK, Body.HATCHBACK, Body.SALOON, Body.SUV, Body.VAN)),
        street=rng.choice(tuple(Street)),
        lat=lat + rng.uniform(-0.002, 0.002),
        lon=lon + rng.uniform(-0.003, 0.003),
        heading=heading,
        speed_mph=rng.randint(slowest, fastest),
        seed=rng.randrange(1 << 30),
        maker=maker,
        model=model,
        clock=ClockStyle.ISO if gps is GpsContainer.GPMF and rng.random() < 0.5 else ClockStyle.BRITISH,
        gps=gps,
        brightness=rng.uniform(0.92, 1.06),
        noise=rng.uniform(0.8, 2.0),
    )


def smaller(scene: Scene, width: int = 640, height: int = 360, seconds: float = 3.0, fps: int = 10) -> Scene:
    """The same scene in a small picture: what tests use."""
    return replace(scene, width=width, height=height, seconds=seconds, fps=fps)
