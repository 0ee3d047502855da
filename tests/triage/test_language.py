"""Days, times, sums and points as letters print them, in English and in the Welsh draft."""

from datetime import UTC, date, datetime

import pytest

from triage.language import LABELS, NAMED_AS, Language, day_words, london_moment, points_words, pounds


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 14, 8, 15, tzinfo=UTC), "Saturday 14 November 2026 at 8:15am"),
        (datetime(2026, 6, 9, 23, 30, tzinfo=UTC), "Wednesday 10 June 2026 at 12:30am"),
        (datetime(2026, 1, 1, 12, 0, tzinfo=UTC), "Thursday 1 January 2026 at 12:00pm"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sunday 25 October 2026 at 1:30am (British Summer Time)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sunday 25 October 2026 at 1:30am (Greenwich Mean Time)"),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "Sunday 25 October 2026 at 2:00am"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Sunday 29 March 2026 at 12:59am"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Sunday 29 March 2026 at 2:00am"),
    ],
)
def test_times_are_printed_on_the_london_clock(at: datetime, words: str) -> None:
    assert london_moment(at) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 14, 8, 15, tzinfo=UTC), "dydd Sadwrn 14 Tachwedd 2026 am 8:15yb"),
        (datetime(2026, 6, 9, 12, 5, tzinfo=UTC), "dydd Mawrth 9 Mehefin 2026 am 1:05yp"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "dydd Sul 25 Hydref 2026 am 1:30yb (Amser Haf Prydain)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "dydd Sul 25 Hydref 2026 am 1:30yb (Amser Safonol Greenwich)"),
    ],
)
def test_times_are_printed_in_welsh(at: datetime, words: str) -> None:
    assert london_moment(at, Language.WELSH) == words


def test_every_day_of_the_week_and_every_month_has_its_welsh_name() -> None:
    week = [day_words(date(2026, 11, 16 + day), Language.WELSH).split()[1] for day in range(7)]
    assert week == ["Llun", "Mawrth", "Mercher", "Iau", "Gwener", "Sadwrn", "Sul"]
    months = [day_words(date(2026, month, 1), Language.WELSH).split()[3] for month in range(1, 13)]
    assert months[0] == "Ionawr"
    assert months[-1] == "Rhagfyr"
    assert len(set(months)) == 12


@pytest.mark.parametrize(
    ("points", "english", "welsh"),
    [
        (0, "no penalty points", "dim pwyntiau cosb"),
        (1, "1 penalty point", "1 pwynt cosb"),
        (3, "3 penalty points", "3 phwynt cosb"),
        (6, "6 penalty points", "6 phwynt cosb"),
        (8, "8 penalty points", "8 pwynt cosb"),
    ],
)
def test_points_are_written_as_each_language_counts(points: int, english: str, welsh: str) -> None:
    assert points_words(points) == english
    assert points_words(points, Language.WELSH) == welsh


@pytest.mark.parametrize(("pence", "words"), [(10_000, "£100"), (6_250, "£62.50"), (100_000, "£1,000"), (5, "£0.05")])
def test_a_sum_is_printed_in_pounds(pence: int, words: str) -> None:
    assert pounds(pence) == words


def test_both_languages_have_the_same_words() -> None:
    for words in (LABELS, NAMED_AS):
        assert set(words[Language.ENGLISH]) == set(words[Language.WELSH])
