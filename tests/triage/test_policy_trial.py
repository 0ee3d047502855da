"""The figures of a dry-run: who moves, by how much and why, and what would have been sent."""

from dataclasses import replace
from datetime import date

import pytest

from triage.policy_trial import MOVED_BY, SHOWN, Pair, Placement, TrialResult, Tried, figures, why
from triage.priority import Addend

LADDER = ("1", "2", "final")
DUE = Addend("Due Monday 16 November 2026 at 17:00", 0.0)


def placed(key: int, **other: object) -> Placement:
    usual = Placement(
        key=key,
        lane="queue",
        tier=2,
        addends=(DUE, Addend("Harm prevented for an officer's minute: 2.00", -4.0)),
        last_post=date(2026, 11, 25),
        decision_due=date(2026, 11, 24),
        in_filter=False,
        is_lettered=False,
        level="1",
    )
    return replace(usual, **other)  # type: ignore[arg-type]  # cells of the table below


def reversed_order(number: int) -> list[Tried]:
    """As many cases, first to last under the one policy and last to first under the other."""
    return [Tried(f"SN-{one:04}", "Phone", placed(one), placed(number - one)) for one in range(number)]


def test_nothing_moves_where_nothing_differs() -> None:
    found = figures([Tried(f"SN-{one}", "Phone", placed(one), placed(one)) for one in range(5)], LADDER)
    assert (found.cases, found.moved, found.rising, found.falling) == (5, 0, (), ())


@pytest.mark.parametrize(("number", "moved"), [(MOVED_BY + 1, 0), (MOVED_BY + 2, 2)])
def test_only_a_move_by_more_than_ten_places_is_counted(number: int, moved: int) -> None:
    assert figures(reversed_order(number), LADDER).moved == moved


def test_those_that_move_most_come_first_and_no_more_than_twenty_are_shown() -> None:
    found = figures(reversed_order(100), LADDER)
    assert (len(found.rising), len(found.falling)) == (SHOWN, SHOWN)
    assert (found.rising[0].old_place, found.rising[0].new_place) == (100, 1)
    assert (found.falling[0].old_place, found.falling[0].new_place) == (1, 100)


def test_equal_keys_stand_in_the_order_of_their_references() -> None:
    tried = [Tried(reference, "Phone", placed(1), placed(1)) for reference in ("SN-B", "SN-A")]
    assert figures(tried, LADDER).moved == 0


def test_tiers_lanes_levels_letters_and_days_are_counted_under_both() -> None:
    before = placed(1)
    after = placed(
        1, tier=1, lane="rescue", level="2", is_lettered=True, in_filter=True, last_post=None, decision_due=None
    )
    found = figures([Tried("SN-A", "Phone", before, after)], LADDER, left_out=3)
    assert found.tiers == (Pair("Filter", 0, 1), Pair("Standard", 1, 0), Pair("Parking and minor", 0, 0))
    assert found.lanes == (Pair("Queue", 1, 0), Pair("Rescue", 0, 1))
    assert found.levels == (Pair("Level 1", 1, 0), Pair("Level 2", 0, 1), Pair("Level final", 0, 0))
    assert found.letters == (Pair("Automatic letters proposed", 0, 1), Pair("Filter offences", 0, 1))
    assert (found.left_out, found.last_post_changed, found.decision_due_changed) == (3, 1, 1)


FILTER = Addend("In the force's filter", -14.0)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (placed(1), placed(1), ("Others moved past it",)),
        (
            placed(1),
            placed(1, addends=(*placed(1).addends, FILTER)),
            ("In the force's filter: no effect, now 14.0 days earlier",),
        ),
        (
            placed(1),
            placed(1, addends=(DUE, Addend("Harm prevented for an officer's minute: 3.00", 1.0))),
            ("Harm prevented for an officer's minute: 4.0 days earlier, now 1.0 days later",),
        ),
        (
            placed(1),
            placed(1, addends=(Addend("Due Friday 13 November 2026 at 17:00", 0.0), *placed(1).addends[1:])),
            ("Due Monday 16 November 2026 at 17:00, now due Friday 13 November 2026 at 17:00",),
        ),
    ],
)
def test_why_a_case_moves_is_said_in_words(old: Placement, new: Placement, words: tuple[str, ...]) -> None:
    assert why(old, new) == words


def test_figures_are_kept_and_read_back_as_they_were() -> None:
    found = figures(reversed_order(30), LADDER, left_out=2)
    assert TrialResult.of(found.as_json()) == found


def test_no_case_gives_figures_all_the_same() -> None:
    assert figures([], LADDER).cases == 0
