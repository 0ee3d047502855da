"""What would become of a year of reports: the product's own rank and clocks against two simpler orders of work."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from heapq import heappop, heappush
from math import ceil
from types import MappingProxyType

from triage.arrivals import Arrival, Arrivals, Calibration, Constants, Draw
from triage.calendar import add_months, at_london, is_business_day, london_day
from triage.deadline import Clock, Standing, days_left, standing
from triage.errors import BadAnswer
from triage.policy import Policy
from triage.priority import allegation_key

DAY = timedelta(days=1)
DESK_OPENS = time(9, 0)
DESK_HOURS = timedelta(hours=8)
# Minutes an idle desk lets go by at least, so that rounding cannot make it wait for ever.
IDLE_STEP = 0.01
# Seconds further ahead than any due date: what is in the filter comes before everything that is not.
FILTER_FIRST = 10**11
MOST_VOLUME, MOST_OFFICERS, MOST_MONTHS = 50_000, 500, 24


class Discipline(StrEnum):
    """In which order a desk works: the product's rank, first in first out, or the filter and then the deadline."""

    KEY = "key"
    FIFO = "fifo"
    FILTER_EDF = "filter-edf"


class Fate(StrEnum):
    """What became of a report. The last three could not be acted on in time."""

    REVIEWED = "reviewed"
    REVIEWED_LATE = "reviewed_after_promise"
    CONFIRMED = "confirmed"
    LATE_ON_ARRIVAL = "late_on_arrival"
    OUT_OF_TIME = "out_of_time"
    WAITING = "waiting"


LOST = (Fate.LATE_ON_ARRIVAL, Fate.OUT_OF_TIME, Fate.WAITING)
IN_FULL = (Fate.REVIEWED, Fate.REVIEWED_LATE)


@dataclass(frozen=True)
class Wish:
    """What to simulate. `volume` is reports a month, `officers` constables beside one sergeant.

    `surge` multiplies the volume of a month of the run (1 is the first); `over_claim` (0 - 1) replaces the share of
    the calibration. Raises BadAnswer for anything that cannot be simulated.
    """

    volume: int
    officers: int
    months: int
    discipline: Discipline
    surge: Mapping[int, float] = field(default_factory=lambda: MappingProxyType({}))
    over_claim: float | None = None

    def __post_init__(self) -> None:
        _whole("volume", "the reports a month", self.volume, MOST_VOLUME)
        _whole("officers", "the number of officers", self.officers, MOST_OFFICERS)
        _whole("months", "the number of months", self.months, MOST_MONTHS)
        for month, factor in self.surge.items():
            if not 1 <= month <= self.months:
                raise BadAnswer("surge", f"There is no month {month} in a run of {self.months} months.")
            if not 0 < factor <= 20:
                raise BadAnswer(
                    "surge", f"A surge multiplies the volume by more than 0 and at most 20, not {factor:g}."
                )
        if self.over_claim is not None and not 0 <= self.over_claim <= 1:
            raise BadAnswer(
                "over_claim", f"The share of over-claims lies between 0 and 1, and {self.over_claim:g} does not."
            )


@dataclass(frozen=True)
class Result:
    """Percentages of the reports received in the months asked for, ages in days from receipt to review."""

    filter_in_time_pct: float | None
    value_pct: float | None
    lost_pct: float | None
    positive_pct: float | None
    age_p50_days: float | None
    age_p90_days: float | None
    received: int
    filter_received: int
    fates: Mapping[Fate, int]
    positives: int
    minutes_present: float
    minutes_worked: float


@dataclass
class Ledger:
    """What a run leaves behind: the reports it counts, the fate of each by number, the age (days) at its review."""

    received: list[Arrival] = field(default_factory=list)
    fates: dict[int, Fate] = field(default_factory=dict)
    ages: dict[int, float] = field(default_factory=dict)
    minutes_present: float = 0.0
    minutes_worked: float = 0.0


