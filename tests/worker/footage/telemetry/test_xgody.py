"""XGODY: 12 from the `f` of freeGPS a line of text with degrees; its speed is left alone, its unit is in dispute."""

from datetime import datetime

import pytest

from tests.made.dashcam import freegps, in_skipped_boxes, is_nowhere, near_birmingham, points_of
from worker.footage.telemetry import xgody

LINE = b"normal:2026/03/14 08:15:30 N:52.480000 W:1.900000 53.6 km/h x:-0.02 y:0.99 z:0.10 A:271.5 H:245.5"


def block(line: bytes = LINE) -> bytes:
    """The line, then zeros."""
    return freegps((12, line), size=164)


def test_the_line_gives_place_course_and_the_cameras_clock() -> None:
    (point,) = points_of(xgody.read, in_skipped_boxes(block()))
    assert near_birmingham(point)
    assert (point.speed_mps, point.course) == (None, 271.5)
    assert point.at == datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # the line states no zone


def test_zero_degrees_are_no_fix() -> None:
    line = LINE.replace(b"52.480000", b"0.000000").replace(b"1.900000", b"0.000000")
    assert [is_nowhere(point) for point in points_of(xgody.read, in_skipped_boxes(block(line)))] == [True]


@pytest.mark.parametrize(
    "line", [LINE[:40], LINE.replace(b"/03/", b"/13/"), LINE.replace(b"N:", b"X:"), LINE.replace(b"480000", b"4")]
)
def test_a_line_cut_short_undated_or_too_coarse_gives_nothing(line: bytes) -> None:
    assert points_of(xgody.read, in_skipped_boxes(block(line))) == []
