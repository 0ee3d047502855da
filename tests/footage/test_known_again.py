"""Real recordings are known again after they were saved anew and cut, and are not taken for each other."""

import os
from itertools import combinations
from pathlib import Path

import av
import numpy as np
import pytest

from tests.made.copies import Frames, cropped, likened, mirrored, prints, saved_again
from triage.likeness import Verdict, percent

pytestmark = pytest.mark.footage
FOOTAGE = Path(os.environ.get("OPSNAP_SHARED", "../shared")) / "footage"
GOPRO, ANOTHER_GOPRO = "gopro/hero5-karma.mp4", "gopro/hero5-trimmed.mp4"
PLAIN = ("plain/h264-no-gps.mp4", "plain/hevc.mp4")


def shown(name: str) -> tuple[Frames, float]:
    """The grey pictures of a recording at a quarter of its size, and how many it shows a second."""
    with av.open(str(FOOTAGE / name)) as container:
        stream = container.streams.video[0]
        pictures = [one.reformat(width=320, height=180, format="gray").to_ndarray() for one in container.decode(stream)]
        return np.array(pictures), float(stream.average_rate or 30)


@pytest.mark.parametrize("name", [GOPRO, *PLAIN])
def test_a_recording_saved_anew_is_known_again(name: str) -> None:
    frames, fps = shown(name)
    assert likened(prints(saved_again(frames), fps), prints(frames, fps)).verdict is Verdict.SAME_RECORDING


@pytest.mark.parametrize("cut_s", [2.0, 5.3])
def test_a_recording_that_was_cut_saved_anew_cropped_and_mirrored_is_known_again(cut_s: float) -> None:
    frames, fps = shown(GOPRO)
    rest = frames[round(cut_s * fps) :]
    for copy in (saved_again(rest), cropped(0.05, 0.05, 0.05, 0.05)(rest), mirrored(rest)):
        assert likened(prints(copy, fps), prints(frames, fps)).verdict is Verdict.SAME_RECORDING


def test_different_recordings_are_different() -> None:
    known = [prints(*shown(name)) for name in (GOPRO, ANOTHER_GOPRO, PLAIN[0])]
    for this, other in combinations(known, 2):
        assert likened(this, other).verdict is Verdict.DIFFERENT


def test_one_test_card_in_two_codecs_is_one_recording() -> None:
    whole, its_start = (prints(*shown(name)) for name in PLAIN)
    found = likened(its_start, whole)
    assert (found.verdict, percent(found.this_in_other), percent(found.other_in_this)) == ("same_recording", 100, 66)
