"""A copy is known again, another drive is not, and a still picture proves nothing."""

import base64
import zlib

import numpy as np
import pytest

from tests.made.copies import COPIES, FPS, compared, drawn, driven_again, likened, prints, scene
from triage.finding import Finding
from triage.likeness import Verdict, percent
from worker.footage.comparing import asked_of, words_of
from worker.footage.fingerprints import HEIGHT, PICTURE_BYTES, WIDTH, packed_of, unpacked

RED_LIGHT = scene("red_light")


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_is_found(copy: str) -> None:
    original = drawn(RED_LIGHT)
    this, other = prints(COPIES[copy](original)), prints(original)
    found = likened(this, other)
    assert (found.verdict, found.mirrored) == (Verdict.SAME_RECORDING, "mirrored" in copy)


def test_a_cropped_copy_is_found_from_the_original_too() -> None:
    original = drawn(RED_LIGHT)
    cropped = prints(COPIES["cropped by ten at a corner"](original))
    assert likened(prints(original), cropped).verdict is Verdict.SAME_RECORDING


def test_a_cut_clip_is_all_in_the_whole_one_and_begins_where_it_was_cut() -> None:
    original = drawn(RED_LIGHT)
    found = likened(prints(original[4 * FPS + 1 :]), prints(original))
    assert percent(found.this_in_other) >= 95
    assert 50 <= percent(found.other_in_this) <= 60
    assert found.offset_s == pytest.approx(4 + 1 / FPS, abs=0.13)


@pytest.mark.parametrize(
    "other",
    [
        scene("red_light", seed=77, colour="blue", speed_mph=23.0),
        driven_again(RED_LIGHT, 4.0, days=1),
        scene("close_pass"),
        scene("red_light", seed=78, brightness=0.18, noise=4.0, colour="white", speed_mph=31.0),
    ],
    ids=["another street", "the same road again", "another story", "by night"],
)
def test_another_drive_is_another_recording(other: object) -> None:
    assert likened(prints(drawn(other)), prints(drawn(RED_LIGHT))).verdict is Verdict.DIFFERENT  # type: ignore[arg-type]


def test_a_picture_that_stands_still_proves_nothing() -> None:
    still = np.repeat(drawn(RED_LIGHT)[:1], 100, axis=0)
    assert words_of(prints(still)) == ()
    assert compared(prints(still), prints(still)) is None


def test_black_pictures_are_asked_nothing() -> None:
    assert asked_of(np.zeros((80, HEIGHT, WIDTH), np.uint8)) == ()


def test_a_clip_of_one_second_is_compared_with_nothing() -> None:
    short = prints(drawn(RED_LIGHT)[:FPS])
    assert asked_of(short) == ()


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"packed": 7},
        {"packed": "no base64!"},
        {"packed": base64.b64encode(b"no deflate").decode()},
        {"packed": base64.b64encode(zlib.compress(b"x" * (PICTURE_BYTES + 1))).decode()},
        {"packed": base64.b64encode(zlib.compress(bytes(40_000_000), 9)).decode()},
    ],
)
def test_a_fingerprint_of_another_shape_is_no_fingerprint(value: object) -> None:
    assert packed_of(Finding("fingerprint", value, "video", "t", "1")) == b""  # type: ignore[arg-type]


def test_a_fingerprint_comes_back_as_it_was_packed() -> None:
    pictures = prints(drawn(RED_LIGHT))
    packed = base64.b64encode(zlib.compress(pictures.tobytes())).decode()
    assert np.array_equal(unpacked(packed_of(Finding("fingerprint", {"packed": packed}, "video", "t", "1"))), pictures)
