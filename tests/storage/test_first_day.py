"""The clock starts from the earliest credible day, and the rank and the history say why."""

from uuid import UUID, uuid4

import pytest

from storage.staff import hashed
from tests.conftest import House
from tests.made.cases import ANN, ANSWERS, NOW, PLAYED, a_report, kept_footage
from triage.case import Case
from triage.finding import Finding
from triage.steps import extract, prioritise, receive


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


def test_a_file_that_was_taken_back_says_nothing_about_the_report(house: House) -> None:
    plate = Finding("plate_read", {"mark": "AB12CDE", "margin": 1.0}, "plates", "reader", "1", 0.99)
    with house.units.as_of(NOW).open() as unit:
        draft = receive.start_draft(unit, hashed(str(uuid4())), hours=72)
        wrong, right = (kept_footage(house, unit, draft.id, uuid4().bytes) for _ in range(2))
        for footage_id, said in ((wrong, (GPS, PLAYED, plate)), (right, ())):
            extract.record_extraction(unit, footage_id, verdict="ok", verdict_words="", findings=said, derived=())
        receive.remove_footage(unit, draft.id, wrong)
        unit.identity.keep_submitter(draft.id, ANN)
        receive.keep_answers(unit, draft.id, {**ANSWERS, "offence": "red_light"})
        sent = receive.receive(unit, draft.id, signed_name=ANN.name)
        (case,) = unit.cases.list_for_submission(sent.submission_id)
        case = prioritise.prioritise(unit, case.id)
        assert unit.findings.list_for(sent.submission_id, case_id=case.id) == ()
        assert len(unit.findings.list_for(sent.submission_id, footage_id=wrong)) == 3
    assert case.allegations[0].offence_on.isoformat() == "2026-11-14"


def test_a_source_that_comes_back_to_its_older_word_is_heard_and_a_job_run_again_is_not(house: House) -> None:
    case = ranked(house)
    words = [Finding("keeper_kind", kind, "person", "keeper", "1") for kind in ("company", "private", "company")]
    marks = tuple(
        Finding("plate_read", {"mark": mark}, "plates", "reader", "1", 0.9) for mark in ("AB12CDE", "XY99ZZZ")
    )
    with house.units.as_of(NOW).open() as unit:
        for one in (*words, words[-1]):
            unit.findings.add(case.submission_id, (one,), case_id=case.id)
        for _ in range(2):
            unit.findings.add(case.submission_id, marks)
        said = unit.findings.list_for(case.submission_id)
    assert [one.value for one in said if one.kind == "keeper_kind"] == ["company", "private", "company"]
    assert [one for one in said if one.kind == "plate_read"] == list(marks)
