"""The worker's side of the confined reader: starts it, hands it descriptors, believes nothing it says unchecked."""

import hashlib
import json
import mmap
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import numpy as np

from worker.footage import wire
from worker.footage.conversation import Conversation, Extracting, Progress, Taken, TakingStills, with_note
from worker.footage.facts import Extraction
from worker.footage.sandbox import Limits, what_is_missing
from worker.footage.still import KeyPictures, Still, Wanted
from worker.footage.verdict import Verdict

ROOT = Path(__file__).resolve().parents[2]
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from worker.footage.fork_server import serve; serve({descriptor})"
# The only line of the reader's environment: numpy would otherwise start threads, and a threaded parent cannot fork.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}
START_S, GRACE_S = 60.0, 10.0
PIECE = 1024 * 1024
STILLS_BYTES = 256 * 1024**2
STILLS_LIMITS = Limits(wall_s=60.0, cpu_s=60)
MOST_NUMBERS = 400
Talk = TypeVar("Talk", bound=Conversation)


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
            return with_note(Extraction(Verdict.UNCONFINED_REFUSED), "confinement", missing)
        with self._lock, ExitStack() as held:
            original = _opened(held, source, os.O_RDONLY)
            places = {
                role: _opened(held, place, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW)
                for role, place in (outputs or {}).items()
            }
            request = wire.Request(os.fstat(original).st_size, tuple(places), limits, allow_unconfined, force_transcode)
            conversation, ended = self._run(lambda pipe: Extracting(request, pipe, progress), original, places.values())
            known = conversation.conclude(ended)
            if not known.derivatives:
                return known
            parent = parent_sha256 or sha256_of(original)
            made = tuple(
                replace(one, parent_sha256=parent, sha256=sha256_of(fd), size=os.fstat(fd).st_size)
                for one in known.derivatives
                if (fd := places.get(one.role)) is not None
            )
            return replace(known, derivatives=made)

    def pictures(
        self,
        source: int | Path,
        *,
        wanted: Wanted,
        shown: Sequence[int] | None = None,
        most_bytes: int = STILLS_BYTES,
        limits: Limits | None = None,
        allow_unconfined: bool = False,
    ) -> tuple[Still, ...]:
        """Pictures of the original, in presentation order; those that cannot be had are left out.

        ``shown`` are the presentation times of all pictures as frames.json has them: they make numbers exact even
        where some pictures cannot be decoded, and spare reading the whole file. ``most_bytes`` is what the pixels of
        all may take together (three bytes each); what does not fit is left out, of key pictures the farthest apart.
        Raises as ``extract`` does.
        """
        asked = _asked(wanted, shown)
        if what_is_missing() and (not allow_unconfined or sys.platform != "linux"):
            return ()
        chosen = replace(limits or STILLS_LIMITS, output_bytes=most_bytes)
        with self._lock, ExitStack() as held:
            original = _opened(held, source, os.O_RDONLY)
            pixels = os.memfd_create("stills")
            held.callback(os.close, pixels)
            request = wire.Request(
                os.fstat(original).st_size, ("stills",), chosen, allow_unconfined=allow_unconfined, stills=asked
            )
            conversation, _ = self._run(lambda pipe: TakingStills(request, pipe, shown), original, [pixels])
            return () if conversation.silenced else _mapped(pixels, conversation.taken)

    def _run(
        self, begin: Callable[[int], Talk], original: int, places: Iterable[int]
    ) -> tuple[Talk, dict[str, object]]:
        """Have a child do what the conversation asks; the conversation, and how the child ended."""
        self.start()
        hear, speak = os.pipe()
        finished = False
        try:
            try:
                conversation = begin(hear)
                self._say(conversation.request, [original, speak, *places])
            finally:
                os.close(speak)
            ended = self._converse(conversation)
            finished = True
        finally:
            os.close(hear)
            if not finished:
                # Whoever broke off (the launcher, or the caller's progress) left a child at work on this file.
                self.close()
        return conversation, ended

    def _say(self, request: wire.Request, descriptors: list[int]) -> None:
        if self._control is None:
            raise LauncherDied("The launcher is not running.")
        try:
            socket.send_fds(self._control, [request.to_bytes()], descriptors)
        except OSError as problem:
            raise LauncherDied("The launcher is gone.") from problem

    def _converse(self, conversation: Conversation) -> dict[str, object]:
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


def _asked(wanted: Wanted, shown: Sequence[int] | None) -> wire.Asked:
    """The wish as it travels: by time where the times are known."""
    first = shown[0] if shown else None
    if isinstance(wanted, KeyPictures):
        return wire.Asked(most_keys=min(wanted.most, MOST_NUMBERS), around_s=wanted.around_s, first=first)
    numbers = wanted.numbers[:MOST_NUMBERS]
    if not shown:
        return wire.Asked(numbers=numbers)
    return wire.Asked(pts=tuple(shown[number] for number in numbers if 0 <= number < len(shown)), first=first)


def _mapped(pixels: int, taken: Sequence[Taken]) -> tuple[Still, ...]:
    """The pictures whose pixels all arrived. The child is gone, so the file behind them cannot shrink any more."""
    size = os.fstat(pixels).st_size
    whole = [one for one in taken if one.at + one.size <= size]
    if not whole:
        return ()
    # Copied only where somebody draws on them: the pictures of a clip in 4K would not fit twice.
    memory = np.frombuffer(mmap.mmap(pixels, size, access=mmap.ACCESS_COPY), np.uint8)
    return tuple(
        Still(one.number, one.pts, one.t, memory[one.at : one.at + one.size].reshape(one.height, one.width, 3))
        for one in sorted(whole, key=lambda one: one.number)
    )


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


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()
