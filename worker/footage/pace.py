"""How evenly the pictures of a clip follow each other: gaps, doubles, and whether the rate changes."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from statistics import median

from worker.footage.facts import PaceFacts

# Two pictures or more are missing. One dropped picture is every third dashcam's habit in the dark.
GAP_STEPS = Fraction(5, 2)
# Off the usual step by more than this is another rate: a tenth, and at least what milliseconds round away.
TOLERANCE, ROUNDING_S = Fraction(1, 10), Fraction(3, 2000)
VARIABLE_SHARE = 0.05


def pace_of(pts: Sequence[int], time_base: Fraction) -> PaceFacts | None:
    """The pace of pictures shown at ``pts`` units of ``time_base`` seconds; None for fewer than three pictures."""
    if len(pts) < 3:
        return None
    shown = sorted(pts)
    steps = [later - earlier for earlier, later in pairwise(shown)]
    moving = [step for step in steps if step > 0]
    if not moving:
        return PaceFacts(duplicates=len(steps))
    usual = Fraction(median(moving))
    wide = usual * GAP_STEPS
    within = max(usual * TOLERANCE, ROUNDING_S / time_base)
    uneven = sum(1 for step in moving if step <= wide and abs(step - usual) > within)
    longest = max(range(len(steps)), key=steps.__getitem__)
    gaps = sum(1 for step in moving if step > wide)
    return PaceFacts(
        step_s=_seconds(usual, time_base),
        is_variable=uneven > VARIABLE_SHARE * len(moving),
        gaps=gaps,
        longest_gap_s=_seconds(steps[longest], time_base) if gaps else None,
        longest_gap_at_s=_seconds(shown[longest] - shown[0], time_base) if gaps else None,
        duplicates=len(steps) - len(moving),
    )


def _seconds(units: int | Fraction, time_base: Fraction) -> float:
    return round(float(units * time_base), 6)
