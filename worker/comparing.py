"""Keep the fingerprint of a recording, and look for the same recording in other reports."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from storage.errors import StorageError
from storage.fingerprints import Voted
from storage.jobs import Job
from storage.keys import derived_key
from storage.unit import Unit
from triage.finding import Finding
from triage.likeness import Compared
from triage.record import Derived
from triage.steps.likeness import record_likenesses
from triage.submission import Footage
from worker.footage import comparing, fingerprints
from worker.footage.facts import Derivative
from worker.footage.fingerprints import Pictures
from worker.house import House
from worker.keeping import footage_of, kept_bytes
from worker.work import Save

# Whatever is asked, no more recordings than this are laid over a clip.
MOST_COMPARED = 8


@dataclass(frozen=True)
class Fingerprinted:
    """What was read of one file, its fingerprint taken out to be kept apart from the findings."""

    findings: tuple[Finding, ...]
    derived: tuple[Derived, ...] = ()
    words: tuple[tuple[int, int], ...] = ()


def keep_fingerprint(home: House, footage: Footage, findings: Sequence[Finding]) -> Fingerprinted:
    """The pictures of a fingerprint become a derivative and its words rows; the finding only says that there is one."""
    others = tuple(one for one in findings if one.kind != fingerprints.KIND)
    taken = next((one for one in findings if one.kind == fingerprints.KIND), None)
    packed = b"" if taken is None else fingerprints.packed_of(taken)
    if taken is None or not packed:
        return Fingerprinted(others)
    pictures = fingerprints.unpacked(packed)
    words = tuple((one.word, one.at) for one in comparing.words_of(pictures))
    how = {"per_second": fingerprints.PER_SECOND, "width": fingerprints.WIDTH, "height": fingerprints.HEIGHT}
    made = Derivative(fingerprints.KIND, "", taken.tool, taken.version, how, "", 0, "application/octet-stream")
    said = replace(taken, value={"pictures": len(pictures), "words": len(words), **how})
    return Fingerprinted((*others, said), (kept_bytes(home, footage, packed, made),), words)


def compare_footage(home: House, job: Job) -> Save:
    """Lay the recordings that share most words over this one; what they come to is judged by the step."""
    footage = footage_of(home, job.subject)
    ours = _pictures(home, footage)
    asked = [(one.word, one.at, one.mirrored) for one in comparing.asked_of(ours)] if len(ours) else []
    with home.units.open() as unit:
        voted = unit.fingerprints.vote(footage.submission_id, asked)
    compared = [(other, one) for other in _first(voted) if (one := _laid_over(home, ours, other, voted)) is not None]

    def save(unit: Unit) -> None:
        record_likenesses(unit, footage.id, compared, tool=fingerprints.TOOL, version=fingerprints.VERSION)

    return save


def _laid_over(home: House, ours: Pictures, other_id: UUID, voted: Sequence[Voted]) -> Compared | None:
    votes = {comparing.Hint(one.ahead, one.mirrored): one.votes for one in voted if one.footage_id == other_id}
    return comparing.compare(ours, _pictures(home, footage_of(home, other_id)), comparing.best_hints(votes))


def _first(voted: Sequence[Voted]) -> list[UUID]:
    """The recordings with the most votes, each once."""
    return list(dict.fromkeys(one.footage_id for one in voted))[:MOST_COMPARED]


def _pictures(home: House, footage: Footage) -> Pictures:
    """The pictures of a kept fingerprint; none when there is none, or its bytes are gone."""
    with home.units.open() as unit:
        made = unit.submissions.find_derived(footage.id, fingerprints.KIND)
    if made is None:
        return fingerprints.unpacked(b"")
    key = derived_key(footage.submission_id, footage.id, made.role, made.sha256)
    try:
        return fingerprints.unpacked(b"".join(home.files.open_range(key, 0, made.size)))
    except StorageError:
        return fingerprints.unpacked(b"")
