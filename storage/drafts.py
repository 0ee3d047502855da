"""Keeps drafts of policy: each save counts up, and the second of two administrators is refused."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from storage.errors import Missing, Stale
from storage.rows import shaped
from storage.tables.staff import policy_draft
from triage.policy_draft import Draft

SAVED_MEANWHILE = "Somebody else saved a change to this draft first. Reload the page and make your change again."


class Drafts:
    """Drafts of policy; a draft that was activated or discarded stays to be read."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, new: Draft) -> Draft:
        """A new draft."""
        self._connection.execute(
            policy_draft.insert().values(
                id=new.id,
                state=new.state,
                title=new.title,
                based_on=new.based_on,
                valid_from=new.valid_from,
                documents=dict(new.documents),
                changed=new.changed,
                made_by=new.made_by,
                made_at=new.made_at,
            )
        )
        return new

    def get(self, draft_id: UUID) -> Draft:
        """One draft; Missing when there is none."""
        row = self._connection.execute(select(policy_draft).where(policy_draft.c.id == draft_id)).one_or_none()
        if row is None:
            raise Missing("There is no such draft.")
        return shaped(Draft, row)

    def get_as_read(self, draft_id: UUID, changed: int) -> Draft:
        """The draft, locked, if it still is what somebody read; else Stale."""
        row = self._connection.execute(
            select(policy_draft).where(policy_draft.c.id == draft_id).with_for_update()
        ).one_or_none()
        if row is None:
            raise Missing("There is no such draft.")
        if row.changed != changed:
            raise Stale(SAVED_MEANWHILE)
        return shaped(Draft, row)

    def list_open(self) -> tuple[Draft, ...]:
        """The drafts that can still be changed, the newest first."""
        rows = self._connection.execute(
            select(policy_draft).where(policy_draft.c.state == "open").order_by(policy_draft.c.made_at.desc())
        )
        return tuple(shaped(Draft, row) for row in rows)

    def save(self, draft: Draft, *, title: str, valid_from: date, documents: Mapping[str, Any]) -> None:
        """Keep what was changed in a draft that was read locked; its dry-run stays, for an earlier count."""
        self._connection.execute(
            policy_draft.update()
            .where(policy_draft.c.id == draft.id)
            .values(title=title, valid_from=valid_from, documents=dict(documents), changed=draft.changed + 1)
        )

    def keep_dry_run(self, draft_id: UUID, result: Mapping[str, Any]) -> None:
        """The figures of a dry-run; they carry the count they were computed for."""
        self._connection.execute(
            policy_draft.update().where(policy_draft.c.id == draft_id).values(dry_run=dict(result))
        )

    def end(self, draft_id: UUID, state: str, *, version: int | None = None) -> None:
        """Activated as a version, or discarded."""
        self._connection.execute(
            policy_draft.update()
            .where(policy_draft.c.id == draft_id)
            .values(state=state, activated_version=version, ended_at=self._now)
        )
