"""Escort M2: a ``.map`` file of lines beside each video, in the layout Mini 0806 prints into subtitles (UTC, km/h)."""

import re
from dataclasses import replace
from itertools import islice

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import MAX_POINTS
from worker.footage.telemetry.ligo import timed_from_first
from worker.footage.telemetry.printed_text import mini_point

NAME = "escort-map"
LINE = re.compile(rb"^[AV],\d{6},\d{6}(?:\.\d+)?,[^\r\n]{1,120}", re.MULTILINE)


def points_of(text: bytes) -> list[TelemetryPoint]:
    """One point a line, timed by its clock from the first."""
    if not LINE.match(text):
        return []
    found = [mini_point(line[0], 0.0) for line in islice(LINE.finditer(text), MAX_POINTS)]
    return timed_from_first([replace(one, source=NAME) for one in found if one])
