"""Remembers answers by their key for a day, so that a request sent twice is done once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from storage.errors import StorageError
from storage.tables.work import idempotency
from triage.finding import JsonValue

KEPT_FOR = timedelta(hours=24)


class KeyUsedOtherwise(StorageError):
    """An idempotency key came back with another body."""

    code = "key_used_otherwise"
    plainly = "This Idempotency-Key was used for another request. Use a new key."


@dataclass(frozen=True)
class Remembered:
    """What was answered the first time."""

    status: int
    answer: Mapping[str, JsonValue]


class Idempotency:
    """One row for each actor and key; it commits with the work it stands for."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def begin(self, actor: str, key: str, body: bytes) -> Remembered | None:
        """The earlier answer, if there is one; else the key is taken until this transaction ends."""
        body_hash = hashlib.sha256(body).digest()
        self._connection.execute(
            insert(idempotency).values(actor=actor, key=key, body_hash=body_hash, at=self._now).on_conflict_do_nothing()
        )
        row = self._connection.execute(
            select(idempotency).where(idempotency.c.actor == actor, idempotency.c.key == key).with_for_update()
        ).one()
        if bytes(row.body_hash) != body_hash:
            raise KeyUsedOtherwise
        return None if row.status is None else Remembered(row.status, row.answer)

    def find(self, actor: str, key: str) -> Remembered | None:
        """What was answered to this actor under this key, if anything was; the key is not taken."""
        row = self._connection.execute(
            select(idempotency).where(idempotency.c.actor == actor, idempotency.c.key == key)
        ).one_or_none()
        return None if row is None or row.status is None else Remembered(row.status, row.answer)

    def finish(self, actor: str, key: str, status: int, answer: Mapping[str, JsonValue]) -> None:
        """Keep the answer, in the transaction of the work."""
        self._connection.execute(
            idempotency.update()
            .where(idempotency.c.actor == actor, idempotency.c.key == key)
            .values(status=status, answer=dict(answer))
        )

    def forget(self) -> int:
        """Remove keys older than a day; how many."""
        rows = self._connection.execute(
            idempotency.delete().where(idempotency.c.at < self._now - KEPT_FOR).returning(idempotency.c.key)
        )
        return len(rows.all())
