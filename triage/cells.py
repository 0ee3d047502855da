"""Reading policy cells out of a parsed JSON mapping, with errors that name the file and the field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from triage.errors import BadPolicy


@dataclass(frozen=True)
class Cells:
    """One JSON object of a policy file: where it stands, and its cells as they were read."""

    file: str
    where: str
    cells: Mapping[str, object]

    @classmethod
    def of(cls, file: str, where: str, found: object) -> "Cells":
        """The object found at `where`, or a refusal if something else stands there."""
        if not isinstance(found, Mapping):
            raise BadPolicy(file, where or "(top)", "must be an object with named fields.")
        return cls(file, where, {str(name): cell for name, cell in found.items()})

    def text(self, name: str) -> str:
        """A cell that must hold words."""
        cell = self._get(name)
        return cell if isinstance(cell, str) and cell else self._refuse(name, "must be words.")

    def text_or_none(self, name: str) -> str | None:
        """Words, or nothing: the cell may be missing, null or empty."""
        cell = self.cells.get(name)
        if cell is None or isinstance(cell, str):
            return cell or None
        return self._refuse(name, "must be words or null.")

    def number(self, name: str, least: float = 0.0, most: float = 1e9, default: float | None = None) -> float:
        """A cell that must hold a number between two limits, both allowed; missing only where there is a default."""
        cell = self._get(name) if default is None else self.cells.get(name, default)
        if isinstance(cell, bool) or not isinstance(cell, int | float) or not least <= cell <= most:
            self._refuse(name, f"must be a number from {least:g} to {most:g}.")
        return float(cell)

    def whole(self, name: str, least: int = 0, most: int = 1_000_000) -> int:
        """A cell that must hold a whole number between two limits, both allowed."""
        number = self.number(name, least, most)
        return int(number) if number == int(number) else self._refuse(name, "must be a whole number.")

    def flag(self, name: str, default: bool | None = None) -> bool:
        """A cell that must hold true or false."""
        cell = self.cells.get(name, default)
        return cell if isinstance(cell, bool) else self._refuse(name, "must be true or false.")

    def day(self, name: str) -> date:
        """A cell that must hold a date, YYYY-MM-DD."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            return self._refuse(name, "must be a date like 2025-04-01.")

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of words; a missing cell is an empty list."""
        cell = self.cells.get(name, [])
        if not isinstance(cell, list | tuple) or not all(isinstance(word, str) for word in cell):
            self._refuse(name, "must be a list of words.")
        return tuple(str(word) for word in cell)

    def inner(self, name: str) -> "Cells":
        """The object inside this cell."""
        return Cells.of(self.file, self._path(name), self._get(name))

    def inners(self, name: str) -> tuple["Cells", ...]:
        """The objects of the list inside this cell."""
        return rows(self.file, self._path(name), self._get(name))

    def _get(self, name: str) -> object:
        if name not in self.cells:
            self._refuse(name, "is missing.")
        return self.cells[name]

    def _path(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def _refuse(self, name: str, sentence: str) -> NoReturn:
        raise BadPolicy(self.file, self._path(name), sentence)


def rows(file: str, where: str, found: object) -> tuple[Cells, ...]:
    """The objects of a JSON list, each knowing its place, or a refusal."""
    if not isinstance(found, list | tuple):
        raise BadPolicy(file, where or "(top)", "must be a list.")
    return tuple(Cells.of(file, f"{where}[{place}]", row) for place, row in enumerate(found))
