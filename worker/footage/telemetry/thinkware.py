"""Thinkware and others that write NMEA into a subtitle track, one text a second."""

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import Clip
from worker.footage.telemetry.nmea import rmc_point, sentences

NAME = "subtitle-nmea"
MAX_TEXT = 4096


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point an RMC sentence, at its subtitle's time."""
    points: list[TelemetryPoint] = []
    for track in clip.data_tracks:
        if track.format not in (b"tx3g", b"text"):
            continue
        for sample in clip.samples(track):
            for spoken in sentences(clip.source.read(sample.offset, min(sample.size, MAX_TEXT))):
                found = rmc_point(spoken, sample.t, NAME)
                if found:
                    points.append(found)
    return points
