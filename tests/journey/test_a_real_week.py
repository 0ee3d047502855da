"""The cases a real week brings: each is told over HTTP to the whole running product, and ends in its named state.

Every story ends with all the letters there are about it: kind, state and to whom. The workers read the footage of all
of them while the first are told.
"""

import pytest

from tests.api.staff_house import text_of
from tests.journey.week import (
    KEEPER,
    LEASING,
    Reporter,
    Week,
    Worker,
    day,
    decided,
    hire,
    moment,
    path_of,
    reported,
    somebody,
)
from triage.keeper import NOBODY, Party
from triage.outcome import Outcome
from triage.submission import Submitter
from triage.worklist import TaskKind

COMPANY = Party("Placeholder Buses Ltd", ("5 Pattern Lane", "Walsall", "ZZ99 9ZZ"))
LESSEE = Party("Cy Placeholder", ("6 Sample Road", "Dudley", "ZZ99 9ZZ"))
DRIVER = Party("Ben Exemplar", ("4 Invented Close", "Dudley", "ZZ99 9ZZ"))
CHILD = Submitter("Kim Young", "kim@example.org", guardian_name="Pat Young", guardian_contact="pat@example.org")
NO_WITNESS = "A prosecution would have no witness"
THREAT = "He got out and threatened me with a knife."


@pytest.fixture(scope="module")
def sent(week: Week) -> dict[str, str]:
    """Every report of today, by the story it belongs to: the workers read them in this order."""
    week.keeps("LE11 ASE", LEASING, state="company", on=day(1))
    week.keeps("FO11 RGN", NOBODY, state="foreign", on=day(1), marks="foreign")
    week.keeps("BU11 SES", COMPANY, state="company", on=day(1))
    for plate in ("RE11 ONE", "DE11 CSD", "CL11 ONE", "SV11 ONE", "SV11 TWO", "SV11 TRE", "OW11 OTH", "UN11 DER"):
        week.keeps(plate, on=day(1))
    for plate in ("WI11 ONE", "WI11 TWO", "WI11 TRE", "MI11 LBL", "CA11 PHN"):
        week.keeps(plate, on=day(1))
    careless, phone = "careless_due_care", "mobile_phone"
    others = [{"registration": "SV11 TWO", "colour": "red"}]
    return {
        "returned": Reporter(week).send("RE11 ONE", careless),
        "leased": Reporter(week).send("LE11 ASE", careless),
        "deceased": Reporter(week).send("DE11 CSD", careless),
        "cloned": Reporter(week).send("CL11 ONE", careless),
        "foreign": Reporter(week).send("FO11 RGN", phone),
        "cyclist": Reporter(week).send("", "cycling_careless", description="A rider on a green bicycle"),
        "bus": Reporter(week).send("", "red_light", description="A bus, fleet number 4512"),
        "police": Reporter(week).send("BX20 POL", careless),
        "several": Reporter(week).send("SV11 ONE", phone, other_vehicles=others),
        "offender": Reporter(week).send("OW11 OTH", careless),
        "child": Reporter(week, CHILD).send("UN11 DER", phone),
        "threat": Reporter(week).send("TH11 EAT", phone, says=THREAT),
        "unlawful": Reporter(week).send("SE11 LED", phone),
        "withdrawn": Reporter(week).send("WD11 RAW", phone),
        "unwilling": Reporter(week).send("WI11 ONE", phone, willing_for_court=False),
        "published": Reporter(week).send("WI11 TWO", phone, posted_publicly=True),
        "copy": Reporter(week).send("WI11 TRE", phone, original_kept=False),
        "mislabelled": Reporter(week).send("MI11 LBL", "obstruction"),
        "on the phone": Reporter(week).send("CA11 PHN", careless),
    }


@pytest.fixture(scope="module")
def officer(week: Week) -> Worker:
    return hire(week, "officer", "PC 1 Able")


@pytest.fixture(scope="module")
def supervisor(week: Week) -> Worker:
    return hire(week, "supervisor", "PS 2 Osei")


@pytest.fixture(scope="module")
def clerk(week: Week) -> Worker:
    return hire(week, "process", "Ines Hale")


