"""The review desk over HTTP: what it shows, who may record, and what happens when two people meet."""

import re
from datetime import timedelta

import pytest

from tests.api.staff_house import Seat, a_case, again, footage_of, path_of, seated, text_of
from tests.conftest import House
from triage.case import Case
from triage.job import JobKind
from triage.steps import decide


def claimed(house: House, seat: Seat, *, registration: str = "AB12 CDE", mark_s: float | None = None) -> Case:
    """A case that this person has open."""
    case = a_case(house, registration=registration, mark_s=mark_s)
    assert seat.post(f"{path_of(case)}/claim").status_code == 303
    return case


def test_the_desk_shows_facts_with_sources_clock_outcomes_and_why_it_ranks_here(staffed: House, staff_url: str) -> None:
    seat, case = seated(staffed, staff_url), a_case(staffed)
    answer = seat.get(path_of(case))
    page = text_of(answer)
    assert answer.status_code == 200
    for words in (
        case.reference,
        "held a phone to the ear",
        "GoPro HERO5 container",
        "AB12 CDE, grey Vauxhall Corsa witness",
        "91%",
        "Camera vehicle speed, GPS",
        "No notice is needed; review promised by",
        "In the force's filter",
        "Suggested: A filter offence, and it needs no notice in 14 days.",
    ):
        assert words in page
    assert answer.text.count('class="days__') == 14
    assert not re.findall(r'type="radio"[^>]* checked', answer.text)
    assert f"/footage/{footage_of(staffed, case).id}/playable" in answer.text


def test_reading_a_case_takes_it_from_nobody_and_is_noted(staffed: House, staff_url: str) -> None:
    seat, case = seated(staffed, staff_url), a_case(staffed)
    seat.get(path_of(case))
    assert again(staffed, case).claimed_by is None
    with staffed.units.open() as unit:
        assert str(seat.staff_id) in {one.actor for one in unit.history.list_looks(case.id)}


def test_a_recorded_warning_is_held_and_can_be_undone(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat)
    answer = seat.record(case, note="A clear picture.")
    assert (answer.status_code, answer.headers["location"]) == (303, path_of(case))
    held = seat.get(path_of(case))
    assert "Undo" in held.text
    assert "Warning letter recorded, final in" in text_of(held)
    with staffed.units.open() as unit:
        decision = unit.decisions.find_standing(case.id)
        assert decision is not None
        assert (decision.seconds_played, decision.note) == (6.0, "A clear picture.")
        assert unit.jobs.find_for(decision.id, JobKind.FINALISE) is not None
    assert seat.post(f"/decisions/{decision.id}/undo").headers["location"] == path_of(case)
    assert "Claimed by you" in seat.get(path_of(case)).text


def test_another_officer_cannot_undo_it(staffed: House, staff_url: str) -> None:
    seat, other = seated(staffed, staff_url), seated(staffed, staff_url, name="PC 2 Baker")
    case = claimed(staffed, seat)
    seat.record(case)
    with staffed.units.open() as unit:
        decision = unit.decisions.find_standing(case.id)
    assert decision is not None
    assert other.post(f"/decisions/{decision.id}/undo").status_code == 403


def test_a_warning_wants_the_marked_moment_played_and_keeps_what_was_chosen(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat, mark_s=20.0)
    answer = seat.record(case, played="0.0-6.0", note="Look at this.")
    assert answer.status_code == 422
    assert "Play the marked moment before you record this." in text_of(answer)
    chosen = re.findall(r'value="([a-z_]+)"[^>]* checked', answer.text)
    assert chosen == ["warning_letter", "first_time"]
    assert "Look at this." in answer.text
    assert seat.record(case, played="0.0-6.0,19.9-21").status_code == 303


