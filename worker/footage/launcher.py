"""The worker's side of the confined reader: starts it, hands it descriptors, believes nothing it says unchecked."""

import hashlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from triage.finding import Finding
from worker.footage import wire
from worker.footage.facts import READER, READER_VERSION, Extraction, UnusableFacts
from worker.footage.sandbox import Limits, what_is_missing
from worker.footage.verdict import Verdict

ROOT = Path(__file__).resolve().parents[2]
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from worker.footage.fork_server import serve; serve({descriptor})"
# The only line of the reader's environment: numpy would otherwise start threads, and a threaded parent cannot fork.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}
START_S, GRACE_S = 60.0, 10.0
PIECE = 1024 * 1024
Progress = Callable[[float, str], None]


class LauncherDied(Exception):
    """The launcher itself is gone; the next call starts another."""


class Launcher:
    """One fork server, used for one file at a time. Started on first use, restarted when dead or after a fork."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = 0
        self._lock = threading.Lock()

    def __enter__(self) -> "Launcher":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The fork server's process id, while there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the fork server unless it runs. Raises LauncherDied when it does not come up."""
        if self._owner == os.getpid() and self._process and self._process.poll() is None and self._control:
            return
        self.close()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own line
                [sys.executable, "-I", "-c", BOOT.format(descriptor=theirs.fileno()), str(ROOT)],
                env=ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                close_fds=True,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        self._control, self._owner = ours, os.getpid()
        ours.settimeout(START_S)
        ready = self._hear()
        if ready.get("threads") != 1:
            self.close()
            raise LauncherDied("The reader's parent runs threads and cannot fork safely.")

    def close(self) -> None:
        """Stop the fork server and whatever it runs."""
        if self._control:
            self._control.close()
        if self._process and self._owner == os.getpid():
            if self._process.poll() is None:
                _end(self._process)
            self._process.wait()
        self._process, self._control = None, None

    def extract(
        self,
        source: int | Path,
        *,
        outputs: Mapping[str, int | Path] | None = None,
        limits: Limits | None = None,
        allow_unconfined: bool = False,
        force_transcode: bool = False,
        parent_sha256: str | None = None,
        progress: Progress | None = None,
    ) -> Extraction:
        """Read one file. Never raises for what the file contains.

        ``outputs`` names what to make (playable, poster, strip, frames) and where: a path, created anew, or a
        descriptor open for reading and writing. ``parent_sha256`` is computed when outputs are wanted and it is
        not given. ``progress`` is called with a share from 0 to 1 and one of wire.STEPS.
        When a verdict leaves no derivative, what lies at the outputs is half-made and to be thrown away.
        Raises OSError when a path cannot be opened, LauncherDied when the launcher is killed or does not start
        (the file was not at fault, so try again), and whatever ``progress`` raises.
        """
        limits = limits or Limits()
        missing = what_is_missing()
        if missing and (not allow_unconfined or sys.platform != "linux"):
            return _with_note(Extraction(Verdict.UNCONFINED_REFUSED), "confinement", missing)
        with self._lock, ExitStack() as held:
            original = _opened(held, source, os.O_RDONLY)
            places = {
                role: _opened(held, place, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW)
                for role, place in (outputs or {}).items()
            }
            request = wire.Request(os.fstat(original).st_size, tuple(places), limits, allow_unconfined, force_transcode)
            known = self._run(request, original, places, progress)
            if not known.derivatives:
                return known
            parent = parent_sha256 or sha256_of(original)
            made = tuple(
                replace(one, parent_sha256=parent, sha256=sha256_of(fd), size=os.fstat(fd).st_size)
                for one in known.derivatives
                if (fd := places.get(one.role)) is not None
            )
            return replace(known, derivatives=made)

    def _run(
        self, request: wire.Request, original: int, places: Mapping[str, int], progress: Progress | None
    ) -> Extraction:
        self.start()
        hear, speak = os.pipe()
        conversation = Conversation(request, hear, progress)
        finished = False
        try:
            try:
                self._say(request, [original, speak, *places.values()])
            finally:
                os.close(speak)
            ended = self._converse(conversation)
            finished = True
        finally:
            os.close(hear)
            if not finished:
                # Whoever broke off (the launcher, or the caller's progress) left a child at work on this file.
                self.close()
        return conversation.conclude(ended)

    def _say(self, request: wire.Request, descriptors: list[int]) -> None:
        if self._control is None:
            raise LauncherDied("The launcher is not running.")
        try:
            socket.send_fds(self._control, [request.to_bytes()], descriptors)
        except OSError as problem:
            raise LauncherDied("The launcher is gone.") from problem

    def _converse(self, conversation: "Conversation") -> dict[str, object]:
        """Listen to the child until the fork server says how it ended. Raises LauncherDied when that dies or hangs."""
        control = self._control
        if control is None:
            raise LauncherDied("The launcher is not running.")
        latest = time.monotonic() + conversation.request.limits.wall_s + GRACE_S
        with selectors.DefaultSelector() as ears:
            ears.register(conversation.pipe, selectors.EVENT_READ)
            ears.register(control, selectors.EVENT_READ)
            while (left := latest - time.monotonic()) > 0:
                heard = {key.fileobj for key, _ in ears.select(left)}
                if conversation.pipe in heard and not conversation.listen():
                    ears.unregister(conversation.pipe)
                if conversation.is_too_loud:
                    control.send(b"stop")
                    conversation.is_too_loud = False
                if control in heard:
                    ended = self._hear()
                    conversation.listen_to_the_end()
                    return ended
        raise LauncherDied("The launcher does not answer.")

    def _hear(self) -> dict[str, object]:
        if self._control is None:
            raise LauncherDied("The launcher is not running.")
        try:
            told = self._control.recv(wire.REQUEST_BYTES)
        except OSError as problem:
            raise LauncherDied("The launcher is gone.") from problem
        if not told:
            raise LauncherDied("The launcher is gone.")
        answer = json.loads(told)
        return answer if isinstance(answer, dict) else {}


