"""Keeps the post: printed letters that wait for a batch, the batches, and what every letter's page and list ask."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, String, and_, cast, exists, func, or_, select

from storage.errors import Missing
from storage.rows import columns_of, shaped
from storage.tables.decide import decision
from storage.tables.letter import batch, letter
from storage.tables.prioritise import allegation, case
from storage.tables.receive import submission
from storage.tables.work import alarm
from triage.post import Batch, BatchState, Mail, PostedCase
from triage.record import Letter, LetterState

# The clock of the allegation that was decided; an earlier decision names none, and then the case's own.
LAST_POST = func.coalesce(allegation.c.last_post, case.c.last_post)
# Decided to be served another way, see triage.steps.letter.goes_by_hand.
BY_HAND = and_(letter.c.kind == "notice", decision.c.other_service.is_not(None))
NOTICES_FIRST = letter.c.kind != "notice"
DEADLINE = func.coalesce(allegation.c.service_deadline, case.c.service_deadline)


@dataclass(frozen=True)
class BatchSummary:
    """One batch with how many letters and pages it holds."""

    batch: Batch
    letters: int
    pages: int


class Post:
    """Letters as the post office sees them, and the batches they leave in."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def get_mail(self, letter_id: UUID) -> Mail:
        """One letter with the case behind it; Missing when there is none."""
        return self._one(letter.c.id == letter_id)

    def get_locked(self, letter_id: UUID) -> Mail:
        """The same, and nobody else changes the letter until this transaction ends."""
        return self._one(letter.c.id == letter_id, lock=True)

    def find_by_reference(self, reference: str) -> Mail | None:
        """The letter with this reference, if there is one."""
        found = self._many(_mails().where(letter.c.reference == reference))
        return found[0] if found else None

    def list_printed(self, number: int = 500) -> tuple[Mail, ...]:
        """Printed letters in no batch, what lapses next first; what is served another way is not for the post."""
        return self._many(
            _mails()
            .where(letter.c.state == LetterState.PRINTED.value, letter.c.batch_id.is_(None), ~BY_HAND)
            .order_by(NOTICES_FIRST, LAST_POST, letter.c.printed_at, letter.c.reference)
            .limit(number)
        )

    def list_in_batch(self, batch_id: UUID) -> tuple[Mail, ...]:
        """The letters of a batch in the order of its manifest."""
        return self._many(_mails().where(letter.c.batch_id == batch_id).order_by(letter.c.reference))

    def list_lying(self, last_post: date) -> tuple[UUID, ...]:
        """Notices printed for a last post by this day, in no batch that left, and that nobody has been told of."""
        told = exists().where(alarm.c.once == func.concat("not_posted:", cast(letter.c.id, String)))
        rows = self._connection.execute(
            _mails()
            .where(
                letter.c.kind == "notice",
                letter.c.state == LetterState.PRINTED.value,
                or_(batch.c.id.is_(None), batch.c.state == BatchState.OPEN.value),
                last_post >= LAST_POST,
                ~BY_HAND,
                ~told,
            )
            .order_by(LAST_POST, letter.c.id)
        )
        return tuple(row.id for row in rows)

    def search(
        self,
        *,
        reference: str = "",
        registration: str = "",
        states: Collection[str] = (),
        after: tuple[datetime, UUID] | None = None,
        number: int = 50,
    ) -> tuple[Mail, ...]:
        """Letters newest first, a page after ``after`` (created_at, id); empty filters let everything through."""
        query = _mails().order_by(letter.c.created_at.desc(), letter.c.id.desc()).limit(number)
        if reference:
            query = query.where(letter.c.reference.startswith(reference, autoescape=True))
        if registration:
            query = query.where(letter.c.registration == registration)
        if states:
            query = query.where(letter.c.state.in_(states))
        if after is not None:
            at, last = after
            query = query.where(
                or_(letter.c.created_at < at, and_(letter.c.created_at == at, letter.c.id < last)),
            )
        return self._many(query)

    def open_batch(self, new: Batch, letter_ids: Sequence[UUID]) -> tuple[UUID, ...]:
        """Keep a new batch of these letters; only printed ones in no batch go in, and these are returned."""
        self._connection.execute(batch.insert().values(**columns_of(new, "id", "state", "created_by", "created_at")))
        rows = self._connection.execute(
            letter.update()
            .where(
                letter.c.id.in_(letter_ids),
                letter.c.state == LetterState.PRINTED.value,
                letter.c.batch_id.is_(None),
            )
            .values(batch_id=new.id)
            .returning(letter.c.id)
        )
        return tuple(row.id for row in rows)

    def get_batch(self, batch_id: UUID, *, lock: bool = False) -> Batch:
        """One batch; Missing when there is none."""
        query = select(batch).where(batch.c.id == batch_id)
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise Missing("There is no such batch.")
        return _batch(row)

    def list_batches(self, number: int = 30) -> tuple[BatchSummary, ...]:
        """Open batches first, then those that left, newest first."""
        rows = self._connection.execute(
            select(
                batch,
                func.count(letter.c.id).label("letters"),
                func.coalesce(func.sum(letter.c.pages), 0).label("sheets"),
            )
            .outerjoin(letter, letter.c.batch_id == batch.c.id)
            .where(batch.c.state != BatchState.CANCELLED.value)
            .group_by(batch.c.id)
            .order_by(batch.c.state.desc(), batch.c.created_at.desc())
            .limit(number)
        )
        return tuple(BatchSummary(_batch(row), row.letters, int(row.sheets)) for row in rows)

    def end_batch(self, ended: Batch) -> None:
        """The batch left, with its day and certificate, or was cancelled."""
        self._connection.execute(
            batch.update()
            .where(batch.c.id == ended.id, batch.c.state == BatchState.OPEN.value)
            .values(**columns_of(ended, "state", "posted_on", "certificate", "left_by", "left_at"))
        )

    def take_out(self, letter_ids: Sequence[UUID]) -> None:
        """These letters stand in no batch any more."""
        self._connection.execute(letter.update().where(letter.c.id.in_(letter_ids)).values(batch_id=None))

    def names_batch_of(self, mail: Mail) -> Batch | None:
        """The batch a letter stands in, if any."""
        return None if mail.letter.batch_id is None else self.get_batch(mail.letter.batch_id)

    def _one(self, where: ColumnElement[bool], *, lock: bool = False) -> Mail:
        query = _mails().where(where)
        found = self._many(query.with_for_update(of=letter) if lock else query)
        if not found:
            raise Missing("There is no such letter.")
        return found[0]

    def _many(self, query: Select[*tuple[Any, ...]]) -> tuple[Mail, ...]:
        return tuple(_mail(row) for row in self._connection.execute(query))


def _mails() -> Select[*tuple[Any, ...]]:
    """Every letter with the case, the clock and the batch behind it."""
    return (
        select(
            letter,
            submission.c.reference.label("case_reference"),
            case.c.position,
            LAST_POST.label("last_post"),
            DEADLINE.label("service_deadline"),
        )
        .join(case, case.c.id == letter.c.case_id)
        .join(submission, submission.c.id == case.c.submission_id)
        .join(decision, decision.c.id == letter.c.decision_id)
        .outerjoin(allegation, allegation.c.id == decision.c.allegation_id)
        .outerjoin(batch, batch.c.id == letter.c.batch_id)
    )


def _mail(row: Row[*tuple[Any, ...]]) -> Mail:
    behind = PostedCase(row.case_id, row.case_reference, row.position, row.last_post, row.service_deadline)
    return Mail(shaped(Letter, row), behind)


def _batch(row: Row[*tuple[Any, ...]]) -> Batch:
    return shaped(Batch, row, state=BatchState(row.state))
