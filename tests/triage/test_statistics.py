"""Figure 4 is a fold: the same history, in any order, gives the same digits."""

import random
from itertools import pairwise
from typing import TypedDict, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.triage.shipped import VECTORS, at, json_of
from triage.outcome import DISPOSAL, Outcome
from triage.statistics import COUNTS, MEASURES, RATES, Event, Month, Share, csv_rows, figure4, seriousness

PUBLISHED_OUTCOME = {
    "Court": "court",
    "Education": "education_course",
    "Fixed Penalty": "fixed_penalty",
    "Warning Letter": "warning_letter",
    "NFA": "no_further_action",
    "Duplicate Submission": "no_further_action",
    "Other Action Taken": "referred",
    "RTC - Actioned": "referred",
}


class PublishedMonth(TypedDict):
    month: str
    disposals: dict[str, int]
    positive_percent: float


PUBLISHED = cast(list[PublishedMonth], json_of(VECTORS / "figure4_months.json"))


def history(
    case_id: str,
    outcome: str | None = None,
    disposal: str | None = None,
    received: str = "2025-04-10 12:00",
    decided: str = "2025-04-12 12:00",
    automatic: bool = False,
    in_filter: bool = False,
    last_post: str = "2025-04-20",
) -> list[Event]:
    """One case: received, prioritised and, where an outcome is given, decided and final."""
    events = [
        Event(case_id, at(received), "received", seq=1),
        Event(case_id, at(received), "prioritised", {"in_filter": in_filter, "last_post": last_post}, seq=2),
    ]
    if outcome:
        payload = {"decision": f"d-{case_id}", "outcome": outcome, "disposal": disposal, "automatic": automatic}
        events.append(Event(case_id, at(decided), "decided", payload, seq=3))
        events.append(Event(case_id, at(decided), "finalised", {"decision": f"d-{case_id}"}, seq=4))
    return events


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda month: month["month"])
def test_a_published_month_comes_out_to_the_tenth_of_a_percent(published: PublishedMonth) -> None:
    name = published["month"]
    events = [
        event
        for disposal, count in published["disposals"].items()
        for number in range(count)
        for event in history(f"{disposal}-{number}", PUBLISHED_OUTCOME[disposal], disposal, f"{name}-10 12:00")
    ]
    (month,) = figure4(events)
    assert month.submissions == sum(published["disposals"].values())
    # Rounded to one place by two hands, so a half may fall either way.
    assert month.shares["positive"].percent() == pytest.approx(published["positive_percent"], abs=0.051)
    assert month.no_further_action == published["disposals"]["NFA"] + published["disposals"]["Duplicate Submission"]
    assert month.positive + month.no_further_action + month.other == month.decided == month.submissions


@settings(max_examples=50)
@given(st.randoms(use_true_random=False))
def test_the_order_of_events_changes_no_digit(shuffler: random.Random) -> None:
    events = [
        *history("a", "warning_letter", automatic=True),
        *history("b", "notice", in_filter=True),
        *history("c", "out_of_time_force", decided="2025-04-25 12:00", in_filter=True),
        *history("d", received="2025-05-02 12:00"),
        *_decided_twice("e"),
        Event("f", at("2025-04-30 23:30"), "turned_away"),
    ]
    shuffled = list(events)
    shuffler.shuffle(shuffled)
    assert figure4(shuffled) == figure4(events)


def _decided_twice(case_id: str) -> list[Event]:
    second = {"decision": "second", "outcome": "no_further_action"}
    return [
        *history(case_id, "warning_letter"),
        Event(case_id, at("2025-04-14 12:00"), "decided", second, seq=5),
        Event(case_id, at("2025-04-14 12:00"), "finalised", {"decision": "second"}, seq=6),
    ]


def test_a_superseding_decision_replaces_the_first() -> None:
    month = only(_decided_twice("a"))
    assert (month.positive, month.no_further_action, month.decided) == (0, 1, 1)


def decided_and_final(
    decision: str, outcome: str, seq: int, *, about: str = "", supersedes: str = "", on: str = "2025-04-14 12:00"
) -> list[Event]:
    """One more decision in the history of case a, recorded and final."""
    payload = {"decision": decision, "outcome": outcome, "allegation": about, "supersedes": supersedes}
    return [
        Event("a", at(on), "decided", payload, seq=seq),
        Event("a", at(on), "finalised", {"decision": decision}, seq=seq + 1),
    ]


ARRIVED = history("a", in_filter=True)


@pytest.mark.parametrize(
    ("first", "second", "positive", "enforced"),
    [
        ("no_further_action", "court", 1, 1),
        ("court", "no_further_action", 1, 1),
        ("warning_letter", "fixed_penalty", 1, 1),
        ("notice", "warning_letter", 1, 0),
        ("referred", "warning_letter", 1, 0),
    ],
)
def test_a_case_of_several_offences_counts_once_by_its_most_serious_disposal(
    first: str, second: str, positive: int, enforced: int
) -> None:
    both = [*decided_and_final("1", first, 3, about="x"), *decided_and_final("2", second, 5, about="y")]
    month = only([*ARRIVED, *both])
    assert (month.decided, month.positive, month.enforced) == (1, positive, enforced)


