"""Bytes of the formats of group B, put together by hand: name of the reader that must claim them, and the file.

All stand at 52.48 N, 1.9 W (52 degrees 28.8 minutes, 1 degree 54 minutes) on 14 March 2026 at 08:15:30.
"""

import struct
from calendar import timegm
from collections.abc import Callable
from datetime import UTC, datetime

from tests.made.hostile import box
from tests.worker.footage.telemetry.hand_made import boxes, movie, stream

SECONDS = timegm((2026, 3, 14, 8, 15, 30))
LAT, LON = 52.48, -1.9
PACKED_LAT, PACKED_LON = 5228.8, 154.0  # DDDMM.MMMM, west and south by a letter
HALF_CIRCLE = 2**31 / 180


def maibox_record(t: int, fix: int = 1, speed: int = 36_000, letters: bytes = b"NW") -> bytes:
    """70mai Pro: 10 m/s."""
    places = struct.pack("<cIcI", letters[:1], 5_228_800, letters[1:], 154_000)
    return struct.pack("<IIII", 1, fix, t, speed) + places + bytes(10)


def maibox(*records: bytes) -> bytes:
    return boxes(box(b"moov", box(b"mvhd", bytes(100))), box(b"GPS ", b"".join(records)))


def mai_block(status: bytes = b"A", lat: int = 522_880_000, lon: int = -15_400_000) -> bytes:
    """70mai A810: 36 km/h, course 271, no clock."""
    head = b"freeGPS " + struct.pack("<HHHH", 0x1ED, 0, 3, 0x1ED) + bytes(10) + status
    return box(b"free", (head + struct.pack("<iiii", lat, lon, 271, 36)).ljust(256, b"\0"))


def uuid_record(seconds: int = SECONDS, lat: float = LAT, lon: float = LON) -> bytes:
    """Garmin DriveAssist: 30 miles an hour."""
    places = struct.pack(">ii", round(lat * HALF_CIRCLE), round(lon * HALF_CIRCLE))
    return struct.pack(">IH", seconds + 2_082_844_800, 30) + bytes(6) + places


def garmin_uuid(*records: bytes) -> bytes:
    kind = bytes.fromhex("9b630f8d637440ec8204bc5ff5091728")
    return boxes(box(b"moov", box(b"uuid", kind + bytes(17) + b"".join(records))))


def pndm(lat: float = LAT, lon: float = LON) -> bytes:
    return b"PNDM" + bytes(4) + struct.pack("<HHii", 30, 0, round(lat * HALF_CIRCLE), round(lon * HALF_CIRCLE))


def text(line: bytes) -> bytes:
    """A text sample: its length, then the letters."""
    return struct.pack(">H", len(line)) + line


RMC = b"$GPRMC,081530.00,A,5228.8000,N,00154.0000,W,30.0,271.5,140326,,,A*00"


def sstar_40(word: int = 0x057E, lat: float = LAT, lon: float = LON, speed: int = 36) -> bytes:
    return (
        struct.pack("<ddiHHBBBB", lat, lon, 140, speed, word, 14, 8, 15, 30) + b"\x88\1\1\0" + struct.pack("<II", 1, 0)
    )


def sstar_32(word: int = 0x097E, lat: float = PACKED_LAT, lon: float = -PACKED_LON) -> bytes:
    return struct.pack("<ddiHHBBBB", lat, lon, 140, 36, word, 14, 8, 15, 30) + b"\x88\1\1\0"


def vueroid(north: int = 1, east: int = 0, lat: float = PACKED_LAT, lon: float = PACKED_LON) -> bytes:
    return bytes(52) + struct.pack("<BBHfffI", north, east, 140, 36.0, lat, lon, SECONDS)


def camm_6(fix: int = 3) -> bytes:
    """Velocity 3 m/s to the east and 4 to the north: 5 m/s, course 36.87."""
    return struct.pack("<HHdIddfffffff", 0, 6, 1.4e9, fix, LAT, LON, 140.0, 2.0, 3.0, 3.0, 4.0, 0.0, 0.1)


def camm_5() -> bytes:
    return struct.pack("<HHddd", 0, 5, LAT, LON, 140.0)


def rvmi(lat: int = 52_480_000, lon: int = -1_900_000) -> bytes:
    return b"gReV" + struct.pack("<iiihH", lat, lon, 0, 360, 136)


def ligo_line(second: int = 30, letters: bytes = b"NW", unit: bytes = b" km/h") -> bytes:
    return b"2026/03/14 08:15:%02d %c:52.480000 %c:1.900000 36.00%s x:0.1 y:0 z:0 A:271.5" % (second, *letters, unit)


def ligo_enciphered(line: bytes) -> bytes:
    """Control byte 0xC0 keeps the next four letters with their sixth bit turned and nothing else."""
    line = bytes(4) + line
    line += bytes(-len(line) % 4)
    fours = (line[at : at + 4] for at in range(0, len(line), 4))
    locked = b"".join(b"\xc0" + bytes(letter ^ 0x20 for letter in four) for four in fours)
    return bytes(30) + b"\0\0\0\xa0SKIPLIGOGPSINFO" + bytes(9) + b"####" + struct.pack("<I", len(locked)) + locked


