"""What follows a notice: a requirement to name the driver for each link of the chain, and offers to the driver."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from triage.calendar import london_day
from triage.errors import BadAnswer, NotAllowedNow
from triage.outcome import Outcome
from triage.worklist import TaskKind

CHAIN_LIMIT = 6  # keeper, lessee, hirer, driver and two to spare: a longer chain is a person's business
FAIL_IDENTIFY = "fail_identify"  # RTA 1988 s.172(3), in the table of offences


class RequirementState(StrEnum):
    """Where one link of the chain is. Only the first link carries a notice of intended prosecution."""

    WAITING = "waiting"  # its letter has not left
    ASKED = "asked"
    REPLIED = "replied"
    UNANSWERED = "unanswered"
    RETURNED = "returned"
    IN_DOUBT = "in_doubt"  # returned after the service deadline
    STOPPED = "stopped"  # the case was decided otherwise, or no letter may be sent to this party


class KeeperAnswer(StrEnum):
    """What somebody answers to a requirement under RTA 1988 s.172."""

    I_WAS_DRIVING = "i_was_driving"
    NAMED_DRIVER = "named_driver"
    HIRED = "hired"
    LEASED = "leased"
    SOLD = "sold"
    NOT_KNOWN = "not_known"
    NOT_MY_VEHICLE = "not_my_vehicle"
    DECEASED = "deceased"


class OfferState(StrEnum):
    """Where an offer to a driver is."""

    OFFERED = "offered"
    COMPLETED = "completed"  # the course
    PAID = "paid"  # the fixed penalty
    INELIGIBLE = "ineligible"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Requirement:
    """One link of the chain. Days are London days; ``reply_due`` is service + 27 (RTA 1988 s.172(7)(a))."""

    id: UUID
    case_id: UUID
    position: int
    party_id: UUID
    state: RequirementState
    created_at: datetime
    served_on: date | None = None
    reply_due: date | None = None
    reminded_on: date | None = None
    replied_on: date | None = None
    answer: KeeperAnswer | None = None
    named_party_id: UUID | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Offer:
    """A course or a fixed penalty, offered to the driver by one decision."""

    id: UUID
    case_id: UUID
    decision_id: UUID
    party_id: UUID
    kind: str
    state: OfferState
    created_at: datetime
    answer_due: date | None = None
    answered_on: date | None = None


class Capacity(StrEnum):
    """As whom a party of the chain is asked."""

    KEEPER = "keeper"
    HIRER = "hirer"
    LESSEE = "lessee"
    BUYER = "buyer"
    DRIVER = "driver"


class OfferKind(StrEnum):
    """What a driver can be offered instead of court."""

    COURSE = "course"
    FIXED_PENALTY = "fixed_penalty"


@dataclass(frozen=True)
class Following:
    """What an answer leads to: a further party to ask, or a task for a person; ``words`` offer it on the form."""

    words: str
    asks: Capacity | None = None
    task: TaskKind | None = None


FOLLOWS: Mapping[KeeperAnswer, Following] = MappingProxyType(
    {
        KeeperAnswer.I_WAS_DRIVING: Following("They were driving", task=TaskKind.CONCLUDE),
        KeeperAnswer.NAMED_DRIVER: Following("They name the driver", asks=Capacity.DRIVER),
        KeeperAnswer.HIRED: Following("The vehicle was on hire to", asks=Capacity.HIRER),
        KeeperAnswer.LEASED: Following("The vehicle was leased to", asks=Capacity.LESSEE),
        KeeperAnswer.SOLD: Following("The vehicle had been sold to", asks=Capacity.BUYER),
        KeeperAnswer.NOT_KNOWN: Following("They do not know who was driving", task=TaskKind.UNANSWERED),
        KeeperAnswer.NOT_MY_VEHICLE: Following(
            "It was not their vehicle: the plates may be false", task=TaskKind.NO_LETTER_POSSIBLE
        ),
        KeeperAnswer.DECEASED: Following("They have died", task=TaskKind.NO_LETTER_POSSIBLE),
    }
)
ANSWERABLE = frozenset(
    # A late answer is still an answer, and one to a letter that came back proves that another copy arrived.
    {RequirementState.ASKED, RequirementState.UNANSWERED, RequirementState.RETURNED, RequirementState.IN_DOUBT}
)
KIND_OF_OFFER: Mapping[Outcome, OfferKind] = MappingProxyType(
    {Outcome.EDUCATION_COURSE: OfferKind.COURSE, Outcome.FIXED_PENALTY: OfferKind.FIXED_PENALTY}
)
ENDS: Mapping[OfferKind, Mapping[OfferState, str]] = MappingProxyType(
    {
        OfferKind.COURSE: MappingProxyType(
            {
                OfferState.COMPLETED: "The driver completed the course",
                OfferState.INELIGIBLE: "The driver may not take it (a course in the past three years)",
                OfferState.DECLINED: "The driver declined",
            }
        ),
        OfferKind.FIXED_PENALTY: MappingProxyType(
            {
                OfferState.PAID: "The penalty was paid and the licence was produced",
                OfferState.INELIGIBLE: "The driver may not have it (points on the licence)",
                OfferState.DECLINED: "The driver asks for court",
            }
        ),
    }
)
SETTLED = frozenset({OfferState.COMPLETED, OfferState.PAID})


def next_link(chain: Sequence[Requirement], answer: KeeperAnswer, *, asked_before: bool) -> Following:
    """What follows an answer to the last link of a chain; a person goes on where the chain may not.

    ``asked_before``: whoever is named stands in the chain already. A chain has at most six links and no circle.
    """
    follows = FOLLOWS[answer]
    if follows.asks is None:
        return follows
    if asked_before:
        return Following("The chain has come back to somebody who was asked before.", task=TaskKind.NO_LETTER_POSSIBLE)
    if max((one.position for one in chain), default=0) >= CHAIN_LIMIT:
        return Following(f"The chain has reached {CHAIN_LIMIT} links.", task=TaskKind.NO_LETTER_POSSIBLE)
    return follows


def require_answerable(link: Requirement, replied_on: date, today: date) -> None:
    """Raises NotAllowedNow where no answer is expected, BadAnswer for a day on which nobody can have answered."""
    if link.state is RequirementState.REPLIED:
        raise NotAllowedNow("This reply has been entered already.")
    if link.state not in ANSWERABLE:
        raise NotAllowedNow("Nobody has been asked yet, or the answer is no longer wanted.")
    if replied_on > today:
        raise BadAnswer("replied_on", "The reply cannot have come after today.")
    if replied_on < london_day(link.created_at):
        raise BadAnswer("replied_on", "The reply cannot have come before the request was written.")


def wants_reminder(link: Requirement, today: date, reminder_days: int) -> bool:
    """Whether a reminder is due: once, from so many days before the last day, and never after it."""
    if link.state is not RequirementState.ASKED or link.reply_due is None or link.reminded_on is not None:
        return False
    return link.reply_due - timedelta(days=reminder_days) <= today <= link.reply_due


def is_silent(link: Requirement, today: date) -> bool:
    """Whether the whole of the 28 days has gone by without an answer (RTA 1988 s.172(7)(a))."""
    return link.state is RequirementState.ASKED and link.reply_due is not None and today > link.reply_due


def failed_on(link: Requirement) -> date | None:
    """The day of the offence under RTA 1988 s.172(3): the first on which an answer was late."""
    return None if link.reply_due is None else link.reply_due + timedelta(days=1)


def driver_of(chain: Sequence[Requirement]) -> UUID | None:
    """The party who said that they were driving; None while nobody has."""
    said = [one.party_id for one in chain if one.answer is KeeperAnswer.I_WAS_DRIVING]
    return said[-1] if said else None


def why_not_yet(offers: Sequence[Offer]) -> str:
    """What an offer says against concluding a case otherwise, in a sentence; empty when nothing does."""
    if any(one.state is OfferState.OFFERED for one in offers):
        return "An offer is still open: enter first what came of it."
    if any(one.state in SETTLED for one in offers):
        return "The driver has completed the course or paid: nothing more follows."
    return ""


def require_end(offer: Offer, state: OfferState, answered_on: date, today: date) -> None:
    """Raises NotAllowedNow for an offer that has ended, BadAnswer for an end or a day it cannot have."""
    if offer.state not in (OfferState.OFFERED, OfferState.LAPSED):
        raise NotAllowedNow("What came of this offer has been entered already.")
    if state not in ENDS[OfferKind(offer.kind)]:
        raise BadAnswer("state", "Choose what came of the offer.")
    if not london_day(offer.created_at) <= answered_on <= today:
        raise BadAnswer("answered_on", "Enter a day between the offer and today.")


def has_lapsed(offer: Offer, today: date) -> bool:
    """Whether the last day to take the offer has gone by."""
    return offer.state is OfferState.OFFERED and offer.answer_due is not None and today > offer.answer_due
