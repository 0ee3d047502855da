"""Finalise: the hold is over. Letters and tasks follow, what was superseded is recalled, and the reporter is told."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from triage.actor import PRODUCT
from triage.calendar import at_london
from triage.case import Allegation, Case, Stage, moved
from triage.finding import Finding, JsonValue
from triage.job import JobKind
from triage.letter import KIND_TITLES, LetterKind
from triage.notice import FAIL_IDENTIFY, RequirementState
from triage.outcome import AFTER_NOTICE, ON_THE_ROAD, Outcome, letters_following
from triage.policy import Policy
from triage.priority import Lane
from triage.record import Decision, Letter, LetterState
from triage.reference import reference_from
from triage.steps.addressing import UNSENT
from triage.steps.ask_second_look import awaits_second_look
from triage.steps.facts import STANDARDS_REFERRAL, UNKNOWN_KEEPER
from triage.steps.keeper import TO_THE_KEEPER, address
from triage.steps.marker import mark_cloned
from triage.steps.ports import Unit
from triage.steps.stopped import stop_decision, why_stopped
from triage.steps.weigh import allegation_of, speaking, standing_on
from triage.steps.withdraw import recall_for, stop_link, take_back
from triage.worklist import TaskKind

TOLD_FROM = time(9, 0)
PROFESSIONAL_STANDARDS = "professional_standards"
# The road from a notice to its end: these tasks fall away when a decision leaves that road.
ROAD = frozenset(
    {
        *(TaskKind.KEEPER_LOOKUP, TaskKind.AWAIT_REPLY, TaskKind.CONCLUDE, TaskKind.AWAIT_OFFER),
        *(TaskKind.NO_LETTER_POSSIBLE, TaskKind.SERVICE_IN_DOUBT, TaskKind.SERVE_ANOTHER_WAY),
    }
)


def finalise(unit: Unit, decision_id: UUID) -> None:
    """Make a held decision final, once, unless something stands against it by now or a second look is wanted first.

    It closes its own allegation; the case is decided when none is left open.
    """
    case = unit.cases.get_locked(unit.decisions.get(decision_id).case_id)
    decision = unit.decisions.get(decision_id)
    if decision.withdrawn_at is not None or decision.finalised_at is not None:
        return
    why = why_stopped(unit, case, decision)
    if why:
        stop_decision(unit, case, decision, why)
        return
    if awaits_second_look(unit, case, decision):
        return
    unit.decisions.finalise(decision_id)
    policy = unit.policy.on(unit.today, law_on=case.offence_on)
    _recall(unit, case, decision)
    _recall_other_plates(unit, case, decision)
    if decision.reason == PROFESSIONAL_STANDARDS:
        # Ranking looks for this: whatever is still open of the case stays with the few who may see it.
        referred = Finding(STANDARDS_REFERRAL, True, "officer", "desk", "1")
        unit.findings.add(case.submission_id, (referred,), case_id=case.id)
    if decision.outcome is Outcome.FALSE_PLATES:
        mark_cloned(unit, case)
    kept = _leave_letters(unit, case, decision, policy)
    unit.proposals.overtake(case.id)
    _close(unit, case, decision, {"decision": str(decision_id), "letters": [one.kind for one in kept]})
    _open_tasks(unit, case, decision, policy)
    if decision.outcome is not Outcome.NOTICE or not kept:
        told_at = _told_from(unit.cases.get(case.id), decision)
        unit.jobs.leave(JobKind.FEEDBACK, case.id, once=f"feedback:{decision_id}", run_after=told_at)


def _told_from(case: Case, decision: Decision) -> datetime | None:
    """A notice by hand is told of when its fourteen days are over: by then it was served, or it does not count."""
    if decision.outcome is not Outcome.NOTICE or case.service_deadline is None:
        return None
    return at_london(case.service_deadline + timedelta(days=1), TOLD_FROM)


def _close(unit: Unit, case: Case, decision: Decision, told: dict[str, JsonValue]) -> None:
    """Close the allegation; the others keep their clocks, and the case is ranked again by what is left."""
    one = allegation_of(case, (), decision.allegation_id) if decision.allegation_id else case.allegations[0]
    closed = tuple(
        replace(other, open=False) if decision.automatic or other.id == one.id else other for other in case.allegations
    )
    is_over = not any(other.open for other in closed)
    is_restricted = decision.reason == PROFESSIONAL_STANDARDS
    if not is_over and not is_restricted and case.stage is not Stage.DECIDED:
        # No new version: an officer may be deciding the next offence of this case at this moment.
        unit.cases.close_allegation(case.id, one.id)
        unit.history.add(case.id, "finalised", PRODUCT, told)
        _rank_again(unit, case, decision)
        return
    said = speaking(case, unit.decisions.list_for(case.id))
    decided_now = is_over and case.stage is not Stage.DECIDED
    unit.cases.save(
        replace(
            case,
            stage=moved(case, Stage.DECIDED) if decided_now else case.stage,
            decided_at=unit.now if decided_now else case.decided_at,
            lane=Lane.RESTRICTED.value if is_restricted else case.lane,
            outcome=said.outcome.value if is_over and said is not None else case.outcome,
            allegations=closed,
        ),
        by=PRODUCT,
        action="finalised",
        payload=told,
    )
    if not is_over and case.stage is not Stage.DECIDED:
        _rank_again(unit, case, decision)


def _rank_again(unit: Unit, case: Case, decision: Decision) -> None:
    """When the officer's lease has run out: a new rank is a new version, and would refuse what they are writing."""
    later = case.lease_until if case.is_claimed(unit.now) else None
    unit.jobs.leave(JobKind.PRIORITISE, case.id, once=f"prioritise:{case.id}:{decision.id}", run_after=later)


