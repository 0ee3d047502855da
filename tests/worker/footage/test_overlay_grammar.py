"""The burnt-in line as text: dates, times, positions, speeds and cameras in every order makers print them."""

import pytest

from worker.footage.overlay.camera import Camera, camera_of
from worker.footage.overlay.clock import clock_of, without_clock
from worker.footage.overlay.place import Position, Speed, position_of, speed_of, without_position
from worker.footage.overlay.signs import count_mended, lettered, mended, plain

ONE_READING = [
    ("2026/03/14 14:23:05", "2026-03-14T14:23:05"),
    ("2026-03-14 14:23:05", "2026-03-14T14:23:05"),
    ("2026.03.14 14:23:05", "2026-03-14T14:23:05"),
    ("2026:03:14 14:23:05", "2026-03-14T14:23:05"),
    ("2026-03-14T14:23:05", "2026-03-14T14:23:05"),
    ("2026/3/4 4:23:05", "2026-03-04T04:23:05"),
    ("14/03/2026 14:23:05", "2026-03-14T14:23:05"),
    ("14-03-2026 14:23:05", "2026-03-14T14:23:05"),
    ("14.03.2026 14:23:05", "2026-03-14T14:23:05"),
    ("14.03.2026 14.23.05", "2026-03-14T14:23:05"),
    ("03/14/2026 14:23:05", "2026-03-14T14:23:05"),
    ("14:23:05 14/03/2026", "2026-03-14T14:23:05"),
    ("14-MAR-2026 14:23:05", "2026-03-14T14:23:05"),
    ("14 Mar 2026 14:23:05", "2026-03-14T14:23:05"),
    ("14Mar2026 14:23:05", "2026-03-14T14:23:05"),
    ("14 March 2026 14:23:05", "2026-03-14T14:23:05"),
    ("Mar 14, 2026 14:23:05", "2026-03-14T14:23:05"),
    ("2026-MAR-14 14:23:05", "2026-03-14T14:23:05"),
    ("29/02/2024 00:00:00", "2024-02-29T00:00:00"),
    ("31/12/2026 23:59:59", "2026-12-31T23:59:59"),
    ("2026/03/14 14:23", "2026-03-14T14:23:00"),
    ("VIOFO A129 45 MPH 14/03/2026 14:23:05", "2026-03-14T14:23:05"),
    ("DR900X/2026-03-14 14:23:05/45MPH", "2026-03-14T14:23:05"),
]
NO_READING = [
    "", "14:23:05", "14/03/2026", "45 MPH", "14/03/2026 24:00:00", "14/03/2026 12:60:00", "14/03/2026 12:00:60",
    "30/02/2026 12:00:00", "29/02/2025 12:00:00", "32/01/2026 12:00:00", "2026/13/01 12:00:00", "2026/00/10 12:00:00",
    "14/03/1926 12:00:00", "14/03/2126 12:00:00", "2026/03/14 88:11:59", "14 Mxr 2026 14:23:05", "SALE ENDS 14/03/2026",
    "TEL 0121 496 0000 24:7", "2026/03/14 14:05 AM",
]  # fmt: skip
HALVES = [
    ("12:05:09 AM", "00:05:09"), ("1:05:09 AM", "01:05:09"), ("11:59:59AM", "11:59:59"), ("12:05:09 PM", "12:05:09"),
    ("1:05:09 PM", "13:05:09"), ("01:05:09pm", "13:05:09"), ("11:59:59 P.M.", "23:59:59"), ("14:05:09 PM", "14:05:09"),
    ("00:05:09 AM", "00:05:09"), ("08:33:46PM41nph", "20:33:46"), ("02:23 PM", "14:23:00"),
]  # fmt: skip


def readings(line: str, other: str = "") -> list[str]:
    return [one.at.isoformat() for one in clock_of(plain(line), plain(other)).readings]


@pytest.mark.parametrize(("line", "at"), ONE_READING)
def test_a_date_whose_order_is_plain_has_one_reading(line: str, at: str) -> None:
    assert readings(line) == [at]


@pytest.mark.parametrize("line", NO_READING)
def test_what_is_no_date_with_a_time_has_no_reading(line: str) -> None:
    assert readings(line) == []


