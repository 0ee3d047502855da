"""On which day it happened: the earliest credible one counts until an officer has confirmed the moment."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from triage.calendar import LONDON, london_day
from triage.finding import Finding

# A camera an hour off at the change of the clocks, or set to UTC, is still speaking of the same drive.
SAME_DRIVE = timedelta(hours=2)


def earliest_day(said: datetime, findings: Iterable[Finding]) -> date:
    """Day 0 for an unconfirmed allegation: the London day the reporter gave, or the day before when the recording
    of the same drive began before midnight.

    A clip across midnight leaves open on which side of it the offence lies, and a notice counted from the later day
    could arrive a day too late. Only the day before is ever taken: a camera with a wrong date moves no clock.
    """
    days = {london_day(said)}
    days |= {london_day(start) for start in _starts(findings) if abs(start - said) <= SAME_DRIVE}
    return max(min(days), london_day(said) - timedelta(days=1))


def _starts(findings: Iterable[Finding]) -> tuple[datetime, ...]:
    """Every instant at which a device may have begun to record; a time without a zone may be London's or UTC."""
    found: list[datetime] = []
    for one in findings:
        if one.kind == "recorded_at" and isinstance(one.value, Mapping):
            offset = one.value.get("t")
            since = timedelta(seconds=float(offset) if isinstance(offset, (int, float)) else 0.0)
            found += [at - since for at in _instants(one.value.get("printed"), one.value.get("zone"))]
    return tuple(found)


def _instants(printed: object, zone: object) -> tuple[datetime, ...]:
    try:
        at = datetime.fromisoformat(printed) if isinstance(printed, str) else None
    except ValueError:
        return ()
    if at is None:
        return ()
    if at.tzinfo is not None:
        return (at.astimezone(UTC),)
    in_utc = at.replace(tzinfo=UTC)
    if zone == "UTC":
        return (in_utc,)
    # In the hour that the clock repeats in October both passes are possible.
    local = (at.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1))
    return (in_utc, *local)