class Desk:
    """Officers at work on one queue. Nothing is opened before it came in, and nothing twice."""

    def __init__(self, discipline: Discipline, policy: Policy, constants: Constants, ledger: Ledger) -> None:
        self._discipline = discipline
        self._policy = policy
        self._constants = constants
        self._ledger = ledger
        self._coming: deque[Arrival] = deque()
        self._queue: list[tuple[int, int, Arrival]] = []
        self._debt = 0.0

    def take_in(self, arrival: Arrival) -> None:
        """A report that came in; reports are handed over in order of receipt."""
        self._coming.append(arrival)

    def work(self, day: date, minutes: float) -> None:
        """One working day: the minutes of all who are present together, spread evenly over the desk's hours.

        Who is in the middle of a review at closing time finishes it, and the minutes come off the next day.
        """
        opens = at_london(day, DESK_OPENS)
        self._ledger.minutes_present += minutes
        used = self._debt
        while used < minutes:
            now = opens + DESK_HOURS * (used / minutes)
            self._admit(now)
            if self._queue:
                spent = self._open(heappop(self._queue)[2], now)
                self._ledger.minutes_worked += spent
                used += spent
            elif self._coming:
                # Idle until the next report comes in, or until the desk closes.
                comes = (self._coming[0].received_at - opens) / DESK_HOURS
                used = min(minutes, max(comes * minutes, used + IDLE_STEP))
            else:
                used = minutes
        self._debt = used - minutes

    def leave(self, now: datetime) -> None:
        """The run is over: say of every report that nobody opened why it was not."""
        for one in self._ledger.received:
            if one.number not in self._ledger.fates:
                self._ledger.fates[one.number] = self._missed(one, now) or Fate.WAITING

    def _admit(self, now: datetime) -> None:
        while self._coming and self._coming[0].received_at <= now:
            one = self._coming.popleft()
            heappush(self._queue, (self._place(one), one.number, one))

    def _place(self, one: Arrival) -> int:
        """The number by which the queue is ordered, lower first."""
        if self._discipline is Discipline.FIFO:
            return int(one.received_at.timestamp())
        if one.machine_finds:
            return -2 * FILTER_FIRST  # one key on the confirm list, before the reviews
        due_at = one.binding.due_at
        if self._discipline is Discipline.FILTER_EDF:
            return int(due_at.timestamp()) - FILTER_FIRST * one.offence.in_filter
        return allegation_key(one.offence, due_at, one.p, one.escalation_step, self._policy.rank)[0]

    def _open(self, one: Arrival, now: datetime) -> float:
        """Act on the first of the queue; the minutes it took, 0 for what no officer ever gets to see."""
        missed = self._missed(one, now)
        if missed is not None:
            self._ledger.fates[one.number] = missed
            return self._constants.expired_minutes if self._discipline is Discipline.FIFO else 0.0
        if one.machine_finds and self._discipline is not Discipline.FIFO:
            self._ledger.fates[one.number] = Fate.CONFIRMED
            return self._constants.confirm_minutes
        in_time = london_day(now) <= one.own.last_day
        self._ledger.fates[one.number] = Fate.REVIEWED if in_time else Fate.REVIEWED_LATE
        self._ledger.ages[one.number] = (now - one.received_at) / DAY
        return one.minutes

    def _missed(self, one: Arrival, now: datetime) -> Fate | None:
        """Why officers no longer see a report; today's practice knows no clock but that of the label."""
        clock = one.own if self._discipline is Discipline.FIFO else one.binding
        if not self._is_past(clock, now):
            return None
        return Fate.LATE_ON_ARRIVAL if self._is_past(clock, one.received_at) else Fate.OUT_OF_TIME

    def _is_past(self, clock: Clock, now: datetime) -> bool:
        """As the product's sweep `pass_last_day` has it, unless the calibration lets the force's promise lapse."""
        if clock.nip_required or self._constants.promise_binds:
            return days_left(clock, london_day(now)) < 0
        return standing(clock, now) is Standing.EXPIRED