class Conversation:
    """What one child says while it reads one file."""

    def __init__(self, request: wire.Request, pipe: int, progress: Progress | None) -> None:
        self.request = request
        self.pipe = pipe
        self.progress = progress
        self.messages = wire.Messages(request.limits.answer_bytes)
        self.known = Extraction(Verdict.UNREADABLE)
        self.answered = False
        self.last_words = ""
        self.silenced = False
        self.is_too_loud = False
        os.set_blocking(pipe, False)

    def listen(self) -> bool:
        """Take in what has arrived; False at the end. After nonsense or too much, nothing more is believed."""
        try:
            piece = os.read(self.pipe, PIECE)
        except BlockingIOError:
            return True
        if not piece:
            return False
        if self.silenced:
            return True
        try:
            for kind, content in self.messages.feed(piece):
                self._take(kind, content)
        except (UnusableFacts, ValueError):
            self.silenced = self.is_too_loud = True
        return True

    def listen_to_the_end(self) -> None:
        """Take in what is left. The child is dead, so a pipe that stays open has nothing more to say."""
        while self.listen() and _has_more(self.pipe):
            pass

    def conclude(self, ended: dict[str, object]) -> Extraction:
        """The verdict, from what was said and how the child ended."""
        if ended.get("why") == "timeout" or ended.get("code") == -signal.SIGXCPU:
            return self.known.with_verdict(Verdict.TOOK_TOO_LONG)
        if self.silenced:
            return _with_note(Extraction(Verdict.UNREADABLE), "reader_stopped", "its answer could not be believed")
        code = ended.get("code")
        if code == 0 and self.answered:
            return self.known
        verdict = {-signal.SIGSYS: Verdict.CONFINED_TOO_TIGHTLY, -signal.SIGKILL: Verdict.TOO_LARGE}.get(
            code if isinstance(code, int) else 1, Verdict.UNREADABLE
        )
        return _with_note(
            self.known.with_verdict(verdict), "reader_stopped", self.last_words or f"it ended with {code}"
        )

    def _take(self, kind: bytes, content: bytes) -> None:
        if kind == wire.ANSWER:
            self.known, self.answered = Extraction.from_json(content), True
        elif kind == wire.LAST_WORDS:
            self.last_words = "".join(letter for letter in content.decode("ascii") if letter.isprintable())[:200]
        elif kind == wire.PROGRESS and self.progress:
            told = json.loads(content)
            fraction, what = (told.get("fraction"), told.get("what")) if isinstance(told, dict) else (None, None)
            if isinstance(fraction, float) and 0 <= fraction <= 1 and what in wire.STEPS:
                self.progress(fraction, what)


def _has_more(descriptor: int) -> bool:
    with selectors.DefaultSelector() as ears:
        ears.register(descriptor, selectors.EVENT_READ)
        return bool(ears.select(0))


def sha256_of(descriptor: int) -> str:
    """The hash of everything in an open file, read by position."""
    digest = hashlib.sha256()
    at = 0
    while piece := os.pread(descriptor, PIECE, at):
        digest.update(piece)
        at += len(piece)
    return digest.hexdigest()


def _opened(held: ExitStack, place: int | Path, how: int) -> int:
    if isinstance(place, int):
        return place
    descriptor = os.open(place, how | os.O_CLOEXEC, 0o600)
    held.callback(os.close, descriptor)
    return descriptor


def _with_note(known: Extraction, kind: str, why: str) -> Extraction:
    note = Finding(kind, {"why": why}, "launcher", READER, READER_VERSION)
    return replace(known, findings=(*known.findings, note))


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()
