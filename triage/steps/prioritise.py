"""Prioritise: the clocks of each allegation, the rank of the case, its lane, and an alarm where one is due."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from triage.actor import PRODUCT
from triage.calendar import day_in_words, london_day
from triage.case import Allegation, Case, Stage, main_allegation, moved
from triage.clock_verdict import Recording
from triage.confirmed import confirmed_moment
from triage.deadline import Clock, Standing, standing_of_case
from triage.finding import Finding, JsonValue
from triage.job import JobKind
from triage.moment import FirstDay, Why, earliest_day
from triage.offence import Offence
from triage.policy import Policy
from triage.priority import (
    Lane,
    LaneFacts,
    Rank,
    RankedAllegation,
    allegation_key,
    lane_for,
    rank,
    strength,
)
from triage.steps.facts import (
    answers_of,
    audit_number,
    clock_of,
    escalation_of,
    evidence_of,
    lane_facts_of,
    offences_of,
    own_clock,
    recordings_of,
)
from triage.steps.incident import Around, around, tell_the_others
from triage.steps.ports import Unit
from triage.steps.urgent import alarm_if_urgent
from triage.steps.vehicle import want_look_up

COUNTED_BECAUSE = {
    Why.SATELLITES: "GPS puts the footage before the day that was typed",
    Why.TWO_CLOCKS: "two clocks of the camera agree on the day before the one that was typed",
    Why.SAME_DRIVE: "the footage may have begun before midnight",
    Why.CONFIRMED: "an officer confirmed the moment",
}


@dataclass(frozen=True)
class Ranking:
    """What ranking a case found: the case as it would be saved, its rank, and the facts, step and event behind them;
    ``first`` is the day its unconfirmed offences count from."""

    case: Case
    rank: Rank
    facts: LaneFacts
    step: int
    near: Around
    first: FirstDay


def prioritise(unit: Unit, case_id: UUID) -> Case:
    """Rank a case on what is known now. Running again on the same facts changes nothing, not even its version."""
    case = unit.cases.get_locked(case_id)
    if case.stage not in (Stage.EXTRACTED, Stage.PRIORITISED):
        return case
    policy = unit.policy.on(unit.today, law_on=case.offence_on)
    found = ranking(unit, case, policy, unit.now)
    want_look_up(unit, case)
    if found.case == case:
        return case
    alarm_if_urgent(unit, found.case, found.facts, policy)
    if found.case.incident_id != case.incident_id:
        unit.history.add(case_id, "linked", PRODUCT, {"incident": str(found.case.incident_id)})
    tell_the_others(unit, found.case, found.near)
    return unit.cases.save(found.case, by=PRODUCT, action="prioritised", payload=_told(found, policy))


def ranking(unit: Unit, case: Case, policy: Policy, at: datetime) -> Ranking:
    """Where this policy puts a case at an instant; nothing is saved, so a draft may be tried in the same way."""
    submission = unit.submissions.get(case.submission_id)
    answers = answers_of(submission)
    near = around(unit, case, policy)
    case = replace(case, incident_id=near.incident_id)
    step = escalation_of(unit, case, policy).step
    findings = unit.findings.list_for(submission.id, case_id=case.id)
    recordings = recordings_of(unit, submission, case, answers)
    first = first_day(findings, answers.occurred_at, recordings)
    case = _dated(case, first.day)
    evidence = evidence_of(
        findings,
        answers,
        recordings,
        second_reporter=near.second_reporter or None,
        typed=case.vehicle.registration,
    )
    clocks = {one.id: clock_of(case, one, policy) for one in case.allegations}
    chances = {
        one.id: strength(policy.offence(one.offence), evidence, policy.strength, policy.rank)
        for one in case.allegations
    }
    ranked = replace(
        case,
        allegations=tuple(
            _clocked(case, one, clocks[one.id], chances[one.id], step, policy) for one in case.allegations
        ),
    )
    facts = lane_facts_of(unit, case, submission, findings, answers, repeated=near.is_repeat)
    place = _rank_of(ranked, clocks, policy, step)
    earliest = min((clocks[one.id] for one in case.allegations if one.open), key=lambda one: one.due_at)
    where = _standing(ranked, policy, at)
    lane = lane_for(facts, offences_of(case, policy), where, place.tier, audit_number(case), policy)
    placed = _placed(ranked, place, earliest, lane)
    return Ranking(replace(placed, rank=(*placed.rank, *_counted_from(placed, first))), place, facts, step, near, first)


def first_day(findings: Sequence[Finding], said: datetime, recordings: Sequence[Recording]) -> FirstDay:
    """The day of the moment an officer confirmed; until then the earliest credible one. ``said`` is the reporter's."""
    confirmed = confirmed_moment(findings)
    if confirmed is None:
        return earliest_day(said, recordings)
    return FirstDay(london_day(confirmed.at), Why.CONFIRMED)