def simulate(
    wish: Wish, policy: Policy, calibration: Calibration, draw: Draw, progress: Callable[[float], None] | None = None
) -> Result:
    """What becomes of the reports of `wish.months` months, from an empty desk and with full arrivals to the end.

    The same wish, policy, calibration and state of `draw` give the same result, and the three disciplines meet the
    same reports and the same officers. After the months counted the run goes on with ordinary arrivals until every
    notice counted has met its clock. `progress` is told the share of days done (0 - 1).
    """
    constants = calibration.constants
    over_claim = constants.over_claim if wish.over_claim is None else wish.over_claim
    arrivals, ledger = Arrivals(over_claim, calibration, policy, draw), Ledger()
    desk = Desk(wish.discipline, policy, constants, ledger)
    ends_on = add_months(constants.starts_on, wish.months)
    days = (ends_on - constants.starts_on).days + constants.run_off_days
    for number in range(days):
        day = constants.starts_on + timedelta(days=number)
        for arrival in arrivals.on(day, _mean(wish, constants.starts_on, day)):
            desk.take_in(arrival)
            if day < ends_on:
                ledger.received.append(arrival)
        if is_business_day(day, policy.holidays):
            desk.work(day, _minutes_present(wish.officers, constants, draw))
        if progress is not None:
            progress((number + 1) / days)
    desk.leave(at_london(constants.starts_on + timedelta(days=days), time(0, 0)))
    return _result(ledger)


def _mean(wish: Wish, starts_on: date, day: date) -> float:
    """Reports this day brings on average: the month's volume, in surge or not, over its days."""
    month = (day.year - starts_on.year) * 12 + day.month - starts_on.month + 1
    first = day.replace(day=1)
    return wish.volume * wish.surge.get(month, 1.0) / (add_months(first, 1) - first).days


def _minutes_present(officers: int, constants: Constants, draw: Draw) -> float:
    """Minutes of review in one day: each constable is there or not, and so is the sergeant, who has a share to give."""
    shares = (*(1.0 for _ in range(officers)), constants.sergeant_share)
    return sum(share * constants.minutes_per_officer_day for share in shares if draw.uniform(0, 1) < constants.presence)


def _result(ledger: Ledger) -> Result:
    received, fates = ledger.received, ledger.fates
    in_filter = [one for one in received if one.is_real and one.offence.in_filter]
    in_time = [one for one in in_filter if fates[one.number] in (Fate.REVIEWED, Fate.CONFIRMED)]
    obtained = [one for one in received if one.is_positive and fates[one.number] in IN_FULL]
    lost = [one for one in received if fates[one.number] in LOST]
    ages = sorted(ledger.ages[one.number] for one in received if one.number in ledger.ages)
    return Result(
        filter_in_time_pct=_percent(len(in_time), len(in_filter)),
        value_pct=_percent(sum(one.value for one in obtained), sum(one.value for one in received)),
        lost_pct=_percent(len(lost), len(received)),
        positive_pct=_percent(len(obtained), len(received)),
        age_p50_days=_quantile(ages, 0.5),
        age_p90_days=_quantile(ages, 0.9),
        received=len(received),
        filter_received=len(in_filter),
        fates=MappingProxyType({fate: sum(fates[one.number] is fate for one in received) for fate in Fate}),
        positives=len(obtained),
        minutes_present=ledger.minutes_present,
        minutes_worked=ledger.minutes_worked,
    )


def _percent(part: float, whole: float) -> float | None:
    return 100 * part / whole if whole else None


def _quantile(ages: Sequence[float], share: float) -> float | None:
    """The least age that this share of the reviews did not exceed."""
    return ages[max(0, ceil(share * len(ages)) - 1)] if ages else None


def _whole(name: str, words: str, number: int, most: int) -> None:
    if not 1 <= number <= most:
        raise BadAnswer(
            name, f"{words[0].upper()}{words[1:]} must be a whole number from 1 to {most:,}, not {number:,}."
        )
