"""The launcher starts clean, dies with its worker, and nothing a child says or does brings it down."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.made.hostile import draw_clip
from worker.footage import launcher as launcher_module
from worker.footage import wire
from worker.footage.conversation import Extracting
from worker.footage.facts import Extraction, TelemetryPoint, UnusableFacts
from worker.footage.fingerprints import MOST_SECONDS, PER_SECOND, PICTURE_BYTES
from worker.footage.launcher import Launcher, LauncherDied
from worker.footage.read import as_facts_json, read_file
from worker.footage.sandbox import Limits
from worker.footage.telemetry.clip import MAX_POINTS
from worker.footage.verdict import Verdict

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 20.0


def soon(is_so: Callable[[], bool]) -> bool:
    """True as soon as it is so; False when patience ends."""
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        if is_so():
            return True
        time.sleep(0.02)
    return False


def is_gone(pid: int) -> bool:
    """True when no such process runs (a zombie of another parent does not run)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state in ("Z", "X")


def children_of(pid: int) -> list[int]:
    """The direct children of a process."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def test_the_fork_server_has_one_thread_an_empty_environment_and_no_foreign_descriptor(clip: Path) -> None:
    with Launcher() as running, clip.open("rb"):
        running.start()
        home = Path(f"/proc/{running.pid}")
        assert len(list((home / "task").iterdir())) == 1
        assert (home / "environ").read_bytes() == b"OPENBLAS_NUM_THREADS=1\0"
        held = [str(entry.readlink()) for entry in (home / "fd").iterdir()]
        assert sorted(kind.split(":")[0] for kind in held) == ["/dev/null"] * 3 + ["socket"]


def test_a_dead_launcher_is_replaced(launcher: Launcher, clip: Path) -> None:
    launcher.start()
    first = launcher.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert soon(lambda: is_gone(first))
    assert launcher.extract(clip).verdict is Verdict.OK
    assert launcher.pid != first


def test_a_launcher_killed_at_work_is_an_error_to_try_again_and_no_verdict(
    launcher: Launcher, clip: Path, tmp_path: Path
) -> None:
    def kill_it(share: float, what: str) -> None:
        assert launcher.pid is not None
        os.kill(launcher.pid, signal.SIGKILL)

    with pytest.raises(LauncherDied):
        launcher.extract(clip, outputs={"playable": tmp_path / "p"}, force_transcode=True, progress=kill_it)
    assert launcher.extract(clip).verdict is Verdict.OK


def test_a_caller_who_breaks_off_leaves_no_reader_and_may_go_on(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    def break_off(share: float, what: str) -> None:
        raise InterruptedError("the lease is lost")

    launcher.start()
    before = launcher.pid
    assert before is not None
    with pytest.raises(InterruptedError):
        launcher.extract(clip, outputs={"playable": tmp_path / "p"}, force_transcode=True, progress=break_off)
    assert soon(lambda: is_gone(before))
    assert launcher.extract(clip).verdict is Verdict.OK


def test_a_link_is_followed_to_read_but_never_to_write(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    (tmp_path / "link.mp4").symlink_to(clip)
    assert launcher.extract(tmp_path / "link.mp4").verdict is Verdict.OK
    (tmp_path / "poster").symlink_to(clip)
    with pytest.raises(OSError, match="symbolic"):
        launcher.extract(clip, outputs={"poster": tmp_path / "poster"})


def test_a_closed_launcher_leaves_no_process(clip: Path) -> None:
    with Launcher() as running:
        running.extract(clip)
        pid = running.pid
    assert pid is not None
    assert is_gone(pid)


WORKER = """
import sys, os
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from worker.footage.launcher import Launcher
running = Launcher()
running.start()
print(running.pid, flush=True)
roles = {role: Path(sys.argv[3]) / role for role in ("playable", "poster")}
while sys.argv[4] == "busy":
    running.extract(Path(sys.argv[2]), outputs=roles, force_transcode=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("mood", ["idle", "busy"])
def test_kill_9_of_the_worker_leaves_no_launcher_behind(clip: Path, tmp_path: Path, mood: str) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(ROOT), str(clip), str(tmp_path), mood],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    assert worker.stdin is not None
    server = int(worker.stdout.readline())
    if mood == "busy":
        assert soon(lambda: bool(children_of(server)))
    worker.kill()
    worker.wait()
    assert soon(lambda: is_gone(server))
    worker.stdout.close()
    worker.stdin.close()


