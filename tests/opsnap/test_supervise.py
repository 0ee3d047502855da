"""The supervisor: crashes are said and mended after growing pauses, a hopeless start is given up, stops keep order."""

import os
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from opsnap.supervise import FIRST_PAUSE, LONGEST_PAUSE, STEADY_SECONDS, Child, Supervisor, always
from storage.binaries import CannotStart
from storage.lifeline import start_kept
from tests.made.process_life import eventually


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Iterator[Supervisor]:
    made = Supervisor(said.append)
    yield made
    made.stop()


def a_child(tmp_path: Path, script: str, *, name: str = "trial", turn: int = 1) -> Child:
    """A child that runs this Python."""
    log = tmp_path / f"{name}.log"
    argv = [sys.executable, "-I", "-S", "-c", script]
    return Child(name, partial(start_kept, name, argv, log=log, env=dict(os.environ)), log, turn, always)


def ended(child: Child) -> bool:
    """Whether its program has ended."""
    return child.program is not None and child.program.exit_status() is not None


@pytest.mark.parametrize(
    ("crashes", "lived", "pause"),
    [
        (0, 0.0, 0.5),
        (1, 0.0, 1.0),
        (2, 0.0, 2.0),
        (5, 0.0, 16.0),
        (6, 0.0, LONGEST_PAUSE),
        (40, 0.0, LONGEST_PAUSE),
        (6, STEADY_SECONDS, LONGEST_PAUSE),
        (6, STEADY_SECONDS + 1, FIRST_PAUSE),
    ],
)
def test_the_pause_doubles_up_to_a_bound_and_begins_again_after_a_steady_run(
    tmp_path: Path, supervisor: Supervisor, said: list[str], crashes: int, lived: float, pause: float
) -> None:
    child = a_child(tmp_path, "pass")
    child.crashes, child.launched_at = crashes, 1000.0
    supervisor.note_crash(child, 1, now=1000.0 + lived)
    assert child.start_again_at == 1000.0 + lived + pause
    assert said == [f"trial ended (status 1) and starts again in {pause:g} s; its log is {child.log}."]


def test_a_crashed_child_is_started_again_after_its_pause_and_not_before(
    tmp_path: Path, supervisor: Supervisor, said: list[str]
) -> None:
    child = a_child(tmp_path, "raise SystemExit(4)")
    supervisor.add(child)
    assert eventually(lambda: ended(child))
    supervisor.tend()
    first = child.program
    supervisor.tend()
    assert child.program is first
    child.start_again_at = time.monotonic()
    supervisor.tend()
    assert child.program is not first
    assert said[-1] == "trial was started again."


def test_a_start_is_given_up_with_the_last_words_of_what_keeps_crashing(tmp_path: Path, supervisor: Supervisor) -> None:
    supervisor.add(a_child(tmp_path, "raise SystemExit('the address is wrong')"))
    supervisor.children[0].is_ready = lambda: False
    with pytest.raises(CannotStart, match=r"trial could not start: the address is wrong \(see .*trial\.log\)"):
        supervisor.wait_until_ready(60)


def test_a_start_is_given_up_when_something_is_never_ready(tmp_path: Path, supervisor: Supervisor) -> None:
    supervisor.add(a_child(tmp_path, "import time; time.sleep(600)"))
    supervisor.children[0].is_ready = lambda: False
    with pytest.raises(CannotStart, match=r"Not ready after 0 s: trial"):
        supervisor.wait_until_ready(0.2)


def test_children_stop_turn_by_turn(tmp_path: Path, supervisor: Supervisor) -> None:
    diary = tmp_path / "diary"
    script = (
        "import signal, sys, time\n"
        f"def leave(*_): time.sleep(0.1); open({str(diary)!r}, 'a').write('%s '); sys.exit()\n"
        "signal.signal(signal.SIGTERM, leave)\n"
        "print('up', flush=True)\ntime.sleep(600)"
    )
    for turn in (3, 1, 2):
        supervisor.add(a_child(tmp_path, script % turn, name=str(turn), turn=turn))
    assert eventually(lambda: all("up" in child.log.read_text() for child in supervisor.children))
    supervisor.stop()
    assert diary.read_text() == "1 2 3 "


def test_verbose_shows_whole_lines_of_the_logs_once(tmp_path: Path, supervisor: Supervisor, said: list[str]) -> None:
    supervisor.verbose = True
    child = a_child(tmp_path, "import time; time.sleep(600)")
    child.log.write_text("from an earlier run\n")
    supervisor.add(child)
    with child.log.open("a") as log:
        log.write("first\nsecond\nhal")
    supervisor.tend()
    with child.log.open("a") as log:
        log.write("f\n")
    supervisor.tend()
    supervisor.tend()
    assert [line.partition("| ")[2] for line in said] == ["first", "second", "half"]
