"""How much of the simulator's comparisons hangs on each figure that had to be chosen (decision 0013)."""

import random
import time
from statistics import mean

from bench.measure import report, wants_json
from opsnap.rules import shipped_policy
from storage.policies import shipped
from triage.arrivals import Calibration, parse_calibration
from triage.policy import Policy
from triage.simulation import Discipline, Wish, simulate

CHOICES: dict[str, tuple[float, ...]] = {
    "arrival_shape": (3, 40),
    "chance_concentration": (4, 1000),
    "screen_finds": (0, 1),
    "minutes_sigma": (0.25, 0.8),
    "over_claim": (0, 0.16),
    "presence": (0.75, 0.85),
    "promise_binds": (False,),
}


def value(volume: int, discipline: Discipline, seed: int, calibration: Calibration, policy: Policy) -> float:
    """Percent of the harm-weighted outcomes of a year that eight constables obtain."""
    wish = Wish(volume, 8, 12, discipline)
    return simulate(wish, policy, calibration, random.Random(seed)).value_pct or 0.0


def gains(seeds: range, calibration: Calibration, policy: Policy) -> dict[str, float]:
    """Mean points of value of the rank above each of the other orders of work, at the volume of its target."""

    def gain(volume: int, other: Discipline) -> float:
        ours, theirs = (
            mean(value(volume, one, seed, calibration, policy) for seed in seeds) for one in (Discipline.KEY, other)
        )
        return round(ours - theirs, 2)

    return {"over_fifo": gain(2400, Discipline.FIFO), "over_filter_edf": gain(5000, Discipline.FILTER_EDF)}


def main() -> None:
    """The gains as shipped, then with one figure changed at a time."""
    sizes = wants_json("What the simulator's choices decide", seeds=3)
    seeds = range(1, sizes.seeds + 1)
    policy = shipped_policy()
    calibration = parse_calibration(shipped("calibration.json"), policy)
    began = time.perf_counter()
    value(5000, Discipline.KEY, 1, calibration, policy)
    one_run_s = round(time.perf_counter() - began, 2)
    figures: dict[str, object] = {"seeds": sizes.seeds, "run_5000_a_month_s": one_run_s}
    figures["as_shipped"] = gains(seeds, calibration, policy)
    for name, others in CHOICES.items():
        for other in others:
            document = shipped("calibration.json")
            document["simulation"][name] = other
            figures[f"{name}={other}"] = gains(seeds, parse_calibration(document, policy), policy)
    report("simulate", figures)


if __name__ == "__main__":
    main()
