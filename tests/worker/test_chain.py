"""What follows a notice: 28 days, a reminder, the next link, silence, and offers to whoever was driving."""

from datetime import date, datetime, timedelta

import pytest

from tests.conftest import House
from tests.made.cases import NOW, WATCHED, a_keeper, an_officer, london
from tests.made.notices import (
    ANN,
    BEN,
    HELD,
    HIRE,
    LEASING,
    a_clerk,
    a_notice,
    chain_of,
    happened,
    letters_of,
    post,
    replied,
    tasks_of,
)
from triage.case import Case
from triage.errors import BadAnswer, NotAllowedNow, NotLawful, NotPermitted
from triage.keeper import NOBODY, Party
from triage.notice import CHAIN_LIMIT, KeeperAnswer, OfferState, Requirement, RequirementState
from triage.outcome import Outcome
from triage.record import Decision
from triage.steps import notice, offer
from triage.steps.conclude import conclude
from triage.steps.decide import Order, finalise
from triage.worklist import TaskKind
from worker.house import house_of
from worker.sweeps import watch_days

SERVED = date(2026, 11, 18)
DUE = SERVED + timedelta(days=27)


def noon(day: date) -> datetime:
    return london(day.year, day.month, day.day)


def asked(house: House, **answers: object) -> tuple[Case, Requirement]:
    """A notice to Ann, posted on Monday 16 November and so presumed served on the Wednesday."""
    a_keeper(house, name=ANN.name, address=ANN.address)
    case = a_notice(house, **answers)
    post(house, case)
    (link,) = chain_of(house, case)
    return case, link


def sweep(house: House, day: date) -> None:
    """What beat does on that day."""
    home = house_of(house.settings, house.units.as_of(noon(day)))
    watch_days(home)
    home.launcher.close()


def concluded(
    house: House, case: Case, outcome: Outcome, *, at: datetime, reason: str = "", against: str = "driver"
) -> Decision:
    """A process clerk concludes, and the hold runs out."""
    clerk = a_clerk(house)
    with house.units.as_of(at).open() as unit:
        now = unit.cases.get(case.id)
        (one,) = [each for each in now.allegations if each.against == against]
        order = Order(outcome, reason=reason, viewing=WATCHED, allegation=one.id)
        held = conclude(unit, case.id, now.version, order, by=clerk)
    with house.units.as_of(at + HELD).open() as unit:
        finalise(unit, held.id)
    return held


def test_posting_a_notice_starts_the_twenty_eight_days(house: House) -> None:
    case, link = asked(house, offence="red_light")
    assert (link.state, link.served_on, link.reply_due) == (RequirementState.ASKED, SERVED, DUE)
    assert tasks_of(house, case)[TaskKind.AWAIT_REPLY].due_on == DUE
    assert happened(house, case.id, "driver_asked") == 1


@pytest.mark.parametrize(("days", "reminders"), [(19, 0), (20, 1), (27, 1)])
def test_one_reminder_goes_out_seven_days_before_the_last(house: House, days: int, reminders: int) -> None:
    case, _ = asked(house)
    sweep(house, SERVED + timedelta(days=days))
    sweep(house, SERVED + timedelta(days=days))
    kinds = [one.kind for one in letters_of(house, case)]
    assert kinds.count("reminder") == happened(house, case.id, "keeper_reminded") == reminders


@pytest.mark.parametrize(("days", "silent"), [(27, False), (28, True)])
def test_silence_on_the_twenty_ninth_day_is_an_offence_of_its_own(house: House, days: int, silent: bool) -> None:
    case, link = asked(house, offence="red_light")
    sweep(house, SERVED + timedelta(days=days))
    sweep(house, SERVED + timedelta(days=days))
    with house.units.open() as unit:
        found = [one for one in unit.cases.get(case.id).allegations if one.offence == "fail_identify"]
    assert (happened(house, case.id, "alleged") == 1) is silent
    if not silent:
        assert found == []
        return
    (alleged,) = found
    assert (alleged.against, alleged.offence_on, alleged.rank_key) == ("keeper", DUE + timedelta(days=1), None)
    assert alleged.summary_limit == date(2027, 6, 16)
    assert set(tasks_of(house, case)) == {TaskKind.UNANSWERED}
    assert tasks_of(house, case)[TaskKind.UNANSWERED].due_on == date(2027, 6, 16)
    assert [one.state for one in chain_of(house, case)] == [RequirementState.UNANSWERED]
    with house.units.open() as unit:
        (first, _) = unit.cases.get(case.id).allegations
    assert first.summary_limit == date(2027, 5, 14)
    assert link.reply_due == DUE


