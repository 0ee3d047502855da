"""The page on which a case is concluded: each allegation, what may follow on it, and what stands against the rest."""

from collections.abc import Sequence

from api.desk.frame import Desk
from api.desk.shape_followed import CAPACITIES, followed
from api.process.shape import case_facts
from api.views.process import Charge, ConcludePage, Pick
from storage.unit import Unit
from triage.case import Allegation, Case
from triage.keeper import ALLOWS, KeeperState
from triage.notice import KeeperAnswer, RequirementState, driver_of
from triage.outcome import Outcome
from triage.policy import Policy
from triage.record import Decision
from triage.ruling import why_not
from triage.steps.conclude import why_barred
from triage.steps.decide import Order
from triage.steps.facts import decider_of
from triage.steps.keeper import keeper_of
from triage.steps.weigh import corrected, decision_facts, standing_on

CONCLUSIONS = (
    *(Outcome.EDUCATION_COURSE, Outcome.FIXED_PENALTY, Outcome.COURT, Outcome.WARNING_LETTER),
    *(Outcome.NO_FURTHER_ACTION, Outcome.FALSE_PLATES),
)
KEEPERS_OWN = (Outcome.FIXED_PENALTY, Outcome.COURT, Outcome.NO_FURTHER_ACTION)
WITH_REASON = (Outcome.WARNING_LETTER, Outcome.NO_FURTHER_ACTION, Outcome.FALSE_PLATES)
SUGGESTED = {
    KeeperAnswer.NOT_MY_VEHICLE: "The keeper says it was not their vehicle: the plates may be false or cloned.",
    KeeperAnswer.NOT_KNOWN: "The keeper says they do not know who drove: have they shown reasonable diligence "
    "(RTA 1988 s.172(4))?",
    KeeperAnswer.DECEASED: "The person asked has died.",
}


def conclude_page(
    desk: Desk, case: Case, *, chosen: str = "", reason: str = "", note: str = "", problem: str = ""
) -> ConcludePage:
    """Everything the page needs; ``chosen``, ``reason`` and ``note`` are kept from a refused attempt."""
    unit = desk.unit
    policy = unit.policy.on(unit.today, law_on=case.offence_on)
    decisions = unit.decisions.list_for(case.id)
    held = [one for one in decisions if one.finalised_at is None and one.withdrawn_at is None]
    own = [one for one in held if one.decided_by == desk.officer.id]
    return ConcludePage(
        case=case_facts(case, policy),
        url=f"/conclude/{case.reference}/{case.position}",
        version=case.version,
        charges=tuple(_charge(desk, case, one, decisions, policy, chosen) for one in case.allegations),
        reasons=_reasons(policy, reason),
        liable=_liable(unit, case),
        steps=followed(unit, case),
        hints=_hints(unit, case),
        note=note,
        problem=problem,
        held=f"{policy.outcome_titles[held[-1].outcome]} is held and not yet final." if held else "",
        undo_url=f"/conclusions/{own[-1].id}/undo" if own else "",
    )


def _charge(
    desk: Desk, case: Case, one: Allegation, decisions: Sequence[Decision], policy: Policy, chosen: str
) -> Charge:
    unit, officer = desk.unit, desk.officer
    standing = standing_on(case, decisions, one)
    outcomes = KEEPERS_OWN if one.against == "keeper" else CONCLUSIONS
    decider = decider_of(unit, case, officer)
    picks = []
    for outcome in outcomes:
        order = Order(outcome, allegation=one.id)
        weighed, about = corrected(case, one, order)
        facts = decision_facts(unit, weighed, about, order, policy, by=officer.id, was=case)
        blocked = why_barred(unit, case, one, outcome) or why_not(facts, outcome, decider, unit.now)
        value = f"{one.id}:{outcome}"
        picks.append(Pick(value, policy.outcome_titles[outcome], is_chosen=value == chosen, blocked=blocked))
    return Charge(
        allegation_id=str(one.id),
        title=policy.offence(one.offence).title,
        standing="" if standing is None else policy.outcome_titles[standing.outcome],
        limit_on=one.summary_limit,
        choices=tuple(picks),
    )


def _reasons(policy: Policy, chosen: str) -> tuple[tuple[str, tuple[Pick, ...]], ...]:
    """The reasons of each outcome that wants one."""
    return tuple(
        (
            policy.outcome_titles[outcome],
            tuple(Pick(one.slug, one.words, is_chosen=one.slug == chosen) for one in policy.reasons_for(outcome)),
        )
        for outcome in WITH_REASON
    )


def _liable(unit: Unit, case: Case) -> str:
    """Who answers for it, as far as anybody has said."""
    chain = unit.requirements.list_for_case(case.id)
    driver = driver_of(chain)
    if driver is not None:
        party = unit.identity.get_party(driver)
        return f"{party.name} said that they were driving ({CAPACITIES.get(party.capacity, party.capacity).lower()})."
    silent = [one for one in chain if one.state is RequirementState.UNANSWERED]
    if silent:
        return f"{unit.identity.get_party(silent[-1].party_id).name} has not said who was driving."
    return "Nobody has said yet who was driving."


def _hints(unit: Unit, case: Case) -> tuple[str, ...]:
    found = keeper_of(unit, case)
    allowance = None if found is None else ALLOWS[KeeperState(found.state)]
    said = tuple(SUGGESTED[one.answer] for one in unit.requirements.list_for_case(case.id) if one.answer in SUGGESTED)
    if allowance is None or allowance.letter:
        return said
    exception = " The exception of RTOA 1988 s.2(3) suggests itself." if allowance.exception else ""
    return (f"{allowance.words}{exception}", *said)
