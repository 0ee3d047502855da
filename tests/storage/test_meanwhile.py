"""What happened while a decision was held, or before a letter was posted, is asked before anything follows."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from storage.unit import Unit
from tests.conftest import House
from tests.made.cases import NOW, a_case, a_keeper, an_officer
from tests.made.notices import HELD, a_clerk, chain_of, decided, happened, letters_of, looked_up, post, replied
from tests.made.outcomes import DAY, RED_LIGHT, followed, made_final, now_is
from triage.actor import Officer
from triage.case import Case
from triage.notice import KeeperAnswer, Offer, OfferState
from triage.outcome import DISPOSAL, Outcome
from triage.record import Decision
from triage.steps import conclude, decide, offer, refer, seal, watch

AT = NOW + 7 * DAY


def offered(house: House, outcome: Outcome) -> tuple[Case, Offer]:
    """What the driver has been offered; its letter is queued."""
    case = a_case(house, **RED_LIGHT)  # type: ignore[arg-type]
    decided(house, case)
    looked_up(house, case)
    post(house, case)
    replied(house, chain_of(house, case)[0], KeeperAnswer.I_WAS_DRIVING, at=AT)
    followed(house, case, a_clerk(house), outcome, at=AT)
    with house.units.open() as unit:
        return case, unit.offers.list_for_case(case.id)[-1]


def alarms_of(house: House, case: Case) -> dict[str, str]:
    with house.units.open() as unit:
        return {one.kind: one.words for one in unit.alarms.list_open() if one.subject == case.id}


def is_withdrawn(house: House, made: Decision) -> bool:
    with house.units.open() as unit:
        return unit.decisions.get(made.id).withdrawn_at is not None


def held_conclusion(house: House, case: Case, clerk: Officer, outcome: Outcome) -> Decision:
    with house.units.as_of(AT + 2 * DAY).open() as unit:
        order = decide.Order(outcome)
        return conclude.conclude(unit, case.id, unit.cases.get(case.id).version, order, by=clerk)


@pytest.mark.parametrize(
    ("first", "ended", "then", "end"),
    [
        (Outcome.FIXED_PENALTY, OfferState.LAPSED, Outcome.COURT, OfferState.PAID),
        (Outcome.EDUCATION_COURSE, OfferState.LAPSED, Outcome.FIXED_PENALTY, OfferState.COMPLETED),
    ],
)
def test_who_paid_while_court_was_held_was_written_to_of_court_all_the_same(
    house: House, first: Outcome, ended: OfferState, then: Outcome, end: OfferState
) -> None:
    (case, made), clerk = offered(house, first), a_clerk(house)
    with house.units.as_of(AT + DAY).open() as unit:
        unit.offers.save(Offer(**{**vars(made), "state": ended}))
    held = held_conclusion(house, case, clerk, then)
    with house.units.as_of(AT + 2 * DAY + timedelta(seconds=5)).open() as unit:
        offer.answered(unit, made.id, end, unit.today, by=clerk)
    before = len(letters_of(house, case))
    for _ in range(2):
        made_final(house, held, at=AT + 2 * DAY + HELD)
    assert len(letters_of(house, case)) == before
    assert is_withdrawn(house, held)
    assert (now_is(house, case).outcome, now_is(house, case).held_until) == (first.value, None)
    assert happened(house, case.id, "decision_withdrawn") == 1
    assert clerk.name in alarms_of(house, case)["decision_stopped"]


def sealed(unit: Unit, case: Case, by: Officer) -> None:
    seal.seal(unit, case.id, "distressing", by=by)


def to_standards(unit: Unit, case: Case, by: Officer) -> None:
    refer.refer_to_standards(unit, case.id, by=by)


@pytest.mark.parametrize("happens", [sealed, to_standards])
def test_an_automatic_letter_left_though_the_case_was_taken_from_sight_meanwhile(
    house: House, happens: Callable[[Unit, Case, Officer], None]
) -> None:
    a_keeper(house)
    case, boss = a_case(house), an_officer(house, "Sgt 7 Charlie", "supervisor")
    drafted = recorded_automatic(house, case, boss)
    with house.units.as_of(NOW).open() as unit:
        happens(unit, case, boss)
    made_final(house, drafted)
    assert letters_of(house, case) == ()
    assert is_withdrawn(house, drafted)
    assert now_is(house, case).outcome is None
    assert "decision_stopped" in alarms_of(house, case)


def recorded_automatic(house: House, case: Case, boss: Officer) -> Decision:
    """An approved automatic letter in its hold, whatever the rules would have said of it."""
    with house.units.as_of(NOW).open() as unit:
        now = unit.cases.get_locked(case.id)
        made = Decision(
            id=unit.new_id(),
            case_id=case.id,
            case_version=now.version,
            outcome=Outcome.WARNING_LETTER,
            reason="not_reviewed_in_time",
            offence=now.allegations[0].offence,
            step=0,
            automatic=True,
            note="",
            seconds_played=0.0,
            decided_by=boss.id,
            role=boss.role,
            policy_version=now.policy_version,
            at=unit.now,
            final_at=unit.now + HELD,
        )
        return decide.hold(unit, now, made, decide.told_of(made, DISPOSAL[made.outcome], None), by=boss)


def test_an_automatic_letter_leaves_where_nothing_happened_meanwhile(house: House) -> None:
    a_keeper(house)
    case, boss = a_case(house), an_officer(house, "Sgt 7 Charlie", "supervisor")
    made_final(house, recorded_automatic(house, case, boss))
    assert [one.kind for one in letters_of(house, case)] == ["automatic_advice"]


@pytest.mark.parametrize("is_posted", [False, True])
def test_an_offer_lapsed_though_its_letter_had_never_been_posted(house: House, is_posted: bool) -> None:
    case, made = offered(house, Outcome.EDUCATION_COURSE)
    if is_posted:
        post(house, case, at=AT)
    with house.units.as_of(AT + 90 * DAY).open() as unit:
        assert (made.id in unit.offers.list_lapsed(unit.today)) is is_posted
        offer.lapse(unit, made.id)
        assert unit.offers.get(made.id).state == (OfferState.LAPSED if is_posted else OfferState.OFFERED)


def test_the_last_day_of_a_sealed_case_went_by_in_silence(house: House) -> None:
    case, boss = a_case(house, **RED_LIGHT), an_officer(house, "Sgt 7 Charlie", "supervisor")  # type: ignore[arg-type]
    with house.units.as_of(NOW).open() as unit:
        seal.seal(unit, case.id, "distressing", by=boss)
    for days, is_told in ((12, False), (13, True)):  # the deadline is the 28th
        with house.units.as_of(NOW + days * DAY).open() as unit:
            assert (case.id in unit.watch.list_past_deadline(unit.today)) is is_told
            assert watch.tell_past_deadline(unit, case.id) is is_told
    with house.units.as_of(NOW + 13 * DAY).open() as unit:
        assert case.id not in unit.watch.list_past_deadline(unit.today)
