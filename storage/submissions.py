"""Keeps submissions from draft to receipt, with their footage and what was derived from it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.errors import Missing
from storage.rows import columns_of, shaped
from storage.tables.extract import derivative
from storage.tables.receive import footage, submission
from triage.finding import JsonValue
from triage.record import Derived
from triage.submission import AlreadySent, Footage, Submission


class Submissions:
    """Submissions and the files that belong to them."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def start(self, submission_id: UUID, token_hash: bytes, expires_at: datetime) -> Submission:
        """A draft, which exists before the first byte of footage."""
        self._connection.execute(
            submission.insert().values(
                id=submission_id, token_hash=token_hash, answers={}, created_at=self._now, expires_at=expires_at
            )
        )
        return self.get(submission_id)

    def get(self, submission_id: UUID) -> Submission:
        """The submission, with its footage; Missing when there is none."""
        found = self._find(submission.c.id == submission_id)
        if found is None:
            raise Missing("There is no report with this number.")
        return found

    def get_locked(self, submission_id: UUID) -> Submission:
        """The same, and nobody else changes it until this transaction ends."""
        found = self._find(submission.c.id == submission_id, lock=True)
        if found is None:
            raise Missing("There is no report with this number.")
        return found

    def find_by_token(self, token_hash: bytes) -> Submission | None:
        """The submission behind a draft's link, cookie or bearer token."""
        return self._find(submission.c.token_hash == token_hash)

    def find_by_reference(self, reference: str, secret_hash: bytes) -> Submission | None:
        """The submission behind a receipt; a wrong secret and an unknown reference look the same."""
        return self._find((submission.c.reference == reference) & (submission.c.secret_hash == secret_hash))

    def answer(self, submission_id: UUID, answers: Mapping[str, JsonValue]) -> None:
        """Keep what the person has answered so far; refused once the report was sent."""
        kept = self._connection.execute(
            submission.update()
            .where(submission.c.id == submission_id, submission.c.received_at.is_(None))
            .values(answers=dict(answers))
            .returning(submission.c.id)
        ).one_or_none()
        if kept is None:
            raise AlreadySent("This report has been sent and can no longer be changed.")

    def receive(
        self,
        submission_id: UUID,
        *,
        reference: str,
        secret_hash: bytes,
        statement_version: str,
    ) -> None:
        """The draft becomes a report: it has a reference and a time of receipt."""
        kept = self._connection.execute(
            submission.update()
            .where(submission.c.id == submission_id, submission.c.received_at.is_(None))
            .values(
                reference=reference,
                secret_hash=secret_hash,
                statement_version=statement_version,
                received_at=self._now,
            )
            .returning(submission.c.id)
        ).one_or_none()
        if kept is None:
            raise AlreadySent("This report has already been sent.")

    def add_footage(self, one: Footage) -> None:
        """A whole file, already safe in the store."""
        self._connection.execute(
            footage.insert().values(
                **columns_of(
                    one, "id", "submission_id", "position", "filename", "media_type", "sha256", "size", "received_at"
                )
            )
        )

    def next_position(self, submission_id: UUID) -> int:
        """The place of the next file, counted with removed ones so that no number is used twice."""
        query = select(func.coalesce(func.max(footage.c.position), 0)).where(footage.c.submission_id == submission_id)
        return int(self._connection.execute(query).scalar_one()) + 1

    def remove_footage(self, footage_id: UUID) -> None:
        """The submitter takes a file back before signing; its bytes stay until retention says otherwise."""
        self._connection.execute(footage.update().where(footage.c.id == footage_id).values(removed=True))

    def get_footage(self, footage_id: UUID) -> Footage:
        """One file; Missing when there is none."""
        row = self._connection.execute(select(footage).where(footage.c.id == footage_id)).one_or_none()
        if row is None:
            raise Missing("There is no such footage.")
        return shaped(Footage, row)

    def extracted(self, footage_id: UUID, verdict: str, words: str) -> None:
        """What reading the file concluded."""
        self._connection.execute(
            footage.update()
            .where(footage.c.id == footage_id)
            .values(extracted_at=self._now, verdict=verdict, verdict_words=words)
        )

    def add_derived(self, one: Derived) -> None:
        """A derivative of an original; making it twice keeps the newer one's row, the original is untouched."""
        values = columns_of(one, "parent_sha256", "tool", "version", "arguments", "media_type", "sha256", "size") | {
            "made_at": self._now
        }
        self._connection.execute(
            insert(derivative)
            .values(id=one.id, footage_id=one.footage_id, role=one.role, **values)
            .on_conflict_do_update(index_elements=["footage_id", "role"], set_=values)
        )

    def list_derived(self, footage_id: UUID) -> tuple[Derived, ...]:
        """Everything made from one original."""
        rows = self._connection.execute(
            select(derivative).where(derivative.c.footage_id == footage_id).order_by(derivative.c.role)
        )
        return tuple(shaped(Derived, row) for row in rows)

    def find_derived(self, footage_id: UUID, role: str) -> Derived | None:
        """The derivative that plays a role, if it has been made."""
        row = self._connection.execute(
            select(derivative).where(derivative.c.footage_id == footage_id, derivative.c.role == role)
        ).one_or_none()
        return None if row is None else shaped(Derived, row)

    def _find(self, where: ColumnElement[bool], *, lock: bool = False) -> Submission | None:
        query: Select[tuple[object, ...]] = select(submission).where(where)
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            return None
        files = self._connection.execute(
            select(footage)
            .where(footage.c.submission_id == row.id, footage.c.removed.is_(False))
            .order_by(footage.c.position)
        )
        return shaped(Submission, row, footage=tuple(shaped(Footage, one) for one in files))
