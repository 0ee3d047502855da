"""Whether the registration read in the footage is the one that was typed; of two errors, agreeing wrongly is worse."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from triage.finding import Finding, JsonValue
from triage.plate import gb_shape, normalise, same
from triage.plate_reading import shape_text

PLATE_READ = "plate_read"
# Below these a reading equal to the typed mark is only near: the next mark was too close behind. Chosen on near-miss
# trials in which the typed mark is wrong by one or two signs (tests/proof/test_plates.py, docs/plates.md).
SURE_MARGIN = 0.96
SURE_CONFIDENCE = 0.6
# A reading this doubtful says nothing against a mark that it does not resemble.
LEAST_CONFIDENCE = 0.5
NEAR_DISTANCE = 2
FEWEST_SIGNS = 5  # half of a plate with two lines is often a whole mark of four


class Agreement(StrEnum):
    """What reading the footage says about the typed registration."""

    AGREES = "agrees"
    NEAR = "near"
    CONFLICTS = "conflicts"
    UNREAD = "unread"  # nothing was read well enough, or nothing was typed


RANKING = (Agreement.AGREES, Agreement.NEAR, Agreement.CONFLICTS, Agreement.UNREAD)


@dataclass(frozen=True)
class PlateRead:
    """One plate of the footage as a finding keeps it.

    ``height_px`` is the height of its characters in the best still, ``seen`` the number of stills it was read in,
    ``margin`` how far the mark is ahead of the second best (0-1), ``crop`` the role of the derivative that shows it.
    What a person or a register entered instead of a reader has no margin.
    """

    mark: str
    confidence: float
    margin: float | None = None
    shape: str | None = None
    height_px: float = 0.0
    seen: int = 0
    crop: str = ""

    def value(self, typed: str) -> JsonValue:
        """The value of its finding; the agreement is with what was typed when it was read."""
        return {
            "mark": self.mark,
            "shape": self.shape,
            "height_px": self.height_px,
            "seen": self.seen,
            "margin": self.margin,
            "agreement": agreement(typed, self).value,
            "crop": self.crop,
        }


def agreement(typed: str, read: PlateRead | None) -> Agreement:
    """What one reading says of a typed mark. `agrees` takes every sign of the reading as it stands, and a clear lead.

    The typed mark is compared only after the reading is settled, so that it cannot help itself.
    """
    if read is None or not read.mark or not normalise(typed):
        return Agreement.UNREAD
    if same(typed, read.mark) and is_clear(read):
        return Agreement.AGREES
    if is_near(typed, read.mark):
        return Agreement.NEAR
    return Agreement.CONFLICTS if read.confidence >= LEAST_CONFIDENCE else Agreement.UNREAD


def is_clear(read: PlateRead, margin: float = SURE_MARGIN) -> bool:
    """Whether a reading leads its second best by so much that it may agree; a short one may be a line of two."""
    if len(normalise(read.mark)) < FEWEST_SIGNS:
        return False
    return read.margin is not None and read.margin >= margin and read.confidence >= SURE_CONFIDENCE


def is_near(one: str, other: str) -> bool:
    """Whether two marks may be the same plate, one of them misread or mistyped in a sign or two."""
    return _distance(shape_text(normalise(one)), shape_text(normalise(other))) <= NEAR_DISTANCE


def reading_in(found: Finding) -> PlateRead | None:
    """The reading that a finding holds; None for another kind or a value that nobody can read.

    A mark alone, as text, is what a person or an older look-up entered.
    """
    if found.kind != PLATE_READ:
        return None
    sure, value = found.confidence or 0.0, found.value
    if isinstance(value, str):
        return PlateRead(value, sure, shape=gb_shape(value))
    if not isinstance(value, Mapping) or not isinstance(value.get("mark"), str):
        return None
    mark, shape, crop = value["mark"], value.get("shape"), value.get("crop")
    return PlateRead(
        str(mark),
        sure,
        _number(value.get("margin")),
        shape if isinstance(shape, str) else None,
        _number(value.get("height_px")) or 0.0,
        int(_number(value.get("seen")) or 0),
        crop if isinstance(crop, str) else "",
    )


def readings_in(findings: Iterable[Finding]) -> tuple[PlateRead, ...]:
    """Every plate that was read, the surest first."""
    read = [one for found in findings if (one := reading_in(found)) is not None and one.mark]
    return tuple(sorted(read, key=lambda one: -one.confidence))


def closest(findings: Iterable[Finding], typed: str) -> PlateRead | None:
    """Of all the plates in view the one that speaks best for the typed mark; None where none was read."""
    return min(readings_in(findings), key=lambda one: RANKING.index(agreement(typed, one)), default=None)


def _number(value: JsonValue) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _distance(one: str, other: str) -> int:
    """How many signs were changed, left out, added or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, start=1):
        two_before, before, row = before, row, [at]
        for to, wanted in enumerate(other, start=1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (sign != wanted))
            if at > 1 and to > 1 and sign == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, two_before[to - 2] + 1)
            row.append(cost)
    return row[-1]
