"""No day goes by in silence: not that of a second offence, of a case under notice, or of a letter that waits."""

from dataclasses import replace
from datetime import timedelta

from tests.conftest import House
from tests.made.cases import NOW, a_case, an_officer, london
from tests.made.notices import HELD, chain_of, decided, letters_of, looked_up, post, replied
from tests.made.outcomes import DAY, NOTICE, RED_LIGHT, claimed, made_final, recorded
from triage.case import Case
from triage.notice import KeeperAnswer
from triage.outcome import Outcome
from triage.steps import allegation, letter, notice, prioritise, watch

LAST_POST = london(2026, 11, 25)


def alarms_of(house: House, case: Case, kind: str) -> list[str]:
    with house.units.open() as unit:
        return [one.words for one in unit.alarms.list_open() if (one.subject, one.kind) == (case.id, kind)]


def swept(house: House, days: int) -> None:
    """The sweep of the six months, so many days after the report."""
    with house.units.as_of(NOW + days * DAY).open() as unit:
        for case_id in unit.watch.list_near_six_months(unit.today + watch.SIX_MONTHS_WARNING):
            watch.tell_near_six_months(unit, case_id)
        assert unit.watch.list_near_six_months(unit.today + watch.SIX_MONTHS_WARNING) == ()


def test_a_case_under_notice_is_told_of_before_its_six_months_are_over(house: House) -> None:
    case = a_case(house, **RED_LIGHT)
    decided(house, case)
    looked_up(house, case)
    post(house, case)
    replied(house, chain_of(house, case)[0], KeeperAnswer.I_WAS_DRIVING, at=NOW + 9 * DAY)
    swept(house, 100)
    assert alarms_of(house, case, "six_months") == []
    swept(house, 155)
    swept(house, 156)
    (words,) = alarms_of(house, case, "six_months")
    assert "14 May 2027" in words


def test_the_silence_of_a_keeper_is_told_of_although_the_driving_was(house: House) -> None:
    case = a_case(house, **RED_LIGHT)
    decided(house, case)
    looked_up(house, case)
    post(house, case)
    for days in (25, 40):
        with house.units.as_of(NOW + days * DAY).open() as unit:
            notice.watch(unit, chain_of(house, case)[0].id)
    swept(house, 155)
    assert len(alarms_of(house, case, "six_months")) == 1
    swept(house, 195)
    assert len(alarms_of(house, case, "six_months")) == 2


def test_a_case_with_nothing_left_to_do_is_not_told_of(house: House) -> None:
    case = a_case(house, **RED_LIGHT)
    decided(house, case)
    swept(house, 155)
    assert len(alarms_of(house, case, "six_months")) == 1, "its letter still waits for a look-up"
    done = a_case(house, registration="DN12 DNE", **{"offence": "red_light"})
    decided(house, done, Outcome.WARNING_LETTER)
    swept(house, 156)
    assert alarms_of(house, done, "six_months") == []


def test_a_notice_is_bound_by_its_own_last_post_while_another_offence_is_open(house: House) -> None:
    officer = an_officer(house)
    case = a_case(house)
    version = claimed(house, case, officer).version
    with house.units.as_of(NOW).open() as unit:
        two = allegation.allege(unit, case.id, version, "red_light", by=officer)
        two = allegation.confirm(unit, case.id, two.version, two.allegations[0].id, "mobile_phone", by=officer)
    made_final(house, recorded(house, two, officer, replace(NOTICE, allegation=two.allegations[1].id)))
    with house.units.as_of(NOW + 2 * HELD).open() as unit:
        assert prioritise.prioritise(unit, case.id).last_post is None
    looked_up(house, case)
    (one,) = letters_of(house, case)
    with house.units.as_of(LAST_POST).open() as unit:
        assert letter.may_leave(unit, one.id, unit.today) is not None
    with house.units.as_of(LAST_POST + timedelta(days=1)).open() as unit:
        assert letter.may_leave(unit, one.id, unit.today) is None
    assert len(alarms_of(house, case, "missed_post")) == 1


def test_the_last_post_of_a_second_offence_is_told_of_although_the_first_waits_for_no_notice(house: House) -> None:
    officer = an_officer(house)
    case = a_case(house)
    version = claimed(house, case, officer).version
    with house.units.as_of(NOW).open() as unit:
        two = allegation.allege(unit, case.id, version, "red_light", by=officer)
        allegation.confirm(unit, case.id, two.version, two.allegations[0].id, "mobile_phone", by=officer)
    with house.units.as_of(LAST_POST).open() as unit:
        assert unit.cases.list_past_last_day(unit.today) == ()
    with house.units.as_of(LAST_POST + timedelta(days=1)).open() as unit:
        assert unit.cases.list_past_last_day(unit.today) == (case.id,)
        prioritise.pass_last_day(unit, case.id)
    (words,) = alarms_of(house, case, "last_day")
    assert "another way until 28 November 2026" in words


def test_an_urgent_alarm_is_listed_however_many_came_after_it(house: House) -> None:
    case = a_case(house)
    with house.units.as_of(NOW).open() as unit:
        unit.alarms.sound("urgent", case.id, "Somebody is in danger.", once="urgent")
    with house.units.as_of(NOW + DAY).open() as unit:
        for number in range(3):
            unit.alarms.sound("task_late", case.id, "A task is late.", once=f"late:{number}")
        assert [one.kind for one in unit.alarms.list_open(2)] == ["urgent", "task_late"]
