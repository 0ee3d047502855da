"""From the request to its end: the driver is named or nobody answers, and penalty, course or court follow.

The days of the post and of the keeper's silence are made by the steps as of those days; what is decided today is
decided over HTTP. The workers are asked by the story, because only time separates its parts.
"""

import pytest

from tests.journey.week import KEEPER, Week, Worker, day, decided, hire, reported, somebody
from triage.case import Case
from triage.keeper import Party
from triage.outcome import Outcome
from triage.worklist import TaskKind

DRIVER = Party("Ben Exemplar", ("4 Invented Close", "Dudley", "ZZ99 9ZZ"))


@pytest.fixture(scope="module")
def officer(quiet: Week) -> Worker:
    return hire(quiet, "officer", "PC 1 Able")


@pytest.fixture(scope="module")
def clerk(quiet: Week) -> Worker:
    return hire(quiet, "process", "Ines Hale")


def asked(week: Week, officer: Worker, plate: str, offence: str, days_ago: int) -> Case:
    """A notice of so many days ago; the keeper has had it since the second business day after."""
    case = reported(week, plate, offence, days_ago + 1, by=somebody())
    return decided(week, case, Outcome.NOTICE, days_ago, by=officer.officer, reason="offence_seen")


def ends(clerk: Worker, case: Case, state: str) -> None:
    """What came of the offer that is open."""
    offer = clerk.week.tasks(case)[TaskKind.AWAIT_OFFER]
    clerk.post(f"/offers/{offer}", state=state, answered_on=day().isoformat())


def test_a_phone_ends_with_the_named_driver_paying_a_conditional_offer(
    quiet: Week, officer: Worker, clerk: Worker
) -> None:
    case = asked(quiet, officer, "PH11 ONE", "mobile_phone", 12)
    clerk.reply(case, "named_driver", DRIVER)
    clerk.post_letters(case)
    clerk.reply(case, "i_was_driving")
    case = clerk.conclude(case, "fixed_penalty")
    clerk.post_letters(case)
    ends(clerk, case, "paid")
    assert quiet.case(case.reference).outcome == "fixed_penalty"
    assert quiet.tasks(case) == {}
    assert quiet.letters(case) == [
        ("s172_alone", "sent", KEEPER.name),
        ("requirement_next", "sent", DRIVER.name),
        ("conditional_offer", "sent", DRIVER.name),
    ]


def test_a_driver_who_may_not_take_the_course_and_will_not_pay_goes_to_court(
    quiet: Week, officer: Worker, clerk: Worker
) -> None:
    case = asked(quiet, officer, "CO11 URT", "careless_due_care", 12)
    clerk.reply(case, "i_was_driving")
    case = clerk.conclude(case, "education_course")
    clerk.post_letters(case)
    ends(clerk, case, "ineligible")
    assert quiet.tasks(case).keys() == {TaskKind.CONCLUDE}
    case = clerk.conclude(case, "fixed_penalty")
    clerk.post_letters(case)
    ends(clerk, case, "declined")
    case = clerk.conclude(case, "court")
    assert case.outcome == "court"
    assert quiet.tasks(case) == {}
    assert quiet.letters(case) == [
        ("notice", "sent", KEEPER.name),
        ("course_offer", "sent", KEEPER.name),
        ("conditional_offer", "sent", KEEPER.name),
    ]


def test_silence_is_an_offence_of_its_own(quiet: Week, officer: Worker, clerk: Worker) -> None:
    case = asked(quiet, officer, "SI11 ENT", "mobile_phone", 45)
    quiet.sweep()
    driving, silence = quiet.case(case.reference).allegations
    assert (silence.offence, silence.against, driving.open) == ("fail_identify", "keeper", False)
    assert silence.summary_limit is not None
    assert driving.summary_limit is not None
    assert silence.summary_limit > driving.summary_limit
    assert quiet.tasks(case).keys() == {TaskKind.UNANSWERED}
    case = clerk.conclude(case, "court", about=1)
    assert case.outcome == "court"
    assert quiet.tasks(case) == {}
    assert quiet.letters(case) == [("s172_alone", "sent", KEEPER.name)]
