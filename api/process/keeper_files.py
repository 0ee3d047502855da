"""Keepers from a file: first what every line will do, then all of it; and the look-ups that are wanted, as a file."""

import csv
import io
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep
from api.errors import status_of
from api.supervisor.spreadsheet import csv_text
from api.views.process import ImportPage, ImportRow
from storage.keeper_file import NotAKeeperFile, rows_of
from triage.actor import Officer
from triage.keeper_row import COLUMNS, MOST_BYTES
from triage.permission import Permission
from triage.permission import may as role_may
from triage.steps.keeper_import import Planned, bring_in, plan
from triage.worklist import TaskKind

router = APIRouter()
Clerk = Annotated[Officer, may(Permission.KEEPER_ENTER)]
MOST_WANTED = 2_000
RESTRICTED = "restricted"


@router.get("/keepers/import")
def get_import(desk: DeskDep, officer: Clerk) -> Response:
    """The form for a file, and the columns it needs."""
    return desk.page("keeper_import", ImportPage(COLUMNS), "work")


@router.post("/keepers/import")
def preview_import(desk: DeskDep, officer: Clerk, file: UploadFile) -> Response:
    """What every line of the file would do; nothing is changed yet."""
    content = file.file.read(MOST_BYTES + 1)
    try:
        lines = rows_of(content)
    except NotAKeeperFile as refusal:
        page = ImportPage(COLUMNS, problem=str(refusal))
        return desk.page("keeper_import", page, "work", status=status_of(refusal))
    planned = plan(desk.unit, lines, by=officer)
    _note_looks(desk, officer, planned)
    return desk.page("keeper_import", _page(planned, _as_text(lines)), "work")


@router.post("/keepers/import/apply")
def apply_import(desk: DeskDep, officer: Clerk, content: Annotated[str, Form(max_length=2 * MOST_BYTES)]) -> Response:
    """Do what was shown: every accepted line, in one transaction. The same file again changes nothing."""
    lines = rows_of(content.encode())
    changed = bring_in(desk.unit, lines, by=officer)
    return desk.page("keeper_import", ImportPage(COLUMNS, changed=changed), "work")


@router.get("/keepers/wanted.csv")
def get_wanted(desk: DeskDep, officer: Clerk) -> Response:
    """The look-ups that wait, what lapses next first, in the columns of the import."""
    unit = desk.unit
    tasks = unit.worklist.list_open((TaskKind.KEEPER_LOOKUP,), number=MOST_WANTED)
    cases = {one.id: one for one in unit.cases.list_by_ids([task.case_id for task in tasks])}
    sees_all = role_may(officer.role, Permission.RESTRICTED_VIEW)
    wanted = {
        (case.registration, case.offence_on.isoformat()): None
        for case in (cases[task.case_id] for task in tasks if task.case_id in cases)
        if sees_all or case.lane != RESTRICTED
    }
    rows = [(registration, day, *("",) * (len(COLUMNS) - 2)) for registration, day in wanted]
    name = 'attachment; filename="keepers-wanted.csv"'
    return Response(csv_text([COLUMNS, *rows]), media_type="text/csv", headers={"Content-Disposition": name})


def _page(planned: tuple[Planned, ...], content: str) -> ImportPage:
    rows = tuple(ImportRow(one.line, one.registration, one.words, one.refused) for one in planned)
    refused = sum(bool(one.refused) for one in rows)
    problem = "" if rows else "The file has no row below its first."
    return ImportPage(COLUMNS, rows, len(rows) - refused, refused, content, problem)


def _as_text(lines: tuple[Mapping[str, str], ...]) -> str:
    """The rows exactly as they were understood: what is applied is what was shown, sign by sign."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([COLUMNS, *(tuple(line[column] for column in COLUMNS) for line in lines)])
    return written.getvalue()


def _note_looks(desk: Desk, officer: Officer, planned: tuple[Planned, ...]) -> None:
    for case_id in {one.case.id for one in planned if one.case is not None}:
        desk.unit.history.looked(officer.actor, case_id, "keeper")
