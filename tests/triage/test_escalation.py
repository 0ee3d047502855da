"""Which earlier letters count, and when a letter may be proposed for footage nobody watched."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.triage.shipped import policy
from triage.escalation import (
    AutomaticFacts,
    PriorLetter,
    ThisReport,
    conditions,
    deserves_automatic_warning,
    escalation,
    escalation_step,
    next_level,
)

THIS = ThisReport(
    incident="incident-2",
    offence_on=date(2025, 6, 10),
    keeper="keeper-1",
    submitter="submitter-2",
    household="household-2",
    submitter_confirmed=True,
)
EARLIER = PriorLetter(
    incident="incident-1",
    offence_on=date(2025, 2, 24),
    level="1",
    automatic=False,
    presumed_delivered_on=date(2025, 3, 3),
    keeper="keeper-1",
    submitter="submitter-1",
    household="household-1",
    submitter_confirmed=True,
)


def test_a_letter_that_meets_every_condition_counts() -> None:
    assert escalation([EARLIER], THIS, 12).step == 1
    assert escalation([EARLIER], THIS, 12).why_not == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"automatic": True}, "An automatic letter is advice and raises no level."),
        ({"incident": "incident-2"}, "The letter was about the same incident."),
        ({"presumed_delivered_on": None}, "The letter has not been delivered."),
        ({"presumed_delivered_on": date(2025, 6, 10)}, "This happened before the letter was presumed delivered."),
        ({"presumed_delivered_on": date(2024, 6, 9)}, "The letter is older than 12 months."),
        ({"keeper": "keeper-9"}, "The vehicle is not known to have the same keeper."),
        ({"keeper": None}, "The vehicle is not known to have the same keeper."),
        ({"returned": True}, "The letter was returned."),
        ({"contest_upheld": True}, "The letter was contested successfully."),
        ({"withdrawn": True}, "The letter was withdrawn."),
        ({"submitter_confirmed": False}, "Not both reporters have confirmed who they are."),
        ({"submitter": "submitter-2"}, "The same person reported both, or it is not known who did."),
        ({"submitter": None}, "The same person reported both, or it is not known who did."),
        ({"household": "household-2"}, "The reporters share a household, or it is not known that they do not."),
        ({"household": None}, "The reporters share a household, or it is not known that they do not."),
    ],
)
def test_each_condition_alone_stops_a_letter_from_counting(change: dict[str, Any], why: str) -> None:
    found = escalation([replace(EARLIER, **change)], THIS, 12)
    assert found.step == 0
    assert found.why_not == (why,)


@pytest.mark.parametrize(
    ("delivered", "step"),
    [(date(2024, 6, 9), 0), (date(2024, 6, 10), 1), (date(2025, 6, 9), 1), (date(2025, 6, 10), 0)],
)
def test_the_twelve_months_run_from_delivery_to_the_next_offence(delivered: date, step: int) -> None:
    assert escalation_step([replace(EARLIER, presumed_delivered_on=delivered)], THIS, 12) == step


def test_an_unconfirmed_reporter_of_this_event_raises_nothing() -> None:
    assert escalation_step([EARLIER], replace(THIS, submitter_confirmed=False), 12) == 0


SECOND = replace(
    EARLIER,
    incident="incident-1b",
    offence_on=date(2025, 4, 1),
    presumed_delivered_on=date(2025, 4, 10),
    submitter="submitter-2",
    household="household-2",
    step=1,
)


def test_two_people_climb_the_whole_ladder() -> None:
    by_first = replace(THIS, submitter="submitter-1", household="household-1")
    assert escalation_step([], THIS, 12) == 0
    assert escalation_step([EARLIER], THIS, 12) == 1
    assert escalation_step([EARLIER, SECOND], by_first, 12) == 2


def test_two_letters_of_one_person_lift_another_reporter_by_one_rung_only() -> None:
    again = replace(
        EARLIER, incident="incident-1c", offence_on=date(2025, 3, 20), presumed_delivered_on=date(2025, 4, 1)
    )
    assert escalation_step([EARLIER, again], THIS, 12) == 1


@pytest.mark.parametrize("change", [{"contest_upheld": True}, {"withdrawn": True}, {"returned": True}])
def test_a_letter_that_leaves_the_history_takes_its_rung_from_those_above_it(change: dict[str, Any]) -> None:
    by_third = replace(THIS, submitter="submitter-3", household="household-3")
    assert escalation_step([EARLIER, SECOND], by_third, 12) == 2
    assert escalation_step([replace(EARLIER, **change), SECOND], by_third, 12) == 1


def test_a_letter_stands_no_higher_than_it_was_sent() -> None:
    by_third = replace(THIS, submitter="submitter-3", household="household-3")
    assert escalation_step([EARLIER, replace(SECOND, step=0)], by_third, 12) == 1


@pytest.mark.parametrize(("step", "level"), [(0, "1"), (1, "2"), (2, "final"), (7, "final")])
def test_the_ladder_ends_with_a_final_warning(step: int, level: str) -> None:
    assert next_level(step) == level


DESERVING = AutomaticFacts(
    offences=(policy().offence("obstruction"),),
    offence_on=date(2025, 6, 1),
    received_on=date(2025, 6, 3),
    last_day=date(2025, 6, 17),
    injury_or_victim=False,
    earlier_letters=0,
    escalation_step=0,
    in_area=True,
    plays=True,
    plate_typed="AB12 CDE",
    plate_read="AB12CDE",
    plate_confidence=0.93,
    plate_margin=0.99,
    make_agrees=True,
    colour_agrees=True,
    other_open_case=False,
    same_incident_report=False,
    keeper_kind="found",
    keeper_changed=False,
    clone_or_theft_marker=False,
    emergency_vehicle=False,
    trade_or_foreign_mark=False,
    looks_under_18=False,
    metres_from_home=450.0,
    letter_bar=False,
)
TODAY = date(2025, 6, 18)


def test_a_letter_is_proposed_only_when_every_condition_is_known_to_hold() -> None:
    assert deserves_automatic_warning(DESERVING, policy(), TODAY)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "injury_or_victim",
            "earlier_letters",
            "escalation_step",
            "in_area",
            "plays",
            "plate_read",
            "plate_confidence",
            "plate_margin",
        ),
        *("make_agrees", "colour_agrees", "other_open_case", "same_incident_report", "keeper_kind", "keeper_changed"),
        *("clone_or_theft_marker", "emergency_vehicle", "trade_or_foreign_mark", "looks_under_18"),
        *("metres_from_home", "letter_bar"),
    ],
)
def test_unknown_is_no(name: str) -> None:
    changes: dict[str, Any] = {name: None}
    answer = deserves_automatic_warning(replace(DESERVING, **changes), policy(), TODAY)
    assert not answer
    assert len(answer.because) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"offences": ()},
        {"offences": (policy().offence("mobile_phone"),)},
        {"offences": (policy().offence("obstruction"), policy().offence("red_light"))},
        {"offences": (policy().offence("cycle_footway"),)},
        {"last_day": TODAY},  # the last day itself still belongs to the officers
        {"received_on": date(2025, 6, 16)},
        {"received_on": date(2025, 5, 31)},
        {"injury_or_victim": True},
        {"earlier_letters": 1},
        {"escalation_step": 1},
        {"in_area": False},
        {"plays": False},
        {"plate_read": "AB12CDF"},
        {"plate_confidence": 0.79},
        {"plate_margin": 0.969},
        {"plate_typed": "1-ABC-234", "plate_read": "1-ABC-234"},
        {"plate_typed": "123D456", "plate_read": "123D456"},
        {"plate_typed": "12AB34", "plate_read": "12AB34"},
        {"trade_or_foreign_mark": True},
        {"make_agrees": False},
        {"colour_agrees": False},
        {"other_open_case": True},
        {"same_incident_report": True},
        {"keeper_kind": "company"},
        {"keeper_kind": "hire"},
        {"keeper_kind": "lease"},
        {"keeper_kind": "public_service"},
        {"keeper_kind": "deceased"},
        {"keeper_changed": True},
        {"clone_or_theft_marker": True},
        {"emergency_vehicle": True},
        {"looks_under_18": True},
        {"metres_from_home": 100.0},
        {"letter_bar": True},
    ],
)
def test_each_circumstance_alone_keeps_the_letter_back(change: dict[str, Any]) -> None:
    answer = deserves_automatic_warning(replace(DESERVING, **change), policy(), TODAY)
    assert not answer
    assert all(sentence.endswith(".") for sentence in answer.because)


def test_the_letter_is_kept_back_at_a_hundred_metres_and_not_beyond() -> None:
    assert deserves_automatic_warning(replace(DESERVING, metres_from_home=100.1), policy(), TODAY)


def test_every_condition_says_the_fact_it_rests_on() -> None:
    shown = conditions(DESERVING, policy(), TODAY)
    assert all(one.holds and one.label and one.fact for one in shown)
    assert {one.fact for one in conditions(replace(DESERVING, in_area=None), policy(), TODAY) if not one.holds} == {
        "not known"
    }
    assert len({one.label for one in shown}) == len(shown)
