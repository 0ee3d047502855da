"""The clocks of one file held against each other and against the time the reporter gave: the most credible instant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum

from triage.calendar import london_day
from triage.clock_claim import FIRST_YEAR, SURE_ENOUGH, Assumption, Claim, Reading, Source, claims_of, readings
from triage.finding import Finding

# What people type is the minute they remember, and often the end of the journey.
TYPED_SLACK = timedelta(minutes=10)
# A clip is closed, named and overlaid within moments; two clocks further apart are two clocks.
CLOCK_SLACK = timedelta(minutes=2)
# A clock that was set by hand wanders; this far it is still the same clock, and the difference is its offset.
DRIFT, DRIFT_COST = timedelta(minutes=10), 2
RECEIPT_SLACK = timedelta(minutes=5)
# Nothing older can be reported, so a clock that says so was never set. Some start at the turn of a year.
OLDEST = timedelta(days=400)
NEW_YEAR_TRIP = timedelta(days=3)
WEIGHT = {Source.SATELLITES: 100, Source.OVERLAY: 40, Source.DEVICE: 35, Source.CONTAINER: 30, Source.FILE_NAME: 20}
TYPED_WEIGHT, FULL = 15, 10


class Sureness(IntEnum):
    """How well an instant is supported; more support never makes it less."""

    ONLY_TYPED = 0
    POSSIBLE = 1
    LIKELY = 2
    SURE = 3


class Standing(StrEnum):
    """How one clock stands to the verdict."""

    AGREES = "agrees"
    EXPLAINED = "explained"
    DISAGREES = "disagrees"
    SAYS_NOTHING = "says_nothing"


class Silence(StrEnum):
    """Why a clock says nothing about when it was."""

    FACTORY = "factory"
    AFTER_RECEIPT = "after_receipt"
    UNSURE = "unsure"
    LATER_DAY = "later_day"


@dataclass(frozen=True)
class Recording:
    """One file of footage: what was found in it, when it was received, and the marked second if there is one."""

    findings: tuple[Finding, ...]
    received_at: datetime
    mark_s: float | None = None

    @property
    def duration(self) -> timedelta:
        """Length over the pictures; nothing where there are none."""
        for one in self.findings:
            seconds = one.value.get("seconds") if one.kind == "duration" and isinstance(one.value, dict) else None
            if isinstance(seconds, (int, float)) and 0 <= seconds <= 86_400:
                return timedelta(seconds=seconds)
        return timedelta()


@dataclass(frozen=True)
class Heard:
    """One clock beside the verdict. ``ahead`` is how much later it reads than the verdict; None for a day alone.

    ``reading`` is what it means where it agrees or is explained, ``drift`` how far it is off all the same (positive
    when ahead); ``silence`` says why it says nothing.
    """

    claim: Claim
    standing: Standing
    reading: Reading | None = None
    ahead: timedelta | None = None
    drift: timedelta = timedelta()
    silence: Silence | None = None


@dataclass(frozen=True)
class Verdict:
    """The most credible instant of the offence in UTC, the range it may lie in, and how every clock stands to it.

    ``starts_at`` is the first picture, None where no clock speaks; then the reporter's time is all there is.
    ``typed_ahead`` is how much later the reporter's time is than the footage allows, zero within ten minutes.
    """

    at: datetime
    earliest: datetime
    latest: datetime
    sureness: Sureness
    supported_by: tuple[Source, ...] = ()
    starts_at: datetime | None = None
    earliest_start: datetime | None = None
    latest_start: datetime | None = None
    typed_ahead: timedelta = timedelta()
    heard: tuple[Heard, ...] = ()

    @property
    def open_by(self) -> timedelta:
        """How far apart the starts lie that are equally credible: an hour in the night the clocks go back."""
        if self.latest_start is None or self.earliest_start is None:
            return timedelta()
        spread = self.latest_start - self.earliest_start
        return spread if spread > CLOCK_SLACK else timedelta()

    @property
    def disagrees(self) -> bool:
        """Whether a clock or the reporter says something else."""
        return bool(self.typed_ahead) or any(one.standing is Standing.DISAGREES for one in self.heard)


@dataclass(frozen=True)
class Voice:
    """A clock that speaks, and every instant it may mean."""

    claim: Claim
    readings: tuple[Reading, ...]

    def at(self, start: datetime, slack: timedelta = CLOCK_SLACK) -> Reading | None:
        """The least far-fetched reading that means this start, if one does."""
        near = [one for one in self.readings if abs(one.at - start) <= slack]
        return min(near, key=lambda one: (one.cost, abs(one.at - start), one.at), default=None)


@dataclass(frozen=True)
class _Start:
    """A possible first picture and what supports it; ordered by how credible it is."""

    at: datetime
    own: tuple[int, int]
    supported_by: tuple[Source, ...]
    weight: int
    is_typed: bool

    @property
    def sureness(self) -> Sureness:
        if Source.SATELLITES in self.supported_by:
            return Sureness.SURE
        return Sureness.LIKELY if len(self.supported_by) + self.is_typed > 1 else Sureness.POSSIBLE

    @property
    def credit(self) -> tuple[int, int]:
        return (self.sureness, self.weight)


def reconcile(said: datetime, recording: Recording) -> Verdict:
    """What the clocks of one file say together, beside ``said``, the instant the reporter gave. Changes neither."""
    silent, voices = heard_out(said, recording)
    starts = [_start(one.at, voice, voices, said, recording) for voice in voices for one in voice.readings]
    if not starts:
        heard = tuple(_silent(claim, why, said, recording) for claim, why in silent)
        return Verdict(said, said, said, Sureness.ONLY_TYPED, heard=heard)
    best = max(starts, key=lambda one: (one.credit, one.own, -one.at.timestamp()))
    level = [one.at for one in starts if _is_level(one, best)]
    mark = None if recording.mark_s is None else timedelta(seconds=recording.mark_s)
    beside = [_beside(voice, best.at) for voice in voices]
    beside += [_silent(claim, why, best.at, recording) for claim, why in silent]
    return Verdict(
        at=best.at + (mark or timedelta()),
        earliest=min(level) + (mark or timedelta()),
        latest=max(level) + (recording.duration if mark is None else mark),
        sureness=best.sureness,
        supported_by=best.supported_by,
        starts_at=best.at,
        earliest_start=min(level),
        latest_start=max(level),
        typed_ahead=_typed_ahead(said, best.at, recording),
        heard=tuple(sorted(beside, key=lambda one: tuple(map(str, one.claim.sorts_as)))),
    )


def foremost(said: datetime, recordings: Iterable[Recording]) -> Verdict:
    """The best supported verdict over the files of a report, the nearest to the typed time among equals."""
    found = [reconcile(said, one) for one in recordings]
    alone = Verdict(said, said, said, Sureness.ONLY_TYPED)
    return max(found, key=lambda one: (one.sureness, -abs(one.typed_ahead), len(one.heard)), default=alone)


def heard_out(said: datetime, recording: Recording) -> tuple[list[tuple[Claim, Silence | None]], list[Voice]]:
    """Clocks that say nothing, with why, and those that speak. A day alone is weighed against the verdict later."""
    silent: list[tuple[Claim, Silence | None]] = []
    voices = []
    for claim in claims_of(recording.findings):
        meant = readings(claim, recording.duration)
        possible = tuple(one for one in meant if one.at <= recording.received_at + RECEIPT_SLACK)
        why = _silence(claim, possible, said, recording)
        if why is None and possible:
            voices.append(Voice(claim, possible))
        else:
            silent.append((claim, why))
    return silent, voices


def _silence(claim: Claim, possible: Sequence[Reading], said: datetime, recording: Recording) -> Silence | None:
    if claim.confidence is not None and claim.confidence < SURE_ENOUGH:
        return Silence.UNSURE
    if claim.is_day_only:
        return None
    if not possible:
        return Silence.AFTER_RECEIPT
    if claim.printed.year < FIRST_YEAR or all(recording.received_at - one.at > OLDEST for one in possible):
        return Silence.FACTORY
    return Silence.FACTORY if _is_new_year(claim, said) else None


def _is_new_year(claim: Claim, said: datetime) -> bool:
    """Within a day of 1 January, where firmware lets its clock begin, while the reporter speaks of another week."""
    if claim.source is Source.SATELLITES:
        return False
    printed = claim.printed.replace(tzinfo=UTC)
    begins = (datetime(year, 1, 1, tzinfo=UTC) for year in (printed.year, printed.year + 1))
    return any(abs(printed - one) <= timedelta(days=1) for one in begins) and abs(printed - said) > NEW_YEAR_TRIP


def _start(at: datetime, speaker: Voice, voices: Sequence[Voice], said: datetime, recording: Recording) -> _Start:
    """What supports this first picture: of each source its best reading, and the reporter's own time."""
    by_source: dict[Source, int] = {}
    for voice in voices:
        reading = voice.at(at)
        if reading is not None:
            worth = WEIGHT[voice.claim.source] * max(1, FULL - 2 * reading.cost)
            by_source[voice.claim.source] = max(by_source.get(voice.claim.source, 0), worth)
    is_typed = not _typed_ahead(said, at, recording)
    cost = min(one.cost for one in speaker.readings if one.at == at)
    return _Start(
        at=at,
        own=(WEIGHT[speaker.claim.source], -cost),
        supported_by=tuple(one for one in Source if one in by_source),
        weight=sum(by_source.values()) + TYPED_WEIGHT * FULL * is_typed,
        is_typed=is_typed,
    )


