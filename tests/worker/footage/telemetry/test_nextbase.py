"""Nextbase: two freeGPS layouts, the binary subtitles, and the box of its software.

512GW, from the `f` of freeGPS: zeros from 12; 48 fourteen digits; 64 accelerations; 76 the RMC sentence.

| 512G, from 44, big-endian | subtitle, from the sample's start | what |
|---|---|---|
| 0 `$S` | 0 length, 16 bits, big-endian; 2 four zeros | mark |
| 2, 4 | | hundredths of m/s; hundredths of degrees, signed |
| 6, 8, 9, 10, 11, 12 | 6 fourteen digits | year, month, day, hour, minute, tenths of a second |
| 15, 19 | 34 (288 bytes) or 792 (1046 bytes) the RMC sentence in 128 | degrees times 10,000,000 |
| 24 | | eight zeros |

`gdat`: Base64 of JSON.
"""

import base64
import json
import struct
from datetime import UTC, datetime

import pytest

from tests.made.dashcam import freegps, in_a_track, in_skipped_boxes, is_nowhere, near_birmingham, points_of, put
from tests.made.hostile import FTYP, box, movie_box
from worker.footage.telemetry import nextbase, nextbase_files, thinkware

AT = datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # zones are added where the bytes state one
RMC = b"$GPRMC,081530.000,A,5228.8000,N,00154.0000,W,30.00,271.50,140326,,,A*00"
VOID = b"$GPRMC,081530.000,V,,,,,,,140326,,,N*00"
ROW = {"datetime": "2026-03-14T08:15:30", "lat": 52.48, "lon": "-1.9", "speed": 35, "bearing": 271.5, "gpsStatus": "A"}


def gw(sentence: bytes = RMC, printed: bytes = b"20260314091530") -> bytes:
    """The printed clock is the camera's, the sentence's the receiver's."""
    return freegps((48, printed), (64, struct.pack("<3i", 284, 6, -17)), (76, b" " + sentence + b"\r\n"))


def g_record(tenths: int = 300, year: int = 2026, magic: bytes = b"$S", lon: int = -19_000_000) -> bytes:
    """32 bytes; the places begin on odd offsets."""
    head = struct.pack(">2sHhH4BH", magic, 1543, -8850, year, 3, 14, 8, 15, tenths)
    return head + b"\x02" + struct.pack(">ii", 524_800_000 if lon else 0, lon) + b"\x10" + bytes(8)


def g(*records: bytes) -> bytes:
    """A block of records."""
    return freegps((12, b"x.xx"), (28, b"00000"), (44, b"".join(records)))


def subtitle(sentence: bytes = RMC, length: int = 288) -> bytes:
    """322GW's 290 bytes or 622GW's 1048."""
    place = {288: 34, 1046: 792}[length]
    return put(2 + length, (0, struct.pack(">H", length)), (6, b"20260314091530"), (place, sentence))


def gdat(*rows: object, told: object = None) -> bytes:
    """A clip as the software leaves it."""
    text = json.dumps(told if told is not None else {"cameraModel": "522GW", "gpsData": rows})
    return FTYP + box(b"mdat", bytes(16)) + movie_box() + box(b"gdat", base64.b64encode(text.encode()))


def test_512gw_is_dated_by_its_sentence_in_utc() -> None:
    first, second = points_of(nextbase.read_512gw, in_skipped_boxes(gw(), gw(VOID)))
    assert near_birmingham(first)
    assert (first.speed_mps, first.course) == (pytest.approx(15.4333, abs=1e-3), 271.5)
    assert first.at == second.at == AT.replace(tzinfo=UTC)
    assert is_nowhere(second)


def test_512gw_without_any_sentence_keeps_the_cameras_clock() -> None:
    (point,) = points_of(nextbase.read_512gw, in_skipped_boxes(gw(b"")))
    assert (is_nowhere(point), point.at) == (True, AT.replace(hour=9))


