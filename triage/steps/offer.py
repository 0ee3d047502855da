"""Offer: a course or a fixed penalty is offered to the driver, and what came of it is entered or lapses."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from triage.actor import PRODUCT, Actor, Officer
from triage.case import Case
from triage.deadline import clock_for, presumed_served
from triage.notice import (
    FAIL_IDENTIFY,
    KIND_OF_OFFER,
    SETTLED,
    Offer,
    OfferKind,
    OfferState,
    RequirementState,
    driver_of,
    has_lapsed,
    require_end,
)
from triage.outcome import OFFERS
from triage.permission import Permission, require
from triage.policy import Policy
from triage.record import Decision, Letter
from triage.steps.addressing import send_on
from triage.steps.facts import refuse_conflict
from triage.steps.ports import Unit
from triage.steps.withdraw import take_back
from triage.worklist import TaskKind


def make(unit: Unit, case: Case, letter: Letter) -> None:
    """Send the letter of an offer, or of court, to whoever is liable. Without anybody named it goes to nobody."""
    decision = unit.decisions.get(letter.decision_id)
    driver = _liable(unit, case, decision)
    if driver is None:
        take_back(unit, letter, "no_driver", by=PRODUCT)
        want_conclusion(unit, case, decision)
        return
    policy = unit.policy.on(unit.today)
    if decision.outcome in KIND_OF_OFFER and all(
        one.decision_id != decision.id for one in unit.offers.list_for_case(case.id)
    ):
        _open(unit, case, decision, driver, presumed_served(unit.today, policy.holidays), policy)
    send_on(unit, case, letter, unit.identity.get_party(driver))


def served(unit: Unit, letter: Letter, served_on: date) -> None:
    """The offer's letter was posted: the days to answer run from the day it is presumed served."""
    for offer in unit.offers.list_for_case(letter.case_id):
        if offer.decision_id == letter.decision_id and offer.state is OfferState.OFFERED:
            due = served_on + timedelta(days=_days(OfferKind(offer.kind), unit.policy.on(unit.today)))
            unit.offers.save(replace(offer, answer_due=due))
            unit.worklist.move(offer.id, TaskKind.AWAIT_OFFER, due)


def answered(unit: Unit, offer_id: UUID, state: OfferState, answered_on: date, *, by: Officer) -> Offer:
    """What came of an offer: done with, or somebody chooses what follows. NotAllowedNow when it had ended before."""
    require(by.role, Permission.NOTICE_CONCLUDE)
    offer = _locked(unit, offer_id)
    refuse_conflict(unit, unit.cases.get(offer.case_id), by)
    require_end(offer, state, answered_on, unit.today)
    return _end(unit, offer, state, answered_on, by.actor)


def lapse(unit: Unit, offer_id: UUID) -> None:
    """Nobody answered by the last day; asked again here, for an answer may have come since the sweep listed it.

    Who was never written to has not kept silent: an offer whose letter lies here does not lapse.
    """
    offer = _locked(unit, offer_id)
    letters = unit.letters.list_for_decision(offer.decision_id)
    was_posted = any(one.kind in OFFERS.values() and one.posted_on is not None for one in letters)
    if was_posted and has_lapsed(offer, unit.today):
        _end(unit, offer, OfferState.LAPSED, None, PRODUCT)


def want_conclusion(unit: Unit, case: Case, decision: Decision) -> None:
    """Somebody has to choose course, fixed penalty or court, before the six months have passed."""
    tasks = unit.worklist.list_for_case(case.id)
    if any(one.kind is TaskKind.CONCLUDE and one.closed_at is None for one in tasks):
        return
    due = conclude_by(unit, case, decision.offence)
    unit.worklist.open(TaskKind.CONCLUDE, case.id, case.id, due, once=f"conclude:{case.id}:{len(tasks)}")


def conclude_by(unit: Unit, case: Case, offence: str) -> date:
    """The last day to begin proceedings; the force's own promise from today where the law sets none (either way)."""
    policy = unit.policy.on(unit.today, law_on=case.offence_on)
    limit = clock_for(policy.offence(offence), case.offence_on, case.received_at, policy).summary_limit
    return limit or unit.today + timedelta(days=policy.limits.review_promise_days)


def _locked(unit: Unit, offer_id: UUID) -> Offer:
    """The offer and its case, both held, so that no decision becomes final meanwhile; the case first, as always."""
    unit.cases.get_locked(unit.offers.get(offer_id).case_id)
    return unit.offers.get_locked(offer_id)


def _liable(unit: Unit, case: Case, decision: Decision) -> UUID | None:
    """Who answers for it: the driver, or for failing to name them whoever was asked and kept silent."""
    chain = unit.requirements.list_for_case(case.id)
    if decision.offence != FAIL_IDENTIFY:
        return driver_of(chain)
    silent = [one.party_id for one in chain if one.state is RequirementState.UNANSWERED]
    return silent[-1] if silent else None


def _open(unit: Unit, case: Case, decision: Decision, driver: UUID, served_on: date, policy: Policy) -> None:
    kind = KIND_OF_OFFER[decision.outcome]
    due = served_on + timedelta(days=_days(kind, policy))
    offer = unit.offers.add(
        Offer(unit.new_id(), case.id, decision.id, driver, kind.value, OfferState.OFFERED, unit.now, answer_due=due)
    )
    unit.worklist.close(case.id, TaskKind.CONCLUDE, "offered")
    unit.worklist.open(TaskKind.AWAIT_OFFER, case.id, offer.id, due, once=f"await_offer:{offer.id}")
    unit.history.add(case.id, "offer_made", PRODUCT, {"offer": str(offer.id), "kind": kind.value})


def _end(unit: Unit, offer: Offer, state: OfferState, answered_on: date | None, by: Actor) -> Offer:
    ended = unit.offers.save(replace(offer, state=state, answered_on=answered_on))
    unit.worklist.close(offer.id, TaskKind.AWAIT_OFFER, state.value)
    told = {"offer": str(offer.id), "kind": offer.kind, "state": state.value}
    unit.history.add(offer.case_id, "offer_ended", by, told)
    case = unit.cases.get(offer.case_id)
    if state in SETTLED or _is_superseded(unit, offer):
        unit.worklist.close(case.id, TaskKind.CONCLUDE, state.value)
    else:
        want_conclusion(unit, case, unit.decisions.get(offer.decision_id))
    return ended


def _is_superseded(unit: Unit, offer: Offer) -> bool:
    """Another decision has taken the place of the one that made the offer, so nothing follows from its end."""
    made = unit.decisions.list_for(offer.case_id)
    return any(one.supersedes == offer.decision_id and one.withdrawn_at is None for one in made)


def _days(kind: OfferKind, policy: Policy) -> int:
    limits = policy.limits
    return limits.course_answer_days if kind is OfferKind.COURSE else limits.offer_answer_days
