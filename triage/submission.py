"""What one person sent: their answers, checked, and what they say happened to each vehicle."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from math import isfinite
from uuid import UUID

from triage.calendar import london_day
from triage.errors import BadAnswer, TriageError
from triage.finding import JsonValue
from triage.plate import normalise

STATEMENT_VERSION = "s9-2026-1"

WORDS_LIMIT = 4000
VEHICLES_LIMIT = 5
LINE_LIMIT = 200


class ReporterMode(StrEnum):
    """How the reporter was travelling: West Midlands Police's published categories."""

    CAR = "car"
    PEDAL_BIKE = "pedal_bike"
    PEDESTRIAN = "pedestrian"
    MOTORCYCLE = "motorcycle"
    LORRY = "lorry"
    VAN = "van"
    BUS = "bus"
    HORSE = "horse"
    OTHER = "other"


class Incomplete(TriageError):
    """A report was signed before every question had an answer."""

    code = "incomplete"


class AlreadySent(TriageError):
    """Something was changed on a report after it was sent."""

    code = "already_sent"


@dataclass(frozen=True)
class Vehicle:
    """The vehicle as its reporter describes it; ``registration`` is empty when no plate was visible."""

    registration: str = ""
    make: str = ""
    model: str = ""
    colour: str = ""
    description: str = ""


@dataclass(frozen=True)
class Place:
    """Where it happened, in words first; the pin is optional and never leaves the force."""

    road: str
    town: str
    lat: float | None = None
    lon: float | None = None
    direction: str = ""


@dataclass(frozen=True)
class Answers:
    """Everything the form asks about the incident. Who the person is stands apart, in schema identity."""

    offence: str
    says: str
    occurred_at: datetime
    place: Place
    vehicles: tuple[Vehicle, ...]
    mode: ReporterMode = ReporterMode.OTHER
    in_danger_now: bool = False
    collision: bool = False
    hurt: bool = False
    endangered: bool = False
    frightened: bool = False
    willing_for_court: bool = True
    posted_publicly: bool = False
    original_kept: bool = True
    mark_s: float | None = None

    @property
    def is_victim(self) -> bool:
        """Whether the person was hurt, put in danger or frightened: a victim is always told the decision."""
        return self.hurt or self.endangered or self.frightened


@dataclass(frozen=True)
class Submitter:
    """The person, kept in schema identity and shown only against a logged reason."""

    name: str
    email: str
    phone: str = ""
    signed_name: str = ""
    guardian_name: str = ""
    guardian_contact: str = ""

    @property
    def is_minor(self) -> bool:
        """Under 18 by their own word: a parent or guardian stands beside them."""
        return bool(self.guardian_name)


# Verdicts on files that are no videos but belong to one: positions, and shaking.
LOCATION_LOG, MOVEMENT_LOG = "location_log", "movement_log"


@dataclass(frozen=True)
class Footage:
    """One file as it was sent: its hash, size and what the extraction concluded."""

    id: UUID
    submission_id: UUID
    position: int
    filename: str
    media_type: str
    sha256: str
    size: int
    received_at: datetime
    extracted_at: datetime | None = None
    verdict: str | None = None
    verdict_words: str | None = None


@dataclass(frozen=True)
class Submission:
    """What one person sent, from draft to receipt."""

    id: UUID
    answers: Mapping[str, JsonValue]
    created_at: datetime
    expires_at: datetime
    reference: str | None = None
    received_at: datetime | None = None
    withdrawn_at: datetime | None = None
    footage: tuple[Footage, ...] = field(default=())

    @property
    def is_draft(self) -> bool:
        """Not yet signed and sent."""
        return self.received_at is None

    @property
    def is_extracted(self) -> bool:
        """Every file has been read, or found unreadable."""
        return all(one.extracted_at is not None for one in self.footage)


