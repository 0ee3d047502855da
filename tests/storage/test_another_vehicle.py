"""What an officer sees beside the vehicle of the report: another offender, or the reporter."""

from dataclasses import replace

import pytest

from tests.conftest import House
from tests.made.cases import NOW, WATCHED, a_case, a_report, an_officer, read_as_playable
from triage.actor import Officer
from triage.case import Case
from triage.errors import BadAnswer, NotAllowedNow, NotLawful, NotPermitted, NotReviewed, UnknownOffence
from triage.finding import Finding
from triage.outcome import Outcome
from triage.steps import decide, extract, prioritise, review
from triage.steps.another import Seen, open_another
from triage.steps.facts import automatic_facts_of

SEEN = Seen("red_light", registration="CD34 EFG", colour="red")


def claimed(house: House) -> tuple[Case, Officer]:
    case, officer = a_case(house), an_officer(house)
    with house.units.as_of(NOW).open() as unit:
        return review.claim(unit, case.id, officer), officer


def opened(house: House, case: Case, officer: Officer, seen: Seen = SEEN) -> Case:
    with house.units.as_of(NOW).open() as unit:
        made = open_another(unit, case.id, seen, by=officer)
    with house.units.as_of(NOW).open() as unit:
        return prioritise.prioritise(unit, made.id)


def test_another_vehicle_becomes_a_case_with_its_own_clock_and_the_same_footage(house: House) -> None:
    case, officer = claimed(house)
    other = opened(house, case, officer)
    assert (other.position, other.submission_id, other.reference) == (2, case.submission_id, case.reference)
    assert (other.lane, other.open, other.registration) == ("queue", True, "CD34EFG")
    assert case.last_post is None
    assert other.last_post is not None  # a red light needs a notice, a phone does not
    with house.units.open() as unit:
        (first, *_) = unit.history.list_for(other.id)
        assert (first.action, first.actor, first.payload["opened_from"]) == ("received", str(officer.id), str(case.id))


def test_the_reporters_own_offence_is_a_supervisors_and_no_officer_may_open_it(house: House) -> None:
    case, officer = claimed(house)
    own = opened(house, case, officer, Seen("careless_due_care", registration="XY99 ZZZ", is_reporters=True))
    assert own.lane == "restricted"
    with house.units.as_of(NOW).open() as unit, pytest.raises(NotPermitted):
        review.claim(unit, own.id, officer)
    with house.units.as_of(NOW).open() as unit:
        sergeant = an_officer(house, "PS 9 Baker", "supervisor")
        assert review.claim(unit, own.id, sergeant).id == own.id


@pytest.mark.parametrize(
    ("seen", "refusal"),
    [
        (Seen("red_light", registration="AB12 CDE"), NotAllowedNow),
        (Seen("red_light"), BadAnswer),
        (Seen("red_light", registration="<b>"), BadAnswer),
        (Seen("flying", registration="CD34 EFG"), UnknownOffence),
    ],
)
def test_what_cannot_be_a_case_of_its_own_is_refused(house: House, seen: Seen, refusal: type[Exception]) -> None:
    case, officer = claimed(house)
    with pytest.raises(refusal):
        opened(house, case, officer, seen)
    with house.units.open() as unit:
        assert len(unit.cases.list_for_submission(case.submission_id)) == 1


def test_whoever_does_not_hold_the_case_opens_no_other(house: House) -> None:
    case, _ = claimed(house)
    with pytest.raises(NotReviewed):
        opened(house, case, an_officer(house, "PC 2 Cole"))


def test_five_vehicles_are_the_most_that_one_report_can_be_about(house: House) -> None:
    case, officer = claimed(house)
    for number in range(4):
        opened(house, case, officer, Seen("red_light", registration=f"CD3{number} EFG"))
    with pytest.raises(NotAllowedNow, match="5 vehicles"):
        opened(house, case, officer, Seen("red_light", registration="CD39 EFG"))


def test_a_report_about_three_vehicles_becomes_three_cases(house: House) -> None:
    others = [{"registration": "CD34 EFG"}, {"registration": "", "description": "Bus 4471, red"}]
    sent = a_report(house, other_vehicles=others)
    with house.units.open() as unit:
        cases = unit.cases.list_for_submission(sent.submission_id)
    assert [one.registration for one in cases] == ["AB12CDE", "CD34EFG", ""]
    assert {one.reference for one in cases} == {sent.reference}


@pytest.mark.parametrize(
    "others",
    ["CD34 EFG", [{"plate": "CD34 EFG"}], ["CD34 EFG"], [{"registration": "AB12CDE"}], [{"description": "A bus"}] * 5],
)
def test_other_vehicles_that_cannot_be_read_are_refused_in_words(house: House, others: object) -> None:
    with pytest.raises(BadAnswer) as refused:
        read_as_playable(house, a_report(house, other_vehicles=others))
    assert refused.value.field == "other_vehicles"


def test_a_reporter_who_drove_badly_too_is_no_witness_for_the_other_case(house: House) -> None:
    case, officer = claimed(house)
    opened(house, case, officer, Seen("careless_due_care", registration="XY99 ZZZ", is_reporters=True))
    with house.units.as_of(NOW).open() as unit:
        order = decide.Order(Outcome.NOTICE, reason="offence_seen", viewing=WATCHED)
        with pytest.raises(NotLawful, match="no witness"):
            decide.record(unit, case.id, unit.cases.get(case.id).version, order, by=officer)


def test_a_look_up_of_one_vehicle_says_nothing_about_another_of_the_same_report(house: House) -> None:
    case, officer = claimed(house)
    other = opened(house, case, officer)
    with house.units.as_of(NOW).open() as unit:
        extract.add_findings(unit, case.id, (Finding("keeper_kind", "person", "register", "csv", "1"),))
        assert "keeper_kind" in {one.kind for one in unit.findings.list_for(case.submission_id, case_id=case.id)}
        assert "keeper_kind" not in {one.kind for one in unit.findings.list_for(case.submission_id, case_id=other.id)}
        kinds = {}
        for one in (case, other):
            facts = automatic_facts_of(unit, one, unit.submissions.get(one.submission_id), unit.policy.on(unit.today))
            kinds[one.id] = facts.keeper_kind
    assert kinds == {case.id: "person", other.id: None}


def test_a_mark_an_officer_entered_is_none_the_reporter_typed_and_earns_no_letter_by_itself(house: House) -> None:
    case, officer = claimed(house)
    read = Finding("plate_read", {"mark": "CD34EFG", "margin": 1.0}, "plates", "reader", "1", 0.99)
    with house.units.as_of(NOW).open() as unit:
        extract.add_findings(unit, case.id, (read,))
    other = opened(house, case, officer)
    with house.units.as_of(NOW).open() as unit:
        submission, policy = unit.submissions.get(case.submission_id), unit.policy.on(unit.today)
        corrected = replace(case, vehicle=replace(case.vehicle, registration="CD34EFG"))
        found = [automatic_facts_of(unit, one, submission, policy) for one in (case, corrected, other)]
    assert [one.plate_typed for one in found] == ["AB12 CDE", "", ""]
