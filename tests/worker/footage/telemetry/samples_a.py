"""Bytes of the freeGPS family, Nextbase, Kenwood, Vantrue, Navitel and Rove: the reader that must claim them, the file.

The bytes are put together by hand where their layout stands, in the tests of each format.
"""

from collections.abc import Callable

from tests.made.dashcam import among_pictures, in_a_track, in_skipped_boxes
from tests.worker.footage.telemetry import (
    test_akaso,
    test_atc,
    test_azdome_lamax_rove_stealth,
    test_eace,
    test_kenwood,
    test_motorcycles,
    test_navitel,
    test_nextbase,
    test_novatek,
    test_rove,
    test_shifted_nmea,
    test_vantrue,
    test_xgody,
)

Bytes = Callable[[], bytes]


def _blocks(*blocks: bytes) -> Bytes:
    return lambda: in_skipped_boxes(*blocks)


def _one_cipher(carrier: Callable[..., bytes]) -> Bytes:
    shared = test_azdome_lamax_rove_stealth
    return lambda: carrier(shared.FIX, shared.ALSO_FIX, shared.NO_FIX)


SAMPLES: tuple[tuple[str, Bytes], ...] = (
    ("novatek-freegps", _blocks(test_novatek.block(), test_novatek.block(marks=b"V\0\0\0"))),
    ("novatek-freegps", _blocks(test_novatek.block(16))),
    ("novatek-freegps", lambda: among_pictures(test_novatek.block(), test_novatek.block())),
    ("novatek-freegps", _blocks(test_novatek.block(12), test_novatek.block(12, b"V\0\0\0"))),
    ("kenwood-freegps", _blocks(test_novatek.block(60), test_novatek.block(60, b"V\0\0\0"))),
    ("atc-freegps", _blocks(test_atc.block(test_atc.record(), test_atc.record(29)))),
    ("iqs-freegps", _blocks(test_novatek.iqs(), test_novatek.iqs(b"VNE\0"))),
    ("transcend-freegps", _blocks(test_novatek.transcend())),
    ("rexing-freegps", test_novatek.rexing),
    ("eace-freegps", _blocks(test_eace.enciphered())),
    ("eace-freegps", _blocks(test_eace.block(b"5228.800000", b"00154.000000"))),
    ("nextbase-512gw", _blocks(test_nextbase.gw(), test_nextbase.gw(test_nextbase.VOID), test_nextbase.gw(b""))),
    ("nextbase-512g", _blocks(test_nextbase.g(test_nextbase.g_record(), test_nextbase.g_record(301)))),
    ("nextbase-subtitle", lambda: in_a_track(b"tx3g", b"sbtl", test_nextbase.subtitle(), test_nextbase.subtitle(b""))),
    ("nextbase-subtitle", lambda: in_a_track(b"text", b"text", test_nextbase.subtitle(length=1046))),
    ("nextbase-gdat", lambda: test_nextbase.gdat(test_nextbase.ROW)),
    ("vantrue-n4", _blocks(test_vantrue.n4(text=test_vantrue.RMC), test_vantrue.n4(b"V", text=test_vantrue.VOID))),
    ("vantrue-n4", _blocks(test_vantrue.n4())),
    ("vantrue-s1", _blocks(test_vantrue.s1(), test_vantrue.s1(b"VNW\0"))),
    ("vantrue-fmas", lambda: in_a_track(b"gpmd", b"meta", test_vantrue.n2s(), test_vantrue.n2s(b"VWN"))),
    ("azdome-freegps", _one_cipher(test_azdome_lamax_rove_stealth.azdome_clip)),
    ("lamax-gps0", _one_cipher(test_azdome_lamax_rove_stealth.lamax_clip)),
    ("rove-gpmd", _one_cipher(test_azdome_lamax_rove_stealth.rove_clip)),
    ("rove-ssmd", lambda: test_rove.clip(test_rove.sample(), test_rove.sample(second=31))),
    ("akaso-freegps", _blocks(test_akaso.plain(), test_akaso.plain(b"V"))),
    ("wide-freegps", _blocks(test_akaso.wide(), test_akaso.wide(b"V"))),
    ("shifted-nmea", _blocks(test_shifted_nmea.block(), test_shifted_nmea.block(head=b""))),
    ("xgody-freegps", _blocks(test_xgody.block())),
    ("innovv-freegps", _blocks(test_motorcycles.block(test_motorcycles.innovv(), test_motorcycles.innovv(b"V00\0")))),
    ("xbht-freegps", _blocks(test_motorcycles.block(test_motorcycles.xbht(), test_motorcycles.xbht(1)))),
    ("kenwood-udta", lambda: test_kenwood.udta(test_kenwood.FIRST, test_kenwood.SECOND)),
    ("kenwood-trailer", lambda: test_kenwood.trailer(test_kenwood.trailer_record(), test_kenwood.trailer_record(31))),
    ("navitel-gps0", lambda: test_navitel.clip(test_navitel.record(), test_navitel.record(31))),
)
