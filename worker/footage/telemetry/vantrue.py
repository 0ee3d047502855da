"""Vantrue: N4 and N2X, S1 in ``freeGPS`` blocks, N2S in a ``gpmd`` track (layouts after ExifTool's public notes).

N4: 12 hour, minute, second; 24 status, 36 N/S, 52 E/W, each a letter and three zeros; 28 latitude, 44 longitude as
DDDMM.MMMM, 60 knots, 68 course (64-bit floats); 76 year - 2000, month, day; usually the RMC sentence behind it, in UTC.
S1: 44 ``horsontech``; 60 status and hemispheres; 64 year, month, day, hour, minute, second; floats: 88 longitude,
92 latitude, 96 knots, 100 course. N2S: ``FMAS`` and, at 80, ``SAMM``; 96 year (16 bits), month, day, hour, minute,
second; 120 status, E/W, N/S; degrees, minutes and 6000ths of a minute: 123 longitude, 128 latitude; 132 a speed whose
unit its readers dispute, which is left alone; 134 course. The binary clocks are without zone.
"""

import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import freegps
from worker.footage.telemetry.clip import KNOT, Clip, point
from worker.footage.telemetry.freegps import Reading

N4_NAME, S1_NAME, N2S_NAME = "vantrue-n4", "vantrue-s1", "vantrue-fmas"
N4 = struct.Struct("<3I4sd4s4xd4s4xdd3I")
N4_AT, N4_SENTENCE_AT = 12, 100
S1_MAGIC, S1_MAGIC_AT, S1_AT = b"horsontech\0", 44, 60
N2S = struct.Struct("<H5Bx16x3s2BxH2BHHH")
N2S_MAGIC, N2S_SAMM, N2S_AT, N2S_LEAST = b"FMAS\0\0\0\0", slice(80, 84), 96, 160
SIXTIETH = 6000


def read_n4(clip: Clip) -> list[TelemetryPoint]:
    """One point a block."""
    return freegps.points_of(clip, N4_NAME, _of_n4)


def read_s1(clip: Clip) -> list[TelemetryPoint]:
    """One point a block."""
    return freegps.points_of(clip, S1_NAME, _of_s1)


def read_n2s(clip: Clip) -> list[TelemetryPoint]:
    """One point a sample."""
    points: list[TelemetryPoint] = []
    for track in clip.data_tracks:
        for sample in clip.samples(track) if track.format == b"gpmd" else []:
            reading = _of_n2s(clip.source.read(sample.offset, min(sample.size, 256)))
            if reading:
                points.append(point(N2S_NAME, sample.t, reading.at, reading.place, None, reading.course))
    return points


def _of_n4(block: bytes) -> list[Reading]:
    if len(block) < N4_AT + N4.size:
        return []
    hour, minute, second, status, lat, north, lon, east, speed, course, year, month, day = N4.unpack_from(block, N4_AT)
    at = freegps.camera_clock(year, month, day, hour, minute, second)
    if at is None or status not in (freegps.LETTER_A, freegps.LETTER_V):
        return []
    sentence = freegps.spoken(block[N4_SENTENCE_AT:])[:1]
    if status == freegps.LETTER_V:
        return [Reading(sentence[0].at if sentence else at)]
    if north not in freegps.NORTH_SOUTH or east not in freegps.EAST_WEST or not freegps.are_packed(lat, lon):
        return []
    place = freegps.unpacked(lat, lon, north[:1] + east[:1])
    return [Reading(sentence[0].at if sentence else at, place, speed * KNOT, course)]


def _of_s1(block: bytes) -> list[Reading]:
    if not block.startswith(S1_MAGIC, S1_MAGIC_AT) or len(block) < 104:
        return []
    marks, year, month, day, hour, minute, second = struct.unpack_from("<4s6I", block, S1_AT)
    lon, lat, speed, course = struct.unpack_from("<4f", block, 88)
    at = freegps.camera_clock(year, month, day, hour, minute, second)
    if at is None or marks[:1] not in (b"A", b"V") or marks[3:] != b"\0":
        return []
    if marks[:1] == b"V":
        return [Reading(at)]
    if marks[1:2] not in (b"N", b"S") or marks[2:3] not in (b"E", b"W") or not freegps.are_packed(lat, lon):
        return []
    return [Reading(at, freegps.unpacked(lat, lon, marks[1:3]), speed * KNOT, course)]


def _of_n2s(sample: bytes) -> Reading | None:
    if len(sample) < N2S_LEAST or not sample.startswith(N2S_MAGIC) or sample[N2S_SAMM] != b"SAMM":
        return None
    year, month, day, hour, minute, second, marks, *place, _, course = N2S.unpack_from(sample, N2S_AT)
    at = freegps.camera_clock(year, month, day, hour, minute, second)
    if at is None:
        return None
    if marks[:1] != b"A" or marks[1:2] not in (b"E", b"W") or marks[2:3] not in (b"N", b"S"):
        return Reading(at)
    lon_degrees, lon_minutes, lon_rest, lat_degrees, lat_minutes, lat_rest = place
    lat = lat_degrees + (lat_minutes + lat_rest / SIXTIETH) / 60
    lon = lon_degrees + (lon_minutes + lon_rest / SIXTIETH) / 60
    return Reading(at, freegps.signed((lat, lon), marks[2:3] + marks[1:2]), None, course)
