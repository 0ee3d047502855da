"""The desk over HTTP: an officer takes or enters the moment, corrects road and town, and letters follow."""

from datetime import datetime, timedelta

import pytest

from tests.api.staff_house import Seat, a_case, again, path_of, seated, text_of
from tests.api.test_desk_reconciled import the_day_before
from tests.conftest import House
from triage.calendar import LONDON, day_in_words
from triage.case import Case
from triage.clock_words import moment_in_words

SAME_PLACE = {"road": "A4123 Hagley Road West", "town": "Birmingham"}


def claimed(house: House, seat: Seat, **answers: str) -> Case:
    """A case this person has open, whose GPS says the day before the one that was typed."""
    case = the_day_before(house, offence="red_light", **answers)
    assert seat.post(f"{path_of(case)}/claim").status_code == 303
    return case


def test_one_press_takes_the_time_of_gps_and_the_letter_names_it(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat, registration="CM11 AAA")
    gps = case.occurred_at - timedelta(days=1)
    page = seat.get(path_of(case))
    assert f'name="take" value="{gps.isoformat()}" data-take' in page.text
    for words in (
        f"Not confirmed: letters would name {moment_in_words(case.occurred_at)}.",
        "Not confirmed: letters would name A4123 Hagley Road West, Birmingham.",
        f"Say why it was not on {day_in_words(gps.astimezone(LONDON).date())}",
        "1 day later. The last day to post a notice is",
        "Open: When confirmed for letters",
    ):
        assert words in text_of(page)
    answer = seat.post(f"{path_of(case)}/moment", version=case.version, take=gps.isoformat(), played="0.0-6.0")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path_of(case)}?played=0.0-6.0")
    told = again(staffed, case)
    assert (told.occurred_at, told.offence_on) == (gps, gps.astimezone(LONDON).date())
    after = seat.get(answer.headers["location"])
    assert "by PC 1 Able on" in text_of(after)
    assert ", by GPS." in text_of(after)
    assert "Done: When confirmed for letters" in text_of(after)
    assert 'data-before="0.0-6.0"' in after.text, "what was watched is kept"
    letter = text_of(seat.get(f"{path_of(case)}/preview?outcome=notice"))
    local = gps.astimezone(LONDON)
    assert f"{day_in_words(local.date())} at {local.hour % 12 or 12}:{local.minute:02}" in letter


def test_a_later_day_wants_a_reason_and_the_page_says_what_it_changes(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat, registration="CM12 AAA")
    earliest = (case.occurred_at - timedelta(days=1)).astimezone(LONDON).date()
    take = case.occurred_at.isoformat()
    refused = seat.post(f"{path_of(case)}/moment", version=case.version, take=take)
    assert refused.status_code == 422
    assert "a later day gives the notice more time." in text_of(refused)
    assert seat.post(f"{path_of(case)}/moment", version=case.version, take=take, why="Seen.").status_code == 303
    page = text_of(seat.get(path_of(case)))
    for words in (f"The earliest credible day was {day_in_words(earliest)}.", "1 day later.", "“Seen.”"):
        assert words in page


def test_road_and_town_are_corrected_with_a_reason_and_the_letter_names_them(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat, registration="CM13 AAA")
    url = f"{path_of(case)}/place"
    refused = seat.post(url, version=case.version, road="A456 Hagley Road", town="Halesowen")
    assert refused.status_code == 422
    assert "Say why the place is not the one the reporter gave." in text_of(refused)
    assert 'value="A456 Hagley Road"' in refused.text, "what was entered stays"
    done = seat.post(
        url, version=case.version, road="A456 Hagley Road", town="Halesowen", why="The sign in the picture"
    )
    assert done.status_code == 303
    assert "A456 Hagley Road, Halesowen" in text_of(seat.get(path_of(case)))
    assert "A456 Hagley Road" in text_of(seat.get(f"{path_of(case)}/preview?outcome=notice"))


def test_the_hour_that_came_twice_is_asked_plainly(staffed: House, staff_url: str) -> None:
    seat, at = seated(staffed, staff_url), datetime.fromisoformat("2025-11-02T12:00:00+00:00")
    case = a_case(staffed, at=at, registration="CM14 AAA", occurred_at="2025-10-26T09:00:00+00:00")
    seat.post(f"{path_of(case)}/claim")
    fields = {"version": case.version, "day": "2025-10-26", "time": "01:30", "why": "The church clock."}
    asked = seat.post(f"{path_of(case)}/moment", **fields)
    assert asked.status_code == 422
    assert "Which of the two?" in text_of(asked)
    assert 'value="The church clock."' in asked.text
    assert seat.post(f"{path_of(case)}/moment", **fields, which="second").status_code == 303
    assert again(staffed, case).occurred_at.isoformat() == "2025-10-26T01:30:00+00:00"
    assert "the second time, after the clocks had gone back" in text_of(seat.get(path_of(case)))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"take": "tomorrow"}, "This time is not offered."),
        ({"take": "2026-01-01T00:00:00"}, "This time is not offered."),
        ({"day": "", "time": "08:15"}, "Enter the date it happened"),
        ({"day": "2099-01-01", "time": "08:15", "why": "Seen."}, "The moment cannot lie in the future."),
        ({"day": "2001-01-01", "time": "08:15", "why": "Seen."}, "more than a year before the report"),
    ],
)
def test_what_cannot_be_confirmed_is_said_beside_the_form(
    staffed: House, staff_url: str, fields: dict[str, str], sentence: str
) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat)
    answer = seat.post(f"{path_of(case)}/moment", version=case.version, **fields)
    assert (answer.status_code, sentence in text_of(answer)) == (422, True)
    assert again(staffed, case).version == case.version


def test_a_stale_page_hears_who_and_when_and_a_reader_gets_no_form(staffed: House, staff_url: str) -> None:
    seat, other = seated(staffed, staff_url, name="PC 7 Marsh"), seated(staffed, staff_url, name="PC 2 Baker")
    case = claimed(staffed, seat)
    assert seat.post(f"{path_of(case)}/place", version=case.version, **SAME_PLACE).status_code == 303
    for route, fields in (("moment", {"take": case.occurred_at.isoformat()}), ("place", SAME_PLACE)):
        stale = seat.post(f"{path_of(case)}/{route}", version=case.version, **fields)
        assert stale.status_code == 409
        assert "PC 7 Marsh changed this report at " in text_of(stale)
    reader = other.get(path_of(case))
    assert "Take this time" not in reader.text
    assert "Not confirmed: letters would name" in text_of(reader)
    version = again(staffed, case).version
    assert other.post(f"{path_of(case)}/place", version=version, **SAME_PLACE).status_code == 409


def test_who_stands_in_the_case_may_not_confirm_and_a_decided_one_says_so(staffed: House, staff_url: str) -> None:
    seat, near = seated(staffed, staff_url), seated(staffed, staff_url, name="PC 3 Cole")
    case = claimed(staffed, seat, registration="CM15 AAA")
    near.post(f"{path_of(case)}/conflict")
    refused = near.post(f"{path_of(case)}/place", version=case.version, **SAME_PLACE)
    assert (refused.status_code, "You know somebody in this case" in text_of(refused)) == (403, True)
    recorded = {"outcome": "no_further_action", "reason": "no_offence", "offence": "red_light"}
    assert seat.record(case, **recorded).status_code == 303
    held = seat.post(f"{path_of(case)}/place", version=again(staffed, case).version, **SAME_PLACE)
    assert (held.status_code, "undo it before you change them" in text_of(held)) == (409, True)
