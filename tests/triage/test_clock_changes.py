"""The two nights a year in which London's clock shows an hour twice, or not at all."""

from datetime import timedelta

import pytest

from tests.triage.clocks import GPS, OVERLAY, at, of, recorded, verdict
from triage.clock_claim import Assumption, Source
from triage.clock_words import heard_words, reason


@pytest.mark.parametrize(
    ("said", "printed", "starts", "apart"),
    [
        # 01:30 shows twice on 26 October 2025 and 25 October 2026.
        ("2025-10-26T00:30", "2025-10-26T01:30:00", "2025-10-26T00:30:00", 0),
        ("2025-10-26T01:30", "2025-10-26T01:30:00", "2025-10-26T01:30:00", 0),
        ("2025-10-26T07:00", "2025-10-26T01:30:00", "2025-10-26T00:30:00", 60),
        ("2026-10-25T07:00", "2026-10-25T00:59:59", "2026-10-24T23:59:59", 0),
        ("2026-10-25T07:00", "2026-10-25T01:00:00", "2026-10-25T00:00:00", 60),
        ("2026-10-25T07:00", "2026-10-25T01:59:59", "2026-10-25T00:59:59", 60),
        ("2026-10-25T07:00", "2026-10-25T02:00:00", "2026-10-25T02:00:00", 0),
    ],
)
def test_the_hour_that_autumn_repeats_has_two_instants_until_something_decides(
    said: str, printed: str, starts: str, apart: int
) -> None:
    found = verdict(said, recorded(printed, None, OVERLAY))
    assert found.starts_at == at(starts)
    assert found.open_by == timedelta(minutes=apart)
    assert ("1 hour off" in reason(found)) is bool(apart)


@pytest.mark.parametrize("day", ["2025-03-30", "2026-03-29"])
@pytest.mark.parametrize(
    ("printed", "starts"),
    [
        ("00:59:59", "00:59:59"),
        ("01:00:00", "01:00:00"),  # never on London's wall: a clock in UTC, or not yet put forward
        ("01:59:59", "01:59:59"),
        ("02:00:00", "01:00:00"),
    ],
)
def test_the_hour_that_spring_skips_is_read_as_a_clock_not_put_forward(day: str, printed: str, starts: str) -> None:
    found = verdict(f"{day}T06:00", recorded(f"{day}T{printed}", None, OVERLAY))
    assert found.starts_at == at(f"{day}T{starts}")
    assert found.open_by == timedelta()


@pytest.mark.parametrize(
    ("instant", "face", "how", "words"),
    [
        # The night the clocks go back: 01:30 is shown twice, and a clock that was not put back goes on to 02:30.
        ("2025-10-26T00:30:00", "01:30:00", Assumption.LONDON, "Agrees, taken for London time."),
        ("2025-10-26T01:30:00", "01:30:00", Assumption.LONDON, "Agrees, taken for London time."),
        (
            "2025-10-26T01:30:00",
            "02:30:00",
            Assumption.HOUR_AHEAD,
            "One hour ahead of GPS, as if it was never set to winter time.",
        ),
        ("2026-10-25T00:59:59", "01:59:59", Assumption.LONDON, "Agrees, taken for London time."),
        (
            "2026-10-25T01:00:00",
            "02:00:00",
            Assumption.HOUR_AHEAD,
            "One hour ahead of GPS, as if it was never set to winter time.",
        ),
        # The night they go forward: 01:30 is never shown but by a clock that was not put forward.
        ("2025-03-30T00:59:59", "00:59:59", Assumption.LONDON, "Agrees, taken for London time."),
        (
            "2025-03-30T01:00:00",
            "01:00:00",
            Assumption.UTC,
            "One hour behind GPS, as if it was never set to summer time, or runs on UTC.",
        ),
        ("2026-03-29T01:30:00", "02:30:00", Assumption.LONDON, "Agrees, taken for London time."),
        (
            "2026-03-29T01:30:00",
            "01:30:00",
            Assumption.UTC,
            "One hour behind GPS, as if it was never set to summer time, or runs on UTC.",
        ),
        (
            "2026-03-29T00:30:00",
            "01:30:00",
            Assumption.HOUR_AHEAD,
            "One hour ahead of GPS, as if it was never set to winter time.",
        ),
    ],
)
def test_in_the_nights_the_clocks_change_gps_says_which_hour_was_meant(
    instant: str, face: str, how: Assumption, words: str
) -> None:
    found = verdict(instant, recorded(instant, "UTC", GPS), recorded(f"{instant[:10]}T{face}", None, OVERLAY))
    other = of(found, Source.OVERLAY)
    assert other.reading is not None
    assert (other.reading.how, heard_words(other, found)) == ((how,), words)
    assert found.open_by == timedelta()
