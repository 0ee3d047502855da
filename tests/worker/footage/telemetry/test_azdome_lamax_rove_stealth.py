"""One enciphered record in three carriers: a freeGPS block (Azdome), a `gps0` box (Lamax), a `gpmd` track (Rove).

Every byte is turned with AA; opened: 0 two bytes, 2 `XKZD` FE FE, 8 fourteen digits of the time, a byte, 15 letters of
a label, 38 `N` 8 digits `W` 9 digits (DDDMMmmmm), then 8 digits of km/h, or a sign, 4 digits and 3 of km/h.
"""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.made.dashcam import (
    Reader,
    freegps,
    in_a_track,
    in_skipped_boxes,
    is_nowhere,
    near_birmingham,
    points_of,
    put,
)
from tests.made.hostile import FTYP, box, movie_box
from worker.footage.telemetry import azdome, navitel, rove

Carrier = Callable[..., bytes]
AT = datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # the record states no zone
CLOCK = (8, b"20260314081530\x0cAB12     GP\0\0\0\0\x03")
PLACE = b"N52288000W001540000"


def shut(*pieces: tuple[int, bytes], size: int = 311) -> bytes:
    """A record as the camera writes it."""
    return bytes(byte ^ 0xAA for byte in put(size, (2, b"XKZD\xfe\xfe"), *pieces))


FIX, ALSO_FIX, NO_FIX = (
    shut(CLOCK, (38, PLACE + b"00000056")),
    shut(CLOCK, (38, PLACE + b"+0140056+014+002+026")),
    shut(CLOCK, (173, b"+093-003-005")),
)


def azdome_clip(*records: bytes) -> bytes:
    """A block a record; the record begins 14 behind the magic."""
    return in_skipped_boxes(*(freegps((12, b"\x01\x03"), (14, record)) for record in records))


def lamax_clip(*records: bytes) -> bytes:
    """Records of 311 bytes in an outermost box."""
    return FTYP + box(b"mdat", bytes(16)) + movie_box() + box(b"gps0", b"".join(records))


def rove_clip(*records: bytes) -> bytes:
    """A sample a record; its first two bytes are zero before opening."""
    return in_a_track(b"gpmd", b"meta", *(b"\0\0" + record[2:] for record in records))


CARRIERS = [(azdome.read, azdome_clip), (navitel.read_lamax, lamax_clip), (rove.read_stealth, rove_clip)]


@pytest.mark.parametrize(("read", "clip"), CARRIERS)
def test_a_record_opens_to_the_same_place_in_each_carrier(read: Reader, clip: Carrier) -> None:
    first, second, third = points_of(read, clip(FIX, ALSO_FIX, NO_FIX))
    for point in (first, second):
        assert near_birmingham(point)
        assert (point.speed_mps, point.at) == (pytest.approx(56 / 3.6, abs=1e-3), AT)
    assert (is_nowhere(third), third.at) == (True, AT)


@pytest.mark.parametrize(("read", "clip"), CARRIERS)
@pytest.mark.parametrize("record", [FIX[:20], FIX[:21], bytes(311), b"\0" + FIX[:-1], shut((8, b"20261314081530"))])
def test_a_record_cut_short_moved_or_undated_gives_nothing(read: Reader, clip: Carrier, record: bytes) -> None:
    assert points_of(read, clip(record)) == []


def test_southern_and_western_letters_turn_the_signs() -> None:
    (point,) = points_of(azdome.read, azdome_clip(shut(CLOCK, (38, b"S33514500E151123000"))))
    assert (point.lat, point.lon) == (pytest.approx(-33.8575, abs=1e-6), pytest.approx(151.205, abs=1e-6))
