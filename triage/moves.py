"""Which outcome may follow which: who may record it, until when, and what it needs; whatever is not here is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from triage.outcome import Outcome
from triage.permission import Permission


class Until(StrEnum):
    """Until when a move can be made; each day counts to its end in London. A day that does not bind is passed over."""

    LAST_POST = "last_post"
    SERVICE_DEADLINE = "service_deadline"
    SUMMARY_LIMIT = "summary_limit"
    LETTER_LEFT = "letter_left"  # where no letter follows, until the day of the decision is over


class Need(StrEnum):
    """What a move needs beside its permission and its time."""

    ABOUT_DRIVING = "about_driving"
    KEEPER_OFFENCE = "keeper_offence"
    S172 = "s172"
    IN_PERSON = "in_person"
    OWN = "own"
    PLATE_KNOWN = "plate_known"
    OTHER_PLATE = "other_plate"
    ONE_LETTER = "one_letter"
    ENFORCEABLE = "enforceable"
    WILLING = "willing"
    UNPUBLISHED = "unpublished"
    ORIGINAL = "original"
    NOTICE_SERVED = "notice_served"
    PERSON_KNOWN = "person_known"
    COURSE = "course"
    FIXED_PENALTY = "fixed_penalty"
    EXCEPTION = "exception"
    OUT_OF_TIME = "out_of_time"
    FORCE_WAS_LATE = "force_was_late"
    REPORT_WAS_LATE = "report_was_late"
    CLAIMED = "claimed"
    OTHER_SERVICE = "other_service"
    REASON = "reason"
    MARK_PLAYED = "mark_played"


# What kind of allegation a way is for: a way that does not fit the allegation is no way at all.
KIND_NEEDS = frozenset({Need.ABOUT_DRIVING, Need.KEEPER_OFFENCE, Need.S172, Need.IN_PERSON})
# What the person at the desk can still give while they decide.
FORM_NEEDS = frozenset(
    {Need.PLATE_KNOWN, Need.OTHER_PLATE, Need.CLAIMED, Need.OTHER_SERVICE, Need.REASON, Need.MARK_PLAYED}
)


@dataclass(frozen=True)
class Move:
    """One way to come to an outcome. Every time of `until` must still run; an empty one means always."""

    permission: Permission
    until: tuple[Until, ...]
    needs: frozenset[Need]


Ways: TypeAlias = Mapping[Outcome, tuple[Move, ...]]
NOTHING: frozenset[Need] = frozenset()

_WATCHED = frozenset({Need.ABOUT_DRIVING, Need.CLAIMED, Need.MARK_PLAYED})
_BY_LETTER = _WATCHED | {Need.S172, Need.PLATE_KNOWN, Need.ONE_LETTER}
_TO_THE_RIDER = _WATCHED | {Need.IN_PERSON, Need.OTHER_SERVICE}
_WITNESSED = frozenset({Need.WILLING, Need.UNPUBLISHED, Need.ORIGINAL})
_PROSECUTED = _WITNESSED | {Need.ENFORCEABLE}


def _warning(by: Permission, until: tuple[Until, ...] = (), more: frozenset[Need] = NOTHING) -> Ways:
    """A warning letter to the keeper, or the same words to a rider in person."""
    return {Outcome.WARNING_LETTER: (Move(by, until, _BY_LETTER | more), Move(by, until, _TO_THE_RIDER | more))}


def _notice(by: Permission, until: tuple[Until, ...] = (), more: frozenset[Need] = NOTHING) -> Ways:
    """A notice: by post while it arrives, by a supervisor another way, late by an exception, or to a rider's hand."""
    posted = _BY_LETTER | _PROSECUTED | more
    return {
        Outcome.NOTICE: (
            Move(by, (*until, Until.LAST_POST), posted),
            Move(Permission.RESCUE_ACT, (*until, Until.SERVICE_DEADLINE), posted | {Need.OTHER_SERVICE}),
            Move(by, (*until, Until.SUMMARY_LIMIT), posted | {Need.EXCEPTION}),
            Move(by, (*until, Until.SERVICE_DEADLINE), _TO_THE_RIDER | _PROSECUTED | more),
        )
    }


def _without_letter(by: Permission, until: tuple[Until, ...] = (), more: frozenset[Need] = NOTHING) -> Ways:
    """The outcomes that send nobody a letter; each needs its reason."""
    outcomes = (Outcome.NO_FURTHER_ACTION, Outcome.REFERRED, Outcome.FALSE_PLATES, Outcome.EMERGENCY_EXEMPTION)
    return dict.fromkeys(outcomes, (Move(by, until, more | {Need.CLAIMED, Need.REASON}),))


def _out_of_time(by: Permission, more: frozenset[Need] = NOTHING) -> Ways:
    """Out of time, with its true cause."""
    needs = more | {Need.CLAIMED, Need.OUT_OF_TIME}
    return {
        Outcome.OUT_OF_TIME_FORCE: (Move(by, (), needs | {Need.FORCE_WAS_LATE}),),
        Outcome.OUT_OF_TIME_LATE: (Move(by, (), needs | {Need.REPORT_WAS_LATE}),),
    }


