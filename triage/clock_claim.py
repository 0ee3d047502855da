"""What a clock wrote into the footage, and every instant that may be meant by it; nothing is believed here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from triage.calendar import LONDON
from triage.finding import Finding, JsonValue

RECORDED_AT = "recorded_at"
HOUR = timedelta(hours=1)
HALF_A_DAY = timedelta(hours=12)
# Beyond these years no arithmetic is done: nothing a dashcam writes means them.
YEARS = range(1900, 2201)
LONGEST_S = 10 * 86_400.0
# Offsets from UTC at which a camera sold in the UK may run: an hour to either side of London's two.
OFFSETS_H = (-1, 0, 1, 2)
# A clock that names an earlier year was never set.
FIRST_YEAR = 2015
# A text read from a picture less surely than this speaks for no instant.
SURE_ENOUGH = 0.5


class Source(StrEnum):
    """Which clock of the recording; in the order in which they are believed, the surest first."""

    SATELLITES = "satellites"
    OVERLAY = "overlay"
    DEVICE = "device"
    CONTAINER = "container"
    FILE_NAME = "file_name"


class Assumption(StrEnum):
    """What has to be so for a printed time to mean an instant."""

    AS_STATED = "as_stated"
    LONDON = "london"
    LONDON_UNDER_UTC = "london_under_utc"
    UTC = "utc"
    HOUR_AHEAD = "hour_ahead"
    HOUR_BEHIND = "hour_behind"
    HALF_A_DAY = "half_a_day"
    DAY_AND_MONTH = "day_and_month"
    AT_THE_END = "at_the_end"


ORDER = tuple(Source)
# How far-fetched an assumption is; a reading costs the sum of its own.
COST: Mapping[Assumption, int] = {
    Assumption.AS_STATED: 0,
    Assumption.LONDON: 0,
    Assumption.LONDON_UNDER_UTC: 1,
    Assumption.UTC: 1,
    Assumption.AT_THE_END: 1,
    Assumption.HOUR_AHEAD: 2,
    Assumption.HOUR_BEHIND: 2,
    Assumption.HALF_A_DAY: 3,
    Assumption.DAY_AND_MONTH: 3,
}


@dataclass(frozen=True)
class Claim:
    """A time as a clock printed it, ``since`` after the first picture; ``zone`` is the zone its source promises.

    ``also`` are other readings of the same print, where nothing says which number is the day and which the month.
    """

    source: Source
    origin: str
    printed: datetime
    zone: str | None
    since: timedelta = timedelta()
    also: tuple[datetime, ...] = ()
    is_day_only: bool = False
    confidence: float | None = None

    @property
    def is_plain(self) -> bool:
        """Legible, with an hour, one way to read its day, and a year in which cameras know one."""
        is_legible = self.confidence is None or self.confidence >= SURE_ENOUGH
        return is_legible and not self.is_day_only and not self.also and self.printed.year >= FIRST_YEAR

    @property
    def sorts_as(self) -> tuple[object, ...]:
        """The surest source first, then by what it says: the order in which it was found plays no part."""
        return (ORDER.index(self.source), self.origin, self.printed, self.since, self.zone or "", self.also)


@dataclass(frozen=True)
class Reading:
    """One instant, in UTC, that the first picture may have, and what has to be so for it."""

    at: datetime
    how: tuple[Assumption, ...]

    @property
    def cost(self) -> int:
        """0 for what is simply written there."""
        return sum(COST[one] for one in self.how)


def claims_of(findings: Iterable[Finding]) -> tuple[Claim, ...]:
    """Every clock of one recording, each claim once, the surest source first; what has another shape is left out."""
    found = {claim for one in findings if (claim := _claim(one)) is not None}
    return tuple(sorted(found, key=lambda one: tuple(map(str, one.sorts_as))))


def readings(claim: Claim, duration: timedelta) -> tuple[Reading, ...]:
    """Every instant the first picture may have by this claim, the least far-fetched first; none for a day alone.

    ``duration`` is that of the clip: some cameras write the time at which they closed the file.
    """
    if claim.is_day_only:
        return ()
    found = [each for one in _meant(claim) for each in _at_first_picture(one, claim, duration)]
    cheapest: dict[datetime, Reading] = {}
    for one in sorted(found, key=lambda each: (each.cost, each.how)):
        cheapest.setdefault(one.at, one)
    return tuple(sorted(cheapest.values(), key=lambda one: (one.cost, one.at)))


def _claim(found: Finding) -> Claim | None:
    if found.kind != RECORDED_AT or not isinstance(found.value, Mapping):
        return None
    text, since = found.value.get("printed"), _seconds(found.value.get("t"))
    printed, zone = _printed(text), found.value.get("zone")
    if printed is None or since is None:
        return None
    if printed.tzinfo is not None:
        zone = printed.strftime("%z")
    stated = zone if isinstance(zone, str) and _offset(zone) is not None else None
    has_fix = found.value.get("fix") is not False
    return Claim(
        source=_source(found.source, is_utc=stated is not None and _offset(stated) == timedelta(), has_fix=has_fix),
        origin=found.source,
        printed=printed.replace(tzinfo=None),
        zone=stated,
        since=since,
        also=_also(found.value.get("also")),
        is_day_only=isinstance(text, str) and len(text) == len("2026-11-14"),
        confidence=found.confidence,
    )


def _source(name: str, *, is_utc: bool, has_fix: bool) -> Source:
    """Whose clock it is. Satellites tell UTC and need a fix; any other time among the positions is the camera's."""
    for prefix, source in (
        ("container", Source.CONTAINER),
        ("overlay", Source.OVERLAY),
        ("file name", Source.FILE_NAME),
    ):
        if name.startswith(prefix):
            return source
    return Source.SATELLITES if is_utc and has_fix else Source.DEVICE