def test_a_notice_returned_before_its_deadline_is_served_by_hand(
    week: Week, sent: dict[str, str], officer: Worker, supervisor: Worker, clerk: Worker
) -> None:
    case = officer.decide(week.ranked(sent["returned"]), "notice", "offence_seen")
    clerk.post_letters(case)
    (notice,) = week.kept_letters(case)
    clerk.post("/post/returned", reference=notice.reference, reason="gone_away", returned_on=day().isoformat())
    assert week.alarms(case) == {"notice_returned"}
    assert week.letters(case) == [("notice", "returned", KEEPER.name)]
    supervisor.post(f"/letters/{notice.reference}/served", served_on=day().isoformat(), served_by="4471")
    assert week.tasks(case).keys() == {TaskKind.AWAIT_REPLY}
    assert week.letters(case) == [("notice", "sent", KEEPER.name)]


def test_a_notice_returned_after_its_deadline_leaves_its_service_in_doubt(
    week: Week, officer: Worker, clerk: Worker
) -> None:
    case = reported(week, "RE11 TWO", "careless_due_care", 20, by=somebody())
    case = decided(week, case, Outcome.NOTICE, 19, by=officer.officer, reason="offence_seen")
    (notice,) = week.kept_letters(case)
    clerk.post("/post/returned", reference=notice.reference, reason="gone_away", returned_on=day().isoformat())
    assert week.tasks(case).keys() == {TaskKind.SERVICE_IN_DOUBT}
    clerk.post(f"/letters/{notice.reference}/service", stands="no")
    assert week.tasks(case).keys() == {TaskKind.NO_LETTER_POSSIBLE}
    clerk.conclude(case, "no_further_action", "not_public_interest")
    assert week.case(case.reference).outcome == "no_further_action"
    assert week.tasks(case) == {}
    assert week.letters(case) == [("notice", "returned", KEEPER.name)]


def test_a_leased_car_leads_from_the_leasing_company_to_its_driver(
    week: Week, sent: dict[str, str], officer: Worker, clerk: Worker
) -> None:
    case = officer.decide(week.ranked(sent["leased"]), "notice", "offence_seen")
    clerk.post_letters(case)
    clerk.reply(case, "leased", LESSEE)
    clerk.post_letters(case)
    clerk.reply(case, "named_driver", DRIVER)
    clerk.post_letters(case)
    clerk.reply(case, "i_was_driving")
    assert week.tasks(case).keys() == {TaskKind.CONCLUDE}
    assert f"{DRIVER.name} said that they were driving" in clerk.get(f"/conclude/{case.reference}/1")
    assert week.letters(case) == [
        ("notice", "sent", LEASING.name),
        ("requirement_next", "sent", LESSEE.name),
        ("requirement_next", "sent", DRIVER.name),
    ]


def test_nothing_more_is_sent_to_a_keeper_who_has_died(
    week: Week, sent: dict[str, str], officer: Worker, clerk: Worker
) -> None:
    case = officer.decide(week.ranked(sent["deceased"]), "notice", "offence_seen")
    week.until(lambda: week.pdfs(case) == 1)
    clerk.post(f"/keepers/{case.reference}/1", state="deceased")
    week.until(lambda: week.pdfs(case) == 0)
    assert week.tasks(case).keys() == {TaskKind.NO_LETTER_POSSIBLE}
    clerk.conclude(case, "no_further_action", "not_public_interest")
    assert week.case(case.reference).outcome == "no_further_action"
    assert week.tasks(case) == {}
    assert week.letters(case) == [("notice", "void", KEEPER.name)]


