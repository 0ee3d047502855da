"""One row of a file of keepers: which columns it has, what each may hold, and the entry it makes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from triage.errors import BadAnswer
from triage.keeper import Entry, KeeperState, entry_from
from triage.plate import normalise

MOST_BYTES, MOST_ROWS = 1_000_000, 2_000
ADDRESS = ("address_1", "address_2", "address_3", "address_4", "address_5")
COLUMNS = (
    *("registration", "offence_date", "letter", "state", "name", *ADDRESS, "postcode"),
    *("capacity", "marks", "language"),
)
NEEDED = frozenset({"state", "name", "address_1", "postcode"})
# A cell that begins so is run by a spreadsheet that somebody opens the file in again.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
DAYS = ("%Y-%m-%d", "%d/%m/%Y")
BY_CAPACITY = {"hirer": KeeperState.HIRER, "lessee": KeeperState.LESSEE}


@dataclass(frozen=True)
class KeeperRow:
    """A look-up that somebody else made: for a vehicle on a day, or for the case behind a letter."""

    number: int
    registration: str
    offence_on: date | None
    letter: str
    entry: Entry


def row_from(number: int, cells: Mapping[str, str]) -> KeeperRow:
    """A row as what it means. BadAnswer names the column that cannot stand."""
    for column in COLUMNS:
        if cells.get(column, "").startswith(STARTS_A_FORMULA):
            raise BadAnswer(column, f"{column} begins with a sign that a spreadsheet would run.")
    letter, registration = cells.get("letter", "").upper(), normalise(cells.get("registration", ""))
    offence_on = _day(cells.get("offence_date", ""))
    if not letter and (not registration or offence_on is None):
        raise BadAnswer("registration", "Give the letter, or the registration and the date of the offence.")
    return KeeperRow(number, registration, offence_on, letter, _entry(cells))


def _entry(cells: Mapping[str, str]) -> Entry:
    state, capacity = cells.get("state", "").lower(), cells.get("capacity", "").lower()
    if capacity and capacity != "keeper" and capacity not in BY_CAPACITY:
        raise BadAnswer("capacity", "capacity is keeper, hirer or lessee.")
    if state == KeeperState.FOUND and capacity in BY_CAPACITY:
        state = BY_CAPACITY[capacity].value
    return entry_from(
        state,
        cells.get("name", ""),
        [cells.get(column, "") for column in ADDRESS],
        cells.get("postcode", ""),
        language=cells.get("language", "").lower() or "en",
        marks=cells.get("marks", "").lower().split(),
    )


def _day(text: str) -> date | None:
    for pattern in DAYS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    if text:
        raise BadAnswer("offence_date", "Write the date of the offence as 2026-11-14 or 14/11/2026.")
    return None