def _recall(unit: Unit, case: Case, decision: Decision) -> None:
    """Stop or take back what the superseded decision sent, unless the new one only goes on from it."""
    if decision.outcome is Outcome.FALSE_PLATES:
        # No letter to the keeper of the copied plate ever leaves, whichever offence it was about.
        for one in {letter.decision_id for letter in unit.letters.list_for_case(case.id)} - {decision.id}:
            recall_for(unit, one)
        _leave_the_road(unit, case)
    if decision.offence == FAIL_IDENTIFY:
        _close_tasks(unit, case, frozenset({TaskKind.UNANSWERED}), "decided")
    if decision.supersedes is None:
        return
    _close_tasks(unit, case, frozenset({TaskKind.NO_LETTER_POSSIBLE}), "decided")
    before = unit.decisions.get(decision.supersedes)
    if decision.outcome in AFTER_NOTICE:
        for letter in unit.letters.list_for_decision(before.id):
            if letter.state in UNSENT:
                take_back(unit, letter, "superseded", by=PRODUCT)
        _close_tasks(unit, case, frozenset({TaskKind.CONCLUDE, TaskKind.AWAIT_OFFER}), "concluded")
        return
    recall_for(unit, before.id)
    if before.outcome in ON_THE_ROAD and not _others_on_the_road(unit, case, decision):
        _leave_the_road(unit, case)
    if all(one.state != LetterState.WAITING for one in unit.letters.list_for_case(case.id)):
        _close_tasks(unit, case, frozenset({TaskKind.KEEPER_LOOKUP}), "superseded")


def _leave_the_road(unit: Unit, case: Case) -> None:
    """Nobody is asked any more who was driving, and nothing of it is left to do."""
    _close_tasks(unit, case, ROAD, "superseded")
    for link in unit.requirements.list_for_case(case.id):
        if link.closed_at is None:
            unit.requirements.save(replace(link, state=RequirementState.STOPPED, closed_at=unit.now))


