"""The paper a keeper reads carries the force's time, road and town, not what the reporter typed."""

from datetime import UTC, datetime

from tests.conftest import House
from tests.made.cases import NOW, WATCHED, a_case, a_keeper, an_officer
from tests.made.outcomes import RED_LIGHT, claimed, made_final, recorded
from tests.worker.letters.paper import texts_of
from triage.outcome import Outcome
from triage.steps import decide, letter, moment
from worker.letters import compose

SAW_IT = decide.Order(Outcome.NOTICE, "offence_seen", viewing=WATCHED)


def test_a_notice_printed_after_a_confirmation_names_what_was_confirmed(house: House) -> None:
    case, officer = a_case(house, **RED_LIGHT), an_officer(house)
    a_keeper(house, "RL11 RED")
    version = claimed(house, case, officer).version
    with house.units.as_of(NOW).open() as unit:
        at = datetime(2026, 11, 13, 17, 42, 5, tzinfo=UTC)
        told = moment.confirm_moment(unit, case.id, version, at, "The clock of the church.", by=officer)
        placed = moment.Placed("A456 Hagley Road", "Halesowen", "The sign in the picture.")
        told = moment.confirm_place(unit, case.id, told.version, placed, by=officer)
    made_final(house, recorded(house, told, officer, SAW_IT))
    with house.units.as_of(NOW).open() as unit:
        (notice,) = unit.letters.list_for_case(case.id)
        facts = letter.letter_facts(unit, notice.id)
        paper = " ".join(texts_of(compose(facts, letter.wording_for(unit, facts, "en")).pdf))
    assert "Friday 13 November 2026 at 5:42pm" in paper
    assert "A456 Hagley Road" in paper
    assert "Halesowen" in paper
    for typed in ("14 November", "8:15", "A4123", "Hagley Road West", "church"):
        assert typed not in paper
