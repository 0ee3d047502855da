"""All formats that lie in private units of a transport stream, asked in one pass over the file."""

from collections.abc import Callable

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import dod, innovv, ligo_ts, novatek_ts, viidure
from worker.footage.telemetry.clip import MAX_POINTS, Clip
from worker.footage.telemetry.ts import Unit, private_units

NAME = "ts-packets"
Decoder = Callable[[Unit], list[TelemetryPoint]]
DIALECTS: tuple[Decoder, ...] = (
    novatek_ts.decode,
    viidure.decode,
    ligo_ts.decode,
    innovv.decode,
    dod.decode,
)


def read(clip: Clip) -> list[TelemetryPoint]:
    """The points of the first dialect that any unit speaks; what other streams say afterwards is not mixed in."""
    if clip.container != "mpegts":
        return []
    points: list[TelemetryPoint] = []
    spoken: tuple[int, Decoder] | None = None
    for unit in private_units(clip.source):
        if spoken is None:
            spoken = next(((unit.pid, decode) for decode in DIALECTS if decode(unit)), None)
        if spoken and spoken[0] == unit.pid:
            points += spoken[1](unit)
        if len(points) >= MAX_POINTS:
            break
    return points[:MAX_POINTS]
