"""The register of keepers behind one interface: none, a file, or invented ones for the demo and for tests."""

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import structlog

from storage.keeper_file import NotAKeeperFile, rows_of
from storage.settings import Settings
from triage.errors import BadAnswer
from triage.keeper import Entry, KeeperState, Party
from triage.keeper_row import MOST_BYTES, row_from
from triage.plate import normalise

NAMES = ("A Sample", "B Specimen", "C Placeholder", "D Instance", "E Exemplar", "F Pattern")
STREETS = ("Example Street", "Sample Road", "Specimen Avenue", "Invented Close")
TOWNS = ("Birmingham", "Wolverhampton", "Coventry", "Walsall")
NO_HOUSE_HAS_IT = "ZZ99 9ZZ"  # the NHS's pseudo postcode

log = structlog.get_logger()


class RegisterOutOfReach(ConnectionError):
    """The register does not answer at the moment; the work is tried again."""


class KeeperRegister(Protocol):
    """Where a force's system is asked. Implementations answer for one vehicle on one London day."""

    def look_up(self, registration: str, on_day: date) -> Entry | None:
        """Who kept the vehicle (normalised registration) on that day, with the register's marks; None if not known.

        Raises RegisterOutOfReach when it cannot be asked now.
        """


class NoRegister:
    """No register is connected: a person enters every keeper."""

    def look_up(self, registration: str, on_day: date) -> Entry | None:
        """Nothing is known here."""


class CsvRegister:
    """A file in the columns of the import, read again for every question: another system may replace it at any time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def look_up(self, registration: str, on_day: date) -> Entry | None:
        """The last line of the file about this vehicle and day; a line that cannot be read is left to a person."""
        found: Entry | None = None
        for number, cells in enumerate(self._rows(), start=2):
            if normalise(cells.get("registration", "")) != registration:
                continue
            try:
                row = row_from(number, cells)
            except BadAnswer as refusal:
                log.warning("keeper_line_refused", line=number, field=refusal.field)
                continue
            if row.offence_on == on_day:
                found = row.entry
        return found

    def _rows(self) -> tuple[Mapping[str, str], ...]:
        try:
            with self._path.open("rb") as file:
                return rows_of(file.read(MOST_BYTES + 1))
        except (OSError, NotAKeeperFile) as fault:
            raise RegisterOutOfReach(f"The file of keepers cannot be read: {fault}") from fault


class InventedRegister:
    """Answers every plate with an invented private keeper, always the same one. Refused in production."""

    def look_up(self, registration: str, on_day: date) -> Entry | None:
        """A keeper whose name and address say that nobody lives there."""
        lot = sha256(registration.encode()).digest()
        address = (f"{lot[0] % 97 + 2} {STREETS[lot[1] % len(STREETS)]}", TOWNS[lot[2] % len(TOWNS)], NO_HOUSE_HAS_IT)
        return Entry(KeeperState.FOUND, Party(NAMES[lot[3] % len(NAMES)], address))


REGISTERS: Mapping[str, Callable[[Settings], KeeperRegister]] = MappingProxyType(
    {
        "none": lambda _chosen: NoRegister(),
        "csv": lambda chosen: CsvRegister(chosen.keeper_register_file or Path()),
        "invented": lambda _chosen: InventedRegister(),
    }
)


def register_of(chosen: Settings) -> KeeperRegister:
    """The register that the settings name."""
    return REGISTERS[chosen.keeper_register](chosen)