def _is_level(one: _Start, best: _Start) -> bool:
    """Equally credible; a weaker clock a few seconds off does not widen what a surer one says."""
    return one.credit == best.credit and (one.own[0] == best.own[0] or abs(one.at - best.at) > CLOCK_SLACK)


def _typed_ahead(said: datetime, start: datetime, recording: Recording) -> timedelta:
    """How far the reporter's time lies outside the footage, or from its marked second; zero within the slack."""
    first = start + timedelta(seconds=recording.mark_s or 0.0)
    last = first if recording.mark_s is not None else start + recording.duration
    ahead = said - last if said > last else min(said - first, timedelta())
    return ahead if abs(ahead) > TYPED_SLACK else timedelta()


def _beside(voice: Voice, start: datetime) -> Heard:
    reading = voice.at(start)
    ahead = _face(voice.claim, start) - start
    if reading is not None:
        standing = Standing.EXPLAINED if reading.cost else Standing.AGREES
        return Heard(voice.claim, standing, reading=reading, ahead=ahead)
    wanders = voice.at(start, DRIFT)
    if wanders is not None and wanders.cost <= DRIFT_COST:
        return Heard(voice.claim, Standing.EXPLAINED, reading=wanders, ahead=ahead, drift=wanders.at - start)
    return Heard(voice.claim, Standing.DISAGREES, ahead=ahead)


def _face(claim: Claim, start: datetime) -> datetime:
    """The first picture by what simply stands there, in London's time where no zone does; nearest to ``start``."""
    found = readings(claim, timedelta())
    # The hour that spring skips has no London time; then the same face in UTC is all that is left.
    plain = [one.at for one in found if one.cost == 0] or [one.at for one in found if one.how == (Assumption.UTC,)]
    return min(plain, key=lambda at: (abs(at - start), at))


def _silent(claim: Claim, why: Silence | None, start: datetime, recording: Recording) -> Heard:
    """A clock without an instant; a day alone agrees, or is that of a later copy, or cannot be."""
    if why is not None:
        standing = Standing.DISAGREES if why is Silence.AFTER_RECEIPT else Standing.SAYS_NOTHING
        return Heard(claim, standing, silence=why)
    first, last = london_day(start), london_day(start + recording.duration)
    if first <= claim.printed.date() <= last:
        return Heard(claim, Standing.AGREES)
    if last < claim.printed.date() <= london_day(recording.received_at):
        return Heard(claim, Standing.SAYS_NOTHING, silence=Silence.LATER_DAY)
    return Heard(claim, Standing.DISAGREES, ahead=timedelta(days=(claim.printed.date() - first).days))
