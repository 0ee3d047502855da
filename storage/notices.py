"""Keeps what follows a notice: the links of the s.172 chain and the offers to drivers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, exists, select

from storage.errors import Missing
from storage.rows import columns_of, shaped
from storage.tables.letter import letter
from storage.tables.notice import offer, requirement
from triage.notice import KeeperAnswer, Offer, OfferState, Requirement, RequirementState
from triage.outcome import OFFERS

ASKED = (
    *("case_id", "position", "party_id", "state", "served_on", "reply_due", "reminded_on", "replied_on", "answer"),
    *("named_party_id", "closed_at"),
)
OFFERED = ("case_id", "decision_id", "party_id", "kind", "state", "answer_due", "answered_on")


class Requirements:
    """The links of every chain, one for each position of a case."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, new: Requirement) -> Requirement:
        """A new link of the chain."""
        self._connection.execute(requirement.insert().values(**columns_of(new, "id", "created_at", *ASKED)))
        return new

    def get(self, requirement_id: UUID) -> Requirement:
        """One link; Missing when there is none."""
        return self._one(select(requirement).where(requirement.c.id == requirement_id))

    def get_locked(self, requirement_id: UUID) -> Requirement:
        """The same, held until this transaction ends."""
        return self._one(select(requirement).where(requirement.c.id == requirement_id).with_for_update())

    def _one(self, query: Select[Any]) -> Requirement:
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise Missing("There is no such requirement.")
        return _requirement(row)

    def list_for_case(self, case_id: UUID) -> tuple[Requirement, ...]:
        """The chain of a case, the registered keeper first."""
        rows = self._connection.execute(
            select(requirement).where(requirement.c.case_id == case_id).order_by(requirement.c.position)
        )
        return tuple(_requirement(row) for row in rows)

    def list_due(self, today: date, remind_by: date) -> tuple[UUID, ...]:
        """Links asked whose last day has gone by, or comes by ``remind_by`` and nobody was reminded."""
        unreminded = (requirement.c.reply_due <= remind_by) & requirement.c.reminded_on.is_(None)
        rows = self._connection.execute(
            select(requirement.c.id)
            .where(requirement.c.state == RequirementState.ASKED.value, (requirement.c.reply_due < today) | unreminded)
            .order_by(requirement.c.reply_due, requirement.c.id)
        )
        return tuple(row.id for row in rows)

    def save(self, changed: Requirement) -> Requirement:
        """Keep a changed link."""
        self._connection.execute(
            requirement.update().where(requirement.c.id == changed.id).values(**columns_of(changed, *ASKED))
        )
        return changed


class Offers:
    """Offers to drivers, one for each decision that makes one."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, new: Offer) -> Offer:
        """A new offer."""
        self._connection.execute(offer.insert().values(**columns_of(new, "id", "created_at", *OFFERED)))
        return new

    def get(self, offer_id: UUID) -> Offer:
        """One offer; Missing when there is none."""
        return self._one(select(offer).where(offer.c.id == offer_id))

    def get_locked(self, offer_id: UUID) -> Offer:
        """The same, held until this transaction ends."""
        return self._one(select(offer).where(offer.c.id == offer_id).with_for_update())

    def _one(self, query: Select[Any]) -> Offer:
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise Missing("There is no such offer.")
        return _offer(row)

    def list_for_case(self, case_id: UUID) -> tuple[Offer, ...]:
        """Every offer of a case, oldest first."""
        rows = self._connection.execute(select(offer).where(offer.c.case_id == case_id).order_by(offer.c.created_at))
        return tuple(_offer(row) for row in rows)

    def list_lapsed(self, today: date) -> tuple[UUID, ...]:
        """Open offers whose last day has gone by, and whose letter was posted: nobody else can have answered."""
        made = (letter.c.decision_id == offer.c.decision_id) & letter.c.kind.in_(OFFERS.values())
        rows = self._connection.execute(
            select(offer.c.id)
            .where(
                offer.c.state == OfferState.OFFERED.value,
                offer.c.answer_due < today,
                exists().where(made, letter.c.posted_on.is_not(None)),
            )
            .order_by(offer.c.answer_due, offer.c.id)
        )
        return tuple(row.id for row in rows)

    def save(self, changed: Offer) -> Offer:
        """Keep a changed offer."""
        self._connection.execute(offer.update().where(offer.c.id == changed.id).values(**columns_of(changed, *OFFERED)))
        return changed


def _requirement(row: Row[*tuple[Any, ...]]) -> Requirement:
    answer = KeeperAnswer(row.answer) if row.answer else None
    return shaped(Requirement, row, state=RequirementState(row.state), answer=answer)


def _offer(row: Row[*tuple[Any, ...]]) -> Offer:
    return shaped(Offer, row, state=OfferState(row.state))
