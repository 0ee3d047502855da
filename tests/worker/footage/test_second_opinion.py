"""ExifTool as a second opinion, played by a script: its version, its bounds, and what agreeing means."""

import json
from pathlib import Path

import pytest

from worker.footage.facts import TelemetryPoint
from worker.footage.second_opinion import NoSecondOpinion, SecondOpinion, ask_exiftool, compared

ANSWER = json.dumps(
    [
        {
            "SourceFile": "x",
            "Doc1:GPSLatitude": 52.48,
            "Doc1:GPSLongitude": -1.9,
            "Doc2:GPSLatitude": 52.481,
            "Doc2:GPSLongitude": -1.901,
            "Doc3:GPSLatitude": 1,
        }
    ]
)


def played(folder: Path, *, version: str = "13.10", then: str = f"echo '{ANSWER}'") -> Path:
    """A program that says a version when asked for it, and otherwise does something."""
    script = folder / "exiftool"
    script.write_text(f'#!/bin/sh\nif [ "$1" = -ver ]; then echo "{version}"; exit; fi\n{then}\n')
    script.chmod(0o755)
    return script


def fix(lat: float, lon: float) -> TelemetryPoint:
    return TelemetryPoint(None, 0.0, lat, lon, None, None, True, "test")


def test_every_whole_place_is_taken(tmp_path: Path) -> None:
    opinion = ask_exiftool(played(tmp_path), tmp_path / "clip.mp4")
    assert opinion == SecondOpinion("13.10", ((52.48, -1.9), (52.481, -1.901)))


@pytest.mark.parametrize("version", ["12.99", "9.0", "", "none", "-13.1"])
def test_a_version_that_thins_out_positions_is_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(NoSecondOpinion, match="13 or later"):
        ask_exiftool(played(tmp_path, version=version), tmp_path / "clip.mp4")


def test_it_is_given_no_environment_a_whole_path_and_no_settings_of_anybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "secret")
    monkeypatch.chdir(tmp_path)
    wanted = f'[ -z "$DATABASE_URL$HOME" ] && [ "$1$2" = -config ] && [ "$9" = "{tmp_path}/-delete_original.mp4" ]'
    program = played(tmp_path, then=f"{wanted} && echo '{ANSWER}'")
    assert len(ask_exiftool(program, Path("-delete_original.mp4")).places) == 2


def test_it_may_write_nothing(tmp_path: Path) -> None:
    ask_exiftool(
        played(tmp_path, then=f"(sleep 0.2; echo more > {tmp_path}/left) ; echo '{ANSWER}'"), tmp_path / "clip"
    )
    assert not (tmp_path / "left").exists() or (tmp_path / "left").read_text() == ""


@pytest.mark.parametrize(
    ("then", "why"),
    [
        ("sleep 30", "too long"),
        ("sleep 30 & echo '[{}]'; exec 1>&-; sleep 30", "too long"),
        ("yes", "more than is allowed"),
        ("echo nonsense", "could not be understood"),
        ("echo '[]'", "could not be understood"),
        ("echo '[{\"Doc1:GPSLatitude\": [1]}]'", "could not be understood"),
    ],
)
def test_a_program_that_hangs_floods_or_babbles_is_stopped(tmp_path: Path, then: str, why: str) -> None:
    with pytest.raises(NoSecondOpinion, match=why):
        ask_exiftool(played(tmp_path, then=then), tmp_path / "clip.mp4", seconds=0.7)


def test_a_program_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NoSecondOpinion, match="cannot be started"):
        ask_exiftool(tmp_path / "nothing", tmp_path / "clip.mp4")


@pytest.mark.parametrize(
    ("points", "places", "agrees"),
    [
        ((), (), True),
        ((fix(52.48, -1.9),), (), False),
        ((), ((52.48, -1.9),), False),
        ((fix(52.48, -1.9), fix(52.481, -1.901)), ((52.48, -1.9), (52.4805, -1.9), (52.481, -1.901)), True),
        ((fix(52.48, -1.9), fix(52.481, -1.901)), ((52.48, -1.9), (52.481, -1.9011)), False),
        ((fix(52.48, -1.9),), ((52.480009, -1.900009),), True),
        ((fix(52.48, -1.9),), ((52.480011, -1.9),), False),
    ],
)
def test_first_and_last_must_be_among_the_others_places(
    points: tuple[TelemetryPoint, ...], places: tuple[tuple[float, float], ...], agrees: bool
) -> None:
    told, sentence = compared(points, SecondOpinion("13.10", places))
    assert told is agrees
    assert sentence.startswith(f"{len(points)} positions here, {len(places)} by ExifTool 13.10")
