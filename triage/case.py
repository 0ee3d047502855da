"""A case is one vehicle in one incident: where it stands on the road, and what it owns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from triage.errors import NotAllowedNow
from triage.finding import JsonValue
from triage.plate import normalise
from triage.submission import Place, Vehicle


class Stage(StrEnum):
    """Past participles of the journey's words; things move forward only."""

    RECEIVED = "received"
    EXTRACTED = "extracted"
    PRIORITISED = "prioritised"
    DECIDED = "decided"


NEXT: Mapping[Stage, frozenset[Stage]] = {
    Stage.RECEIVED: frozenset({Stage.EXTRACTED}),
    Stage.EXTRACTED: frozenset({Stage.PRIORITISED}),
    Stage.PRIORITISED: frozenset({Stage.DECIDED}),
    Stage.DECIDED: frozenset(),
}


@dataclass(frozen=True)
class Allegation:
    """One offence alleged against the vehicle, with its own clock (dates are London days)."""

    id: UUID
    offence: str
    offence_on: date
    confirmed: bool = False
    open: bool = True
    rank_key: int | None = None
    strength: float | None = None
    service_deadline: date | None = None
    last_post: date | None = None
    decision_due: date | None = None
    summary_limit: date | None = None
    due_at: datetime | None = None
    exception: str | None = None
    against: str = "driver"


@dataclass(frozen=True)
class Case:
    """One vehicle in one incident. ``version`` goes up with every save; the second writer is refused."""

    id: UUID
    submission_id: UUID
    reference: str
    position: int
    stage: Stage
    lane: str
    version: int
    vehicle: Vehicle
    place: Place
    occurred_at: datetime
    offence_on: date
    received_at: datetime
    policy_version: int
    allegations: tuple[Allegation, ...]
    open: bool = False
    rank_key: int | None = None
    tier: int | None = None
    rank: Sequence[Mapping[str, JsonValue]] = ()
    service_deadline: date | None = None
    last_post: date | None = None
    decision_due: date | None = None
    due_at: datetime | None = None
    claimed_by: UUID | None = None
    lease_until: datetime | None = None
    overdue_at: datetime | None = None
    held_until: datetime | None = None
    withdrawn_at: datetime | None = None
    sealed_at: datetime | None = None
    decided_at: datetime | None = None
    outcome: str | None = None
    told_class: str | None = None
    told_at: datetime | None = None
    incident_id: UUID | None = None

    @property
    def registration(self) -> str:
        """The registration as plates are compared; empty when no plate was visible."""
        return normalise(self.vehicle.registration)

    def is_claimed(self, now: datetime) -> bool:
        """Somebody holds a lease on it that has not run out."""
        return self.claimed_by is not None and self.lease_until is not None and self.lease_until > now

    def is_claimed_by(self, staff_id: UUID, now: datetime) -> bool:
        """This person holds the lease."""
        return self.claimed_by == staff_id and self.is_claimed(now)

    def is_held(self, now: datetime) -> bool:
        """A decision has been recorded and can still be undone."""
        return self.held_until is not None and self.held_until > now and self.stage is not Stage.DECIDED


def moved(case: Case, to: Stage) -> Stage:
    """The stage ``to``, if the road leads there from where the case stands."""
    if to not in NEXT[case.stage]:
        raise NotAllowedNow(f"This report is already {case.stage.value} and cannot become {to.value}.")
    return to


def is_open(case: Case) -> bool:
    """Whether a person may take it: prioritised, with no decision held, not sealed.

    One that its reporter withdrew stays open on the confirm list: the public interest may still want it.
    """
    return case.stage is Stage.PRIORITISED and case.held_until is None and case.sealed_at is None


def main_allegation(case: Case) -> Allegation:
    """The open allegation against the driver that ranks first; when none is open, the first that was made."""
    live = [one for one in case.allegations if one.open and one.against == "driver"] or list(case.allegations)
    return min(live, key=lambda one: (one.rank_key is None, one.rank_key or 0))
