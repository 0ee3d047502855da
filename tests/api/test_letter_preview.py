"""Preview before recording: what a choice would send, as its reader would see it, and nothing kept by looking."""

import pytest

from tests.api.staff_house import Seat, a_case, path_of, seated, text_of
from tests.conftest import House
from triage.case import Case
from triage.keeper import KeeperState

KEEPER = ("Mrs A Keeper", ("9 Other Street", "Walsall", "WS1 1AA"))


def a_known_keeper(house: House, case: Case, state: KeeperState = KeeperState.FOUND, language: str = "en") -> None:
    with house.units.open() as unit:
        unit.identity.keep_keeper(
            case.registration, *KEEPER, state=state.value, source="person", valid_on=case.offence_on, language=language
        )


def previewed(seat: Seat, case: Case, query: str) -> str:
    answer = seat.get(f"{path_of(case)}/preview?{query}")
    assert answer.status_code == 200, answer.text
    return text_of(answer)


def test_a_warning_is_shown_with_its_level_its_version_and_that_nobody_has_verified_it(
    staffed: House, staff_url: str
) -> None:
    seat, case = seated(staffed, staff_url), a_case(staffed, registration="PV11 AAA")
    page = previewed(seat, case, "outcome=warning_letter&reason=first_time")
    for words in (
        *("What “Warning letter” would send", "First warning", "Unverified: no lawyer has read it", "Version 20"),
        *("Warning about the driving of PV11 AAA", "A4123 Hagley Road West, Birmingham", "The registered keeper"),
        *("The keeper has not been looked up yet", "given when it is written", "This is a first warning"),
    ):
        assert words in page
    assert case.reference not in page.partition("First warning")[2]


def test_what_only_the_force_may_know_is_not_in_the_letter(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = a_case(staffed, registration="PV12 AAA", road="1417 A4123 Hagley Road West", says="Xqbicycle held a phone")
    for outcome in ("warning_letter", "notice"):
        page = previewed(seat, case, f"outcome={outcome}")
        for secret in ("1417", "Xqbicycle", "Ann Example", "ann@example.com", "GoPro"):
            assert secret not in page


def test_a_phone_offence_shows_the_request_alone_and_the_offence_that_is_chosen_now(
    staffed: House, staff_url: str
) -> None:
    seat, case = seated(staffed, staff_url), a_case(staffed, registration="PV13 AAA")
    page = previewed(seat, case, "outcome=notice")
    assert "Requirement to name the driver of PV13 AAA" in page
    assert "The form to answer on" in page
    careless = previewed(seat, case, "outcome=notice&offence=careless_due_care&registration=PV13%20BBB")
    assert "Notice of intended prosecution" in careless
    assert "PV13 BBB" in careless


def test_a_look_that_shows_a_keepers_name_is_on_record_and_any_other_is_not(staffed: House, staff_url: str) -> None:
    seat, case = seated(staffed, staff_url), a_case(staffed, registration="PV14 AAA")
    previewed(seat, case, "outcome=warning_letter")
    a_known_keeper(staffed, case)
    assert "Mrs A Keeper" in previewed(seat, case, "outcome=warning_letter")
    previewed(seat, case, "outcome=no_further_action&reason=no_offence")
    with staffed.units.open() as unit:
        assert [one.what for one in unit.history.list_looks(case.id)] == ["keeper"]


def test_looking_keeps_nothing(staffed: House, staff_url: str) -> None:
    seat, case = seated(staffed, staff_url), a_case(staffed, registration="PV15 AAA")
    previewed(seat, case, "outcome=notice&offence=careless_due_care")
    with staffed.units.open() as unit:
        assert unit.cases.get(case.id) == case
        assert unit.letters.list_for_case(case.id) == ()
        assert unit.decisions.list_for(case.id) == ()


def test_a_keeper_who_died_is_sent_nothing_and_the_page_says_so(staffed: House, staff_url: str) -> None:
    seat, case = seated(staffed, staff_url), a_case(staffed, registration="PV16 AAA")
    a_known_keeper(staffed, case, KeeperState.DECEASED)
    assert "The keeper has died: every letter to them stops" in previewed(seat, case, "outcome=warning_letter")


def test_welsh_is_shown_as_a_draft_that_is_never_posted(staffed: House, staff_url: str) -> None:
    seat, case = seated(staffed, staff_url), a_case(staffed, registration="PV17 AAA")
    a_known_keeper(staffed, case, language="cy")
    page = previewed(seat, case, "outcome=warning_letter")
    for words in ("Rhybudd ynghylch gyrru PV17 AAA", "Draft: never posted. The keeper gets the English letter."):
        assert words in page
    assert "Warning about the driving" in previewed(seat, case, "outcome=warning_letter&language=en")


@pytest.mark.parametrize("query", ["", "outcome=other", "outcome=no_further_action&reason=no_offence"])
def test_a_choice_that_sends_nobody_a_letter_says_so_and_offers_the_others(
    staffed: House, staff_url: str, query: str
) -> None:
    seat, case = seated(staffed, staff_url), a_case(staffed, registration="PV18 AAA")
    page = previewed(seat, case, query)
    assert "Nobody is sent a letter." in page or "Choose what to look at." in page
    assert "Warning letter" in page


def test_what_stands_against_recording_it_is_said_beside_the_letter(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = a_case(staffed, registration="PV19 AAA", willing_for_court=False)
    page = previewed(seat, case, "outcome=notice")
    assert "This cannot be recorded now." in page
    assert "Requirement to name the driver" in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("outcome=postcard", 422),
        ("outcome=notice&offence=no_such_offence", 422),
        ("outcome=notice&about=neither", 422),
        ("outcome=notice&language=fr", 422),
        ("outcome=fixed_penalty&offence=dangerous", 409),
    ],
)
def test_a_choice_that_cannot_be_is_refused_with_its_own_sentence(
    staffed: House, staff_url: str, query: str, status: int
) -> None:
    seat, case = seated(staffed, staff_url), a_case(staffed, registration="PV20 AAA")
    assert seat.get(f"{path_of(case)}/preview?{query}").status_code == status


@pytest.mark.parametrize("role", ["process", "administrator", "auditor", "observer"])
def test_only_those_who_decide_may_look(staffed: House, staff_url: str, role: str) -> None:
    case = a_case(staffed, registration="PV21 AAA")
    assert seated(staffed, staff_url, role).get(f"{path_of(case)}/preview?outcome=notice").status_code == 403


def test_the_desk_leads_to_the_preview(staffed: House, staff_url: str) -> None:
    seat, case = seated(staffed, staff_url), a_case(staffed, registration="PV22 AAA")
    assert f'href="{path_of(case)}/preview"' in seat.get(path_of(case)).text
