"""When and where as an officer confirmed it: what may be taken with one key, what is refused, and what it changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from triage.calendar import LONDON, at_london, day_in_words, london_day
from triage.clock_claim import Source
from triage.clock_verdict import OLDEST, Recording, Standing, Verdict, foremost, reconcile
from triage.clock_words import NAMES, heard_words
from triage.deadline import Clock
from triage.errors import BadAnswer
from triage.finding import Finding, JsonValue
from triage.place import for_letter
from triage.submission import Place, line

MOMENT_CONFIRMED, PLACE_CONFIRMED = "moment_confirmed", "place_confirmed"
SOURCE, TOOL, VERSION = "officer", "desk", "1"
REPORTER, BY_HAND = "reporter", "by_hand"
FIRST_PASS, SECOND_PASS = "first", "second"
PASSES: Mapping[str, str] = {
    FIRST_PASS: "the first time, before the clocks went back",
    SECOND_PASS: "the second time, after the clocks had gone back",
}
ONCE_MORE = timedelta(hours=1)
WHY_LIMIT = 200


@dataclass(frozen=True)
class Offered:
    """An instant that a source gives for the offence. ``rests_on`` is its code, ``words`` who says so and how."""

    at: datetime
    rests_on: str
    words: str


@dataclass(frozen=True)
class Word:
    """Who confirmed it and when, what it rests on, and why where it is not what the reporter typed.

    ``case_version`` is that of the case they looked at: what is confirmed a second time is said a second time.
    """

    by: str
    on: datetime
    rests_on: str
    why: str
    case_version: int


@dataclass(frozen=True)
class ConfirmedMoment:
    """The instant of the offence, in UTC."""

    at: datetime
    word: Word


@dataclass(frozen=True)
class ConfirmedPlace:
    """The road and the town, as letters name them."""

    road: str
    town: str
    word: Word


def offered(said: datetime, recordings: Sequence[Recording], received_at: datetime) -> tuple[Offered, ...]:
    """The instants an officer may take as they stand: the verdict first, clocks that differ from it, the reporter's.

    What falls into the same minute is one offer, for letters name the minute. Nothing after the receipt is offered.
    """
    found: dict[datetime, Offered] = {}
    for one in _instants(said, recordings):
        minute = _minute(one.at)
        if one.at <= received_at and minute not in found:
            found[minute] = one
        elif one.rests_on == REPORTER and minute in found:
            first = found[minute]
            found[minute] = Offered(first.at, first.rests_on, f"{first.words.removesuffix('.')}, and the reporter.")
    return tuple(found.values())


def wall_instant(day: str, wall: str, which: str = "") -> datetime:
    """The instant, in UTC, of a date (2026-11-14) and a time (08:15 or 08:15:30) as London's clock showed them.

    ``which`` is the pass meant in the hour that autumn repeats. Raises BadAnswer for what is no date or time, for the
    hour that spring leaves out, and for a repeated time without its pass.
    """
    try:
        on = date.fromisoformat(day.strip())
    except ValueError:
        raise BadAnswer("day", "Enter the date it happened, like 2026-11-14.") from None
    try:
        shown = time.fromisoformat(wall.strip()).replace(microsecond=0)
    except ValueError:
        shown = None
    if shown is None or shown.tzinfo is not None:
        raise BadAnswer("time", "Enter the time it happened, like 08:15.")
    at = at_london(on, shown)
    if at.astimezone(LONDON).replace(tzinfo=None) != datetime.combine(on, shown):
        raise BadAnswer(
            "time", "The clocks went forward that night and this time was left out: enter the time after it."
        )
    if not is_repeated(at):
        return at
    if which not in PASSES:
        raise BadAnswer("which", "The clocks went back that night, so this time came twice. Choose which one you mean.")
    return at + ONCE_MORE if which == SECOND_PASS else at


def is_repeated(at: datetime) -> bool:
    """Whether London's clock showed this time twice, because it was put back that night."""
    local = at.astimezone(LONDON)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def pass_words(at: datetime) -> str:
    """Which pass of the repeated hour this is; empty for any other time."""
    if not is_repeated(at):
        return ""
    return PASSES[SECOND_PASS if at.astimezone(LONDON).fold else FIRST_PASS]


def refuse_impossible(at: datetime, received_at: datetime, now: datetime) -> None:
    """Raises BadAnswer for a moment that has not come, lies after the receipt, or is older than any report may be."""
    if at > now:
        raise BadAnswer("time", "The moment cannot lie in the future.")
    if at > received_at:
        raise BadAnswer("time", "The moment cannot be later than the report was received.")
    if received_at - at > OLDEST:
        raise BadAnswer("day", "The moment lies more than a year before the report. Check the year.")


def rests_on(at: datetime, offers: Iterable[Offered]) -> str:
    """The code of the source that offers this minute; `BY_HAND` where none does."""
    return next((one.rests_on for one in offers if _minute(one.at) == _minute(at)), BY_HAND)


def needs_why(at: datetime, said: datetime, offers: Iterable[Offered], first_day: date) -> str:
    """Why an officer has to give a reason for this moment, as a sentence; empty where its source is the reason.

    ``first_day`` is the earliest day the clock may count from without it: nothing makes legal time longer in silence.
    """
    if london_day(at) > first_day:
        return f"Say why it was not on {day_in_words(first_day)}: a later day gives the notice more time."
    return (
        ""
        if _minute(at) == _minute(said) or rests_on(at, offers) != BY_HAND
        else "Say why the time is not the one the reporter gave."
    )


