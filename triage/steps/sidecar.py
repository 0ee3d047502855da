"""Sidecar: a location log that came beside a video is read as that clip's track."""

from collections.abc import Sequence
from uuid import UUID

from triage.actor import PRODUCT
from triage.finding import Finding
from triage.job import JobKind
from triage.record import Derived
from triage.steps.ports import Unit
from triage.submission import LOCATION_LOG, MOVEMENT_LOG, Footage, Submission

LOGS = frozenset({LOCATION_LOG, MOVEMENT_LOG})


def videos_first(submission: Submission) -> tuple[Footage, ...]:
    """The files of a report as they are looked at: logs last, for they are evidence but nothing to watch."""
    return tuple(sorted(submission.footage, key=lambda one: one.verdict in LOGS))


def leave_join(unit: Unit, submission: Submission) -> None:
    """Have the logs of a report joined with its videos, once all of them are read."""
    verdicts = {one.verdict for one in submission.footage}
    if LOCATION_LOG in verdicts and len(verdicts) > 1:
        unit.jobs.leave(JobKind.JOIN, submission.id, once=f"join:{submission.id}:{len(submission.footage)}")


def record_joined(
    unit: Unit, footage_id: UUID, log_id: UUID, *, findings: Sequence[Finding], derived: Sequence[Derived]
) -> None:
    """Keep what a log says about a clip beside what the clip says itself; it may change the rank."""
    footage = unit.submissions.get_footage(footage_id)
    unit.findings.add(footage.submission_id, findings, footage_id=footage_id)
    for one in derived:
        unit.submissions.add_derived(one)
    unit.history.add(
        footage.submission_id,
        "footage_joined",
        PRODUCT,
        {"footage": str(footage_id), "log": str(log_id), "derived": {one.role: one.sha256 for one in derived}},
    )
    for case in unit.cases.list_for_submission(footage.submission_id):
        unit.jobs.leave(JobKind.PRIORITISE, case.id, once=f"prioritise:{case.id}:{unit.new_id()}")
