"""From cases to the rows of the queue: why each stands where it stands, and who has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.desk.paging import Cursor
from api.desk.shape_clock import due_of
from api.templating import clock_time, plate
from api.views.lanes import ClaimedRow, FoundPage, QueueUsePage, SkipRow
from api.views.staff import HeldBy, LaneTab, QueuePage, QueueRow
from storage.errors import Missing
from storage.listing import FootageState
from storage.queue import Claim, Skips
from triage.case import Case, main_allegation
from triage.claims import Claimed
from triage.permission import Permission, may
from triage.policy import Policy
from triage.priority import IN_FILTER, TIERS, Lane

PAGE_LENGTH = 50
LANES: tuple[tuple[Lane, str, Permission], ...] = (
    (Lane.QUEUE, "Queue", Permission.QUEUE_VIEW),
    (Lane.URGENT, "Urgent", Permission.URGENT_ACT),
    (Lane.CONFIRM, "Confirm", Permission.CASE_CONFIRM),
    (Lane.AUDIT, "Audit", Permission.QUEUE_VIEW),
    (Lane.RESCUE, "Rescue", Permission.RESCUE_ACT),
    (Lane.RESTRICTED, "Restricted", Permission.RESTRICTED_VIEW),
)
TOLD = {
    "nothing": "No case is free for you at the moment.",
    "released": "Given back. It does not count as a skip.",
    "conflict": "Noted. The case goes to somebody else and is closed to you.",
    "urgent": "The duty supervisor has been alarmed. If somebody is in danger now, call the control room as well.",
    "restricted": "Referred. Only those who may see restricted cases see it now.",
    "withdrew": "Noted. The report stands on the confirm list: close it there, or go on in the public interest.",
    "sealed": "Sealed. Nobody sees the footage, nothing was deleted, and a supervisor has been alarmed.",
}
SKIPS = {
    "not_sure": "Not sure",
    "needs_second_look": "Needs a second pair of eyes",
    "technical": "Footage does not work here",
    "needs_expertise": "Needs special knowledge",
    "break": "Break or end of duty",
    "not_said": "Not said",
}


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


@dataclass(frozen=True)
class Standing:
    """How the queue stands around one page of it, and for whom the page is."""

    lanes: tuple[LaneTab, ...]
    waiting: Mapping[str, int]
    claims: tuple[tuple[Claim, Case], ...]
    role: str
    first_place: int = 1
    told: str = ""


def lane_url(lane: str) -> str:
    """Where a lane is worked; Missing for a lane nobody knows."""
    if lane not in set(Lane):
        raise Missing("There is no such list.")
    return "/queue" if lane == Lane.QUEUE else f"/lanes/{lane}"


def tabs(waiting: Mapping[str, int], current: Lane | None, role: str) -> tuple[LaneTab, ...]:
    """The lanes this role may open, with how many wait in each."""
    return tuple(
        LaneTab(title, lane_url(lane), waiting.get(lane, 0), lane is current)
        for lane, title, permission in LANES
        if may(role, permission)
    )


def held_by(standing: Standing) -> tuple[HeldBy, ...]:
    """What each person has open, since when and until when, with a way to take it over for those who may."""
    takes = may(standing.role, Permission.CASE_TAKE_OVER)
    shown = [
        (claim, case)
        for claim, case in standing.claims
        if case.lane != Lane.RESTRICTED or may(standing.role, Permission.RESTRICTED_VIEW)
    ]
    return tuple(
        HeldBy(
            officer=claim.name,
            reference=case.reference,
            url=case_url(case),
            since=claim.since,
            until=claim.lease_until,
            take_over_url=f"{case_url(case)}/take-over" if takes else "",
        )
        for claim, case in shown
    )


def queue_page(cases: Sequence[Case], listed: Listed, standing: Standing) -> QueuePage:
    """One page of the queue."""
    rows = tuple(_row(case, place, listed) for place, case in enumerate(cases, start=standing.first_place))
    held = held_by(standing)
    is_any_free = any(not row.claimed_by for row in rows)
    return QueuePage(
        lanes=standing.lanes,
        rows=rows,
        held=held,
        next_url=_next_url(cases, standing.first_place),
        open_next_url="/review" if may(standing.role, Permission.CASE_REVIEW) else "",
        told=TOLD.get(standing.told, ""),
        left=() if is_any_free else what_is_left(held, standing),
        use_url="/queue/over-claims" if may(standing.role, Permission.DASHBOARD_VIEW) else "",
    )


def what_is_left(held: Sequence[HeldBy], standing: Standing) -> tuple[str, ...]:
    """Why nothing is free, in sentences: what is held, what waits elsewhere, and what a supervisor could do."""
    said = []
    if held:
        last = min(one.until for one in held)
        noun = "case is" if len(held) == 1 else "cases are"
        said.append(f"{len(held)} {noun} held; the next claim ends at {clock_time(last)} unless its page stays open.")
    elsewhere = [f"{standing.waiting[lane]} in {title}" for lane, title, _ in LANES[1:] if standing.waiting.get(lane)]
    if elsewhere:
        said.append(f"Other lists: {', '.join(elsewhere)}.")
    if held or any(standing.waiting.get(lane) for lane in (Lane.RESCUE, Lane.URGENT, Lane.RESTRICTED)):
        said.append("A supervisor can take over what is held, and act on urgent, rescue and restricted cases.")
    return tuple(said) or ("New reports appear as soon as their footage has been read.",)


def found_page(part: str, cases: Sequence[Case], listed: Listed, *, hidden: int) -> FoundPage:
    """The cases of a registration, newest first."""
    return FoundPage(part, tuple(_row(one, place, listed) for place, one in enumerate(cases, start=1)), hidden)


def use_page(
    claimed: Sequence[Claimed],
    skips: Sequence[Skips],
    lanes: tuple[LaneTab, ...],
    policy: Policy,
    names: Mapping[str, str],
    since: datetime,
) -> QueueUsePage:
    """Over-claiming by category, and skips."""
    least = policy.limits.least_base
    return QueueUsePage(
        lanes=lanes,
        rows=tuple(
            ClaimedRow(
                policy.offences[one.offence].title if one.offence in policy.offences else one.offence,
                one.decided,
                one.as_named,
                one.lowered,
                one.other,
                one.no_offence,
                one.overclaimed_percent(least),
            )
            for one in claimed
        ),
        skips=tuple(
            SkipRow(names.get(one.actor, "Somebody"), SKIPS.get(one.why, one.why), one.number) for one in skips
        ),
        least=least,
        since=since,
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
    """The addend that moves the case most, in the words of the rank; the filter stands beside it as the tier."""
    weighed = [(_days(one), str(one.get("words", ""))) for one in case.rank if one.get("words") != IN_FILTER]
    days, words = max(weighed, key=lambda one: abs(one[0]), default=(0.0, ""))
    return f"{words}, {abs(days):.1f} d {'earlier' if days < 0 else 'later'}" if days else words


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


def _next_url(cases: Sequence[Case], first_place: int) -> str:
    if len(cases) < PAGE_LENGTH or cases[-1].rank_key is None:
        return ""
    return f"/queue?after={Cursor(cases[-1].rank_key, cases[-1].id, first_place + len(cases))}"