def test_a_late_reply_is_still_entered_and_the_allegation_stays(house: House) -> None:
    case, link = asked(house)
    late = DUE + timedelta(days=3)
    sweep(house, late)
    replied(house, link, KeeperAnswer.I_WAS_DRIVING, at=noon(late))
    assert set(tasks_of(house, case)) == {TaskKind.UNANSWERED, TaskKind.CONCLUDE}


@pytest.mark.parametrize(
    ("answer", "task"),
    [
        (KeeperAnswer.I_WAS_DRIVING, TaskKind.CONCLUDE),
        (KeeperAnswer.NOT_KNOWN, TaskKind.UNANSWERED),
        (KeeperAnswer.NOT_MY_VEHICLE, TaskKind.NO_LETTER_POSSIBLE),
        (KeeperAnswer.DECEASED, TaskKind.NO_LETTER_POSSIBLE),
    ],
)
def test_an_answer_that_names_nobody_gives_a_person_something_to_do(
    house: House, answer: KeeperAnswer, task: TaskKind
) -> None:
    case, link = asked(house)
    replied(house, link, answer, at=noon(SERVED))
    assert set(tasks_of(house, case)) == {task}
    (link,) = chain_of(house, case)
    assert (link.state, link.answer) == (RequirementState.REPLIED, answer)


@pytest.mark.parametrize(
    ("answer", "capacity"),
    [
        (KeeperAnswer.NAMED_DRIVER, "driver"),
        (KeeperAnswer.HIRED, "hirer"),
        (KeeperAnswer.LEASED, "lessee"),
        (KeeperAnswer.SOLD, "buyer"),
    ],
)
def test_an_answer_that_names_somebody_asks_them_next(house: House, answer: KeeperAnswer, capacity: str) -> None:
    case, link = asked(house, offence="red_light")
    replied(house, link, answer, BEN, at=noon(SERVED))
    first, second = chain_of(house, case)
    assert (first.named_party_id, second.position, second.state) == (second.party_id, 2, RequirementState.WAITING)
    (letter,) = [one for one in letters_of(house, case) if one.kind == "requirement_next"]
    assert (letter.state, letter.party_id, letter.requirement_id) == ("queued", second.party_id, second.id)
    with house.units.open() as unit:
        assert unit.identity.get_party(second.party_id).capacity == capacity
    assert tasks_of(house, case) == {}


def test_a_chain_of_four_ends_with_the_driver(house: House) -> None:
    a_keeper(house, name=LEASING.name, address=LEASING.address, state="company")
    case = a_notice(house, offence="red_light")
    day = NOW
    for answer, named in (
        (KeeperAnswer.LEASED, ANN),
        (KeeperAnswer.HIRED, HIRE),
        (KeeperAnswer.NAMED_DRIVER, BEN),
        (KeeperAnswer.I_WAS_DRIVING, NOBODY),
    ):
        post(house, case, at=day)
        day += timedelta(days=7)
        replied(house, chain_of(house, case)[-1], answer, named, at=day)
    chain = chain_of(house, case)
    assert [one.answer for one in chain] == ["leased", "hired", "named_driver", "i_was_driving"]
    assert [one.kind for one in letters_of(house, case)] == ["notice", *["requirement_next"] * 3]
    # A later link has 28 days of its own, and no fourteen.
    assert all(one.reply_due == one.served_on + timedelta(days=27) for one in chain if one.served_on)
    assert chain[-1].served_on is not None
    assert chain[-1].served_on > date(2026, 11, 28)
    assert set(tasks_of(house, case)) == {TaskKind.CONCLUDE}
    with house.units.open() as unit:
        assert unit.history.broken(case.id) is None


