"""DVLA's Vehicle Enquiry Service: every answer it may give, and what a case is told of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from storage.production import UnsafeProduction, refuse_unsafe
from storage.settings import Settings
from tests.conftest import House
from tests.made.cases import NOW, a_case
from tests.made.dvla_stub import KEY, DvlaStub, a_vehicle, dvla_stub
from triage.actor import PRODUCT
from triage.case import Case
from triage.finding import JsonValue
from triage.job import JobKind
from triage.steps import prioritise, vehicle
from triage.steps.facts import automatic_facts_of
from triage.vehicle import Registered
from worker.house import House as WorkerHouse
from worker.house import house_of
from worker.outside.channel import Misconfigured, Unavailable
from worker.outside.dvla import VehicleEnquiry, vehicle_register_of
from worker.tasks import WORK
from worker.work import perform


@pytest.fixture
def dvla() -> Iterator[DvlaStub]:
    with dvla_stub(a_vehicle("AB12CDE", "FORD", "BLUE")) as stub:
        yield stub


def enquiry(dvla: DvlaStub, key: str = KEY, timeout_s: float = 2.0) -> VehicleEnquiry:
    return VehicleEnquiry(key, url=dvla.url, timeout_s=timeout_s)


def test_make_and_colour_are_all_that_is_kept_of_the_answer(dvla: DvlaStub) -> None:
    assert enquiry(dvla).look_up("AB12CDE") == Registered("FORD", "BLUE")
    assert dvla.asked == ["AB12CDE"]


@pytest.mark.parametrize("mark", ["XY99ZZZ", "TOOLONGAMARK"])
def test_a_mark_that_is_unknown_or_none_is_nobodys(dvla: DvlaStub, mark: str) -> None:
    assert enquiry(dvla).look_up(mark) is None


def test_a_wrong_key_is_for_somebody_to_mend(dvla: DvlaStub) -> None:
    with pytest.raises(Misconfigured, match="403"):
        enquiry(dvla, key="another").look_up("AB12CDE")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_is_busy_or_broken_is_asked_again_later(dvla: DvlaStub, status: int) -> None:
    dvla.status = status
    with pytest.raises(Unavailable, match=str(status)):
        enquiry(dvla).look_up("AB12CDE")


def test_a_redirect_is_not_followed_with_the_key(dvla: DvlaStub) -> None:
    dvla.status = 302
    with pytest.raises(Misconfigured, match="302"):
        enquiry(dvla).look_up("AB12CDE")


@pytest.mark.parametrize("body", [b"<html>", b"[]", b""])
def test_an_answer_that_is_none_is_not_believed(dvla: DvlaStub, body: bytes) -> None:
    dvla.body = body
    with pytest.raises(Unavailable, match="nobody can read"):
        enquiry(dvla).look_up("AB12CDE")


def test_silence_and_a_closed_door_are_tried_again(dvla: DvlaStub) -> None:
    dvla.silence_s = 0.3
    with pytest.raises(Unavailable, match="did not answer"):
        enquiry(dvla, timeout_s=0.05).look_up("AB12CDE")
    with pytest.raises(Unavailable, match="did not answer"):
        VehicleEnquiry(KEY, url="http://127.0.0.1:9", timeout_s=0.5).look_up("AB12CDE")


def test_without_a_key_nothing_is_asked() -> None:
    register = vehicle_register_of(Settings())
    assert not register.is_on
    assert register.look_up("AB12CDE") is None


def test_production_speaks_to_dvla_over_https_only(house: House) -> None:
    chosen = house.settings.model_dump() | {
        "mode": "production",
        "allow_as_of": False,
        "secure_cookies": True,
        "public_url": "https://public.example",
        "staff_url": "https://staff.example",
        "dvla_api_key": KEY,
    }
    refuse_unsafe(Settings.model_validate(chosen))
    with pytest.raises(UnsafeProduction, match="OPSNAP_DVLA_URL"):
        refuse_unsafe(Settings.model_validate(chosen | {"dvla_url": "http://127.0.0.1"}))


@contextmanager
def at_work(house: House, dvla: DvlaStub) -> Iterator[WorkerHouse]:
    told = {"dvla_api_key": KEY, "dvla_url": dvla.url, "dvla_timeout_s": 2.0}
    home = house_of(Settings.model_validate(house.settings.model_dump() | told), house.units)
    try:
        yield home
    finally:
        home.launcher.close()


def look_ups(house: House, case: Case) -> list[str]:
    with house.units.open() as unit:
        return [
            one.once for one in unit.jobs.list_unfinished() if one.kind is JobKind.VEHICLE and one.subject == case.id
        ]


def findings_about(house: House, case: Case) -> dict[str, JsonValue]:
    with house.units.open() as unit:
        return {one.kind: one.value for one in unit.findings.list_for(case.submission_id, case_id=case.id)}


def do_look_up(house: House, home: WorkerHouse, case: Case) -> str | None:
    with house.units.open() as unit:
        (job,) = [one for one in unit.jobs.list_unfinished() if one.kind is JobKind.VEHICLE and one.subject == case.id]
    return perform(home, job.id, WORK, as_of=NOW)


def test_a_case_with_a_registration_is_looked_up_once_however_often_it_is_ranked(house: House, dvla: DvlaStub) -> None:
    case = a_case(house, make="Ford", colour="dark blue")
    with house.units.as_of(NOW).open() as unit:
        prioritise.prioritise(unit, case.id)
    with at_work(house, dvla) as home:
        assert do_look_up(house, home, case) == "done"
    said = findings_about(house, case)
    assert said["vehicle_lookup"] == {
        "mark": "AB12CDE",
        "known": True,
        "register_make": "FORD",
        "register_colour": "BLUE",
        "make": "agree",
        "colour": "agree",
    }
    with house.units.as_of(NOW).open() as unit:
        prioritise.prioritise(unit, case.id)
    assert look_ups(house, case) == []


def test_nothing_else_of_the_answer_is_kept(house: House, dvla: DvlaStub) -> None:
    case = a_case(house)
    with at_work(house, dvla) as home:
        do_look_up(house, home, case)
    kept = repr(findings_about(house, case))
    assert "FORD" in kept
    assert not [one for one in ("Taxed", "1498", "PETROL", "2024-05-30", "M1") if one in kept]


def test_a_case_without_a_registration_asks_nobody(house: House) -> None:
    assert look_ups(house, a_case(house, registration="", description="A red van")) == []


def test_without_a_key_the_work_is_done_and_nothing_is_said(house: House, dvla: DvlaStub) -> None:
    case = a_case(house)
    dvla.status = 500
    with at_work(house, dvla) as home:
        silent = replace(home, vehicles=vehicle_register_of(house.settings))
        assert do_look_up(house, silent, case) == "done"
    assert "vehicle_lookup" not in findings_about(house, case)
    assert dvla.asked == []


def test_a_look_up_that_failed_waits_to_be_tried_again(house: House, dvla: DvlaStub) -> None:
    case = a_case(house)
    dvla.status = 503
    with at_work(house, dvla) as home:
        assert do_look_up(house, home, case) == "waiting"


def test_a_mark_corrected_meanwhile_is_not_told_what_the_old_one_was(house: House) -> None:
    case = a_case(house)
    with house.units.as_of(NOW).open() as unit:
        vehicle.looked_up(unit, case.id, "XY99ZZZ", Registered("FORD", "BLUE"))
    assert "vehicle_lookup" not in findings_about(house, case)


def test_no_letter_goes_by_what_was_said_of_a_mark_the_case_had_before(house: House) -> None:
    case = a_case(house, make="Ford", colour="blue")
    for mark, make in (("XY99ZZA", "VOLVO"), ("AB12CDE", "FORD"), ("XY99ZZB", "VOLVO")):
        with house.units.as_of(NOW).open() as unit:
            (now,) = unit.cases.list_for_submission(case.submission_id)
            corrected = replace(now, vehicle=replace(now.vehicle, registration=mark))
            unit.cases.save(corrected, by=PRODUCT, action="corrected")
            vehicle.looked_up(unit, case.id, corrected.registration, Registered(make, "BLUE"))
            submission = unit.submissions.get(case.submission_id)
            facts = automatic_facts_of(unit, corrected, submission, unit.policy.on(unit.today))
            assert (facts.make_agrees, facts.colour_agrees) == (make == "FORD", True)
            unasked = replace(corrected, vehicle=replace(now.vehicle, registration="XY99ZZC"))
            facts = automatic_facts_of(unit, unasked, submission, unit.policy.on(unit.today))
            assert (facts.make_agrees, facts.colour_agrees) == (None, None)