@pytest.mark.parametrize(("time", "at"), HALVES)
def test_the_half_of_the_day_is_counted_as_people_do(time: str, at: str) -> None:
    assert readings(f"2026/03/14 {time}") == [f"2026-03-14T{at}"]


@pytest.mark.parametrize(
    ("line", "british", "american"),
    [
        ("03/04/2026 10:00:00", "2026-04-03T10:00:00", "2026-03-04T10:00:00"),
        ("12-11-2026 10:00:00", "2026-11-12T10:00:00", "2026-12-11T10:00:00"),
    ],
)
def test_a_day_that_could_be_a_month_is_read_both_ways_the_british_first(
    line: str, british: str, american: str
) -> None:
    assert readings(line) == [british, american]


def test_a_day_equal_to_its_month_is_no_question() -> None:
    assert set(readings("04/04/2026 10:00:00")) == {"2026-04-04T10:00:00"}


@pytest.mark.parametrize(
    ("line", "orders"),
    [
        ("25/03/14 10:00:00", {"2014-03-25", "2025-03-14"}),
        ("13/03/31 10:00:00", {"2031-03-13", "2013-03-31"}),
        ("03/25/26 10:00:00", {"2026-03-25"}),
        ("31/03/45 10:00:00", {"2045-03-31"}),
    ],
)
def test_a_year_of_two_figures_leaves_every_order_open(line: str, orders: set[str]) -> None:
    assert {at[:10] for at in readings(line)} == orders


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("2O26/O3/14 l4:23:05", "2026-03-14T14:23:05"),
        ("14/03/2026 14:23:OS", "2026-03-14T14:23:05"),
        ("14-0CT-2026 14:23:05", "2026-10-14T14:23:05"),
        ("14-5EP-2026 14:23:05", "2026-09-14T14:23:05"),
        ("14-032026 14:23:05", "2026-03-14T14:23:05"),
        ("1403-2026 14:23:05", "2026-03-14T14:23:05"),
        ("2026/0314 14:23:05", "2026-03-14T14:23:05"),
        ("202603/14 14:23:05", "2026-03-14T14:23:05"),
        ("2026/03/1414:23:05", "2026-03-14T14:23:05"),
        ("14/03/202614:23:05", "2026-03-14T14:23:05"),
        ("2026/03/14 14:2305", "2026-03-14T14:23:05"),
        ("2026/03/14 1423:05", "2026-03-14T14:23:05"),
        ("2026/03/14 14:23.05", "2026-03-14T14:23:05"),
        ("２０２６／０３／１４　１４：２３：０５", "2026-03-14T14:23:05"),
        ("2026–03–14 14:23:05", "2026-03-14T14:23:05"),
        ("W1.23456714/03/2026 14:23:05", "2026-03-14T14:23:05"),
    ],
)
def test_what_a_reader_confuses_is_mended_where_one_reading_is_left(line: str, at: str) -> None:
    assert readings(line) == [at]


@pytest.mark.parametrize("line", ["2026/03/T4 14:23:05", "2026/03/14 14:23:?5", "2O26/O3/lA 14:23:05"])
def test_what_could_be_two_figures_or_was_mended_too_often_is_not_read(line: str) -> None:
    assert readings(line) == []


def test_the_time_may_stand_on_the_line_below() -> None:
    assert readings("14-03-2026", "14:23:05") == ["2026-03-14T14:23:05"]


def test_a_time_beside_its_date_wins_over_the_line_below() -> None:
    assert readings("14-03-2026 14:23:05", "OPEN 07:00 - 19:00") == ["2026-03-14T14:23:05"]


def test_a_date_alone_and_a_time_alone_are_told_apart() -> None:
    assert (clock_of("14/03/2026").has_date, clock_of("14/03/2026").has_time) == (True, False)
    assert (clock_of("14:23:05").has_date, clock_of("14:23:05").has_time) == (False, True)