def test_a_chain_never_comes_back_to_somebody(house: House) -> None:
    case, link = asked(house)
    replied(house, link, KeeperAnswer.HIRED, BEN, at=noon(SERVED))
    post(house, case, at=noon(SERVED))
    replied(house, chain_of(house, case)[-1], KeeperAnswer.NAMED_DRIVER, ANN, at=noon(SERVED + timedelta(days=5)))
    assert len(chain_of(house, case)) == 2
    assert set(tasks_of(house, case)) == {TaskKind.NO_LETTER_POSSIBLE}


def test_a_chain_ends_after_six_links(house: House) -> None:
    case, link = asked(house)
    at = noon(SERVED)
    for number in range(CHAIN_LIMIT):
        replied(house, link, KeeperAnswer.HIRED, Party(f"Hirer {number}", BEN.address), at=at)
        post(house, case, at=at)
        at += timedelta(days=4)
        link = chain_of(house, case)[-1]
    assert len(chain_of(house, case)) == CHAIN_LIMIT
    assert set(tasks_of(house, case)) == {TaskKind.NO_LETTER_POSSIBLE}


def test_what_a_reply_cannot_be(house: House) -> None:
    case, link = asked(house)
    clerk, officer = a_clerk(house), an_officer(house)
    with house.units.as_of(noon(SERVED)).open() as unit:
        with pytest.raises(BadAnswer):  # nobody was named
            notice.reply(unit, link.id, notice.Reply(KeeperAnswer.HIRED, SERVED), by=clerk)
        with pytest.raises(BadAnswer):  # they named themselves
            notice.reply(unit, link.id, notice.Reply(KeeperAnswer.NAMED_DRIVER, SERVED, ANN), by=clerk)
        tomorrow = notice.Reply(KeeperAnswer.I_WAS_DRIVING, SERVED + timedelta(days=1))
        with pytest.raises(BadAnswer):
            notice.reply(unit, link.id, tomorrow, by=clerk)
        with pytest.raises(NotPermitted):
            notice.reply(unit, link.id, notice.Reply(KeeperAnswer.I_WAS_DRIVING, SERVED), by=officer)
    replied(house, link, KeeperAnswer.I_WAS_DRIVING, at=noon(SERVED))
    with house.units.as_of(noon(SERVED)).open() as unit, pytest.raises(NotAllowedNow):
        notice.reply(unit, link.id, notice.Reply(KeeperAnswer.I_WAS_DRIVING, SERVED), by=clerk)
    assert happened(house, case.id, "keeper_replied") == 1


def driven(house: House, offence: str) -> Case:
    """A case whose keeper has said that they were driving."""
    case, link = asked(house, offence=offence)
    replied(house, link, KeeperAnswer.I_WAS_DRIVING, at=noon(SERVED))
    return case


