"""Positions in private units of transport streams."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.worker.footage.telemetry import samples_b as bytes_of
from tests.worker.footage.telemetry.hand_made import stream, told

PRINTED = datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # a camera's clock states no zone
KNOTS_30 = 15.4333


@pytest.mark.parametrize(
    ("body", "source", "at", "speed", "course"),
    [
        (bytes_of.novatek_body() + bytes(60), "novatek-ts", PRINTED, KNOTS_30, 271.5),
        (bytes(164) + bytes_of.novatek_body() + bytes(800), "novatek-ts", PRINTED, KNOTS_30, 271.5),
        (bytes_of.innovv_record(), "innovv-ts", None, KNOTS_30, 271.5),
        (bytes(32) + bytes_of.dod_record(), "dod-ts", PRINTED.replace(microsecond=500_000), 10.0, 350.0),
        (bytes_of.VIIDURE, "viidure-ts", PRINTED.replace(tzinfo=UTC), 10.0, 271.5),
        (b"normal:" + bytes_of.ligo_line() + bytes(20), "ligo-ts", PRINTED, 10.0, 271.5),
    ],
)
@pytest.mark.parametrize("pid", [0x300, 0x1E4])
def test_a_unit_gives_its_position_at_the_time_of_the_picture_before_it(
    body: bytes, source: str, at: datetime | None, speed: float, course: float, pid: int, tmp_path: Path
) -> None:
    first, second = told(stream(body, body, pid=pid), tmp_path)
    assert (first.t, second.t, first.source, first.at) == (0.0, 1.0, source, at)
    assert (first.lat, first.lon) == (pytest.approx(52.48, abs=1e-5), pytest.approx(-1.9, abs=1e-5))
    assert (first.speed_mps, first.course) == (pytest.approx(speed, abs=1e-3), pytest.approx(course, abs=1e-3))


@pytest.mark.parametrize("body", [bytes_of.novatek_body(b"V\0\0\0"), bytes_of.innovv_record(b"V00\0")])
def test_a_unit_without_a_fix_has_no_place(body: bytes, tmp_path: Path) -> None:
    (point,) = told(stream(body), tmp_path)
    assert (point.fix, point.lat, point.lon) == (False, None, None)


@pytest.mark.parametrize(
    "body",
    [
        bytes_of.novatek_body(day=0),
        bytes_of.novatek_body()[:40],
        bytes(163) + bytes_of.novatek_body(),
        bytes_of.innovv_record()[:31],
        b"ANW\0" + b"\xff" * 28,
        bytes(32) + bytes_of.dod_record()[:30],
        bytes(32) + bytes_of.dod_record(minute=60),
        bytes_of.VIIDURE[:60],
        bytes_of.VIIDURE.replace(b" N:", b" ?:"),
        b"normal:" + bytes_of.ligo_line()[:30],
        b"LIGOGPSINFO\0\0\0\0" + bytes(5) + b"####" + bytes(132),
    ],
)
def test_a_unit_that_is_cut_short_or_makes_no_sense_gives_nothing(body: bytes, tmp_path: Path) -> None:
    assert told(stream(body), tmp_path) == []


def test_of_a_ring_of_positions_only_the_newest_of_a_unit_counts(tmp_path: Path) -> None:
    ring = bytes(32) + bytes_of.dod_record(14) + bytes_of.dod_record(16, lat=524_900_000) + bytes_of.dod_record(13)
    (point,) = told(stream(ring), tmp_path)
    assert (point.at, point.lat) == (datetime(2026, 3, 14, 8, 16, 30, 500_000), 52.49)  # noqa: DTZ001


def test_another_stream_is_not_mixed_in(tmp_path: Path) -> None:
    speech = stream(bytes_of.VIIDURE) + stream(bytes_of.innovv_record(), pid=0x301)
    assert {point.source for point in told(speech, tmp_path)} == {"viidure-ts"}


def test_a_plain_table_behind_the_packets_is_read(tmp_path: Path) -> None:
    first, second = told(bytes_of.ligo_ts_trailer(bytes_of.ligo_line(30), bytes_of.ligo_line(32)), tmp_path)
    assert (first.source, first.lat, first.t, second.t) == ("ligo-ts-trailer", 52.48, 0.0, 2.0)


def test_a_table_whose_two_lengths_disagree_is_left_alone(tmp_path: Path) -> None:
    table = bytes_of.ligo_ts_trailer(bytes_of.ligo_line())
    assert told(table[:-1] + b"\0", tmp_path) == []
