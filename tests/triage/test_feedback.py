"""A reporter is told no more than a class, never early; a victim is always told."""

from dataclasses import replace
from datetime import date

import pytest

from tests.triage.shipped import policy
from triage.feedback import FeedbackFacts, OutcomeClass, Progress, outcome_class, status_lines, told_class
from triage.outcome import Outcome

WORDS = policy().feedback.words
SILENT = replace(policy(), feedback=replace(policy().feedback, tell_outcome=False))
TODAY = date(2025, 11, 19)
NOTICE = FeedbackFacts(Progress.DECIDED, Outcome.NOTICE, is_final=True, letter_served_on=TODAY, watched=True)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_class(outcome: Outcome) -> None:
    assert outcome_class(outcome) in OutcomeClass


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome.NOTICE, OutcomeClass.FORMAL_ACTION),
        (Outcome.COURT, OutcomeClass.FORMAL_ACTION),
        (Outcome.WARNING_LETTER, OutcomeClass.WARNING),
        (Outcome.OUT_OF_TIME_FORCE, OutcomeClass.NO_FURTHER_ACTION),
        (Outcome.FALSE_PLATES, OutcomeClass.OTHER),
    ],
)
def test_no_reporter_learns_more_than_the_class(outcome: Outcome, told: OutcomeClass) -> None:
    facts = replace(NOTICE, outcome=outcome)
    assert told_class(facts, policy(), TODAY) is told
    assert status_lines(facts, policy(), TODAY)[0] == WORDS[told]


@pytest.mark.parametrize(
    ("served_on", "today", "is_told"),
    [
        (date(2025, 11, 19), date(2025, 11, 18), False),
        (date(2025, 11, 19), date(2025, 11, 19), True),
        (None, date(2025, 12, 31), False),
    ],
)
def test_nothing_is_told_before_the_notice_is_served(served_on: date | None, today: date, is_told: bool) -> None:
    facts = replace(NOTICE, letter_served_on=served_on)
    expected = WORDS["formal_action"] if is_told else WORDS["reviewing"]
    assert status_lines(facts, policy(), today)[0] == expected


def test_a_notice_without_a_letter_to_the_keeper_waits_for_its_service_too() -> None:
    facts = replace(NOTICE, letter_served_on=None)
    assert status_lines(facts, policy(), TODAY) == (WORDS["reviewing"],)


def test_a_held_decision_looks_like_a_review_under_way() -> None:
    assert status_lines(replace(NOTICE, is_final=False), policy(), TODAY) == (WORDS["reviewing"],)


def test_a_decision_without_a_letter_is_told_when_it_is_final() -> None:
    facts = FeedbackFacts(Progress.DECIDED, Outcome.NO_FURTHER_ACTION, is_final=True)
    assert status_lines(facts, policy(), TODAY) == (WORDS["no_further_action"],)


@pytest.mark.parametrize("progress", [Progress.RECEIVED, Progress.CHECKED, Progress.REVIEWING, Progress.WITHDRAWN])
def test_a_report_on_its_way_says_how_far_it_has_come(progress: Progress) -> None:
    assert status_lines(FeedbackFacts(progress), policy(), TODAY) == (WORDS[progress],)


def test_the_page_says_whether_somebody_watched() -> None:
    warned = replace(NOTICE, outcome=Outcome.WARNING_LETTER)
    assert WORDS["watched"] in status_lines(warned, policy(), TODAY)
    assert WORDS["unwatched"] in status_lines(replace(warned, watched=False), policy(), TODAY)


def test_a_force_that_tells_nobody_still_tells_a_victim_and_how_to_ask_for_a_review() -> None:
    assert status_lines(NOTICE, SILENT, TODAY) == (WORDS["not_told"],)
    lines = status_lines(replace(NOTICE, victim=True), SILENT, TODAY)
    assert lines == (WORDS["formal_action"], WORDS["watched"], WORDS["victim_review"])


def test_even_a_victim_is_not_told_before_service() -> None:
    early = replace(NOTICE, victim=True, letter_served_on=date(2025, 11, 20))
    assert status_lines(early, SILENT, TODAY) == (WORDS["reviewing"],)