def ligo_slots(*lines: bytes) -> bytes:
    return b"".join((struct.pack(">I", number) + line).ljust(132, b"\0") for number, line in enumerate(lines, 1))


def ligo_trailer(*lines: bytes) -> bytes:
    table = b"SKIPLIGOGPSINFO     " + struct.pack(">I", len(lines)) + ligo_slots(*lines) + b"####" + bytes(4)
    return boxes(box(b"mdat", bytes(64))) + bytes(40) + table


def ligo_ts_trailer(*lines: bytes) -> bytes:
    slots = ligo_slots(*lines)
    length = struct.pack(">I", 36 + len(slots))
    head = length + b"SKIPLCAIGPSINFO" + bytes(5) + struct.pack("<I", 36 + len(slots))
    return stream(*[bytes(60)] * 12) + head + slots + b"####" + length


def ligo_json(status: str = "A") -> bytes:
    told = (
        '{"Hour": "08", "Minute": "15", "Second": "30", "Year": "2026", "Month": "03", "Day": "14", "status": "%s", '
        '"NS": "N", "EW": "W", "Latitude": "52.480000", "Longitude": "1.900000", "Speed": "30.0", "MHour": "09"}'
    )
    return boxes(box(b"udta", b"LIGOGPSINFO " + (told % status).encode() + bytes(100)))


def denver_line(status: bytes = b"1") -> bytes:
    return b"260314081530[" + status + b"][N][52288000][W][001540000][+00152][036][00271][C000000]+000+000+000\n"


def insta_position(status: bytes = b"A", north: bytes = b"N", east: bytes = b"O", later: int = 0) -> bytes:
    return struct.pack("<IIHcdcdcddd", SECONDS + later, 0, 250, status, LAT, north, -LON, east, 10.0, 271.5, 140.0)


def insta360(*positions: bytes) -> bytes:
    """Shaking first, positions last, so that the walk from the end meets the positions first."""
    shaking, places = bytes(56), b"".join(positions)
    foot = struct.pack("<HI", 0x700, len(places)).ljust(38, b"\0")
    records = shaking + struct.pack("<HI", 0x300, 56) + places
    end = foot + struct.pack("<I", len(records) + 78) + bytes(4) + b"8db42d694ccc418790edff439fe026bf"
    return boxes(box(b"mdat", bytes(64))) + records + end


def novatek_body(status: bytes = b"ANW\0", day: int = 14) -> bytes:
    return struct.pack("<6I", 8, 15, 30, 26, 3, day) + status + struct.pack("<4f", PACKED_LAT, PACKED_LON, 30.0, 271.5)


def innovv_record(marks: bytes = b"ANW\0") -> bytes:
    return marks + struct.pack("<4f", PACKED_LAT, PACKED_LON, 30.0, 271.5) + bytes(12)


def dod_record(minute: int = 15, lat: int = 524_800_000, lon: int = -19_000_000) -> bytes:
    """10 m/s, course 350 written as -10."""
    clock = struct.pack(">HBBBBH", 2026, 3, 14, 8, minute, 305)
    return (b"$S" + struct.pack(">Hh", 1000, -1000) + clock + b"\2" + struct.pack(">ii", lat, lon)).ljust(32, b"\0")


VIIDURE = b"Viidure2026/03/14 08:15:30 N:52.480000 W:1.900000 36.00 km/h 271.5 140.0 1 x:-0.001 y:-0.001 z:-0.001\0\0"


def wolfbox_older(status: int = 1, divisor: int = 100_000) -> bytes:
    head = struct.pack("<i36x", status) + struct.pack("<4q", 522_880_000, divisor, -15_400_000, divisor)
    return (head + struct.pack("<4q", 3000, 100, 27_150, 100)).ljust(1000, b"\0")


def wolfbox_newer(month: int = 3) -> bytes:
    head = struct.pack("<i68x4q", 101, 3000, 100, 27_150, 100) + struct.pack("<3I", 14, month, 2026)
    head = head.ljust(136, b"\0") + b"0" * 16 + b"HYTH".ljust(8, b"\0") + struct.pack("<3I4x", 8, 15, 30)
    return (head + struct.pack("<4q", 522_880_000, 100_000, -15_400_000, 100_000)).ljust(280, b"\0")


