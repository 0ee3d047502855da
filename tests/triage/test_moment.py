"""The day an offence counts from, while nobody has confirmed the moment."""

from datetime import UTC, date, datetime

import pytest

from triage.finding import Finding
from triage.moment import earliest_day


def recorded(printed: object, zone: str | None, t: float = 0.0) -> Finding:
    return Finding("recorded_at", {"printed": printed, "zone": zone, "t": t}, "GPS", "reader", "1")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NOBODY_SAYS = ()
TENTH = date(2026, 6, 10)
NINTH = date(2026, 6, 9)


@pytest.mark.parametrize(
    ("said", "findings", "day"),
    [
        ("2026-06-09T23:30", NOBODY_SAYS, TENTH),  # summer: 00:30 on London's wall
        ("2026-06-09T22:59", NOBODY_SAYS, NINTH),
        # Said at five past midnight; the clip began five minutes before it.
        ("2026-06-09T23:05", [recorded("2026-06-09T22:55:00", "UTC")], NINTH),
        ("2026-06-09T23:05", [recorded("2026-06-09T23:01:00", "UTC")], TENTH),
        # The first GPS fix came 90 seconds into the clip.
        ("2026-06-09T23:05", [recorded("2026-06-09T23:00:30", "UTC", t=90.0)], NINTH),
        # Without a zone it may be London's time: 23:55 there, and the same drive.
        ("2026-06-09T23:05", [recorded("2026-06-09T23:55:00", None)], NINTH),
        # Said before midnight; what the camera says later moves nothing.
        ("2026-06-09T22:55", [recorded("2026-06-09T23:05:00", "UTC")], NINTH),
        # A factory clock, another day, and nonsense move nothing.
        ("2026-06-09T23:05", [recorded("2019-01-01T00:00:00", "UTC")], TENTH),
        ("2026-06-09T23:05", [recorded("2026-06-09T20:00:00", "UTC")], TENTH),
        ("2026-06-09T23:05", [recorded("yesterday", None)], TENTH),
        ("2026-06-09T23:05", [recorded(None, None)], TENTH),
        # 25 October 2026: 01:30 comes twice in London, and neither pass is another day.
        ("2026-10-25T00:30", [recorded("2026-10-25T01:30:00", None)], date(2026, 10, 25)),
        ("2026-10-24T23:10", [recorded("2026-10-24T23:50:00", None)], date(2026, 10, 24)),
        # 29 March 2026: 01:30 never shows on London's wall; the day stands all the same.
        ("2026-03-29T00:30", [recorded("2026-03-29T01:30:00", None)], date(2026, 3, 29)),
    ],
)
def test_the_earliest_credible_day_starts_the_clock(said: str, findings: list[Finding], day: date) -> None:
    assert earliest_day(at(said), findings) == day


def test_never_more_than_one_day_is_taken_off() -> None:
    findings = [recorded("2026-06-09T22:55:00", "UTC"), recorded("2026-06-08T23:05:00", "UTC")]
    assert earliest_day(at("2026-06-09T23:05"), findings) == NINTH
