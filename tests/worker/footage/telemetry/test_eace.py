"""E-ACE: places written as text, plain or enciphered.

| from the `f` of freeGPS | what |
|---|---|
| 12 | hour, minute, second, year - 2000, month, day, 32 bits each, little-endian |
| 36 | status, hemispheres, zero |
| 40, 60 | latitude, longitude: 20 bytes, DDDMM.MMMM or Base64 of it under RC4, padded with zeros |
| 80, 84 | knots, course, floats |
"""

import base64
import struct
from datetime import datetime

import pytest
from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher

from tests.made.dashcam import freegps, in_skipped_boxes, near_birmingham, points_of
from worker.footage.telemetry import eace, novatek

PUBLISHED = (b"gNiiZ8JTtHca6tw=", b"htuiZMJSsXUX7No=")


def shut(text: bytes) -> bytes:
    """A place of at most 11 letters as the camera writes it, from the one published place and its cipher."""
    stream = bytes(shut ^ told for shut, told in zip(base64.b64decode(PUBLISHED[0]), b"4342.726563", strict=True))
    return base64.b64encode(bytes(letter ^ key for letter, key in zip(text, stream, strict=False)))


def block(lat: bytes, lon: bytes, marks: bytes = b"ANW\0") -> bytes:
    """14 March 2026, 08:15:30, at 30 knots."""
    clock = struct.pack("<6I", 8, 15, 30, 26, 3, 14)
    return freegps((12, clock), (36, marks), (40, lat), (60, lon), (80, struct.pack("<2f", 30.0, 271.5)))


def enciphered(marks: bytes = b"ANW\0") -> bytes:
    """Birmingham, shut with the chip maker's key."""
    return block(shut(b"5228.800000"), shut(b"00154.00000"), marks)


def test_a_place_opens_under_the_key_of_the_chips_maker() -> None:
    (point,) = points_of(eace.read, in_skipped_boxes(enciphered()))
    assert near_birmingham(point)
    assert (point.speed_mps, point.course) == (pytest.approx(15.4333, abs=1e-3), 271.5)
    assert point.at == datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # the camera's clock states no zone


def test_the_published_bytes_of_a_camera_open_to_their_published_latitude() -> None:
    written = block(*PUBLISHED, b"ANE\0")
    assert points_of(eace.read, in_skipped_boxes(written))[0].lat == pytest.approx(43 + 42.726563 / 60, abs=1e-6)


def test_the_cipher_is_the_one_others_implement_and_each_customer_has_a_key() -> None:
    key = b"sixteen bytes...".ljust(16)
    assert eace.rc4(b"5228.800000", key) == Cipher(ARC4(key), mode=None).encryptor().update(b"5228.800000")
    assert (len(eace.KEYS), eace.KEYS[1], eace.KEYS[-1]) == (20, b"customer aa gps", b"customer ss gps")


def test_a_place_in_plain_text_needs_no_key() -> None:
    (point,) = points_of(eace.read, in_skipped_boxes(block(b"5228.800000", b"00154.000000")))
    assert near_birmingham(point)


@pytest.mark.parametrize(
    "content",
    [
        block(base64.b64encode(b"another key"), base64.b64encode(b"another key")),
        block(shut(b"5228.800000"), base64.b64encode(b"another key")),
        block(b"abcdefghi", b"abcdefghi"),
        enciphered(marks=b"VNW\0"),
        enciphered()[:87],
        block(b"5228.800000", b"00154.000000")[:79],
    ],
)
def test_what_no_key_opens_or_has_no_fix_or_is_cut_short_gives_no_place(content: bytes) -> None:
    for read in (eace.read, novatek.read):
        assert not any(point.fix for point in points_of(read, in_skipped_boxes(content)))
