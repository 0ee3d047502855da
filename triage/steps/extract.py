"""Extract: what the footage says is kept beside what the person said, and the cases move on."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from triage.actor import PRODUCT
from triage.case import Stage, moved
from triage.finding import Finding
from triage.job import JobKind
from triage.record import Derived
from triage.steps.facts import PLAYS
from triage.steps.ports import Unit

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
) -> None:
    """Keep what reading one file found; the last file of a report moves its cases on."""
    footage = unit.submissions.get_footage(footage_id)
    unit.findings.add(footage.submission_id, findings, footage_id=footage_id)
    for one in derived:
        unit.submissions.add_derived(one)
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


def settle(unit: Unit, submission_id: UUID) -> None:
    """Once a report is received and all its footage is read, its cases go to be ranked.

    Asked by both, whichever comes last; the locked submission makes them line up.
    """
    submission = unit.submissions.get_locked(submission_id)
    if submission.is_draft or not submission.is_extracted:
        return
    for case in unit.cases.list_for_submission(submission_id):
        if case.stage is Stage.RECEIVED:
            unit.cases.save(replace(case, stage=moved(case, Stage.EXTRACTED)), by=PRODUCT, action="extracted")
            unit.jobs.leave(JobKind.PRIORITISE, case.id, once=f"prioritise:{case.id}:extracted")
