"""Thinkware and others that write NMEA into a subtitle track, one text a second; some in a simple disguise."""

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import Clip
from worker.footage.telemetry.disguised_text import plain
from worker.footage.telemetry.nmea import rmc_point, sentences
from worker.footage.telemetry.subtitles import texts

NAME = "subtitle-nmea"


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point an RMC sentence, at its subtitle's time."""
    points: list[TelemetryPoint] = []
    for t, text in texts(clip):
        for spoken in sentences(plain(text)):
            found = rmc_point(spoken, t, NAME)
            if found:
                points.append(found)
    return points
