"""GoPro cameras: GPS5 and GPS9 streams of the ``gpmd`` track, at the receiver's full rate."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import gpmf
from worker.footage.telemetry.boxes import Sample
from worker.footage.telemetry.clip import MAX_POINTS, Clip, point

NAME = "gopro-gpmf"
LOCKED = (2, 3)  # GPSF: 0 no lock, 2 and 3 dimensions
# GPSP and GPS9's own column: dilution of precision times 100. A receiver yet to find itself says 9999.
WORST_DILUTION = 99.99
GPS5_ROW, GPS9_ROW = "lllll", "lllllllSS"
DAY_ZERO_OF_GPS9 = datetime(2000, 1, 1, tzinfo=UTC)
FAMILIES = {"H21": "HERO10", "H22": "HERO11", "H23": "HERO12", "H24": "HERO13"}


@dataclass
class Stream:
    """What a GPS stream says before its positions come: fix, dilution of precision, time, and the divisors."""

    fix: int = 0
    dilution: float = 0.0
    at: datetime | None = None
    scale: list[float] = field(default_factory=list)

    @property
    def is_placed(self) -> bool:
        """True when the receiver has a fix and does not call it worthless."""
        return self.fix in LOCKED and self.dilution < WORST_DILUTION


def read(clip: Clip) -> list[TelemetryPoint]:
    """Every position. One counts as a fix only if GPSF (or GPS9's own column) says 2 or 3, and a precision is known."""
    points: list[TelemetryPoint] = []
    for sample, payload in payloads(clip):
        points += of_payload(payload, sample)
        if len(points) > MAX_POINTS:
            break
    return points[:MAX_POINTS]


def payloads(clip: Clip) -> Iterator[tuple[Sample, bytes]]:
    """The payloads of a clip's GPMF track and the time each covers."""
    for track in clip.data_tracks:
        if track.format == b"gpmd":
            for sample in clip.samples(track):
                yield sample, clip.source.read(sample.offset, min(sample.size, gpmf.MAX_PAYLOAD))


def camera(clip: Clip) -> tuple[str, str] | None:
    """Maker and model: the name of the payload's first device, or the family the firmware box names."""
    for _, payload in payloads(clip):
        for device in gpmf.devices(payload):
            for key in device:
                if key.name == b"DVNM" and (name := key.content.decode("latin-1").strip("\0 ")[:64]) != "Camera":
                    return "GoPro", name
            break
        break
    family = _family(clip)
    return ("GoPro", family) if family else None


def _family(clip: Clip) -> str | None:
    """HD5.02.01.00.00 is a HERO5; the numbers went on as H21 and so forth."""
    for names, box in clip.walk.descend(clip.moov) if clip.moov else ():
        if names == (b"udta", b"FIRM"):
            firmware = clip.source.read(box.start, min(box.length, 32)).decode("latin-1")
            return (
                f"HERO{firmware[2]}" if firmware[:2] == "HD" and firmware[2:3].isdigit() else FAMILIES.get(firmware[:3])
            )
    return None


def of_payload(payload: bytes, sample: Sample) -> list[TelemetryPoint]:
    """The positions of one payload, spread evenly over the time it covers. GPS9 wins where both are written."""
    found: dict[bytes, list[TelemetryPoint]] = {b"GPS9": [], b"GPS5": []}
    for device in gpmf.devices(payload):
        for stream in gpmf.streams(device):
            state = Stream()
            for key in stream:
                _note(state, key)
                if key.name == b"GPS5":
                    found[b"GPS5"] += _gps5(state, key, sample)
                elif key.name == b"GPS9":
                    found[b"GPS9"] += _gps9(state, key, sample)
    return found[b"GPS9"] or found[b"GPS5"]


def _note(state: Stream, key: gpmf.Key) -> None:
    if key.name == b"GPSF":
        state.fix = int(next(iter(key.numbers()), 0))
    elif key.name == b"GPSP":
        state.dilution = next(iter(key.numbers()), 0.0) / 100
    elif key.name == b"GPSU":
        state.at = _stamp(key.content)
    elif key.name == b"SCAL":
        state.scale = key.numbers()


def _stamp(text: bytes) -> datetime | None:
    """GPSU: UTC as yymmddhhmmss.sss."""
    try:
        return datetime.strptime(text.decode("ascii").strip("\0 "), "%y%m%d%H%M%S.%f").replace(tzinfo=UTC)
    except ValueError:
        return None


def _gps5(state: Stream, key: gpmf.Key, sample: Sample) -> Iterator[TelemetryPoint]:
    """Latitude, longitude, altitude, speed over ground, speed in space."""
    found = gpmf.rows(key, GPS5_ROW, state.scale)
    for number, (lat, lon, _, speed, _) in enumerate(found):
        later = number * sample.duration / len(found)
        at = state.at + timedelta(seconds=later) if state.at else None
        yield point(NAME, sample.t + later, at, (lat, lon) if state.is_placed else None, speed)


def _gps9(state: Stream, key: gpmf.Key, sample: Sample) -> Iterator[TelemetryPoint]:
    """GPS9 (HERO11 on) adds to each position its own day since 2000, second, dilution and fix."""
    found = gpmf.rows(key, GPS9_ROW, state.scale)
    for number, (lat, lon, _, speed, _, days, seconds, dilution, fix) in enumerate(found):
        later = number * sample.duration / len(found)
        place = (lat, lon) if round(fix) in LOCKED and dilution < WORST_DILUTION else None
        yield point(NAME, sample.t + later, _after_2000(days, seconds), place, speed)


def _after_2000(days: float, seconds: float) -> datetime | None:
    try:
        return DAY_ZERO_OF_GPS9 + timedelta(days=round(days), milliseconds=round(seconds * 1000))
    except OverflowError:
        return None