def test_course_then_conditional_offer_then_court(house: House) -> None:
    case, at = driven(house, "red_light"), noon(SERVED + timedelta(days=1))
    concluded(house, case, Outcome.EDUCATION_COURSE, at=at)
    with house.units.as_of(at).open() as unit:
        (course,) = unit.offers.list_for_case(case.id)
    assert set(tasks_of(house, case)) == {TaskKind.AWAIT_OFFER}
    post(house, case, at=at)
    with house.units.open() as unit:
        (course,) = unit.offers.list_for_case(case.id)
    assert course.answer_due == date(2026, 11, 23) + timedelta(days=21)
    assert tasks_of(house, case)[TaskKind.AWAIT_OFFER].due_on == course.answer_due
    with pytest.raises(NotAllowedNow):
        concluded(house, case, Outcome.COURT, at=at)
    clerk = a_clerk(house)
    with house.units.as_of(at + timedelta(days=5)).open() as unit:
        offer.answered(unit, course.id, OfferState.INELIGIBLE, unit.today, by=clerk)
    assert set(tasks_of(house, case)) == {TaskKind.CONCLUDE}
    concluded(house, case, Outcome.FIXED_PENALTY, at=at + timedelta(days=6))
    post(house, case, at=at + timedelta(days=6))
    with house.units.open() as unit:
        penalty = unit.offers.list_for_case(case.id)[-1]
    assert penalty.answer_due is not None
    sweep(house, penalty.answer_due)
    assert set(tasks_of(house, case)) == {TaskKind.AWAIT_OFFER}
    sweep(house, penalty.answer_due + timedelta(days=1))
    assert set(tasks_of(house, case)) == {TaskKind.CONCLUDE}
    concluded(house, case, Outcome.COURT, at=noon(penalty.answer_due + timedelta(days=2)))
    assert tasks_of(house, case) == {}
    with house.units.open() as unit:
        assert unit.cases.get(case.id).outcome == "court"
        assert [one.state for one in unit.offers.list_for_case(case.id)] == ["ineligible", "lapsed"]
        assert unit.history.broken(case.id) is None
    assert [one.kind for one in letters_of(house, case)][1:3] == ["course_offer", "conditional_offer"]


@pytest.mark.parametrize(
    ("state", "outcome"), [(OfferState.COMPLETED, Outcome.EDUCATION_COURSE), (OfferState.PAID, Outcome.FIXED_PENALTY)]
)
def test_what_was_completed_or_paid_is_over(house: House, state: OfferState, outcome: Outcome) -> None:
    case, at = driven(house, "red_light"), noon(SERVED + timedelta(days=1))
    concluded(house, case, outcome, at=at)
    clerk = a_clerk(house)
    with house.units.as_of(at + timedelta(days=2)).open() as unit:
        (made,) = unit.offers.list_for_case(case.id)
        offer.answered(unit, made.id, state, unit.today, by=clerk)
    assert tasks_of(house, case) == {}
    with pytest.raises(NotAllowedNow):
        concluded(house, case, Outcome.COURT, at=at + timedelta(days=3))


@pytest.mark.parametrize("outcome", [Outcome.EDUCATION_COURSE, Outcome.FIXED_PENALTY])
def test_dangerous_driving_has_neither_course_nor_penalty(house: House, outcome: Outcome) -> None:
    case = driven(house, "dangerous")
    with pytest.raises(NotLawful):
        concluded(house, case, outcome, at=noon(SERVED + timedelta(days=1)))


def test_nothing_is_offered_before_anybody_said_that_they_drove(house: House) -> None:
    case, _ = asked(house, offence="red_light")
    with pytest.raises(NotAllowedNow):
        concluded(house, case, Outcome.EDUCATION_COURSE, at=noon(SERVED))


def test_a_silent_keeper_is_taken_to_court_for_the_silence(house: House) -> None:
    case, _ = asked(house)
    sweep(house, DUE + timedelta(days=1))
    concluded(house, case, Outcome.COURT, at=noon(DUE + timedelta(days=2)), against="keeper")
    assert tasks_of(house, case) == {}
    with house.units.open() as unit:
        keepers = unit.cases.get(case.id).allegations[-1]
    assert not keepers.open


def test_no_further_action_at_once_wants_no_answer_any_more(house: House) -> None:
    case, _ = asked(house)
    concluded(house, case, Outcome.NO_FURTHER_ACTION, reason="not_public_interest", at=noon(SERVED))
    assert tasks_of(house, case) == {}
    assert [one.state for one in chain_of(house, case)] == [RequirementState.STOPPED]
    sweep(house, DUE + timedelta(days=1))
    assert happened(house, case.id, "alleged") == 0


def test_an_offer_dropped_by_another_decision_lapses_in_silence(house: House) -> None:
    case, at = driven(house, "red_light"), noon(SERVED + timedelta(days=1))
    concluded(house, case, Outcome.EDUCATION_COURSE, at=at)
    concluded(house, case, Outcome.NO_FURTHER_ACTION, reason="not_public_interest", at=at + timedelta(days=1))
    sweep(house, date(2027, 1, 20))
    assert tasks_of(house, case) == {}
