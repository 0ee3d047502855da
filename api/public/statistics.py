"""Figure 4 for everybody, as a page and as CSV, and the pages that are only words."""

import csv
import io
import time
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.deps import Open
from api.public.visit import VisitDep
from api.views import figures
from api.views.public import PlainPage, StatisticsPage
from storage import counts
from storage.unit import Units
from triage.statistics import MEASURES, Month, Share, csv_rows

KEPT_SECONDS = 10.0
TILES = {
    "positive": "Positive, of the decided",
    "positive_all_reports": "Positive, with those turned away at the door",
    "positive_reviewed": "Positive, of what an officer reviewed",
    "enforcement": "Course, penalty or court",
    "filter_in_time": "Most serious offences reviewed in time",
}

router = APIRouter()
anybody = [Depends(Open("statistics and notices are published"))]


@dataclass(frozen=True)
class Counted:
    """The months as they stood at an instant."""

    months: tuple[Month, ...]
    at: datetime


class Counter:
    """Folds the history for everybody who asks, at most once in ten seconds: the page is open to the world."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self._lock = Lock()
        self._last: Counted | None = None
        self._good_until = 0.0

    def counted(self) -> Counted:
        """The newest count."""
        with self._lock:
            if self._last is None or time.monotonic() >= self._good_until:
                with self._units.open() as unit:
                    self._last = Counted(counts.figure4(unit), unit.now)
                self._good_until = time.monotonic() + KEPT_SECONDS
            return self._last


def counted(request: Request) -> Counted:
    """The count of this app."""
    counter: Counter = request.app.state.counter
    return counter.counted()


CountedDep = Annotated[Counted, Depends(counted)]


@router.get("/statistics", dependencies=anybody)
def show_statistics(visit: VisitDep, now: CountedDep) -> Response:
    """The months, and what must be read beside them."""
    return visit.show("statistics", statistics_page(now))


@router.get("/statistics.csv", dependencies=anybody)
def give_csv(now: CountedDep) -> Response:
    """The same months and every rate with its base, for other programs."""
    text = io.StringIO()
    csv.writer(text).writerows(csv_rows(now.months))
    headers = {"Content-Disposition": 'attachment; filename="operation-snap.csv"'}
    return Response(text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/privacy", dependencies=anybody)
def show_privacy(visit: VisitDep) -> Response:
    """What is kept, who sees it, for how long."""
    return visit.show("privacy", PlainPage())


@router.get("/accessibility", dependencies=anybody)
def show_accessibility(visit: VisitDep) -> Response:
    """How far everybody can use this service."""
    return visit.show("accessibility", PlainPage())


@router.get("/cymraeg", dependencies=anybody)
def show_cymraeg(visit: VisitDep) -> Response:
    """A note in Welsh."""
    return visit.show("cymraeg", PlainPage())


def statistics_page(now: Counted) -> StatisticsPage:
    """The page of a count."""
    out_of_time = (
        figures.Cause("Sent to us too late", sum(month.out_of_time_late for month in now.months)),
        figures.Cause("Our own delay", sum(month.out_of_time_force for month in now.months)),
    )
    months = tuple(month_of(month) for month in now.months)
    return StatisticsPage(months, measures_of(now.months), out_of_time if months else (), now.at)


def month_of(month: Month) -> figures.Month:
    """A month as the chart draws it."""
    return figures.Month(
        date.fromisoformat(f"{month.month}-01"),
        month.submissions,
        month.positive,
        month.no_further_action,
        month.other,
        month.undecided,
    )


def measures_of(months: tuple[Month, ...]) -> tuple[figures.Measure, ...]:
    """The rates that must stand beside the positive one, over all months, each with its base."""
    tiles = [_tile(name, label, [month.shares[name] for month in months]) for name, label in TILES.items()]
    automatic = sum(month.automatic_letters for month in months)
    letters = figures.Measure("Automatic letters", str(automatic), MEASURES["automatic_letters"])
    return (*tiles, letters) if months else ()


def _tile(name: str, label: str, shares: list[Share]) -> figures.Measure:
    whole = Share(sum(one.part for one in shares), sum(one.whole for one in shares))
    percent = whole.percent()
    value = "too few to say" if percent is None else f"{percent:.0f} %"
    return figures.Measure(label, value, f"{whole.part:,} of {whole.whole:,}. {MEASURES[name]}")
