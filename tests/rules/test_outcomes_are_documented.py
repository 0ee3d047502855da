"""docs/outcomes.md is the table of moves as a person reads it: every way, every need and every time, and no other."""

import pytest

from tests.rules.source import ROOT, rows
from triage.moves import MOVES, Move, Need, Until
from triage.outcome import Outcome
from triage.ruling import MET, UNMET

FIRST = "No decision yet"
PAGE = (ROOT / "docs" / "outcomes.md").read_text(encoding="utf-8")


def heading(standing: Outcome | None) -> str:
    """The heading of a table; what leads the same ways shares one."""
    if standing is None:
        return FIRST
    return "After " + ", ".join(f"`{one}`" for one in Outcome if MOVES[one] == MOVES[standing])


def told(outcome: Outcome, way: Move) -> tuple[str, ...]:
    """One row of the page: the outcome, who, until when and what it needs."""
    until = ", ".join(f"`{one}`" for one in way.until) or "always"
    needs = ", ".join(f"`{need}`" for need in Need if need in way.needs)
    return (f"`{outcome}`", f"`{way.permission}`", until, needs)


def written(title: str) -> list[tuple[str, ...]]:
    """The rows that stand under a heading of the page, in order."""
    _, found, after = PAGE.partition(f"\n### {title}\n")
    assert found, f"docs/outcomes.md has no heading “{title}”"
    lines = [line for line in after.partition("\n#")[0].splitlines() if line.startswith("| `")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


@pytest.mark.parametrize("standing", [None, *Outcome], ids=lambda one: one or "first")
def test_every_way_to_an_outcome_stands_on_the_page_and_no_other(standing: Outcome | None) -> None:
    ways = [told(outcome, way) for outcome in Outcome for way in MOVES[standing].get(outcome, ())]
    assert written(heading(standing)) == ways


def test_every_need_has_one_sentence_and_one_question() -> None:
    assert set(UNMET) == set(MET) == set(Need)
    assert {name: cells[-1] for name, cells in rows("outcomes.md", "Needs").items()} == {
        need.value: UNMET[need][1] for need in Need
    }
    assert all(sentence.endswith(".") for _kind, sentence in UNMET.values())


def test_every_time_is_explained() -> None:
    assert set(rows("outcomes.md", "Times")) == set(Until)
