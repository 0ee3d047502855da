"""Plates drawn from checked-in seeds: how many are read right after voting, and no mistyped mark that agrees."""

import random
from collections.abc import Callable
from functools import cache

import pytest

from tests.made.plates import BANDS, a_pass, near_misses
from triage.finding import Finding
from triage.plate_agreement import Agreement, agreement, closest, reading_in
from worker.footage.plates import engine_of, read_plates

SEEDS = range(5000, 5100)
TARGETS = {BANDS[0]: 0.80, BANDS[1]: 0.95, BANDS[2]: 0.99}
NEAR_MISSES = 2000

pytestmark = pytest.mark.proof


@cache
def seen(seed: int, band: tuple[int, int]) -> tuple[str, tuple[Finding, ...]]:
    """The mark drawn and what was read of it, with nothing typed."""
    drawn = a_pass(seed, band)
    return drawn.mark, read_plates(drawn.stills, engine_of("rapidocr"), typed="").findings


@pytest.mark.parametrize("band", BANDS, ids=str)
def test_drawn_plates_are_read_right_after_voting(
    band: tuple[int, int], record_property: Callable[[str, object], None]
) -> None:
    wrong = {}
    for seed in SEEDS:
        mark, found = seen(seed, band)
        read = reading_in(found[0]) if found else None
        if read is None or read.mark != mark:
            wrong[seed] = (mark, read.mark if read else None)
    share = 1 - len(wrong) / len(SEEDS)
    record_property("plates", {"band": band, "trials": len(SEEDS), "right": share, "wrong": wrong})
    assert share >= TARGETS[band], wrong


def test_a_mark_mistyped_in_one_or_two_signs_never_agrees(record_property: Callable[[str, object], None]) -> None:
    draw, trials, wrongly, rightly = random.Random(20261116), 0, [], 0
    passes = [(seed, band) for band in BANDS for seed in SEEDS]
    while trials < NEAR_MISSES:
        seed, band = passes[trials % len(passes)]
        mark, found = seen(seed, band)
        rightly += trials < len(passes) and agreement(mark, closest(found, mark)) is Agreement.AGREES
        typed = draw.choice(near_misses(mark, draw))
        trials += 1
        if agreement(typed, closest(found, typed)) is Agreement.AGREES:
            wrongly.append((seed, band, mark, typed))
    record_property("near_misses", {"trials": trials, "wrongly": wrongly, "true_marks_that_agree": rightly})
    assert wrongly == []


def test_not_even_the_mark_that_was_read_by_mistake_agrees() -> None:
    wrongly = []
    for band in BANDS:
        for seed in SEEDS:
            mark, found = seen(seed, band)
            for one in map(reading_in, found):
                if one is not None and one.mark != mark and agreement(one.mark, one) is Agreement.AGREES:
                    wrongly.append((seed, band, mark, one.mark, one.margin))
    assert wrongly == []
