"""Keeps letters, each once, and the proposals of automatic ones that wait for a supervisor."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, case, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.errors import Missing
from storage.rows import columns_of, shaped
from storage.tables.letter import letter, letter_attempt, proposal
from triage.record import Letter, Proposal

KEPT = (
    *("id", "decision_id", "case_id", "kind", "step", "recipient", "registration", "reference", "state", "rule"),
    *("created_at", "language", "service", "party_id", "requirement_id"),
)


class Letters:
    """Letters, unique by decision, kind, step and recipient."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def leave(self, new: Letter) -> Letter:
        """Keep a letter to be sent; the second time the first one is returned."""
        self._connection.execute(insert(letter).values(**columns_of(new, *KEPT)).on_conflict_do_nothing())
        row = self._connection.execute(
            select(letter).where(
                letter.c.decision_id == new.decision_id,
                letter.c.kind == new.kind,
                letter.c.step == new.step,
                letter.c.recipient == new.recipient,
            )
        ).one()
        return shaped(Letter, row)

    def get(self, letter_id: UUID) -> Letter:
        """One letter; Missing when there is none."""
        row = self._connection.execute(select(letter).where(letter.c.id == letter_id)).one_or_none()
        if row is None:
            raise Missing("There is no such letter.")
        return shaped(Letter, row)

    def list_for_case(self, case_id: UUID) -> tuple[Letter, ...]:
        """The letters of a case, oldest first."""
        rows = self._connection.execute(
            select(letter).where(letter.c.case_id == case_id).order_by(letter.c.created_at, letter.c.reference)
        )
        return tuple(shaped(Letter, row) for row in rows)

    def list_for_registration(self, registration: str) -> tuple[Letter, ...]:
        """Every letter about one vehicle, oldest first."""
        rows = self._connection.execute(
            select(letter).where(letter.c.registration == registration).order_by(letter.c.created_at)
        )
        return tuple(shaped(Letter, row) for row in rows)

    def attempt(self, one: Letter, channel: str, *, sha256: str, pages: int) -> None:
        """Written and committed before anything leaves, so that an unknown outcome can be asked by reference."""
        self._connection.execute(
            letter_attempt.insert().values(
                id=uuid4(), letter_id=one.id, reference=one.reference, channel=channel, at=self._now
            )
        )
        # Not every channel can say later which bytes it was given.
        self._connection.execute(letter.update().where(letter.c.id == one.id).values(sha256=sha256, pages=pages))

    def last_attempt_at(self, letter_id: UUID) -> datetime | None:
        """When it was last tried to hand the letter over; None if it never was."""
        query = select(func.max(letter_attempt.c.at)).where(letter_attempt.c.letter_id == letter_id)
        found: datetime | None = self._connection.execute(query).scalar_one()
        return found

    def printed(self, letter_id: UUID, *, sha256: str, pages: int, channel: str) -> bool:
        """It lies with its channel as these bytes; False when it had been voided or handed over before."""
        return self._move(
            letter_id, "queued", state="printed", sha256=sha256, pages=pages, channel=channel, printed_at=self._now
        )

    def posted(self, letter_id: UUID, *, posted_on: date, served_on: date) -> bool:
        """It left on that day; False unless it was printed and had not left."""
        return self._move(
            letter_id, "printed", state="sent", posted_on=posted_on, served_on=served_on, sent_at=self._now
        )

    def list_for_decision(self, decision_id: UUID) -> tuple[Letter, ...]:
        """The letters of a decision, oldest first, held until this transaction ends."""
        rows = self._connection.execute(
            select(letter)
            .where(letter.c.decision_id == decision_id)
            .order_by(letter.c.created_at, letter.c.reference)
            .with_for_update()
        )
        return tuple(shaped(Letter, row) for row in rows)

    def was_attempted(self, letter_id: UUID) -> bool:
        """Whether some channel may hold it: an attempt is on record before anything leaves."""
        query = select(letter_attempt.c.id).where(letter_attempt.c.letter_id == letter_id).limit(1)
        return self._connection.execute(query).first() is not None

    def void(self, letter_id: UUID) -> None:
        """It will not be sent, printed or not; it stands in no batch any more."""
        self._set(letter_id, state="void", voided_at=self._now, batch_id=None)

    def withdraw(self, letter_id: UUID) -> None:
        """It was delivered and no longer counts."""
        self._set(letter_id, state="withdrawn", withdrawn_at=self._now)

    def returned(self, letter_id: UUID, returned_on: date) -> None:
        """The post brought it back on that day; one that was withdrawn stays withdrawn."""
        kept = case((letter.c.state == "withdrawn", letter.c.state), else_="returned")
        self._set(letter_id, state=kept, returned_on=returned_on)

    def served_in_person(self, letter_id: UUID, served_on: date) -> None:
        """Somebody handed it over on that day: it was served then, whatever the post did."""
        self._set(letter_id, state="sent", service="personal", served_on=served_on, sent_at=self._now, batch_id=None)

    def address(self, one: Letter) -> bool:
        """A letter that waited knows its recipient, and goes; False when it no longer waits."""
        values = columns_of(one, "recipient", "party_id", "requirement_id", "step", "rule", "language")
        return self._move(one.id, "waiting", state="queued", **values)

    def refused(self, letter_id: UUID) -> bool:
        """Its channel refused it after accepting it: it was never posted, and waits as before."""
        return self._move(
            letter_id,
            "sent",
            state="queued",
            posted_on=None,
            served_on=None,
            sent_at=None,
            printed_at=None,
            channel=None,
        )

    def _set(self, letter_id: UUID, **values: object) -> None:
        self._connection.execute(letter.update().where(letter.c.id == letter_id).values(**values))

    def _move(self, letter_id: UUID, state_before: str, **values: object) -> bool:
        row = self._connection.execute(
            letter.update()
            .where(letter.c.id == letter_id, letter.c.state == state_before)
            .values(**values)
            .returning(letter.c.id)
        ).one_or_none()
        return row is not None


