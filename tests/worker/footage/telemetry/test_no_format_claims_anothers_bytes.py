"""Every format's own bytes against every reader: exactly one reader, its own, finds points in them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.worker.footage.telemetry import samples_a, samples_b
from worker.footage.facts import TelemetryPoint
from worker.footage.sniff import HEAD_BYTES, sniff
from worker.footage.source import Source
from worker.footage.telemetry.clip import Clip
from worker.footage.telemetry.registry import FORMATS, read_log

Bytes = Callable[[], bytes]
BIRMINGHAM = (52.48, -1.9)  # where all the samples stand
CUTS = 12
SAMPLES: tuple[tuple[str, Bytes], ...] = samples_a.SAMPLES + samples_b.SAMPLES


def claimants(content: bytes, path: Path) -> set[str]:
    """The names of all readers that find points in a file of these bytes."""
    path.write_bytes(content)
    container = sniff(content[:HEAD_BYTES], len(content)).demuxer
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if container is None:
            return {point.source for point in read_log(Source(descriptor, len(content)))}
        return {name for name, read in FORMATS if read(Clip(Source(descriptor, len(content)), container))}
    finally:
        os.close(descriptor)


def every_point(content: bytes, path: Path) -> list[TelemetryPoint]:
    """What all readers together find in a file of these bytes."""
    path.write_bytes(content)
    container = sniff(content[:HEAD_BYTES], len(content)).demuxer
    descriptor = os.open(path, os.O_RDONLY)
    try:
        source = Source(descriptor, len(content))
        if container is None:
            return list(read_log(source))
        clip = Clip(source, container)
        return [point for _, read in FORMATS for point in read(clip)]
    finally:
        os.close(descriptor)


@pytest.mark.parametrize(
    ("name", "content"), SAMPLES, ids=[f"{number}-{name}" for number, (name, _) in enumerate(SAMPLES)]
)
def test_exactly_one_reader_claims_a_files_bytes(name: str, content: Bytes, tmp_path: Path) -> None:
    assert claimants(content(), tmp_path / "file") == {name}


@pytest.mark.parametrize(
    ("name", "content"), SAMPLES, ids=[f"{number}-{name}" for number, (name, _) in enumerate(SAMPLES)]
)
def test_a_file_cut_short_leads_nowhere_else(name: str, content: Bytes, tmp_path: Path) -> None:
    whole = content()
    for part in range(1, CUTS):
        for point in every_point(whole[: len(whole) * part // CUTS], tmp_path / "file"):
            assert not point.fix or (point.lat, point.lon) == pytest.approx(BIRMINGHAM, abs=5e-3), (name, part)
