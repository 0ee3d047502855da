"""Over-claiming: what was named beside what was found, as a fold over history."""

from datetime import UTC, datetime

import pytest

from tests.triage.shipped import policy
from triage.claims import Claimed, claims
from triage.statistics import Event

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


def a_story(case: str, named: str, *decided: dict[str, object]) -> list[Event]:
    """A report that named an offence, and what was recorded on it, in order."""
    lines = [Event(case, AT, "received", {"offence": named}, 1)]
    for number, payload in enumerate(decided, start=2):
        action = "decision_withdrawn" if payload.get("undone") else "decided"
        lines.append(Event(case, AT, action, {"decision": "d", "outcome": "warning_letter"} | payload, number))
    return lines


@pytest.mark.parametrize(
    ("decided", "column"),
    [
        ({"offence": "dangerous"}, "as_named"),
        ({"offence": "careless_due_care"}, "lowered"),
        ({"offence": "dangerous", "outcome": "no_further_action", "reason": "no_offence"}, "no_offence"),
        ({"offence": "dangerous", "outcome": "no_further_action", "reason": "no_plate"}, "other"),
    ],
)
def test_each_decision_falls_into_one_column(decided: dict[str, object], column: str) -> None:
    (row,) = claims(a_story("1", "dangerous", decided), policy())
    assert row.decided == 1
    assert getattr(row, column) == 1
    assert row.as_named + row.lowered + row.other + row.no_offence == 1


def test_what_was_undone_and_what_nobody_watched_is_not_counted() -> None:
    undone = a_story("1", "red_light", {"offence": "red_light"}, {"undone": True})
    automatic = a_story("2", "red_light", {"offence": "red_light", "automatic": True})
    assert claims([*undone, *automatic], policy()) == ()


@pytest.mark.parametrize(("decided", "share"), [(19, None), (20, 50.0)])
def test_a_share_is_only_told_from_twenty_on(decided: int, share: float | None) -> None:
    assert Claimed("red_light", decided, decided - 10, 4, 0, 6).overclaimed_percent(20) == share
