"""Every move that is not in the table is refused: each outcome after each other, by each role, on each day."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from tests.triage.shipped import at, policy
from triage.deadline import clock_for
from triage.moves import MOVES, Move, Need, Until
from triage.outcome import AFTER_NOTICE, Decider, DecisionFacts, Outcome
from triage.permission import Role, may
from triage.ruling import allowed_outcomes, why_not

O = Outcome  # noqa: E741  # the rows below are a table
SENT_AWAY = {O.NO_FURTHER_ACTION, O.REFERRED, O.FALSE_PLATES, O.EMERGENCY_EXEMPTION}
LAPSED = {O.OUT_OF_TIME_FORCE, O.OUT_OF_TIME_LATE}
ENDS = {O.EDUCATION_COURSE, O.FIXED_PENALTY, O.COURT}
ANEW = SENT_AWAY | LAPSED | {O.WARNING_LETTER, O.NOTICE}
# What may follow what at all, written down again by hand: a road that nobody meant shows up here.
ROADS: dict[Outcome | None, set[Outcome]] = {
    None: ANEW | {O.FIXED_PENALTY, O.COURT},
    O.NOTICE: ENDS | SENT_AWAY | {O.WARNING_LETTER},
    O.EDUCATION_COURSE: SENT_AWAY | {O.FIXED_PENALTY, O.COURT},
    O.FIXED_PENALTY: SENT_AWAY | {O.COURT},
    O.COURT: SENT_AWAY | {O.EDUCATION_COURSE, O.FIXED_PENALTY},
    **dict.fromkeys(SENT_AWAY | LAPSED | {O.WARNING_LETTER}, ANEW | {O.FIXED_PENALTY, O.COURT}),
}
# The offence of 5 November 2025: last post Monday 17, deadline Wednesday 19 November, six months to 5 May 2026.
DAYS = {
    "open": "2025-11-14 12:00",
    "last minute of the last post": "2025-11-17 23:59",
    "first minute after it": "2025-11-18 00:00",
    "last minute of the deadline": "2025-11-19 23:59",
    "first minute after the deadline": "2025-11-20 00:00",
    "last minute of six months": "2026-05-05 22:59",
    "first minute after six months": "2026-05-05 23:00",
}
POSTED = {"open", "last minute of the last post"}
SERVED = POSTED | {"first minute after it", "last minute of the deadline"}
PROSECUTED = set(DAYS) - {"first minute after six months"}
DECIDES, SUPERVISES, CONCLUDES = {"officer", "supervisor"}, {"supervisor"}, {"supervisor", "process"}


def facts(slug: str = "red_light", **more: object) -> DecisionFacts:
    """Everything a form or a case can give is given; each test takes away what it is about."""
    offence, received_at = policy().offence(slug), at("2025-11-06 12:00")
    one = DecisionFacts(
        offence,
        clock_for(offence, date(2025, 11, 5), received_at, policy()),
        received_at,
        mark_played=True,
        notice_served=True,
        person_known=True,
        plate_changed=True,
        letter_left=True,
    )
    return replace(one, **more)  # type: ignore[arg-type]  # names of DecisionFacts


def test_the_table_leads_where_it_was_meant_to_and_nowhere_else() -> None:
    assert {standing: set(ways) for standing, ways in MOVES.items()} == ROADS


@pytest.mark.parametrize("standing", [None, *Outcome])
def test_each_outcome_by_each_role_on_each_day_is_allowed_exactly_when_it_was_meant_to_be(
    standing: Outcome | None,
) -> None:
    wrong = [
        (outcome, role, day)
        for outcome, role, day in product(Outcome, Role, DAYS)
        if _is_allowed(standing, outcome, role, day) is not _is_meant(standing, outcome, role.value, day)
    ]
    assert wrong == []


def _is_allowed(standing: Outcome | None, outcome: Outcome, role: Role, day: str) -> bool:
    return not why_not(facts(standing=standing), outcome, Decider(role), at(DAYS[day]))


def _is_meant(standing: Outcome | None, outcome: Outcome, role: str, day: str) -> bool:
    """The same said by hand for an ordinary offence of the driver's that needs a notice, decided by somebody else."""
    if outcome not in ROADS[standing]:
        return False
    if standing in {O.NOTICE, *ENDS}:
        if outcome is O.WARNING_LETTER:
            return role in SUPERVISES
        if standing is O.COURT and outcome in ENDS:
            return False  # the day on which court was chosen is over
        return role in CONCLUDES and (outcome not in ENDS or day in PROSECUTED)
    if outcome in ENDS:
        return False
    who = DECIDES if standing is None else SUPERVISES
    if outcome is O.NOTICE:
        return (role in who and day in POSTED) or (role in SUPERVISES and day in SERVED)
    if outcome in LAPSED:
        return role in who and outcome is O.OUT_OF_TIME_FORCE and day not in SERVED
    return role in who


