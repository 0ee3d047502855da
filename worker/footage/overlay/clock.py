"""Dates and times as cameras print them: a table of forms, each a pattern and the order of its fields."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from worker.footage.overlay.place import without_position
from worker.footage.overlay.signs import FIGURE, MOST_MENDED, count_mended, lettered, mended

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
EARLIEST_YEAR, LATEST_YEAR = 1970, 2069  # a factory clock may say 1970; two figures of a year mean 2000-2069

_TWO = f"(?:{FIGURE}{{2}}|(?<![0-9]){FIGURE}(?!{FIGURE}))"
_DAY, _MONTH = f"(?P<day>{_TWO})", f"(?P<month>{_TWO})"
_YEAR, _SHORT = f"(?P<year>{FIGURE}{{4}})", f"(?P<year>{FIGURE}{{2}})"
_NAME = r"(?P<name>[A-Za-z0158]{3})[A-Za-z]{0,6}"
_GAP = r" ?[/\-.\\_] ?"
# Else "30/02/2026", which is no date, would be one of the year 20.
_APART, _ENDS = f"(?<!{FIGURE})(?<![/.-])", "(?![0-9/.-])"
# One of the two strokes of a date is lost now and then; what is left must stand alone.
_BARE, _NO_MORE = f"(?<!{FIGURE})(?<![/.:-])", f"(?!{FIGURE}|[/.:-])"
_DAY_2, _MONTH_2 = f"(?P<day>{FIGURE}{{2}})", f"(?P<month>{FIGURE}{{2}})"
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
class TimeOfDay:
    """A time as printed, where no date could be read beside it."""

    at: time
    has_seconds: bool


@dataclass(frozen=True)
class Clock:
    """What a line says of date and time. ``has_date`` says whether a date was seen, even when its time was not.

    ``readings`` has one entry for each order its date may be read in, British order first; ``times`` is only filled
    where no date was.
    """

    readings: tuple[Printed, ...] = ()
    times: tuple[TimeOfDay, ...] = ()
    has_date: bool = False

    @property
    def has_time(self) -> bool:
        """Whether a time of day was seen, with its date or without."""
        return bool(self.readings or self.times)


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
        _form("year-month-day", _BARE, _YEAR, _GAP, _MONTH_2, _DAY_2, _NO_MORE),
        _form("year-month-day", _BARE, _YEAR, _MONTH_2, _GAP, _DAY_2, _NO_MORE),
        _form("day-month-year", _BARE, _DAY_2, _GAP, _MONTH_2, _YEAR, _NO_MORE),
        _form("day-month-year", _BARE, _DAY_2, _MONTH_2, _GAP, _YEAR, _NO_MORE),
        _form("month-day-year", _BARE, _MONTH_2, _GAP, _DAY_2, _YEAR, _NO_MORE),
        _form("month-day-year", _BARE, _MONTH_2, _DAY_2, _GAP, _YEAR, _NO_MORE),
    ),
    (
        _form("day-month-short-year", _APART, _DAY, _GAP, _MONTH, _GAP, _SHORT, _ENDS),
        _form("short-year-month-day", _APART, _SHORT, _GAP, _MONTH, _GAP, _DAY, _ENDS),
        _form("month-day-short-year", _APART, _MONTH, _GAP, _DAY, _GAP, _SHORT, _ENDS),
    ),
)
_HALF = r"(?: ?(?P<half>[AaPp])[. ]?[MmNn](?![A-Za-z])\.?)?"
_HOUR, _MINUTE, _SECOND = f"(?P<hour>{_TWO})", f"(?P<minute>{FIGURE}{{2}})", f"(?P<second>{FIGURE}{{2}})"
DATE_STOOD_HERE = "\x00"
_COLON, _ANY = " ?[:;] ?", " ?[:;.,'] ?"
# A colon is lost or read as a point now and then; one that is left holds the line together.
TIME_FORMS = tuple(
    re.compile(pattern + _HALF)
    for pattern in (
        _HOUR + _COLON + _MINUTE + _COLON + _SECOND,
        _HOUR + _COLON + _MINUTE + f"(?:{_ANY})?" + _SECOND,
        _HOUR + f"(?:{_ANY})?" + _MINUTE + _COLON + _SECOND,
        rf"(?<={DATE_STOOD_HERE}) ?{_HOUR}[.']{_MINUTE}[.']{_SECOND}",
        f"(?<!{FIGURE})(?<![:;]){_HOUR}{_COLON}{_MINUTE}(?!{_ANY}{FIGURE}|{FIGURE})",
    )
)


def clock_of(line: str, other: str = "") -> Clock:
    """Read the date in ``line`` and the time beside it, or else in ``other``, the line above or below."""
    for family in FAMILIES:
        found = [(form, match) for form in family for match in form.pattern.finditer(line) if _date(form, match)]
        if found:
            return _with_times(line, other, found)
    return Clock(times=tuple(_times(without_position(line))) or tuple(_times(without_position(other))))


def clock_spans(line: str) -> list[tuple[int, int]]:
    """Where in a line dates and times stand: from and to, as in a slice."""
    spans: list[tuple[int, int]] = []
    for pattern, told in _PATTERNS:
        for match in pattern.finditer(line):
            apart = all(match.end() <= start or end <= match.start() for start, end in spans)
            if apart and told(match):
                spans.append(match.span())
    return sorted(spans)


def without_clock(line: str) -> str:
    """The line without its dates and times, so that their figures are not taken for a position or a speed."""
    for start, end in reversed(clock_spans(line)):
        line = f"{line[:start]} | {line[end:]}"
    return line


def _with_times(line: str, other: str, found: list[tuple[DateForm, re.Match[str]]]) -> Clock:
    readings: dict[tuple[str, datetime], Printed] = {}
    for form, match in found:
        day = _date(form, match)
        rest = without_position(f"{line[: match.start()]}{DATE_STOOD_HERE}{line[match.end() :]}")
        times = list(_times(rest)) or list(_times(without_position(other)))
        for told in times:
            if day:
                at = datetime.combine(day, told.at)
                readings.setdefault((form.name, at), Printed(form.name, at, told.has_seconds))
    return Clock(tuple(readings.values()), has_date=True)


def _date(form: DateForm, match: re.Match[str]) -> date | None:
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
        return date(whole, int(month), int(day))
    except ValueError:
        return None


def _month_of(name: str) -> str | None:
    word = lettered(name)
    return str(MONTHS.index(word) + 1) if word in MONTHS else None


def _times(line: str) -> Iterator[TimeOfDay]:
    """Each time of day, by the first form that reads any."""
    for form in TIME_FORMS:
        told = [one for match in form.finditer(line) if (one := _time(match))]
        if told:
            yield from told
            return


def _time(match: re.Match[str]) -> TimeOfDay | None:
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
    return TimeOfDay(time(whole, minute, second or 0), second is not None)


def _of_day(hour: int, half: str | None) -> int | None:
    """The hour of 24. Cameras that print "14:05 PM" mean 14, "00:05 AM" midnight; "14:05 AM" means nothing."""
    if half is None or hour > 12 or hour == 0:
        afternoon_contradicts = half is not None and (half in "Aa") == (hour > 12) and hour != 0
        return hour if hour < 24 and not afternoon_contradicts else None
    return hour % 12 + (12 if half in "Pp" else 0)


def _told_by(form: DateForm) -> Callable[[re.Match[str]], bool]:
    return lambda match: _date(form, match) is not None


_PATTERNS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], bool]]] = [
    *((form.pattern, _told_by(form)) for family in FAMILIES for form in family),
    *((form, lambda match: _time(match) is not None) for form in TIME_FORMS),
]