def _also(value: JsonValue) -> tuple[datetime, ...]:
    if not isinstance(value, (list, tuple)):
        return ()
    found = (_printed(one) for one in value)
    return tuple(sorted({one.replace(tzinfo=None) for one in found if one is not None}))


def _printed(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at if at is not None and at.year in YEARS else None


def _seconds(value: object) -> timedelta | None:
    """How long after the first picture; a claim whose place in the clip is nonsense says nothing."""
    if value is None:
        return timedelta()
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= LONGEST_S:
        return None
    return timedelta(seconds=float(value))


def _offset(zone: str) -> timedelta | None:
    """Hours from UTC of a zone as findings write it: "UTC", "+01:00", "+0100", "Z"; None for anything else."""
    if zone == "UTC":
        return timedelta()
    try:
        return datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").utcoffset()
    except ValueError:
        return None


def _meant(claim: Claim) -> Iterator[Reading]:
    """The instants at which this may have been printed."""
    stated = None if claim.zone is None else _offset(claim.zone)
    if stated is not None and (stated or claim.source is Source.SATELLITES):
        yield Reading((claim.printed - stated).replace(tzinfo=UTC), (Assumption.AS_STATED,))
        return
    for wall in (claim.printed, *claim.also):
        yield from _on_the_wall(wall, is_utc=stated is not None)
    for wall, assumption in _slips(claim):
        for one in _on_the_wall(wall, is_utc=stated is not None):
            if one.how in ((Assumption.LONDON,), (Assumption.AS_STATED,)):
                yield Reading(one.at, (assumption, *one.how))


def _on_the_wall(wall: datetime, *, is_utc: bool) -> Iterator[Reading]:
    """A clock's face read by every offset it may run at: the hour the autumn repeats gives two, spring's none."""
    for hours in OFFSETS_H:
        at = (wall - hours * HOUR).replace(tzinfo=UTC)
        ahead = hours * HOUR - (at.astimezone(LONDON).utcoffset() or timedelta())
        assumption = _how(hours, ahead, is_utc=is_utc)
        if assumption is not None:
            yield Reading(at, (assumption,))


def _how(hours: int, ahead: timedelta, *, is_utc: bool) -> Assumption | None:
    if is_utc and hours == 0:
        return Assumption.AS_STATED
    if not ahead:
        return Assumption.LONDON_UNDER_UTC if is_utc else Assumption.LONDON
    if hours == 0:
        return Assumption.UTC
    return {HOUR: Assumption.HOUR_AHEAD, -HOUR: Assumption.HOUR_BEHIND}.get(ahead)


def _slips(claim: Claim) -> Iterator[tuple[datetime, Assumption]]:
    """A face set to the wrong half of the day, or with day and month the other way about."""
    for slip in (-HALF_A_DAY, HALF_A_DAY):
        yield claim.printed + slip, Assumption.HALF_A_DAY
    if not claim.also and claim.printed.day <= 12 and claim.printed.day != claim.printed.month:
        swapped = claim.printed.replace(month=claim.printed.day, day=claim.printed.month)
        yield swapped, Assumption.DAY_AND_MONTH


def _at_first_picture(one: Reading, claim: Claim, duration: timedelta) -> Iterator[Reading]:
    yield Reading(one.at - claim.since, one.how)
    if claim.source is Source.CONTAINER and one.cost <= 1 and duration:
        yield Reading(one.at - duration, (*one.how, Assumption.AT_THE_END))
