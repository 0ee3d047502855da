"""Ask again: a request that came back is made anew, of whoever a later look-up found or where somebody lives now."""

from dataclasses import replace
from uuid import UUID

from triage.actor import Officer
from triage.calendar import add_business_days, is_business_day
from triage.case import Case
from triage.deadline import presumed_served
from triage.errors import BadAnswer, NotAllowedNow
from triage.finding import JsonValue
from triage.keeper import ALLOWS, KeeperState, Party
from triage.letter import LetterKind
from triage.notice import CHAIN_LIMIT, Requirement, RequirementState
from triage.outcome import Outcome
from triage.permission import Permission, require
from triage.post import is_served_in_time, missed_its_post
from triage.record import Keeper, Letter, LetterState
from triage.steps.addressing import FIRST_REQUESTS, pseudonym_of, write_to
from triage.steps.facts import refuse_conflict
from triage.steps.ports import Unit
from triage.steps.weigh import allegation_of, standing_on
from triage.worklist import TaskKind

CAME_BACK = frozenset({RequirementState.RETURNED, RequirementState.IN_DOUBT})
UNDER_WAY = frozenset({RequirementState.WAITING, RequirementState.ASKED})
OVER = CAME_BACK | {RequirementState.STOPPED}


def ask_again(unit: Unit, case: Case, found: Keeper) -> None:
    """Write to another party or address what came back from the first; once for each party of the chain."""
    if case.withdrawn_at is not None or not ALLOWS[KeeperState(found.state)].letter:
        return
    chain = unit.requirements.list_for_case(case.id)
    back = {one.id: one for one in chain if one.state in CAME_BACK}
    if not back or any(one.state not in OVER for one in chain) or len(chain) >= CHAIN_LIMIT:
        return
    whom = pseudonym_of(unit, found)
    if any(pseudonym_of(unit, unit.identity.get_party(one.party_id)) == whom for one in chain):
        return
    returned = [
        one
        for one in unit.letters.list_for_case(case.id)
        if one.kind in FIRST_REQUESTS
        and one.state == LetterState.RETURNED
        and one.requirement_id in back
        and _is_still_wanted(unit, case, one)
    ]
    if not returned:
        return
    position = max(one.position for one in chain) + 1
    link = unit.requirements.add(
        Requirement(unit.new_id(), case.id, position, found.id, RequirementState.WAITING, unit.now)
    )
    for letter in returned:
        _write_anew(unit, case, letter, found, link)
    for one in back.values():
        unit.worklist.close(one.id, TaskKind.NO_LETTER_POSSIBLE, "asked_again")
        if one.state is RequirementState.IN_DOUBT:
            # Whoever says later that the notice was served must not set the silence of an empty house running.
            unit.requirements.save(replace(one, state=RequirementState.RETURNED))


def who_came_back(unit: Unit, case: Case) -> tuple[Requirement, ...]:
    """The links of whoever was named in a reply whose request came back, and that nobody has asked again."""
    if case.withdrawn_at is not None:
        return ()
    letters = unit.letters.list_for_case(case.id)
    back = {
        one.requirement_id
        for one in letters
        if one.kind == LetterKind.REQUIREMENT_NEXT and one.state == LetterState.RETURNED
    }
    chain = unit.requirements.list_for_case(case.id)
    if any(one.state in UNDER_WAY for one in chain):
        return ()
    newest = max((one.position for one in chain), default=0)
    return tuple(one for one in chain if one.id in back and one.state in CAME_BACK and one.position == newest)


