"""Footage sent twice goes to a person as a duplicate, is one source, and accuses nobody of anything."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from storage.fingerprints import LOOK_UP
from tests.conftest import House
from tests.made.cases import ANN, NOW, PLAYED, a_report, read_as_playable
from triage.case import Case
from triage.finding import Finding
from triage.job import JobKind
from triage.likeness import Compared, percent
from triage.steps import confirm, extract, likeness, prioritise
from triage.steps.incident import around
from triage.steps.receive import Sent
from triage.submission import Submitter

BOB = Submitter("Bob Other", "bob@example.com")
COPY = Compared(agreement=0.93, moving=0.4, agreeing_s=24.0, common_s=25.0, this_s=25.0, other_s=60.0, offset_s=8.5)
LATER, EARLIER = "2026-11-14T08:20:00+00:00", NOW - timedelta(hours=1)
WORDS = tuple((word, 4 * word) for word in range(40))


def recognised(house: House, this: Sent, other: Sent, compared: Compared = COPY) -> None:
    """As if the worker had laid the clip of one report over that of the other."""
    with house.units.as_of(NOW).open() as unit:
        likeness.record_likenesses(
            unit, this.footage[0].id, [(other.footage[0].id, compared)], tool="comparer", version="1"
        )


def ranked(house: House, case: Case) -> Case:
    with house.units.as_of(NOW).open() as unit:
        return prioritise.prioritise(unit, case.id)


def two_reports(house: House) -> tuple[tuple[Sent, Case], tuple[Sent, Case]]:
    first, second = a_report(house, at=EARLIER), a_report(house, person=BOB, occurred_at=LATER)
    return (first, read_as_playable(house, first)), (second, read_as_playable(house, second))


def corroborated(house: House, case: Case) -> bool:
    with house.units.as_of(NOW).open() as unit:
        return around(unit, unit.cases.get(case.id), unit.policy.on(unit.today)).second_reporter


def test_the_later_report_of_one_recording_waits_to_be_confirmed_and_the_earlier_does_not(house: House) -> None:
    (first, one), (second, other) = two_reports(house)
    recognised(house, second, first)
    assert ranked(house, other).lane == "confirm"
    assert ranked(house, one).lane == "queue"
    with house.units.as_of(NOW).open() as unit:
        assert [why.reason for why in confirm.reasons(unit, unit.cases.get(other.id))] == ["duplicate"]


def test_what_was_found_is_kept_with_its_percentages_and_how_sure_it_is(house: House) -> None:
    (first, _), (second, _) = two_reports(house)
    recognised(house, second, first)
    recognised(house, second, first)
    with house.units.as_of(NOW).open() as unit:
        (said,) = [one for one in unit.findings.list_for(second.submission_id) if one.kind == "same_recording"]
        (alike,) = unit.fingerprints.list_for(first.submission_id)
        told = [one.action for one in unit.history.list_for(second.submission_id)]
    assert (said.value["this_in_other"], said.value["other_in_this"], said.confidence) == (96, 40, 0.93)  # type: ignore[index,call-overload]
    assert alike.submission_id == second.submission_id
    assert told.count("recognised") == 1


def test_found_from_the_earlier_report_it_is_still_the_later_that_is_the_copy(house: House) -> None:
    (first, _), (second, _) = two_reports(house)
    recognised(house, first, second)
    with house.units.as_of(NOW).open() as unit:
        (alike,) = unit.fingerprints.list_for(first.submission_id)
    assert alike.submission_id == second.submission_id
    assert (percent(alike.likeness.this_in_other), alike.likeness.offset_s) == (40, -8.5)


def test_two_people_with_one_recording_are_one_source_and_no_corroboration(house: House) -> None:
    (first, one), (second, other) = two_reports(house)
    assert corroborated(house, one) is True
    recognised(house, second, first)
    assert corroborated(house, one) is False
    assert corroborated(house, other) is False


def test_two_people_with_two_recordings_of_one_event_corroborate_each_other(house: House) -> None:
    (_, one), (_, other) = two_reports(house)
    assert ranked(house, one).incident_id == ranked(house, other).incident_id is not None
    assert corroborated(house, one) is True


def test_two_people_with_the_very_same_file_are_one_source_too(house: House) -> None:
    first = a_report(house, content=b"one file")
    case = read_as_playable(house, first)
    second = a_report(house, content=b"one file", person=BOB, occurred_at=LATER)
    assert corroborated(house, read_as_playable(house, second)) is False
    assert corroborated(house, case) is False


def test_the_same_file_about_another_vehicle_of_it_is_no_duplicate(house: House) -> None:
    read_as_playable(house, a_report(house, at=EARLIER, content=b"one file"))
    about_another = a_report(house, content=b"one file", person=ANN, registration="BX21 KDV")
    assert read_as_playable(house, about_another).lane == "queue"


def test_the_same_file_from_somebody_else_is_confirmed_by_a_person(house: House) -> None:
    read_as_playable(house, a_report(house, at=EARLIER, content=b"one file"))
    copied = a_report(house, content=b"one file", person=BOB, registration="BX21 KDV")
    assert read_as_playable(house, copied).lane == "confirm"


def test_what_is_different_leaves_no_trace(house: House) -> None:
    (first, _), (second, other) = two_reports(house)
    recognised(house, second, first, Compared(0.5, 0.4, 24, 25, 25, 60))
    with house.units.as_of(NOW).open() as unit:
        assert unit.fingerprints.list_for(second.submission_id) == ()
    assert ranked(house, other).lane == "queue"


def test_a_recording_is_compared_once_its_report_is_received(house: House) -> None:
    sent = a_report(house)
    taken = Finding("fingerprint", {"pictures": 16, "words": 2}, "video", "opsnap-fingerprint", "1")
    with house.units.as_of(NOW).open() as unit:
        extract.record_extraction(
            unit,
            sent.footage[0].id,
            verdict="ok",
            verdict_words="",
            findings=(PLAYED, taken),
            derived=(),
            words=WORDS,
        )
        wanted = [one.once for one in unit.jobs.list_unfinished() if one.kind is JobKind.COMPARE]
    assert wanted == [f"compare:{sent.footage[0].id}"]


@pytest.mark.parametrize("mirrored", [False, True])
def test_words_find_the_footage_of_other_reports_and_how_it_lies_over_the_clip(house: House, mirrored: bool) -> None:
    first, second = a_report(house), a_report(house, person=BOB)
    with house.units.as_of(NOW).open() as unit:
        for sent in (first, second):
            unit.fingerprints.keep_words(sent.footage[0].id, WORDS)
        asked = [(word, at - 8, mirrored) for word, at in WORDS[10:30]]
        (found,) = unit.fingerprints.vote(second.submission_id, asked)
        assert (found.footage_id, found.ahead, found.mirrored, found.votes) == (first.footage[0].id, 8, mirrored, 20)
        assert unit.fingerprints.vote(second.submission_id, []) == ()


def test_a_look_up_never_reads_every_word(house: House) -> None:
    sent = a_report(house)
    engine = create_engine(house.owner_url)
    fill = text(
        "INSERT INTO fingerprint_word SELECT (n * 7919) % 1000000007, :footage, n FROM generate_series(1, 20000) n"
    )
    with engine.begin() as connection:
        connection.execute(fill, {"footage": sent.footage[0].id})
        connection.execute(text("ANALYZE fingerprint_word"))
        asked = {"words": list(range(3000)), "at": [0] * 3000, "mirrored": [False] * 3000}
        bounds = {"own": sent.submission_id, "of_a_word": 100, "most": 200}
        plan = "\n".join(connection.execute(text(f"EXPLAIN {LOOK_UP.text}"), asked | bounds).scalars())
    engine.dispose()
    assert "using pk_fingerprint_word" in plan
    assert "Seq Scan on fingerprint_word" not in plan