def test_a_cloned_plate_ends_as_false_plates_and_its_keeper_gets_no_further_letter(
    week: Week, sent: dict[str, str], officer: Worker, supervisor: Worker, clerk: Worker
) -> None:
    case = officer.decide(week.ranked(sent["cloned"]), "notice", "offence_seen")
    clerk.post_letters(case)
    clerk.reply(case, "not_my_vehicle")
    assert week.tasks(case).keys() == {TaskKind.NO_LETTER_POSSIBLE}
    case = clerk.conclude(case, "false_plates", "cloned")
    assert case.outcome == "false_plates"
    assert "The plate may be cloned" in supervisor.get(f"/markers/{case.reference}/1")
    refusal = supervisor.try_to(case, "warning_letter", "first_time", act="supersede")
    assert refusal.status_code == 409
    assert "The plate was found to be false: no letter goes to its keeper." in text_of(refusal)
    clerk.post_letters(case)
    assert week.tasks(case) == {}
    assert week.letters(case) == [("notice", "withdrawn", KEEPER.name), ("letter_withdrawn", "sent", KEEPER.name)]


def test_a_foreign_plate_gets_no_letter(week: Week, sent: dict[str, str], officer: Worker, supervisor: Worker) -> None:
    case = officer.decide(week.ranked(sent["foreign"]), "warning_letter", "first_time")
    assert week.tasks(case).keys() == {TaskKind.NO_LETTER_POSSIBLE}
    case = supervisor.decide(case, "no_further_action", "not_public_interest", act="supersede")
    assert (case.outcome, week.tasks(case)) == ("no_further_action", {})
    assert week.letters(case) == [("warning", "void", "")]


def test_a_cyclist_without_a_plate_is_warned_in_person(week: Week, sent: dict[str, str], officer: Worker) -> None:
    case = week.ranked(sent["cyclist"])
    assert case.lane == "confirm"
    officer.post(f"/lanes/confirm/{case.reference}/1/no", version=case.version)
    case = officer.decide(case, "warning_letter", "first_time", other_service="PC 4471 spoke to the rider")
    assert (case.lane, case.outcome) == ("queue", "warning_letter")
    assert week.letters(case) == []


def test_a_bus_is_found_by_its_fleet_number(week: Week, sent: dict[str, str], officer: Worker) -> None:
    case = week.ranked(sent["bus"])
    assert case.lane == "confirm"
    officer.post(f"/lanes/confirm/{case.reference}/1/no", version=case.version)
    officer.post(f"{path_of(case)}/claim")
    refusal = officer.try_to(case, "notice", "offence_seen")
    assert refusal.status_code == 409
    assert "No registration is known, so no letter can reach a keeper." in text_of(refusal)
    assert week.letters(case) == []
    case = officer.decide(case, "notice", "offence_seen", registration="BU11 SES")
    assert week.letters(case) == [("notice", "printed", COMPANY.name)]


def test_a_police_car_stands_in_the_restricted_lane(
    week: Week, sent: dict[str, str], officer: Worker, supervisor: Worker
) -> None:
    case = week.ranked(sent["police"])
    assert case.lane == "restricted"
    assert officer.web.get(path_of(case)).status_code == 403
    assert officer.ask(f"{path_of(case)}/claim").status_code == 403
    case = supervisor.decide(case, "emergency_exemption", "emergency_response")
    assert (case.lane, case.outcome) == ("restricted", "emergency_exemption")
    assert week.letters(case) == []


def test_two_reporters_of_one_event_make_one_incident_and_one_letter(week: Week, officer: Worker) -> None:
    happened = moment(12)
    first = reported(week, "TW11 RPT", "mobile_phone", 11, by=somebody(), occurred_at=happened)
    first = decided(week, first, Outcome.WARNING_LETTER, 10, by=officer.officer, reason="first_time")
    second = week.ranked(Reporter(week).send("TW11 RPT", "mobile_phone", occurred_at=happened))
    assert second.incident_id == first.id
    assert (second.lane, week.step_of(second)) == ("queue", 0)
    assert "linked" in week.events(second)
    assert first.reference in officer.get(path_of(second))
    second = officer.decide(second, "no_further_action", "corroborates")
    assert second.outcome == "no_further_action"
    assert week.letters(first) == [("warning", "sent", KEEPER.name)]
    assert week.letters(second) == []


