"""Builds decisions on a real database: one recorded, one in the place of another, and what stands afterwards."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from storage.counts import event_of
from tests.conftest import House
from tests.made.cases import NOW, WATCHED
from tests.made.notices import HELD, letters_of
from triage.actor import Officer
from triage.case import Case
from triage.outcome import Outcome
from triage.record import Decision
from triage.statistics import tally
from triage.steps import decide, review
from triage.steps.supersede import follow

DAY = timedelta(days=1)
RED_LIGHT: Mapping[str, object] = {"offence": "red_light", "registration": "RL11 RED"}


def claimed(house: House, case: Case, officer: Officer, *, at: datetime = NOW) -> Case:
    """The case as this officer has it open."""
    with house.units.as_of(at).open() as unit:
        return review.claim(unit, case.id, officer)


def recorded(house: House, case: Case, officer: Officer, order: decide.Order, *, at: datetime = NOW) -> Decision:
    """A held decision on the case as it stands."""
    with house.units.as_of(at).open() as unit:
        return decide.record(unit, case.id, unit.cases.get(case.id).version, order, by=officer)


def followed(house: House, case: Case, by: Officer, outcome: Outcome, reason: str = "", *, at: datetime) -> Decision:
    """A decision in the place of the one that stands, and final."""
    with house.units.as_of(at).open() as unit:
        order = decide.Order(outcome, reason, viewing=WATCHED)
        held = follow(unit, case.id, unit.cases.get(case.id).version, order, by=by)
    made_final(house, held, at=at + HELD)
    return held


def made_final(house: House, held: Decision, *, at: datetime = NOW + HELD) -> None:
    """The hold is over."""
    with house.units.as_of(at).open() as unit:
        decide.finalise(unit, held.id)


def now_is(house: House, case: Case) -> Case:
    """The case as it stands."""
    with house.units.open() as unit:
        return unit.cases.get(case.id)


def disposal_of(house: House, case: Case) -> str | None:
    """What the figures say of the case."""
    with house.units.open() as unit:
        found = tally([event_of(line) for line in unit.history.list_for(case.id)])
    return None if found is None else found.disposal


def states_of(house: House, case: Case) -> dict[str, str]:
    """The letters of the case by kind."""
    return {one.kind: one.state for one in letters_of(house, case)}


WARN = decide.Order(Outcome.WARNING_LETTER, "first_time", viewing=WATCHED)
NOTICE = decide.Order(Outcome.NOTICE, "offence_seen", viewing=WATCHED)
NOTHING = decide.Order(Outcome.NO_FURTHER_ACTION, "no_offence")
