"""What the history adds up to: Figure 4 of the panel report and the measures that must stand beside it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from triage.calendar import london_day
from triage.outcome import DISPOSAL, Outcome

LEAST_BASE = 20
POSITIVE_DISPOSALS = frozenset({"Warning Letter", "Notice Issued", "Education", "Fixed Penalty", "Court"})
ENFORCED_DISPOSALS = frozenset({"Education", "Fixed Penalty", "Court"})
MOST_SERIOUS_FIRST = ("Court", "Fixed Penalty", "Education", "Notice Issued", "Warning Letter")
# Redirected reports and duplicates count as no further action in Figure 4; everything else that is not
# positive (collision, false plates, other action) is other.
NFA_DISPOSALS = frozenset({"NFA", "No Offence", "Out of Force", "Duplicate Submission"})


@dataclass(frozen=True)
class Event:
    """One line of a case's history: ids and codes only. `seq` is its place in the case."""

    case_id: str
    at: datetime
    action: str
    payload: Mapping[str, object] = field(default_factory=dict)
    seq: int = 0


@dataclass(frozen=True)
class Share:
    """A part of a whole, so that no percentage is ever without its base."""

    part: int
    whole: int

    def percent(self, least_base: int = LEAST_BASE) -> float | None:
        """The percentage to one place, halves up; None on a base too small to publish."""
        if self.whole < max(least_base, 1):
            return None
        return (2000 * self.part + self.whole) // (2 * self.whole) / 10


@dataclass(frozen=True)
class Month:
    """The cases received in one London month. A case is one vehicle; the panel counts these as submissions."""

    month: str
    submissions: int
    turned_away: int
    decided: int
    undecided: int
    positive: int
    no_further_action: int
    other: int
    enforced: int
    notices_under_way: int
    filter_due: int
    filter_in_time: int
    out_of_time_force: int
    out_of_time_late: int
    automatic_letters: int

    @property
    def shares(self) -> Mapping[str, Share]:
        """Every rate by its name in MEASURES, with its base."""
        reviewed = self.decided - self.automatic_letters
        return MappingProxyType(
            {
                "positive": Share(self.positive, self.decided),
                "no_further_action": Share(self.no_further_action, self.decided),
                "other": Share(self.other, self.decided),
                "enforcement": Share(self.enforced, self.decided),
                "filter_in_time": Share(self.filter_in_time, self.filter_due),
                "out_of_time_force": Share(self.out_of_time_force, self.decided),
                "out_of_time_late": Share(self.out_of_time_late, self.decided),
                "positive_reviewed": Share(self.positive - self.automatic_letters, reviewed),
                "positive_all_reports": Share(self.positive, self.decided + self.turned_away),
            }
        )


MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "month": "The month, in London, in which the report was received, whenever it was decided.",
        "submissions": "Reports received, one for each vehicle reported.",
        "turned_away": "People who began a report and were sent elsewhere before it was received.",
        "decided": "Reports of that month with a final decision.",
        "undecided": "Reports of that month without a final decision. They are in no percentage.",
        "positive": "Warning letter, notice, education course, fixed penalty or court, of the decided.",
        "no_further_action": (
            "No further action, of the decided, with redirected, duplicate and withdrawn reports, and letters that "
            "were contested and taken back."
        ),
        "other": "Collision, false plates and other action, of the decided.",
        "enforcement": "Education course, fixed penalty or court, of the decided: the positive rate without letters.",
        "filter_in_time": (
            "Filter offences that a person decided by the last day, of those decided or past their last day."
        ),
        "out_of_time_force": "Out of time although received in time: the force's own delay. Of the decided.",
        "out_of_time_late": "Out of time because it was received too late. Of the decided.",
        "automatic_letters": "Warning letters for reports that nobody could review, approved by a sergeant.",
        "positive_reviewed": "Positive outcomes that an officer decided, of the decided without automatic letters.",
        "positive_all_reports": (
            "Positive outcomes of the decided and those turned away at the door together. The plain positive rate "
            "rewards parking cases, and a stricter door alone lifts it from 65 to 80 per cent."
        ),
    }
)
COUNTS = ("submissions", "turned_away", "decided", "undecided", "automatic_letters")
RATES = tuple(name for name in MEASURES if name not in COUNTS and name != "month")