def line(field_name: str, text: str, what: str, *, limit: int = LINE_LIMIT, needed: bool = True) -> str:
    """One line of text, trimmed; refused in words when missing, too long or with control characters."""
    clean = " ".join(text.split())
    if needed and not clean:
        raise BadAnswer(field_name, f"Enter {what}")
    if len(clean) > limit:
        raise BadAnswer(field_name, f"{what[:1].upper()}{what[1:]} must be {limit} characters or fewer")
    if not clean.isprintable():
        raise BadAnswer(field_name, f"{what[:1].upper()}{what[1:]} must not contain control characters")
    return clean


def words(field_name: str, text: str, what: str, *, limit: int = WORDS_LIMIT) -> str:
    """Free text of several lines: line ends are kept, other control characters are dropped."""
    clean = "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or c.isprintable()).strip()
    if not clean:
        raise BadAnswer(field_name, f"Enter {what}")
    if len(clean) > limit:
        raise BadAnswer(field_name, f"{what[:1].upper()}{what[1:]} must be {limit:,} characters or fewer")
    return clean


def email_address(field_name: str, text: str) -> str:
    """An address that could receive mail; whether it does is for a confirmation to find out."""
    clean = text.strip()
    if not re.fullmatch(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}", clean) or len(clean) > LINE_LIMIT:
        raise BadAnswer(field_name, "Enter an email address in the correct format, like name@example.com")
    return clean


def registration(field_name: str, text: str) -> str:
    """A registration as its reporter typed it; any country, so only length and letters are checked."""
    clean = line(field_name, text.upper(), "the registration number", limit=12)
    if not re.fullmatch(r"[A-Z0-9 -]{2,12}", clean):
        raise BadAnswer(field_name, "The registration number must only include letters and numbers, like AB12 CDE")
    return clean


def coordinate(field_name: str, value: float, limit: float) -> float:
    """Degrees within plus or minus ``limit``."""
    if not -limit <= value <= limit:
        raise BadAnswer(field_name, f"The map position must be between -{limit:.0f} and {limit:.0f} degrees")
    return value


def happened_at(field_name: str, occurred_at: datetime, now: datetime) -> datetime:
    """The instant of the offence: not in the future, and within the six months a court could look back."""
    if occurred_at > now + timedelta(minutes=5):
        raise BadAnswer(field_name, "The date and time must be in the past")
    if occurred_at < now - timedelta(days=183):
        raise BadAnswer(field_name, "The date must be in the past 6 months")
    return occurred_at


def offence_day(answers: Answers) -> date:
    """Day 0 of every clock: the London date of the offence."""
    return london_day(answers.occurred_at)


ANSWER_FIELDS = (
    *("offence", "says", "occurred_at", "road", "town", "direction", "lat", "lon"),
    *("registration", "make", "model", "colour", "description", "mode"),
    *("in_danger_now", "collision", "hurt", "endangered", "frightened"),
    *("willing_for_court", "posted_publicly", "original_kept"),
    *("mark_s", "other_vehicles"),
)
VEHICLE_FIELDS = frozenset({"registration", "make", "model", "colour", "description"})


def answers_from(said: Mapping[str, JsonValue], now: datetime) -> Answers:
    """The answers of a draft (fields of `ANSWER_FIELDS`) as facts; BadAnswer names the first that cannot stand."""
    unknown = sorted(set(said) - set(ANSWER_FIELDS))
    if unknown:
        raise BadAnswer(unknown[0], f"There is no question called {unknown[0]}")
    mark = _number(said, "mark_s")
    if mark is not None and not 0 <= mark <= 86_400:
        raise BadAnswer("mark_s", "The marked moment must lie inside the footage")
    return Answers(
        offence=line("offence", _text(said, "offence"), "what happened"),
        says=words("says", _text(said, "says"), "what happened in your own words"),
        occurred_at=happened_at("occurred_at", _instant(said), now),
        place=_place(said),
        vehicles=_vehicles(said),
        mode=_mode(_text(said, "mode") or ReporterMode.OTHER),
        in_danger_now=_is_true(said, "in_danger_now"),
        collision=_is_true(said, "collision"),
        hurt=_is_true(said, "hurt"),
        endangered=_is_true(said, "endangered"),
        frightened=_is_true(said, "frightened"),
        willing_for_court=_is_true(said, "willing_for_court", default=True),
        posted_publicly=_is_true(said, "posted_publicly"),
        original_kept=_is_true(said, "original_kept", default=True),
        mark_s=mark,
    )


