"""All formats behind one door; a new camera is one file and one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from worker.footage.facts import TelemetryPoint
from worker.footage.source import Source, TooMuch
from worker.footage.telemetry import (
    akaso,
    atc,
    azdome,
    blackvue,
    camm,
    denver,
    eace,
    garmin,
    garmin_uuid,
    gopro,
    insta360,
    karma,
    kenwood,
    ligo,
    ligo_json,
    ligo_ts,
    logs,
    motorcycles,
    navitel,
    nextbase,
    nextbase_files,
    novatek,
    novatek_kin,
    printed_text,
    rove,
    rvmi,
    seventymai,
    seventymai_box,
    seventymai_log,
    shifted_nmea,
    sstar,
    thinkware,
    ts_packets,
    vantrue,
    vueroid,
    wolfbox,
    xgody,
)
from worker.footage.telemetry.clip import Clip

FORMATS: tuple[tuple[str, Callable[[Clip], list[TelemetryPoint]]], ...] = (
    (gopro.NAME, gopro.read),
    (karma.NAME, karma.read),
    (novatek.NAME, novatek.read),
    (kenwood.BLOCK_NAME, kenwood.read_block),
    (nextbase.GW_NAME, nextbase.read_512gw),
    (nextbase.G_NAME, nextbase.read_512g),
    (vantrue.N4_NAME, vantrue.read_n4),
    (vantrue.S1_NAME, vantrue.read_s1),
    (azdome.NAME, azdome.read),
    (akaso.PLAIN_NAME, akaso.read_plain),
    (akaso.WIDE_NAME, akaso.read_wide),
    (shifted_nmea.NAME, shifted_nmea.read),
    (eace.NAME, eace.read),
    (xgody.NAME, xgody.read),
    (motorcycles.INNOVV_NAME, motorcycles.read_innovv),
    (motorcycles.XBHT_NAME, motorcycles.read_xbht),
    (atc.NAME, atc.read),
    (novatek_kin.IQS_NAME, novatek_kin.read_iqs),
    (novatek_kin.TRANSCEND_NAME, novatek_kin.read_transcend),
    (novatek_kin.REXING_NAME, novatek_kin.read_rexing),
    (nextbase_files.SUBTITLE_NAME, nextbase_files.read_subtitle),
    (nextbase_files.GDAT_NAME, nextbase_files.read_gdat),
    (kenwood.UDTA_NAME, kenwood.read_udta),
    (kenwood.TRAILER_NAME, kenwood.read_trailer),
    (navitel.NAME, navitel.read),
    (navitel.LAMAX_NAME, navitel.read_lamax),
    (rove.STEALTH_NAME, rove.read_stealth),
    (rove.R2_NAME, rove.read_r2),
    (vantrue.N2S_NAME, vantrue.read_n2s),
    (seventymai.NAME, seventymai.read),
    (seventymai_box.NAME, seventymai_box.read),
    (ts_packets.NAME, ts_packets.read),
    (ligo_ts.TABLE_NAME, ligo_ts.read),
    (blackvue.NAME, blackvue.read),
    (thinkware.NAME, thinkware.read),
    (garmin.NAME, garmin.read),
    (garmin_uuid.NAME, garmin_uuid.read),
    (wolfbox.NAME, wolfbox.read),
    (sstar.NAME, sstar.read),
    (vueroid.NAME, vueroid.read),
    (camm.NAME, camm.read),
    (rvmi.NAME, rvmi.read),
    (ligo.NAME, ligo.read),
    (ligo.TRAILER_NAME, ligo.read_trailer),
    (ligo_json.NAME, ligo_json.read),
    (denver.NAME, denver.read),
    (insta360.NAME, insta360.read),
    (printed_text.NAME, printed_text.read),
)
CAMERAS: tuple[Callable[[Clip], tuple[str, str] | None], ...] = (gopro.camera, blackvue.camera)
LOG_BYTES = 8 * 1024**2


@dataclass(frozen=True)
class Told:
    """What the scanner found; ``refused`` says where it stopped because the file asked too much of it."""

    points: list[TelemetryPoint]
    make: str | None = None
    model: str | None = None
    refused: str | None = None


def read_telemetry(source: Source, container: str) -> Told:
    """The points of the first format that has any, and the camera's name where it is written among them."""
    clip = Clip(source, container)
    try:
        camera = next((name for name in (read(clip) for read in CAMERAS) if name), (None, None))
        for _, read in FORMATS:
            points = read(clip)
            if points:
                return Told(points, *camera)
    except TooMuch as problem:
        return Told([], refused=str(problem))
    return Told([], *camera)


def read_log(source: Source) -> list[TelemetryPoint]:
    """The points of a location log that came without its video, or beside it."""
    return logs.points_of(_text(source))


def videos_in_log(source: Source) -> dict[str, tuple[int, int]]:
    """For a log of a whole memory card: the first and last point, by number, of each video it names."""
    return seventymai_log.videos_of(_text(source))


def _text(source: Source) -> bytes:
    return source.read(0, min(source.size, LOG_BYTES)).removeprefix(b"\xef\xbb\xbf")
