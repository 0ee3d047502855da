"""Why one case comes before another: the published rank vectors, the addends and the lanes."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypedDict, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.shipped import VECTORS, at, json_of, policy
from triage.deadline import Standing, clock_for
from triage.errors import NotAllowedNow
from triage.offence import Offence
from triage.priority import (
    Evidence,
    Lane,
    LaneFacts,
    RankedAllegation,
    allegation_key,
    case_rank,
    confirm_reasons,
    is_filter_at_risk,
    lane_for,
    rank,
    strength,
    tier,
    urgent_reasons,
)


class RankVector(TypedDict):
    case: str
    offence: str
    D: str
    p: float | None
    escalation_step: bool
    r: float
    bonus_days: float
    rank_key: int


class Several(TypedDict):
    allegations: list[str]
    rank_key: int


class RankVectors(TypedDict):
    constants: dict[str, float]
    vectors_in_rank_order: list[RankVector]
    several_allegations: Several


PUBLISHED = cast(RankVectors, json_of(VECTORS / "rank_vectors.json"))
VECTORS_IN_ORDER = PUBLISHED["vectors_in_rank_order"]
DUE = at("2025-06-12 16:00")
RANKED = [offence for offence in policy().offences.values() if offence.rank]


@pytest.mark.parametrize("vector", VECTORS_IN_ORDER, ids=lambda vector: vector["case"])
def test_the_key_equals_the_published_vector(vector: RankVector) -> None:
    offence, due_at = policy().offence(vector["offence"]), datetime.fromisoformat(vector["D"])
    step = int(vector["escalation_step"])
    key, r, bonus_days = allegation_key(offence, due_at, vector["p"], step, policy().rank)
    assert key == vector["rank_key"]
    assert round(r, 4) == vector["r"]
    assert round(bonus_days, 3) == vector["bonus_days"]


def test_the_published_vectors_stand_in_rank_order() -> None:
    cases = [
        rank(
            [RankedAllegation(policy().offence(one["offence"]), datetime.fromisoformat(one["D"]), one["p"])],
            int(one["escalation_step"]),
            policy(),
        ).key
        for one in VECTORS_IN_ORDER
    ]
    assert cases == sorted(cases)


def test_the_shipped_dials_are_the_published_constants() -> None:
    dials = policy().rank
    assert PUBLISHED["constants"] == {
        "B_days": dials.b_days,
        "G_days": dials.g_days,
        "r0": dials.r0,
        "clip": dials.clip,
        "p_min": dials.p_min,
        "p_max": dials.p_max,
        "escalation_factor": dials.escalation_factor,
    }


def test_a_case_takes_the_lowest_key_of_its_open_allegations() -> None:
    several = PUBLISHED["several_allegations"]
    allegations = []
    for words in several["allegations"]:
        slug, _, due_at = words.partition(" D=")
        allegations.append(RankedAllegation(policy().offence(slug), datetime.fromisoformat(due_at)))
    found = rank(allegations, 0, policy())
    assert found.key == several["rank_key"]
    assert found.offence == "mobile_phone"
    keys = [allegation_key(one.offence, one.due_at, None, 0, policy().rank)[0] for one in allegations]
    assert case_rank(keys) == several["rank_key"]


@given(st.sampled_from(RANKED), st.floats(0, 1), st.integers(1, 60 * 86_400), st.integers(0, 2))
def test_the_earlier_of_two_equal_cases_comes_first(offence: Offence, p: float, seconds: int, step: int) -> None:
    keys = [
        allegation_key(offence, due_at, p, step, policy().rank)[0] for due_at in (DUE, DUE + timedelta(seconds=seconds))
    ]
    assert keys[1] - keys[0] == seconds


@given(st.sampled_from(RANKED), st.floats(0, 1), st.floats(0, 1))
def test_a_stronger_case_never_comes_later(offence: Offence, p: float, other: float) -> None:
    weak, strong = sorted((p, other))
    keys = [allegation_key(offence, DUE, chance, 0, policy().rank)[0] for chance in (weak, strong)]
    assert keys[1] <= keys[0]


@given(st.sampled_from(RANKED), st.floats(0, 1))
def test_an_escalation_step_never_lowers_a_rank(offence: Offence, p: float) -> None:
    plain, repeated = (allegation_key(offence, DUE, p, step, policy().rank)[0] for step in (0, 1))
    assert repeated <= plain


@given(st.sampled_from(RANKED), st.integers(0, 2), st.floats(0, 1))
def test_the_addends_add_up_to_the_key(offence: Offence, step: int, p: float) -> None:
    found = rank([RankedAllegation(offence, DUE, p)], step, policy())
    days = sum(addend.days for addend in found.addends)
    assert abs(int(DUE.timestamp()) + 86_400 * days - found.key) <= 1


def test_a_rank_says_its_addends_in_words() -> None:
    found = rank([RankedAllegation(policy().offence("red_light"), DUE, 0.9)], 1, policy())
    assert found.reasons == (
        "Due Thursday 12 June 2025 at 17:00",
        "Harm prevented for an officer's minute: 3.47: 7.2 days earlier",
        "An earlier warning to the same keeper counts: 2.3 days earlier",
        "In the force's filter: 14.0 days earlier",
    )
    assert (found.tier, found.tier_words) == (1, "Filter")


def test_an_offence_without_figures_has_no_key_but_keeps_its_due_day() -> None:
    collision = policy().offence("collision")
    with pytest.raises(NotAllowedNow):
        allegation_key(collision, DUE, None, 0, policy().rank)
    assert rank([RankedAllegation(collision, DUE)], 0, policy()).key == int(DUE.timestamp())


def test_a_case_without_an_open_allegation_has_no_rank() -> None:
    with pytest.raises(NotAllowedNow):
        rank([], 0, policy())


@pytest.mark.parametrize(
    ("slug", "step", "expected"),
    [
        ("mobile_phone", 0, 1),
        ("red_light", 0, 1),
        ("ped_crossing_stop", 0, 2),
        ("dangerous_position", 0, 3),
        ("obstruction", 0, 3),
        ("obstruction", 1, 1),
        ("s36_nonendorsable", 0, 2),
    ],
)
def test_the_tier_is_the_filter_then_the_rest_then_parking(slug: str, step: int, expected: int) -> None:
    assert tier(policy().offence(slug), step, policy().rank) == expected


def test_nothing_known_leaves_the_offences_own_chance() -> None:
    assert _strength(Evidence()) == pytest.approx(0.71)


@pytest.mark.parametrize(
    "weaker",
    [
        Evidence(plate_agrees=False),
        Evidence(plate_read=False),
        Evidence(plays=False),
        Evidence(has_camera_time=False),
        Evidence(willing_for_court=False),
    ],
)
def test_each_weakness_lowers_the_chance_within_its_bounds(weaker: Evidence) -> None:
    assert policy().rank.p_min <= _strength(weaker) < 0.71


def test_agreement_and_a_second_reporter_raise_the_chance() -> None:
    assert 0.71 < _strength(Evidence(plate_agrees=True, second_reporter=True)) <= policy().rank.p_max


def _strength(evidence: Evidence) -> float:
    return strength(policy().offence("red_light"), evidence, policy().strength, policy().rank)


@pytest.mark.parametrize(
    ("facts", "slug", "standing", "audit_number", "lane"),
    [
        (LaneFacts(), "red_light", Standing.OPEN, 0.5, Lane.QUEUE),
        (LaneFacts(), "red_light", Standing.POST_TODAY, 0.5, Lane.QUEUE),
        (LaneFacts(), "red_light", Standing.RESCUE, 0.5, Lane.RESCUE),
        (LaneFacts(), "red_light", Standing.EXPIRED, 0.5, Lane.RESCUE),
        (LaneFacts(plays=False), "red_light", Standing.OPEN, 0.5, Lane.CONFIRM),
        (LaneFacts(plate_known=False), "red_light", Standing.OPEN, 0.5, Lane.CONFIRM),
        (LaneFacts(in_area=False), "red_light", Standing.OPEN, 0.5, Lane.CONFIRM),
        (LaneFacts(duplicate=True), "red_light", Standing.OPEN, 0.5, Lane.CONFIRM),
        (LaneFacts(), "speeding", Standing.OPEN, 0.5, Lane.CONFIRM),
        (LaneFacts(), "collision", Standing.NO_NOTICE_NEEDED, 0.5, Lane.CONFIRM),
        (LaneFacts(), "obstruction", Standing.NO_NOTICE_NEEDED, 0.049, Lane.AUDIT),
        (LaneFacts(), "obstruction", Standing.NO_NOTICE_NEEDED, 0.05, Lane.QUEUE),
        (LaneFacts(), "red_light", Standing.OPEN, 0.0, Lane.QUEUE),
        (LaneFacts(restricted=("The force's own vehicle",)), "red_light", Standing.RESCUE, 0.5, Lane.RESTRICTED),
        (LaneFacts(in_danger_now=True, plays=False), "red_light", Standing.EXPIRED, 0.5, Lane.URGENT),
    ],
)
def test_a_case_waits_in_the_lane_its_facts_ask_for(
    facts: LaneFacts, slug: str, standing: Standing, audit_number: float, lane: Lane
) -> None:
    offence = policy().offence(slug)
    place = tier(offence, 0, policy().rank)
    assert lane_for(facts, [offence], standing, place, audit_number, policy()) is lane


def test_unknown_findings_keep_nobody_from_the_queue() -> None:
    assert confirm_reasons(LaneFacts(), [policy().offence("red_light")]) == ()


@pytest.mark.parametrize(
    ("words", "is_urgent"),
    [
        ("He got out with a KNIFE in his hand", True),
        ("She threatened me at the lights", True),
        ("he was drunk", True),
        ("a close pass, I was nearly killed", False),
        ("turned into Gunnersbury Lane", False),
        ("overtook an ambulance", False),
    ],
)
def test_words_of_a_threat_raise_an_alarm_and_common_words_do_not(words: str, is_urgent: bool) -> None:
    assert bool(urgent_reasons(LaneFacts(words=words), policy())) is is_urgent


@pytest.mark.parametrize(
    "facts",
    [
        LaneFacts(in_danger_now=True),
        LaneFacts(injury=True),
        LaneFacts(person_hit=True),
        LaneFacts(weapon_or_threat=True),
        LaneFacts(driver_may_be_drunk_now=True),
    ],
)
def test_each_urgent_answer_raises_an_alarm_with_its_reason(facts: LaneFacts) -> None:
    assert len(urgent_reasons(facts, policy())) == 1


def test_a_filter_offence_alarms_the_supervisor_days_before_it_is_due() -> None:
    offence = policy().offence("red_light")
    clock = clock_for(offence, date(2025, 11, 5), at("2025-11-06 12:00"), policy())
    assert not is_filter_at_risk(offence, clock, clock.due_at - timedelta(days=3, seconds=1), policy())
    assert is_filter_at_risk(offence, clock, clock.due_at - timedelta(days=3), policy())
    assert not is_filter_at_risk(replace(offence, in_filter=False), clock, clock.due_at, policy())
