"""From cases to the rows of the queue: why each stands where it stands, and who has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.desk.paging import Cursor
from api.desk.shape_clock import due_of
from api.templating import plate
from api.views.staff import HeldBy, LaneTab, QueuePage, QueueRow
from storage.listing import FootageState
from storage.queue import Claim
from triage.case import Case, main_allegation
from triage.permission import Permission, may
from triage.policy import Policy
from triage.priority import TIERS, Lane

PAGE_LENGTH = 50
LANES: tuple[tuple[Lane, str, Permission], ...] = (
    (Lane.QUEUE, "Queue", Permission.QUEUE_VIEW),
    (Lane.URGENT, "Urgent", Permission.QUEUE_VIEW),
    (Lane.CONFIRM, "Confirm", Permission.QUEUE_VIEW),
    (Lane.AUDIT, "Audit", Permission.QUEUE_VIEW),
    (Lane.RESCUE, "Rescue", Permission.RESCUE_ACT),
    (Lane.RESTRICTED, "Restricted", Permission.RESTRICTED_VIEW),
)


@dataclass(frozen=True)
class Listed:
    """What the rows need beside their cases."""

    policy: Policy
    now: datetime
    officer_id: UUID
    names: Mapping[str, str]
    footage: Mapping[UUID, FootageState]


def case_url(case: Case) -> str:
    """Where a case is read and decided."""
    return f"/review/{case.reference}/{case.position}"


def tabs(waiting: Mapping[str, int], current: Lane, role: str) -> tuple[LaneTab, ...]:
    """The lanes this role may open, with how many wait in each."""
    return tuple(
        LaneTab(title, "/queue" if lane is Lane.QUEUE else f"/queue?lane={lane}", waiting.get(lane, 0), lane is current)
        for lane, title, permission in LANES
        if may(role, permission)
    )


def held_by(claims: Sequence[Claim]) -> tuple[HeldBy, ...]:
    """How many cases each person has open, so that an empty list explains itself."""
    names = [claim.name for claim in claims]
    return tuple(HeldBy(name, names.count(name)) for name in dict.fromkeys(names))


def queue_page(
    cases: Sequence[Case],
    listed: Listed,
    *,
    lane: Lane,
    lanes: tuple[LaneTab, ...],
    claims: Sequence[Claim],
    first_place: int,
    may_claim: bool,
) -> QueuePage:
    """One page of a lane."""
    rows = tuple(_row(case, place, listed) for place, case in enumerate(cases, start=first_place))
    return QueuePage(
        lanes=lanes,
        rows=rows,
        held=held_by(claims),
        next_url=_next_url(cases, lane, first_place),
        open_next_url="/review" if may_claim and lane is Lane.QUEUE else "",
    )


def described(case: Case) -> str:
    """The vehicle on one line: plate, colour, make, model; or what else identifies it."""
    vehicle = case.vehicle
    looks = " ".join(part for part in (vehicle.colour, vehicle.make, vehicle.model) if part) or vehicle.description
    marked = plate(vehicle.registration) if vehicle.registration else "No plate visible"
    return f"{marked}, {looks}" if looks else marked


def place_of(case: Case) -> str:
    """Road and town on one line."""
    return ", ".join(part for part in (case.place.road, case.place.town) if part)


def strongest(case: Case) -> str:
    """The addend that moves the case most, in the words of the rank."""
    weighed = [(abs(_days(one)), str(one.get("words", ""))) for one in case.rank]
    return max(weighed)[1] if weighed else ""


def _days(addend: Mapping[str, object]) -> float:
    days = addend.get("days")
    return float(days) if isinstance(days, (int, float)) else 0.0


def _row(case: Case, place: int, listed: Listed) -> QueueRow:
    due = due_of(case.last_post, case.service_deadline, case.due_at, listed.now)
    is_claimed = case.is_claimed(listed.now)
    return QueueRow(
        place=place,
        reference=case.reference if case.position == 1 else f"{case.reference} / {case.position}",
        url=case_url(case),
        offence=listed.policy.offence(main_allegation(case).offence).title,
        vehicle=described(case),
        where=place_of(case),
        tier=case.tier or 3,
        tier_words=TIERS[case.tier or 3],
        reason=strongest(case),
        due_words=due.words,
        due_on=due.on,
        time_left=due.time_left,
        urgency=due.urgency,
        claimed_by=listed.names.get(str(case.claimed_by), "Somebody") if is_claimed else "",
        is_mine=is_claimed and case.claimed_by == listed.officer_id,
        footage=listed.footage.get(case.submission_id, "unreadable"),
    )


def _next_url(cases: Sequence[Case], lane: Lane, first_place: int) -> str:
    if len(cases) < PAGE_LENGTH or cases[-1].rank_key is None:
        return ""
    cursor = Cursor(cases[-1].rank_key, cases[-1].id, first_place + len(cases))
    return f"/queue?lane={lane}&after={cursor}"