@pytest.mark.parametrize(
    ("line", "lat", "lon"),
    [
        ("N52.123456 W1.234567", 52.123456, -1.234567),
        ("N52.123456W1.234567", 52.123456, -1.234567),
        ("N:52.1234 W:1.2345", 52.1234, -1.2345),
        ("N 52.1234 E 0.2345", 52.1234, 0.2345),
        ("S33.8688, E151.2093", -33.8688, 151.2093),
        ("52.1234N 1.2345W", 52.1234, -1.2345),
        ("52.1234°N, 001.2345°W", 52.1234, -1.2345),
        ("52.40120, -1.80120", 52.4012, -1.8012),
        ("LAT 52.4012 LON -1.8012", 52.4012, -1.8012),
        ("Lat:+52.4012 Long:-1.8012", None, None),
        ("N52°28'12.4\" W1°53'24.7\"", 52.4701111, -1.8901944),
        ("52°28'12\"N 1°53'24\"W", 52.47, -1.89),
        ("N52°28.206' W001°53.412'", 52.4701, -1.8902),
        ("N52.I23456 W1.2345O7", 52.123456, -1.234507),
        ("N52,123456 W1,234567", 52.123456, -1.234567),
        ("NO GPS", None, None),
        ("---", None, None),
        ("N--.------ W-.------", None, None),
        ("GPS SEARCHING", None, None),
        ("N0.000000 E0.000000", None, None),
        ("N91.000000 W1.000000", None, None),
        ("N52.000000 W181.000000", None, None),
        ("N52°61'12.4\" W1°53'24.7\"", None, None),
        ("N52123456 W1234567", None, None),
        ("14.03.2026 14.23.05", None, None),
    ],
)
def test_a_position_is_read_as_printed_or_not_at_all(line: str, lat: float | None, lon: float | None) -> None:
    expected = None if lat is None or lon is None else Position(lat, lon)
    assert position_of(plain(line)) == expected


def test_the_figures_of_a_position_are_no_clock() -> None:
    line = "23 MPH N52.123456W1.23456716/03/2026 14:23:0123 MPH"
    assert readings(line) == ["2026-03-16T14:23:01"]
    assert position_of(without_clock(line)) == Position(52.123456, -1.234567)
    assert speed_of(without_position(without_clock(line))) == Speed(23, "mph")


@pytest.mark.parametrize(
    ("line", "speed"),
    [
        ("45 MPH", Speed(45, "mph")),
        ("045MPH", Speed(45, "mph")),
        ("0 mph", Speed(0, "mph")),
        ("72 KM/H", Speed(72, "km/h")),
        ("72 km/h", Speed(72, "km/h")),
        ("72KMH", Speed(72, "km/h")),
        ("72 KMIH", Speed(72, "km/h")),
        ("72 kph", Speed(72, "km/h")),
        ("O72 KM/H", Speed(72, "km/h")),
        ("30 KNOTS", Speed(30, "kn")),
        ("--- KM/H", None),
        ("OO KM/H", None),
        ("999 MPH", None),
        ("45", None),
        ("SPEED LIMIT 30", None),
    ],
)
def test_a_speed_is_read_with_its_unit_or_not_at_all(line: str, speed: Speed | None) -> None:
    assert speed_of(plain(line)) == speed


@pytest.mark.parametrize(
    ("line", "camera"),
    [
        ("VIOFO A129 PLUS 054 MPH", Camera("VIOFO", "A129 PLUS")),
        ("VI0F0 A129 2026/03/14", Camera("VIOFO", "A129")),
        ("70mai 2026-03-14 14:23:05", Camera("70mai", None)),
        ("7Omai A800", Camera("70mai", "A800")),
        ("NEXTBASE 622GW", Camera("Nextbase", "622GW")),
        ("BlackVue DR900X/2026-03-14", Camera("BlackVue", "DR900X")),
        ("THINKWARE U1000 2026.03.14", Camera("Thinkware", "U1000")),
        ("GARMIN 66W", Camera("Garmin", "66W")),
        ("KENW00D", Camera("Kenwood", None)),
        ("MiVue 798", Camera("MiVue", "798")),
        ("PREMIOM", None),
        ("AB12 CDE", None),
        ("", None),
    ],
)
def test_a_camera_is_one_of_the_table_or_none(line: str, camera: Camera | None) -> None:
    assert camera_of(plain(line)) == camera


def test_mending_says_how_much_it_did() -> None:
    assert (mended("2O26"), count_mended("2O26")) == ("2026", 1)
    assert mended("T4") is None
    assert mended("X4") is None
    assert lettered("0ct") == "OCT"
    assert plain("  14 ：23  º ") == "14 :23 °"
