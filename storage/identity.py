"""Keeps people apart from cases: submitters and keepers, in a schema of their own."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from storage.rows import columns_of, shaped
from storage.tables.letter import keeper
from storage.tables.receive import submitter
from triage.record import Keeper
from triage.submission import Submitter

SAID = ("name", "email", "phone", "signed_name")


class Identity:
    """Names and addresses. Every read that a person asks for is logged by its caller."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def keep_submitter(self, submission_id: UUID, person: Submitter) -> None:
        """Who sent a submission, as of now."""
        values = columns_of(person, *SAID) | {"signed_at": self._now}
        self._connection.execute(
            insert(submitter)
            .values(submission_id=submission_id, **values)
            .on_conflict_do_update(index_elements=["submission_id"], set_=values)
        )

    def find_submitter(self, submission_id: UUID) -> Submitter | None:
        """Who sent it, if they have said."""
        row = self._connection.execute(
            select(submitter).where(submitter.c.submission_id == submission_id)
        ).one_or_none()
        return None if row is None else shaped(Submitter, row)

    def keep_keeper(self, registration: str, name: str, address: tuple[str, ...], *, state: str, source: str) -> None:
        """A keeper of a vehicle; an earlier one stays on record."""
        self._connection.execute(
            keeper.insert().values(
                id=uuid4(),
                registration=registration,
                name=name,
                address=list(address),
                state=state,
                source=source,
                at=self._now,
            )
        )

    def find_keeper(self, registration: str) -> Keeper | None:
        """The newest keeper known for a registration (normalised)."""
        row = self._connection.execute(
            select(keeper).where(keeper.c.registration == registration).order_by(keeper.c.at.desc()).limit(1)
        ).one_or_none()
        return None if row is None else shaped(Keeper, row, address=tuple(row.address))
