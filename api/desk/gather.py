"""Loads what the review desk shows of one case; it decides nothing and changes nothing."""

from uuid import UUID

from api.desk.frame import Desk
from api.desk.media import are_sealed
from api.desk.shape_footage import clip_of, sealed_clip
from api.desk.shape_leave import beside_of
from api.desk.shape_likeness import SeenBefore
from api.desk.shape_outcomes import Weighed
from api.desk.shape_queue import case_url
from api.desk.shape_review import Opened, undo_of
from api.desk.telemetry import Travelled, travelled
from api.views.leave import Beside
from api.views.review import Clip, Undo
from storage.errors import Missing
from storage.listing import FootageState
from storage.unit import Unit
from triage.case import Allegation, Case
from triage.errors import BadAnswer
from triage.job import JobKind
from triage.marker import Marker
from triage.outcome import Outcome
from triage.permission import Permission, may
from triage.policy import Policy
from triage.priority import Lane
from triage.reference import parse_reference
from triage.steps.facts import answers_of, clock_of, conflict_of, decider_of, plays, recordings_of
from triage.steps.incident import around
from triage.steps.review import may_read
from triage.steps.sidecar import videos_first
from triage.steps.weigh import Order, allegation_of, decision_facts
from triage.submission import Answers, Footage, Submission

SHOWN_NEXT = 3


def case_of(desk: Desk, reference: str, position: int) -> Case:
    """The case of an address, if this officer may read it; a mistyped reference is no case either."""
    try:
        canonical = parse_reference(reference)
    except BadAnswer:
        raise Missing("There is no such report.") from None
    case = desk.unit.cases.find_by_reference(canonical, position)
    if case is None:
        raise Missing("There is no such report.")
    may_read(desk.unit, case, desk.officer)
    return case


def open_case(desk: Desk, case: Case, clip: int, about: UUID | None = None) -> Opened:
    """Everything the page needs, in one transaction. ``about`` is the allegation that was chosen."""
    unit = desk.unit
    policy = unit.policy.on(unit.today, law_on=case.offence_on)
    decisions = unit.decisions.list_for(case.id)
    one = allegation_of(case, decisions, about)
    submission = unit.submissions.get(case.submission_id)
    answers = answers_of(submission)
    findings = unit.findings.list_for(submission.id, case_id=case.id)
    shown = clip if 0 <= clip < len(submission.footage) else 0
    is_vehicle_known = bool(case.registration)
    return Opened(
        case=case,
        answers=answers,
        findings=findings,
        recordings=recordings_of(unit, submission, case, answers),
        clips=_clips(unit, case, submission, answers),
        clip=shown,
        travelled=_travelled(desk, case, submission, shown),
        about=one,
        decisions=decisions,
        clock=clock_of(case, one, policy),
        weighed=_weighed(desk, case, one, policy, plays(findings)),
        others=unit.cases.list_for_registration(case.registration) if is_vehicle_known else (),
        letters=unit.letters.list_for_registration(case.registration) if is_vehicle_known else (),
        markers=_standing(unit, case) if is_vehicle_known else (),
        following=_following(unit, case),
        undo=undo_for(desk, policy),
        beside=_beside(desk, case, policy),
        seen_before=_seen_before(desk, case),
        place=unit.listing.place_in_lane(case),
        names=unit.staff.names(),
    )


def _standing(unit: Unit, case: Case) -> list[Marker]:
    """The markers that stand on the vehicle."""
    return [one for one in unit.markers.list_about(case.registration) if one.stands(unit.now)]


def undo_for(desk: Desk, policy: Policy) -> Undo | None:
    """The officer's last decision, while it is held."""
    last = desk.unit.decisions.find_last_by(desk.officer.id)
    case = None if last is None else desk.unit.cases.find(last.case_id)
    path = "decisions" if may(desk.officer.role, Permission.CASE_DECIDE) else "conclusions"
    return undo_of(last, case, policy, desk.unit.now, path=path)


