"""`opsnap facts` at a terminal: whatever is in the way is one sentence, and a guess says how sure it is."""

import os
from pathlib import Path

import pytest

from opsnap import cli
from tests.made.cases import clip
from worker.footage.launcher import LauncherDied


def ask(monkeypatch: pytest.MonkeyPatch, path: Path) -> int:
    """The command's own entrance; its exit code."""
    monkeypatch.setattr("sys.argv", ["opsnap", "facts", str(path)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_a_reader_that_stopped_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def died(*_: object, **__: object) -> None:
        raise LauncherDied("The launcher is gone.")

    monkeypatch.setattr(cli, "read_file", died)
    assert ask(monkeypatch, clip()) == 2
    told = capsys.readouterr().err
    assert told == f"The reader stopped, and {clip()} need not be at fault: The launcher is gone.\n"


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], make: object
) -> None:
    assert callable(make)
    make(tmp_path / "clip.mp4")
    assert ask(monkeypatch, tmp_path / "clip.mp4") == 2
    assert capsys.readouterr().err == f"{tmp_path / 'clip.mp4'} is not a file.\n"


def test_a_guess_says_how_sure_it_is_and_what_was_read_does_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(monkeypatch, clip()) == 0
    lines = {line.split(":")[0].strip(): line for line in capsys.readouterr().out.splitlines()}
    assert lines["resaved"].endswith("% sure)")
    assert lines["duration"].endswith("(container)")
