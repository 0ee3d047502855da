"""Returned: what the post brought back, what that means for service, and a notice that somebody hands over instead."""

from dataclasses import replace
from datetime import date, time
from uuid import UUID

from triage.actor import Officer
from triage.calendar import add_business_days, at_london, day_in_words
from triage.case import Case
from triage.errors import BadAnswer, NotAllowedNow
from triage.job import JobKind
from triage.keeper import Entry, KeeperState
from triage.notice import RequirementState
from triage.outcome import AFTER_NOTICE
from triage.permission import Permission, require
from triage.post import (
    Mail,
    ReturnMeaning,
    ReturnReason,
    letter_reference,
    require_personal_service,
    require_return_day,
    server_code,
    what_a_return_means,
)
from triage.record import LetterState
from triage.steps.facts import refuse_conflict
from triage.steps.keeper import enter, keeper_of
from triage.steps.notice import asked
from triage.steps.ports import Unit
from triage.steps.weigh import allegation_of, standing_on
from triage.steps.withdraw import rank_again
from triage.worklist import TaskKind

TOLD_FROM = time(9, 0)
DAYS_TO_JUDGE = 3  # business days for a person to say whether a notice in doubt was served
STATE_OF_LINK = {
    ReturnMeaning.SERVE_ANOTHER_WAY: RequirementState.RETURNED,
    ReturnMeaning.ASK_AGAIN: RequirementState.RETURNED,
    ReturnMeaning.IN_DOUBT: RequirementState.IN_DOUBT,
}


def enter_return(
    unit: Unit, reference: str, returned_on: date, reason: str, *, by: Officer
) -> tuple[Mail, ReturnMeaning]:
    """A letter came back: it leaves the vehicle's history, and what it means for service goes to a person."""
    require(by.role, Permission.LETTER_RETURNED)
    if reason not in set(ReturnReason):
        raise BadAnswer("reason", "Choose what stands on the returned letter.")
    found = unit.post.find_by_reference(letter_reference(reference))
    if found is None:
        raise BadAnswer("reference", "There is no letter with this reference.")
    case, mail = _locked(unit, found.letter.id)
    refuse_conflict(unit, case, by)
    require_return_day(mail.letter, returned_on, unit.today)
    unit.letters.returned(mail.letter.id, returned_on)
    served_by_hand = mail.letter.service == "personal"
    meaning = (
        ReturnMeaning.NOTHING
        if served_by_hand or mail.letter.state != LetterState.SENT
        else what_a_return_means(mail.letter.kind, returned_on, mail.case.service_deadline)
    )
    unit.history.add(
        mail.case.case_id,
        "letter_returned",
        by.actor,
        {
            "letter": str(mail.letter.id),
            "kind": mail.letter.kind,
            "returned_on": returned_on.isoformat(),
            "reason": reason,
            "meaning": meaning.value,
        },
    )
    _follow_up(unit, mail, meaning)
    if reason == ReturnReason.DECEASED:
        _stop_all(unit, mail, by)
    rank_again(unit, mail.letter, "returned")
    return mail, meaning


def serve_in_person(unit: Unit, letter_id: UUID, served_on: date, served_by: str, *, by: Officer) -> Mail:
    """A notice was handed over: it counts as served on that day. Raises where that is not in time."""
    require(by.role, Permission.RESCUE_ACT)
    case, mail = _locked(unit, letter_id)
    refuse_conflict(unit, case, by)
    require_personal_service(mail, served_on, unit.today)
    _require_standing(unit, mail)
    code = server_code(served_by)
    unit.letters.served_in_person(letter_id, served_on)
    unit.history.add(
        mail.case.case_id,
        "served_in_person",
        by.actor,
        {"letter": str(letter_id), "served_on": served_on.isoformat(), "served_by": code},
    )
    asked(unit, mail.letter, served_on)
    for kind in (TaskKind.POST, TaskKind.SERVE_ANOTHER_WAY, TaskKind.SERVICE_IN_DOUBT):
        unit.worklist.close(letter_id, kind, "served_in_person", by=by.id)
    unit.jobs.leave(
        JobKind.FEEDBACK,
        mail.case.case_id,
        once=f"feedback:{mail.letter.decision_id}:{served_on}",
        run_after=at_london(served_on, TOLD_FROM),
    )
    return unit.post.get_mail(letter_id)


def _locked(unit: Unit, letter_id: UUID) -> tuple[Case, Mail]:
    """The letter and its case, both held; the case first, as whoever enters a reply or makes a decision final does."""
    case = unit.cases.get_locked(unit.post.get_mail(letter_id).case.case_id)
    return case, unit.post.get_locked(letter_id)


