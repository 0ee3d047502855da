"""A notice counts only when it was served in time: nobody is prosecuted, and nobody is told, on one that was not."""

from datetime import date

import pytest

from tests.conftest import House
from tests.made.cases import an_officer, london
from tests.made.notices import a_clerk, a_notice, chain_of, letters_of, looked_up, post, replied
from tests.made.outcomes import followed, now_is
from triage.case import Case
from triage.errors import NotAllowedNow
from triage.notice import KeeperAnswer
from triage.outcome import Outcome
from triage.post import ReturnReason
from triage.steps import feedback, returned

# The offence was on Saturday 14 November 2026: last post is Wednesday the 25th, the deadline Saturday the 28th.
LAST_POST, DAY_AFTER = london(2026, 11, 25), london(2026, 11, 26)


def posted_notice(house: House, at: object) -> Case:
    case = a_notice(house, offence="red_light")
    looked_up(house, case)
    post(house, case, at=at)  # type: ignore[arg-type]
    return case


@pytest.mark.parametrize(("at", "counts"), [(LAST_POST, True), (DAY_AFTER, False)])
def test_a_driver_is_not_prosecuted_on_a_notice_that_was_served_too_late(
    house: House, at: object, counts: bool
) -> None:
    case, when = posted_notice(house, at), london(2026, 12, 10)
    replied(house, chain_of(house, case)[0], KeeperAnswer.I_WAS_DRIVING, at=when)
    if counts:
        followed(house, case, a_clerk(house), Outcome.COURT, at=when)
        assert now_is(house, case).outcome == "court"
        return
    with pytest.raises(NotAllowedNow, match="served"):
        followed(house, case, a_clerk(house), Outcome.COURT, at=when)


def test_a_reporter_is_not_told_of_a_notice_that_came_back_before_it_was_served(house: House) -> None:
    case = posted_notice(house, london(2026, 11, 17))
    (one,) = letters_of(house, case)
    assert one.served_on == date(2026, 11, 19)
    clerk = an_officer(house, "Ines Hale", "process")
    with house.units.as_of(london(2026, 11, 18)).open() as unit:
        returned.enter_return(unit, one.reference, date(2026, 11, 18), ReturnReason.GONE_AWAY, by=clerk)
    with house.units.as_of(london(2026, 11, 19, 9)).open() as unit:
        assert feedback.tell(unit, case.id).told_class is None
    boss = an_officer(house, "PS 9 Supervisor", "supervisor")
    with house.units.as_of(london(2026, 11, 20)).open() as unit:
        returned.serve_in_person(unit, one.id, date(2026, 11, 20), "4711", by=boss)
        assert feedback.tell(unit, case.id).told_class == "formal_action"
