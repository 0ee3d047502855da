"""Over-claiming: what reporters named, beside what officers then found. A fold over history, like every measure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from triage.outcome import Outcome
from triage.policy import Policy
from triage.statistics import Event

NO_OFFENCE = frozenset({"no_offence", "no_independent_evidence"})
READ = ("received", "decided", "decision_withdrawn")


@dataclass(frozen=True)
class Claimed:
    """Decided cases whose reporter named one offence. The four counts add up to ``decided``.

    ``lowered``: an offence of less harm was found; ``other``: one of the same or more, or no finding was reached.
    """

    offence: str
    decided: int
    as_named: int
    lowered: int
    other: int
    no_offence: int

    def overclaimed_percent(self, least_base: int) -> float | None:
        """The share that was lowered or no offence; None on fewer than `least_base`."""
        return None if self.decided < least_base else 100 * (self.lowered + self.no_offence) / self.decided


def claims(events: Iterable[Event], policy: Policy) -> tuple[Claimed, ...]:
    """One row per offence that reporters named, most decided first. Automatic letters watched nothing: left out."""
    named: dict[str, str] = {}
    standing: dict[str, dict[str, Mapping[str, object]]] = defaultdict(dict)
    for event in sorted(events, key=lambda one: (one.case_id, one.seq)):
        if event.action == "received":
            named[event.case_id] = str(event.payload.get("offence", ""))
        elif event.action == "decided" and event.payload.get("automatic") is not True:
            standing[event.case_id][str(event.payload.get("decision"))] = event.payload
        elif event.action == "decision_withdrawn":
            standing[event.case_id].pop(str(event.payload.get("decision")), None)
    found: dict[str, list[str]] = defaultdict(list)
    for case_id, decisions in standing.items():
        if decisions and named.get(case_id):
            last = list(decisions.values())[-1]
            found[named[case_id]].append(_kind(named[case_id], last, policy))
    rows = (_row(offence, kinds) for offence, kinds in found.items())
    return tuple(sorted(rows, key=lambda one: (-one.decided, one.offence)))


def _kind(named: str, decision: Mapping[str, object], policy: Policy) -> str:
    if decision.get("outcome") == Outcome.NO_FURTHER_ACTION:
        return "no_offence" if decision.get("reason") in NO_OFFENCE else "other"
    confirmed = str(decision.get("offence", ""))
    if confirmed == named:
        return "as_named"
    # An offence that the policy in force has dropped has no weight to compare.
    was, found = policy.offences.get(named), policy.offences.get(confirmed)
    return "lowered" if was and found and found.harm_weight < was.harm_weight else "other"


def _row(offence: str, kinds: list[str]) -> Claimed:
    counts = (kinds.count(kind) for kind in ("as_named", "lowered", "other", "no_offence"))
    return Claimed(offence, len(kinds), *counts)
