"""Notice: what follows a request to name the driver: its service, a reminder, the reply, the next link, or silence."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from triage.actor import PRODUCT, Actor, Officer
from triage.calendar import day_in_words
from triage.case import Allegation, Case
from triage.deadline import keeper_reply_due, summary_limit
from triage.errors import BadAnswer, NotAllowedNow
from triage.finding import JsonValue
from triage.keeper import NOBODY, Party
from triage.letter import LetterKind
from triage.notice import (
    FAIL_IDENTIFY,
    FOLLOWS,
    Following,
    KeeperAnswer,
    Requirement,
    RequirementState,
    failed_on,
    is_silent,
    next_link,
    require_answerable,
    wants_reminder,
)
from triage.permission import Permission, require
from triage.record import Decision, Keeper, Letter
from triage.steps import offer
from triage.steps.addressing import FIRST_REQUESTS, UNSENT, pseudonym_of, write_to
from triage.steps.facts import refuse_conflict
from triage.steps.keeper import stop_party
from triage.steps.ports import Unit
from triage.steps.withdraw import take_back
from triage.worklist import TaskKind

ASKING = FIRST_REQUESTS | {LetterKind.REQUIREMENT_NEXT.value}
OFFERING = frozenset({LetterKind.COURSE_OFFER.value, LetterKind.CONDITIONAL_OFFER.value})


@dataclass(frozen=True)
class Reply:
    """What the person asked has answered, and whom they named."""

    answer: KeeperAnswer
    replied_on: date
    named: Party = NOBODY


def asked(unit: Unit, letter: Letter, served_on: date) -> None:
    """A letter was posted: the 28 days of a request run from the day it is presumed served, those of an offer too."""
    if letter.kind in OFFERING:
        offer.served(unit, letter, served_on)
    if letter.kind not in ASKING or letter.requirement_id is None:
        return
    link = unit.requirements.get_locked(letter.requirement_id)
    if link.state not in (RequirementState.WAITING, RequirementState.RETURNED, RequirementState.IN_DOUBT):
        return
    due = keeper_reply_due(served_on)
    unit.requirements.save(replace(link, state=RequirementState.ASKED, served_on=served_on, reply_due=due))
    once = f"await_reply:{link.id}:{served_on}"
    unit.worklist.open(TaskKind.AWAIT_REPLY, link.case_id, link.id, due, once=once)
    told: dict[str, JsonValue] = {
        "requirement": str(link.id),
        "position": link.position,
        "served_on": served_on.isoformat(),
        "reply_due": due.isoformat(),
    }
    unit.history.add(link.case_id, "driver_asked", PRODUCT, told)


def reply(unit: Unit, requirement_id: UUID, said: Reply, *, by: Officer) -> Following:
    """Enter an answer, late ones too, and open what follows: the next link of the chain or a task for a person.

    Raises BadAnswer for a day or a name that cannot stand, NotAllowedNow where no answer is expected.
    """
    require(by.role, Permission.KEEPER_ENTER)
    case, link, chain = _locked(unit, requirement_id)
    refuse_conflict(unit, case, by)
    require_answerable(link, said.replied_on, unit.today)
    asks = FOLLOWS[said.answer].asks
    if asks is not None and not said.named:
        raise BadAnswer("name", "Enter the name and address of whoever they named.")
    named_words = unit.pseudonym(said.named.words) if asks is not None else ""
    before = {pseudonym_of(unit, unit.identity.get_party(one.party_id)): one.id for one in chain}
    if before.get(named_words) == link.id:
        raise BadAnswer("name", "They have named themselves: choose that they were driving.")
    follows = next_link(chain, said.answer, asked_before=named_words in before)
    named = None if asks is None else _named(unit, case, said, asks.value, by)
    answered = unit.requirements.save(
        replace(
            link,
            state=RequirementState.REPLIED,
            answer=said.answer,
            replied_on=said.replied_on,
            named_party_id=None if named is None else named.id,
            closed_at=unit.now,
        )
    )
    unit.worklist.close(link.id, TaskKind.AWAIT_REPLY, said.answer.value, by=by.id)
    _recall_reminder(unit, link, by.actor)
    unit.history.add(case.id, "keeper_replied", by.actor, _told(link, said))
    _follow(unit, case, answered, follows, named, by)
    return follows


def watch(unit: Unit, requirement_id: UUID) -> None:
    """Remind once before the last day, and on the day after it say that nobody has answered.

    The sweep only listed the link; whether either is due is asked again here.
    """
    case, link, _ = _locked(unit, requirement_id)
    if wants_reminder(link, unit.today, unit.policy.on(unit.today).limits.reminder_days):
        _remind(unit, case, link)
    elif is_silent(link, unit.today):
        _fall_silent(unit, case, link)


def _locked(unit: Unit, requirement_id: UUID) -> tuple[Case, Requirement, tuple[Requirement, ...]]:
    """The link and its case, both held; the case first, as everybody else takes them."""
    found = unit.requirements.get(requirement_id)
    case = unit.cases.get_locked(found.case_id)
    return case, unit.requirements.get_locked(requirement_id), unit.requirements.list_for_case(case.id)


def _follow(unit: Unit, case: Case, link: Requirement, follows: Following, named: Keeper | None, by: Officer) -> None:
    decision = _decision(unit, case, link)
    if follows.asks is not None and named is not None:
        _ask_next(unit, case, link, decision, named)
    elif follows.task is TaskKind.CONCLUDE:
        offer.want_conclusion(unit, case, decision)
    elif link.answer is KeeperAnswer.DECEASED:
        stop_party(unit, case, (unit.identity.get_party(link.party_id),), by.actor)
    elif follows.task is not None:
        due = offer.conclude_by(unit, case, decision.offence)
        unit.worklist.open(follows.task, case.id, link.id, due, once=f"{follows.task}:{link.id}")


def _ask_next(unit: Unit, case: Case, link: Requirement, decision: Decision, named: Keeper) -> None:
    """The next link of the chain: 28 days from its own service, and no fourteen days."""
    position = max(one.position for one in unit.requirements.list_for_case(case.id)) + 1
    following = unit.requirements.add(
        Requirement(unit.new_id(), case.id, position, named.id, RequirementState.WAITING, unit.now)
    )
    rule = f"Link {position} of the chain: named in the reply to link {link.position}."
    write_to(unit, case, decision.id, LetterKind.REQUIREMENT_NEXT, named, rule=rule, link=following.id)


def _named(unit: Unit, case: Case, said: Reply, capacity: str, by: Officer) -> Keeper:
    party_id = unit.identity.keep_keeper(
        case.registration,
        said.named.name,
        said.named.address,
        state="named",
        source="reply",
        capacity=capacity,
        case_id=case.id,
        language=said.named.language,
        entered_by=by.id,
    )
    return unit.identity.get_party(party_id)


def _remind(unit: Unit, case: Case, link: Requirement) -> None:
    party = unit.identity.get_party(link.party_id)
    until = "not known" if link.reply_due is None else day_in_words(link.reply_due)
    rule = f"Reminder: no answer yet, and the last day is {until}."
    write_to(unit, case, _decision(unit, case, link).id, LetterKind.REMINDER, party, rule=rule, link=link.id)
    unit.requirements.save(replace(link, reminded_on=unit.today))
    unit.history.add(case.id, "keeper_reminded", PRODUCT, {"requirement": str(link.id), "position": link.position})


def _fall_silent(unit: Unit, case: Case, link: Requirement) -> None:
    """Silence is an offence of its own, with six months of its own (RTA 1988 s.172(3)); the first clock runs on."""
    day = failed_on(link)
    if day is None:
        raise NotAllowedNow("Nobody has been asked yet, so nobody is silent.")
    offence = unit.policy.on(day).offence(FAIL_IDENTIFY)
    limit = summary_limit(day, offence)
    alleged = Allegation(
        unit.new_id(), FAIL_IDENTIFY, day, confirmed=True, open=True, summary_limit=limit, against="keeper"
    )
    unit.requirements.save(replace(link, state=RequirementState.UNANSWERED))
    unit.worklist.close(link.id, TaskKind.AWAIT_REPLY, RequirementState.UNANSWERED.value)
    told: dict[str, JsonValue] = {
        "allegation": str(alleged.id),
        "offence": FAIL_IDENTIFY,
        "against": "keeper",
        "offence_on": day.isoformat(),
        "requirement": str(link.id),
    }
    unit.cases.save(replace(case, allegations=(*case.allegations, alleged)), by=PRODUCT, action="alleged", payload=told)
    unit.worklist.open(TaskKind.UNANSWERED, case.id, link.id, limit or day, once=f"{TaskKind.UNANSWERED}:{link.id}")


def _decision(unit: Unit, case: Case, link: Requirement) -> Decision:
    """The decision behind the request that this link was asked with, whatever was decided on other offences since."""
    asking = [
        one for one in unit.letters.list_for_case(case.id) if one.kind in ASKING and one.requirement_id == link.id
    ]
    if not asking:
        raise NotAllowedNow("Nobody has been asked yet, so nothing follows.")
    return unit.decisions.get(asking[-1].decision_id)


def _recall_reminder(unit: Unit, link: Requirement, by: Actor) -> None:
    """Whoever has answered is not reminded: what has not left stays here."""
    for one in unit.letters.list_for_case(link.case_id):
        if one.kind == LetterKind.REMINDER and one.requirement_id == link.id and one.state in UNSENT:
            take_back(unit, one, "answered", by=by)


def _told(link: Requirement, said: Reply) -> dict[str, JsonValue]:
    return {
        "requirement": str(link.id),
        "position": link.position,
        "answer": said.answer.value,
        "replied_on": said.replied_on.isoformat(),
    }
