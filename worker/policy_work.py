"""Long work about policy: a draft tried on last month's cases, and every open case ranked again by a new version."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import structlog

from storage.errors import StorageError
from storage.jobs import Job
from storage.unit import Unit
from triage.errors import TriageError
from triage.job import JobKind
from triage.policy_trial import figures
from triage.steps import policy as step
from triage.worklist import TaskKind
from worker.house import House
from worker.work import Save

PIECE = 25  # cases between two words of progress, so that a page sees it move
LOOK_UPS = 100_000

log = structlog.get_logger()


def try_draft(home: House, job: Job) -> Save:
    """Rank the cases of the past 30 days under the policy in force and under the draft; only the figures are kept."""
    with home.units.open() as unit:
        draft = unit.drafts.get(job.subject)
        case_ids = unit.cases.list_received_since(unit.now - step.LAST_MONTH)
    if draft.state != "open":
        return _nothing
    policy = step.parse_documents(draft.documents)
    chosen = case_ids[: step.DRY_RUN_CASES]
    tried = []
    for done, piece in _pieces(chosen):
        with home.units.open() as unit:
            tried += [step.try_case(unit, case_id, policy) for case_id in piece]
        _report(home, job, done, len(chosen), f"{done:,} of {len(chosen):,} cases tried")
    result = figures(tried, policy.ladder, left_out=len(case_ids) - len(chosen))
    return lambda unit: step.keep_dry_run(unit, draft.id, draft.changed, result)


def rank_again(home: House, job: Job) -> Save:
    """Rank every open case by the policy in force, each in a transaction of its own; a case refused hides no other."""
    with home.units.open() as unit:
        look_ups = unit.worklist.list_open((TaskKind.KEEPER_LOOKUP,), number=LOOK_UPS)
        case_ids = list(dict.fromkeys((*unit.cases.list_ranked(), *(one.case_id for one in look_ups))))
    moved = 0
    for done, piece in _pieces(case_ids):
        moved += sum(_ranked(home, case_id) for case_id in piece)
        _report(home, job, done, len(case_ids), f"{done:,} of {len(case_ids):,} cases ranked again, {moved:,} changed")
    return _nothing


def watch_policy(home: House) -> None:
    """Have open cases ranked again when another version came into force, as one that was to begin today."""
    with home.units.open() as unit:
        version = unit.policy.on(unit.today).version
        if unit.jobs.find_for(step.rerank_subject(version), JobKind.RERANK) is None:
            step.leave_rerank(unit, version)


def _ranked(home: House, case_id: UUID) -> bool:
    try:
        with home.units.open() as unit:
            return step.rerank(unit, case_id)
    except (TriageError, StorageError) as refusal:
        log.error("case_not_ranked_again", case=str(case_id), why=str(refusal))
        return False


def _pieces(case_ids: Sequence[UUID]) -> Iterator[tuple[int, Sequence[UUID]]]:
    """The cases in pieces, each with how many are done after it."""
    for start in range(0, len(case_ids), PIECE):
        piece = case_ids[start : start + PIECE]
        yield start + len(piece), piece


def _report(home: House, job: Job, done: int, of: int, what: str) -> None:
    with home.units.open() as unit:
        unit.jobs.report(job, {"share": round(done / of, 3), "what": what})


def _nothing(_unit: Unit) -> None:
    """Everything was saved on the way."""