def test_kill_9_of_the_launcher_takes_its_reader_along(clip: Path, tmp_path: Path) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(ROOT), str(clip), str(tmp_path), "busy"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    assert worker.stdin is not None
    server = int(worker.stdout.readline())
    seen: list[int] = []
    assert soon(lambda: bool(seen.extend(children_of(server)) or seen))
    os.kill(server, signal.SIGKILL)
    assert soon(lambda: all(is_gone(child) for child in seen))
    worker.kill()
    worker.wait()
    worker.stdout.close()
    worker.stdin.close()


FORKER = """
import sys, os
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from worker.footage.launcher import Launcher
running = Launcher()
first = running.extract(Path(sys.argv[2])).verdict
mother = running.pid
child = os.fork()
if child == 0:
    verdict = running.extract(Path(sys.argv[2])).verdict
    own = running.pid
    running.close()
    os._exit(0 if verdict == "ok" and own != mother else 1)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(status, first, running.extract(Path(sys.argv[2])).verdict, running.pid == mother)
running.close()
"""


def test_a_forked_worker_gets_a_launcher_of_its_own(clip: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FORKER, str(ROOT), str(clip)], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["0", "ok", "ok", "True"]


def test_a_file_that_takes_too_long_is_stopped_and_says_so(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    launcher.start()
    before = launcher.pid
    extraction = launcher.extract(
        clip, outputs={"playable": tmp_path / "p"}, force_transcode=True, limits=Limits(wall_s=0.01)
    )
    assert extraction.verdict is Verdict.TOOK_TOO_LONG
    assert extraction.derivatives == ()
    assert launcher.pid == before
    assert launcher.extract(clip).verdict is Verdict.OK


def test_an_output_larger_than_allowed_is_too_large(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    extraction = launcher.extract(clip, outputs={"playable": tmp_path / "p"}, limits=Limits(output_bytes=100))
    assert extraction.verdict is Verdict.TOO_LARGE
    assert (tmp_path / "p").stat().st_size <= 100


def test_pictures_that_need_more_memory_than_allowed_end_in_a_verdict(launcher: Launcher, tmp_path: Path) -> None:
    large = draw_clip(tmp_path / "large.mp4", pictures=3, width=1920, height=1080)
    extraction = launcher.extract(large, limits=Limits(memory_bytes=1024**2))
    # Some decoders say that memory ran out, others only that the picture is bad.
    assert extraction.verdict in {Verdict.TOO_LARGE, Verdict.UNREADABLE}
    assert launcher.extract(large).verdict is Verdict.OK


def test_progress_only_rises_and_names_its_step(launcher: Launcher, clip: Path, tmp_path: Path) -> None:
    heard: list[tuple[float, str]] = []
    outputs = {"playable": tmp_path / "p"}
    launcher.extract(
        clip, outputs=outputs, force_transcode=True, progress=lambda share, what: heard.append((share, what))
    )
    assert [share for share, _ in heard] == sorted(share for share, _ in heard)
    assert list(dict.fromkeys(what for _, what in heard)) == list(wire.STEPS)


def test_without_confinement_nothing_is_opened(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launcher_module, "what_is_missing", lambda: "The kernel offers no Landlock.")
    with Launcher() as running:
        extraction = running.extract(clip)
        assert running.pid is None
    assert extraction.verdict is Verdict.UNCONFINED_REFUSED
    assert [finding.value for finding in extraction.findings] == [{"why": "The kernel offers no Landlock."}]


def conversation(most: int = 10_000) -> tuple[Extracting, int]:
    """A conversation whose other end the test holds."""
    hear, speak = os.pipe()
    limits = Limits(answer_bytes=most)
    return Extracting(wire.Request(1, (), limits), hear, lambda share, what: None), speak


@pytest.mark.parametrize(
    "said",
    [
        b"A\xff\xff\xff\xff",
        wire.HEAD.pack(b"A", 4) + b"nope",
        wire.HEAD.pack(b"A", 2) + b"{}",
        wire.HEAD.pack(b"P", 4) + b"\xff\xfe\xfd\xfc",
        wire.HEAD.pack(b"L", 1) + b"\xff",
        b"A" * 20_000,
    ],
)
def test_a_child_that_talks_nonsense_is_silenced(said: bytes) -> None:
    talk, speak = conversation()
    os.write(speak, said)
    os.close(speak)
    talk.listen_to_the_end()
    verdict = talk.conclude({"why": None, "code": 0})
    os.close(talk.pipe)
    assert talk.is_too_loud
    assert verdict.verdict is Verdict.UNREADABLE
    assert verdict.container is None


@pytest.mark.parametrize(
    ("ended", "verdict"),
    [
        ({"why": "timeout", "code": -9}, Verdict.TOOK_TOO_LONG),
        ({"why": None, "code": -signal.SIGXCPU}, Verdict.TOOK_TOO_LONG),
        ({"why": None, "code": -signal.SIGSYS}, Verdict.CONFINED_TOO_TIGHTLY),
        ({"why": None, "code": -signal.SIGKILL}, Verdict.TOO_LARGE),
        ({"why": None, "code": -signal.SIGSEGV}, Verdict.UNREADABLE),
        ({"why": None, "code": 1}, Verdict.UNREADABLE),
        ({"why": None, "code": 0}, Verdict.UNREADABLE),
    ],
)
def test_how_the_child_ended_is_the_verdict(ended: dict[str, object], verdict: Verdict) -> None:
    talk, speak = conversation()
    os.close(speak)
    talk.listen_to_the_end()
    assert talk.conclude(ended).verdict is verdict
    os.close(talk.pipe)


def test_facts_travel_to_json_and_back(clip: Path) -> None:
    extraction = read_file(clip)
    assert Extraction.from_json(extraction.to_json()) == extraction


def test_the_printed_facts_have_the_agreed_shape(clip: Path) -> None:
    printed = as_facts_json(read_file(clip))
    assert list(printed) == ["verdict", "sentence", "container", "telemetry", "findings", "confinement"]
    assert json.loads(json.dumps(printed))["confinement"]["level"] == "full"


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "splendid"},
        {"verdict": 7},
        {"points": {}},
        {"points": [{"at": None}]},
        {"container": {"format": 1}},
        {"findings": [[]]},
        {"confinement": None},
    ],
)
def test_facts_of_another_shape_are_not_believed(change: dict[str, object]) -> None:
    whole = json.loads(Extraction(Verdict.OK).to_json())
    with pytest.raises(UnusableFacts):
        Extraction.from_json(json.dumps(whole | change))


@pytest.mark.parametrize("text", ["", "[]", "null", "[" * 100_000, '{"verdict": NaN}'])
def test_text_that_is_no_extraction_is_not_believed(text: str) -> None:
    with pytest.raises(UnusableFacts):
        Extraction.from_json(text)


def test_the_longest_answer_of_an_honest_reader_may_be_said() -> None:
    at = datetime(2026, 3, 14, 8, 15, 30, 500_000, tzinfo=UTC)
    point = TelemetryPoint(at, 3599.9444, 52.4801234, -1.9001234, 13.4112, 271.5, fix=True, source="gopro-gpmf")
    told = len(Extraction(Verdict.OK, points=(point,)).to_json()) - len(Extraction(Verdict.OK).to_json())
    pictures = MOST_SECONDS * PER_SECOND * PICTURE_BYTES
    # It answers when the file is read and again when it is watched; a fingerprint of mere noise is as long as it was.
    assert 2 * MAX_POINTS * (told + 1) + pictures * 1.01 * 4 / 3 < Limits().answer_bytes