def ask_elsewhere(unit: Unit, case_id: UUID, requirement_id: UUID, party: Party, *, by: Officer) -> Requirement:
    """Ask whoever was named once more, under another name or address: a link of its own, with 28 days of its own.

    Raises NotAllowedNow where no request of theirs came back or the notice does not stand any more, BadAnswer for
    somebody who was asked there before.
    """
    require(by.role, Permission.KEEPER_ENTER)
    case = unit.cases.get_locked(case_id)
    refuse_conflict(unit, case, by)
    link = next((one for one in who_came_back(unit, case) if one.id == requirement_id), None)
    if link is None:
        raise NotAllowedNow("No request to them came back, or somebody has been asked since.")
    letter = next(one for one in unit.letters.list_for_case(case.id) if one.requirement_id == link.id)
    if not _is_still_wanted(unit, case, letter):
        raise NotAllowedNow("Another decision has taken the place of the notice, so nobody is asked any more.")
    chain = unit.requirements.list_for_case(case.id)
    if len(chain) >= CHAIN_LIMIT:
        raise NotAllowedNow(f"The chain has reached {CHAIN_LIMIT} links: a person decides what follows.")
    words = unit.pseudonym(party.words)
    if any(pseudonym_of(unit, unit.identity.get_party(one.party_id)) == words for one in chain):
        raise BadAnswer("address", "They were asked at this address before: enter another.")
    found = _kept(unit, case, link, party, by)
    position = max(one.position for one in chain) + 1
    again = unit.requirements.add(
        Requirement(unit.new_id(), case.id, position, found.id, RequirementState.WAITING, unit.now)
    )
    rule = f"Asked again: letter {letter.reference} came back, and somebody found where else to write."
    write_to(unit, case, letter.decision_id, LetterKind.REQUIREMENT_NEXT, found, rule=rule, link=again.id)
    unit.worklist.close(link.id, TaskKind.NO_LETTER_POSSIBLE, "asked_again", by=by.id)
    return again


def _kept(unit: Unit, case: Case, link: Requirement, party: Party, by: Officer) -> Keeper:
    capacity = unit.identity.get_party(link.party_id).capacity
    party_id = unit.identity.keep_keeper(
        case.registration,
        party.name,
        party.address,
        state="named",
        source="person",
        capacity=capacity,
        case_id=case.id,
        language=party.language,
        entered_by=by.id,
    )
    told: dict[str, JsonValue] = {"party": str(party_id), "state": "named", "source": "person", "marks": []}
    unit.history.add(case.id, "keeper_entered", by.actor, told)
    return unit.identity.get_party(party_id)


def _write_anew(unit: Unit, case: Case, letter: Letter, found: Keeper, link: Requirement) -> None:
    kind = _kind_of(unit, letter)
    rule = f"Asked again: letter {letter.reference} came back, and another look-up found whoever this goes to."
    write_to(unit, case, letter.decision_id, kind, found, rule=rule, link=link.id)
    unit.worklist.close(letter.id, TaskKind.NO_LETTER_POSSIBLE, "asked_again")
    if kind is LetterKind.NOTICE:
        unit.worklist.close(letter.id, TaskKind.SERVE_ANOTHER_WAY, "asked_again")


def _kind_of(unit: Unit, letter: Letter) -> LetterKind:
    """A notice while it is presumed served in time (RTOA 1988 s.1), and afterwards the request alone."""
    if letter.kind != LetterKind.NOTICE:
        return LetterKind(letter.kind)
    decision, mail = unit.decisions.get(letter.decision_id), unit.post.get_mail(letter.id)
    if decision.exception:
        return LetterKind.NOTICE
    holidays = unit.policy.on(unit.today).holidays
    posting_on = unit.today if is_business_day(unit.today, holidays) else add_business_days(unit.today, 1, holidays)
    served_on = presumed_served(posting_on, holidays)
    is_in_time = is_served_in_time(served_on, mail.case.service_deadline) and not missed_its_post(mail, posting_on)
    return LetterKind.NOTICE if is_in_time else LetterKind.S172_ALONE


def _is_still_wanted(unit: Unit, case: Case, letter: Letter) -> bool:
    """The notice still stands on its offence: nothing else was decided in its place."""
    decision = unit.decisions.get(letter.decision_id)
    decisions = unit.decisions.list_for(case.id)
    standing = standing_on(case, decisions, allegation_of(case, decisions, decision.allegation_id))
    return standing is not None and standing.id == decision.id and standing.outcome is Outcome.NOTICE
