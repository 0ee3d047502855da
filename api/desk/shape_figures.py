"""Figures in words for people who steer the work: tiles, Figure 4, and what must stand beside the positive rate."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime

from api.views.figures import Cause, Measure
from api.views.figures import Month as Drawn
from api.views.staff import DashboardPage
from storage.listing import Deadlines
from triage.policy import Policy
from triage.statistics import MEASURES, Month

TOO_FEW = "too few to say"
SHOWN_MONTHS = 24
LABELS = {
    "positive": "Positive outcomes",
    "no_further_action": "No further action",
    "other": "Other outcomes",
    "enforcement": "Enforcement",
    "filter_in_time": "Filter offences in time",
    "positive_reviewed": "Positive, reviewed by an officer",
    "positive_all_reports": "Positive, of all reports",
}


def dashboard_page(
    months: Sequence[Month], deadlines: Deadlines | None, policy: Policy, counted_at: datetime
) -> DashboardPage:
    """The performance page; the tiles about open work only for those who steer it (``deadlines``)."""
    shown = months[-SHOWN_MONTHS:]
    whole = total(shown)
    return DashboardPage(
        tiles=() if deadlines is None else tiles_of(deadlines, whole, policy),
        months=tuple(_drawn(one) for one in shown),
        measures=measures_of(whole, policy.limits.least_base),
        out_of_time=(
            Cause("The force's own delay", whole.out_of_time_force),
            Cause("Received too late", whole.out_of_time_late),
        ),
        denominators=_denominators(whole, policy.limits.least_base),
        counted_at=counted_at,
    )


def total(months: Sequence[Month]) -> Month:
    """Several months as one, so that rates are of sums and never means of rates."""
    counts = [one.name for one in fields(Month) if one.name != "month"]
    nothing = Month("", **dict.fromkeys(counts, 0))
    return replace(nothing, **{name: sum(getattr(one, name) for one in months) for name in counts})


def tiles_of(deadlines: Deadlines, whole: Month, policy: Policy) -> tuple[Measure, ...]:
    """What a supervisor looks at first."""
    late, soon, base = deadlines.past_last_day, deadlines.due_soon, policy.limits.least_base
    median = "–" if deadlines.median_days is None else f"{deadlines.median_days:.1f} days"
    return (
        Measure("Waiting", f"{deadlines.waiting:,}"),
        Measure("Due within 72 hours", f"{soon:,}", "decide these first" if soon else "", "warn" if soon else ""),
        Measure("Past their last day", f"{late:,}", "nobody decided in time" if late else "", "bad" if late else ""),
        Measure("Positive", _percent(whole, "positive", base), f"against {policy.limits.positive_target:g} %"),
        Measure("Filter offences in time", _percent(whole, "filter_in_time", base)),
        Measure("Median from receipt to decision", median, "past 30 days"),
    )


def measures_of(whole: Month, least_base: int) -> tuple[Measure, ...]:
    """Every rate with what it means, and automatic letters apart from reviewed ones."""
    rates = tuple(Measure(label, _percent(whole, name, least_base), MEASURES[name]) for name, label in LABELS.items())
    return (
        *rates,
        Measure("Automatic letters", f"{whole.automatic_letters:,}", MEASURES["automatic_letters"]),
        Measure("Turned away at the door", f"{whole.turned_away:,}", MEASURES["turned_away"]),
    )


def _percent(whole: Month, name: str, least_base: int) -> str:
    share = whole.shares[name].percent(least_base)
    return TOO_FEW if share is None else f"{share:.1f} %"


def _denominators(whole: Month, least_base: int) -> str:
    accepted = whole.shares["positive"].percent(least_base)
    everything = whole.shares["positive_all_reports"].percent(least_base)
    if accepted is None or everything is None:
        return f"Fewer than {least_base} reports have been decided: too few for a percentage."
    return (
        f"{accepted:.1f} % of the decided reports led to a positive outcome; with those turned away at the door "
        f"it is {everything:.1f} %. A stricter door alone lifts the first figure, so the two are read together."
    )


def _drawn(one: Month) -> Drawn:
    year, month = one.month.split("-")
    return Drawn(
        starts_on=date(int(year), int(month), 1),
        submissions=one.submissions,
        positive=one.positive,
        no_further_action=one.no_further_action,
        other=one.other,
        undecided=one.undecided,
    )
