"""A folder as a letter box: each letter lies there once, with a slip beside it once it is ready for the printer."""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from triage.calendar import add_business_days, is_business_day, london_day
from triage.letter import LetterKind
from worker.outside.channel import Became, Fate, Posting, Receipt
from worker.outside.manifest import FIRST_CLASS, ManifestLine, as_csv, as_json, lines_from

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}")
STAGING = ".staging"
LOCK = ".lock"
RECALLED = "recalled"
MANIFESTS = "manifests"


class LetterNotSent(Exception):
    """The letter cannot be put into the folder; nothing in the folder was changed."""


@dataclass(frozen=True)
class Slip:
    """What the slip beside a letter says."""

    reference: str
    sha256: str
    pages: int
    kind: LetterKind
    created_at: datetime
    recalled: bool = False

    @property
    def receipt(self) -> Receipt:
        """The same as the sender keeps it."""
        return Receipt(self.reference, self.sha256, self.pages, self.kind, self.created_at, recalled=self.recalled)

    @property
    def manifest_line(self) -> ManifestLine:
        """The letter's line in the list of its print run."""
        run = london_day(self.created_at).isoformat()
        return ManifestLine(self.reference, self.kind.value, self.pages, self.sha256, FIRST_CLASS, run)


class PrintFolder:
    """Writes `<reference>.pdf`, then `<reference>.json` beside it, then its line in `manifests/<day>.csv` and `.json`.

    The slip (the .json) is the promise: a printer takes only letters that have one, so a letter taken away is still
    known here and is never printed twice. Each step is on disk before the next; whatever a kill leaves is finished
    by the next `send`, `find` or `recall`. Raises LetterNotSent for a reference that is no file name and for a PDF
    that something else put there; OSError (a full disk) passes, and a later `send` starts afresh.
    """

    name = "print_folder"
    posts_by_itself = False
    quiet = timedelta(0)  # whoever holds the folder's lock sees all that was ever done under it
    remembers = None

    def __init__(self, path: Path) -> None:
        self.path = path
        self._staging = path / STAGING

    def send(self, reference: str, pdf: bytes, facts: Posting) -> Receipt:
        """Put the letter into the folder once; other bytes under the same reference leave the first in place."""
        offered = Slip(reference, hashlib.sha256(pdf).hexdigest(), facts.pages, facts.kind, facts.created_at)
        with self._alone(reference):
            first = self._settled(reference)
            if first is None:
                self._stage(f"{reference}.pdf", pdf)
                self._stage(f"{reference}.json", _written(offered))
                self._publish(f"{reference}.pdf")
                first = self._settled(reference)
            if first is None:
                raise LetterNotSent(f"The letter {reference} was taken away before it was ready.")
        return replace(first.receipt, kept_first=first.sha256 != offered.sha256)

    def find(self, reference: str) -> Receipt | None:
        """The receipt under this reference, also when the printer has taken the PDF; None if none was sent."""
        with self._alone(reference):
            found = self._settled(reference)
        return None if found is None else found.receipt

    def recall(self, reference: str) -> bool:
        """Move the letter to `recalled/` and mark its slip; False when the printer has already taken it."""
        with self._alone(reference):
            slip = self._settled(reference)
            if slip is None or slip.recalled:
                return True
            try:
                (self.path / f"{reference}.pdf").rename(self._folder(RECALLED) / f"{reference}.pdf")
            except FileNotFoundError:
                return False
            _fsync_folder(self.path / RECALLED)
            self._settled(reference)
        return True

    def became(self, reference: str) -> Became:
        """The folder prints nothing and never refuses: what lies here waits for a person."""
        return Became(Fate.UNDER_WAY)

    def posting_day(self, at: datetime, holidays: frozenset[date]) -> date:
        """The same day where it is a business day, otherwise the next."""
        day = london_day(at)
        return day if is_business_day(day, holidays) else add_business_days(day, 1, holidays)

    def _settled(self, reference: str) -> Slip | None:
        """The slip, after finishing what a kill may have left half done."""
        letter, slip = self.path / f"{reference}.pdf", self.path / f"{reference}.json"
        if not slip.exists():
            if not letter.exists():
                return None
            self._require_ours(reference, letter)
            self._publish(slip.name)
        for leftover in (letter.name, slip.name):
            (self._staging / leftover).unlink(missing_ok=True)
        found = _read(slip.read_bytes())
        if not found.recalled and (self.path / RECALLED / letter.name).exists():
            found = replace(found, recalled=True)
            self._replace(slip, _written(found))
        self._list(found)
        return found

    def _list(self, slip: Slip) -> None:
        """Bring the letter's line in the manifest of its print run up to what the slip says."""
        own = slip.manifest_line
        listed = self._folder(MANIFESTS) / f"{own.batch}.json"
        before = lines_from(listed.read_bytes()) if listed.exists() else ()
        if slip.recalled == (own not in before):
            return
        lines = tuple(line for line in before if line != own) if slip.recalled else (*before, own)
        # The JSON goes last: while it lacks the line, the next look writes both again.
        self._replace(listed.with_suffix(".csv"), as_csv(lines))
        self._replace(listed, as_json(lines))

    def _folder(self, name: str) -> Path:
        folder = self.path / name
        folder.mkdir(exist_ok=True)
        return folder

    def _replace(self, path: Path, content: bytes) -> None:
        self._stage(path.name, content)
        (self._staging / path.name).replace(path)
        _fsync_folder(path.parent)

    def _require_ours(self, reference: str, letter: Path) -> None:
        staged = self._staging / f"{reference}.json"
        found = hashlib.sha256(letter.read_bytes()).hexdigest()
        if not staged.exists() or _read(staged.read_bytes()).sha256 != found:
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


def _written(slip: Slip) -> bytes:
    fields = asdict(slip) | {"created_at": slip.created_at.isoformat()}
    if not slip.recalled:
        del fields["recalled"]
    return json.dumps(fields, sort_keys=True).encode() + b"\n"


def _read(written: bytes) -> Slip:
    fields = json.loads(written)
    return Slip(
        reference=fields["reference"],
        sha256=fields["sha256"],
        pages=int(fields["pages"]),
        kind=LetterKind(fields["kind"]),
        created_at=datetime.fromisoformat(fields["created_at"]),
        recalled=bool(fields.get("recalled", False)),
    )


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