def place_on_letters(typed: Place, road: str, town: str) -> tuple[Place, bool]:
    """The place with road and town as an officer gives them, and whether that differs from what letters said before.

    Raises BadAnswer for what is missing or too long, and for what a letter must not name.
    """
    road = line("road", road, "the name or number of the road", limit=80)
    town = line("town", town, "the town or area", limit=60)
    named = Place(road, town, typed.lat, typed.lon, typed.direction)
    if for_letter(named) != (road, town):
        raise BadAnswer("road", "Letters name the road and the town alone: leave out house numbers and postcodes.")
    return named, for_letter(typed) != (road, town)


def moment_finding(at: datetime, word: Word) -> Finding:
    """The officer's moment, beside what machines found and what the reporter typed."""
    return Finding(MOMENT_CONFIRMED, {"at": at.isoformat(), **_told(word)}, SOURCE, TOOL, VERSION)


def place_finding(place: Place, word: Word) -> Finding:
    """The officer's road and town."""
    return Finding(PLACE_CONFIRMED, {"road": place.road, "town": place.town, **_told(word)}, SOURCE, TOOL, VERSION)


def confirmed_moment(findings: Iterable[Finding]) -> ConfirmedMoment | None:
    """The moment that stands: the one confirmed last; None while nobody has."""
    value = _last(findings, MOMENT_CONFIRMED)
    return None if value is None else ConfirmedMoment(_instant(value, "at"), _word(value))


def confirmed_place(findings: Iterable[Finding]) -> ConfirmedPlace | None:
    """The road and town that stand: those confirmed last; None while nobody has."""
    value = _last(findings, PLACE_CONFIRMED)
    return None if value is None else ConfirmedPlace(str(value["road"]), str(value["town"]), _word(value))


def rests_on_words(code: str) -> str:
    """What a confirmation rests on, in words."""
    if code == REPORTER:
        return "as the reporter gave it"
    return "set by hand" if code == BY_HAND else f"by {NAMES[Source(code)]}"


def change_in_words(before: Clock, after: Clock, today: date) -> str:
    """What counting from another day does to the clock; empty where the day stays.

    Both are the clock that binds the case, counted from the one day and from the other.
    """
    days = (after.offence_on - before.offence_on).days
    if not days:
        return ""
    way = f"{abs(days)} day{'' if abs(days) == 1 else 's'} {'later' if days > 0 else 'earlier'}"
    return f"The clock counts from {day_in_words(after.offence_on)}, {way}. {_ends(before, after, today)}"


def _ends(before: Clock, after: Clock, today: date) -> str:
    if after.last_post is not None and before.last_post is not None:
        if after.last_post < today:
            return f"The last day to post a notice was {day_in_words(after.last_post)}."
        is_same = after.last_post == before.last_post
        was = "as before" if is_same else f"not {day_in_words(before.last_post)}"
        return f"The last day to post a notice is {day_in_words(after.last_post)}, {was}."
    if after.summary_limit is None or before.summary_limit is None:
        return "No time limit changes."
    return f"Proceedings begin by {day_in_words(after.summary_limit)}, not {day_in_words(before.summary_limit)}."


def _instants(said: datetime, recordings: Sequence[Recording]) -> Iterable[Offered]:
    """Every instant that a source gives, the verdict first; for one minute the first of them speaks."""
    verdict = foremost(said, recordings)
    if verdict.starts_at is not None:
        yield Offered(verdict.at, verdict.supported_by[0].value, f"{_by(verdict)}.")
        if verdict.open_by:
            at = verdict.at + verdict.open_by
            yield Offered(at, verdict.supported_by[0].value, f"{_by(verdict)}, just as likely.")
        yield from _that_differ(verdict)
    yield Offered(said, REPORTER, "As the reporter gave it.")
    for number, one in enumerate(recordings, start=1):
        other = reconcile(said, one)
        if other.starts_at is not None:
            yield Offered(other.at, other.supported_by[0].value, f"File {number}: {_by(other)}.")


def _that_differ(verdict: Verdict) -> Iterable[Offered]:
    """What stands on the face of each clock that is off, moved to the moment the verdict is about."""
    for one in verdict.heard:
        is_off = one.standing is Standing.DISAGREES or bool(one.drift)
        if is_off and one.ahead is not None and not one.claim.is_day_only:
            name = NAMES[one.claim.source]
            words = f"{name[:1].upper()}{name[1:]}. {heard_words(one, verdict)}"
            yield Offered(verdict.at + one.ahead, one.claim.source.value, words)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _by(verdict: Verdict) -> str:
    names = [NAMES[one] for one in verdict.supported_by]
    told = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{told[:1].upper()}{told[1:]}"


def _last(findings: Iterable[Finding], kind: str) -> Mapping[str, JsonValue] | None:
    found = [one.value for one in findings if one.kind == kind and one.source == SOURCE]
    return found[-1] if found and isinstance(found[-1], Mapping) else None


def _told(word: Word) -> dict[str, JsonValue]:
    return {
        "rests_on": word.rests_on,
        "by": word.by,
        "on": word.on.isoformat(),
        "why": word.why,
        "case_version": word.case_version,
    }


def _word(value: Mapping[str, JsonValue]) -> Word:
    version = value["case_version"]
    return Word(
        by=str(value["by"]),
        on=_instant(value, "on"),
        rests_on=str(value["rests_on"]),
        why=str(value["why"]),
        case_version=version if isinstance(version, int) else 0,
    )


def _instant(value: Mapping[str, JsonValue], name: str) -> datetime:
    return datetime.fromisoformat(str(value[name])).astimezone(UTC)
