"""Invented reports drawn from measured shares: what arrives, when, how long a review takes and what is in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, count
from typing import Protocol

from triage.cells import Cells
from triage.deadline import Clock, clock_for
from triage.errors import BadPolicy
from triage.offence import Offence
from triage.policy import Policy
from triage.priority import SHARE_OF_MINUTES_WITHOUT_OUTCOME

CALIBRATION_FILE = "calibration.json"
# Between these hours the day in UTC is London's day, in winter and in summer.
FIRST_HOUR, LAST_HOUR = 6.0, 22.0


class Draw(Protocol):
    """A source of chance, seeded by whoever calls; `random.Random` is one."""

    def uniform(self, a: float, b: float) -> float: ...

    def gammavariate(self, alpha: float, beta: float) -> float: ...

    def betavariate(self, alpha: float, beta: float) -> float: ...

    def lognormvariate(self, mu: float, sigma: float) -> float: ...

    def expovariate(self, lambd: float) -> float: ...

    def choices(self, population: Sequence[str], *, cum_weights: Sequence[float]) -> list[str]: ...


@dataclass(frozen=True)
class Constants:
    """What the measured shares do not say (decision 0013). Shares are 0 - 1, times in the unit of the name."""

    starts_on: date
    arrival_shape: float
    same_day_share: float
    mean_lag_days: float
    over_claim: float
    repeat_share: float
    chance_concentration: float
    minutes_sigma: float
    minutes_per_officer_day: float
    presence: float
    sergeant_share: float
    screen_finds: float
    confirm_minutes: float
    expired_minutes: float
    run_off_days: int
    promise_binds: bool


@dataclass(frozen=True)
class Remainder:
    """Reports about nothing in the offence table: their share, what they claim, the chance (0 - 1) of an outcome."""

    share: float
    slug: str
    p: float


@dataclass(frozen=True)
class Calibration:
    """Shares of all reports by slug, and the share of reports ending in nothing for a reason a machine can find."""

    shares: Mapping[str, float]
    remainder: Remainder
    machine_share: float
    constants: Constants


@dataclass(frozen=True, slots=True)
class Arrival:
    """One report. `p` is what the rank sees and `minutes` what a review takes; how it would end nobody knows yet.

    `own` is the clock of the offence claimed, `binding` the one an unconfirmed case carries. `is_real` says that it
    is the offence claimed, `machine_finds` that a finding sends it to the confirm list.
    """

    number: int
    offence: Offence
    received_at: datetime
    own: Clock
    binding: Clock
    p: float
    escalation_step: int
    minutes: float
    is_positive: bool
    is_real: bool
    machine_finds: bool

    @property
    def value(self) -> float:
        """The harm weight of the outcome that a review in time would obtain; 0 where it would end in nothing."""
        return self.offence.harm_weight if self.is_positive else 0.0


def parse_calibration(document: object, policy: Policy) -> Calibration:
    """The calibration of a simulation; BadPolicy names file and field, also for a slug the policy does not rank."""
    top = Cells.of(CALIBRATION_FILE, "", document)
    measured, slugs, rest = top.inner("offence_share"), top.inner("slugs"), top.inner("remainder")
    shares: dict[str, float] = {}
    for words in slugs.cells:
        slug = _ranked(slugs, words, policy)
        shares[slug] = shares.get(slug, 0.0) + measured.number(words, most=1)
    return Calibration(
        shares=shares,
        remainder=Remainder(
            max(0.0, 1.0 - sum(shares.values())), _ranked(rest, "slug", policy), rest.number("p_positive", most=1)
        ),
        machine_share=_machine_share(top),
        constants=_constants(top.inner("simulation")),
    )


class Arrivals:
    """Reports day by day, numbered in the order they come in."""

    def __init__(self, over_claim: float, calibration: Calibration, policy: Policy, draw: Draw) -> None:
        self._over_claim = over_claim
        self._calibration = calibration
        self._policy = policy
        self._draw = draw
        self._numbers = count()
        self._notices: dict[tuple[str, date], Clock] = {}
        shares = {**calibration.shares, "": calibration.remainder.share}
        in_filter = {slug: share for slug, share in calibration.shares.items() if policy.offence(slug).in_filter}
        self._mix = (tuple(shares), tuple(accumulate(shares.values())))
        self._filter_mix = (tuple(in_filter), tuple(accumulate(in_filter.values())))

    def on(self, day: date, mean: float) -> Iterator[Arrival]:
        """What one day brings, in order of receipt; `mean` reports on average, moved by gamma noise."""
        shape = self._calibration.constants.arrival_shape
        number = int(self._draw.gammavariate(shape, mean / shape) + self._draw.uniform(0, 1))
        midnight = datetime.combine(day, time(), UTC)
        hours = sorted(self._draw.uniform(FIRST_HOUR, LAST_HOUR) for _ in range(number))
        for hour in hours:
            yield self._one(midnight + timedelta(seconds=round(hour * 3600)))

    def _one(self, received_at: datetime) -> Arrival:
        draw, rest, dials = self._draw, self._calibration.remainder, self._calibration.constants
        is_over_claim = draw.uniform(0, 1) < self._over_claim
        slugs, weights = self._filter_mix if is_over_claim else self._mix
        (slug,) = draw.choices(slugs, cum_weights=weights)
        offence = self._policy.offence(slug or rest.slug)
        offence_on = received_at.date() - timedelta(days=self._lag())
        p = self._chance(offence)
        chance = 0.0 if is_over_claim else p if slug else rest.p
        is_positive = draw.uniform(0, 1) < chance
        finding = draw.uniform(0, 1) < self._calibration.machine_share * dials.screen_finds
        return Arrival(
            number=next(self._numbers),
            offence=offence,
            received_at=received_at,
            own=self._clock(offence, offence_on, received_at),
            binding=self._binding(offence, offence_on, received_at),
            p=p,
            escalation_step=int(draw.uniform(0, 1) < dials.repeat_share),
            minutes=self._minutes(offence, is_positive),
            is_positive=is_positive,
            is_real=bool(slug) and not is_over_claim,
            machine_finds=finding and not is_positive,
        )

    def _lag(self) -> int:
        """Whole days between offence and report; who does not report on the same day is at least one day later."""
        dials = self._calibration.constants
        same_day = self._draw.uniform(0, 1) < dials.same_day_share
        days = int(self._draw.expovariate(1 / dials.mean_lag_days)) + 1
        return 0 if same_day else days

    def _chance(self, offence: Offence) -> float:
        """What the findings make of the offence's own chance: of the reports given p, a share p ends in an outcome."""
        figures, bounds = offence.rank, self._policy.rank
        p, weight = figures.p_positive if figures else 0.0, self._calibration.constants.chance_concentration
        found = self._draw.betavariate(p * weight, (1 - p) * weight)
        return min(max(found, bounds.p_min), bounds.p_max)

    def _minutes(self, offence: Offence, is_positive: bool) -> float:
        """Lognormal with the mean the policy gives the offence, half of it where nothing comes of the review."""
        sigma = self._calibration.constants.minutes_sigma
        mean = offence.rank.minutes_if_positive if offence.rank else 0.0
        noise = self._draw.lognormvariate(-sigma * sigma / 2, sigma)
        return mean * noise * (1.0 if is_positive else SHARE_OF_MINUTES_WITHOUT_OUTCOME)

    def _clock(self, offence: Offence, offence_on: date, received_at: datetime) -> Clock:
        # A notice's clock hangs on the day of the offence alone: one answer serves every report of that day.
        if not offence.nip_required:
            return clock_for(offence, offence_on, received_at, self._policy)
        known = self._notices.get((offence.slug, offence_on))
        if known is None:
            known = clock_for(offence, offence_on, received_at, self._policy)
            self._notices[offence.slug, offence_on] = known
        return known

    def _binding(self, offence: Offence, offence_on: date, received_at: datetime) -> Clock:
        """As `triage.deadline.earliest_clock` has it."""
        could_be = (offence, *(self._policy.offence(slug) for slug in offence.plausible))
        clocks = [self._clock(one, offence_on, received_at) for one in could_be]
        return min(clocks, key=lambda clock: (clock.due_at, clock.offence))