def _concluded(*outcomes: Outcome, until: tuple[Until, ...] = (), more: frozenset[Need] = NOTHING) -> Ways:
    """Course, fixed penalty or court for whoever is known to be liable, inside the six months."""
    own = {Outcome.EDUCATION_COURSE: {Need.COURSE}, Outcome.FIXED_PENALTY: {Need.FIXED_PENALTY}}
    times = (*until, Until.SUMMARY_LIMIT)
    return {
        one: (Move(Permission.NOTICE_CONCLUDE, times, more | {Need.PERSON_KNOWN} | own.get(one, set())),)
        for one in outcomes
    }


def _dropped(more: frozenset[Need] = NOTHING) -> Ways:
    """No further action on the keeper's own silence."""
    return {Outcome.NO_FURTHER_ACTION: (Move(Permission.NOTICE_CONCLUDE, (), more | {Need.REASON}),)}


def _together(*tables: Ways) -> Ways:
    """One table of several: the ways to one outcome are tried in the order given."""
    joined: dict[Outcome, tuple[Move, ...]] = {}
    for table in tables:
        for outcome, ways in table.items():
            joined[outcome] = (*joined.get(outcome, ()), *ways)
    return MappingProxyType(joined)


_DRIVING, _OWN = frozenset({Need.ABOUT_DRIVING}), frozenset({Need.OWN})
_KEEPER, _SERVED = frozenset({Need.KEEPER_OFFENCE}), _WITNESSED | {Need.NOTICE_SERVED}
_FIRST = _together(
    _without_letter(Permission.CASE_DECIDE, more=_DRIVING),
    _warning(Permission.CASE_DECIDE),
    _notice(Permission.CASE_DECIDE),
    _out_of_time(Permission.CASE_DECIDE, _DRIVING),
    # RTA 1988 s.172(3): who does not name the driver is liable for that alone, and no notice comes before it.
    _concluded(Outcome.FIXED_PENALTY, Outcome.COURT, more=_KEEPER),
    _dropped(_KEEPER),
)
# Whoever decided may think again while nothing has left the house; afterwards it is somebody else's.
_SECOND_THOUGHTS = _together(
    _without_letter(Permission.CASE_DECIDE, (Until.LETTER_LEFT,), _OWN),
    _warning(Permission.CASE_DECIDE, (Until.LETTER_LEFT,), _OWN),
)


def _superseded(more: frozenset[Need] = NOTHING) -> Ways:
    """What may follow an outcome that asks nobody for anything; `more` is what a letter to a keeper needs then."""
    return _together(
        _without_letter(Permission.CASE_SUPERSEDE),
        _warning(Permission.CASE_SUPERSEDE, more=more),
        _notice(Permission.CASE_SUPERSEDE, more=more),
        _out_of_time(Permission.CASE_SUPERSEDE),
        _concluded(Outcome.FIXED_PENALTY, Outcome.COURT, more=_KEEPER),
        _without_letter(Permission.CASE_DECIDE, (Until.LETTER_LEFT,), _OWN),
        _warning(Permission.CASE_DECIDE, (Until.LETTER_LEFT,), _OWN | more),
        _own_notice(more),
    )


def _own_notice(more: frozenset[Need]) -> Ways:
    """A notice by whoever decided otherwise a moment ago; what a supervisor may do beyond that stands apart."""
    ways = _notice(Permission.CASE_DECIDE, (Until.LETTER_LEFT,), _OWN | more)[Outcome.NOTICE]
    return {Outcome.NOTICE: tuple(one for one in ways if one.permission is Permission.CASE_DECIDE)}


_AFTER_NOTICE = _together(
    _concluded(Outcome.EDUCATION_COURSE, Outcome.FIXED_PENALTY, Outcome.COURT, more=_SERVED),
    _without_letter(Permission.NOTICE_CONCLUDE),
    _warning(Permission.CASE_SUPERSEDE),
    _SECOND_THOUGHTS,
)
# What comes to light later ends what is with the driver or the court under its own name: a copied plate, an emergency.
_ENDED = _without_letter(Permission.NOTICE_CONCLUDE)
_REPLACED = _superseded()
MOVES: Mapping[Outcome | None, Ways] = MappingProxyType(
    {
        None: _FIRST,
        Outcome.NOTICE: _AFTER_NOTICE,
        Outcome.EDUCATION_COURSE: _together(_concluded(Outcome.FIXED_PENALTY, Outcome.COURT), _ENDED),
        Outcome.FIXED_PENALTY: _together(_concluded(Outcome.COURT), _ENDED),
        # An offer instead is for the day on which court was chosen: after it the papers are with the court.
        Outcome.COURT: _together(
            _concluded(Outcome.EDUCATION_COURSE, Outcome.FIXED_PENALTY, until=(Until.LETTER_LEFT,)), _ENDED
        ),
        Outcome.NO_FURTHER_ACTION: _REPLACED,
        Outcome.WARNING_LETTER: _REPLACED,
        Outcome.REFERRED: _REPLACED,
        Outcome.EMERGENCY_EXEMPTION: _REPLACED,
        Outcome.OUT_OF_TIME_FORCE: _REPLACED,
        Outcome.OUT_OF_TIME_LATE: _REPLACED,
        # No letter ever goes to the keeper of the plate that was copied.
        Outcome.FALSE_PLATES: _superseded(frozenset({Need.OTHER_PLATE})),
    }
)
NEEDS_REASON = frozenset(
    outcome
    for ways in MOVES.values()
    for outcome, moves in ways.items()
    if any(Need.REASON in one.needs for one in moves)
)
