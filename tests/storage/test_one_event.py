"""Two people saw one event: two witnesses, one letter, and both learn what came of it."""

import pytest

from tests.conftest import House
from tests.made.cases import NOW, WATCHED, a_case, an_officer
from tests.made.outcomes import DAY, claimed, made_final, recorded
from triage.case import Case
from triage.errors import NotAllowedNow
from triage.job import JobKind
from triage.outcome import Outcome
from triage.steps import decide, feedback, prioritise
from triage.submission import Submitter

BOB = Submitter("Bob Other", "bob@example.com")


def two_reports(house: House) -> tuple[Case, Case]:
    first = a_case(house)
    second = a_case(house, person=BOB, occurred_at="2026-11-14T08:20:00+00:00")
    with house.units.as_of(NOW).open() as unit:
        return prioritise.prioritise(unit, first.id), unit.cases.get(second.id)


def decided(house: House, case: Case, outcome: Outcome, reason: str) -> None:
    officer = an_officer(house)
    claimed(house, case, officer)
    order = decide.Order(outcome, reason, viewing=WATCHED)
    made_final(house, recorded(house, case, officer, order))


@pytest.mark.parametrize(
    ("again", "reason"), [(Outcome.WARNING_LETTER, "first_time"), (Outcome.NOTICE, "offence_seen")]
)
def test_the_keeper_gets_one_letter_about_one_event_however_many_reported_it(
    house: House, again: Outcome, reason: str
) -> None:
    first, second = two_reports(house)
    decided(house, first, Outcome.WARNING_LETTER, "first_time")
    with pytest.raises(NotAllowedNow, match="another report of the event"):
        decided(house, second, again, reason)
    with house.units.open() as unit:
        assert len(unit.letters.list_for_registration(first.registration)) == 1


def test_whoever_corroborated_learns_what_came_of_the_event_and_not_of_their_own_report(house: House) -> None:
    first, second = two_reports(house)
    decided(house, second, Outcome.NO_FURTHER_ACTION, "no_independent_evidence")
    decided(house, first, Outcome.WARNING_LETTER, "first_time")
    with house.units.as_of(NOW + DAY).open() as unit:
        assert feedback.tell(unit, first.id).told_class == "warning"
        assert feedback.tell(unit, second.id).told_class == "no_further_action"


def test_a_corroborating_report_is_told_as_the_one_that_was_acted_on(house: House) -> None:
    first, second = two_reports(house)
    decided(house, first, Outcome.WARNING_LETTER, "first_time")
    decided(house, second, Outcome.NO_FURTHER_ACTION, "corroborates")
    with house.units.as_of(NOW + DAY).open() as unit:
        assert feedback.tell(unit, second.id).told_class == "warning"


def test_telling_one_reporter_asks_again_for_the_other(house: House) -> None:
    first, second = two_reports(house)
    decided(house, second, Outcome.NO_FURTHER_ACTION, "corroborates")
    decided(house, first, Outcome.WARNING_LETTER, "first_time")
    with house.units.as_of(NOW + DAY).open() as unit:
        feedback.tell(unit, first.id)
        wanted = [one.once for one in unit.jobs.list_unfinished() if one.kind is JobKind.FEEDBACK]
        assert f"feedback:{second.id}:as:{first.id}:warning" in wanted


def test_telling_a_reporter_is_no_new_version_for_an_open_page(house: House) -> None:
    first, _ = two_reports(house)
    decided(house, first, Outcome.WARNING_LETTER, "first_time")
    with house.units.as_of(NOW + DAY).open() as unit:
        before = unit.cases.get(first.id).version
        assert feedback.tell(unit, first.id).version == before
        assert unit.history.list_for(first.id)[-1].action == "told"
