"""The same vehicle again: warnings climb for two people and for nobody alone, and a letter that falls climbs down.

The months between the letters are made by the steps as of those days; what is decided today is decided over HTTP. The
workers are asked by the story, because only time separates its parts.
"""

from collections.abc import Callable

import pytest

from tests.journey.week import KEEPER, Week, Worker, day, decided, hire, path_of, reported, somebody
from triage.case import Case
from triage.outcome import Outcome
from triage.submission import Submitter
from triage.worklist import TaskKind


@pytest.fixture(scope="module")
def officer(quiet: Week) -> Worker:
    return hire(quiet, "officer", "PC 1 Able")


def warned(week: Week, officer: Worker, plate: str, days_ago: int, by: Submitter) -> Case:
    """A report that led to a warning, posted the day after."""
    case = reported(week, plate, "mobile_phone", days_ago, by=by)
    return decided(week, case, Outcome.WARNING_LETTER, days_ago - 1, by=officer.officer, reason="first_time")


def reported_today(week: Week, plate: str, by: Submitter) -> Case:
    """A report of today about yesterday, ranked by what was sent before; the keeper is still the same."""
    week.keeps(plate, on=day(1))
    return reported(week, plate, "mobile_phone", 0, by=by)


def steps(week: Week, *cases: Case) -> list[tuple[str, str, int, str]]:
    """Every letter of these cases: kind, state, the rung it was sent from, and to whom."""
    return [(one.kind, one.state, one.step, week.name_of(one)) for case in cases for one in week.kept_letters(case)]


def test_two_people_climb_the_whole_ladder(quiet: Week, officer: Worker) -> None:
    ann, ben = somebody(), somebody()
    first, second = warned(quiet, officer, "LA11 TWO", 100, ann), warned(quiet, officer, "LA11 TWO", 60, ben)
    third = reported_today(quiet, "LA11 TWO", ann)
    assert (quiet.step_of(third), third.tier) == (2, 1)
    assert "2 earlier warnings count" in officer.get(path_of(third))
    third = officer.decide(third, "warning_letter", "less_serious")
    assert steps(quiet, first, second, third) == [
        ("warning", "sent", 0, KEEPER.name),
        ("warning", "sent", 1, KEEPER.name),
        ("warning", "printed", 2, KEEPER.name),
    ]
    assert "level final: 2 earlier warnings count" in quiet.kept_letters(third)[0].rule


@pytest.mark.parametrize(
    ("plate", "people"),
    [("LA11 ONE", lambda: [somebody()] * 3), ("LA11 HSE", lambda: [somebody("Ash"), somebody("Ash"), somebody("Ash")])],
    ids=["one person", "one household"],
)
def test_nobody_climbs_the_ladder_alone(
    quiet: Week, officer: Worker, plate: str, people: Callable[[], list[Submitter]]
) -> None:
    ann, ben, cat = people()
    first, second = warned(quiet, officer, plate, 100, ann), warned(quiet, officer, plate, 60, ben)
    third = reported_today(quiet, plate, cat)
    assert quiet.step_of(third) == 0
    third = officer.decide(third, "warning_letter", "less_serious")
    assert {one[2] for one in steps(quiet, first, second, third)} == {0}
    assert [one[:2] for one in steps(quiet, third)] == [("warning", "printed")]


def test_what_happened_before_the_letter_was_delivered_climbs_nothing(quiet: Week, officer: Worker) -> None:
    first = warned(quiet, officer, "LA11 BEF", 2, somebody())
    second = reported_today(quiet, "LA11 BEF", somebody())
    assert quiet.step_of(second) == 0
    second = officer.decide(second, "warning_letter", "less_serious")
    assert steps(quiet, first, second) == [("warning", "sent", 0, KEEPER.name), ("warning", "printed", 0, KEEPER.name)]


def test_a_contested_letter_that_is_taken_back_leaves_the_history(quiet: Week, officer: Worker) -> None:
    first = warned(quiet, officer, "LA11 CON", 15, somebody())
    second = reported_today(quiet, "LA11 CON", somebody())
    assert quiet.step_of(second) == 1
    sergeant, clerk = hire(quiet, "supervisor", "PS 2 Osei"), hire(quiet, "process")
    (letter,) = quiet.kept_letters(first)
    entered = sergeant.post(
        f"/letters/{letter.reference}/contest", received_on=day().isoformat(), says="I was abroad, and the car too."
    )
    assert clerk.ask(f"{entered.headers['location']}/decide", state="upheld", reason="not_shown").status_code == 403
    sergeant.post(f"{entered.headers['location']}/decide", state="upheld", reason="not_shown")
    quiet.until(lambda: quiet.step_of(second) == 0)
    quiet.until(lambda: steps(quiet, first)[-1][1] == "printed")
    assert "No automatic letters" in sergeant.get(f"/markers/{first.reference}/1")
    assert quiet.tasks(first).keys() == {TaskKind.POST}
    second = officer.decide(quiet.case(second.reference), "warning_letter", "less_serious")
    assert steps(quiet, first, second) == [
        ("warning", "withdrawn", 0, KEEPER.name),
        ("letter_withdrawn", "printed", 0, KEEPER.name),
        ("warning", "printed", 0, KEEPER.name),
    ]
