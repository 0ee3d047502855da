"""Decide: an officer records an outcome, may undo it for a moment, and then it is final and letters follow."""

from dataclasses import dataclass, replace
from uuid import UUID

from triage.actor import PRODUCT, Officer
from triage.case import Allegation, Case, Stage, main_allegation, moved
from triage.deadline import clock_for
from triage.errors import NotAllowedNow, NotPermitted, NotReviewed
from triage.finding import JsonValue
from triage.job import JobKind
from triage.letter import LetterKind
from triage.outcome import Decided, DecisionFacts, Outcome, decide, letters_following
from triage.policy import Policy
from triage.record import Decision, Letter
from triage.reference import reference_from
from triage.steps.facts import (
    UNKNOWN_KEEPER,
    answers_of,
    decider_of,
    escalation_of,
    keeper_name,
)
from triage.steps.ports import Unit
from triage.viewing import Viewing

UNWATCHED = Viewing()


@dataclass(frozen=True)
class Order:
    """What an officer wants recorded, as the desk sends it."""

    outcome: Outcome
    reason: str = ""
    offence: str = ""
    note: str = ""
    registration: str | None = None
    viewing: Viewing = UNWATCHED


def record(unit: Unit, case_id: UUID, version: int, order: Order, *, by: Officer) -> Decision:
    """Hold a decision on a claimed case; it becomes final when its hold runs out.

    Raises SomeoneElseWasFirst for a stale version, NotReviewed for a case held by nobody or somebody else, and
    what `triage.outcome.decide` raises.
    """
    case = _corrected(unit.cases.get_as_read(case_id, version), order)
    if case.claimed_by != by.id:
        raise NotReviewed("Open this report before you decide it: it is not yours at the moment.")
    policy = unit.policy.on(unit.today)
    facts = decision_facts(unit, case, order, policy)
    decider = decider_of(unit, case, by)
    decided = decide(facts, order.outcome, order.reason or None, by=decider, policy=policy, now=unit.now)
    decision = _decision_of(unit, case, decided, order, facts.escalation_step, by)
    return hold(unit, case, decision, told_of(decision, decided.disposal, decided.published_reason), by=by)


def undo(unit: Unit, decision_id: UUID, *, by: Officer) -> Case:
    """Take a held decision back; what was undone stays on record, and the case is the officer's again."""
    decision = unit.decisions.get(decision_id)
    case = unit.cases.get_locked(decision.case_id)
    if decision.decided_by != by.id:
        raise NotPermitted("Only the person who recorded this decision can undo it.")
    if decision.withdrawn_at is not None:
        return case
    if decision.finalised_at is not None or unit.now >= decision.final_at:
        raise NotAllowedNow("This decision is final and can no longer be undone.")
    unit.decisions.withdraw(decision_id, by.id)
    opened = unit.cases.save(
        replace(case, held_until=None, outcome=None),
        by=by.actor,
        action="decision_withdrawn",
        payload={"decision": str(decision_id)},
    )
    unit.queue.claim(case.id, by.id, lease_seconds=unit.policy.on(unit.today).limits.lease_seconds)
    return opened


def finalise(unit: Unit, decision_id: UUID) -> None:
    """The hold is over: the case is decided, its letters are written down and its reporter will be told."""
    case = unit.cases.get_locked(unit.decisions.get(decision_id).case_id)
    decision = unit.decisions.get(decision_id)
    if decision.withdrawn_at is not None or decision.finalised_at is not None:
        return
    unit.decisions.finalise(decision_id)
    policy = unit.policy.on(unit.today)
    kept = _leave_letters(unit, case, decision, policy)
    unit.proposals.overtake(case.id)
    unit.cases.save(
        replace(
            case,
            stage=moved(case, Stage.DECIDED),
            decided_at=unit.now,
            allegations=tuple(replace(one, open=False) for one in case.allegations),
        ),
        by=PRODUCT,
        action="finalised",
        payload={"decision": str(decision_id), "letters": [one.kind for one in kept]},
    )
    if decision.outcome is not Outcome.NOTICE or not kept:
        unit.jobs.leave(JobKind.FEEDBACK, case.id, once=f"feedback:{decision_id}")


