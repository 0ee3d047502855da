"""Decide: an officer records an outcome, may undo it for a moment, and then it is final and letters follow."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from triage.actor import Officer
from triage.case import Allegation, Case, Stage
from triage.errors import NotAllowedNow, NotPermitted
from triage.finding import JsonValue
from triage.job import JobKind
from triage.outcome import Decided
from triage.record import Decision
from triage.ruling import decide
from triage.steps.facts import decider_of
from triage.steps.finalise import finalise as finalise
from triage.steps.ports import Unit
from triage.steps.weigh import Order as Order
from triage.steps.weigh import allegation_of, clocked, corrected, decision_facts, standing_on, undecided


def record(unit: Unit, case_id: UUID, version: int, order: Order, *, by: Officer) -> Decision:
    """Hold the first decision on an allegation of a claimed case; it becomes final when its hold runs out.

    The other allegations keep their clocks, and the case stays with the officer until each has a decision.
    Raises SomeoneElseWasFirst for a stale version, NotAllowedNow for an allegation that has been decided, and
    what `triage.ruling.decide` raises.
    """
    case = unit.cases.get_as_read(case_id, version)
    one = allegation_of(case, unit.decisions.list_for(case_id), order.allegation)
    if case.stage is not Stage.DECIDED and standing_on(case, unit.decisions.list_for(case_id), one) is not None:
        raise NotAllowedNow("This offence has been decided: choose another, or undo that decision.")
    return ruled(unit, case, one.id, order, by=by)


def ruled(unit: Unit, was: Case, allegation_id: UUID, order: Order, *, by: Officer) -> Decision:
    """Ask the rules, then hold the decision: the way of every decision that a person makes."""
    decisions = unit.decisions.list_for(was.id)
    refuse_overlap(was, decisions, allegation_of(was, decisions, allegation_id))
    case, one = corrected(was, allegation_of(was, decisions, allegation_id), order)
    policy = unit.policy.on(unit.today, law_on=case.offence_on)
    facts = decision_facts(unit, case, one, order, policy, by=by.id, was=was)
    decider = decider_of(unit, case, by)
    decided = decide(facts, order.outcome, order.reason or None, by=decider, policy=policy, now=unit.now)
    standing = standing_on(case, decisions, one)
    decision = replace(
        _decision_of(unit, case, decided, order, by),
        step=facts.escalation_step,
        allegation_id=one.id,
        supersedes=None if standing is None else standing.id,
    )
    told = told_of(decision, decided.disposal, decided.published_reason)
    return hold(unit, clocked(case, one, facts.clock), decision, told, by=by)


def refuse_overlap(case: Case, decisions: Sequence[Decision], one: Allegation) -> None:
    """Nothing takes the place of a decision that is still held, nor of any on a sealed case: two would send letters."""
    if case.stage is not Stage.DECIDED:
        return
    if case.sealed_at is not None:
        raise NotAllowedNow("This case is sealed: nothing is decided on it until a supervisor opens it again.")
    standing = standing_on(case, decisions, one)
    if standing is not None and standing.finalised_at is None:
        raise NotAllowedNow("A decision on this offence is held at the moment. Look again when it is final.")


def undo(unit: Unit, decision_id: UUID, *, by: Officer) -> Case:
    """Take a held decision back; what was undone stays on record, and an undecided case is the officer's again."""
    case = unit.cases.get_locked(unit.decisions.get(decision_id).case_id)
    # Read again under the lock: it may have become final while this waited, and then its letters are on their way.
    decision = unit.decisions.get(decision_id)
    if decision.decided_by != by.id:
        raise NotPermitted("Only the person who recorded this decision can undo it.")
    if decision.withdrawn_at is not None:
        return case
    if decision.finalised_at is not None or unit.now >= decision.final_at:
        raise NotAllowedNow("This decision is final and can no longer be undone.")
    unit.decisions.withdraw(decision_id, by.id)
    is_decided = case.stage is Stage.DECIDED
    opened = unit.cases.save(
        replace(case, held_until=None, outcome=case.outcome if is_decided else None),
        by=by.actor,
        action="decision_withdrawn",
        payload={"decision": str(decision_id)},
    )
    if not is_decided:
        unit.queue.claim(case.id, by.id, lease_seconds=unit.policy.on(unit.today).limits.lease_seconds)
    return opened


def hold(unit: Unit, case: Case, decision: Decision, told: dict[str, JsonValue], *, by: Officer) -> Decision:
    """Keep a decision until its hold runs out; a case with nothing left to decide leaves the queue."""
    unit.decisions.add(decision)
    waiting = () if decision.automatic else undecided(case, unit.decisions.list_for(case.id))
    is_first = case.stage is not Stage.DECIDED
    unit.cases.save(
        replace(
            case,
            held_until=None if waiting and is_first else decision.final_at,
            outcome=decision.outcome.value if is_first and not waiting else case.outcome,
        ),
        by=by.actor,
        action="decided",
        payload=told,
    )
    if not waiting:
        unit.queue.release(case.id, by.id)
    unit.jobs.leave(JobKind.FINALISE, decision.id, once=f"finalise:{decision.id}", run_after=decision.final_at)
    return decision


def told_of(decision: Decision, disposal: str, published_reason: str | None) -> dict[str, JsonValue]:
    """What history says of a decision: codes and figures, no words of anybody's."""
    return {
        "decision": str(decision.id),
        "allegation": None if decision.allegation_id is None else str(decision.allegation_id),
        "supersedes": None if decision.supersedes is None else str(decision.supersedes),
        "outcome": decision.outcome.value,
        "disposal": disposal,
        "reason": decision.reason,
        "published_reason": published_reason,
        "offence": decision.offence,
        "automatic": decision.automatic,
        "escalation_step": decision.step,
        "seconds_played": decision.seconds_played,
        "exception": decision.exception,
        "s59_recommended": decision.s59_recommended,
        "policy": decision.policy_version,
    }


def _decision_of(unit: Unit, case: Case, decided: Decided, order: Order, by: Officer) -> Decision:
    return Decision(
        id=unit.new_id(),
        case_id=case.id,
        case_version=case.version,
        outcome=decided.outcome,
        reason=decided.reason or "",
        offence=decided.offence,
        step=0,
        automatic=False,
        note=order.note,
        seconds_played=decided.seconds_played,
        decided_by=by.id,
        role=by.role,
        policy_version=decided.policy_version,
        at=decided.at,
        final_at=decided.final_at,
        exception=decided.exception,
        other_service=decided.other_service,
        s59_recommended=order.recommends_s59,
    )