@pytest.mark.parametrize(("standing", "day"), list(product([None, *Outcome], DAYS)))
def test_nobody_moves_anything_in_a_case_they_stand_in(standing: Outcome | None, day: str) -> None:
    for role in Role:
        assert allowed_outcomes(facts(standing=standing), Decider(role, in_conflict=True), at(DAYS[day])) == ()


def _ways() -> list[tuple[Outcome | None, Outcome, Move]]:
    return [(standing, outcome, one) for standing, ways in MOVES.items() for outcome in ways for one in ways[outcome]]


@pytest.mark.parametrize(("standing", "outcome", "way"), _ways())
def test_every_way_of_the_table_can_be_gone_by_somebody(standing: Outcome | None, outcome: Outcome, way: Move) -> None:
    slug = "cycling_careless" if Need.IN_PERSON in way.needs else "red_light"
    late = Until.SUMMARY_LIMIT in way.until and Need.EXCEPTION in way.needs
    day = "2025-11-18 12:00" if Until.SERVICE_DEADLINE in way.until else "2025-11-14 12:00"
    day = "2025-12-15 12:00" if late or outcome in AFTER_NOTICE or Need.OUT_OF_TIME in way.needs else day
    one = facts(
        slug,
        standing=standing,
        own=Need.OWN in way.needs,
        letter_left=Until.LETTER_LEFT not in way.until,
        against_keeper=Need.KEEPER_OFFENCE in way.needs,
        exception="accident" if late else None,
    )
    if Need.REPORT_WAS_LATE in way.needs:
        one = replace(one, received_at=at("2025-11-18 00:00"))
    roles = [role for role in Role if may(role, way.permission)]
    assert roles
    assert any(not why_not(one, outcome, Decider(role), at(day)) for role in roles)


@pytest.mark.parametrize("outcome", sorted(SENT_AWAY | {O.WARNING_LETTER, O.NOTICE}))
@pytest.mark.parametrize("standing", sorted(SENT_AWAY | {O.WARNING_LETTER}))
def test_an_officer_thinks_again_only_while_nothing_has_left(standing: Outcome, outcome: Outcome) -> None:
    def may_move(now: str, **more: object) -> bool:
        one = facts(standing=standing, **({"letter_left": False, "own": True} | more))
        return not why_not(one, outcome, Decider("officer"), at(now))

    assert may_move("2025-11-14 12:00")
    assert not may_move("2025-11-14 12:00", letter_left=True)
    assert not may_move("2025-11-14 12:00", own=False)
    # Where no letter follows, until the day of the decision is over in London.
    assert may_move("2025-11-14 23:59", decided_on=date(2025, 11, 14))
    assert not may_move("2025-11-15 00:00", decided_on=date(2025, 11, 14))


@pytest.mark.parametrize("outcome", [O.EDUCATION_COURSE, O.FIXED_PENALTY])
@pytest.mark.parametrize(("day", "open_"), [("2025-12-15 23:59", True), ("2025-12-16 00:00", False)])
def test_court_can_be_an_offer_again_until_the_day_it_was_chosen_is_over(
    outcome: Outcome, day: str, open_: bool
) -> None:
    chosen = facts(standing=O.COURT, letter_left=False, decided_on=date(2025, 12, 15))
    assert (not why_not(chosen, outcome, Decider("process"), at(day))) is open_


@pytest.mark.parametrize("standing", sorted(ENDS))
def test_a_copied_plate_or_an_emergency_ends_what_is_with_the_driver_or_the_court_under_its_own_name(
    standing: Outcome,
) -> None:
    for outcome in (O.FALSE_PLATES, O.EMERGENCY_EXEMPTION):
        assert not why_not(facts(standing=standing), outcome, Decider("process"), at("2026-11-15 12:00"))


@pytest.mark.parametrize("outcome", [O.WARNING_LETTER, O.NOTICE])
def test_no_letter_goes_to_the_keeper_of_a_copied_plate(outcome: Outcome) -> None:
    copied = facts(standing=O.FALSE_PLATES, plate_changed=False)
    now = at("2025-11-14 12:00")
    against = why_not(copied, outcome, Decider("supervisor"), now, given=frozenset({Need.MARK_PLAYED}))
    assert "no letter goes to its keeper" in against
    assert not why_not(replace(copied, plate_changed=True), outcome, Decider("supervisor"), now)


@pytest.mark.parametrize(("day", "open_"), [("first minute after it", True), ("last minute of six months", True),
                                            ("first minute after six months", False)])  # fmt: skip
@pytest.mark.parametrize("standing", [None, O.NO_FURTHER_ACTION])
def test_an_exception_opens_a_late_notice_but_never_after_six_months(
    standing: Outcome | None, day: str, open_: bool
) -> None:
    excepted = facts(standing=standing, exception="accident")
    assert (not why_not(excepted, O.NOTICE, Decider("supervisor"), at(DAYS[day]))) is open_
