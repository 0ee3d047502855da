"""Counts what the history adds up to: statistics are a fold over the log and are kept nowhere else."""

from collections.abc import Iterator, Sequence

from storage.history import Line
from storage.unit import Unit
from triage import statistics
from triage.statistics import Event, Month

# The actions that a measure of Figure 4 reads; everything else stays in the database.
COUNTED = (
    *("received", "turned_away", "prioritised", "withdrawn", "out_of_time"),
    *("decided", "decision_withdrawn", "automatic_approved", "finalised", "contest_upheld"),
)


def figure4(unit: Unit) -> tuple[Month, ...]:
    """Figure 4 and the measures beside it, oldest month first, recomputed from the whole history."""
    return statistics.figure4(events(unit))


def events(unit: Unit) -> Iterator[Event]:
    """The lines of history that are counted, as the rules read them."""
    return events_of(unit, COUNTED)


def events_of(unit: Unit, actions: Sequence[str]) -> Iterator[Event]:
    """The lines of history about some actions, oldest first."""
    return map(event_of, unit.history.walk(actions))


def event_of(line: Line) -> Event:
    """A line of history without its chain."""
    return Event(str(line.case_id), line.at, line.action, line.payload, line.seq)
