"""Extract: what the footage says is kept beside what the person said, and the cases move on."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from triage.actor import PRODUCT
from triage.case import Stage, moved
from triage.finding import Finding
from triage.job import JobKind
from triage.record import Derived
from triage.steps.facts import PLAYS, plays
from triage.steps.likeness import FINGERPRINT
from triage.steps.ports import Unit
from triage.steps.sidecar import leave_join, videos_first
from triage.submission import Footage, Submission

LOOK_STOPPED = "look_stopped"
NOT_READ = "not_read"
NOT_READ_WORDS = "The footage could not be read. A person will look at the original file."


def record_extraction(
    unit: Unit,
    footage_id: UUID,
    *,
    verdict: str,
    verdict_words: str,
    findings: Sequence[Finding],
    derived: Sequence[Derived],
    words: Sequence[tuple[int, int]] = (),
) -> None:
    """Keep what reading one file found; the last file of a report moves its cases on.

    ``words`` are what the recording is looked up by, each with the number of its picture.
    """
    footage = unit.submissions.get_footage(footage_id)
    unit.findings.add(footage.submission_id, findings, footage_id=footage_id)
    for one in derived:
        unit.submissions.add_derived(one)
    unit.fingerprints.keep_words(footage_id, words)
    unit.submissions.extracted(footage_id, verdict, verdict_words)
    unit.history.add(
        footage.submission_id,
        "footage_extracted",
        PRODUCT,
        {"footage": str(footage_id), "verdict": verdict, "derived": {one.role: one.sha256 for one in derived}},
    )
    settle(unit, footage.submission_id)


def give_up_extraction(unit: Unit, footage_id: UUID) -> None:
    """Reading failed for good: the report is not lost over it, a person confirms what to do."""
    if unit.submissions.get_footage(footage_id).extracted_at is None:
        unplayed = Finding(PLAYS, False, "product", "worker", "1")
        record_extraction(
            unit, footage_id, verdict=NOT_READ, verdict_words=NOT_READ_WORDS, findings=(unplayed,), derived=()
        )


def add_findings(unit: Unit, case_id: UUID, findings: Sequence[Finding]) -> None:
    """What a look-up or a person adds about a case; it may change the rank."""
    case = unit.cases.get(case_id)
    unit.findings.add(case.submission_id, findings, case_id=case_id)
    unit.jobs.leave(JobKind.PRIORITISE, case_id, once=f"prioritise:{case_id}:{unit.new_id()}")


def record_look(unit: Unit, footage_id: UUID, *, findings: Sequence[Finding], derived: Sequence[Derived]) -> None:
    """Keep what was read in the pictures of one file; it may change the rank of the cases that are on their way."""
    footage = unit.submissions.get_footage(footage_id)
    unit.findings.add(footage.submission_id, findings, footage_id=footage_id)
    for one in derived:
        unit.submissions.add_derived(one)
    unit.history.add(
        footage.submission_id,
        "footage_looked_at",
        PRODUCT,
        {
            "footage": str(footage_id),
            "findings": sorted({one.kind for one in findings}),
            "derived": {one.role: one.sha256 for one in derived},
        },
    )
    for case in unit.cases.list_for_submission(footage.submission_id):
        unit.jobs.leave(JobKind.PRIORITISE, case.id, once=f"prioritise:{case.id}:{unit.new_id()}")


def give_up_look(unit: Unit, footage_id: UUID) -> None:
    """Reading the pictures failed for good: the case goes its way on what else is known."""
    stopped = Finding(LOOK_STOPPED, True, "product", "worker", "1")
    footage = unit.submissions.get_footage(footage_id)
    unit.findings.add(footage.submission_id, (stopped,), footage_id=footage_id)


def record_stills(unit: Unit, derived: Sequence[Derived]) -> None:
    """Keep stills of the original, each in the role of its number."""
    for one in derived:
        unit.submissions.add_derived(one)


def still_role(number: int) -> str:
    """The role of the still of one picture, by its place in presentation order."""
    return f"still:{number}"


def still_wanted(footage_id: UUID, number: int) -> str:
    """The name of the work that makes one still."""
    return f"still:{footage_id}:{number}"


def settle(unit: Unit, submission_id: UUID) -> None:
    """Once a report is received and all its footage is read, its cases go to be ranked, and its pictures are read.

    Asked by both, whichever comes last; the locked submission makes them line up.
    """
    submission = unit.submissions.get_locked(submission_id)
    for footage in submission.footage:
        _look(unit, submission, footage)
    if submission.is_draft or not submission.is_extracted:
        return
    leave_join(unit, submission)
    for case in unit.cases.list_for_submission(submission_id):
        if case.stage is Stage.RECEIVED:
            unit.cases.save(replace(case, stage=moved(case, Stage.EXTRACTED)), by=PRODUCT, action="extracted")
            unit.jobs.leave(JobKind.PRIORITISE, case.id, once=f"prioritise:{case.id}:extracted")
    for footage in submission.footage:
        if any(one.kind == FINGERPRINT for one in unit.findings.list_for(submission_id, footage_id=footage.id)):
            unit.jobs.leave(JobKind.COMPARE, footage.id, once=f"compare:{footage.id}")


def _look(unit: Unit, submission: Submission, footage: Footage) -> None:
    """Have the pictures read: at once, so that the form can offer what was found, and again with the typed plate.

    The stills around the marked moment are made ahead; an officer will ask for them first. Which file was marked may
    only be known when another turned out to be a log; then its pictures are read around the mark after all.
    """
    if footage.extracted_at is None or not plays(unit.findings.list_for(submission.id, footage_id=footage.id)):
        return
    mark = None if submission.is_draft else mark_in(submission, footage)
    known = "draft" if submission.is_draft else "sent" if mark is None else "marked"
    unit.jobs.leave(JobKind.LOOK, footage.id, once=f"look:{footage.id}:{known}")
    if mark is not None:
        unit.jobs.leave(JobKind.STILL, footage.id, once=f"still:{footage.id}:around-{round(mark * 1000)}")


def mark_in(submission: Submission, footage: Footage) -> float | None:
    """The moment the reporter marked, in seconds, where this is the file that was marked: the first that is no log."""
    mark, shown = submission.answers.get("mark_s"), videos_first(submission)
    is_first = bool(shown) and footage.id == shown[0].id
    return float(mark) if is_first and isinstance(mark, int | float) else None
