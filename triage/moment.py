"""On which day it happened: the earliest credible one counts until an officer has confirmed the moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from triage.calendar import london_day
from triage.clock_claim import Assumption, Source
from triage.clock_verdict import Recording, Sureness, Verdict, heard_out, reconcile

# A camera an hour off at the change of the clocks, or set to UTC, is still speaking of the same drive.
SAME_DRIVE = timedelta(hours=2)
# How far before the typed day a clock may put day 0 (decision 0019).
REACH_OF_SATELLITES, REACH_OF_TWO_CLOCKS = timedelta(days=7), timedelta(days=1)
PLAINLY_MEANT = {(Assumption.AS_STATED,), (Assumption.LONDON,), (Assumption.UTC,)}


class Why(StrEnum):
    """What the first day of an unconfirmed allegation rests on."""

    TYPED = "typed"
    SAME_DRIVE = "same_drive"
    TWO_CLOCKS = "two_clocks"
    SATELLITES = "satellites"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class FirstDay:
    """Day 0, and what it rests on; from the day an officer has confirmed the moment, on that."""

    day: date
    why: Why


def earliest_day(said: datetime, recordings: Iterable[Recording]) -> FirstDay:
    """Day 0 for an unconfirmed allegation: the London day the reporter gave, or an earlier one that is credible.

    A clip across midnight leaves open on which side of it the offence lies, and a notice counted from the later day
    could arrive a day too late. GPS may correct the typed day by up to a week, two clocks of the camera that agree
    by a day, a lone clock only within the same drive. What is further off, or later, moves nothing: a wrong camera,
    or a wrong file, makes nothing urgent, and the officer sees the difference.
    """
    typed = london_day(said)
    found = [FirstDay(typed, Why.TYPED)]
    for recording in recordings:
        found += [one for one in _first_days(said, recording) if one.day < typed]
    return min(found, key=lambda one: (one.day, -list(Why).index(one.why)))


def has_camera_time(said: datetime, recordings: Iterable[Recording]) -> bool:
    """Whether a clock of a camera speaks for some instant; a file can be named by anybody, and that is no clock."""
    voices = (voice for one in recordings for voice in heard_out(said, one)[1])
    return any(voice.claim.source is not Source.FILE_NAME for voice in voices)


def _first_days(said: datetime, recording: Recording) -> list[FirstDay]:
    verdict, typed = reconcile(said, recording), london_day(said)
    if verdict.earliest_start is None:
        return []
    day = london_day(verdict.earliest_start)
    if verdict.sureness is Sureness.SURE:
        return [FirstDay(day, Why.SATELLITES)] if typed - day <= REACH_OF_SATELLITES else []
    found = []
    if len(_plain_sources(verdict)) > 1 and typed - day <= REACH_OF_TWO_CLOCKS:
        found.append(FirstDay(day, Why.TWO_CLOCKS))
    _, voices = heard_out(said, recording)
    plain = [one.at for voice in voices for one in voice.readings if one.how in PLAINLY_MEANT]
    for start in (verdict.earliest_start, *plain):
        if abs(start - said) <= SAME_DRIVE and typed - london_day(start) <= REACH_OF_TWO_CLOCKS:
            found.append(FirstDay(london_day(start), Why.SAME_DRIVE))
    return found


def _plain_sources(verdict: Verdict) -> set[Source]:
    """The clocks that support the verdict without anything far-fetched, each source once."""
    return {one.claim.source for one in verdict.heard if one.reading and not one.drift and one.reading.cost <= 1}