def _ranked(cells: Cells, name: str, policy: Policy) -> str:
    slug = cells.text(name)
    if slug not in policy.offences or policy.offences[slug].rank is None:
        raise BadPolicy(cells.file, f"{cells.where}.{name}", f"{slug} is not an offence that the policy ranks.")
    return slug


def _machine_share(top: Cells) -> float:
    """Of the reports that would end in nothing if all were reviewed in time, the share a machine could name."""
    reasons = top.inner("nfa_reason_share")
    of_the_clock = sum(reasons.number(name, most=1) for name in top.texts("nfa_reasons_of_the_clock"))
    machine = sum(reasons.number(name, most=1) for name in top.texts("nfa_reasons_a_machine_finds"))
    if machine + of_the_clock >= 1:
        raise BadPolicy(top.file, "nfa_reasons_a_machine_finds", "leaves no reason for a person to find.")
    return machine / (1 - of_the_clock)


def _constants(cells: Cells) -> Constants:
    return Constants(
        starts_on=cells.day("starts_on"),
        arrival_shape=cells.number("arrival_shape", least=0.1, most=1000),
        same_day_share=cells.number("same_day_share", most=1),
        mean_lag_days=cells.number("mean_lag_days", least=0.01, most=60),
        over_claim=cells.number("over_claim", most=1),
        repeat_share=cells.number("repeat_share", most=1),
        chance_concentration=cells.number("chance_concentration", least=0.1, most=100_000),
        minutes_sigma=cells.number("minutes_sigma", most=2),
        minutes_per_officer_day=cells.number("minutes_per_officer_day", least=1, most=1440),
        presence=cells.number("presence", least=0.01, most=1),
        sergeant_share=cells.number("sergeant_share", most=1),
        screen_finds=cells.number("screen_finds", most=1),
        confirm_minutes=cells.number("confirm_minutes", most=60),
        expired_minutes=cells.number("expired_minutes", most=60),
        run_off_days=cells.whole("run_off_days", least=15, most=366),
        promise_binds=cells.flag("promise_binds"),
    )
