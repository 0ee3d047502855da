"""Figure 4 is folded from the history that steps wrote."""

from storage import counts
from tests.conftest import House
from tests.storage.test_steps import NOW, WATCHED, a_case, an_officer
from triage.outcome import Outcome
from triage.steps import decide, review


def test_an_empty_log_has_no_months(house: House) -> None:
    with house.units.open() as unit:
        assert counts.figure4(unit) == ()


def test_a_received_report_is_undecided_until_its_decision_is_final(house: House) -> None:
    case, officer = a_case(house), an_officer(house)
    with house.units.as_of(NOW).open() as unit:
        review.claim_next(unit, officer)
        order = decide.Order(Outcome.WARNING_LETTER, reason="first_time", viewing=WATCHED)
        decision = decide.record(unit, case.id, case.version, order, by=officer)
        (held,) = counts.figure4(unit)
    assert (held.month, held.submissions, held.undecided, held.positive) == ("2026-11", 1, 1, 0)
    with house.units.as_of(decision.final_at).open() as unit:
        decide.finalise(unit, decision.id)
        (final,) = counts.figure4(unit)
    assert (final.submissions, final.undecided, final.positive) == (1, 0, 1)
