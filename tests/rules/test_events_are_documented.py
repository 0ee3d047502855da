"""Every event that history is given stands in docs/events.md, and nothing stands there that is never written."""

import ast
from collections.abc import Iterator

from tests.rules.source import ROOMS, calls, python_files, rows, tree_of

WRITTEN = rows("events.md", "Events")
EXPECTED = rows("events.md", "Read by the figures, written by nobody yet")
PASSED_ON = ("storage/cases.py", "storage/history.py")  # they hand on the action they were given


def actions() -> Iterator[tuple[str, ast.expr]]:
    """The action of every call that adds to history, with its place."""
    for place, call in calls(*ROOMS):
        called = ast.unparse(call.func)
        if called.endswith((".history.add", "_history.add")) and not place.startswith(PASSED_ON):
            named = [word.value for word in call.keywords if word.arg == "action"]
            yield place, named[0] if named else call.args[1]
        elif called.endswith((".cases.add", ".cases.save")):
            yield place, next(word.value for word in call.keywords if word.arg == "action")


def written() -> set[str]:
    """The name of every event; a name that is put together at run time could not be looked up."""
    return {node.value for _place, node in actions() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_an_event_is_named_by_a_plain_word_where_it_happens() -> None:
    assert [place for place, node in actions() if not isinstance(node, ast.Constant)] == []


def test_every_event_is_documented_and_every_documented_event_happens() -> None:
    assert sorted(written()) == sorted(WRITTEN)


def test_an_event_is_either_written_or_expected() -> None:
    assert set(EXPECTED).isdisjoint(written())


def test_every_event_that_the_figures_read_is_one_of_them() -> None:
    """The figures compare an event's action with plain words, or look one up with `_last(events, word)`."""
    read: set[object] = set()
    for node in ast.walk(tree_of(next(path for path in python_files("triage") if path.name == "statistics.py"))):
        if isinstance(node, ast.Compare) and ast.unparse(node.left).endswith(".action"):
            read |= {one.value for side in node.comparators for one in ast.walk(side) if isinstance(one, ast.Constant)}
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "_last":
            read |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    assert read
    assert read <= set(WRITTEN) | set(EXPECTED)


def test_every_alarm_is_documented_and_every_documented_alarm_can_sound() -> None:
    sounded = {
        call.args[0].value
        for _place, call in calls(*ROOMS)
        if ast.unparse(call.func).endswith(".alarms.sound") and isinstance(call.args[0], ast.Constant)
    }
    assert sounded == set(rows("events.md", "Alarms"))