def _recall_other_plates(unit: Unit, case: Case, decision: Decision) -> None:
    """The registration was corrected with this decision: what another offence was to send names the wrong vehicle."""
    for one in unit.letters.list_for_case(case.id):
        if one.registration == case.registration or one.kind not in TO_THE_KEEPER or one.decision_id == decision.id:
            continue
        if one.state in UNSENT and take_back(unit, one, "registration_corrected", by=PRODUCT):
            due = _referral_due(case, unit.today, unit.policy.on(unit.today, law_on=case.offence_on))
            once = f"other_plate:{one.id}"
            unit.worklist.open(TaskKind.NO_LETTER_POSSIBLE, case.id, case.id, due, once=once)
            if one.requirement_id is not None:
                stop_link(unit, unit.requirements.get_locked(one.requirement_id), "registration_corrected")


def _others_on_the_road(unit: Unit, case: Case, decision: Decision) -> bool:
    decisions = unit.decisions.list_for(case.id)
    others: list[Allegation] = [one for one in case.allegations if one.id != decision.allegation_id]
    standing = [standing_on(case, decisions, one) for one in others]
    return any(one is not None and one.outcome in ON_THE_ROAD for one in standing)


def _close_tasks(unit: Unit, case: Case, kinds: frozenset[TaskKind], why: str) -> None:
    for task in unit.worklist.list_for_case(case.id):
        if task.closed_at is None and task.kind in kinds:
            unit.worklist.close(task.subject, task.kind, why)


def _open_tasks(unit: Unit, case: Case, decision: Decision, policy: Policy) -> None:
    """What a supervisor still has to do: pass the case on, or consider a warning under s.59 PRA 2002."""
    due = _referral_due(case, unit.today, policy)
    if decision.outcome is Outcome.REFERRED:
        unit.worklist.open(TaskKind.REFERRAL, case.id, decision.id, due, once=f"referral:{decision.id}")
    if decision.s59_recommended:
        unit.worklist.open(TaskKind.SECTION_59, case.id, decision.id, due, once=f"section_59:{decision.id}")


def _referral_due(case: Case, today: date, policy: Policy) -> date:
    """Within the force's days, and before a clock that runs on: a referral stops none."""
    due = today + timedelta(days=policy.limits.referral_days)
    return min(due, case.last_post) if case.last_post is not None and case.last_post >= today else due


def _leave_letters(unit: Unit, case: Case, decision: Decision, policy: Policy) -> tuple[Letter, ...]:
    offence = policy.offence(decision.offence)
    if decision.automatic:
        wanted: tuple[tuple[str, str], ...] = ((LetterKind.AUTOMATIC_ADVICE.value, ""),)
    else:
        wanted = letters_following(decision.outcome, decision.step, offence, policy)
    if not case.registration:
        return ()
    left = tuple(unit.letters.leave(_letter(unit, case, decision, kind, level)) for kind, level in wanted)
    for one in left:
        address(unit, one.id)
    return left


def _letter(unit: Unit, case: Case, decision: Decision, kind: str, level: str) -> Letter:
    # A reference of its own: the keeper must not learn the one the reporter signs in with.
    reference = "L" + reference_from(unit.chance(16))[2:]
    return Letter(
        id=unit.new_id(),
        decision_id=decision.id,
        case_id=case.id,
        kind=kind,
        step=decision.step,
        recipient=UNKNOWN_KEEPER,
        registration=case.registration,
        reference=reference,
        state=LetterState.WAITING.value,
        rule=_rule(decision, kind, level),
        created_at=unit.now,
    )


def _rule(decision: Decision, kind: str, level: str) -> str:
    """Which rule fired, in words that a person can check."""
    if decision.automatic:
        return "Automatic advice, approved by a supervisor: nobody could review the report in time."
    if kind == LetterKind.WARNING.value:
        return f"Warning of level {level}: {decision.step} earlier warnings count (policy {decision.policy_version})."
    return f"{KIND_TITLES[kind]}: decided by an officer (policy {decision.policy_version})."