@pytest.mark.parametrize(
    ("higher", "lower"), list(pairwise(["court", "fixed_penalty", "education_course", "notice", "warning_letter",
                                        "referred", "no_further_action"]))
)  # fmt: skip
def test_the_order_of_seriousness_is_the_forces(higher: str, lower: str) -> None:
    assert seriousness(DISPOSAL[Outcome(higher)]) < seriousness(DISPOSAL[Outcome(lower)])


def test_a_decision_on_one_offence_supersedes_only_its_own() -> None:
    events = [
        *ARRIVED,
        *decided_and_final("1", "warning_letter", 3, about="x"),
        *decided_and_final("2", "notice", 5, about="y"),
        *decided_and_final("3", "no_further_action", 7, about="y", supersedes="2"),
    ]
    assert (only(events).positive, only(events).notices_under_way) == (1, 0)


def test_a_line_without_an_offence_is_superseded_by_the_decision_that_names_it() -> None:
    month = only([*history("a", "warning_letter"), *decided_and_final("2", "no_further_action", 5, about="x",
                                                                      supersedes="d-a")])  # fmt: skip
    assert (month.decided, month.positive, month.no_further_action) == (1, 0, 1)


def test_a_conclusion_months_later_leaves_the_review_in_time() -> None:
    notice = decided_and_final("1", "notice", 3, about="x")
    court = decided_and_final("2", "court", 5, about="x", supersedes="1", on="2025-07-01 12:00")
    again = Event("a", at("2025-06-01 12:00"), "prioritised", {"in_filter": False}, seq=9)
    month = only([*ARRIVED, *notice, *court, again])
    assert (month.enforced, month.filter_in_time, month.filter_due) == (1, 1, 1)


def test_an_automatic_letter_that_an_officer_supersedes_counts_from_the_officers_review() -> None:
    late = decided_and_final("2", "notice", 5, supersedes="d-a", on="2025-04-25 12:00")
    month = only([*history("a", "warning_letter", automatic=True, in_filter=True), *late])
    assert (month.automatic_letters, month.filter_in_time, month.filter_due) == (0, 0, 1)


def test_a_held_decision_is_not_yet_one() -> None:
    month = only(history("a", "warning_letter")[:-1])
    assert (month.decided, month.undecided) == (0, 1)


def test_an_undone_decision_is_none() -> None:
    undone = Event("a", at("2025-04-12 12:00"), "decision_withdrawn", {"decision": "d-a"}, seq=4)
    events = history("a", "warning_letter")[:-1]
    assert only([*events, undone]).undecided == 1


def test_a_hold_that_runs_out_after_the_decision_was_undone_decides_nothing() -> None:
    *held, over = history("a", "warning_letter")
    undone = Event("a", at("2025-04-12 12:00"), "decision_withdrawn", {"decision": "d-a"}, seq=4)
    assert only([*held, undone, Event("a", over.at, "finalised", over.payload, seq=5)]).undecided == 1


def test_the_month_is_the_london_month_of_receipt() -> None:
    april, may = figure4(
        [*history("a", received="2025-04-30 22:59"), *history("b", "notice", received="2025-04-30 23:00")]
    )
    assert (april.month, may.month) == ("2025-04", "2025-05")


def test_those_turned_away_at_the_door_are_in_the_honest_rate_only() -> None:
    events = [event for number in range(24) for event in history(f"p{number}", "notice")]
    events += [event for number in range(6) for event in history(f"n{number}", "no_further_action")]
    events += [Event(f"door{number}", at("2025-04-11 12:00"), "turned_away") for number in range(10)]
    month = only(events)
    assert (month.submissions, month.turned_away) == (30, 10)
    assert month.shares["positive"].percent() == 80.0
    assert month.shares["positive_all_reports"].percent() == 60.0


@pytest.mark.parametrize(
    ("outcome", "decided", "in_time"),
    [
        ("notice", "2025-04-20 22:59", True),  # 23:59 in London on the last posting day
        ("notice", "2025-04-20 23:00", False),
        ("no_further_action", "2025-04-19 12:00", True),
        ("out_of_time_force", "2025-04-19 12:00", False),
    ],
)
def test_a_filter_offence_is_in_time_when_a_person_decided_by_the_last_day(
    outcome: str, decided: str, in_time: bool
) -> None:
    month = only(history("a", outcome, decided=decided, in_filter=True))
    assert (month.filter_in_time, month.filter_due) == (int(in_time), 1)


