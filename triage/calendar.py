"""London days, business days and the way between them and instants."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from triage.errors import NotAnInstant

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def london_day(instant: datetime) -> date:
    """The date on London's wall at this instant: 23:30Z on 9 June is 10 June. Refuses anything but UTC."""
    if instant.utcoffset() != timedelta(0) or instant.tzinfo is None:
        raise NotAnInstant("A time must carry the zone UTC before it can be given a London date.")
    return instant.astimezone(LONDON).date()


def at_london(day: date, wall_time: time) -> datetime:
    """The instant, in UTC, at which London's clock shows this time on this day.

    In the hour that the autumn change repeats the first pass is meant; in the hour that the spring change
    skips, the instant the clock would have shown without the change.
    """
    return datetime.combine(day, wall_time.replace(tzinfo=None), tzinfo=LONDON).astimezone(UTC)


def is_business_day(day: date, holidays: frozenset[date]) -> bool:
    """Whether first-class post counts this day: not a weekend, not a bank holiday in England."""
    return day.weekday() < SATURDAY and day not in holidays


def add_business_days(day: date, count: int, holidays: frozenset[date]) -> date:
    """The `count`-th business day after `day`; `day` itself is never counted."""
    return _step(day, count, timedelta(days=1), holidays)


def business_days_before(day: date, count: int, holidays: frozenset[date]) -> date:
    """The `count`-th business day before `day`; `day` itself for a count of 0."""
    return _step(day, count, timedelta(days=-1), holidays)


def add_months(day: date, months: int) -> date:
    """The same day `months` later (earlier if negative), or that month's last: 31 August + 6 is 28 February."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month0 == 11), (month0 + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month0 + 1, min(day.day, last))


def day_in_words(day: date) -> str:
    """The day as people read it, whatever the machine's locale: Monday 16 June 2025."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def _step(day: date, count: int, stride: timedelta, holidays: frozenset[date]) -> date:
    while count > 0:
        day += stride
        count -= is_business_day(day, holidays)
    return day
