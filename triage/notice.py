"""What follows a notice: a requirement to name the driver for each link of the chain, and offers to the driver."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


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
