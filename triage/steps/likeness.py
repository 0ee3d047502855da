"""Likeness: footage that was sent before is told as such to a person; it is one source, and it rejects nobody."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from triage.actor import PRODUCT
from triage.case import Case, Stage
from triage.finding import Finding
from triage.job import JobKind
from triage.likeness import SAME_FILE, Alike, Compared, Likeness, Verdict, is_one_source, likeness_of, percent
from triage.steps.ports import Unit

FINGERPRINT, SAME_RECORDING = "fingerprint", "same_recording"


def record_likenesses(
    unit: Unit, footage_id: UUID, compared: Sequence[tuple[UUID, Compared]], *, tool: str, version: str
) -> None:
    """Keep which footage of other reports is this recording, and have the cases of both ranked on it."""
    footage = unit.submissions.get_footage(footage_id)
    same = [one for one in unit.fingerprints.list_for(footage.submission_id) if _is_file(one, footage_id)]
    known = {other for one in same for other in (one.footage_id, one.other_id)}
    judged = ((other_id, likeness_of(one)) for other_id, one in compared if other_id not in known)
    alike = [_ordered(unit, footage_id, other_id, one) for other_id, one in judged if one.verdict != Verdict.DIFFERENT]
    for one in (*same, *alike):
        if one.likeness == SAME_FILE or unit.fingerprints.add(one):
            _tell(unit, one, tool, version)
    for submission_id in {one for each in alike for one in (each.submission_id, each.other_submission_id)}:
        _rank_again(unit, submission_id)


def copied_from(unit: Unit, case: Case) -> tuple[Alike, ...]:
    """What of this report's footage was in an earlier one.

    Nothing where the same person sent the same footage about another vehicle: a clip may show several, and a case is
    one of them.
    """
    found = [one for one in unit.fingerprints.list_for(case.submission_id) if one.submission_id == case.submission_id]
    return tuple(one for one in found if not _is_another_vehicle(unit, case, one.other_submission_id))


def one_source_with(unit: Unit, case: Case, submission_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these reports have no recording of their own beside this one's, or this none beside theirs."""
    alike = unit.fingerprints.list_for(case.submission_id)
    if not alike:
        return frozenset()
    ours = [one.id for one in unit.submissions.get(case.submission_id).footage]
    pairs = [one.pair(case.submission_id) for one in alike]
    return frozenset(
        one
        for one in submission_ids
        if is_one_source(ours, [each.id for each in unit.submissions.get(one).footage], pairs)
    )


def _is_file(one: Alike, footage_id: UUID) -> bool:
    return one.likeness == SAME_FILE and footage_id in (one.footage_id, one.other_id)


def _ordered(unit: Unit, footage_id: UUID, other_id: UUID, likeness: Likeness) -> Alike:
    """The two with the report that was received later first, seen from there."""
    this, other = unit.submissions.get_footage(footage_id), unit.submissions.get_footage(other_id)
    if _received(unit, this.submission_id) > _received(unit, other.submission_id):
        return Alike(this.id, this.submission_id, other.id, other.submission_id, likeness)
    turned = Likeness(
        likeness.verdict,
        likeness.other_in_this,
        likeness.this_in_other,
        -likeness.offset_s,
        likeness.mirrored,
        likeness.confidence,
    )
    return Alike(other.id, other.submission_id, this.id, this.submission_id, turned)


def _received(unit: Unit, submission_id: UUID) -> tuple[str, UUID]:
    received_at = unit.submissions.get(submission_id).received_at
    return "" if received_at is None else received_at.isoformat(), submission_id


def _tell(unit: Unit, one: Alike, tool: str, version: str) -> None:
    """One finding about the later report, and a line of its history; ids and figures, nobody's words."""
    found = one.likeness
    value = {
        "verdict": found.verdict.value,
        "submission": str(one.other_submission_id),
        "footage": str(one.other_id),
        "this_in_other": percent(found.this_in_other),
        "other_in_this": percent(found.other_in_this),
        "offset_s": found.offset_s,
        "mirrored": found.mirrored,
    }
    said = Finding(SAME_RECORDING, value, "video", tool, version, found.confidence)
    if repr(said) in map(repr, unit.findings.list_for(one.submission_id, footage_id=one.footage_id)):
        return
    unit.findings.add(one.submission_id, (said,), footage_id=one.footage_id)
    unit.history.add(one.submission_id, "recognised", PRODUCT, {"recording": str(one.footage_id), **value})


def _rank_again(unit: Unit, submission_id: UUID) -> None:
    for case in unit.cases.list_for_submission(submission_id):
        if case.stage in (Stage.EXTRACTED, Stage.PRIORITISED):
            unit.jobs.leave(JobKind.PRIORITISE, case.id, once=f"prioritise:{case.id}:{unit.new_id()}")


def _is_another_vehicle(unit: Unit, case: Case, other_id: UUID) -> bool:
    """The same person, and no vehicle in common."""
    this, other = unit.identity.find_submitter(case.submission_id), unit.identity.find_submitter(other_id)
    if this is None or other is None or not this.email or unit.pseudonym(this.email) != unit.pseudonym(other.email):
        return False
    theirs = [one.registration for one in unit.cases.list_for_submission(other_id)]
    return bool(case.registration) and all(theirs) and case.registration not in theirs
