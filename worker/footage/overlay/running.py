"""Whether a printed clock runs with the pictures: what stands, jumps or runs backwards is not the camera's clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from worker.footage.overlay.clock import Clock

SLACK_S = 0.5  # a display may change so late; with the whole second it cuts off, differences agree within 1.5 s
FEWEST = 3  # stills that must tell the time, where three can be had
FEWEST_DATED = 2  # of them with the date


class Unclear(Enum):
    """Why a printed clock is not believed."""

    NO_TIME = "A date stands in the picture without a time of day, so nothing shows that it is a clock."
    TOO_FEW = "The clock could be read in too few pictures to see it run."
    TOO_SHORT = "The pictures lie too close together to see the clock run."
    STANDS = "The date and time in the picture stand still while the pictures go on."
    NOT_MONOTONE = "The clock in the picture does not run with the pictures."
    TWO_CLOCKS = "Two clocks in the picture run and tell different times."


@dataclass(frozen=True)
class Told:
    """What one still tells: its time ``t`` in seconds after the first picture, and what one line in it says."""

    t: float
    clock: Clock


@dataclass(frozen=True)
class Shown:
    """What the clock shows in one still; its day is worked out where only the time of day could be read."""

    t: float
    at: datetime
    is_dated: bool


@dataclass(frozen=True)
class Running:
    """A clock that runs: what it shows in each still, for each order its date may be read in, British order first."""

    forms: Mapping[str, tuple[Shown, ...]]

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The stills in the first order."""
        return next(iter(self.forms.values()))

    @property
    def others(self) -> tuple[datetime, ...]:
        """What the earliest still shows when the date is read in the other orders."""
        return tuple(dict.fromkeys(told[0].at for told in self.forms.values() if told[0].at != self.shown[0].at))


def running(told: Sequence[Told], available: int) -> Running | Unclear:
    """The clock of one line, or why it is none. ``available`` is how many stills could have told the time.

    An order of day and month that does not run (3 and 4 April, read as 4 March and 4 April) is dropped by the others.
    The first and the last still must have been read: what the clock does outside what was read, nobody has seen.
    """
    in_order = sorted(told, key=lambda one: one.t)
    telling = [one for one in in_order if one.clock.has_time]
    if len(telling) < max(2, min(FEWEST, available)) or telling[0] != in_order[0] or telling[-1] != in_order[-1]:
        return Unclear.TOO_FEW
    orders = dict.fromkeys((reading.form, reading.has_seconds) for one in telling for reading in one.clock.readings)
    forms: dict[str, tuple[Shown, ...]] = {}
    reasons = [Unclear.TOO_FEW]
    for form, has_seconds in orders:
        verdict = _runs(telling, form, has_seconds)
        if isinstance(verdict, Unclear):
            reasons.append(verdict)
        else:
            forms.setdefault(form, verdict)
    return Running(forms) if forms else reasons[-1]


def _runs(telling: Sequence[Told], form: str, has_seconds: bool) -> tuple[Shown, ...] | Unclear:
    """Every still must show, in this order, the time a dated one shows plus the time between the two."""
    if telling[-1].t - telling[0].t <= 1 + SLACK_S:
        return Unclear.TOO_SHORT
    anchor = next(one for one in telling if any(_dates(one, form, has_seconds)))
    why = Unclear.NOT_MONOTONE
    for start in _dates(anchor, form, has_seconds):
        shown = [_nearest(one, form, has_seconds, start + timedelta(seconds=one.t - anchor.t)) for one in telling]
        seen = [one for one in shown if one is not None]
        if len(seen) < len(telling):
            continue
        if len({one.at for one in seen}) == 1:
            why = Unclear.STANDS
        elif not _fits(seen, 1.0 if has_seconds else 60.0):
            continue
        elif sum(one.is_dated for one in seen) < FEWEST_DATED:
            why = Unclear.TOO_FEW
        else:
            return tuple(seen)
    return why


def _fits(shown: Sequence[Shown], step: float) -> bool:
    """True when the clock is ahead of the pictures by the same time in every still, but for its own ``step``."""
    ahead = [(one.at - shown[0].at).total_seconds() - (one.t - shown[0].t) for one in shown]
    return max(ahead) - min(ahead) <= step + SLACK_S


def _dates(one: Told, form: str, has_seconds: bool) -> list[datetime]:
    return [told.at for told in one.clock.readings if (told.form, told.has_seconds) == (form, has_seconds)]


def _nearest(one: Told, form: str, has_seconds: bool, expected: datetime) -> Shown | None:
    """What a still shows that comes nearest to what it should; a time of day on the day it should be."""
    days = [expected.date() + timedelta(days=days) for days in (-1, 0, 1)]
    timed = [
        datetime.combine(day, told.at) for told in one.clock.times if told.has_seconds == has_seconds for day in days
    ]
    choices = _dates(one, form, has_seconds) or (timed if not one.clock.has_date else [])
    nearest = min(choices, key=lambda at: abs(at - expected), default=None)
    return None if nearest is None else Shown(one.t, nearest, one.clock.has_date)
