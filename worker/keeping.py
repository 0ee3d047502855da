"""Keep what was made from an original: bytes first, the row that names them in the job's own transaction."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from uuid import UUID

from storage.files import LocalCopy
from storage.jobs import Job
from storage.keys import derived_key, file_key
from triage.record import Derived
from triage.submission import Footage
from worker.footage.facts import Derivative
from worker.house import House

PROGRESS_EVERY = 0.05


def kept(home: House, footage: Footage, one: Derivative, path: Path) -> Derived:
    """Put one derivative into the store under a name of its own bytes, so that making it again never clashes."""
    home.files.keep(derived_key(footage.submission_id, footage.id, one.role, one.sha256), path, one.sha256, one.size)
    with home.units.open() as unit:
        made_id = unit.new_id()
    return Derived(
        id=made_id,
        footage_id=footage.id,
        role=one.role,
        parent_sha256=one.parent_sha256,
        tool=one.tool,
        version=one.version,
        arguments=one.arguments,
        media_type=one.media_type,
        sha256=one.sha256,
        size=one.size,
    )


def kept_bytes(home: House, footage: Footage, content: bytes, made: Derivative) -> Derived:
    """Keep bytes of the worker's own making; their hash and size are taken here."""
    named = replace(made, parent_sha256=footage.sha256, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    with tempfile.NamedTemporaryFile(dir=home.scratch) as scratch:
        scratch.write(content)
        scratch.flush()
        return kept(home, footage, named, Path(scratch.name))


@contextmanager
def original_of(home: House, footage: Footage) -> Iterator[LocalCopy]:
    """The original, open for reading."""
    with home.files.local_copy(file_key(footage.submission_id, footage.id, "original")) as original:
        yield original


@dataclass(frozen=True)
class Shown:
    """When each picture of a file is shown, in presentation order: ``pts`` in units of ``base`` seconds."""

    pts: tuple[int, ...]
    base: Fraction

    @property
    def seconds(self) -> list[float]:
        """The same after the first picture."""
        return [float((pts - self.pts[0]) * self.base) for pts in self.pts]


def shown_of(home: House, footage: Footage) -> Shown | None:
    """The times as the first pass saw them; None where it left none."""
    with home.units.open() as unit:
        frames = unit.submissions.find_derived(footage.id, "frames")
    if frames is None:
        return None
    key = derived_key(footage.submission_id, footage.id, frames.role, frames.sha256)
    told = json.loads(b"".join(home.files.open_range(key, 0, frames.size)))
    return Shown(tuple(told["pts"]), Fraction(*told["time_base"]))


def footage_of(home: House, footage_id: UUID) -> Footage:
    """The file a job is about."""
    with home.units.open() as unit:
        return unit.submissions.get_footage(footage_id)


def reporter(home: House, job: Job) -> Callable[[float, str], None]:
    """Tells the job's row how far the work has come, in short transactions and not too often."""
    told = -1.0

    def report(share: float, what: str) -> None:
        nonlocal told
        if share - told < PROGRESS_EVERY and share < 1:
            return
        told = share
        with home.units.open() as unit:
            unit.jobs.report(job, {"share": round(share, 3), "what": what})

    return report