def test_seconds_that_the_page_claims_do_not_stand_for_seconds_played(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat)
    assert seat.record(case, played="", seconds_played="60").status_code == 422


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"outcome": ""}, "Choose an outcome first."),
        ({"outcome": "no_further_action", "reason": ""}, "Say why: choose a reason for this outcome."),
        ({"outcome": "other", "reason": ""}, "Say why: choose a reason for this outcome."),
        ({"outcome": "notice", "reason": "first_time"}, "is not a reason for this outcome."),
        ({"reason": "not_reviewed_in_time"}, "belongs to letters that a sergeant approves unwatched."),
        ({"offence": "flying"}, "There is no offence called flying"),
        ({"registration": "???"}, "must only include letters and numbers"),
        ({"played": "all of it"}, "The player reported a range that cannot be read."),
        ({"mark_in": "soon"}, "The marked moment cannot be read."),
        ({"outcome": "court"}, "Your role does not allow you to record this."),
    ],
)
def test_what_cannot_be_recorded_is_said_on_the_desk(
    staffed: House, staff_url: str, fields: dict[str, str], sentence: str
) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat)
    answer = seat.record(case, **fields)
    assert sentence in text_of(answer)
    assert again(staffed, case).held_until is None


@pytest.mark.parametrize("role", ["auditor", "process"])
def test_who_records_nothing_reads_the_case_without_a_form_for_it(staffed: House, staff_url: str, role: str) -> None:
    page = seated(staffed, staff_url, role).get(path_of(a_case(staffed)))
    assert text_of(page).count("You can read this case; recording needs an officer.") == 1
    assert 'name="outcome"' not in page.text
    assert "Your role does not allow" not in page.text


def test_the_fourth_outcome_takes_its_meaning_from_its_reason(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat)
    assert seat.record(case, outcome="other", reason="cloned").status_code == 303
    assert again(staffed, case).outcome == "false_plates"


def test_the_second_officer_is_told_who_recorded_what(staffed: House, staff_url: str) -> None:
    first, second = seated(staffed, staff_url), seated(staffed, staff_url, name="PC 2 Baker")
    case = claimed(staffed, first)
    taken = second.post(f"{path_of(case)}/claim")
    assert (taken.status_code, "Claimed by PC 1 Able" in text_of(taken)) == (409, True)
    first.record(case)
    answer = second.record(case, outcome="no_further_action", reason="no_offence")
    assert answer.status_code == 409
    assert "PC 1 Able was first. They recorded “Warning letter” at" in text_of(answer)
    assert again(staffed, case).outcome == "warning_letter"


def test_the_same_form_sent_twice_is_recorded_once(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat)
    assert [seat.record(case).status_code for _ in range(2)] == [303, 303]
    with staffed.units.open() as unit:
        assert len(unit.decisions.list_for(case.id)) == 1


def test_a_case_that_was_ranked_anew_is_looked_at_again(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat)
    answer = seat.record(case, version=case.version - 1)
    assert answer.status_code == 409
    assert "This report changed while you looked at it." in text_of(answer)


def test_what_nobody_claimed_cannot_be_recorded(staffed: House, staff_url: str) -> None:
    seat, case = seated(staffed, staff_url), a_case(staffed)
    answer = seat.record(case)
    assert (answer.status_code, "it is not yours at the moment" in text_of(answer)) == (409, True)


def test_nobody_opens_a_case_about_their_own_vehicle(staffed: House, staff_url: str) -> None:
    case = a_case(staffed, registration="XY34 ZZZ")
    seat = seated(staffed, staff_url, "supervisor", own=("XY34ZZZ",))
    assert seat.get(path_of(case)).status_code == 403
    assert seat.post(f"{path_of(case)}/claim").status_code == 403


def test_the_heartbeat_says_whether_the_case_is_still_theirs(staffed: House, staff_url: str) -> None:
    seat, other = seated(staffed, staff_url), seated(staffed, staff_url)
    case = claimed(staffed, seat)

    def beat(one: Seat) -> int:
        return one.client.post(f"{path_of(case)}/heartbeat", headers={"X-CSRF": one.csrf}).status_code

    assert (beat(seat), beat(other)) == (204, 409)


def test_a_skipped_case_goes_back_with_its_reason(staffed: House, staff_url: str) -> None:
    seat, other = seated(staffed, staff_url), seated(staffed, staff_url)
    case = claimed(staffed, seat)
    assert other.post(f"{path_of(case)}/skip", why="not_sure").status_code == 409
    assert seat.post(f"{path_of(case)}/skip", why="because").status_code == 422
    assert seat.post(f"{path_of(case)}/skip", why="not_sure").status_code == 303
    with staffed.units.open() as unit:
        assert unit.history.count(case.id, "skipped") == 1


