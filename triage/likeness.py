"""Whether two clips are one recording; the same footage twice is one source, never two witnesses."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import floor
from uuid import UUID

# How alike the moving parts of two aligned clips are, 1 being the same. Copies that were saved again, cut, cropped,
# brightened or written on measured 0.90 and more, drives down one drawn road 0.81 and less (docs/fingerprints.md).
LEAST_AGREEMENT = 0.86
# Over a few seconds two drives down one road can look alike; there only what is hardly changed at all is a copy.
LEAST_AGREEMENT_SHORT = 0.92
# Share of the picture that must move: of a still scene one minute looks like the next.
LEAST_MOVING = 0.06
# Less than this in common proves nothing, unless it is nearly all of the shorter clip.
LEAST_SECONDS, ENOUGH_SECONDS = 1.5, 5.0
NEARLY_ALL = 0.8
# Of what both could have in common, so much has to agree: a copy agrees from one end to the other.
LEAST_OF_COMMON = 0.75


class Verdict(StrEnum):
    """What two clips are to each other."""

    SAME_FILE = "same_file"
    SAME_RECORDING = "same_recording"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Compared:
    """Two clips laid over each other as well as they go.

    ``agreement`` is the median likeness (-1 to 1) of the moving parts, ``moving`` their share of the picture;
    ``agreeing_s`` are the seconds in common that agree, ``common_s`` all in common, ``this_s`` and ``other_s`` the
    clips' lengths. This clip's first picture is ``offset_s`` after the other's; negative: before it.
    """

    agreement: float
    moving: float
    agreeing_s: float
    common_s: float
    this_s: float
    other_s: float
    offset_s: float = 0.0
    mirrored: bool = False


@dataclass(frozen=True)
class Likeness:
    """What comparing came to: the verdict, and how much of each clip is in the other (0 to 1)."""

    verdict: Verdict
    this_in_other: float = 0.0
    other_in_this: float = 0.0
    offset_s: float = 0.0
    mirrored: bool = False
    confidence: float | None = None


SAME_FILE = Likeness(Verdict.SAME_FILE, 1.0, 1.0)
DIFFERENT = Likeness(Verdict.DIFFERENT)


def likeness_of(compared: Compared) -> Likeness:
    """The verdict over two clips of different bytes; what cannot be told apart from chance is different."""
    shorter = min(compared.this_s, compared.other_s)
    is_long = compared.common_s >= ENOUGH_SECONDS
    is_enough = is_long or compared.common_s >= NEARLY_ALL * shorter
    if (
        compared.agreement < (LEAST_AGREEMENT if is_long else LEAST_AGREEMENT_SHORT)
        or compared.moving < LEAST_MOVING
        or compared.common_s < LEAST_SECONDS
        or not is_enough
        or compared.agreeing_s < LEAST_OF_COMMON * compared.common_s
    ):
        return DIFFERENT
    return Likeness(
        Verdict.SAME_RECORDING,
        min(1.0, compared.agreeing_s / compared.this_s),
        min(1.0, compared.agreeing_s / compared.other_s),
        compared.offset_s,
        compared.mirrored,
        min(0.99, compared.agreement),
    )


def percent(share: float) -> int:
    """A share as a whole percentage that never claims all of it when a part is missing."""
    return floor(100 * share + 1e-9)


def is_one_source(these: Iterable[UUID], others: Iterable[UUID], alike: Iterable[tuple[UUID, UUID]]) -> bool:
    """Whether one of two reports has no recording that the other has not: then two people are one camera.

    ``these`` and ``others`` are the clips of each report, ``alike`` the pairs (this, other) that are one recording.
    """
    pairs = set(alike)
    ours, theirs = set(these), set(others)
    shared_ours = {this for this, other in pairs if this in ours and other in theirs}
    shared_theirs = {other for this, other in pairs if this in ours and other in theirs}
    return bool(shared_ours) and (shared_ours == ours or shared_theirs == theirs)


@dataclass(frozen=True)
class Alike:
    """Two clips of two reports that are one recording: ``footage_id`` is of the report that was received later."""

    footage_id: UUID
    submission_id: UUID
    other_id: UUID
    other_submission_id: UUID
    likeness: Likeness

    def beside(self, submission_id: UUID) -> UUID:
        """The other report, seen from one of the two."""
        return self.other_submission_id if submission_id == self.submission_id else self.submission_id

    def pair(self, submission_id: UUID) -> tuple[UUID, UUID]:
        """(clip of this report, clip of the other), seen from one of the two."""
        if submission_id == self.submission_id:
            return self.footage_id, self.other_id
        return self.other_id, self.footage_id
