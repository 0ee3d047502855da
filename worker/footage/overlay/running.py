"""Whether a printed clock runs with the pictures: what stands, jumps or runs backwards is not the camera's clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from worker.footage.overlay.clock import Printed

SLACK_S = 0.5  # a display may change so late; with the whole second it cuts off, differences agree within 1.5 s
FEWEST = 3  # stills that must tell the time, where three can be had


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
    """What one still tells: its time ``t`` in seconds after the first picture, and the readings of one line in it."""

    t: float
    readings: tuple[Printed, ...]


@dataclass(frozen=True)
class Running:
    """A clock that runs: for each order its date may be read in, the times of the stills and what each printed.

    ``forms`` has one entry where the date can be read in one way, British order first where it can be in several.
    """

    forms: Mapping[str, tuple[tuple[float, datetime], ...]]

    @property
    def first(self) -> tuple[float, datetime]:
        """The earliest still in the first order, and what it printed."""
        return next(iter(self.forms.values()))[0]

    @property
    def others(self) -> tuple[datetime, ...]:
        """What the same still printed when the date is read in the other orders."""
        return tuple(dict.fromkeys(told[0][1] for told in list(self.forms.values())[1:] if told[0] != self.first))


def running(told: Sequence[Told], available: int) -> Running | Unclear:
    """The clock of one line, or why it is none. ``available`` is how many stills could have told the time.

    An order of day and month that does not run (3 and 4 April, read as 4 March and 4 April) is dropped by the others.
    """
    telling = sorted((one for one in told if one.readings), key=lambda one: one.t)
    if len(telling) < max(2, min(FEWEST, available)):
        return Unclear.TOO_FEW
    orders = dict.fromkeys((reading.form, reading.has_seconds) for one in telling for reading in one.readings)
    forms: dict[str, tuple[tuple[float, datetime], ...]] = {}
    reasons: list[Unclear] = []
    for form, has_seconds in orders:
        verdict = _runs(telling, form, has_seconds)
        if isinstance(verdict, Unclear):
            reasons.append(verdict)
        else:
            forms.setdefault(form, verdict)
    return Running(forms) if forms else reasons[0]


def _runs(telling: Sequence[Told], form: str, has_seconds: bool) -> tuple[tuple[float, datetime], ...] | Unclear:
    """Every still must print, in this order, the time the first one printed plus the time between the two."""
    step = 1.0 if has_seconds else 60.0
    if telling[-1].t - telling[0].t <= 1 + SLACK_S:
        return Unclear.TOO_SHORT
    choices = [
        [reading.at for reading in one.readings if (reading.form, reading.has_seconds) == (form, has_seconds)]
        for one in telling
    ]
    why = Unclear.NOT_MONOTONE
    for start in choices[0]:
        chosen = [
            min(ats, key=lambda at: abs(_offset(at, one.t, start, telling[0].t)), default=None)
            for one, ats in zip(telling, choices, strict=True)
        ]
        printed = [at for at in chosen if at is not None]
        if len(printed) < len(telling):
            continue
        offsets = [_offset(at, one.t, start, telling[0].t) for one, at in zip(telling, printed, strict=True)]
        if len(set(printed)) == 1:
            why = Unclear.STANDS
        elif max(offsets) - min(offsets) <= step + SLACK_S:
            return tuple((one.t, at) for one, at in zip(telling, printed, strict=True))
    return why


def _offset(at: datetime, t: float, start: datetime, start_t: float) -> float:
    """Seconds by which the clock is ahead of the pictures, counted from the first still."""
    return (at - start).total_seconds() - (t - start_t)
