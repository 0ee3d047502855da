"""The desk names the other report of a recording to whom it may, and nothing of a sealed one."""

from dataclasses import replace

from tests.api.staff_house import a_case, path_of, seated, text_of
from tests.conftest import House
from triage.actor import PRODUCT
from triage.case import Case
from triage.likeness import Alike, Likeness, Verdict


def two_of_one_recording(house: House) -> tuple[Case, Case]:
    """A report, and one of 96 % of the same recording."""
    first, second = a_case(house), a_case(house, registration="BX21 KDV")
    with house.units.open() as unit:
        this, other = (unit.submissions.get(one.submission_id).footage[0].id for one in (second, first))
        found = Likeness(Verdict.SAME_RECORDING, 0.967, 0.4, 2.0, confidence=0.93)
        unit.fingerprints.add(Alike(this, second.submission_id, other, first.submission_id, found))
    return first, second


def test_the_desk_names_the_other_report_and_how_much_of_the_clip_it_is(staffed: House, staff_url: str) -> None:
    seat, (first, second) = seated(staffed, staff_url), two_of_one_recording(staffed)
    page = seat.get(path_of(second))
    words = f"Same recording as {first.reference}: 96 % of this clip, received the same day"
    assert text_of(page).count(words) == 1
    assert text_of(page).count(f"Same recording as {first.reference}, 96 %") == 1
    assert f'href="{path_of(first)}"' in page.text


def test_the_earlier_report_has_no_open_check_but_shows_the_later(staffed: House, staff_url: str) -> None:
    seat, (first, second) = seated(staffed, staff_url), two_of_one_recording(staffed)
    page = text_of(seat.get(path_of(first)))
    assert page.count(f"Same recording as {second.reference}: 40 % of this clip") == 1


def test_of_a_sealed_report_its_copies_show_nothing(staffed: House, staff_url: str) -> None:
    seat, (first, second) = seated(staffed, staff_url), two_of_one_recording(staffed)
    with staffed.units.open() as unit:
        unit.cases.save(replace(unit.cases.get(first.id), sealed_at=unit.now), by=PRODUCT, action="sealed")
    page = text_of(seat.get(path_of(second)))
    assert first.reference not in page
    assert "The same recording is in a report that is not for you" in page
