"""What is kept of a case beside itself: decisions, letters, proposals and keepers, as frozen facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from triage.finding import JsonValue
from triage.outcome import Outcome


class LetterState(StrEnum):
    """Where a letter is. Until its batch has left it can be recalled; afterwards it can only be withdrawn."""

    WAITING = "waiting"  # for the keeper to be looked up
    QUEUED = "queued"
    PRINTED = "printed"
    SENT = "sent"
    VOID = "void"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Decision:
    """What was recorded: outcome, why, by whom, under which policy, and when it becomes final."""

    id: UUID
    case_id: UUID
    case_version: int
    outcome: Outcome
    reason: str
    offence: str
    step: int
    automatic: bool
    note: str
    seconds_played: float
    decided_by: UUID
    role: str
    policy_version: int
    at: datetime
    final_at: datetime
    supersedes: UUID | None = None
    finalised_at: datetime | None = None
    withdrawn_at: datetime | None = None
    allegation_id: UUID | None = None
    exception: str | None = None
    other_service: str | None = None
    s59_recommended: bool = False


@dataclass(frozen=True)
class Letter:
    """One letter to one recipient; ``step`` counts the earlier warnings that raise its level."""

    id: UUID
    decision_id: UUID
    case_id: UUID
    kind: str
    step: int
    recipient: str
    registration: str
    reference: str
    state: str
    rule: str
    created_at: datetime
    sha256: str | None = None
    pages: int | None = None
    posted_on: date | None = None
    served_on: date | None = None
    sent_at: datetime | None = None
    voided_at: datetime | None = None
    language: str = "en"
    service: str = "first_class"
    channel: str | None = None
    party_id: UUID | None = None
    requirement_id: UUID | None = None
    batch_id: UUID | None = None
    printed_at: datetime | None = None
    returned_on: date | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class Proposal:
    """An automatic letter that a rule would allow and a supervisor has not yet looked at."""

    id: UUID
    case_id: UUID
    because: Sequence[str]
    state: str
    at: datetime
    decided_by: UUID | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Keeper:
    """A party to a notice as a person, a register or a reply gave them: the registered keeper, or whoever was named.

    ``valid_on`` is the day the register was asked about; ``state`` is one of `triage.keeper.KeeperState`.
    """

    id: UUID
    registration: str
    name: str
    address: tuple[str, ...]
    state: str
    source: str
    capacity: str = "keeper"
    case_id: UUID | None = None
    valid_on: date | None = None
    language: str = "en"


@dataclass(frozen=True)
class Derived:
    """A file made from an original: its parent, tool, arguments and own hash, and never without them."""

    id: UUID
    footage_id: UUID
    role: str
    parent_sha256: str
    tool: str
    version: str
    arguments: Mapping[str, JsonValue]
    media_type: str
    sha256: str
    size: int