def _require_standing(unit: Unit, mail: Mail) -> None:
    """A letter that came back keeps its state when another decision takes the place of its own."""
    case, decision = unit.cases.get(mail.case.case_id), unit.decisions.get(mail.letter.decision_id)
    decisions = unit.decisions.list_for(case.id)
    standing = standing_on(case, decisions, allegation_of(case, decisions, decision.allegation_id))
    if standing is not None and standing.id != decision.id and standing.outcome not in AFTER_NOTICE:
        raise NotAllowedNow("Another decision has taken the place of this notice, so it is not served any more.")


def settle_service(unit: Unit, letter_id: UUID, *, stands: bool, by: Officer) -> None:
    """A person says whether a notice that came back on or after its deadline was served all the same."""
    require(by.role, Permission.NOTICE_CONCLUDE)
    case, mail = _locked(unit, letter_id)
    refuse_conflict(unit, case, by)
    code = "service_stands" if stands else "not_served"
    if unit.worklist.close(letter_id, TaskKind.SERVICE_IN_DOUBT, code, by=by.id) == 0:
        raise NotAllowedNow("Nobody asks whether this letter was served.")
    unit.history.add(mail.case.case_id, "service_settled", by.actor, {"letter": str(letter_id), "answer": code})
    if mail.letter.requirement_id is None:
        return
    link = unit.requirements.get_locked(mail.letter.requirement_id)
    if link.state is not RequirementState.IN_DOUBT:
        return
    if stands:
        unit.requirements.save(replace(link, state=RequirementState.ASKED))
        if link.reply_due is not None:
            once = f"await_reply:{link.id}:stands"
            unit.worklist.open(TaskKind.AWAIT_REPLY, link.case_id, link.id, link.reply_due, once=once)
    else:
        unit.requirements.save(replace(link, state=RequirementState.STOPPED, closed_at=unit.now))
        once = f"not_served:{letter_id}"
        unit.worklist.open(TaskKind.NO_LETTER_POSSIBLE, link.case_id, link.id, unit.today, once=once)


def _stop_all(unit: Unit, mail: Mail, by: Officer) -> None:
    """The keeper on the day has died: every letter to them stops. Of anybody else a person hears by the task."""
    case = unit.cases.get(mail.case.case_id)
    found = keeper_of(unit, case)
    if found is not None and found.id == mail.letter.party_id:
        enter(unit, case.id, Entry(KeeperState.DECEASED), by=by.actor, source="post", entered_by=by.id)


def _follow_up(unit: Unit, mail: Mail, meaning: ReturnMeaning) -> None:
    if meaning is ReturnMeaning.NOTHING:
        return
    _say_of_link(unit, mail, meaning)
    letter, case_id = mail.letter, mail.case.case_id
    until = mail.case.service_deadline or unit.today
    soon = add_business_days(unit.today, DAYS_TO_JUDGE, unit.policy.on(unit.today).holidays)
    if meaning is ReturnMeaning.SERVE_ANOTHER_WAY:
        words = f"{mail.case.reference}: the notice {letter.reference} came back. Serve it another way"
        unit.alarms.sound(
            "notice_returned", case_id, f"{words} until {day_in_words(until)}.", once=f"notice_returned:{letter.id}"
        )
        unit.worklist.open(TaskKind.SERVE_ANOTHER_WAY, case_id, letter.id, until, once=f"serve:{letter.id}")
    elif meaning is ReturnMeaning.IN_DOUBT:
        unit.worklist.open(TaskKind.SERVICE_IN_DOUBT, case_id, letter.id, soon, once=f"in_doubt:{letter.id}")
    else:
        subject = letter.requirement_id or letter.id
        unit.worklist.open(TaskKind.NO_LETTER_POSSIBLE, case_id, subject, soon, once=f"ask_again:{letter.id}")


def _say_of_link(unit: Unit, mail: Mail, meaning: ReturnMeaning) -> None:
    """The link of the chain that this letter asked is not waiting for an answer any more."""
    if mail.letter.requirement_id is None:
        return
    link = unit.requirements.get_locked(mail.letter.requirement_id)
    if link.state not in (RequirementState.ASKED, RequirementState.UNANSWERED):
        return
    unit.requirements.save(replace(link, state=STATE_OF_LINK[meaning]))
    unit.worklist.close(link.id, TaskKind.AWAIT_REPLY, "letter_returned")
