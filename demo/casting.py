"""Gives each story its people, vehicle, road and film; the same story always gets the same ones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from demo.people import REPORTERS, InventedKeeper, a_keeper
from demo.plates import invented_plate
from demo.says import SAYS
from demo.scenes import COLOURS, ROADS, Body, GpsContainer, Scene, random_scene
from demo.stories import Story
from triage.calendar import LONDON, london_day
from triage.finding import JsonValue
from triage.plate import normalise
from triage.submission import ReporterMode, Submitter

SEED = 2026
SECONDS = 4.0
SMALL_SECONDS = 3.0
MAKES = ("Ford", "Vauxhall", "Toyota", "Nissan", "Kia", "Skoda")
BODIES = (Body.HATCHBACK, Body.HATCHBACK, Body.SALOON, Body.SUV)
# Every clip is drawn from behind a windscreen.
MODES = (*(ReporterMode.CAR,) * 6, ReporterMode.VAN, ReporterMode.LORRY)


@dataclass(frozen=True)
class Part:
    """A story with everything that is needed to send it. ``registration`` is as its reporter types it."""

    story: Story
    person: Submitter
    registration: str
    keeper: InventedKeeper | None
    happened_at: datetime
    sent_at: datetime
    answers: dict[str, JsonValue]
    scene: Scene
    filename: str

    @property
    def name(self) -> str:
        """The story's name."""
        return self.story.name


def cast(stories: Sequence[Story], now: datetime, holidays: frozenset[date]) -> tuple[Part, ...]:
    """Every story's part as of ``now``, in the order in which they are sent."""
    told: dict[str, int] = {}
    parts: list[Part] = []
    for number, story in enumerate(stories):
        turn = told[story.offence] = told.get(story.offence, -1) + 1
        parts.append(_part(story, number, turn, story.when.instants(now, london_day(now), holidays)))
    return tuple(sorted(parts, key=lambda part: part.sent_at))


def _part(story: Story, number: int, turn: int, instants: tuple[datetime, datetime]) -> Part:
    happened_at, sent_at = instants
    rng = _lots(story.copy_of or story.name)
    registration = invented_plate(rng) if story.plate is None else story.plate
    # One look and one keeper for one plate, whoever reports it.
    vehicle = _lots(registration or story.name)
    scene = _scene(story, registration, happened_at, rng, vehicle)
    known_vehicle = bool(registration) and bool(story.keeper)
    keeper = a_keeper(vehicle, company=story.keeper == "company")
    return Part(
        story=story,
        person=REPORTERS[number % len(REPORTERS) if story.reporter is None else story.reporter],
        registration=registration,
        keeper=keeper if known_vehicle else None,
        happened_at=happened_at,
        sent_at=sent_at,
        answers=_answers(story, turn, registration, happened_at, scene, vehicle),
        scene=scene,
        filename=_filename(scene, rng),
    )


def _lots(name: str) -> random.Random:
    return random.Random(f"{SEED}:{name}")


def _scene(story: Story, registration: str, at: datetime, rng: random.Random, vehicle: random.Random) -> Scene:
    """What waits to be watched is drawn larger than what has been decided, and what is long past smaller still."""
    drawn = random_scene(rng, story.offence, at)
    _, lat, lon, heading = ROADS[story.place]
    width, height, seconds, fps = (640, 360, SMALL_SECONDS, 8) if story.is_decided else (960, 540, SECONDS, 10)
    if story.is_old:
        width, height, seconds, fps = 480, 270, SMALL_SECONDS, 6
    return replace(
        drawn,
        plate=registration or drawn.plate,
        started_at=(at - timedelta(seconds=seconds / 2)).astimezone(LONDON),
        lat=lat + rng.uniform(-0.002, 0.002),
        lon=lon + rng.uniform(-0.003, 0.003),
        heading=heading,
        colour=vehicle.choice(COLOURS),
        body=Body.VAN if "van" in story.name else vehicle.choice(BODIES),
        width=width,
        height=height,
        seconds=seconds,
        fps=fps,
    )


def _answers(
    story: Story, turn: int, registration: str, happened_at: datetime, scene: Scene, vehicle_lots: random.Random
) -> dict[str, JsonValue]:
    road, _, town = ROADS[story.place][0].partition(", ")
    texts = SAYS.get(story.offence, ("The driving can be seen in the film.",))
    vehicle: dict[str, JsonValue] = {}
    if registration:
        vehicle = {"registration": registration, "make": vehicle_lots.choice(MAKES), "colour": scene.colour}
    return {
        "offence": story.offence,
        "says": story.says or texts[turn % len(texts)],
        "occurred_at": happened_at.astimezone(UTC).isoformat(),
        "road": road,
        "town": town or "Birmingham",
        "lat": round(scene.lat, 5),
        "lon": round(scene.lon, 5),
        "mode": vehicle_lots.choice(MODES).value,
        **vehicle,
        **story.answers,
    }


def _filename(scene: Scene, rng: random.Random) -> str:
    """A name as the camera of the scene would give it."""
    if scene.gps is GpsContainer.GPMF:
        return f"GX{rng.randint(10012, 10987):06d}.MP4"
    if scene.gps is GpsContainer.NONE:
        return f"VID_{scene.started_at:%Y%m%d_%H%M%S}.mp4"
    return f"{scene.started_at:%Y_%m%d_%H%M%S}_{rng.randint(100, 999)}F.MP4"


def normal_plate(part: Part) -> str:
    """The registration as it is compared; empty when none was visible."""
    return normalise(part.registration)
