"""One task for each kind of job, and what each kind does; what is sent here is looked up again before it is done."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from celery import Task

from storage.jobs import Job
from storage.unit import Unit
from triage.finding import Finding
from triage.job import JobKind
from triage.record import Derived
from triage.steps import extract, feedback, keeper, letter, prioritise, vehicle, withdraw
from triage.steps.decide import finalise
from triage.steps.facts import PLAYS
from triage.submission import Footage
from worker.app import DESK, INGEST, MEDIA, NOTIFY, app
from worker.comparing import compare_footage, keep_fingerprint
from worker.footage.facts import READER, READER_VERSION, Derivative, Extraction, telemetry_json
from worker.footage.file_name import findings_of_name
from worker.house import House, house
from worker.keeping import footage_of, kept, kept_bytes, original_of, reporter
from worker.looking import look_at_footage
from worker.mailing import send_mail
from worker.policy_work import rank_again, try_draft
from worker.sending import ask_after_letter, at_hand, send_letter
from worker.sidecars import join_logs
from worker.stills import take_stills
from worker.work import Save, Work, perform

OUTPUTS = ("playable", "poster", "strip", "frames")


def read_footage(home: House, job: Job) -> Save:
    """Read one file in the sandbox; every derivative is safe in the store before a row names it."""
    footage = footage_of(home, job.subject)
    folder = Path(tempfile.mkdtemp(prefix=f"{footage.id}-", dir=home.scratch))
    try:
        with original_of(home, footage) as original:
            found = home.launcher.extract(
                original.descriptor,
                outputs={role: folder / role for role in OUTPUTS},
                allow_unconfined=home.settings.allow_unconfined,
                force_transcode=home.settings.force_transcode,
                parent_sha256=footage.sha256,
                progress=reporter(home, job),
            )
        made = [kept(home, footage, one, folder / one.role) for one in found.derivatives]
        if found.points:
            made.append(_telemetry(home, footage, found))
        known = keep_fingerprint(home, footage, found.findings)
    finally:
        shutil.rmtree(folder)
    plays = Finding(PLAYS, found.is_watchable, "footage", READER, READER_VERSION)

    def save(unit: Unit) -> None:
        extract.record_extraction(
            unit,
            footage.id,
            verdict=found.verdict.value,
            verdict_words=found.sentence,
            findings=(*known.findings, *findings_of_name(footage.filename), plays),
            derived=(*made, *known.derived),
            words=known.words,
        )

    return save


def recall_letter(home: House, job: Job) -> Save:
    """Take a letter that must not leave back from its channel; a person hears of one that is on paper already."""
    with home.units.open() as unit:
        reference = unit.letters.get(job.subject).reference
    was_there = at_hand(home, job.subject).post.recall(reference)
    return lambda unit: withdraw.recalled(unit, job.subject, was_there=was_there)


def _not_recalled(unit: Unit, job: Job) -> None:
    withdraw.recalled(unit, job.subject, was_there=False)


def look_up_keeper(home: House, job: Job) -> Save:
    """Ask the force's register who kept the vehicle on the day; what it does not know stays on the work list."""
    with home.units.open() as unit:
        case = unit.cases.get(job.subject)
    entry = home.register.look_up(case.registration, case.offence_on)

    def save(unit: Unit) -> None:
        if entry is not None:
            keeper.register_said(unit, case, entry)

    return save


def look_up_vehicle(home: House, job: Job) -> Save:
    """Ask DVLA for make and colour of a case's mark; without a key nothing is asked and nothing said."""
    with home.units.open() as unit:
        mark = unit.cases.get(job.subject).registration
    if not home.vehicles.is_on or not mark:
        return lambda unit: None
    registered = home.vehicles.look_up(mark)
    return lambda unit: vehicle.looked_up(unit, job.subject, mark, registered)


def _in_one_transaction(step: Callable[[Unit, UUID], object]) -> Callable[[House, Job], Save]:
    """Work that is a step and nothing else."""

    def prepare(_home: House, job: Job) -> Save:
        def save(unit: Unit) -> None:
            step(unit, job.subject)

        return save

    return prepare


def _nothing(_unit: Unit, _subject: UUID) -> None:
    """A canary has nothing to do but to come back."""


WORK: dict[JobKind, Work] = {
    JobKind.EXTRACT: Work(MEDIA, read_footage, lambda unit, job: extract.give_up_extraction(unit, job.subject)),
    JobKind.LOOK: Work(MEDIA, look_at_footage, lambda unit, job: extract.give_up_look(unit, job.subject)),
    JobKind.STILL: Work(DESK, take_stills),
    JobKind.COMPARE: Work(MEDIA, compare_footage),
    JobKind.JOIN: Work(INGEST, join_logs),
    JobKind.PRIORITISE: Work(INGEST, _in_one_transaction(prioritise.prioritise)),
    JobKind.FINALISE: Work(INGEST, _in_one_transaction(finalise)),
    JobKind.KEEPER: Work(NOTIFY, look_up_keeper),
    JobKind.VEHICLE: Work(NOTIFY, look_up_vehicle),
    JobKind.LETTER: Work(NOTIFY, send_letter),
    JobKind.LETTER_STATUS: Work(NOTIFY, ask_after_letter),
    JobKind.MAIL: Work(NOTIFY, send_mail),
    JobKind.RECALL: Work(NOTIFY, recall_letter, _not_recalled),
    JobKind.FEEDBACK: Work(NOTIFY, _in_one_transaction(feedback.tell)),
    JobKind.PROPOSE: Work(INGEST, _in_one_transaction(letter.propose_automatic)),
    JobKind.DRY_RUN: Work(INGEST, try_draft),
    JobKind.RERANK: Work(INGEST, rank_again),
    JobKind.CANARY: Work(DESK, _in_one_transaction(_nothing)),
}


def _task_for(kind: JobKind) -> Task:
    def run(job_id: str) -> None:
        perform(house(), UUID(job_id), WORK)

    run.__doc__ = f"Do one job of the kind “{kind.value}”."
    return app.task(run, name=kind.value)


TASKS: dict[JobKind, Task] = {kind: _task_for(kind) for kind in WORK}


def queue_of(job: Job) -> str:
    """The queue a job's task goes to; a canary goes where its name says."""
    return job.once.removeprefix("canary:") if job.kind is JobKind.CANARY else WORK[job.kind].queue


def _telemetry(home: House, footage: Footage, found: Extraction) -> Derived:
    """Every point the device wrote, as a file beside the others."""
    made = Derivative("telemetry", "", READER, READER_VERSION, {"points": "all"}, "", 0, "application/json")
    return kept_bytes(home, footage, telemetry_json(found.points), made)