def test_a_note_is_kept_beside_the_case_and_its_words_stay_out_of_history(staffed: House, staff_url: str) -> None:
    seat, case = seated(staffed, staff_url), a_case(staffed)
    assert seat.post(f"{path_of(case)}/note", note="Ask the council.").status_code == 303
    with staffed.units.open() as unit:
        assert "Ask the council." in str(unit.findings.list_for(case.submission_id))
        assert "Ask the council." not in str(unit.history.list_for(case.id))


def test_history_is_shown_with_its_chain_checked(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat)
    page = text_of(seat.get(f"{path_of(case)}/history"))
    assert "The chain of entries is whole." in page
    for words in ("Footage received The reporter", "Ranked The system", "Opened by an officer PC 1 Able"):
        assert words in page


def test_a_decided_case_says_so_and_takes_no_claim(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat)
    seat.record(case)
    with staffed.units.open() as unit:
        standing = unit.decisions.find_standing(case.id)
        assert standing is not None
        decide.finalise(unit, standing.id)
    assert "Warning letter: final." in text_of(seat.get(path_of(case)))
    assert seat.post(f"{path_of(case)}/claim").status_code == 409


@pytest.mark.parametrize(
    ("verdict", "is_read", "words"),
    [
        ("not_a_video", True, "This footage cannot be read What reading concluded."),
        ("ok", False, "The footage is being prepared It waits to be read."),
    ],
)
def test_footage_that_cannot_be_shown_says_why(
    staffed: House, staff_url: str, verdict: str, is_read: bool, words: str
) -> None:
    case = a_case(staffed, verdict=verdict, is_read=is_read, found=())
    assert words in text_of(seated(staffed, staff_url).get(path_of(case)))


def test_how_far_reading_has_come_is_shown(staffed: House, staff_url: str) -> None:
    case = a_case(staffed, is_read=False)
    with staffed.units.open() as unit:
        job = unit.jobs.find_for(footage_of(staffed, case).id, JobKind.EXTRACT)
        assert job is not None
        taken = unit.jobs.take(job.id, seconds=60)
        assert taken is not None
        unit.jobs.report(taken, {"share": 0.4, "what": "playable"})
    assert "40% done: playable." in text_of(seated(staffed, staff_url).get(path_of(case)))


def test_injury_blurs_the_footage_until_it_is_played(staffed: House, staff_url: str) -> None:
    case = a_case(staffed, hurt=True)
    assert "is-blurred" in seated(staffed, staff_url).get(path_of(case)).text


def test_a_notice_that_can_no_longer_arrive_is_blocked_with_its_reason(staffed: House, staff_url: str) -> None:
    with staffed.units.open() as unit:
        long_ago = unit.now.replace(hour=12) - timedelta(days=20)
    case = a_case(staffed, at=long_ago, offence="red_light", registration="OL11 DDD")
    answer = seated(staffed, staff_url, "supervisor").get(path_of(case))
    assert "The notice can no longer be served inside the 14 days." in text_of(answer)
    assert re.search(r'value="notice"[^>]* disabled', answer.text)


def test_other_reports_about_the_vehicle_are_its_history(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    first = claimed(staffed, seat, registration="HI57 ORY")
    seat.record(first)
    second = a_case(staffed, registration="HI57ORY")
    assert "warning letter" in text_of(seat.get(path_of(second))).split("Vehicle history")[1]


@pytest.mark.parametrize("path", ["/review/SN-0000-0000-0", "/review/nonsense", "/review/SN-0000-0000-0/2"])
def test_an_unknown_reference_is_not_found(staffed: House, staff_url: str, path: str) -> None:
    assert seated(staffed, staff_url).get(path).status_code == 404


def test_words_of_the_reporter_are_never_markup(staffed: House, staff_url: str) -> None:
    case = a_case(staffed, says="<script>alert(1)</script>", road="<b>Road</b>")
    page = seated(staffed, staff_url).get(path_of(case)).text
    assert "<script>alert" not in page
    assert "<b>Road" not in page
