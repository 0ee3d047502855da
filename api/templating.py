"""Draws pages: the Jinja environment, its filters for dates, sizes and plates, and the charts templates may call."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Undefined,
)

from api import charts
from api.views.public import FieldError

LONDON = ZoneInfo("Europe/London")
PAGES = Path(__file__).parent / "pages"
STATIC = Path(__file__).parent / "static"

CURRENT_PLATE = re.compile(r"([A-Z]{2}[0-9]{2})([A-Z]{3})")


class PageUndefined(StrictUndefined):
    """Strict about what a page reads, lenient about the optional keys of a govuk macro's parameters."""

    def __new__(cls, *args: Any, **kwargs: Any) -> "PageUndefined":
        parent = args[1] if len(args) > 1 else kwargs.get("obj")
        name = args[2] if len(args) > 2 else kwargs.get("name")
        # The macros ask for keys of a dictionary that need not be there, and for `caller`; our own
        # contexts are dataclasses, so a misspelt field of theirs still raises.
        if isinstance(parent, dict | Undefined) or name == "caller":
            return ChainableUndefined(*args, **kwargs)  # type: ignore[return-value]  # another Undefined, on purpose
        return super().__new__(cls)


def london_datetime(at: datetime) -> str:
    """An instant as London reads it: 14 November 2026, 8:15am."""
    local = at.astimezone(LONDON)
    return f"{london_date(local)}, {local:%I:%M%p}".replace(", 0", ", ").replace("AM", "am").replace("PM", "pm")


def london_date(on: date | datetime) -> str:
    """A day in full: 14 November 2026."""
    day = on.astimezone(LONDON) if isinstance(on, datetime) else on
    return f"{day.day} {day:%B %Y}"


def short_date(on: date) -> str:
    """A day for a narrow column: Sat 28 Nov."""
    return f"{on:%a} {on.day} {on:%b}"


def month_in_table(on: date) -> str:
    """A month for the first cell of a row: Nov 2026."""
    return f"{on:%b %Y}"


def long_month(on: date) -> str:
    """A month and its year where there is room: November 2026."""
    return f"{on:%B %Y}"


def clock_time(at: datetime) -> str:
    """The time of day in London, 24 hours: 08:15."""
    return f"{at.astimezone(LONDON):%H:%M}"


def days_left(days: int) -> str:
    """How long a notice can still arrive in time, in words."""
    if days < 0:
        return "too late for a notice by post"
    return {0: "today is the last day", 1: "1 day left"}.get(days, f"{days} days left")


def file_size(size_bytes: int) -> str:
    """A size as file managers show it, in decimal units: 148 MB."""
    size = float(size_bytes)
    for unit in ("bytes", "KB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB".replace(".0 GB", " GB")


def plate(registration: str) -> str:
    """A registration as written; a current one written without its space gets it: AB12 CDE."""
    match = CURRENT_PLATE.fullmatch(registration.strip().upper())
    return " ".join(match.groups()) if match else registration


def pence(amount: int) -> str:
    """An amount of pence in pounds: £100, £1.50."""
    pounds, rest = divmod(amount, 100)
    return f"£{pounds:,}.{rest:02}" if rest else f"£{pounds:,}"


def thousands(count: int) -> str:
    """A count with separators: 21,672."""
    return f"{count:,}"


def percent(share: float | None) -> str:
    """A percentage, or that there are too few to say."""
    return "too few to say" if share is None else f"{share:.0f} %"


def ordinal(place: int) -> str:
    """A place in the queue: 1st, 2nd, 11th, 23rd."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def error_for(errors: Sequence[FieldError], *fields: str) -> dict[str, str] | None:
    """The first error about these fields as the govuk macros take it."""
    return next(({"text": error.message} for error in errors if error.field in fields), None)


FILTERS = (
    london_datetime,
    london_date,
    short_date,
    month_in_table,
    long_month,
    clock_time,
    days_left,
    file_size,
    plate,
    pence,
    thousands,
    percent,
    ordinal,
    error_for,
)
CHARTS = (charts.figure_4, charts.figure_4_finding, charts.speed_trace, charts.gps_track, charts.film_strip)


@cache
def environment() -> Environment:
    """The one environment of this process; templates are reloaded when they change."""
    pages = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(PAGES),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        undefined=PageUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters.update({filter_.__name__: filter_ for filter_ in FILTERS})
    # Two names of Nunjucks that the macros compare with.
    pages.globals.update({"undefined": ChainableUndefined(), "null": None})
    pages.globals.update({chart.__name__: chart for chart in CHARTS})
    return pages


def render(name: str, **context: object) -> str:
    """The page `name` (such as "public/start.html") with its context; the template's first lines name it."""
    return environment().get_template(name).render(context)
