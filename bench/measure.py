"""What every measurement shares: percentiles, a calibration loop, and the state of the machine it ran on."""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

ROUNDS = 3


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0-1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def calibration_ms() -> float:
    """A fixed loop of arithmetic, so that figures of different machines and loads can be set beside each other."""
    began = time.perf_counter()
    total = 0
    for number in range(1_000_000):
        total += number * number % 7
    return (time.perf_counter() - began) * 1000 + total * 0


def best_of(measure: Callable[[], Mapping[str, float]], better: str) -> dict[str, float]:
    """The round with the lowest figure ``better`` out of three."""
    rounds = [dict(measure()) for _ in range(ROUNDS)]
    return min(rounds, key=lambda one: one[better])


def report(name: str, figures: Mapping[str, object]) -> None:
    """Print the figures for people, then as one line of JSON with the machine's load."""
    told = {
        "bench": name,
        **figures,
        "load_1m": round(os.getloadavg()[0], 2),
        "cores": os.cpu_count(),
        "calibration_ms": round(statistics.median(calibration_ms() for _ in range(3)), 1),
    }
    for key, value in told.items():
        print(f"  {key:<24} {value}")
    print(json.dumps(told))


def wants_json(about: str, **sizes: int) -> argparse.Namespace:
    """The command line of a measurement; ``--json`` is accepted for its own sake, the last line is JSON anyway."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--json", action="store_true")
    for size, default in sizes.items():
        parser.add_argument(f"--{size}", type=int, default=default)
    return parser.parse_args()
