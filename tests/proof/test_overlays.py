"""Two hundred drawn clips in twelve styles are read right, and not one clock that does not run is believed."""

import time
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from tests.made.overlays import STYLES, Drawn, draw
from triage.finding import Finding
from worker.footage.ocr import recogniser
from worker.footage.overlay import read_overlay

pytestmark = pytest.mark.proof

SEEDS = range(200)
WRONG_SEEDS = range(1000, 1040)  # each with every way a clock can fail to run
WRONG_CLOCKS = ("stands", "jumps", "backwards", "fast", "sign")
TARGET_PERCENT = 95.0
Tell = Callable[[str, object], None]


def verdict(drawn: Drawn, findings: Sequence[Finding]) -> str:
    """``right``, ``ambiguous`` (the drawn date is among the readings), ``wrong`` or ``none``."""
    for finding in findings:
        if finding.kind == "recorded_at" and isinstance(finding.value, dict):
            value = finding.value
            shown = {round(still.t, 3): at.isoformat() for still, at in zip(drawn.stills, drawn.clock, strict=True)}
            at = shown[value["t"]]
            if value["printed"] == at:
                return "right"
            return "ambiguous" if at in value.get("also", ()) and drawn.clock[0].day <= 12 else "wrong"
    return "none"


def test_dates_and_times_of_two_hundred_clips(record_property: Tell) -> None:
    found: Counter[str] = Counter()
    missed: dict[int, str] = {}
    spent = 0.0
    engine = recogniser()
    read_overlay(draw(0).stills, engine)  # the models are loaded once a process
    for seed in SEEDS:
        drawn = draw(seed)
        before = time.process_time()
        findings = read_overlay(drawn.stills, engine)
        spent += time.process_time() - before
        told = verdict(drawn, findings)
        found[told] += 1
        if told in {"wrong", "none"}:
            missed[seed] = f"{drawn.style.name}: {told}"
    percent = 100 * (found["right"] + found["ambiguous"]) / len(SEEDS)
    record_property("percent_right", percent)
    record_property("verdicts", dict(found))
    record_property("styles", len(STYLES))
    record_property("missed_by_seed", missed)
    record_property("cpu_seconds_a_clip", round(spent / len(SEEDS), 3))
    assert percent >= TARGET_PERCENT, missed


@pytest.mark.parametrize("clock", WRONG_CLOCKS)
def test_no_clock_that_does_not_run_is_accepted(clock: str, record_property: Tell) -> None:
    engine = recogniser()
    accepted = []
    seen = 0
    for seed in WRONG_SEEDS:
        kinds = {finding.kind for finding in read_overlay(draw(seed, clock=clock).stills, engine)}
        seen += "overlay_unclear" in kinds
        if kinds & {"recorded_at", "place", "overlay_speed", "camera"}:
            accepted.append(seed)
    record_property("clips", len(WRONG_SEEDS))
    record_property("said_to_be_unclear", seen)
    assert accepted == []
    assert seen >= len(WRONG_SEEDS) // 2, "the clocks were hardly seen, so nothing was proven"
