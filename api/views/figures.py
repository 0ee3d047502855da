"""Numbers that charts and their tables draw: Figure 4, the speed trace and the GPS track."""

from dataclasses import dataclass
from datetime import date

FEWEST_FOR_A_PERCENTAGE = 20  # below this a single report moves the figure by more than five points


@dataclass(frozen=True)
class Month:
    """One month of Figure 4, counted by the month in which a report was received."""

    starts_on: date
    submissions: int
    positive: int
    no_further_action: int  # redirected and duplicate reports count here, as in the panel's report
    other: int  # collision, false plates, other action
    undecided: int = 0

    @property
    def decided(self) -> int:
        """Submissions that have an outcome."""
        return self.positive + self.no_further_action + self.other

    def percent(self, count: int) -> float | None:
        """Share of the decided in per cent, or None where too few were decided to say."""
        return None if self.decided < FEWEST_FOR_A_PERCENTAGE else 100 * count / self.decided


@dataclass(frozen=True)
class Measure:
    """A figure with its name: a tile on the dashboard or a line on the statistics page."""

    label: str
    value: str  # already worded: "71 %", "9 days", "too few to say"
    note: str = ""
    tone: str = ""  # "", "warn" or "bad"; the note says the same in words


@dataclass(frozen=True)
class Cause:
    """Reports out of time, by who caused it."""

    label: str
    count: int


@dataclass(frozen=True)
class SpeedPoint:
    """Speed of the camera's own vehicle; a hint from its GPS, never evidence."""

    seconds: float  # from the start of the footage
    mph: float


@dataclass(frozen=True)
class TrackPoint:
    """A position on the camera's way (WGS 84 degrees)."""

    lat: float
    lon: float
    seconds: float = 0.0  # from the start of the footage


@dataclass(frozen=True)
class Strip:
    """A sprite of small frames, evenly spaced over the footage, read left to right and then down."""

    url: str
    columns: int
    rows: int
    frame_width: int  # pixels of one small frame
    frame_height: int
    count: int  # frames in use; the last row may be short
