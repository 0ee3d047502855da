"""The two languages of letters: how each writes days, times, sums, points and the labels of a letter's facts."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from triage.calendar import LONDON, day_in_words


class Language(StrEnum):
    """What a keeper is written to in. Welsh is a draft until somebody who may has read it (docs/letters.md)."""

    ENGLISH = "en"
    WELSH = "cy"


WELSH_WEEKDAYS = ("Llun", "Mawrth", "Mercher", "Iau", "Gwener", "Sadwrn", "Sul")
WELSH_MONTHS = (
    *("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin"),
    *("Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"),
)
WELSH_POINTS = {2: "bwynt", 3: "phwynt", 6: "phwynt"}
# Of the hour that the clock repeats in October: the zone before the change and after it.
ZONES = {
    Language.ENGLISH: ("British Summer Time", "Greenwich Mean Time"),
    Language.WELSH: ("Amser Haf Prydain", "Amser Safonol Greenwich"),
}
LABELS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        Language.ENGLISH: {
            "date": "Date",
            "reference": "Our reference",
            "vehicle": "Vehicle",
            "when": "Date and time",
            "place": "Place",
            "offence": "Offence",
            "alleged": "Alleged offence",
            "law": "Contrary to",
            "level": "Level",
            "earlier": "Earlier letter",
            "course": "Course",
            "offer": "Fixed penalty",
            "answer_by": "Answer by",
            "1": "First warning",
            "2": "Second warning",
            "final": "Final warning",
        },
        Language.WELSH: {
            "date": "Dyddiad",
            "reference": "Ein cyfeirnod",
            "vehicle": "Cerbyd",
            "when": "Dyddiad ac amser",
            "place": "Lleoliad",
            "offence": "Trosedd",
            "alleged": "Trosedd honedig",
            "law": "Yn groes i",
            "level": "Lefel",
            "earlier": "Llythyr blaenorol",
            "course": "Cwrs",
            "offer": "Cosb benodedig",
            "answer_by": "Ateb erbyn",
            "1": "Rhybudd cyntaf",
            "2": "Ail rybudd",
            "final": "Rhybudd terfynol",
        },
    }
)
NAMED_AS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        Language.ENGLISH: {
            "hirer": "had hired the vehicle",
            "lessee": "had leased the vehicle",
            "buyer": "had bought the vehicle",
            "driver": "were driving the vehicle",
        },
        Language.WELSH: {
            "hirer": "wedi llogi’r cerbyd",
            "lessee": "wedi prydlesu’r cerbyd",
            "buyer": "wedi prynu’r cerbyd",
            "driver": "yn gyrru’r cerbyd",
        },
    }
)


def day_words(day: date, language: Language = Language.ENGLISH) -> str:
    """The day as people read it: Monday 16 June 2025, dydd Llun 16 Mehefin 2025."""
    if language is Language.ENGLISH:
        return day_in_words(day)
    return f"dydd {WELSH_WEEKDAYS[day.weekday()]} {day.day} {WELSH_MONTHS[day.month - 1]} {day.year}"


def london_moment(at: datetime, language: Language = Language.ENGLISH) -> str:
    """An instant as letters print it: Saturday 14 November 2026 at 8:15am, on the London clock.

    In the hour that the clock repeats in October the zone is named, because the law asks for the time.
    """
    local = at.astimezone(LONDON)
    is_morning, is_welsh = local.hour < 12, language is Language.WELSH
    half = ("yb" if is_morning else "yp") if is_welsh else ("am" if is_morning else "pm")
    clock = f"{local.hour % 12 or 12}:{local.minute:02}{half}"
    if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        clock += f" ({ZONES[language][local.utcoffset() != timedelta(hours=1)]})"
    return f"{day_words(local.date(), language)} {'am' if is_welsh else 'at'} {clock}"


def points_words(points: int, language: Language = Language.ENGLISH) -> str:
    """Penalty points as a sentence has them: no penalty points, 1 penalty point, 3 penalty points."""
    if language is Language.WELSH:
        # Numbers change the sound that follows them: 2 bwynt, 3 phwynt, 6 phwynt.
        return f"{points} {WELSH_POINTS.get(points, 'pwynt')} cosb" if points else "dim pwyntiau cosb"
    return f"{points or 'no'} penalty point{'' if points == 1 else 's'}"


def pounds(pence: int) -> str:
    """A sum of money, without pence where there are none: £100, £62.50."""
    whole, rest = divmod(pence, 100)
    return f"£{whole:,}.{rest:02}" if rest else f"£{whole:,}"
