"""Where it happened: the reporter's pin held against the positions the footage carries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, isfinite, radians, sin, sqrt

from triage.clock_claim import SURE_ENOUGH, Source
from triage.finding import Finding

PLACE = "place"
EARTH_M = 6_371_008.8
# A pin is set by hand beside a junction, and the offender is ahead of the camera.
AGREES_WITHIN_M = 150.0
# The same road or the next: worth a look, not a doubt.
NEAR_WITHIN_M = 1_000.0
ORDER = (Source.SATELLITES, Source.OVERLAY, Source.CONTAINER)
# Longer than this between two fixes, and where the camera was in between is a guess.
LONGEST_GAP_S = 15.0


class Agreement(StrEnum):
    """How two places stand to each other."""

    AGREE = "agree"
    NEAR = "near"
    DISAGREE = "disagree"
    UNKNOWN = "unknown"


class Along(StrEnum):
    """Which point of the way is meant; in the order in which they are believed, the surest first."""

    MOMENT = "moment"
    NEAREST = "nearest"
    MIDDLE = "middle"


WAYS = tuple(Along)


@dataclass(frozen=True)
class Position:
    """Degrees, WGS 84."""

    lat: float
    lon: float


@dataclass(frozen=True)
class Seen:
    """Where a source puts the camera: at the marked moment, where it came nearest to the pin, or in the middle.

    ``confidence`` is that of a guess, such as a reading of the picture; what was read from the file has none.
    """

    source: Source
    origin: str
    at: Position
    along: Along = Along.MIDDLE
    confidence: float | None = None


@dataclass(frozen=True)
class Passed:
    """A fix of the track, ``t`` seconds after the first picture; metres a second where the device says."""

    t: float
    at: Position
    speed_mps: float | None = None


@dataclass(frozen=True)
class Compared:
    """A source beside the pin, and how many metres lie between; None without a pin."""

    seen: Seen
    agreement: Agreement
    metres: float | None


@dataclass(frozen=True)
class Whereabouts:
    """The most credible place, how the pin stands to it, and every source. ``best`` is None when nothing says where."""

    best: Seen | None
    agreement: Agreement
    metres: float | None
    compared: tuple[Compared, ...]

    @property
    def disagrees(self) -> bool:
        """Whether any source puts the camera elsewhere."""
        return any(one.agreement is Agreement.DISAGREE for one in self.compared)


def tracks_of(findings: Iterable[Finding]) -> tuple[Seen, ...]:
    """The places that were read, each once, the surest source first; what has another shape is left out."""
    found = {seen for one in findings if (seen := _seen(one)) is not None}
    return tuple(sorted(found, key=lambda one: (ORDER.index(one.source), one.origin, one.at.lat, one.at.lon)))


def passed_at(track: Sequence[Passed], t: float) -> Passed | None:
    """Where the camera was ``t`` seconds in: between two fixes in proportion, at the nearest one at the ends.

    None further from any fix than 15 seconds: a tunnel is not drawn as a straight line.
    """
    ordered = sorted(track, key=lambda one: one.t)
    before = [one for one in ordered if one.t <= t]
    after = [one for one in ordered if one.t >= t]
    if not before or not after:
        nearest = min(ordered, key=lambda one: abs(one.t - t), default=None)
        return nearest if nearest is not None and abs(nearest.t - t) <= LONGEST_GAP_S else None
    first, last = before[-1], after[0]
    if last.t - first.t > LONGEST_GAP_S:
        return None
    share = 0.0 if last.t == first.t else (t - first.t) / (last.t - first.t)
    at = Position(_between(first.at.lat, last.at.lat, share), _between(first.at.lon, last.at.lon, share))
    known = first.speed_mps is not None and last.speed_mps is not None
    speed = _between(first.speed_mps or 0.0, last.speed_mps or 0.0, share) if known else None
    return Passed(t, at, speed)


def seen_on(track: Sequence[Passed], origin: str, mark_s: float | None, pin: Position | None) -> Seen | None:
    """What a track says of the place: at the mark; without one, where it came nearest to the pin. Else nothing."""
    if mark_s is not None:
        passed = passed_at(track, mark_s)
        return None if passed is None else Seen(Source.SATELLITES, origin, passed.at, Along.MOMENT)
    if pin is None or not track:
        return None
    nearest = min(track, key=lambda one: (metres_between(pin, one.at), one.t))
    return Seen(Source.SATELLITES, origin, nearest.at, Along.NEAREST)


def metres_between(a: Position, b: Position) -> float:
    """Along a great circle; exact to half a per cent, which is metres at the distances asked here."""
    north, east = radians(b.lat - a.lat), radians(b.lon - a.lon)
    chord = sin(north / 2) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(east / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(chord)))


def compare(pin: Position | None, seen: Sequence[Seen]) -> Whereabouts:
    """The pin beside every place that was read; GPS at the marked moment outranks GPS in the middle of the clip.

    ``pin`` is the reporter's and is never replaced. A place in words alone is compared with nothing.
    """
    ordered = sorted(seen, key=lambda one: (ORDER.index(one.source), WAYS.index(one.along), one.origin))
    compared = tuple(_beside(pin, one) for one in ordered)
    if not compared:
        return Whereabouts(None, Agreement.UNKNOWN, None, ())
    return Whereabouts(ordered[0], compared[0].agreement, compared[0].metres, compared)


def _beside(pin: Position | None, one: Seen) -> Compared:
    if pin is None:
        return Compared(one, Agreement.UNKNOWN, None)
    metres = metres_between(pin, one.at)
    if metres < AGREES_WITHIN_M:
        return Compared(one, Agreement.AGREE, metres)
    return Compared(one, Agreement.NEAR if metres < NEAR_WITHIN_M else Agreement.DISAGREE, metres)


def _seen(found: Finding) -> Seen | None:
    if found.kind != PLACE or not isinstance(found.value, Mapping):
        return None
    if found.confidence is not None and found.confidence < SURE_ENOUGH:
        return None
    lat, lon = _degrees(found.value.get("lat"), 90.0), _degrees(found.value.get("lon"), 180.0)
    if lat is None or lon is None:
        return None
    return Seen(_source(found.source), found.source, Position(lat, lon), confidence=found.confidence)


def _source(name: str) -> Source:
    if name.startswith("container"):
        return Source.CONTAINER
    return Source.OVERLAY if name.startswith("overlay") else Source.SATELLITES


def _degrees(value: object, limit: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        return None
    return float(value) if abs(value) <= limit else None


def _between(first: float, last: float, share: float) -> float:
    return first + (last - first) * share
