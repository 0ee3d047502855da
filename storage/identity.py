"""Keeps people apart from cases: submitters and keepers, in a schema of their own."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from storage.errors import Missing
from storage.rows import columns_of, shaped
from storage.tables.letter import keeper
from storage.tables.receive import submitter
from triage.record import Keeper
from triage.submission import Submitter

SAID = ("name", "email", "phone", "signed_name", "guardian_name", "guardian_contact")


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

    def keep_keeper(
        self,
        registration: str,
        name: str,
        address: tuple[str, ...],
        *,
        state: str,
        source: str,
        capacity: str = "keeper",
        case_id: UUID | None = None,
        valid_on: date | None = None,
        language: str = "en",
        entered_by: UUID | None = None,
    ) -> UUID:
        """A party: the keeper of a vehicle on a day, or whoever was named. An earlier one stays on record."""
        party_id = uuid4()
        last = (
            select(func.max(keeper.c.at) + text("interval '1 microsecond'"))
            .where(keeper.c.registration == registration)
            .scalar_subquery()
        )
        self._connection.execute(
            keeper.insert().values(
                id=party_id,
                registration=registration,
                name=name,
                address=list(address),
                state=state,
                source=source,
                capacity=capacity,
                case_id=case_id,
                valid_on=valid_on,
                language=language,
                entered_by=entered_by,
                # Two look-ups in one instant have an order all the same.
                at=func.greatest(self._now, last),
            )
        )
        return party_id

    def find_keeper(self, registration: str) -> Keeper | None:
        """The newest registered keeper known for a registration (normalised), whatever the day."""
        looked_up = or_(keeper.c.valid_on.is_not(None), keeper.c.capacity == "keeper")
        return self._newest(keeper.c.registration == registration, looked_up)

    def find_keeper_on(self, registration: str, day: date) -> Keeper | None:
        """What the last look-up of a registration on a London day found; whoever was only named is not among them."""
        return self._newest(keeper.c.registration == registration, keeper.c.valid_on == day)

    def get_party(self, party_id: UUID) -> Keeper:
        """One party; Missing when there is none."""
        found = self._newest(keeper.c.id == party_id)
        if found is None:
            raise Missing("There is no such person or company.")
        return found

    def list_parties(self, case_id: UUID) -> tuple[Keeper, ...]:
        """Everybody who was looked up or named for a case, in that order."""
        rows = self._connection.execute(select(keeper).where(keeper.c.case_id == case_id).order_by(keeper.c.at))
        return tuple(_keeper(row) for row in rows)

    def _newest(self, *where: ColumnElement[bool]) -> Keeper | None:
        row = self._connection.execute(select(keeper).where(*where).order_by(keeper.c.at.desc()).limit(1)).one_or_none()
        return None if row is None else _keeper(row)


def _keeper(row: Row[*tuple[Any, ...]]) -> Keeper:
    return shaped(Keeper, row, address=tuple(row.address))
