"""Keeps findings: rows are added beside each other and none is ever changed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from storage.rows import columns_of, shaped
from storage.tables.extract import finding
from storage.tables.receive import footage
from triage.finding import Finding

SAID = ("kind", "value", "source", "tool", "version", "confidence", "case_id")


class Findings:
    """What machines and people say about a submission, with source and confidence."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(
        self,
        submission_id: UUID,
        found: Iterable[Finding],
        *,
        footage_id: UUID | None = None,
        case_id: UUID | None = None,
    ) -> None:
        """Add what was found; what is said already is not said twice, so that a job can run again.

        Where a source says one thing of a kind, its newest word counts: to come back to an older one is said anew.
        """
        known = self.list_for(submission_id, footage_id=footage_id)
        told = [replace(each, case_id=case_id) for each in found]
        rows = [
            columns_of(one, *SAID) | {"submission_id": submission_id, "footage_id": footage_id, "at": self._now}
            for one in told
            if not _is_said(one, [other for other in known if _asked(other) == _asked(one)], told)
        ]
        if rows:
            self._connection.execute(finding.insert(), rows)

    def list_for(
        self, submission_id: UUID, *, footage_id: UUID | None = None, case_id: UUID | None = None
    ) -> tuple[Finding, ...]:
        """Everything said about a submission, or about one of its files, in the order it was said.

        What a file said that was taken back counts for nothing any more, unless that very file is asked about. With
        ``case_id``: without what is about another vehicle of the same footage.
        """
        query = select(finding).where(finding.c.submission_id == submission_id).order_by(finding.c.id)
        if footage_id is not None:
            query = query.where(finding.c.footage_id == footage_id)
        else:
            taken_back = select(footage.c.id).where(footage.c.submission_id == submission_id, footage.c.removed)
            query = query.where(finding.c.footage_id.is_(None) | finding.c.footage_id.not_in(taken_back))
        if case_id is not None:
            query = query.where(finding.c.case_id.is_(None) | (finding.c.case_id == case_id))
        return tuple(shaped(Finding, row) for row in self._connection.execute(query))


def _is_said(one: Finding, known: Sequence[Finding], told: Sequence[Finding]) -> bool:
    """Whether this stands already: as the newest word, or among several that are said side by side."""
    is_only_word = sum(_asked(other) == _asked(one) for other in told) == 1
    return _as_said(one) in map(_as_said, known[-1:] if is_only_word else known)


def _asked(one: Finding) -> tuple[object, ...]:
    """What was asked, and of whom."""
    return one.kind, one.source, one.tool, one.case_id


def _as_said(one: Finding) -> str:
    """The claim as text: the database keeps the fields of a value in an order of its own."""
    return json.dumps([getattr(one, name) for name in SAID], sort_keys=True, default=str)
