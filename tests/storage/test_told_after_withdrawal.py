"""Whoever withdrew a report reads so, until somebody decides it all the same and they may know of it."""

from datetime import datetime

import pytest

from tests.conftest import House
from tests.made.cases import NOW, a_case, a_keeper, an_officer, london
from tests.made.notices import HELD, post
from tests.made.outcomes import NOTHING, NOTICE, RED_LIGHT, WARN, claimed, made_final, recorded
from triage.case import Case
from triage.feedback import Progress, status_lines
from triage.outcome import Outcome
from triage.steps import confirm, decide
from triage.steps.feedback import feedback_facts, tell

WITHDREW = decide.Order(Outcome.NO_FURTHER_ACTION, "withdrawn")


def withdrawn(house: House, **answers: object) -> Case:
    """A red light that its reporter took back; its keeper is known."""
    case = a_case(house, **{**RED_LIGHT, **answers})
    a_keeper(house, "RL11 RED")
    with house.units.as_of(NOW).open() as unit:
        return confirm.reporter_withdrew(unit, case.id, by=an_officer(house))


def decided(house: House, case: Case, order: decide.Order) -> None:
    officer = an_officer(house)
    claimed(house, case, officer)
    made_final(house, recorded(house, case, officer, order))


def page(house: House, case: Case, at: datetime) -> tuple[Progress, str, str | None]:
    """How far the page says it is, its first sentence, and what was told."""
    with house.units.as_of(at).open() as unit:
        told = tell(unit, case.id).told_class
        facts = feedback_facts(unit, unit.cases.get(case.id))
        return facts.progress, status_lines(facts, unit.policy.on(unit.today), unit.today)[0], told


@pytest.mark.parametrize(
    ("order", "progress", "sentence", "told"),
    [
        (None, Progress.WITHDRAWN, "You withdrew this report.", None),
        (WITHDREW, Progress.WITHDRAWN, "You withdrew this report.", None),
        (NOTHING, Progress.DECIDED, "no further action", "no_further_action"),
        (WARN, Progress.DECIDED, "warning", "warning"),
    ],
)
def test_a_withdrawn_report_says_what_came_of_it_once_somebody_decided_it_on_its_merits(
    house: House, order: decide.Order | None, progress: Progress, sentence: str, told: str | None
) -> None:
    case = withdrawn(house)
    if order is not None:
        decided(house, case, order)
    shown = page(house, case, NOW + 2 * HELD)
    assert (shown[0], shown[2]) == (progress, told)
    assert sentence in shown[1]


@pytest.mark.parametrize(
    ("at", "progress", "told"),
    [
        (london(2026, 11, 18, 23, 59), Progress.WITHDRAWN, None),
        (london(2026, 11, 19, 9), Progress.DECIDED, "formal_action"),
    ],
)
def test_nobody_who_withdrew_learns_of_a_notice_before_its_keeper_does(
    house: House, at: datetime, progress: Progress, told: str | None
) -> None:
    case = withdrawn(house)
    decided(house, case, NOTICE)
    post(house, case, at=london(2026, 11, 17))
    assert page(house, case, at)[::2] == (progress, told)