def test_512g_spreads_its_records_over_the_second() -> None:
    first, second, third = points_of(
        nextbase.read_512g, in_skipped_boxes(g(g_record(300), g_record(305)), g(g_record()))
    )
    assert near_birmingham(first)
    assert (first.speed_mps, first.course, first.at) == (15.43, 271.5, AT)
    assert second.at == AT.replace(microsecond=500_000)
    assert [first.t, second.t, third.t] == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("record", [g_record(lon=0), g_record(year=1999), g_record(magic=b"$T")])
def test_512g_records_of_no_place_or_time_give_none(record: bytes) -> None:
    assert all(is_nowhere(point) for point in points_of(nextbase.read_512g, in_skipped_boxes(g(record))))


@pytest.mark.parametrize("length", [288, 1046])
@pytest.mark.parametrize("fourcc", [b"tx3g", b"text"])
def test_binary_subtitles_are_read_at_their_times_and_by_no_reader_of_texts(length: int, fourcc: bytes) -> None:
    content = in_a_track(fourcc, b"sbtl", *(subtitle(text, length) for text in (RMC, VOID, b"")))
    first, second, third = points_of(nextbase_files.read_subtitle, content)
    assert near_birmingham(first)
    assert first.at == second.at == AT.replace(tzinfo=UTC)
    assert (is_nowhere(second), is_nowhere(third), third.at) == (True, True, AT.replace(hour=9))
    assert [first.t, second.t, third.t] == [0.0, 1.0, 2.0]
    assert points_of(thinkware.read, content) == []


def test_a_row_of_the_softwares_box_is_a_fix_only_with_status_a() -> None:
    later = ROW | {"datetime": "2026-03-14T08:15:32Z", "gpsStatus": "V"}
    first, second = points_of(nextbase_files.read_gdat, gdat(ROW, later | {"datetime": "2026-03-14T08:15:32"}))
    assert near_birmingham(first)
    assert (first.speed_mps, first.course, first.at) == (pytest.approx(15.6464), 271.5, AT)
    assert (is_nowhere(second), second.t) == (True, 2.0)
    assert points_of(nextbase_files.read_gdat, gdat(later))[0].at == AT.replace(second=32, tzinfo=UTC)


@pytest.mark.parametrize(
    "row",
    [{}, {"gpsStatus": "A"}, ROW | {"lat": "north"}, ROW | {"lat": 1e400}, ROW | {"lat": True}, ROW | {"lon": [1.9]}],
)
def test_a_row_without_numbers_has_no_place(row: dict[str, object]) -> None:
    assert all(is_nowhere(point) for point in points_of(nextbase_files.read_gdat, gdat(row)))


@pytest.mark.parametrize(
    "content",
    [
        gdat(told=[]),
        gdat(told={"gpsData": {"lat": 1}}),
        gdat("A", 7, None),
        FTYP + box(b"gdat", b"A"),
        FTYP + box(b"gdat", base64.b64encode(b"[" * 100_000)),
        FTYP + box(b"gdat", base64.b64encode(json.dumps({"gpsData": [ROW]}).encode())[:-40]),
        in_skipped_boxes(gw(printed=b"2026031409153")),
        in_skipped_boxes(gw()[:60]),
        in_skipped_boxes(g(g_record())[:75]),
        in_a_track(b"tx3g", b"sbtl", subtitle()[:289], b"\x01\x20\0\0\0\1" + subtitle()[6:]),
    ],
)
def test_what_is_broken_or_cut_short_gives_nothing(content: bytes) -> None:
    for read in (nextbase.read_512gw, nextbase.read_512g, nextbase_files.read_subtitle, nextbase_files.read_gdat):
        assert points_of(read, content) == []


def test_two_rows_with_and_without_a_zone_do_not_trip_over_each_other() -> None:
    content = gdat(ROW, ROW | {"datetime": "2026-03-14T08:15:31+00:00"})
    assert [point.t for point in points_of(nextbase_files.read_gdat, content)] == [0.0, 1.0]
