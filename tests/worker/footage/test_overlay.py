"""The burnt-in line of whole clips: drawn in the manner of many cameras, and told by a reader of invented lines."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pytest

from tests.made.overlays import STYLES, Drawn, draw
from triage.finding import Finding
from worker.footage.ocr import Text, recogniser
from worker.footage.overlay import read_overlay
from worker.footage.still import Image, Still

START = datetime(2026, 3, 14, 14, 23, 5)  # noqa: DTZ001 - a camera's clock has no zone


class Invented:
    """A recogniser that finds given areas, and reads in each what it is told stands there in each still."""

    def __init__(self, *lines: Sequence[str], confidence: float = 0.9) -> None:
        self.lines = lines  # for each area what it says in each still
        self.confidence = confidence
        self.looked, self.crops = 0, 0

    def find(self, image: Image) -> list[npt.NDArray[np.float32]]:
        self.looked += 1
        rows = image.shape[0]
        tops = [rows - 22 - 20 * place for place in range(len(self.lines))]
        return [np.array([[20, y], [400, y], [400, y + 14], [20, y + 14]], np.float32) for y in tops]

    def read(self, crops: Sequence[Image]) -> list[Text]:
        self.crops += len(crops)
        return [self._said(crop) for crop in crops]

    def _said(self, crop: Image) -> Text:
        still, area = int(crop[..., 0].min()), int(crop[..., 1].min())
        said = self.lines[area][still]
        return Text(said, self.confidence if said else 0.0, (self.confidence,) * len(said))


def pictures(times: Sequence[float], areas: int) -> list[Still]:
    """Stills that carry their own number in blue, that of the area in green and strokes that stand still in red."""
    strokes = np.random.default_rng(4).integers(0, 256, (360, 640), dtype=np.uint8)
    stills = []
    for number, t in enumerate(times):
        image = np.zeros((360, 640, 3), np.uint8)
        image[..., 0], image[..., 2] = number, strokes
        for area in range(areas):
            image[360 - 25 - 20 * area : 360 - 5 - 20 * area, :, 1] = area
        stills.append(Still(number, number, t, image))
    return stills


def told(times: Sequence[float], *lines: Sequence[str], confidence: float = 0.9) -> dict[str, list[Finding]]:
    """The findings by kind of a clip whose areas print these lines, one for each still."""
    found: dict[str, list[Finding]] = {}
    for finding in read_overlay(pictures(times, len(lines)), Invented(*lines, confidence=confidence)):
        found.setdefault(finding.kind, []).append(finding)
    return found


def ticking(times: Sequence[float], pattern: str = "%Y/%m/%d %H:%M:%S", start: datetime = START) -> list[str]:
    return [f"{start + timedelta(seconds=t):{pattern}}" for t in times]


TIMES = (0.0, 10.0, 20.0)


def test_a_running_clock_is_a_time_without_zone_at_its_still() -> None:
    (found,) = told(TIMES, ticking(TIMES))["recorded_at"]
    assert found.value == {"printed": "2026-03-14T14:23:05", "zone": None, "t": 0.0}
    assert (found.source, found.confidence) == ("overlay", 0.9)


def test_an_ambiguous_day_is_told_with_its_other_reading() -> None:
    start = datetime(2026, 4, 3, 10, 0, 0)  # noqa: DTZ001
    (found,) = told(TIMES, ticking(TIMES, "%d/%m/%Y %H:%M:%S", start))["recorded_at"]
    assert found.value == {
        "printed": "2026-04-03T10:00:00",
        "zone": None,
        "t": 0.0,
        "also": ["2026-03-04T10:00:00"],
    }


def test_every_claim_of_the_line_becomes_a_finding() -> None:
    lines = [
        f"{at} {mph} MPH N52.4{mph}00 W1.8000 VIOFO A129" for at, mph in zip(ticking(TIMES), (30, 31, 32), strict=True)
    ]
    found = told(TIMES, lines)
    assert found["place"][0].value == {"lat": 52.431, "lon": -1.8}
    assert [one.value for one in found["overlay_speed"]] == [
        {"value": 30, "unit": "mph", "t": 0.0},
        {"value": 31, "unit": "mph", "t": 10.0},
        {"value": 32, "unit": "mph", "t": 20.0},
    ]
    assert found["camera"][0].value == {"make": "VIOFO", "model": "A129"}
    assert found["overlay_text"][0].value == {"lines": [lines[0]], "t": 0.0}
    assert all(finding.confidence == 0.9 for kind in found.values() for finding in kind)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["2026/03/14 14:23:05"] * 3, "stands"),
        (["2026/03/14 14:23:25", "2026/03/14 14:23:15", "2026/03/14 14:23:05"], "not_monotone"),
        (["2026/03/14 14:23:05", "2026/03/14 14:23:15", "2026/03/14 15:23:25"], "not_monotone"),
        (["SALE ENDS 14/03/2026"] * 3, "no_time"),
        (["2026/03/14 14:23:05", "", ""], "too_few"),
    ],
)
def test_a_clock_that_does_not_run_gives_no_time_no_place_and_no_speed(lines: list[str], why: str) -> None:
    found = told(TIMES, [f"{line} 30 MPH N52.4000 W1.8000" if line else "" for line in lines])
    assert set(found) == {"overlay_unclear", "overlay_text"}
    unclear = found["overlay_unclear"][0].value
    assert isinstance(unclear, dict)
    assert unclear["why"] == why
    assert unclear["sentence"].endswith(".")


def test_a_clip_too_short_to_see_a_second_pass_proves_no_clock() -> None:
    times = (0.0, 0.5, 1.0)
    assert set(told(times, ticking(times))) == {"overlay_unclear", "overlay_text"}


@pytest.mark.parametrize(
    "line", ["", "AB12 CDE", "TO LET", "SPEED LIMIT 30 MPH", "GARMIN CENTRE", "OPEN 07:00 - 19:00", "---", "NO GPS"]
)
def test_words_that_stand_in_the_scene_are_no_overlay(line: str) -> None:
    assert told(TIMES, [line] * 3) == {}


def test_a_position_without_a_clock_is_still_a_place() -> None:
    assert set(told(TIMES, ["N52.4000 W1.8000"] * 3)) == {"place", "overlay_text"}


def test_one_position_that_cannot_be_reached_is_left_out_and_a_lone_one_is_none() -> None:
    at = ticking(TIMES)
    two = told(TIMES, [f"{at[0]} N52.4000 W1.8000", f"{at[1]} N57.4000 W1.8000", f"{at[2]} N52.4010 W1.8000"])
    one = told(TIMES, [f"{at[0]} N52.4000 W1.8000", f"{at[1]} NO GPS", f"{at[2]} ---"])
    assert two["place"][0].value == {"lat": 52.4005, "lon": -1.8}
    assert two["place"][0].confidence == 0.6
    assert "place" not in one


def test_the_time_may_stand_under_its_date() -> None:
    found = told(TIMES, ticking(TIMES, "%H:%M:%S"), ticking(TIMES, "%d-%m-%Y"))
    assert found["recorded_at"][0].value == {"printed": "2026-03-14T14:23:05", "zone": None, "t": 0.0}


def test_a_poster_with_a_date_does_not_spoil_the_camera_s_own_clock() -> None:
    found = told(TIMES, ticking(TIMES), ["SALE ENDS 01/01/2027 17:00"] * 3)
    assert [one.value for one in found["recorded_at"]] == [{"printed": "2026-03-14T14:23:05", "zone": None, "t": 0.0}]


def test_two_clocks_that_run_apart_are_both_left_alone() -> None:
    other = ticking(TIMES, start=START + timedelta(hours=1))
    found = told(TIMES, ticking(TIMES), [f"{line} x" for line in other])
    assert set(found) == {"overlay_unclear", "overlay_text"}


def test_two_more_stills_are_read_only_when_the_three_do_not_tell() -> None:
    times = (0.0, 5.0, 10.0, 15.0, 20.0)
    clock = ticking(times)
    fine, spoilt = Invented(clock), Invented([*clock[:2], "2026/03/14 1??23:15", *clock[3:]])
    stills = pictures(times, 1)
    assert [one.kind for one in read_overlay(stills, fine)] == ["recorded_at", "overlay_text"]
    (recorded, _) = read_overlay(stills, spoilt)
    assert (fine.looked, fine.crops) == (1, 3)
    assert (spoilt.looked, spoilt.crops) == (1, 5), "three, the spoilt one again, and one more"
    assert recorded.confidence == pytest.approx(0.9 * 3 / 4, abs=0.001)


@pytest.mark.parametrize("count", [0, 1])
def test_a_single_picture_proves_nothing(count: int) -> None:
    engine = Invented(ticking(TIMES))
    assert read_overlay(pictures(TIMES, 1)[:count], engine) == ()
    assert engine.looked == 0


def test_what_moves_with_the_scene_is_not_read() -> None:
    rng = np.random.default_rng(5)
    stills = pictures(TIMES, 1)
    for still in stills:
        still.image[..., 2] = rng.integers(0, 256, (360, 640), dtype=np.uint8)
    engine = Invented(ticking(TIMES))
    assert read_overlay(stills, engine) == ()
    assert engine.crops == 0


SAMPLE = (3, 6, 8, 13, 19, 29, 34, 36)  # 720p to 4K, day and night, eight styles; the proof draws two hundred


def right(drawn: Drawn, findings: Sequence[Finding]) -> bool:
    """True when the drawn date and time are what was read, or, for an ambiguous day, one of the two readings."""
    for finding in findings:
        if finding.kind == "recorded_at" and isinstance(finding.value, dict):
            shown = next(
                at
                for still, at in zip(drawn.stills, drawn.clock, strict=True)
                if abs(still.t - float(finding.value["t"])) < 0.01
            )
            return shown.isoformat() in (finding.value["printed"], *finding.value.get("also", ()))
    return False


@pytest.mark.parametrize("seed", SAMPLE, ids=lambda seed: STYLES[seed % len(STYLES)].name)
def test_the_line_of_a_drawn_clip_is_read(seed: int) -> None:
    drawn = draw(seed, stills=3)
    assert right(drawn, read_overlay(drawn.stills, recogniser()))


@pytest.mark.parametrize(
    ("seed", "clock"), [(25, "stands"), (29, "jumps"), (3, "backwards"), (34, "fast"), (3, "sign"), (11, "sign")]
)
def test_a_drawn_clock_that_does_not_run_is_not_accepted(seed: int, clock: str) -> None:
    findings = read_overlay(draw(seed, stills=3, clock=clock).stills, recogniser())
    assert {finding.kind for finding in findings} <= {"overlay_unclear", "overlay_text"}
