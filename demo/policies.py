"""Two changes of policy: a version that was activated weeks ago, and a draft that has been tried and waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from demo.people import ADMINISTRATOR
from demo.scenery import colleague
from storage.unit import Unit
from triage.calendar import at_london, london_day
from triage.job import JobKind
from triage.steps import policy
from worker.house import House
from worker.tasks import WORK
from worker.work import perform

SHIPPED_AGO, CHANGED_AGO = timedelta(days=90), timedelta(days=47)  # days before today, at ten
DRAFTED_AGO = timedelta(hours=2)
AT_TEN = time(10, 0)
ACTIVATED, WAITING = "A second witness counts for more", "Warn a day earlier, and let the filter weigh less"
WHY = (
    "In a sample of 200 decided reports, those with a second reporter ended in an outcome one time in five more often; "
    "agreed at the monthly meeting."
)
FIRST_VERSION = 1
Change = Callable[[Mapping[str, Any]], dict[str, Any]]


def change_policy(home: House, now: datetime) -> None:
    """The version that holds today: drafted, tried and activated before most of the reports came."""
    with home.units.as_of(at_london(london_day(now) - SHIPPED_AGO, AT_TEN)).open() as unit:
        unit.policy.seed()
    then = replace(home, units=home.units.as_of(at_london(london_day(now) - CHANGED_AGO, AT_TEN)))
    with then.units.open() as unit:
        if len(unit.policy.list_versions()) > FIRST_VERSION:
            return
    draft_id = _tried(then, ACTIVATED, _second_reporter)
    with then.units.open() as unit:
        draft = unit.drafts.get(draft_id)
        version = policy.activate(unit, draft.id, draft.changed, WHY, by=colleague(unit, ADMINISTRATOR))
    _done(then, policy.rerank_subject(version), JobKind.RERANK)


def draft_policy(home: House, now: datetime) -> None:
    """The draft that waits, with its dry-run on last month's cases."""
    then = replace(home, units=home.units.as_of(now - DRAFTED_AGO))
    _tried(then, WAITING, _filter_weight)


def _tried(then: House, title: str, change: Change) -> UUID:
    """The draft of that name with a finished dry-run, made where it is missing."""
    with then.units.open() as unit:
        by = colleague(unit, ADMINISTRATOR)
        known = next((one for one in unit.drafts.list_open() if one.title == title), None)
        draft = known or policy.make_draft(unit, title, by=by)
        if known is None:
            policy.save_documents(unit, draft.id, draft.changed, change(draft.documents), by=by)
    with then.units.open() as unit:
        _ask(unit, draft.id)
    _done(then, draft.id, JobKind.DRY_RUN)
    return draft.id


def _ask(unit: Unit, draft_id: UUID) -> None:
    draft = unit.drafts.get(draft_id)
    if not draft.is_tried:
        policy.ask_dry_run(unit, draft_id, draft.changed, by=colleague(unit, ADMINISTRATOR))


def _done(then: House, subject: UUID, kind: JobKind) -> None:
    """What a worker would do with the job at that time."""
    with then.units.open() as unit:
        job = unit.jobs.find_for(subject, kind)
    if job is not None and job.state == "waiting":
        perform(then, job.id, WORK)


def _second_reporter(documents: Mapping[str, Any]) -> dict[str, Any]:
    return _with_dials(documents, strength={"second_reporter": 1.2})


def _filter_weight(documents: Mapping[str, Any]) -> dict[str, Any]:
    return _with_dials(documents, rank={"G_days": 10}, limits={"filter_alarm_days": 4})


def _with_dials(documents: Mapping[str, Any], **dials: Mapping[str, float]) -> dict[str, Any]:
    document = documents["policy"]
    return {"policy": {**document, **{part: {**document[part], **changed} for part, changed in dials.items()}}}
