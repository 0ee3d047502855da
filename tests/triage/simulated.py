"""A simulation with the shipped policy and calibration, seeded, for the tests of the simulator."""

import random
from functools import cache

from tests.triage.shipped import SHIPPED, json_of, policy
from triage.arrivals import Calibration, parse_calibration
from triage.simulation import Discipline, Result, Wish, simulate


@cache
def calibration() -> Calibration:
    return parse_calibration(json_of(SHIPPED / "calibration.json"), policy())


def simulated(wish: Wish, seed: int = 1) -> Result:
    return simulate(wish, policy(), calibration(), random.Random(seed))


@cache
def a_year(volume: int, discipline: Discipline, seed: int) -> Result:
    """Twelve months and eight constables, as the targets have it."""
    return simulated(Wish(volume, 8, 12, discipline), seed)


def gain(volume: int, other: Discipline, seed: int) -> float:
    """Points of value by which the product's rank is ahead of another order of work."""
    ours, theirs = a_year(volume, Discipline.KEY, seed).value_pct, a_year(volume, other, seed).value_pct
    assert ours is not None
    assert theirs is not None
    return ours - theirs
