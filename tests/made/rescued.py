"""Builds a notice that came too late for the post: a supervisor has it handed over."""

from dataclasses import replace

from tests.conftest import House
from tests.made.cases import a_case, a_keeper, an_officer, london
from tests.made.notices import HELD, letters_of
from tests.made.outcomes import NOTICE, RED_LIGHT, claimed, made_final, recorded
from triage.case import Case
from triage.record import Letter

# The offence was on Saturday 14 November 2026: last post is Wednesday the 25th, the deadline Saturday the 28th.
RESCUED = london(2026, 11, 26)
BY_HAND = replace(NOTICE, other_service="A constable hands it over.")


def a_rescued_notice(house: House) -> tuple[Case, Letter]:
    """Decided by a supervisor after the last post, to be handed over; its keeper is known."""
    case, boss = a_case(house, **RED_LIGHT), an_officer(house, "Sgt 7 Charlie", "supervisor")
    a_keeper(house, "RL11 RED")
    claimed(house, case, boss, at=RESCUED)
    made_final(house, recorded(house, case, boss, BY_HAND, at=RESCUED), at=RESCUED + HELD)
    (one,) = letters_of(house, case)
    return case, one