def pass_last_day(unit: Unit, case_id: UUID) -> None:
    """The last ordinary day went by: a person is told, and what is left is theirs to choose.

    The sweep that found the case only made a list; whether it still is so is asked again here.
    """
    case = unit.cases.get_locked(case_id)
    policy = unit.policy.on(unit.today, law_on=case.offence_on)
    clocks = [clock_of(case, one, policy) for one in case.allegations if one.open]
    # The first day of any offence, not that of the one that ranks first: a phone offence waits for no notice.
    binding = min(clocks or [clock_of(case, main_allegation(case), policy)], key=lambda one: one.last_day)
    if not (case.open or case.sealed_at) or case.overdue_at is not None or unit.today <= binding.last_day:
        return
    too_late = _standing(case, policy, unit.now) in (Standing.RESCUE, Standing.EXPIRED)
    late = unit.cases.save(
        replace(case, overdue_at=unit.now, lane=Lane.RESCUE.value if too_late else case.lane),
        by=PRODUCT,
        action="out_of_time",
        payload={"last_day": binding.last_day.isoformat(), "offence": binding.offence},
    )
    until = binding.service_deadline
    rescue = "" if until is None else f"It can be served another way until {until:%d %B %Y}."
    words = f"{case.reference}: nobody decided by the last day, {binding.last_day:%d %B %Y}. {rescue}".strip()
    # A moment that an officer corrects gives the case another last day: of that one, too, somebody is told.
    unit.alarms.sound("last_day", late.id, words, once=f"last_day:{late.id}:{binding.last_day}")
    unit.jobs.leave(JobKind.PROPOSE, late.id, once=f"propose:{late.id}:{late.version}")


def _standing(case: Case, policy: Policy, at: datetime) -> Standing:
    """Where the case stands by the clocks of the offences alleged, not of those they could be."""
    return standing_of_case((own_clock(case, one, policy) for one in case.allegations if one.open), at)


def _dated(case: Case, first: date) -> Case:
    """Unconfirmed allegations count from the first day, confirmed ones from the day they were confirmed on."""
    return replace(
        case,
        allegations=tuple(
            replace(one, offence_on=first) if one.open and not one.confirmed else one for one in case.allegations
        ),
    )


def _counted_from(case: Case, first: FirstDay) -> tuple[dict[str, JsonValue], ...]:
    """Why the clock starts where it does, beside the addends; it adds no days of its own."""
    is_settled = all(one.confirmed or not one.open for one in case.allegations)
    if first.why is Why.TYPED or (is_settled and first.why is not Why.CONFIRMED):
        return ()
    return ({"words": f"Counted from {day_in_words(first.day)}: {COUNTED_BECAUSE[first.why]}", "days": 0.0},)


def _clocked(case: Case, one: Allegation, binding: Clock, chance: float, step: int, policy: Policy) -> Allegation:
    """The allegation with its own dates, and the key that its binding clock gives it."""
    offence: Offence = policy.offence(one.offence)
    own = own_clock(case, one, policy)
    key = None if offence.rank is None else allegation_key(offence, binding.due_at, chance, step, policy.rank)[0]
    return replace(
        one,
        rank_key=key,
        strength=chance,
        service_deadline=own.service_deadline,
        last_post=own.last_post,
        decision_due=own.decision_due,
        summary_limit=own.summary_limit,
        due_at=binding.due_at,
    )


def _rank_of(case: Case, clocks: dict[UUID, Clock], policy: Policy, step: int) -> Rank:
    allegations: Sequence[RankedAllegation] = [
        RankedAllegation(policy.offence(one.offence), clocks[one.id].due_at, one.strength)
        for one in case.allegations
        if one.open
    ]
    return rank(allegations, step, policy)


def _placed(case: Case, place: Rank, earliest: Clock, lane: Lane) -> Case:
    return replace(
        case,
        stage=case.stage if case.stage is Stage.PRIORITISED else moved(case, Stage.PRIORITISED),
        lane=lane.value,
        open=case.open if case.stage is Stage.PRIORITISED else True,
        rank_key=place.key,
        tier=place.tier,
        rank=tuple({"words": one.words, "days": round(one.days, 3)} for one in place.addends),
        service_deadline=earliest.service_deadline,
        last_post=earliest.last_post,
        decision_due=earliest.decision_due,
        due_at=earliest.due_at,
    )


def _told(found: Ranking, policy: Policy) -> dict[str, JsonValue]:
    case, place, main = found.case, found.rank, main_allegation(found.case)
    return {
        "rank_key": place.key,
        "tier": place.tier,
        "lane": case.lane,
        "offence": place.offence,
        "in_filter": policy.offence(main.offence).in_filter,
        "escalation_step": found.step,
        "counted_from": found.first.day.isoformat(),
        "counted_because": found.first.why.value,
        "last_post": None if case.last_post is None else case.last_post.isoformat(),
        "due_at": None if case.due_at is None else case.due_at.isoformat(),
        "policy": policy.version,
    }
