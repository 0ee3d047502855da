"""Ten minutes of damaged files, drawn and telling of places: each a verdict within its limits, and no worker dies."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.made.judged import WITHIN, judged, outputs_in, stumbles
from tests.made.mutation import drawn_seedlings, mutated
from tests.worker.footage.telemetry import samples_a, samples_b
from worker.footage.launcher import Launcher

SEED = 20_261_122
SECONDS = float(os.environ.get("OPSNAP_FUZZ_SECONDS", "600"))
DERIVED_ONCE_IN = 4


@pytest.mark.proof
def test_ten_minutes_of_damaged_files_end_in_verdicts(
    tmp_path: Path, record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    seedlings = drawn_seedlings(tmp_path)
    told = {name: build() for name, build in samples_a.SAMPLES + samples_b.SAMPLES}
    every = [*seedlings.values(), *told.values()]
    draw = random.Random(SEED)  # the same files for the same seed, not secrets
    verdicts: Counter[str] = Counter()
    wrong: list[str] = []
    slowest = 0.0
    ends = time.monotonic() + SECONDS
    with Launcher() as launcher:
        while time.monotonic() < ends:
            number = verdicts.total()
            name = draw.choice(sorted(seedlings if draw.random() < 0.6 else told))
            hurt = mutated({**told, **seedlings}[name], every, draw)
            began = time.monotonic()
            outputs = outputs_in(tmp_path) if number % DERIVED_ONCE_IN == 0 else None
            extraction = judged(launcher, tmp_path / "hurt", hurt, outputs)
            slowest = max(slowest, time.monotonic() - began)
            verdicts[extraction.verdict.value] += 1
            if stumbles(extraction):
                wrong.append(f"file {number} of {name}: {stumbles(extraction)}")
                _keep(hurt, number)
    record_property("seed", SEED)
    record_property("files", verdicts.total())
    record_property("verdicts", dict(verdicts))
    record_property("slowest_s", round(slowest, 2))
    with capsys.disabled():
        print(f"\n{verdicts.total()} files, slowest {slowest:.2f} s: {dict(verdicts)}")  # noqa: T201
    assert wrong == []
    assert slowest < WITHIN.wall_s + 5


def _keep(hurt: bytes, number: int) -> None:
    """What brought the reader down is kept where it is asked for, to become a test."""
    folder = os.environ.get("OPSNAP_FUZZ_KEEP")
    if folder:
        (Path(folder) / f"{SEED}-{number}").write_bytes(hurt)