GPX = b"""<?xml version="1.0"?>
<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><name><![CDATA[a]]></name><trkseg>
<trkpt lat="52.48" lon="-1.9"><ele>140</ele><time>2026-03-14T08:15:30Z</time><speed>10.5</speed></trkpt>
<!-- <trkpt lat="1" lon="1"/> -->
<trkpt lon='-1.9001' lat='52.4801'><time>2026-03-14T09:15:31.500+01:00</time><course>271.5</course></trkpt>
</trkseg></trk></gpx>"""
CARD_LOG = (
    b"$V02\n1773476130,A,52.480000,-1.900000,27150,1000,0,100,0,NO20260314-081530-000001F.MP4,0,0,0\n"
    b"1773476131,V,52.480000,-1.900000,27150,1000,0,100,0,0,0,0,0\n"
    b"1773476190,A,52.490000,-1.910000,27150,1000,0,100,0,NO20260314-081630-000002F.MP4,0,0,0\n"
)
SESSION_LOG = (
    b'{"a":52.48,"o":-1.9,"s":30,"d":271.5,"t":"2026:03:14-08:15:30"}\n{"a":99,"o":999,"s":99,"d":0}\n'
    b'broken\n{"a":52.481,"o":-1.901,"s":30,"d":272}\n' + bytes(200)
)
ESCORT = (
    b"A,140326,081530,5228.8000,N,00154.0000,W,36.00,0.10,-0.10,1.50;\n"
    b"V,140326,081531,0000.0000,N,00000.0000,E,0.00,0.10,-0.10,1.50;\n"
)
MINI = b"A,140326,081530.000,5228.8000,N,00154.0000,W,036.0,140.0M,+01.84,-09.80,-00.61;\n"
DJI = b"F/3.5, SS 1000, ISO 100, EV 0, GPS (-1.9000, 52.4800, 18), D 24.26m, H 6.00m, H.S 10.00m/s, V.S 0.00m/s \n"


def shaking(records: int = 20) -> bytes:
    """BlackVue's .3gf: milliseconds and three axes, big-endian, ten a second, then the end mark."""
    rows = b"".join(struct.pack(">Ihhh", number * 100, 127, 3, -5) for number in range(records))
    return rows + b"\xff" * 30


def blackvue_log() -> bytes:
    return b"[1773476130000]" + RMC + b"\r\n[1773476131000]" + RMC.replace(b"081530", b"081531") + b"\r\n"


UTC_NOON = datetime(2026, 3, 14, 8, 15, 30, tzinfo=UTC)

SAMPLES: tuple[tuple[str, Callable[[], bytes]], ...] = (
    ("70mai-freegps", lambda: boxes(mai_block(), mai_block(), box(b"moov"))),
    ("70mai-gps-box", lambda: maibox(maibox_record(0), maibox_record(1))),
    ("garmin-pndm", lambda: movie(b"tx3g", b"sbtl", [pndm()])),
    ("garmin-uuid", lambda: garmin_uuid(uuid_record())),
    ("subtitle-nmea", lambda: movie(b"tx3g", b"sbtl", [text(RMC)])),
    ("blackvue-nmea", lambda: boxes(box(b"free", box(b"gps ", blackvue_log())), box(b"moov"))),
    ("denver-log", lambda: boxes(box(b"moov"), box(b"udat", denver_line()))),
    ("denver-log", lambda: boxes(box(b"udat", RMC), box(b"moov"))),
    ("wolfbox", lambda: movie(b"gpmd", b"meta", [wolfbox_older()])),
    ("wolfbox", lambda: movie(b"gpmd", b"meta", [wolfbox_newer()])),
    ("sstar-ssmd", lambda: movie(b"ssmd", b"meta", [sstar_40()])),
    ("sstar-ssmd", lambda: movie(b"ssmd", b"meta", [sstar_32()])),
    ("vueroid", lambda: movie(b"mp4s", b"tvxt", [vueroid()])),
    ("camm", lambda: movie(b"camm", b"camm", [camm_5(), camm_6()])),
    ("rvmi", lambda: movie(b"RVMI", b"data", [rvmi()])),
    ("ligo-track", lambda: movie(b"ssmd", b"meta", [ligo_enciphered(ligo_line(unit=b""))])),
    ("ligo-trailer", lambda: ligo_trailer(ligo_line())),
    ("ligo-ts-trailer", lambda: ligo_ts_trailer(ligo_line())),
    ("ligo-json", ligo_json),
    ("insta360", lambda: insta360(insta_position())),
    ("printed-text", lambda: movie(b"tx3g", b"sbtl", [text(MINI)])),
    ("printed-text", lambda: movie(b"text", b"text", [text(DJI)])),
    ("ts-packets", lambda: stream(novatek_body())),
    ("ts-packets", lambda: stream(bytes(164) + novatek_body())),
    ("ts-packets", lambda: stream(innovv_record())),
    ("ts-packets", lambda: stream(bytes(32) + dod_record())),
    ("ts-packets", lambda: stream(VIIDURE)),
    ("ts-packets", lambda: stream(b"normal:" + ligo_line())),
    ("nmea-log", blackvue_log),
    ("gpx-log", lambda: GPX),
    ("70mai-log", lambda: CARD_LOG),
    ("session-log", lambda: SESSION_LOG),
    ("escort-map", lambda: ESCORT),
)