def test_each_vehicle_in_a_clip_has_a_case_and_a_letter_of_its_own(
    week: Week, sent: dict[str, str], officer: Worker
) -> None:
    reference = sent["several"]
    first, second = week.ranked(reference), week.ranked(reference, 2)
    officer.post(f"{path_of(first)}/claim")
    officer.post(f"{path_of(first)}/vehicle", offence="mobile_phone", registration="SV11 TRE")
    third = week.ranked(reference, 3)
    assert [one.registration for one in (first, second, third)] == ["SV11ONE", "SV11TWO", "SV11TRE"]
    for case in (first, second, third):
        case = officer.decide(case, "warning_letter", "first_time")
        assert case.outcome == "warning_letter"
        assert week.letters(case) == [("warning", "printed", KEEPER.name)]


def test_a_reporter_who_is_the_offender_is_no_witness(
    week: Week, sent: dict[str, str], officer: Worker, supervisor: Worker
) -> None:
    case = week.ranked(sent["offender"])
    officer.post(f"{path_of(case)}/claim")
    officer.post(
        f"{path_of(case)}/vehicle", offence="mobile_phone", description="The reporter's own car", reporters="yes"
    )
    own = week.ranked(sent["offender"], 2)
    assert own.lane == "restricted"
    assert officer.web.get(path_of(own)).status_code == 403
    refusal = officer.try_to(case, "notice", "offence_seen")
    assert refusal.status_code == 422
    assert NO_WITNESS in text_of(refusal)
    case = officer.decide(case, "warning_letter", "first_time")
    own = supervisor.decide(own, "no_further_action", "no_plate")
    assert (case.outcome, own.outcome) == ("warning_letter", "no_further_action")
    assert week.letters(case) == [("warning", "printed", KEEPER.name)]
    assert week.letters(own) == []


def test_a_reporter_under_18_is_taken_with_a_guardian(week: Week, sent: dict[str, str], officer: Worker) -> None:
    case = week.ranked(sent["child"])
    with week.units.open() as unit:
        person = unit.identity.find_submitter(case.submission_id)
    assert person is not None
    assert (person.is_minor, person.guardian_name) == (True, "Pat Young")
    assert "Young" not in officer.get(path_of(case))
    case = officer.decide(case, "notice", "offence_seen")
    assert case.outcome == "notice"
    assert week.letters(case) == [("s172_alone", "printed", KEEPER.name)]


def test_a_threat_in_the_words_alarms_at_once_and_closes_only_with_a_log_number(
    week: Week, sent: dict[str, str], supervisor: Worker
) -> None:
    with week.units.open() as unit:
        (sounded,) = [one for one in unit.alarms.list_open() if one.kind == "urgent"]
    case = week.ranked(sent["threat"])
    assert (sounded.subject, sounded.raised_at, case.lane) == (case.id, case.received_at, "urgent")
    refusal = supervisor.ask(f"/lanes/urgent/{case.reference}/1", log_number="done")
    assert refusal.status_code == 422
    assert "closes only with the log number" in text_of(refusal)
    assert week.alarms(case) == {"urgent"}
    supervisor.post(f"/lanes/urgent/{case.reference}/1", log_number="WMP-1234-211126")
    assert week.alarms(case) == set()
    assert week.case(case.reference).lane == "queue"
    assert week.letters(case) == []


def test_unlawful_footage_is_shown_to_nobody_and_kept(
    week: Week, sent: dict[str, str], officer: Worker, supervisor: Worker
) -> None:
    case = week.ranked(sent["unlawful"])
    with week.units.open() as unit:
        (footage,) = unit.submissions.get(case.submission_id).footage
        roles = {one.role for one in unit.submissions.list_derived(footage.id)}
    officer.post(f"{path_of(case)}/claim")
    assert officer.web.get(f"/footage/{footage.id}/playable").status_code == 200
    officer.post(f"{path_of(case)}/seal", why="unlawful")
    assert roles >= {"playable", "poster", "strip"}
    for role in ("original", *roles):
        for who in (officer, supervisor, hire(week, "auditor")):
            assert who.web.get(f"/footage/{footage.id}/{role}").status_code == 404
    assert week.alarms(case) == {"sealed"}
    case = week.case(case.reference)
    assert case.sealed_at is not None
    assert not case.open
    kept = list((week.print_folder.parent / "files").rglob("*"))
    assert any(one.is_file() and str(footage.id) in str(one) for one in kept)
    assert week.letters(case) == []


