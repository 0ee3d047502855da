"""An upheld contest takes the letter out of the figures and out of what its reporter is told."""

import pytest

from tests.conftest import House
from tests.made.cases import NOW, a_case, a_keeper, an_officer, london
from tests.made.notices import decided, letters_of, post
from tests.made.outcomes import disposal_of, followed
from triage.case import Case
from triage.job import JobKind
from triage.outcome import Outcome
from triage.steps import contest, feedback
from triage.steps.prioritise import prioritise
from triage.submission import Submitter

BOB = Submitter("Bob Other", "bob@example.com")


def warned(house: House) -> Case:
    """A warning that was posted, and of which its reporter knows."""
    case = a_case(house, offence="obstruction")
    a_keeper(house)
    decided(house, case, Outcome.WARNING_LETTER)
    post(house, case, at=london(2026, 11, 17))
    assert told(house, case) == "warning"
    return case


def told(house: House, case: Case) -> str | None:
    with house.units.as_of(london(2026, 12, 10)).open() as unit:
        return feedback.tell(unit, case.id).told_class


def answered(house: House, case: Case, state: str, reason: str) -> None:
    """The keeper contests the letter, and a supervisor who did not send it answers."""
    boss = an_officer(house, "Sgt 7 Charlie", "supervisor")
    (one,) = letters_of(house, case)
    with house.units.as_of(london(2026, 11, 24)).open() as unit:
        entered = contest.enter(unit, one.id, unit.today, "I had sold the car.", by=boss)
    with house.units.as_of(london(2026, 11, 25)).open() as unit:
        contest.decide(unit, entered.id, state, reason, by=boss)


@pytest.mark.parametrize(
    ("state", "reason", "disposal", "word"),
    [
        ("upheld", "not_shown", "NFA", "no_further_action"),
        ("refused", "footage_shows_it", "Warning Letter", "warning"),
    ],
)
def test_a_letter_counts_and_is_told_of_only_while_it_stands(
    house: House, state: str, reason: str, disposal: str, word: str
) -> None:
    case = warned(house)
    answered(house, case, state, reason)
    assert (disposal_of(house, case), told(house, case)) == (disposal, word)
    with house.units.open() as unit:
        waiting = [one.once for one in unit.jobs.list_unfinished() if one.kind is JobKind.FEEDBACK]
    assert any(one.startswith("feedback:contest:") for one in waiting) is (state == "upheld")


def test_what_a_person_decides_after_an_upheld_contest_counts_and_is_told(house: House) -> None:
    case = warned(house)
    answered(house, case, "upheld", "not_shown")
    boss = an_officer(house, "Sgt 8 Delta", "supervisor")
    followed(house, case, boss, Outcome.REFERRED, "collision", at=london(2026, 11, 26))
    assert (disposal_of(house, case), told(house, case)) == ("RTC - Actioned", "other")


def test_whoever_corroborated_the_event_is_told_so_too(house: House) -> None:
    first = a_case(house, offence="obstruction")
    second = a_case(house, person=BOB, offence="obstruction", occurred_at="2026-11-14T08:20:00+00:00")
    a_keeper(house)
    with house.units.as_of(NOW).open() as unit:
        prioritise(unit, first.id)
    decided(house, first, Outcome.WARNING_LETTER)
    decided(house, second, Outcome.NO_FURTHER_ACTION, reason="corroborates")
    post(house, first, at=london(2026, 11, 17))
    assert told(house, second) == "warning"
    answered(house, first, "upheld", "not_shown")
    assert told(house, second) == "no_further_action"
