"""The day an offence counts from, while nobody has confirmed the moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.calendar import london_day
from triage.clock_verdict import Recording
from triage.finding import Finding
from triage.moment import FirstDay, Why, earliest_day, has_camera_time


def recorded(printed: object, zone: str | None, source: str = "GPS", t: float = 0.0) -> Finding:
    return Finding("recorded_at", {"printed": printed, "zone": zone, "t": t}, source, "reader", "1")  # type: ignore[dict-item]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def first_day(said: str, *findings: Finding, later: int = 2) -> FirstDay:
    return earliest_day(at(said), [Recording(findings, at(said) + timedelta(days=later))])


TENTH, NINTH = date(2026, 6, 10), date(2026, 6, 9)
PAST_MIDNIGHT = "2026-06-09T23:05"  # five past midnight on London's wall, the tenth


@pytest.mark.parametrize(
    ("said", "findings", "day"),
    [
        ("2026-06-09T23:30", [], TENTH),  # summer: 00:30 on London's wall
        ("2026-06-09T22:59", [], NINTH),
        # Said at five past midnight; the clip began five minutes before it.
        (PAST_MIDNIGHT, [recorded("2026-06-09T22:55:00", "UTC")], NINTH),
        (PAST_MIDNIGHT, [recorded("2026-06-09T22:59:59", "UTC")], NINTH),
        (PAST_MIDNIGHT, [recorded("2026-06-09T23:00:00", "UTC")], TENTH),
        # The first GPS fix came 90 seconds into the clip.
        (PAST_MIDNIGHT, [recorded("2026-06-09T23:00:30", "UTC", t=90.0)], NINTH),
        # Without a zone it may be London's time: 23:55 there, and the same drive.
        (PAST_MIDNIGHT, [recorded("2026-06-09T23:55:00", None, "overlay")], NINTH),
        # A lone clock, even a file's name, within the same drive.
        (PAST_MIDNIGHT, [recorded("2026-06-09T23:55:00", None, "file name")], NINTH),
        # London's time under a label of UTC.
        (PAST_MIDNIGHT, [recorded("2026-06-09T23:55:00", "UTC", "container mvhd")], NINTH),
        # Where GPS says after midnight, a camera's clock before it is only a clock that is slow.
        (
            PAST_MIDNIGHT,
            [recorded("2026-06-09T23:01:00", "UTC"), recorded("2026-06-09T23:55:00", None, "overlay")],
            TENTH,
        ),
        # Said before midnight; what the camera says later moves nothing.
        ("2026-06-09T22:55", [recorded("2026-06-09T23:05:00", "UTC")], NINTH),
        # A factory clock and nonsense move nothing.
        (PAST_MIDNIGHT, [recorded("2019-01-01T00:00:00", "UTC")], TENTH),
        (PAST_MIDNIGHT, [recorded("yesterday", None)], TENTH),
        (PAST_MIDNIGHT, [recorded(None, None)], TENTH),
        # 25 October 2026: 01:30 comes twice in London, and neither pass is another day.
        ("2026-10-25T00:30", [recorded("2026-10-25T01:30:00", None, "overlay")], date(2026, 10, 25)),
        ("2026-10-24T23:10", [recorded("2026-10-24T23:50:00", None, "overlay")], date(2026, 10, 24)),
        ("2025-10-26T00:30", [recorded("2025-10-26T01:30:00", None, "overlay")], date(2025, 10, 26)),
        # 29 March 2026: 01:30 never shows on London's wall; the day stands all the same.
        ("2026-03-29T00:30", [recorded("2026-03-29T01:30:00", None, "overlay")], date(2026, 3, 29)),
        ("2025-03-30T00:10", [recorded("2025-03-29T23:55:00", None, "overlay")], date(2025, 3, 29)),
        # Leap day.
        ("2028-03-01T00:05", [recorded("2028-02-29T23:55:00", "UTC")], date(2028, 2, 29)),
    ],
)
def test_the_earliest_credible_day_starts_the_clock(said: str, findings: list[Finding], day: date) -> None:
    assert first_day(said, *findings).day == day


SAID = "2026-11-14T08:15"
TYPED = date(2026, 11, 14)
BOTH = ("container mvhd", "overlay")


@pytest.mark.parametrize(
    ("printed", "sources", "expected"),
    [
        # GPS with a fix may correct the typed day by up to a week.
        ("2026-11-13T08:15:00", ("GPS",), FirstDay(date(2026, 11, 13), Why.SATELLITES)),
        ("2026-11-07T00:00:00", ("GPS",), FirstDay(date(2026, 11, 7), Why.SATELLITES)),
        ("2026-11-06T23:59:59", ("GPS",), FirstDay(TYPED, Why.TYPED)),
        ("2026-11-15T08:15:00", ("GPS",), FirstDay(TYPED, Why.TYPED)),
        ("2006-11-13T08:15:00", ("GPS",), FirstDay(TYPED, Why.TYPED)),
        # Two clocks of the camera that agree may do so by one day.
        ("2026-11-13T08:15:00", BOTH, FirstDay(date(2026, 11, 13), Why.TWO_CLOCKS)),
        ("2026-11-13T00:00:00", BOTH, FirstDay(date(2026, 11, 13), Why.TWO_CLOCKS)),
        ("2026-11-12T23:59:59", BOTH, FirstDay(TYPED, Why.TYPED)),
        ("2026-10-14T08:15:00", BOTH, FirstDay(TYPED, Why.TYPED)),
        # A lone clock that is a day off moves nothing, whichever it is.
        *(("2026-11-13T08:15:00", (source,), FirstDay(TYPED, Why.TYPED)) for source in (*BOTH, "file name")),
        # The same clock written down twice is one clock.
        ("2026-11-13T08:15:00", ("container mvhd", "container tkhd"), FirstDay(TYPED, Why.TYPED)),
    ],
)
def test_how_far_a_clock_may_reach_back(printed: str, sources: tuple[str, ...], expected: FirstDay) -> None:
    found = [recorded(printed, None if one in ("overlay", "file name") else "UTC", one) for one in sources]
    assert first_day(SAID, *found) == expected


def test_the_file_that_began_first_counts_where_a_report_has_several() -> None:
    late = at(SAID) + timedelta(days=1)
    files = [Recording((recorded(one, "UTC"),), late) for one in ("2026-11-14T08:15:00", "2026-11-13T08:15:00")]
    assert earliest_day(at(SAID), files) == FirstDay(date(2026, 11, 13), Why.SATELLITES)


@pytest.mark.parametrize(
    ("findings", "has_time"),
    [
        ([], False),
        ([recorded("2026-11-14T08:15:00", "UTC")], True),
        ([recorded("2026-11-10T08:15:00", None, "overlay")], True),
        ([recorded("1970-01-01T00:00:00", "UTC", "container mvhd")], False),
        ([recorded("2026-11-14T08:15:00", None, "file name")], False),
    ],
)
def test_a_name_or_a_clock_that_was_never_set_is_no_camera_time(findings: list[Finding], has_time: bool) -> None:
    assert has_camera_time(at(SAID), [Recording(tuple(findings), at(SAID))]) is has_time


INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31))  # noqa: DTZ001
CLAIMS = st.tuples(
    st.integers(-20_000, 20_000),
    st.sampled_from(["GPS", "overlay", "file name", "container mvhd"]),
    st.sampled_from([None, "UTC", "+01:00"]),
)


@given(INSTANTS, st.lists(CLAIMS, max_size=4))
def test_no_clock_moves_day_0_later_than_the_typed_day_or_further_back_than_a_week(
    said: datetime, claimed: list[tuple[int, str, str | None]]
) -> None:
    found = tuple(
        recorded((said + timedelta(minutes=minutes)).isoformat(), zone, source) for minutes, source, zone in claimed
    )
    spoken = said.replace(tzinfo=UTC)
    day = earliest_day(spoken, [Recording(found, spoken + timedelta(days=3))]).day
    assert timedelta() <= london_day(spoken) - day <= timedelta(days=7)
