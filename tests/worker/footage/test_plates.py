"""Drawn vehicles drive by and their plates are read; what is no plate is left alone; engines are told apart."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pytest

from tests.made.plates import BANDS, a_pass, a_plate, near_misses
from triage.plate_agreement import Agreement, agreement, closest, reading_in
from triage.plate_reading import reading_of_signs
from worker.footage.plates import EngineMissing, engine_of, read_plates
from worker.footage.plates.crops import halves, joined, size_of
from worker.footage.plates.engine import Sighting
from worker.footage.plates.fast_alpr import FastAlprPlates
from worker.footage.plates.rapid import _tiles
from worker.footage.plates.tracks import follow
from worker.footage.still import Image, Still

BOX = np.array([[0, 0], [90, 0], [90, 20], [0, 20]], dtype=np.float32)


def a_sighting(text: str, left: float, top: float = 200, *, sure: float = 0.97, dark_on_light: bool = True) -> Sighting:
    quad = BOX + np.array([left, top], dtype=np.float32)
    return Sighting(quad, (reading_of_signs(text, [sure] * len(text)),), 16.0, 1.0, dark_on_light)


def a_still(number: int, t: float | None = None) -> Still:
    return Still(number, number, number * 0.2 if t is None else t, np.zeros((450, 800, 3), dtype=np.uint8))


@dataclass
class Shown:
    """An engine that sees what a test says, wherever it is asked to look."""

    seen: Sequence[Sequence[Sighting]]
    name: str = "shown"
    version: str = "1"
    asked: int = 0

    def look(self, picture: Image) -> Sequence[Sighting]:
        self.asked += 1
        return self.seen[(self.asked - 1) % len(self.seen)]


@pytest.mark.parametrize(("seed", "band"), [(5003, BANDS[1]), (5002, BANDS[2])])
def test_a_drawn_pass_is_read_and_only_its_own_mark_agrees(seed: int, band: tuple[int, int]) -> None:
    drawn = a_pass(seed, band, stills=4)
    found = read_plates(drawn.stills, engine_of("rapidocr"), typed=drawn.mark, mark_t=0.4)
    read = reading_in(found.findings[0])
    assert read is not None
    assert read.mark == drawn.mark
    assert 2 <= read.seen <= 4
    assert read.crop == found.crops[0].role == "plate:1"
    assert band[0] * 0.6 < read.height_px < band[1] * 1.4
    for typed in near_misses(drawn.mark, random.Random(seed)):
        assert agreement(typed, closest(found.findings, typed)) is not Agreement.AGREES
    crop = cv2.imdecode(np.frombuffer(found.crops[0].image, dtype=np.uint8), cv2.IMREAD_COLOR)
    assert crop is not None
    assert crop.shape[0] >= 60


def test_two_lines_are_one_mark() -> None:
    scene = np.full((450, 800, 3), (60, 50, 45), dtype=np.uint8)
    plate = cv2.resize(a_plate("AB12CDE", two_lines=True), None, fx=0.22, fy=0.22, interpolation=cv2.INTER_AREA)
    scene[220 : 220 + plate.shape[0], 300 : 300 + plate.shape[1]] = plate
    found = read_plates([Still(0, 0, 0.0, scene)], engine_of("rapidocr"), typed="")
    assert [one.mark for one in map(reading_in, found.findings) if one] == ["AB12CDE"]


def test_what_is_printed_white_on_the_road_is_no_plate() -> None:
    scene = np.full((450, 800, 3), 90, dtype=np.uint8)
    cv2.putText(scene, "45MPH", (300, 260), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (255, 255, 255), 2, cv2.LINE_AA)
    assert read_plates([Still(0, 0, 0.0, scene)], engine_of("rapidocr"), typed="45MPH").findings == ()


def test_without_stills_or_an_engine_nothing_is_read() -> None:
    assert read_plates([], engine_of("rapidocr"), typed="AB12CDE").findings == ()
    assert read_plates([a_still(0)], engine_of("none"), typed="AB12CDE").findings == ()


def test_stills_of_two_vehicles_stay_apart_and_the_typed_one_comes_first() -> None:
    looks = [[a_sighting("XY99ZZZ", 100 + 9 * n), a_sighting("AB12CTX", 500 - 9 * n)] for n in range(4)]
    found = read_plates([a_still(n) for n in range(4)], Shown(looks), typed="AB12CTX")
    assert [one.mark for one in map(reading_in, found.findings) if one] == ["AB12CTX", "XY99ZZZ"]
    assert [one.value["agreement"] for one in found.findings] == ["agrees", "conflicts"]  # type: ignore[call-overload,index]
    assert [one.role for one in found.crops] == ["plate:1", "plate:2"]


def test_the_whole_picture_is_looked_at_only_where_the_band_did_not_show_what_was_typed() -> None:
    sees = Shown([[a_sighting("AB12CTX", 100)]])
    read_plates([a_still(0)], sees, typed="AB12CTX")
    assert sees.asked == 1
    read_plates([a_still(0)], sees, typed="XY99ZZZ")
    assert sees.asked == 3


def test_at_most_three_plates_are_told() -> None:
    marks = ("AB12CTX", "XY99ZZT", "KN04TTL", "PL55RSA", "GU61HHK")
    looks = [[a_sighting(mark, 20 + 150 * at) for at, mark in enumerate(marks)]]
    assert len(read_plates([a_still(0)], Shown(looks), typed="").findings) == 3


@pytest.mark.parametrize(
    ("second", "tracks"),
    [
        (a_sighting("AB12CTX", 130), 1),
        (a_sighting("A812CTK", 130), 1),
        (a_sighting("AB12CTX", 700), 1),  # far, but it says the same
        (a_sighting("XY99ZZZ", 130), 2),
        (a_sighting("AB99ZZZ", 700), 2),
    ],
)
def test_a_plate_is_followed_by_place_and_by_what_it_says(second: Sighting, tracks: int) -> None:
    assert len(follow([(a_still(0), [a_sighting("AB12CTX", 100)]), (a_still(1), [second])])) == tracks


def test_one_still_adds_at_most_one_sighting_to_a_track() -> None:
    twins = [a_sighting("AB12CTX", 100), a_sighting("AB12CTY", 300)]
    assert [len(one.seen) for one in follow([(a_still(0), twins), (a_still(1), twins)])] == [2, 2]


@pytest.mark.parametrize(
    ("width", "height", "count"), [(640, 360, 1), (1920, 1080, 1), (3840, 2160, 6), (2560, 800, 2)]
)
def test_a_large_picture_is_looked_at_in_parts_that_cover_it(width: int, height: int, count: int) -> None:
    tiles = list(_tiles(np.zeros((height, width, 3), dtype=np.uint8)))
    assert len(tiles) == count
    assert all(one % 32 == 0 for _left, _top, tile in tiles for one in tile.shape[:2])
    assert max(left + tile.shape[1] for left, _top, tile in tiles) >= width
    assert max(top + tile.shape[0] for _left, top, tile in tiles) >= height


def test_areas_are_joined_and_halved_along_their_own_axes() -> None:
    other = BOX + np.array([100, 0], dtype=np.float32)
    assert size_of(joined([BOX, other])) == pytest.approx((190, 20))
    upper, lower = halves(BOX)
    assert size_of(upper) == size_of(lower) == (90, 10)


class Told:
    """What fast-alpr answers with, attribute by attribute."""

    def __init__(self, **parts: object) -> None:
        vars(self).update(parts)

    def predict(self, frame: Image) -> list["Told"]:
        box = Told(x1=100.0, y1=200.0, x2=190.0, y2=220.0)
        texts = (Told(text="AB12CTX", confidence=[0.97] * 7), Told(text="XY99ZZZ", confidence=0.9), None)
        return [Told(detection=Told(bounding_box=box), ocr=one) for one in texts]


def test_fast_alpr_is_an_engine_like_the_other() -> None:
    engine = FastAlprPlates(Told())  # type: ignore[arg-type]
    first, second = engine.look(np.zeros((450, 800, 3), dtype=np.uint8))
    assert "".join(place[0][0] for place in first.readings[0].places) == "AB12CTX"
    assert second.readings[0].places[0] == (("X", 0.9),)


def test_an_engine_that_is_not_installed_says_what_to_do() -> None:
    with pytest.raises(EngineMissing, match=r"opsnap\[alpr\]"):
        engine_of("fast-alpr")
