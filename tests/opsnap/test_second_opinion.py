"""`opsnap facts --second-opinion` at a terminal: a script plays ExifTool."""

import json
from pathlib import Path

import pytest

from opsnap.cli import main
from storage.settings import settings
from tests.worker.footage.telemetry.samples_b import GPX


def ask(monkeypatch: pytest.MonkeyPatch, folder: Path, program: Path | None) -> int:
    """The command's own entrance; its exit code."""
    log = folder / "ride.gpx"
    log.write_bytes(GPX)
    monkeypatch.setattr("sys.argv", ["opsnap", "facts", str(log), "--second-opinion", "--json"])
    if program:
        monkeypatch.setenv("OPSNAP_EXIFTOOL", str(program))
    settings.cache_clear()
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        settings.cache_clear()
    return int(ended.value.code or 0)


def test_both_opinions_are_printed_side_by_side(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "exiftool"
    places = [{"Doc1:GPSLatitude": 52.48, "Doc1:GPSLongitude": -1.9, "Doc2:GPSLatitude": 1, "Doc2:GPSLongitude": 1}]
    program.write_text(f"#!/bin/sh\n[ $1 = -ver ] && echo 13.25 || echo '{json.dumps(places)}'\n")
    program.chmod(0o755)
    assert ask(monkeypatch, tmp_path, program) == 0
    told = json.loads(capsys.readouterr().out)["second_opinion"]
    assert told["agrees"] is False
    assert told["sentence"].startswith("2 positions here, 2 by ExifTool 13.25; first and last differ by")


def test_without_the_setting_nothing_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OPSNAP_EXIFTOOL", raising=False)
    assert ask(monkeypatch, tmp_path, None) == 2
    assert "OPSNAP_EXIFTOOL" in capsys.readouterr().err