@dataclass(frozen=True)
class CaseTally:
    """What one case's history comes to. The same events in any order give the same tally."""

    month: str
    turned_away: bool = False
    disposal: str | None = None
    out_of_time: str | None = None
    automatic: bool = False
    in_filter: bool = False
    in_time: bool = False
    last_day_passed: bool = False


@dataclass(frozen=True)
class _End:
    """A final decision that stands on one allegation. `reviewed_at`: when a person first decided it."""

    decision: str
    allegation: str
    supersedes: str | None
    outcome: str | None
    disposal: str
    is_automatic: bool
    first_seq: int
    reviewed_at: datetime | None

    def after(self, before: "_End") -> "_End":
        """This decision in the place of an earlier one: the first review is what was in time or not."""
        return replace(self, first_seq=before.first_seq, reviewed_at=before.reviewed_at or self.reviewed_at)

    def taken_back(self) -> "_End":
        """Its letter was contested and left the history: nothing came of it, and a person said so."""
        return replace(self, outcome=Outcome.NO_FURTHER_ACTION, disposal="NFA", is_automatic=False)


def seriousness(disposal: str) -> int:
    """Where a disposal stands among them: court first, then what is no positive outcome, no further action last."""
    if disposal in MOST_SERIOUS_FIRST:
        return MOST_SERIOUS_FIRST.index(disposal)
    return len(MOST_SERIOUS_FIRST) + (disposal in NFA_DISPOSALS)


def tally(events: Iterable[Event]) -> CaseTally | None:
    """The tally of one case, or None for a history that never says it was received or turned away."""
    ordered = sorted(events, key=lambda event: (event.seq, event.at, event.action))
    arrived = next((event for event in ordered if event.action in ("received", "turned_away")), None)
    if arrived is None:
        return None
    month = london_day(arrived.at).strftime("%Y-%m")
    if arrived.action == "turned_away":
        return CaseTally(month, turned_away=True)
    passed = any(event.action == "out_of_time" for event in ordered)
    ends = _final_decisions(ordered)
    before = [event for event in ordered if not ends or event.seq < ends[0].first_seq]
    ranked = _last(before, "prioritised")
    in_filter = _is_true(ranked, "in_filter")
    if not ends:
        closed = "NFA" if any(event.action == "withdrawn" for event in ordered) else None
        return CaseTally(month, disposal=closed, in_filter=in_filter and closed is None, last_day_passed=passed)
    end = min(ends, key=lambda one: seriousness(one.disposal))
    out_of_time = end.outcome if end.outcome in (Outcome.OUT_OF_TIME_FORCE, Outcome.OUT_OF_TIME_LATE) else None
    reviewed = [one.reviewed_at for one in ends if one.reviewed_at is not None]
    return CaseTally(
        month=month,
        disposal=end.disposal,
        out_of_time=out_of_time,
        automatic=end.is_automatic,
        in_filter=in_filter,
        in_time=bool(reviewed) and out_of_time is None and _was_in_time(ranked, min(reviewed)),
        last_day_passed=passed,
    )


def figure4(events: Iterable[Event]) -> tuple[Month, ...]:
    """Every month that received a report, oldest first. Rebuilding from the same history gives the same digits."""
    by_case: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_case[event.case_id].append(event)
    by_month: dict[str, list[CaseTally]] = defaultdict(list)
    for history in by_case.values():
        if found := tally(history):
            by_month[found.month].append(found)
    return tuple(_month(name, by_month[name]) for name in sorted(by_month))


def csv_rows(months: Iterable[Month], least_base: int = LEAST_BASE) -> list[tuple[str, ...]]:
    """A header and one row a month; a rate on fewer than `least_base` is left empty."""
    header = ("month", *COUNTS, *(f"{name}_percent" for name in RATES))
    return [header, *(_csv_row(month, least_base) for month in months)]


