"""The single-threaded parent of the readers: loads the video libraries once, forks one confined child a file."""

import fcntl
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from worker.footage import wire
from worker.footage.encoder import encode
from worker.footage.facts import Confinement, Extraction
from worker.footage.playable import Partner
from worker.footage.reader import read
from worker.footage.rehearsal import rehearse
from worker.footage.sandbox import CannotConfine, confine, what_is_missing
from worker.footage.stills import take
from worker.footage.verdict import Verdict

MOST_DESCRIPTORS = 2 + len(wire.ROLES)
PARENT_ASKED_EVERY_S = 0.5
STOP = b"stop"
PIPE_BYTES = 1024 * 1024  # what an unprivileged process may give a pipe; most of one picture


def serve(descriptor: int) -> None:
    """Answer requests until the other end of the socket is gone, or the process that started this one is."""
    control = socket.socket(fileno=descriptor)
    started_by = os.getppid()
    rehearse()
    control.send(json.dumps({"ready": True, "missing": what_is_missing(), "threads": _threads()}).encode())
    while _is_readable(control, started_by):
        text, descriptors, _, _ = socket.recv_fds(control, wire.REQUEST_BYTES, MOST_DESCRIPTORS)
        if not text:
            return
        if text == STOP:
            continue
        request = wire.Request.from_bytes(text)
        children = _fork(control, request, descriptors)
        for held in descriptors:
            os.close(held)
        ended = _wait(control, children[0], request.limits.wall_s, started_by)
        # A partner has nobody left to work for: done, or its reader is gone.
        codes = [_end(partner) for partner in children[1:]]
        if ended is None:
            return
        if -signal.SIGXCPU in codes:
            # The reader only saw its partner stop; why is known here.
            ended["code"] = -signal.SIGXCPU
        control.send(json.dumps(ended).encode())


def _threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


def _is_readable(control: socket.socket, started_by: int) -> bool:
    while os.getppid() == started_by:
        if select.select([control], [], [], PARENT_ASKED_EVERY_S)[0]:
            return True
    return False


def _fork(control: socket.socket, request: wire.Request, descriptors: list[int]) -> list[int]:
    """The children at work on one file: the reader, and the encoder where a playback copy is wanted."""
    if "playable" not in request.outputs:
        return [_child(control, descriptors, lambda: _work(request, descriptors, None), 0)]
    source, *outputs = descriptors[0], *descriptors[2:]
    playback = outputs[request.outputs.index("playable")]
    pictures, feed = os.pipe()
    with suppress(OSError):
        fcntl.fcntl(feed, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    words, speak = os.pipe()

    def read() -> None:
        os.close(pictures)
        os.close(speak)
        _work(request, descriptors, Partner(feed, words))

    def write() -> None:
        for held in (feed, words, *(one for one in descriptors if one not in (source, playback))):
            os.close(held)
        confine(request.limits, allow_unconfined=request.allow_unconfined)
        encode(source, request.size, pictures, speak, playback)

    reader = _child(control, descriptors, read, 0)
    encoder = _child(control, descriptors, write, reader)
    for held in (pictures, feed, words, speak):
        os.close(held)
    return [reader, encoder]


def _child(control: socket.socket, descriptors: list[int], work: Callable[[], None], group: int) -> int:
    """Fork a child that does one thing and ends; ``group`` is the child whose group it joins, 0 for its own."""
    child = os.fork()
    if child:
        # Here and in the child, whichever comes first: the encoder joins the reader's group, which must be there.
        with suppress(OSError):
            os.setpgid(child, group)
        return child
    try:
        os.setpgid(0, group)
        control.close()
        work()
    finally:
        # Whatever happened, this process never returns into the server's loop.
        error = sys.exc_info()[1]
        if error and not group:
            wire.send(descriptors[1], wire.LAST_WORDS, _last_words(error))
        os._exit(1 if error else 0)


def _last_words(error: BaseException) -> bytes:
    """Where the reader stumbled, for a technician: no text of the file's is in it."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(
        [type(error).__name__, *(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))]
    ).encode()


def _work(request: wire.Request, descriptors: list[int], partner: Partner | None) -> None:
    source, pipe, *outputs = descriptors
    try:
        confinement = confine(request.limits, allow_unconfined=request.allow_unconfined)
    except CannotConfine as problem:
        if request.stills is not None:
            return
        refused = Extraction(Verdict.UNCONFINED_REFUSED, confinement=replace(Confinement(), missing=(str(problem),)))
        wire.send(pipe, wire.ANSWER, refused.to_json().encode())
        return
    if request.stills is not None:
        take(request, source, pipe, outputs[0])
        return
    read(request, source, pipe, dict(zip(request.outputs, outputs, strict=True)), confinement, partner)


def _wait(control: socket.socket, child: int, wall_s: float, started_by: int) -> dict[str, object] | None:
    """How the child ended. None, after killing it, when nobody is left to be told."""
    ends = time.monotonic() + wall_s
    watch = os.pidfd_open(child)
    why: str | None = None
    try:
        while True:
            wait = min(PARENT_ASKED_EVERY_S, max(0.0, ends - time.monotonic()))
            ready = select.select([watch, control.fileno()], [], [], wait)[0]
            if watch in ready:
                break
            if control.fileno() in ready:
                why = "stopped" if control.recv(len(STOP)) else "abandoned"
            elif os.getppid() != started_by:
                why = "abandoned"
            elif time.monotonic() >= ends:
                why = "timeout"
            if why:
                _kill(child)
                break
        _, status, usage = os.wait4(child, 0)
    finally:
        os.close(watch)
    if why == "abandoned":
        return None
    return {"why": why, "code": os.waitstatus_to_exitcode(status), "cpu_s": usage.ru_utime + usage.ru_stime}


def _end(partner: int) -> int:
    with suppress(ProcessLookupError):
        os.kill(partner, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.wait4(partner, 0)[1])


def _kill(child: int) -> None:
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)