class Proposals:
    """Proposals of automatic letters: a rule lists them, a sergeant decides each."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def leave(self, case_id: UUID, because: Sequence[str], *, once: str) -> None:
        """Keep a proposal; the second time nothing happens."""
        self._connection.execute(
            insert(proposal)
            .values(id=uuid4(), case_id=case_id, once=once, because=list(because), state="waiting", at=self._now)
            .on_conflict_do_nothing()
        )

    def get(self, proposal_id: UUID, *, lock: bool = False) -> Proposal:
        """One proposal, held until this transaction ends where asked; Missing when there is none."""
        query = select(proposal).where(proposal.c.id == proposal_id)
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise Missing("There is no such proposal.")
        return shaped(Proposal, row)

    def list_waiting(self, number: int = 50) -> tuple[Proposal, ...]:
        """The oldest proposals that wait for a decision."""
        rows = self._connection.execute(
            select(proposal).where(proposal.c.state == "waiting").order_by(proposal.c.at, proposal.c.id).limit(number)
        )
        return tuple(shaped(Proposal, row) for row in rows)

    def decide(self, proposal_id: UUID, state: str, by: UUID, why: str) -> None:
        """What the supervisor said: approved, declined, or overtaken by somebody's review."""
        self._connection.execute(
            proposal.update()
            .where(proposal.c.id == proposal_id)
            .values(state=state, decided_by=by, decided_why=why, decided_at=self._now)
        )

    def overtake(self, case_id: UUID) -> None:
        """A person has decided the case: what waits for approval no longer does."""
        self._connection.execute(
            proposal.update()
            .where(proposal.c.case_id == case_id, proposal.c.state == "waiting")
            .values(state="overtaken", decided_at=self._now)
        )
