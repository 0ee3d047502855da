"""What every reader of plates answers with, and the one that reads none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from triage.plate_reading import Reading
from worker.footage.ocr import Quad
from worker.footage.still import Image


class EngineMissing(RuntimeError):
    """The engine that was chosen is not installed on this machine."""


@dataclass(frozen=True)
class Sighting:
    """One plate in one picture: where it stands, how well it shows, and what each look at it read.

    ``quad`` is in pixels of the picture; ``height_px`` is the height of a character, ``sharpness`` only compares
    sightings of one plate; ``dark_on_light`` is how plates, unlike most signs and overlays, are printed.
    """

    quad: Quad
    readings: tuple[Reading, ...]
    height_px: float
    sharpness: float
    dark_on_light: bool = True


class PlateEngine(Protocol):
    """One way to find and read plates."""

    @property
    def name(self) -> str:
        """The tool, as a finding names it."""

    @property
    def version(self) -> str:
        """What of the tool changes its answers."""

    def look(self, picture: Image) -> Sequence[Sighting]:
        """Everything in a picture that may be a plate; marks of other lengths and languages included."""


class NoEngine:
    """Plates are left to people."""

    name, version = "none", "0"

    def look(self, picture: Image) -> Sequence[Sighting]:
        """Nothing is read."""
        return ()
