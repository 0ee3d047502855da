"""Markers: what a supervisor notes about a vehicle or a reporter, why, and until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from triage.calendar import add_months, at_london

BAD_FAITH_MONTHS = 6


class MarkerKind(StrEnum):
    """What a marker says. None of them lowers a rank."""

    NO_AUTOMATIC_LETTER = "no_automatic_letter"
    CLONED = "cloned"
    STOLEN = "stolen"
    BAD_FAITH = "bad_faith"  # of a reporter: about their pseudonym, never their name


WORDS: Mapping[MarkerKind, str] = MappingProxyType(
    {
        MarkerKind.NO_AUTOMATIC_LETTER: "No automatic letters",
        MarkerKind.CLONED: "The plate may be cloned",
        MarkerKind.STOLEN: "The vehicle or its plates were stolen",
        MarkerKind.BAD_FAITH: "This reporter acted in bad faith",
    }
)
OF_VEHICLES = (MarkerKind.NO_AUTOMATIC_LETTER, MarkerKind.CLONED, MarkerKind.STOLEN)


@dataclass(frozen=True)
class Marker:
    """One marker about a registration (normalised) or a reporter's pseudonym."""

    id: UUID
    kind: MarkerKind
    about: str
    why: str
    at: datetime
    set_by: UUID | None = None  # None: the product, after an upheld contest or a decision on false plates
    expires_at: datetime | None = None
    lifted_at: datetime | None = None

    def stands(self, now: datetime) -> bool:
        """Neither lifted nor expired."""
        return self.lifted_at is None and (self.expires_at is None or now < self.expires_at)


def expiry_of(kind: MarkerKind, today: date) -> datetime | None:
    """When a marker ends by itself: bad faith at the end of its six months, the others when they are lifted."""
    if kind is not MarkerKind.BAD_FAITH:
        return None
    return at_london(add_months(today, BAD_FAITH_MONTHS), time.min)


def says(markers: Iterable[Marker], kinds: Iterable[MarkerKind], now: datetime) -> bool:
    """Whether one of these kinds stands now."""
    wanted = frozenset(kinds)
    return any(one.kind in wanted and one.stands(now) for one in markers)
