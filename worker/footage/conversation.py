"""What one confined child says while it works, and how much of it is believed."""

import json
import os
import selectors
import signal
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from triage.finding import Finding
from worker.footage import wire
from worker.footage.facts import READER, READER_VERSION, Extraction, UnusableFacts
from worker.footage.verdict import Verdict

PIECE = 1024 * 1024
LONGEST_SIDE = 16_384
Progress = Callable[[float, str], None]


class Conversation(ABC):
    """What one child says while it works on one file."""

    def __init__(self, request: wire.Request, pipe: int) -> None:
        self.request = request
        self.pipe = pipe
        self.messages = wire.Messages(request.limits.answer_bytes)
        self.silenced = False
        self.is_too_loud = False
        os.set_blocking(pipe, False)

    @abstractmethod
    def take(self, kind: bytes, content: bytes) -> None:
        """Believe one message. Raises UnusableFacts or ValueError when it cannot be believed."""

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
                self.take(kind, content)
        except (UnusableFacts, ValueError):
            self.silenced = self.is_too_loud = True
        return True

    def listen_to_the_end(self) -> None:
        """Take in what is left. The child is dead, so a pipe that stays open has nothing more to say."""
        while self.listen() and _has_more(self.pipe):
            pass


class Extracting(Conversation):
    """A child that reads everything a file says."""

    def __init__(self, request: wire.Request, pipe: int, progress: Progress | None) -> None:
        super().__init__(request, pipe)
        self.progress = progress
        self.known = Extraction(Verdict.UNREADABLE)
        self.answered = False
        self.last_words = ""

    def conclude(self, ended: Mapping[str, object]) -> Extraction:
        """The verdict, from what was said and how the child ended."""
        if ended.get("why") == "timeout" or ended.get("code") == -signal.SIGXCPU:
            return self.known.with_verdict(Verdict.TOOK_TOO_LONG)
        if self.silenced:
            return with_note(Extraction(Verdict.UNREADABLE), "reader_stopped", "its answer could not be believed")
        code = ended.get("code")
        if code == 0 and self.answered:
            return self.known
        verdict = {-signal.SIGSYS: Verdict.CONFINED_TOO_TIGHTLY, -signal.SIGKILL: Verdict.TOO_LARGE}.get(
            code if isinstance(code, int) else 1, Verdict.UNREADABLE
        )
        return with_note(self.known.with_verdict(verdict), "reader_stopped", self.last_words or f"it ended with {code}")

    def take(self, kind: bytes, content: bytes) -> None:
        """See Conversation."""
        if kind == wire.ANSWER:
            self.known, self.answered = Extraction.from_json(content), True
        elif kind == wire.LAST_WORDS:
            self.last_words = "".join(letter for letter in content.decode("ascii") if letter.isprintable())[:200]
        elif kind == wire.PROGRESS and self.progress:
            told = json.loads(content)
            fraction, what = (told.get("fraction"), told.get("what")) if isinstance(told, dict) else (None, None)
            if isinstance(fraction, float) and 0 <= fraction <= 1 and what in wire.STEPS:
                self.progress(fraction, what)


@dataclass(frozen=True)
class Taken:
    """One picture as it was announced, and where its pixels begin in the output."""

    number: int
    pts: int
    t: float
    width: int
    height: int
    at: int

    @property
    def size(self) -> int:
        """Bytes of its pixels."""
        return self.width * self.height * 3


class TakingStills(Conversation):
    """A child that takes pictures of a file; ``shown`` are the times of all its pictures, where they are known."""

    def __init__(self, request: wire.Request, pipe: int, shown: Sequence[int] | None) -> None:
        super().__init__(request, pipe)
        self.shown = shown
        self.base = Fraction(0)
        self.first = 0
        self.taken: list[Taken] = []
        self.announced = 0

    def take(self, kind: bytes, content: bytes) -> None:
        """See Conversation."""
        if kind == wire.ANSWER:
            above, below, self.first = _whole_numbers(content, 3)
            if below <= 0:
                raise UnusableFacts("a time base of nothing")
            self.base = Fraction(above, below)
        elif kind == wire.STILL:
            number, pts, width, height = _whole_numbers(content, 4)
            if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE):
                raise UnusableFacts("a picture of no possible size")
            place = self.announced
            self.announced += width * height * 3
            if self.shown is not None:
                number = bisect_left(self.shown, pts)
                if number == len(self.shown) or self.shown[number] != pts:
                    return  # the first pass did not see it, so nobody counts it
            self.taken.append(Taken(number, pts, float((pts - self.first) * self.base), width, height, place))


def _has_more(descriptor: int) -> bool:
    with selectors.DefaultSelector() as ears:
        ears.register(descriptor, selectors.EVENT_READ)
        return bool(ears.select(0))


def with_note(known: Extraction, kind: str, why: str) -> Extraction:
    """The same facts, with a finding of the launcher's own for a technician."""
    note = Finding(kind, {"why": why}, "launcher", READER, READER_VERSION)
    return replace(known, findings=(*known.findings, note))


def _whole_numbers(content: bytes, count: int) -> list[int]:
    told = json.loads(content)
    if (
        not isinstance(told, list)
        or len(told) != count
        or not all(type(one) is int and abs(one) < 1 << 63 for one in told)
    ):
        raise UnusableFacts("not the numbers that were agreed")
    return told