def test_a_report_that_its_reporter_withdrew_is_confirmed_by_a_person(
    week: Week, sent: dict[str, str], officer: Worker
) -> None:
    case = week.ranked(sent["withdrawn"])
    officer.post(f"{path_of(case)}/withdrew")
    case = week.ranked(sent["withdrawn"])
    assert case.lane == "confirm"
    officer.post(f"/lanes/confirm/{case.reference}/1/yes", version=case.version)
    week.until(lambda: week.case(case.reference).decided_at is not None)
    assert week.case(case.reference).outcome == "no_further_action"
    assert week.letters(case) == []


@pytest.mark.parametrize(
    ("answer", "told", "against"),
    [
        ("published", "The footage was posted publicly", "posted the video in public"),
        ("copy", "The original file was not kept", "no longer has the original"),
    ],
)
def test_what_weakens_the_evidence_limits_the_outcome_and_refuses_nobody(
    week: Week, sent: dict[str, str], officer: Worker, answer: str, told: str, against: str
) -> None:
    case = week.ranked(sent[answer])
    assert case.lane == "queue"
    assert told in officer.get(path_of(case))
    officer.post(f"{path_of(case)}/claim")
    refusal = officer.try_to(case, "notice", "offence_seen")
    assert refusal.status_code == 422
    assert against in text_of(refusal)
    case = officer.decide(case, "warning_letter", "less_serious")
    assert case.outcome == "warning_letter"
    assert week.letters(case) == [("warning", "printed", KEEPER.name)]


def test_a_reporter_unwilling_for_court_leaves_a_warning(week: Week, sent: dict[str, str], officer: Worker) -> None:
    case = week.ranked(sent["unwilling"])
    officer.post(f"{path_of(case)}/claim")
    refusal = officer.try_to(case, "notice", "offence_seen")
    assert refusal.status_code == 422
    assert NO_WITNESS in text_of(refusal)
    assert week.letters(case) == []
    case = officer.decide(case, "warning_letter", "less_serious")
    assert case.outcome == "warning_letter"
    assert week.letters(case) == [("warning", "printed", KEEPER.name)]


def test_an_obstruction_that_is_a_dangerous_position_gets_its_notice_in_time(
    week: Week, sent: dict[str, str], officer: Worker, clerk: Worker
) -> None:
    case = week.ranked(sent["mislabelled"])
    assert case.last_post is not None
    officer.post(f"{path_of(case)}/claim")
    now = week.case(case.reference)
    about = now.allegations[0].id
    officer.post(
        f"{path_of(case)}/allege", version=now.version, about=str(about), act="correct", offence="dangerous_position"
    )
    case = officer.decide(case, "notice", "offence_seen")
    clerk.post_letters(case)
    (notice,) = week.kept_letters(case)
    assert notice.served_on is not None
    assert case.service_deadline is not None
    assert notice.served_on <= case.service_deadline
    assert week.letters(case) == [("notice", "sent", KEEPER.name)]


def test_careless_driving_that_is_a_phone_offence_asks_for_the_driver_alone(
    week: Week, sent: dict[str, str], officer: Worker, clerk: Worker
) -> None:
    case = officer.decide(week.ranked(sent["on the phone"]), "notice", "offence_seen", offence="mobile_phone")
    clerk.post_letters(case)
    assert (case.allegations[0].offence, case.outcome) == ("mobile_phone", "notice")
    assert week.tasks(case).keys() == {TaskKind.AWAIT_REPLY}
    assert week.letters(case) == [("s172_alone", "sent", KEEPER.name)]


def test_what_lies_ready_for_the_printer_is_exactly_what_may_leave(week: Week, sent: dict[str, str]) -> None:
    with week.units.open() as unit:
        found = [unit.cases.find_by_reference(one, position) for one in sent.values() for position in (1, 2, 3)]
        letters = [letter for case in found if case is not None for letter in unit.letters.list_for_case(case.id)]
    stopped = {one.reference for one in letters if one.state in ("void", "waiting", "queued")}
    in_folder = {one.stem for one in week.print_folder.glob("*.pdf")}
    assert in_folder == {one.reference for one in letters} - stopped
