"""The commands that ask a rule and nothing else: `deadline`, `rank` and `simulate`. No database, no services."""

import json
import random
import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from opsnap.vectors import as_ranked_json, read_vectors
from storage.policies import english_bank_holidays, shipped
from triage.arrivals import parse_calibration
from triage.calendar import at_london, day_in_words, london_day
from triage.deadline import Clock, clock_for
from triage.errors import BadAnswer
from triage.policy import Policy, parse_policy
from triage.simulation import Discipline, Result, Wish
from triage.simulation import simulate as simulated

# The Road Traffic Offenders Act 1988 came into force on 15 May 1989; no report reaches further back.
FIRST_DAY, LAST_DAY = date(1989, 5, 15), date(2100, 12, 31)
Json = Annotated[bool, typer.Option("--json", help="One line of JSON on standard output.")]


def shipped_policy() -> Policy:
    """The policy and the bank holidays that come with the product."""
    holidays = frozenset(date.fromisoformat(day) for day in english_bank_holidays())
    return parse_policy(shipped("offences.json"), shipped("policy.json"), holidays)


def deadline(
    day: Annotated[str, typer.Argument(metavar="DATE", help="The London day of the offence, such as 2026-03-23.")],
    offence: Annotated[str, typer.Option(help="Its slug, such as careless_due_care.")],
    received: Annotated[
        str, typer.Option(help="When the report came in, with a zone: 2026-03-24T08:00:00Z. The promise runs from it.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Until when something can be done about an offence, by the shipped policy."""
    policy = shipped_policy()
    offence_on = day_of(day)
    received_at = instant_of(received) if received else at_london(offence_on, time(12))
    if london_day(received_at) < offence_on:
        raise BadAnswer("received", "A report cannot be received before the offence.")
    clock = clock_for(policy.offence(offence), offence_on, received_at, policy)
    if as_json:
        print(json.dumps(as_deadline_json(clock)))
        return
    print("\n".join(_deadline_lines(clock, policy, received_at if received else None)))


def rank(
    file: Annotated[Path, typer.Argument(help="A list of cases, or an object with vectors_in_rank_order.")],
    as_json: Json = False,
) -> None:
    """The rank of each case in a file, lowest key first, with its reasons in words."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise BadAnswer("file", f"{file} cannot be opened: {problem.strerror}.") from problem
    except ValueError as problem:
        raise BadAnswer("file", f"{file} is not JSON: {problem}.") from problem
    policy = shipped_policy()
    told = as_ranked_json(read_vectors(file.name, document, policy), policy)
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    for place, one in enumerate(told["vectors_in_rank_order"], 1):
        print(f"{place:3}. {one['case']}  {one['offence']}  {one['rank_key']}")
        print("\n".join(f"       {reason}" for reason in one["reasons"]))


def simulate(
    volume: Annotated[int, typer.Option(help="Reports a month.")],
    officers: Annotated[int, typer.Option(help="Constables, beside one sergeant.")],
    months: Annotated[int, typer.Option(help="How long.")] = 12,
    policy: Annotated[str, typer.Option(help="key, fifo or filter-edf.")] = Discipline.KEY.value,
    seed: Annotated[int, typer.Option(help="The same seed draws the same reports.")] = 1,
    surge: Annotated[list[str] | None, typer.Option(help="MONTH:FACTOR, such as 4:1.6; may be repeated.")] = None,
    over_claim: Annotated[float | None, typer.Option(help="Share claimed as a filter offence and not one.")] = None,
    as_json: Json = False,
) -> None:
    """What would become of months of reports, worked by the product's rank or by a simpler order."""
    wish = Wish(volume, officers, months, _discipline(policy), _surges(surge or []), over_claim)
    rules = shipped_policy()
    calibration = parse_calibration(shipped("calibration.json"), rules)
    # Chance for a model, drawn again by anybody who has the seed; nothing secret hangs on it.
    result = simulated(wish, rules, calibration, random.Random(seed))  # noqa: S311 - lots that a seed repeats, no secret
    if as_json:
        print(json.dumps(as_simulated_json(wish, seed, result)))
        return
    print("\n".join(_simulated_lines(wish, seed, result)))


def day_of(text: str) -> date:
    """A day written YYYY-MM-DD within the time this law has been in force. BadAnswer otherwise."""
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        day = None
    if day is None:
        raise BadAnswer("date", f"“{text}” is not a day; write it like 2026-03-23.")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadAnswer("date", f"{text} lies outside {FIRST_DAY} to {LAST_DAY}, for which the rules hold.")
    return day


def instant_of(text: str) -> datetime:
    """An instant with a zone, in UTC. BadAnswer otherwise."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise BadAnswer("received", f"“{text}” is not a time; write it like 2026-03-24T08:00:00Z.") from None
    if instant.tzinfo is None:
        raise BadAnswer("received", f"“{text}” has no zone; write it like 2026-03-24T08:00:00Z.")
    return instant.astimezone(UTC)


def as_deadline_json(clock: Clock) -> dict[str, str | bool | None]:
    """The clock as `--json` has it: ISO dates, null where there is none."""
    days = ("service_deadline", "last_post", "decision_due", "summary_limit")
    found = {name: getattr(clock, name) for name in days}
    return {
        **{name: day.isoformat() if day else None for name, day in found.items()},
        "nip_required": clock.nip_required,
        "s172_applies": clock.s172_applies,
    }


def as_simulated_json(wish: Wish, seed: int, result: Result) -> dict[str, object]:
    """The result as `--json` has it: percentages and days to two places, the wish, and the counts."""
    named = ("filter_in_time_pct", "value_pct", "lost_pct", "positive_pct", "age_p50_days", "age_p90_days")
    figures: dict[str, float | None] = {name: getattr(result, name) for name in named}
    return {
        **{name: None if figure is None else round(figure, 2) for name, figure in figures.items()},
        "policy": wish.discipline.value,
        "volume": wish.volume,
        "officers": wish.officers,
        "months": wish.months,
        "seed": seed,
        "surge": {str(month): factor for month, factor in wish.surge.items()},
        "over_claim": wish.over_claim,
        "received": result.received,
        "filter_received": result.filter_received,
        "positives": result.positives,
        "fates": {fate.value: number for fate, number in result.fates.items()},
        "minutes_present": round(result.minutes_present),
        "minutes_worked": round(result.minutes_worked),
    }


def _deadline_lines(clock: Clock, policy: Policy, received_at: datetime | None) -> list[str]:
    def told(words: str, day: date | None, otherwise: str) -> str:
        return f"{words}: {day_in_words(day) if day else otherwise}"

    none = "no notice is needed"
    last = max(policy.holidays)
    lines = [
        f"{policy.offence(clock.offence).title}, {day_in_words(clock.offence_on)}",
        told("  Decide by", clock.decision_due, none),
        told("  Last first-class post", clock.last_post, none),
        told("  Notice served by", clock.service_deadline, none),
        told("  Summary proceedings begun by", clock.summary_limit, "no limit (either-way offence)"),
        f"  Request to the keeper (s.172): {'yes' if clock.s172_applies else 'no'}",
    ]
    if received_at is not None and not clock.nip_required:
        lines.append(told("  Review promised by", london_day(clock.due_at), ""))
    if clock.service_deadline is not None and clock.service_deadline > last:
        lines.append(
            f"  The list of bank holidays ends in {last.year}: later ones are not counted, check the post days."
        )
    return lines


def _simulated_lines(wish: Wish, seed: int, result: Result) -> list[str]:
    def told(figure: float | None, unit: str) -> str:
        return "none to count" if figure is None else f"{figure:.1f}{unit}"

    months = f"{wish.months} months" if wish.months > 1 else "1 month"
    return [
        f"{months}, {wish.volume:,} reports a month, {wish.officers} officers, {wish.discipline.value}, seed {seed}",
        f"  Filter offences reviewed in time: {told(result.filter_in_time_pct, ' %')}",
        f"  Harm-weighted outcomes obtained: {told(result.value_pct, ' %')}",
        f"  Not acted on in time: {told(result.lost_pct, ' %')}",
        f"  Positive outcomes, of all received: {told(result.positive_pct, ' %')}",
        f"  Age at review: half within {told(result.age_p50_days, ' days')}, "
        f"nine in ten within {told(result.age_p90_days, ' days')}",
        *(f"  {fate.value.replace('_', ' ')}: {number:,}" for fate, number in result.fates.items()),
    ]


def _discipline(name: str) -> Discipline:
    if name not in set(Discipline):
        raise BadAnswer("policy", f"There is no order of work called “{name}”; choose {', '.join(Discipline)}.")
    return Discipline(name)


def _surges(texts: list[str]) -> dict[int, float]:
    surges: dict[int, float] = {}
    for text in texts:
        found = re.fullmatch(r"(\d{1,3}):(\d+(?:\.\d+)?)", text)
        if found is None:
            raise BadAnswer("surge", f"“{text}” is not a surge; write the month and its factor like 4:1.6.")
        if int(found[1]) in surges:
            raise BadAnswer("surge", f"Month {int(found[1])} is given two surges.")
        surges[int(found[1])] = float(found[2])
    return surges
