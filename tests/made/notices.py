"""Builds what follows a decision: a notice that is final, letters that were posted, replies that came."""

from datetime import date, datetime, timedelta
from uuid import UUID

from tests.conftest import House
from tests.made.cases import NOW, WATCHED, a_case, an_officer
from triage.actor import Officer
from triage.case import Case
from triage.keeper import NOBODY, Entry, KeeperState, Party
from triage.notice import KeeperAnswer, Requirement
from triage.outcome import Outcome
from triage.record import Decision, Letter
from triage.steps import decide, keeper, letter, notice, review
from triage.worklist import Task, TaskKind

ANN = Party("Ann Sample", ("1 Example Street", "Birmingham", "ZZ99 9ZZ"))
LEASING = Party("Specimen Leasing Ltd", ("2 Sample Road", "Coventry", "ZZ99 9ZZ"))
HIRE = Party("Placeholder Hire Ltd", ("3 Specimen Avenue", "Walsall", "ZZ99 9ZZ"))
BEN = Party("Ben Exemplar", ("4 Invented Close", "Dudley", "ZZ99 9ZZ"))
HELD = timedelta(seconds=11)


def decided(
    house: House, case: Case, outcome: Outcome = Outcome.NOTICE, *, reason: str = "", at: datetime = NOW
) -> Decision:
    """A first decision on a case, recorded by an officer who watched it, and final."""
    officer = an_officer(house)
    with house.units.as_of(at).open() as unit:
        claimed = review.claim(unit, case.id, officer)
        order = decide.Order(outcome, reason=reason or REASONS[outcome], viewing=WATCHED)
        held = decide.record(unit, case.id, claimed.version, order, by=officer)
    with house.units.as_of(at + HELD).open() as unit:
        decide.finalise(unit, held.id)
    return held


REASONS = {
    Outcome.NOTICE: "offence_seen",
    Outcome.WARNING_LETTER: "first_time",
    Outcome.NO_FURTHER_ACTION: "no_offence",
}


def a_notice(house: House, *, at: datetime = NOW, **answers: object) -> Case:
    """A case on which a notice is final; its letter waits for the keeper unless one is known."""
    case = a_case(house, at=at, **answers)
    decided(house, case, at=at)
    return case


def looked_up(
    house: House, case: Case, state: KeeperState = KeeperState.FOUND, party: Party = ANN, *, at: datetime = NOW
) -> bool:
    """A process clerk enters what the look-up found."""
    clerk = a_clerk(house)
    entry = Entry(state, NOBODY if state not in KeeperState or state in NAMELESS else party)
    with house.units.as_of(at).open() as unit:
        return keeper.enter(unit, case.id, entry, by=clerk.actor, source="person", entered_by=clerk.id)


NAMELESS = frozenset(
    {KeeperState.SOLD, KeeperState.DECEASED, KeeperState.NONE, KeeperState.FOREIGN, KeeperState.PROTECTED}
)


def a_clerk(house: House) -> Officer:
    """Somebody of the process team."""
    return an_officer(house, "Ines Hale", "process")


def post(house: House, case: Case, *, at: datetime = NOW) -> tuple[Letter, ...]:
    """Every letter of the case that is ready is printed and posted on the London day of ``at``."""
    gone = []
    for one in letters_of(house, case):
        if one.state == "queued":
            with house.units.as_of(at).open() as unit:
                letter.printed(unit, one.id, sha256="0" * 64, pages=2, channel="test")
                letter.posted(unit, unit.letters.get(one.id), unit.today)
                gone.append(unit.letters.get(one.id))
    return tuple(gone)


def replied(
    house: House,
    link: Requirement,
    answer: KeeperAnswer,
    named: Party = NOBODY,
    *,
    at: datetime,
    on: date | None = None,
) -> None:
    """The party asked has answered."""
    clerk = a_clerk(house)
    with house.units.as_of(at).open() as unit:
        notice.reply(unit, link.id, notice.Reply(answer, on or unit.today, named), by=clerk)


def chain_of(house: House, case: Case) -> tuple[Requirement, ...]:
    """The links of the case's chain."""
    with house.units.open() as unit:
        return unit.requirements.list_for_case(case.id)


def letters_of(house: House, case: Case) -> tuple[Letter, ...]:
    """The letters of the case, oldest first."""
    with house.units.open() as unit:
        return unit.letters.list_for_case(case.id)


def tasks_of(house: House, case: Case) -> dict[TaskKind, Task]:
    """What is open about the case, by kind."""
    with house.units.open() as unit:
        return {one.kind: one for one in unit.worklist.list_for_case(case.id) if one.closed_at is None}


def happened(house: House, case_id: UUID, action: str) -> int:
    """How often something stands in the case's history."""
    with house.units.open() as unit:
        return unit.history.count(case_id, action)