def _place(said: Mapping[str, JsonValue]) -> Place:
    lat, lon = _number(said, "lat"), _number(said, "lon")
    if (lat is None) != (lon is None):
        raise BadAnswer("lat" if lat is None else "lon", "Give both parts of the map position, or neither")
    return Place(
        road=line("road", _text(said, "road"), "the name or number of the road", limit=80),
        town=line("town", _text(said, "town"), "the town, city or district", limit=60),
        lat=None if lat is None else coordinate("lat", lat, 90),
        lon=None if lon is None else coordinate("lon", lon, 180),
        direction=line("direction", _text(said, "direction"), "the direction of travel", limit=80, needed=False),
    )


def _vehicles(said: Mapping[str, JsonValue]) -> tuple[Vehicle, ...]:
    """The vehicle of the form, then the others of the same event; each becomes a case of its own."""
    others = said.get("other_vehicles") or ()
    if isinstance(others, (str, Mapping)) or not isinstance(others, Sequence):
        raise BadAnswer("other_vehicles", "The other vehicles must be a list")
    if len(others) >= VEHICLES_LIMIT:
        raise BadAnswer("other_vehicles", f"One report can be about {VEHICLES_LIMIT} vehicles at most")
    found = [_vehicle(said)]
    for other in others:
        if not isinstance(other, Mapping) or not set(other) <= VEHICLE_FIELDS:
            raise BadAnswer("other_vehicles", "Describe each other vehicle by its plate, make, model and colour")
        found.append(_vehicle(other))
    plates = [normalise(one.registration) for one in found if one.registration]
    if len(set(plates)) != len(plates):
        raise BadAnswer("other_vehicles", "Each vehicle must have a registration of its own")
    return tuple(found)


def _vehicle(said: Mapping[str, JsonValue]) -> Vehicle:
    typed = _text(said, "registration")
    description = line("description", _text(said, "description"), "the markings", needed=False)
    if not typed and not description:
        raise BadAnswer("registration", "Enter the registration number, or say what else identifies the vehicle")
    return Vehicle(
        registration=registration("registration", typed) if typed else "",
        make=line("make", _text(said, "make"), "the make", limit=40, needed=False),
        model=line("model", _text(said, "model"), "the model", limit=40, needed=False),
        colour=line("colour", _text(said, "colour"), "the colour", limit=40, needed=False),
        description=description,
    )


def _mode(text: str) -> ReporterMode:
    if text not in set(ReporterMode):
        raise BadAnswer("mode", "Select how you were travelling")
    return ReporterMode(text)


def _instant(said: Mapping[str, JsonValue]) -> datetime:
    text = _text(said, "occurred_at")
    if not text:
        raise BadAnswer("occurred_at", "Enter the date and time it happened")
    try:
        at = datetime.fromisoformat(text)
        in_utc = at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadAnswer("occurred_at", "Enter a real date and time, like 2026-11-14T08:15:00Z") from None
    if at.utcoffset() is None:
        raise BadAnswer("occurred_at", "The time needs its zone, like 2026-11-14T08:15:00Z")
    return in_utc


def _text(said: Mapping[str, JsonValue], name: str) -> str:
    found = said.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise BadAnswer(name, "This answer must be text")
    return found


def _number(said: Mapping[str, JsonValue], name: str) -> float | None:
    found = said.get(name)
    if found is None or found == "":
        return None
    if isinstance(found, bool) or not isinstance(found, (int, float, str)):
        raise BadAnswer(name, "This answer must be a number")
    try:
        number = float(found)
    except ValueError:
        raise BadAnswer(name, "This answer must be a number") from None
    if not isfinite(number):
        raise BadAnswer(name, "This answer must be a number")
    return number


def _is_true(said: Mapping[str, JsonValue], name: str, *, default: bool = False) -> bool:
    found = said.get(name, default)
    if not isinstance(found, bool):
        raise BadAnswer(name, "This answer must be yes or no")
    return found
