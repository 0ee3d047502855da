"""What follows a decision: keepers and their answers, offers, letters that come back and letters that are contested."""

from __future__ import annotations

import random

from demo.acts import AnswersContest, Concludes, Contests, EndsOffer, EntersKeeper, Replies, Returns
from demo.people import PROCESS, SERGEANT, a_keeper
from demo.scenery import Scenery, colleague
from demo.stories import Act
from storage.unit import Unit
from triage.case import Case
from triage.keeper import ALLOWS, NOBODY, Entry, KeeperState, Party
from triage.notice import ANSWERABLE, FOLLOWS, KeeperAnswer, OfferState
from triage.record import Letter, LetterState
from triage.steps import conclude, contest, keeper, notice, offer, returned
from triage.steps.weigh import Order, undecided

LEASING = frozenset({KeeperAnswer.LEASED})


def play_what_follows(here: Scenery, act: Act) -> None:
    """Do what the act says, unless it is done."""
    match act:
        case EntersKeeper():
            here.alone(lambda unit, case: _enter(unit, case, act.state))
        case Replies():
            here.alone(lambda unit, case: _reply(unit, case, act, here.turn(act)))
        case Concludes():
            here.alone(lambda unit, case: _conclude(unit, case, act))
        case EndsOffer():
            here.alone(lambda unit, case: _end_offer(unit, case, act))
        case Returns():
            here.alone(lambda unit, case: _return(unit, case, act))
        case Contests():
            here.alone(lambda unit, case: _contest(unit, case, act))
        case AnswersContest():
            here.alone(lambda unit, case: _answer_contest(unit, case, act))


def invented_party(name: str, *, company: bool = False) -> Party:
    """A party who says in name and address that nobody lives there; the same name gives the same party."""
    invented = a_keeper(random.Random(name), company=company)
    return Party(invented.name, invented.address)


def _enter(unit: Unit, case: Case, state: KeeperState) -> None:
    is_company = state is KeeperState.COMPANY
    party = invented_party(f"{case.registration}:keeper", company=is_company) if ALLOWS[state].letter else NOBODY
    clerk = colleague(unit, PROCESS)
    if not unit.history.count(case.id, "keeper_entered"):
        keeper.enter(unit, case.id, Entry(state, party), by=clerk.actor, source="person", entered_by=clerk.id)


def _reply(unit: Unit, case: Case, act: Replies, turn: int) -> None:
    if unit.history.count(case.id, "keeper_replied") > turn:
        return
    link = next(one for one in reversed(unit.requirements.list_for_case(case.id)) if one.state in ANSWERABLE)
    named = NOBODY
    if FOLLOWS[act.answer].asks is not None:
        named = invented_party(f"{case.registration}:{turn}", company=act.answer in LEASING)
    notice.reply(unit, link.id, notice.Reply(act.answer, unit.today, named), by=colleague(unit, PROCESS))


def _conclude(unit: Unit, case: Case, act: Concludes) -> None:
    decisions = unit.decisions.list_for(case.id)
    if any(one.outcome is act.outcome for one in decisions):
        return
    own = next((one.id for one in undecided(case, decisions)), None)
    order = Order(act.outcome, allegation=own)
    conclude.conclude(unit, case.id, case.version, order, by=colleague(unit, PROCESS))


def _end_offer(unit: Unit, case: Case, act: EndsOffer) -> None:
    for one in unit.offers.list_for_case(case.id):
        if one.state is OfferState.OFFERED:
            offer.answered(unit, one.id, act.state, unit.today, by=colleague(unit, PROCESS))


def _return(unit: Unit, case: Case, act: Returns) -> None:
    if not unit.history.count(case.id, "letter_returned"):
        letter = _first_sent(unit, case)
        clerk = colleague(unit, PROCESS)
        returned.enter_return(unit, letter.reference, unit.today, act.reason.value, by=clerk)


def _contest(unit: Unit, case: Case, act: Contests) -> None:
    if not unit.history.count(case.id, "contested"):
        contest.enter(unit, _first_sent(unit, case).id, unit.today, act.says, by=colleague(unit, SERGEANT))


def _answer_contest(unit: Unit, case: Case, act: AnswersContest) -> None:
    for letter in unit.letters.list_for_case(case.id):
        found = unit.contests.find_for_letter(letter.id)
        if found is not None and found.decided_at is None:
            contest.decide(unit, found.id, act.state.value, act.reason, by=colleague(unit, SERGEANT))


def _first_sent(unit: Unit, case: Case) -> Letter:
    return next(one for one in unit.letters.list_for_case(case.id) if one.state == LetterState.SENT)