def _month(name: str, tallies: list[CaseTally]) -> Month:
    inside = [one for one in tallies if not one.turned_away]
    decided = [one for one in inside if one.disposal is not None]
    disposals = [one.disposal for one in decided]
    positive = sum(disposal in POSITIVE_DISPOSALS for disposal in disposals)
    nothing = sum(disposal in NFA_DISPOSALS for disposal in disposals)
    filtered = [one for one in inside if one.in_filter and (one.disposal or one.last_day_passed)]
    return Month(
        month=name,
        submissions=len(inside),
        turned_away=len(tallies) - len(inside),
        decided=len(decided),
        undecided=len(inside) - len(decided),
        positive=positive,
        no_further_action=nothing,
        other=len(decided) - positive - nothing,
        enforced=sum(disposal in ENFORCED_DISPOSALS for disposal in disposals),
        notices_under_way=disposals.count("Notice Issued"),
        filter_due=len(filtered),
        filter_in_time=sum(one.in_time for one in filtered),
        out_of_time_force=sum(one.out_of_time == Outcome.OUT_OF_TIME_FORCE for one in decided),
        out_of_time_late=sum(one.out_of_time == Outcome.OUT_OF_TIME_LATE for one in decided),
        automatic_letters=sum(one.automatic for one in decided),
    )


def _final_decisions(ordered: list[Event]) -> list[_End]:
    """The final decision that stands on each allegation: the last that was not superseded, first recorded first.

    A letter that was taken back after a contest leaves no further action, until somebody decides anew.

    An older line names no allegation, so what follows it without a name follows it.
    """
    recorded: dict[str, Event] = {}
    ends: dict[str, _End] = {}
    for event in ordered:
        name = _text(event.payload, "decision") or ""
        if event.action == "decided":
            recorded[name] = event
        elif event.action == "decision_withdrawn":
            recorded.pop(name, None)
        elif event.action == "finalised" and name in recorded:
            end = _end_of(recorded[name], ordered)
            before = ends.pop(_place_of(end, ends), None)
            ends[end.allegation] = end if before is None else end.after(before)
        elif event.action == "contest_upheld":
            ends = {place: end.taken_back() if end.decision == name else end for place, end in ends.items()}
    return sorted(ends.values(), key=lambda one: one.first_seq)


def _place_of(end: _End, ends: Mapping[str, _End]) -> str:
    """The allegation whose decision this one takes the place of: what it says it supersedes, else its own."""
    return next((place for place, one in ends.items() if one.decision == end.supersedes), end.allegation)


def _end_of(decided: Event, ordered: list[Event]) -> _End:
    payload = decided.payload
    outcome = _text(payload, "outcome")
    is_automatic = _is_true(payload, "automatic") or _was_automatic(ordered, payload)
    return _End(
        decision=_text(payload, "decision") or "",
        allegation=_text(payload, "allegation") or "",
        supersedes=_text(payload, "supersedes"),
        outcome=outcome,
        disposal=_text(payload, "disposal") or _disposal(outcome),
        is_automatic=is_automatic,
        first_seq=decided.seq,
        reviewed_at=None if is_automatic else decided.at,
    )


def _was_automatic(ordered: list[Event], decision: Mapping[str, object]) -> bool:
    name = _text(decision, "decision")
    return name is not None and any(
        event.action == "automatic_approved" and _text(event.payload, "decision") == name for event in ordered
    )


def _last(ordered: list[Event], action: str) -> Mapping[str, object]:
    return next((event.payload for event in reversed(ordered) if event.action == action), {})


def _was_in_time(ranked: Mapping[str, object], decided_at: datetime) -> bool:
    """Whether a decision came by the last posting day, or by the due instant where no notice is needed."""
    if last_post := _text(ranked, "last_post"):
        return london_day(decided_at) <= date.fromisoformat(last_post)
    due_at = _text(ranked, "due_at")
    return due_at is not None and decided_at <= datetime.fromisoformat(due_at)


def _disposal(outcome: str | None) -> str:
    return DISPOSAL[Outcome(outcome)] if outcome in set(Outcome) else "Other Action Taken"


def _csv_row(month: Month, least_base: int) -> tuple[str, ...]:
    counts = (month.submissions, month.turned_away, month.decided, month.undecided, month.automatic_letters)
    percents = (month.shares[name].percent(least_base) for name in RATES)
    return (month.month, *map(str, counts), *("" if one is None else f"{one:.1f}" for one in percents))


def _text(payload: Mapping[str, object], name: str) -> str | None:
    found = payload.get(name)
    return found if isinstance(found, str) and found else None


def _is_true(payload: Mapping[str, object], name: str) -> bool:
    return payload.get(name) is True
