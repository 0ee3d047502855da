"""The shim: a program ends with its starter, takes all it started along, and its exit status is passed on."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.lifeline import LOG_BYTES, SHIM, KeptProgram, start_kept
from tests.made.process_life import all_gone, descendants, eventually

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)
DETACHING = (
    "import subprocess, time; subprocess.Popen(['sleep', '601'], start_new_session=True); "
    "print('up', flush=True); time.sleep(600)"
)


def python(tmp_path: Path, script: str, **order: float | signal.Signals) -> KeptProgram:
    """A kept Python that runs this script."""
    return start_kept(
        "trial",
        [sys.executable, "-I", "-S", "-c", script],
        log=tmp_path / "log",
        env=dict(os.environ),
        **order,  # type: ignore[arg-type]
    )


def once_up(tmp_path: Path) -> bool:
    """Whether the program has said that it is up."""
    return eventually(lambda: "up" in (tmp_path / "log").read_text())


@pytest.mark.parametrize(
    ("script", "status"),
    [
        ("pass", 0),
        ("raise SystemExit(7)", 7),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", 128 + 9),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", 128 + 11),
    ],
)
def test_the_exit_status_is_passed_on(tmp_path: Path, script: str, status: int) -> None:
    program = python(tmp_path, script)
    assert program.shim.wait(30) == status
    program.let_go()


@pytest.mark.parametrize("wanted", [signal.SIGINT, signal.SIGTERM, signal.SIGQUIT])
def test_letting_go_sends_the_signal_asked_for(tmp_path: Path, wanted: signal.Signals) -> None:
    script = (
        "import signal, sys, time\n"
        f"signal.signal({wanted.value}, lambda n, _: (print('got', n, flush=True), sys.exit(3)))\n"
        "print('up', flush=True)\ntime.sleep(600)"
    )
    program = python(tmp_path, script, stop_signal=wanted)
    assert once_up(tmp_path)
    assert program.stop() == 3
    assert f"got {wanted.value}" in (tmp_path / "log").read_text()


def test_letting_go_at_once_is_not_lost_while_the_program_is_still_starting(tmp_path: Path) -> None:
    for _ in range(10):
        assert start_kept("sleep", ["sleep", "600"], log=tmp_path / "log", env=dict(os.environ)).stop() == 128 + 15


def test_what_ignores_the_signal_is_killed_after_its_grace(tmp_path: Path) -> None:
    program = python(tmp_path, STUBBORN, grace_seconds=0.2)
    assert once_up(tmp_path)
    assert program.stop() == 128 + 9


@pytest.mark.parametrize("ending", ["let go", "program killed", "shim told to stop"])
def test_nothing_the_program_started_outlives_it(tmp_path: Path, ending: str) -> None:
    program = python(tmp_path, DETACHING)
    assert once_up(tmp_path)
    below = descendants(program.shim.pid)
    assert sorted(below.values())[-1] == "sleep"
    if ending == "let go":
        program.let_go()
    elif ending == "program killed":
        os.kill(program.pid() or 0, signal.SIGKILL)
    else:
        program.shim.terminate()
    program.shim.wait(30)
    program.let_go()
    assert all_gone(below, 0.0)


def test_killing_the_shim_itself_kills_the_program(tmp_path: Path) -> None:
    program = python(tmp_path, STUBBORN)
    assert once_up(tmp_path)
    below = descendants(program.shim.pid)
    program.shim.kill()
    assert all_gone(below)
    program.stop()


def test_a_program_that_cannot_be_started_says_so(tmp_path: Path) -> None:
    program = start_kept("none", ["/nowhere/program"], log=tmp_path / "log", env=dict(os.environ))
    assert program.shim.wait(30) == 127
    assert (tmp_path / "log").read_text() == "/nowhere/program could not be started: No such file or directory.\n"
    program.let_go()


def test_the_program_inherits_no_descriptor_and_no_blocked_or_ignored_signal(tmp_path: Path) -> None:
    script = (
        "import os; print(sorted(int(n) for n in os.listdir('/proc/self/fd'))[:4]);"
        "print([line for line in open('/proc/self/status') if line.startswith('SigBlk')])"
    )
    with (tmp_path / "secret").open("w") as secret:
        program = start_kept(
            "trial",
            [sys.executable, "-I", "-S", "-c", script],
            log=tmp_path / "log",
            env=dict(os.environ),
            held=[secret.fileno()],
        )
    assert program.shim.wait(30) == 0
    program.let_go()
    # 3 is the listing of the folder itself.
    assert (tmp_path / "log").read_text() == "[0, 1, 2, 3]\n['SigBlk:\\t0000000000000000\\n']\n"


@pytest.mark.parametrize("words", [[], ["0"], ["0", "--"], ["0", "--signal", "SIGNOTHING", "--", "true"]])
def test_a_wrong_command_line_is_refused(words: list[str]) -> None:
    assert subprocess.run([sys.executable, "-I", str(SHIM), *words], stderr=subprocess.DEVNULL).returncode == 2


def test_an_overgrown_log_is_set_aside(tmp_path: Path) -> None:
    log = tmp_path / "trial.log"
    log.write_bytes(b"x" * (LOG_BYTES + 1))
    start_kept("true", ["true"], log=log, env=dict(os.environ)).stop()
    assert log.stat().st_size == 0
    assert (tmp_path / "trial.old").stat().st_size == LOG_BYTES + 1