def test_an_automatic_letter_is_not_a_review_in_time_and_stands_apart() -> None:
    month = only(history("a", "warning_letter", automatic=True, in_filter=True))
    assert (month.filter_in_time, month.automatic_letters, month.positive) == (0, 1, 1)
    assert month.shares["positive_reviewed"] == Share(0, 0)


def test_an_approval_marks_its_decision_as_automatic() -> None:
    approved = Event("a", at("2025-04-12 12:00"), "automatic_approved", {"decision": "d-a"}, seq=5)
    assert only([*history("a", "warning_letter"), approved]).automatic_letters == 1


def test_an_undecided_filter_offence_past_its_day_counts_against_the_force() -> None:
    passed = Event("a", at("2025-04-21 00:00"), "out_of_time", {"cause": "force"}, seq=3)
    month = only([*history("a", in_filter=True), passed])
    assert (month.filter_due, month.filter_in_time, month.undecided) == (1, 0, 1)


def test_a_case_without_a_notice_is_in_time_until_its_promise() -> None:
    events = history("a", "notice", decided="2025-04-24 12:00")
    for decided_due, in_time in (("2025-04-24T12:00:00+00:00", 1), ("2025-04-24T11:59:59+00:00", 0)):
        ranked = Event("a", at("2025-04-10 12:00"), "prioritised", {"in_filter": True, "due_at": decided_due}, seq=2)
        assert only([events[0], ranked, *events[2:]]).filter_in_time == in_time


def test_out_of_time_is_split_by_its_cause() -> None:
    month = only([*history("a", "out_of_time_force"), *history("b", "out_of_time_late")])
    assert (month.out_of_time_force, month.out_of_time_late, month.no_further_action) == (1, 1, 2)


def test_a_report_withdrawn_before_a_decision_ends_as_no_further_action() -> None:
    month = only([*history("a"), Event("a", at("2025-04-11 12:00"), "withdrawn", seq=3)])
    assert (month.no_further_action, month.undecided) == (1, 0)


UPHELD = Event("a", at("2025-05-02 12:00"), "contest_upheld", {"decision": "d-a", "letter": "l-a"}, seq=5)


@pytest.mark.parametrize("automatic", [False, True])
def test_a_letter_that_was_contested_and_taken_back_counts_as_no_further_action(automatic: bool) -> None:
    month = only([*history("a", "warning_letter", "Warning Letter", automatic=automatic), UPHELD])
    assert (month.positive, month.no_further_action, month.automatic_letters) == (0, 1, 0)
    refused = Event("a", UPHELD.at, "contest_refused", UPHELD.payload, seq=5)
    assert only([*history("a", "warning_letter", "Warning Letter"), refused]).positive == 1


def test_what_is_decided_after_an_upheld_contest_counts() -> None:
    again = {"decision": "d-b", "outcome": "notice", "disposal": None, "supersedes": "d-a"}
    events = [
        *history("a", "warning_letter", "Warning Letter"),
        UPHELD,
        Event("a", at("2025-05-03 12:00"), "decided", again, seq=6),
        Event("a", at("2025-05-03 12:00"), "finalised", {"decision": "d-b"}, seq=7),
    ]
    assert (only(events).positive, only(events).notices_under_way) == (1, 1)


def test_a_notice_is_positive_before_its_end_is_known_but_not_yet_enforced() -> None:
    month = only([*history("a", "notice"), *history("b", "court")])
    assert (month.positive, month.enforced, month.notices_under_way) == (2, 1, 1)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_falls_in_exactly_one_column(outcome: Outcome) -> None:
    month = only(history("a", outcome))
    assert month.positive + month.no_further_action + month.other == 1


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(19, 19, None), (0, 0, None), (10, 20, 50.0), (1, 3000, 0.0), (1, 2000, 0.1), (2, 3, None), (20, 30, 66.7)],
)
def test_a_percentage_has_one_place_and_a_base_of_at_least_twenty(part: int, whole: int, percent: float | None) -> None:
    assert Share(part, whole).percent() == percent


def test_a_history_that_was_never_received_is_not_counted() -> None:
    assert figure4([Event("a", at("2025-04-10 12:00"), "claimed")]) == ()


def test_the_csv_has_one_row_a_month_and_leaves_small_rates_empty() -> None:
    header, row = csv_rows(figure4(history("a", "notice")))
    assert header == ("month", *COUNTS, *(f"{name}_percent" for name in RATES))
    assert row == ("2025-04", "1", "0", "1", "0", "0", *[""] * len(RATES))


def test_every_measure_of_the_csv_has_its_definition_in_words() -> None:
    assert set(MEASURES) == {"month", *COUNTS, *RATES}
    (month,) = figure4(history("a", "notice"))
    assert set(month.shares) == set(RATES)


def only(events: list[Event]) -> Month:
    (month,) = figure4(events)
    return month
