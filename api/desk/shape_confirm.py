"""What an officer may confirm of when and where, what each choice does to the clock, and what stands confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from api.desk.shape_queue import case_url
from api.views.confirm import ConfirmMoment, ConfirmPlace, OfferedMoment
from api.views.reconciled import Reconciled
from triage.calendar import LONDON, day_in_words, london_day
from triage.case import Case, Stage
from triage.clock_verdict import Recording
from triage.clock_words import moment_in_words
from triage.confirmed import (
    Word,
    change_in_words,
    confirmed_moment,
    confirmed_place,
    is_repeated,
    needs_why,
    offered,
    pass_words,
    rests_on_words,
)
from triage.finding import Finding
from triage.moment import earliest_day
from triage.place import for_letter
from triage.policy import Policy
from triage.steps.moment import binding_clock, counting_from, first_without_why, moved_to
from triage.submission import Answers


@dataclass(frozen=True)
class Settling:
    """A case, what its reporter answered, what was found, and the policy and day it is looked at."""

    case: Case
    answers: Answers
    findings: Sequence[Finding]
    recordings: Sequence[Recording]
    policy: Policy
    today: date


@dataclass(frozen=True)
class Typed:
    """A confirmation that was refused: what had been entered, and why it was not taken."""

    problem: str
    is_place: bool = False
    day: str = ""
    time: str = ""
    which: str = ""
    why: str = ""
    road: str = ""
    town: str = ""
    asks_pass: bool = False


def as_typed(case: Case, answers: Answers) -> Case:
    """The case at the time and place the reporter gave: what every source is held against."""
    return replace(case, occurred_at=answers.occurred_at, place=answers.place)


def settled(when: Reconciled, where: Reconciled, one: Settling) -> tuple[Reconciled, Reconciled]:
    """Both facts with what an officer confirmed above what the sources say, or that nobody has yet."""
    moment, place = confirmed_moment(one.findings), confirmed_place(one.findings)
    road, town = for_letter(one.case.place)
    if moment is None:
        when = replace(when, settled=f"Not confirmed: letters would name {at_words(one.case.occurred_at)}.")
    else:
        told = f"{_word(moment.word)} {_since(one)}".strip()
        when = replace(when, value=at_words(moment.at), sureness="confirmed", settled=told, is_settled=True)
    if place is None:
        where = replace(where, settled=f"Not confirmed: letters would name {road}, {town}.")
    else:
        value = f"{place.road}, {place.town}"
        where = replace(where, value=value, sureness="confirmed", settled=_word(place.word), is_settled=True)
    return when, where


def at_words(at: datetime) -> str:
    """The instant by London's clock, with its pass where that night had the hour twice."""
    again = pass_words(at)
    return f"{moment_in_words(at)} ({again})" if again else moment_in_words(at)


def confirm_moment_of(one: Settling, typed: Typed | None) -> ConfirmMoment:
    """The form for the moment, after a first look or with what was refused."""
    kept = typed if typed is not None and not typed.is_place else None
    local = one.case.occurred_at.astimezone(LONDON)
    return ConfirmMoment(
        url=f"{case_url(one.case)}/moment",
        offers=_offers(one),
        day=kept.day if kept else local.date().isoformat(),
        time=kept.time if kept else local.strftime("%H:%M:%S"),
        asks_pass=kept.asks_pass if kept else is_repeated(one.case.occurred_at),
        which=kept.which if kept else "",
        why=kept.why if kept else "",
        problem=kept.problem if kept else "",
        is_confirmed=confirmed_moment(one.findings) is not None,
    )


def confirm_place_of(one: Settling, typed: Typed | None) -> ConfirmPlace:
    """The form for road and town, filled with what letters would name."""
    kept = typed if typed is not None and typed.is_place else None
    road, town = (kept.road, kept.town) if kept else for_letter(one.case.place)
    return ConfirmPlace(
        url=f"{case_url(one.case)}/place",
        road=road,
        town=town,
        why=kept.why if kept else "",
        problem=kept.problem if kept else "",
        is_confirmed=confirmed_place(one.findings) is not None,
    )


def _offers(one: Settling) -> tuple[OfferedMoment, ...]:
    said = one.answers.occurred_at
    offers = offered(said, one.recordings, one.case.received_at)
    first = first_without_why(one.case, said, one.recordings)
    before = binding_clock(one.case, one.policy)
    return tuple(
        OfferedMoment(
            value=each.at.isoformat(),
            title=at_words(each.at),
            words=each.words,
            change=change_in_words(before, binding_clock(moved_to(one.case, each.at), one.policy), one.today),
            why=needs_why(each.at, said, offers, first),
        )
        for each in offers
    )


def _word(word: Word) -> str:
    on = day_in_words(london_day(word.on))
    told = f"Confirmed by {word.by} on {on}, {rests_on_words(word.rests_on)}."
    return f"{told} “{word.why}”" if word.why else told


def _since(one: Settling) -> str:
    """What the confirmed day changed beside the earliest credible one, for as long as the clock runs."""
    if one.case.stage is Stage.DECIDED:
        return ""
    earliest = earliest_day(one.answers.occurred_at, one.recordings).day
    before = binding_clock(counting_from(one.case, earliest), one.policy)
    change = change_in_words(before, binding_clock(one.case, one.policy), one.today)
    return f"The earliest credible day was {day_in_words(earliest)}. {change}" if change else ""