def _corrected(case: Case, order: Order) -> Case:
    """The case with the offence and registration that the officer confirmed."""
    main = main_allegation(case)
    confirmed = replace(main, offence=order.offence or main.offence, confirmed=True)
    vehicle = case.vehicle
    if order.registration is not None:
        vehicle = replace(vehicle, registration=order.registration)
    return replace(
        case,
        vehicle=vehicle,
        allegations=tuple(confirmed if one.id == main.id else one for one in case.allegations),
    )


def decision_facts(unit: Unit, case: Case, order: Order, policy: Policy) -> DecisionFacts:
    """What a decision on this case depends on: for recording it, and for showing beforehand what stands against it."""
    main: Allegation = main_allegation(case)
    offence = unit.policy.on(case.offence_on).offence(main.offence)
    answers = answers_of(unit.submissions.get(case.submission_id))
    viewing = order.viewing if order.viewing.mark_s is not None else replace(order.viewing, mark_s=answers.mark_s)
    return DecisionFacts(
        offence=offence,
        clock=clock_for(offence, main.offence_on, case.received_at, policy),
        received_at=case.received_at,
        mark_played=viewing.mark_played,
        seconds_played=viewing.seconds,
        escalation_step=escalation_of(unit, case, policy).step,
        willing_for_court=answers.willing_for_court,
    )


def hold(unit: Unit, case: Case, decision: Decision, told: dict[str, JsonValue], *, by: Officer) -> Decision:
    """Keep a decision until its hold runs out: the case leaves the queue, and a job will ask again."""
    unit.decisions.add(decision)
    unit.cases.save(
        replace(case, held_until=decision.final_at, outcome=decision.outcome.value),
        by=by.actor,
        action="decided",
        payload=told,
    )
    unit.queue.release(case.id, by.id)
    unit.jobs.leave(JobKind.FINALISE, decision.id, once=f"finalise:{decision.id}", run_after=decision.final_at)
    return decision


def told_of(decision: Decision, disposal: str, published_reason: str | None) -> dict[str, JsonValue]:
    """What history says of a decision: codes and figures, no words of anybody's."""
    return {
        "decision": str(decision.id),
        "outcome": decision.outcome.value,
        "disposal": disposal,
        "reason": decision.reason,
        "published_reason": published_reason,
        "offence": decision.offence,
        "automatic": decision.automatic,
        "escalation_step": decision.step,
        "seconds_played": decision.seconds_played,
        "policy": decision.policy_version,
    }


def _decision_of(unit: Unit, case: Case, decided: Decided, order: Order, step: int, by: Officer) -> Decision:
    return Decision(
        id=unit.new_id(),
        case_id=case.id,
        case_version=case.version,
        outcome=decided.outcome,
        reason=decided.reason or "",
        offence=decided.offence,
        step=step,
        automatic=False,
        note=order.note,
        seconds_played=decided.seconds_played,
        decided_by=by.id,
        role=by.role,
        policy_version=decided.policy_version,
        at=decided.at,
        final_at=decided.final_at,
    )


def _leave_letters(unit: Unit, case: Case, decision: Decision, policy: Policy) -> tuple[Letter, ...]:
    offence = unit.policy.on(case.offence_on).offence(decision.offence)
    if decision.automatic:
        wanted: tuple[tuple[str, str], ...] = ((LetterKind.AUTOMATIC_ADVICE.value, ""),)
    else:
        wanted = letters_following(decision.outcome, decision.step, offence, policy)
    if not case.registration:
        return ()
    left = tuple(unit.letters.leave(_letter(unit, case, decision, kind, level)) for kind, level in wanted)
    for one in left:
        unit.jobs.leave(JobKind.LETTER, one.id, once=f"letter:{one.id}")
        unit.history.add(case.id, "letter_queued", PRODUCT, {"letter": str(one.id), "kind": one.kind})
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
        recipient=keeper_name(unit, case.registration) or UNKNOWN_KEEPER,
        registration=case.registration,
        reference=reference,
        state="queued",
        rule=_rule(decision, kind, level),
        created_at=unit.now,
    )


def _rule(decision: Decision, kind: str, level: str) -> str:
    """Which rule fired, in words that a person can check."""
    if decision.automatic:
        return "Automatic advice, approved by a supervisor: nobody could review the report in time."
    if kind == LetterKind.WARNING.value:
        return f"Warning of level {level}: {decision.step} earlier warnings count (policy {decision.policy_version})."
    return f"{kind}: decided by an officer (policy {decision.policy_version})."
