"""A second look: while a bad-faith marker stands about a reporter, no letter goes to a keeper on one person's word."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from triage.calendar import day_in_words
from triage.deadline import Clock
from triage.errors import NotPermitted, TooLateToProsecute
from triage.outcome import Outcome
from triage.record import Decision

# What first reaches a keeper. What follows a notice rests on the keeper's own answer, and on this look.
TO_THE_KEEPER = frozenset({Outcome.WARNING_LETTER, Outcome.NOTICE})


class SecondLook(StrEnum):
    """What the second person said."""

    CONFIRMED = "confirmed"
    SENT_BACK = "sent_back"


def wants_second_look(decision: Decision, *, in_bad_faith: bool) -> bool:
    """Whether somebody else has to confirm a decision before its letter can leave; an automatic one is never made."""
    return in_bad_faith and not decision.automatic and decision.outcome in TO_THE_KEEPER


def confirm_until(decision: Decision, clock: Clock) -> date | None:
    """The last London day on which a confirmation still serves: it gives a decision no day that it did not have.

    By post until the last posting day, another way until the fourteenth, with an exception of RTOA 1988 s.2 and where
    no notice is needed until the six months end; a warning letter at any time (None).
    """
    if decision.outcome is not Outcome.NOTICE:
        return None
    if decision.exception:
        return clock.summary_limit
    bound = clock.service_deadline if decision.other_service else clock.last_post
    return bound or clock.summary_limit


def look_due_on(decision: Decision, clock: Clock, today: date) -> date:
    """The day a second look lapses on the work list: the one its letter must leave by, and never one gone by."""
    by_hand = clock.service_deadline if decision.other_service else None
    return max(by_hand or clock.last_day, today)


def require_second_person(decision: Decision, staff_id: UUID) -> None:
    """Raises NotPermitted for whoever recorded the decision."""
    if decision.decided_by == staff_id:
        raise NotPermitted("You recorded this decision, so somebody else takes the second look.")


def require_confirmable(decision: Decision, clock: Clock, today: date) -> None:
    """Raises TooLateToProsecute once the notice can no longer leave in time."""
    until = confirm_until(decision, clock)
    if until is not None and today > until:
        raise TooLateToProsecute(
            f"This notice could be confirmed until {day_in_words(until)}. Send it back: what can still be done is "
            "decided anew."
        )
