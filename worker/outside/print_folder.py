"""A folder as a letter box: each letter lies there once, with a slip beside it once it is ready for the printer."""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from triage.letter import LetterKind

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}")
STAGING = ".staging"
LOCK = ".lock"


class LetterNotSent(Exception):
    """The letter cannot be put into the folder; nothing in the folder was changed."""


@dataclass(frozen=True)
class Posting:
    """What the channel is told about a letter besides its bytes."""

    kind: LetterKind
    pages: int
    created_at: datetime


@dataclass(frozen=True)
class Receipt:
    """What the channel holds under a reference. `kept_first` says that other bytes were offered later and refused."""

    reference: str
    sha256: str
    pages: int
    kind: LetterKind
    created_at: datetime
    kept_first: bool = False


class Channel(Protocol):
    """A way for letters to leave. After an unknown outcome the sender asks `find` before it sends again."""

    def send(self, reference: str, pdf: bytes, facts: Posting) -> Receipt:
        """Send this letter once; the same reference again gives the receipt of the first."""

    def find(self, reference: str) -> Receipt | None:
        """The receipt of what was sent under this reference, or None."""


class PrintFolder:
    """Writes `<reference>.pdf`, then `<reference>.json` beside it.

    The slip (the .json) is the promise: a printer takes only letters that have one, so a letter taken away is still
    known here and is never printed twice. Each step is on disk before the next; whatever a kill leaves is finished
    by the next `send` or `find`. Raises LetterNotSent for a reference that is no file name and for a PDF that
    something else put there; OSError (a full disk) passes, and a later `send` starts afresh.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._staging = path / STAGING

    def send(self, reference: str, pdf: bytes, facts: Posting) -> Receipt:
        """Put the letter into the folder once; other bytes under the same reference leave the first in place."""
        offered = Receipt(reference, hashlib.sha256(pdf).hexdigest(), facts.pages, facts.kind, facts.created_at)
        with self._alone(reference):
            first = self._settled(reference)
            if first is None:
                self._stage(f"{reference}.pdf", pdf)
                self._stage(f"{reference}.json", _slip(offered))
                self._publish(f"{reference}.pdf")
                first = self._settled(reference)
            if first is None:
                raise LetterNotSent(f"The letter {reference} was taken away before it was ready.")
        return replace(first, kept_first=first.sha256 != offered.sha256)

    def find(self, reference: str) -> Receipt | None:
        """The receipt under this reference, also when the printer has taken the PDF; None if none was sent."""
        with self._alone(reference):
            return self._settled(reference)

    def _settled(self, reference: str) -> Receipt | None:
        """The receipt, after finishing what a kill may have left between the PDF and its slip."""
        letter, slip = self.path / f"{reference}.pdf", self.path / f"{reference}.json"
        if not slip.exists():
            if not letter.exists():
                return None
            self._require_ours(reference, letter)
            self._publish(slip.name)
        for leftover in (letter.name, slip.name):
            (self._staging / leftover).unlink(missing_ok=True)
        return _receipt(slip.read_bytes())

    def _require_ours(self, reference: str, letter: Path) -> None:
        staged = self._staging / f"{reference}.json"
        found = hashlib.sha256(letter.read_bytes()).hexdigest()
        if not staged.exists() or _receipt(staged.read_bytes()).sha256 != found:
            raise LetterNotSent(f"Something else put {letter.name} into the print folder.")

    def _stage(self, name: str, content: bytes) -> None:
        staged = self._staging / name
        staged.unlink(missing_ok=True)  # a leftover may share its bytes with a letter that lies in the folder
        with staged.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _fsync_folder(self._staging)

    def _publish(self, name: str) -> None:
        # link(2) refuses to overwrite, unlike rename(2).
        (self.path / name).hardlink_to(self._staging / name)
        _fsync_folder(self.path)

    @contextmanager
    def _alone(self, reference: str) -> Iterator[None]:
        """Hold the folder's lock; the kernel lets go of it when a process is killed."""
        if not REFERENCE.fullmatch(reference):
            raise LetterNotSent("A letter's reference is made of letters, digits and dashes.")
        self._staging.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.path / LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _slip(receipt: Receipt) -> bytes:
    fields = asdict(receipt) | {"created_at": receipt.created_at.isoformat()}
    del fields["kept_first"]
    return json.dumps(fields, sort_keys=True).encode() + b"\n"


def _receipt(slip: bytes) -> Receipt:
    fields: dict[str, str] = json.loads(slip)
    return Receipt(
        reference=fields["reference"],
        sha256=fields["sha256"],
        pages=int(fields["pages"]),
        kind=LetterKind(fields["kind"]),
        created_at=datetime.fromisoformat(fields["created_at"]),
    )


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
