"""Dates and times as cameras print them: a table of forms, each a pattern and the order of its fields."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from worker.footage.overlay.signs import FIGURE, MOST_MENDED, count_mended, lettered, mended

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
EARLIEST_YEAR, LATEST_YEAR = 1970, 2069  # a factory clock may say 1970; two figures of a year mean 2000-2069

_TWO = f"(?:{FIGURE}{{2}}|(?<![0-9]){FIGURE}(?!{FIGURE}))"
_DAY, _MONTH = f"(?P<day>{_TWO})", f"(?P<month>{_TWO})"
_YEAR, _SHORT = f"(?P<year>{FIGURE}{{4}})", f"(?P<year>{FIGURE}{{2}})"
_NAME = r"(?P<name>[A-Za-z0158]{3})[A-Za-z]{0,6}"
_GAP = r" ?[/\-.\\_] ?"
_LOOSE = r" ?[/\-.,\\_]? ?"


@dataclass(frozen=True)
class DateForm:
    """One order of day, month and year."""

    name: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Printed:
    """One date with its time of day as printed, without zone. ``form`` names the order its date was read in."""

    form: str
    at: datetime
    has_seconds: bool


@dataclass(frozen=True)
class Clock:
    """What a line says of date and time. ``has_date`` and ``has_time`` say which was seen, even when the other was not.

    ``readings`` has one entry for each order its date may be read in, British order first.
    """

    readings: tuple[Printed, ...]
    has_date: bool
    has_time: bool


def _form(name: str, *parts: str) -> DateForm:
    return DateForm(name, re.compile("".join(parts)))


# Families in the order they are tried; within the first family that gives a date every form counts.
FAMILIES: tuple[tuple[DateForm, ...], ...] = (
    (_form("year-month-day", _YEAR, rf" ?[/\-.\\_:,] ?{_MONTH} ?[/\-.\\_:,] ?{_DAY}"),),
    (
        _form("day-name-year", f"(?P<day>{FIGURE}{{1,2}})", _LOOSE, _NAME, _LOOSE, _YEAR),
        _form("name-day-year", _NAME, _LOOSE, f"(?P<day>{FIGURE}{{1,2}})", r" ?[,/\-. ] ?", _YEAR),
        _form("year-name-day", _YEAR, _LOOSE, _NAME, _LOOSE, _DAY),
    ),
    (
        _form("day-month-year", _DAY, _GAP, _MONTH, _GAP, _YEAR),
        _form("month-day-year", _MONTH, _GAP, _DAY, _GAP, _YEAR),
    ),
    (
        _form("day-month-short-year", _DAY, _GAP, _MONTH, _GAP, _SHORT),
        _form("short-year-month-day", _SHORT, _GAP, _MONTH, _GAP, _DAY),
        _form("month-day-short-year", _MONTH, _GAP, _DAY, _GAP, _SHORT),
    ),
)
_HALF = r"(?: ?(?P<half>[AaPp])[. ]?[MmNn]\b\.?)?"
_HOUR, _MINUTE, _SECOND = f"(?P<hour>{_TWO})", f"(?P<minute>{FIGURE}{{2}})", f"(?P<second>{FIGURE}{{2}})"
_COLON, _ANY = " ?[:;] ?", " ?[:;.,'] ?"
# A colon is lost or read as a point now and then; one that is left holds the line together.
TIME_FORMS = tuple(
    re.compile(pattern + _HALF)
    for pattern in (
        _HOUR + _COLON + _MINUTE + _COLON + _SECOND,
        _HOUR + _COLON + _MINUTE + f"(?:{_ANY})?" + _SECOND,
        _HOUR + f"(?:{_ANY})?" + _MINUTE + _COLON + _SECOND,
        rf"(?<=\x00) ?{_HOUR}[.']{_MINUTE}[.']{_SECOND}",
        f"(?<![0-9:;]){_HOUR}{_COLON}{_MINUTE}(?!{_ANY}{FIGURE}|{FIGURE})",
    )
)


def clock_of(line: str, other: str = "") -> Clock:
    """Read the date in ``line`` and the time beside it, or else in ``other``, the line above or below."""
    for family in FAMILIES:
        found = [(form, match) for form in family for match in form.pattern.finditer(line) if _date(form, match)]
        if found:
            return _with_times(line, other, found)
    return Clock((), has_date=False, has_time=any(True for _ in _times(line)))


def _with_times(line: str, other: str, found: list[tuple[DateForm, re.Match[str]]]) -> Clock:
    readings: dict[tuple[str, datetime], Printed] = {}
    for form, match in found:
        date = _date(form, match)
        times = list(_times(line[: match.start()] + "\x00" + line[match.end() :])) or list(_times(other))
        for hour, minute, second in times:
            if date:
                at = date.replace(hour=hour, minute=minute, second=second or 0)
                readings.setdefault((form.name, at), Printed(form.name, at, second is not None))
    return Clock(tuple(readings.values()), has_date=True, has_time=bool(readings))


def _date(form: DateForm, match: re.Match[str]) -> datetime | None:
    fields = match.groupdict()
    if sum(count_mended(fields[name] or "") for name in fields if name != "name") > MOST_MENDED:
        return None
    year, day = mended(fields["year"]), mended(fields["day"])
    month = _month_of(fields["name"]) if "name" in fields else mended(fields["month"])
    if year is None or day is None or month is None:
        return None
    whole = int(year) + (2000 if len(year) == 2 else 0)
    if not EARLIEST_YEAR <= whole <= LATEST_YEAR:
        return None
    try:
        return datetime(whole, int(month), int(day))  # noqa: DTZ001 - a camera's clock has no zone
    except ValueError:
        return None


def _month_of(name: str) -> str | None:
    word = lettered(name)
    return str(MONTHS.index(word) + 1) if word in MONTHS else None


def _times(line: str) -> Iterator[tuple[int, int, int | None]]:
    """Hours, minutes and seconds of each time of day, by the first form that reads any."""
    for form in TIME_FORMS:
        told = [time for match in form.finditer(line) if (time := _time(match))]
        if told:
            yield from told
            return


def _time(match: re.Match[str]) -> tuple[int, int, int | None] | None:
    fields = match.groupdict()
    raw = [fields["hour"], fields["minute"], fields.get("second")]
    if sum(count_mended(one or "") for one in raw) > MOST_MENDED:
        return None
    told = [mended(one) if one is not None else "" for one in raw]
    if None in told:
        return None
    hour, minute, second = (int(one) if one else None for one in told)
    if hour is None or minute is None:
        return None
    whole = _of_day(hour, fields["half"])
    if whole is None or minute > 59 or (second or 0) > 59:
        return None
    return whole, minute, second


def _of_day(hour: int, half: str | None) -> int | None:
    """The hour of 24. Cameras that print "14:05 PM" mean 14, "00:05 AM" midnight; "14:05 AM" means nothing."""
    if half is None or hour > 12 or hour == 0:
        afternoon_contradicts = half is not None and (half in "Aa") == (hour > 12) and hour != 0
        return hour if hour < 24 and not afternoon_contradicts else None
    return hour % 12 + (12 if half in "Pp" else 0)
