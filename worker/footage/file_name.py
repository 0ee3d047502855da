"""The date and time in a file's name: a claim like any other, and the weakest, for anybody can rename a file."""

import re
from datetime import date, datetime, time

from triage.finding import Finding, JsonValue
from worker.footage.facts import READER, READER_VERSION

SOURCE = "file name"
MOST_SIGNS = 255
YEARS = range(2000, 2100)
# A year of four digits: 2026_1114_081500_001F, 20261114_081500_EF, NO20261114-081500-000123F, 2026-11-14 08.15.00.
LONG = re.compile(
    r"(?<!\d)(?P<y>20\d\d)[-_.]?(?P<m>\d\d)[-_.]?(?P<d>\d\d)[-_ T.]?"
    r"(?P<H>\d\d)[-_.:h]?(?P<M>\d\d)[-_.:m]?(?P<S>\d\d)(?:[.]?(?P<ms>\d{3}))?(?!\d)",
    re.IGNORECASE,
)
# A year of two digits, and only behind a maker's own word: FILE261114-081500F, REC_261114_081500, EVT261114_081500.
SHORT = re.compile(
    r"(?<![A-Z])(?:FILE|REC|EVT|EVENT|PARK|MOVI?|EMER|NOR|CAM|VID|LOCK)[-_]?"
    r"(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)[-_](?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)(?!\d)",
    re.IGNORECASE,
)
# WhatsApp names when it made its copy, of which only the day tells anything: VID-20261114-WA0001.
COPIED = re.compile(r"WhatsApp", re.IGNORECASE)
DAY_ONLY = re.compile(r"(?<!\d)(?P<y>20\d\d)-?(?P<m>\d\d)-?(?P<d>\d\d)(?!\d)")
# Google's camera writes UTC into its names; everybody else the clock on the wall.
IN_UTC = re.compile(r"PXL_", re.IGNORECASE)


def findings_of_name(name: str) -> tuple[Finding, ...]:
    """What the name of a file claims about when it was recorded, as one ``recorded_at`` or nothing."""
    stem = name[:MOST_SIGNS]
    for pattern in () if COPIED.match(stem) else (LONG, SHORT):
        for found in pattern.finditer(stem):
            at = _moment(found)
            if at is not None:
                return (_finding(at.isoformat(), "UTC" if IN_UTC.match(stem) else None),)
    days = (_day(found) for found in DAY_ONLY.finditer(stem))
    day = next((one for one in days if one is not None), None)
    return () if day is None else (_finding(day.isoformat(), None),)


def _moment(found: re.Match[str]) -> datetime | None:
    day = _day(found)
    try:
        clock = time(int(found["H"]), int(found["M"]), int(found["S"]))
    except ValueError:
        return None
    return None if day is None else datetime.combine(day, clock)


def _day(found: re.Match[str]) -> date | None:
    year = int(found["y"]) % 100 + YEARS.start
    try:
        return date(year, int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def _finding(printed: str, zone: str | None) -> Finding:
    value: JsonValue = {"printed": printed, "zone": zone, "t": 0.0}
    return Finding("recorded_at", value, SOURCE, READER, READER_VERSION)
