"""A second look as a supervisor sees it: who recorded what, the marker behind it, and until when it can wait."""

from api.desk.frame import Desk
from api.desk.shape_days import left_in_words, urgency_of
from api.desk.shape_queue import case_url
from api.views.staff import SecondLook
from triage.errors import TriageError
from triage.marker import MarkerKind
from triage.paper import offence_in_words
from triage.second_look import require_confirmable, require_second_person
from triage.steps.ask_second_look import clock_of_decision
from triage.steps.marker import reporter_of
from triage.worklist import Task


def second_look_of(desk: Desk, task: Task) -> SecondLook:
    """One decision to confirm or send back; whoever recorded it reads that it is for somebody else."""
    unit = desk.unit
    case, decision = unit.cases.get(task.case_id), unit.decisions.get(task.subject)
    policy = unit.policy.on(unit.today, law_on=case.offence_on)
    about = reporter_of(unit, case)
    markers = [] if about is None else unit.markers.list_about(about)
    url, is_own = f"/approvals/looks/{decision.id}", decision.decided_by == desk.officer.id
    why_not = _why_not(desk, task)
    footage = unit.submissions.get(case.submission_id).footage
    stills = [one.id for one in footage if unit.submissions.find_derived(one.id, "poster")]
    return SecondLook(
        reference=case.reference if case.position == 1 else f"{case.reference} / {case.position}",
        case_url=case_url(case),
        outcome=policy.outcome_titles[decision.outcome],
        offence=offence_in_words(policy.offence(decision.offence).title),
        recorded_by=unit.staff.get(decision.decided_by).name,
        recorded_at=decision.at,
        reason=policy.reason(decision.reason).words if decision.reason else "",
        note=decision.note,
        marker_why="; ".join(one.why for one in markers if one.kind is MarkerKind.BAD_FAITH and one.stands(unit.now))
        or "It has ended since: somebody still has to answer.",
        markers_url=f"/markers/{case.reference}/{case.position}",
        due_on=task.due_on,
        left=left_in_words(task.due_on, unit.today),
        urgency=urgency_of(task.due_on, unit.today),
        version=case.version,
        confirm_url="" if why_not else f"{url}/confirm",
        back_url="" if is_own else f"{url}/back",
        why_not=why_not,
        still_url=f"/footage/{stills[0]}/poster" if stills and case.sealed_at is None else "",
    )


def _why_not(desk: Desk, task: Task) -> str:
    """What stands against this person confirming it, in a sentence; empty when nothing does."""
    unit = desk.unit
    case, decision = unit.cases.get(task.case_id), unit.decisions.get(task.subject)
    try:
        require_second_person(decision, desk.officer.id)
        require_confirmable(decision, clock_of_decision(unit, case, decision), unit.today)
    except TriageError as refusal:
        return refusal.sentence
    return ""
