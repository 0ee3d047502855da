"""Signals of quality: what anybody would call dark, black, burnt out, blurred or frozen, and nothing of a fair clip."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import pytest

from worker.footage.quality import TOLD_FROM, Quality
from worker.footage.sampling import Grey

HEIGHT, WIDTH = 180, 320


def road(second: int) -> Grey:
    """A fair picture: edges, contrast, and something that moves."""
    draw = np.random.default_rng(second)
    coarse = draw.integers(40, 220, (HEIGHT // 6, WIDTH // 6), np.uint8)
    return np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST), np.uint8)


def seen(pictures: Sequence[Grey]) -> dict[str, float]:
    """The share of the clip for each signal that was told."""
    quality = Quality()
    for second, picture in enumerate(pictures):
        quality.look(picture, float(second))
    return {one.kind: one.value["share"] for one in quality.findings()}  # type: ignore[index, call-overload, misc]


def night(picture: Grey) -> Grey:
    return np.asarray(picture // 8, np.uint8)


def black(picture: Grey) -> Grey:
    return np.zeros_like(picture)


def burnt(picture: Grey) -> Grey:
    return np.asarray(np.clip(picture.astype(int) + 150, 0, 255), np.uint8)


def blurred(picture: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 8), np.uint8)


def test_a_fair_clip_has_nothing_to_tell() -> None:
    assert seen([road(second) for second in range(20)]) == {}


@pytest.mark.parametrize(
    ("kind", "spoil"), [("too_dark", night), ("black_pictures", black), ("overexposed", burnt), ("blurred", blurred)]
)
def test_a_bad_clip_is_told_with_its_share(kind: str, spoil: Callable[[Grey], Grey]) -> None:
    pictures = [spoil(road(second)) if second < 5 else road(second) for second in range(20)]
    assert seen(pictures)[kind] == 0.25


def test_black_pictures_are_not_called_dark_blurred_or_frozen() -> None:
    assert set(seen([black(road(0))] * 10)) == {"black_pictures"}


def test_a_camera_that_hangs_shows_the_same_picture_again_and_again() -> None:
    assert seen([road(min(second, 4)) for second in range(9)]) == {"frozen_pictures": 0.5}


@pytest.mark.parametrize(("bad", "is_told"), [(1, False), (2, True)])
def test_a_moment_is_not_worth_telling(bad: int, is_told: bool) -> None:
    pictures = [night(road(second)) if second < bad else road(second) for second in range(20)]
    assert ("too_dark" in seen(pictures)) == is_told
    assert (bad / 20 >= TOLD_FROM) == is_told


def test_a_clip_without_pictures_has_nothing_to_tell() -> None:
    assert seen([]) == {}
