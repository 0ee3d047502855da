"""View models of what an officer may confirm of a case: the moment, and the road and town that letters name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OfferedMoment:
    """An instant that can be taken as it stands."""

    value: str  # posted as `take`
    title: str  # "14 November 2026, 08:15:47"
    words: str  # who says so
    change: str = ""  # what it does to the clock
    why: str = ""  # not empty: a reason is wanted, and this asks for it


@dataclass(frozen=True)
class ConfirmMoment:
    """The form at `url` posts csrf, `version`, `played`, and either `take` or `day`, `time` and `which`; with `why`."""

    url: str
    offers: tuple[OfferedMoment, ...]
    day: str  # "2026-11-14"
    time: str  # "08:15:47"
    asks_pass: bool = False  # the night the clocks went back: this time came twice
    which: str = ""
    why: str = ""
    problem: str = ""  # a sentence when the last attempt was refused
    is_confirmed: bool = False


@dataclass(frozen=True)
class ConfirmPlace:
    """The form at `url` posts csrf, `version`, `played`, `road`, `town` and `why`."""

    url: str
    road: str
    town: str
    why: str = ""
    problem: str = ""
    is_confirmed: bool = False
