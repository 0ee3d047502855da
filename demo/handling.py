"""What people at the desk do beside deciding: seal, withdraw, allege, except, supersede and mark."""

from __future__ import annotations

from demo.acts import Alleges, Excepts, PassesOn, Seals, SetsMarker, Supersedes, Withdraws
from demo.people import OFFICER, SERGEANT
from demo.scenery import Scenery, colleague, watched
from demo.stories import Act
from storage.unit import Unit
from triage.case import Case
from triage.marker import MarkerKind
from triage.outcome import Outcome
from triage.steps import allegation, confirm, decide, marker, review, seal, supersede, task
from triage.steps.weigh import Order
from triage.worklist import TaskKind


def play_at_the_desk(here: Scenery, act: Act) -> None:
    """Do what the act says, unless it is done."""
    match act:
        case Seals():
            here.alone(lambda unit, case: _seal(unit, case, act.why))
        case Withdraws():
            here.alone(lambda unit, case: confirm.reporter_withdrew(unit, case.id, by=colleague(unit, OFFICER)))
        case Alleges():
            here.alone(lambda unit, case: _allege(unit, case, here, act.offence))
        case Excepts():
            here.alone(lambda unit, case: _except(unit, case, act))
        case Supersedes():
            here.alone(lambda unit, case: _supersede(unit, case, here, act))
        case PassesOn():
            here.alone(_pass_on)
        case SetsMarker():
            here.alone(lambda unit, case: _mark(unit, case, act))


def _seal(unit: Unit, case: Case, why: str) -> None:
    if case.sealed_at is None:
        seal.seal(unit, case.id, why, by=colleague(unit, OFFICER))


def _allege(unit: Unit, case: Case, here: Scenery, offence: str) -> None:
    officer, first = colleague(unit, OFFICER), case.allegations[0]
    if any(one.offence == offence for one in case.allegations):
        return
    claimed = review.claim(unit, case.id, officer)
    alleged = allegation.allege(unit, case.id, claimed.version, offence, by=officer)
    order = Order(Outcome.NOTICE, "offence_seen", viewing=watched(here.part), allegation=first.id)
    decide.record(unit, case.id, alleged.version, order, by=officer)
    review.release(unit, case.id, officer)


def _except(unit: Unit, case: Case, act: Excepts) -> None:
    officer, first = colleague(unit, OFFICER), case.allegations[0]
    if first.exception is not None:
        return
    claimed = review.claim(unit, case.id, officer)
    allegation.record_exception(unit, case.id, claimed.version, first.id, act.code, act.why, by=officer)
    review.release(unit, case.id, officer)


def _supersede(unit: Unit, case: Case, here: Scenery, act: Supersedes) -> None:
    if any(one.supersedes is not None for one in unit.decisions.list_for(case.id)):
        return
    order = Order(act.outcome, act.reason, viewing=watched(here.part))
    supersede.follow(unit, case.id, case.version, order, by=colleague(unit, SERGEANT))


def _pass_on(unit: Unit, case: Case) -> None:
    for one in unit.worklist.list_for_case(case.id):
        if one.kind is TaskKind.REFERRAL and one.closed_at is None:
            task.close(unit, one.id, by=colleague(unit, SERGEANT))


def _mark(unit: Unit, case: Case, act: SetsMarker) -> None:
    sergeant = colleague(unit, SERGEANT)
    if unit.history.count(case.id, "marker_set"):
        return
    if act.kind is MarkerKind.BAD_FAITH:
        marker.set_bad_faith(unit, case, act.why, by=sergeant)
    else:
        marker.set_on_vehicle(unit, case.registration, act.kind.value, act.why, by=sergeant)