def _weighed(desk: Desk, case: Case, one: Allegation, policy: Policy, is_playable: bool | None) -> Weighed:
    # The outcome is not looked at: what stands against each is asked of the same facts.
    order = Order(Outcome.NO_FURTHER_ACTION)
    facts = decision_facts(desk.unit, case, one, order, policy, by=desk.officer.id)
    return Weighed(
        facts=facts,
        decider=decider_of(desk.unit, case, desk.officer),
        policy=policy,
        now=desk.unit.now,
        plate_known=bool(case.registration),
        plays=is_playable,
    )


def _beside(desk: Desk, case: Case, policy: Policy) -> tuple[Beside, ...]:
    """The other vehicles of the report and the other reports of the event; what is not theirs to see is a number."""
    unit = desk.unit
    of_event = around(unit, case, policy).others if case.incident_id is not None else ()
    seen = [one for one in of_event if _is_for(desk, one)]
    return beside_of(case, unit.cases.list_for_submission(case.submission_id), seen, len(of_event) - len(seen))


def _is_for(desk: Desk, one: Case) -> bool:
    """Whether this officer may see that case, too."""
    is_open = one.lane != Lane.RESTRICTED or may(desk.officer.role, Permission.RESTRICTED_VIEW)
    return is_open and not conflict_of(desk.unit, one, desk.officer)


def _seen_before(desk: Desk, case: Case) -> tuple[SeenBefore, ...]:
    """Other reports of the recording; of a sealed report nothing is shown by way of its copies."""
    unit, found = desk.unit, []
    for alike in unit.fingerprints.list_for(case.submission_id):
        theirs = unit.cases.list_for_submission(alike.beside(case.submission_id))
        shown = [] if are_sealed(theirs) else [one for one in theirs if _is_for(desk, one)]
        found.append(SeenBefore(alike, shown[0] if shown else None))
    return () if _is_sealed(unit, case) else tuple(found)


def _is_sealed(unit: Unit, case: Case) -> bool:
    """Whether the footage of this case is sealed: it belongs to the report, so sealing one vehicle's case seals it."""
    return are_sealed(unit.cases.list_for_submission(case.submission_id))


def _clips(unit: Unit, case: Case, submission: Submission, answers: Answers) -> tuple[Clip, ...]:
    if _is_sealed(unit, case):
        return tuple(sealed_clip(one) for one in submission.footage)
    is_blurred = answers.hurt
    return tuple(
        _clip(unit, one, f"{case_url(case)}?clip={number}", is_blurred=is_blurred)
        for number, one in enumerate(videos_first(submission))
    )


def _clip(unit: Unit, footage: Footage, url: str, *, is_blurred: bool) -> Clip:
    return clip_of(
        footage,
        unit.submissions.list_derived(footage.id),
        unit.findings.list_for(footage.submission_id, footage_id=footage.id),
        unit.jobs.find_for(footage.id, JobKind.EXTRACT),
        unit.jobs.find_for(footage.id, JobKind.LOOK),
        url=url,
        is_blurred=is_blurred,
    )


def _travelled(desk: Desk, case: Case, submission: Submission, shown: int) -> Travelled:
    if not submission.footage or _is_sealed(desk.unit, case):
        return Travelled()
    footage = videos_first(submission)[shown]
    return travelled(
        desk.house.files, footage.submission_id, desk.unit.submissions.find_derived(footage.id, "telemetry")
    )


def _following(unit: Unit, case: Case) -> list[tuple[Case, FootageState]]:
    """The first cases of the queue that nobody holds."""
    first = unit.cases.list_by_ids(unit.queue.top(SHOWN_NEXT + 10))
    free = [one for one in first if one.id != case.id and not one.is_claimed(unit.now)][:SHOWN_NEXT]
    states = unit.listing.footage_states([one.submission_id for one in free])
    return [(one, states.get(one.submission_id, "unreadable")) for one in free]
