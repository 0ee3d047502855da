"""From cases to the rows of a lane: why each stands there, how old it is, and what can still be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from api.desk.shape_clock import due_of, end_of, time_left
from api.desk.shape_queue import case_url, described, place_of
from api.templating import short_date
from api.views.lanes import LaneRow, LaneWhy
from triage.case import Case, main_allegation
from triage.finding import Finding
from triage.policy import Policy
from triage.priority import ToConfirm

CAN_STILL_BE_SERVED = (
    "Serve the notice another way until {until}: by hand, or by recorded delivery that arrives in time.",
    "Rely on an exception and say why: an accident, or a keeper who could not be found in time.",
    "Decide on another offence that needs no notice.",
    "Send a warning letter after an officer has watched the footage.",
)
CANNOT_BE_SERVED = (
    "Decide on another offence that needs no notice, within its six months.",
    "Rely on an exception and say why: an accident, or a keeper who could not be found in time.",
    "Send a warning letter after an officer has watched the footage.",
    "Close it as out of time, with its cause: the force's delay or a late report.",
)


@dataclass(frozen=True)
class Shown:
    """What the rows of a lane need beside their cases."""

    policy: Policy
    now: datetime
    names: Mapping[str, str]
    posters: Mapping[UUID, UUID]


def lane_row(case: Case, shown: Shown, why: Sequence[LaneWhy]) -> LaneRow:
    """A case as every lane shows it; a sealed one has no picture anywhere."""
    due = due_of(case.last_post, case.service_deadline, case.due_at, shown.now)
    poster = None if case.sealed_at is not None else shown.posters.get(case.submission_id)
    holder = shown.names.get(str(case.claimed_by), "Somebody") if case.is_claimed(shown.now) else ""
    return LaneRow(
        reference=case.reference if case.position == 1 else f"{case.reference} / {case.position}",
        url=case_url(case),
        version=case.version,
        offence=shown.policy.offence(main_allegation(case).offence).title,
        vehicle=described(case),
        where=place_of(case),
        why=tuple(why),
        due_words=due.words,
        due_on=due.on,
        time_left=due.time_left,
        urgency=due.urgency,
        age=time_left(shown.now, case.received_at),
        poster_url=f"/footage/{poster}/poster" if poster else "",
        claimed_by=holder,
    )


def to_confirm_row(row: LaneRow, reasons: Sequence[ToConfirm], policy: Policy, *, may_act: bool) -> LaneRow:
    """The row with its two answers: yes closes it for the first reason that closes anything, no has it reviewed."""
    named = next((one.reason for one in reasons if one.reason), "")
    words = policy.reasons[named].words if named in policy.reasons else ""
    if not may_act or row.claimed_by:
        return row
    base = row.url.removeprefix("/review/")
    return replace(
        row,
        yes_url=f"/lanes/confirm/{base}/yes" if words else "",
        yes_words=words,
        no_url=f"/lanes/confirm/{base}/no",
    )


def whys(reasons: Sequence[ToConfirm], findings: Sequence[Finding]) -> tuple[LaneWhy, ...]:
    """Each reason with the finding behind it: who says so, and how sure that is."""
    return tuple(_why(one, findings) for one in reasons)


def rescue_choices(case: Case, now: datetime) -> tuple[str, ...]:
    """What a supervisor can still do, in sentences."""
    if case.service_deadline is not None and end_of(case.service_deadline) >= now:
        return tuple(one.format(until=short_date(case.service_deadline)) for one in CAN_STILL_BE_SERVED)
    return CANNOT_BE_SERVED


def is_past(case: Case, now: datetime) -> bool:
    """No notice can be served any more."""
    return case.service_deadline is None or end_of(case.service_deadline) < now


def _why(reason: ToConfirm, findings: Sequence[Finding]) -> LaneWhy:
    said = [one for one in findings if reason.kind and one.kind == reason.kind]
    if not said:
        return LaneWhy(reason.words, "answers and policy")
    sure = max((one.confidence for one in said if one.confidence is not None), default=None)
    return LaneWhy(reason.words, said[-1].source, "" if sure is None else f"{100 * sure:.0f} % sure")
