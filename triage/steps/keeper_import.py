"""Keepers from a file: each row is planned before anything happens, and what is planned is what is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from triage.actor import Officer
from triage.case import Case
from triage.errors import BadAnswer, TriageError
from triage.keeper import ALLOWS
from triage.keeper_row import KeeperRow, row_from
from triage.permission import Permission, require
from triage.record import LetterState
from triage.steps.facts import refuse_conflict
from triage.steps.keeper import enter, is_known
from triage.steps.ports import Unit

FIRST_LINE = 2  # the first line of the file names the columns
RESTRICTED = "restricted"


@dataclass(frozen=True)
class Planned:
    """What one line of the file will do, in words; ``refused`` is why it does nothing."""

    line: int
    registration: str
    words: str
    refused: str = ""
    row: KeeperRow | None = None
    case: Case | None = None


def plan(unit: Unit, lines: Sequence[Mapping[str, str]], *, by: Officer) -> tuple[Planned, ...]:
    """What the file would do, line by line; nothing is changed."""
    require(by.role, Permission.KEEPER_ENTER)
    said: dict[tuple[object, ...], Planned] = {}
    planned = []
    for number, cells in enumerate(lines, start=FIRST_LINE):
        one = _planned(unit, number, cells, by)
        if one.row is not None and one.case is not None:
            key = (one.case.registration, one.case.offence_on)
            first = said.setdefault(key, one)
            if first.row is not None and first.row.entry != one.row.entry:
                one = _refusal(number, cells, f"Line {first.line} says something else about this vehicle on that day.")
        planned.append(one)
    return tuple(planned)


def bring_in(unit: Unit, lines: Sequence[Mapping[str, str]], *, by: Officer) -> int:
    """Do what was planned, all of it or nothing; how many lines changed something. Again changes nothing."""
    changed = 0
    for one in plan(unit, lines, by=by):
        if one.row is not None and one.case is not None:
            changed += enter(unit, one.case.id, one.row.entry, by=by.actor, source="file", entered_by=by.id)
    return changed


def _planned(unit: Unit, number: int, cells: Mapping[str, str], by: Officer) -> Planned:
    try:
        row = row_from(number, cells)
        case = _case_of(unit, row)
        refuse_conflict(unit, case, by)
    except TriageError as refusal:
        return _refusal(number, cells, refusal.sentence)
    if case.lane == RESTRICTED:
        return _refusal(number, cells, "This case is for supervisors.")
    return Planned(number, case.registration, _words(unit, case, row), row=row, case=case)


def _case_of(unit: Unit, row: KeeperRow) -> Case:
    if row.letter:
        mail = unit.post.find_by_reference(row.letter)
        if mail is None:
            raise BadAnswer("letter", "There is no letter with this reference.")
        case = unit.cases.get(mail.letter.case_id)
        if row.registration and row.registration != case.registration:
            raise BadAnswer("registration", "The letter is about another vehicle.")
        return case
    found = [one for one in unit.cases.list_for_registration(row.registration) if one.offence_on == row.offence_on]
    if not found:
        raise BadAnswer("registration", "No report is about this vehicle on that day.")
    return found[-1]


def _words(unit: Unit, case: Case, row: KeeperRow) -> str:
    if is_known(unit, case, row.entry):
        return "Known already: nothing changes."
    waiting = sum(one.state == LetterState.WAITING for one in unit.letters.list_for_case(case.id))
    number = "no letter waits" if not waiting else "1 letter waits" if waiting == 1 else f"{waiting} letters wait"
    return f"{ALLOWS[row.entry.state].words} At the moment {number}."


def _refusal(number: int, cells: Mapping[str, str], sentence: str) -> Planned:
    return Planned(number, cells.get("registration", "")[:15], "", refused=sentence)
