"""Fingerprints by the dozen: every copy of many drawn clips is found, and of a thousand different pairs none."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

import pytest

from demo.scenes import KIND_OF_OFFENCE, Scene, random_scene, smaller
from tests.made.copies import COPIES, FPS, SECONDS, drawn, driven_again, likened, prints, scene
from triage.likeness import Verdict, likeness_of
from worker.footage.comparing import asked_of, compare, hints_of, words_of

pytestmark = pytest.mark.proof
SEED = 20261122
CLIPS = 24


def by_lot() -> list[Scene]:
    """Clips as the demo draws them: places, cameras, vehicles and light by lot."""
    lot, slugs = random.Random(SEED), sorted(KIND_OF_OFFENCE)
    at = datetime(2026, 11, 14, 9, tzinfo=UTC)
    chosen = (random_scene(lot, lot.choice(slugs), at) for _ in range(CLIPS))
    return [smaller(one, width=320, height=180, seconds=SECONDS, fps=FPS) for one in chosen]


def hard_to_tell_apart() -> Iterator[Scene]:
    """The same camera, bonnet line and overlay on the same roads: other seeds, another day, by night."""
    for number, name in enumerate(("close_pass", "red_light", "plain", "crossing")):
        first = scene(name)
        yield first
        yield driven_again(first, 4.0, days=1)
        yield driven_again(first, -4.0, days=2)
        other = replace(first, seed=first.seed + 100, colour="white", speed_mph=first.speed_mph + 2.5)
        yield other
        yield replace(other, seed=first.seed + 200, colour="red", speed_mph=first.speed_mph - 2.5)
        yield replace(other, seed=first.seed + 300 + number, brightness=0.18, noise=4.0, speed_mph=first.speed_mph + 6)


def test_every_copy_of_every_clip_is_found(record_property: Callable[[str, object], None]) -> None:
    missed, tried = [], 0
    for number, one in enumerate(by_lot()):
        original = drawn(one)
        for name, copied in COPIES.items():
            tried += 1
            if likened(prints(copied(original)), prints(original)).verdict is not Verdict.SAME_RECORDING:
                missed.append((number, name))
    record_property("seed", SEED)
    record_property("copies", tried)
    record_property("missed", len(missed))
    assert missed == []


def test_of_a_thousand_pairs_of_different_clips_none_is_said_to_be_one(
    record_property: Callable[[str, object], None],
) -> None:
    clips = [prints(drawn(one)) for one in (*by_lot(), *hard_to_tell_apart())]
    asked, words = [asked_of(one) for one in clips], [words_of(one) for one in clips]
    laid = (compare(clips[a], clips[b], hints_of(asked[a], words[b])) for a, b in combinations(range(len(clips)), 2))
    verdicts = [Verdict.DIFFERENT if one is None else likeness_of(one).verdict for one in laid]
    wrong = sum(one is not Verdict.DIFFERENT for one in verdicts)
    record_property("seed", SEED)
    record_property("pairs", len(verdicts))
    record_property("false", wrong)
    assert len(verdicts) >= 1000
    assert wrong == 0
