"""The work list: everything that waits for somebody, ordered by what lapses next."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import may
from api.desk.frame import DeskDep, see_other
from api.process.shape import chips_of, days_of
from api.views.process import WorkPage
from triage.actor import Officer
from triage.errors import BadAnswer
from triage.permission import Permission
from triage.permission import may as role_may
from triage.steps import task
from triage.worklist import Task, TaskKind

PAGE_LENGTH = 50
RESTRICTED = "restricted"
router = APIRouter()


@router.get("/work")
def get_work(
    desk: DeskDep,
    officer: Annotated[Officer, may(Permission.WORKLIST_VIEW)],
    kind: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """One page of what waits; restricted cases only for those who may see them."""
    unit = desk.unit
    chosen = _kind(kind)
    tasks = unit.worklist.list_open(() if chosen is None else (chosen,), number=PAGE_LENGTH, after=_cursor(after))
    sees_all = role_may(officer.role, Permission.RESTRICTED_VIEW)
    cases = unit.cases.list_by_ids([one.case_id for one in tasks])
    shown = {one.id: one for one in cases if sees_all or one.lane != RESTRICTED}
    may_enter = role_may(officer.role, Permission.KEEPER_ENTER)
    page = WorkPage(
        chips=chips_of(unit.worklist.counts(unit.today), chosen),
        days=days_of(tasks, shown, officer, unit.policy.on(unit.today), unit.today),
        next_url=_next_url(tasks, chosen),
        is_filtered=chosen is not None,
        import_url="/keepers/import" if may_enter else "",
        wanted_url="/keepers/wanted.csv" if may_enter else "",
    )
    return desk.page("work", page, "work")


@router.post("/work/{task_id}/close")
def close_task(desk: DeskDep, officer: Annotated[Officer, may(Permission.TASK_CLOSE)], task_id: UUID) -> Response:
    """A supervisor has seen to it."""
    task.close(desk.unit, task_id, by=officer)
    return see_other("/work")


def _kind(text: str) -> TaskKind | None:
    if not text:
        return None
    if text not in set(TaskKind):
        raise BadAnswer("kind", "There is no such kind of work.")
    return TaskKind(text)


def _cursor(text: str) -> tuple[date, UUID] | None:
    if not text:
        return None
    try:
        due_on, _, task_id = urlsafe_b64decode(text.encode()).decode().partition(".")
        return date.fromisoformat(due_on), UUID(task_id)
    except (NotBase64, ValueError):
        raise BadAnswer("after", "This page of the list does not exist. Begin at its first page.") from None


def _next_url(tasks: Sequence[Task], chosen: TaskKind | None) -> str:
    if len(tasks) < PAGE_LENGTH:
        return ""
    last = urlsafe_b64encode(f"{tasks[-1].due_on}.{tasks[-1].id}".encode()).decode()
    return f"/work?kind={chosen or ''}&after={last}"
