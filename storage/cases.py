"""Keeps cases and their allegations: every save compares the version and adds its line of history."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, select

from storage.errors import Missing
from storage.history import History
from storage.rows import columns_of, shaped
from storage.tables.prioritise import allegation, case
from storage.tables.receive import submission
from storage.tables.staff import staff
from triage.actor import Actor
from triage.case import Allegation, Case, Stage, is_open
from triage.errors import SomeoneElseWasFirst
from triage.finding import JsonValue
from triage.submission import Place, Vehicle

CLOCK = ("service_deadline", "last_post", "decision_due", "due_at")
KEPT = (
    *("stage", "lane", "open", "rank_key", "tier", "rank", "occurred_at", "offence_on", "policy_version", *CLOCK),
    *("overdue_at", "held_until", "withdrawn_at", "sealed_at", "decided_at", "outcome", "told_class", "told_at"),
    "incident_id",
)
ALLEGED = (
    "offence",
    "offence_on",
    "confirmed",
    "open",
    "rank_key",
    "strength",
    "summary_limit",
    "exception",
    "against",
    *CLOCK,
)


class Cases:
    """Cases of every submission; claims live in `Queue`, which changes no version."""

    def __init__(self, connection: Connection, history: History, now: datetime) -> None:
        self._connection = connection
        self._history = history
        self._now = now

    def add(self, new: Case, *, by: Actor, action: str, payload: Mapping[str, JsonValue]) -> Case:
        """A new case, with its allegations and the first line of its history."""
        self._connection.execute(
            case.insert().values(
                **columns_of(new, "id", "submission_id", "position", "version", "received_at", *KEPT),
                **_described(new),
            )
        )
        self._keep_allegations(new)
        self._history.add(new.id, action, by, payload)
        return new

    def get(self, case_id: UUID) -> Case:
        """One case; Missing when there is none."""
        return self._one(case.c.id == case_id, lock=False)

    def get_locked(self, case_id: UUID) -> Case:
        """The same, and nobody else changes it until this transaction ends."""
        return self._one(case.c.id == case_id, lock=True)

    def get_as_read(self, case_id: UUID, version: int) -> Case:
        """The case, locked, if it still is what somebody read; else SomeoneElseWasFirst says who and when."""
        found = self.get_locked(case_id)
        if found.version != version:
            raise self._first_there(case_id)
        return found

    def find(self, case_id: UUID) -> Case | None:
        """One case, if there is one."""
        found = self._many(case.c.id == case_id)
        return found[0] if found else None

    def find_by_reference(self, reference: str, position: int = 1) -> Case | None:
        """The case of one vehicle in the report of this reference, if there is one."""
        found = self._many((submission.c.reference == reference) & (case.c.position == position))
        return found[0] if found else None

    def list_by_ids(self, case_ids: Sequence[UUID]) -> tuple[Case, ...]:
        """These cases, in the order they were asked for."""
        found = {one.id: one for one in self._many(case.c.id.in_(case_ids))}
        return tuple(found[case_id] for case_id in case_ids if case_id in found)

    def list_for_submission(self, submission_id: UUID) -> tuple[Case, ...]:
        """The cases of one submission: one a vehicle."""
        return self._many(case.c.submission_id == submission_id)

    def list_for_registration(self, registration: str) -> tuple[Case, ...]:
        """Every case about one vehicle, newest first (registrations as normalised by `triage.plate`)."""
        return tuple(reversed(self._many(case.c.registration == registration)))

    def list_around(self, registration: str, occurred_at: datetime, within: timedelta) -> tuple[Case, ...]:
        """Cases that could be about the same event by time: of this registration or none; of any where it is empty."""
        around = case.c.occurred_at.between(occurred_at - within, occurred_at + within)
        return self._many(around & case.c.registration.in_((registration, "")) if registration else around)

    def list_past_last_day(self, today: date) -> tuple[UUID, ...]:
        """Cases whose last ordinary day has gone by and that nobody has been told of; a sealed one's clock runs on."""
        promised = (case.c.last_post.is_(None)) & (case.c.due_at < self._now)
        rows = self._connection.execute(
            select(case.c.id)
            .where(_waits(), case.c.overdue_at.is_(None), (case.c.last_post < today) | promised)
            .order_by(case.c.due_at, case.c.id)
        )
        return tuple(row.id for row in rows)

    def list_ranked(self) -> tuple[UUID, ...]:
        """Cases that are ranked and not decided, whoever holds them: what another policy ranks again."""
        rows = self._connection.execute(
            select(case.c.id)
            .where(case.c.stage == Stage.PRIORITISED.value, case.c.withdrawn_at.is_(None))
            .order_by(case.c.rank_key, case.c.id)
        )
        return tuple(row.id for row in rows)

    def list_received_since(self, since: datetime) -> tuple[UUID, ...]:
        """Cases received since then that have been ranked, decided or not, the newest first."""
        rows = self._connection.execute(
            select(case.c.id)
            .where(case.c.received_at >= since, case.c.rank_key.is_not(None))
            .order_by(case.c.received_at.desc(), case.c.id)
        )
        return tuple(row.id for row in rows)

    def list_overdue(self) -> tuple[UUID, ...]:
        """Open cases that nobody decided by their last ordinary day."""
        rows = self._connection.execute(
            select(case.c.id).where(case.c.open, case.c.overdue_at.is_not(None)).order_by(case.c.due_at, case.c.id)
        )
        return tuple(row.id for row in rows)

    def list_in(self, lane: str) -> tuple[Case, ...]:
        """The open cases of a lane, in rank order."""
        return self._many(case.c.open & (case.c.lane == lane))

    def save(self, changed: Case, *, by: Actor, action: str, payload: Mapping[str, JsonValue] | None = None) -> Case:
        """Keep a changed case, if nobody changed it since it was read, and say in its history what happened."""
        saved = replace(changed, version=changed.version + 1)
        saved = replace(saved, open=is_open(saved))
        values = columns_of(saved, "version", *KEPT) | _described(saved)
        kept = self._connection.execute(
            case.update()
            .where(case.c.id == changed.id, case.c.version == changed.version)
            .values(**values)
            .returning(case.c.id)
        ).one_or_none()
        if kept is None:
            raise self._first_there(changed.id)
        self._keep_allegations(saved)
        self._history.add(saved.id, action, by, payload)
        return saved

    def tell(self, case_id: UUID, told_class: str) -> Case:
        """What the reporter is told. Nothing an officer decides on has changed, so it is no new version either."""
        self._connection.execute(
            case.update().where(case.c.id == case_id).values(told_class=told_class, told_at=self._now)
        )
        return self.get(case_id)

    def close_allegation(self, case_id: UUID, allegation_id: UUID) -> None:
        """One offence is decided while others wait. Like a claim it is no new version; its step adds the line."""
        self._connection.execute(
            allegation.update()
            .where(allegation.c.case_id == case_id, allegation.c.id == allegation_id)
            .values(open=False)
        )

    def _first_there(self, case_id: UUID) -> SomeoneElseWasFirst:
        lines = self._history.list_for(case_id)
        last = lines[-1]
        named = {str(one.id): one.name for one in self._connection.execute(select(staff.c.id, staff.c.name))}
        # What a person changes is ranked again in the same transaction: the person was first, not the system.
        people = [named[one.actor] for one in lines if one.at == last.at and one.actor in named]
        return SomeoneElseWasFirst(people[-1] if people else "The system", last.at)

    def _keep_allegations(self, kept: Case) -> None:
        self._connection.execute(
            allegation.update().where(allegation.c.case_id == kept.id).values(position=-allegation.c.position)
        )
        known = set(self._connection.execute(select(allegation.c.id).where(allegation.c.case_id == kept.id)).scalars())
        for position, one in enumerate(kept.allegations, start=1):
            values = columns_of(one, *ALLEGED) | {"position": position}
            if one.id in known:
                self._connection.execute(allegation.update().where(allegation.c.id == one.id).values(**values))
            else:
                self._connection.execute(allegation.insert().values(id=one.id, case_id=kept.id, **values))

    def _one(self, where: ColumnElement[bool], *, lock: bool) -> Case:
        found = self._many(where, lock=lock)
        if not found:
            raise Missing("There is no such report.")
        return found[0]

    def _many(self, where: ColumnElement[bool], *, lock: bool = False) -> tuple[Case, ...]:
        query = (
            select(case, submission.c.reference)
            .join(submission, submission.c.id == case.c.submission_id)
            .where(where)
            .order_by(case.c.rank_key.nulls_last(), case.c.received_at, case.c.position)
        )
        rows = self._connection.execute(query.with_for_update(of=case) if lock else query).all()
        alleged = self._allegations([row.id for row in rows])
        return tuple(_case(row, alleged.get(row.id, ())) for row in rows)

    def _allegations(self, case_ids: list[UUID]) -> dict[UUID, tuple[Allegation, ...]]:
        rows = self._connection.execute(
            select(allegation).where(allegation.c.case_id.in_(case_ids)).order_by(allegation.c.position)
        )
        grouped: dict[UUID, tuple[Allegation, ...]] = {}
        for row in rows:
            grouped[row.case_id] = (*grouped.get(row.case_id, ()), shaped(Allegation, row))
        return grouped


def _waits() -> ColumnElement[bool]:
    """Nobody has decided it, sealed or not."""
    sealed = case.c.sealed_at.is_not(None) & (case.c.stage == Stage.PRIORITISED.value) & case.c.held_until.is_(None)
    return case.c.open | sealed


def _described(one: Case) -> dict[str, object]:
    """Vehicle and place as columns: the registration twice, as typed and as compared."""
    vehicle = asdict(one.vehicle)
    typed = vehicle.pop("registration")
    return {
        "registration_typed": typed,
        "registration": one.registration,
        "vehicle": vehicle,
        "place": asdict(one.place),
    }


def _case(row: Row[*tuple[Any, ...]], allegations: tuple[Allegation, ...]) -> Case:
    return shaped(
        Case,
        row,
        stage=Stage(row.stage),
        vehicle=Vehicle(registration=row.registration_typed, **row.vehicle),
        place=Place(**row.place),
        allegations=allegations,
        rank=tuple(row.rank or ()),
    )
