"""The clock starts from the earliest credible day, and the rank and the history say why."""

from uuid import UUID

import pytest

from tests.conftest import House
from tests.made.cases import NOW, PLAYED, a_report
from triage.case import Case
from triage.finding import Finding
from triage.steps import extract, prioritise


def recorded(printed: str, zone: str | None, source: str) -> Finding:
    return Finding("recorded_at", {"printed": printed, "zone": zone, "t": 0.0}, source, "reader", "1")


def ranked(house: House, *findings: Finding, later: tuple[Finding, ...] = ()) -> Case:
    """A report typed for 14 November 2026, 08:15, whose footage says this; ``later`` is found by a second look."""
    sent = a_report(house, offence="red_light")
    with house.units.as_of(NOW).open() as unit:
        extract.record_extraction(
            unit, sent.footage[0].id, verdict="ok", verdict_words="", findings=(*findings, PLAYED), derived=()
        )
        (case,) = unit.cases.list_for_submission(sent.submission_id)
        ranked = prioritise.prioritise(unit, case.id)
    if later:
        with house.units.as_of(NOW).open() as unit:
            extract.add_findings(unit, case.id, later)
            ranked = prioritise.prioritise(unit, case.id)
    return ranked


def events(house: House, case_id: UUID) -> list[dict[str, object]]:
    with house.units.open() as unit:
        return [dict(one.payload) for one in unit.history.list_for(case_id) if one.action == "prioritised"]


GPS = recorded("2026-11-13T08:15:00", "UTC", "gopro-gpmf")


@pytest.mark.parametrize(
    ("findings", "day", "because"),
    [
        ((), "2026-11-14", "typed"),
        ((GPS,), "2026-11-13", "satellites"),
        ((recorded("2026-11-14T08:14:00", "UTC", "gopro-gpmf"),), "2026-11-14", "typed"),
        ((recorded("2026-11-13T08:15:00", None, "file name"),), "2026-11-14", "typed"),
        (
            (recorded("2026-11-13T08:15:00", None, "overlay"), recorded("2026-11-13T08:15:09", "UTC", "container")),
            "2026-11-13",
            "two_clocks",
        ),
        ((recorded("2026-10-13T08:15:00", "UTC", "gopro-gpmf"),), "2026-11-14", "typed"),
    ],
)
def test_the_clock_starts_from_the_earliest_credible_day_and_says_why(
    house: House, findings: tuple[Finding, ...], day: str, because: str
) -> None:
    case = ranked(house, *findings)
    assert case.allegations[0].offence_on.isoformat() == day
    assert case.offence_on.isoformat() == "2026-11-14", "what the person typed is never changed"
    (event,) = events(house, case.id)
    assert (event["counted_from"], event["counted_because"]) == (day, because)
    assert ("Counted from Friday 13 November 2026" in str(case.rank)) is (because != "typed")


def test_a_day_earlier_leaves_a_day_less_for_the_notice(house: House) -> None:
    typed, earlier = ranked(house), ranked(house, GPS)
    assert typed.service_deadline is not None
    assert earlier.service_deadline is not None
    assert (typed.service_deadline - earlier.service_deadline).days == 1
    assert "GPS puts the footage before the day that was typed" in str(earlier.rank)


def test_what_a_second_look_finds_counts_with_the_file_it_was_found_in(house: House) -> None:
    overlay = recorded("2026-11-13T08:15:04", None, "overlay")
    case = ranked(house, recorded("2026-11-13T08:15:00", "UTC", "container"), later=(overlay,))
    assert [one["counted_because"] for one in events(house, case.id)] == ["typed", "two_clocks"]


def test_ranking_again_on_the_same_facts_adds_nothing(house: House) -> None:
    case = ranked(house, GPS)
    with house.units.as_of(NOW).open() as unit:
        assert prioritise.prioritise(unit, case.id).version == case.version
