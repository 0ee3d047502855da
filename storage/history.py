"""The log of what happened to a case: rows are added, chained by hash, and can be checked by anybody."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.rows import shaped
from storage.tables.history import history, history_head, look
from triage.actor import Actor
from triage.finding import JsonValue

SCHEMA_VERSION = 1
NOTHING_BEFORE = bytes(32)


@dataclass(frozen=True)
class Line:
    """One thing that happened: ids, codes and days only, so that it survives erasure of the person."""

    case_id: UUID
    seq: int
    at: datetime
    actor: str
    role: str
    action: str
    payload: Mapping[str, JsonValue]
    schema_version: int
    prev: bytes
    hash: bytes


@dataclass(frozen=True)
class Look:
    """Somebody saw personal data: who, of what, and when."""

    actor: str
    role: str
    subject: UUID
    what: str
    at: datetime


def canonical(line: Line) -> bytes:
    """The bytes that are hashed: JSON with sorted keys, no spaces, UTC instants to the microsecond."""
    told = {
        "case_id": str(line.case_id),
        "seq": line.seq,
        "at": line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": line.actor,
        "role": line.role,
        "action": line.action,
        "schema_version": line.schema_version,
        "payload": line.payload,
        "prev": line.prev.hex(),
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sealed_hash(line: Line) -> bytes:
    """SHA-256 over the canonical bytes, which name the hash of the line before."""
    return hashlib.sha256(canonical(line)).digest()


def first_break(lines: Sequence[Line]) -> int | None:
    """The sequence number at which a chain stops being true; None when it holds from first to last."""
    prev = NOTHING_BEFORE
    for expected, line in enumerate(lines, start=1):
        if line.seq != expected or line.prev != prev or line.hash != sealed_hash(line):
            return expected
        prev = line.hash
    return None


class History:
    """Adds to and reads the log; the app's database role can do nothing else to it."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, case_id: UUID, action: str, by: Actor, payload: Mapping[str, JsonValue] | None = None) -> Line:
        """Append one line; the head row is locked, so two writers of one case line up."""
        seq, prev = self._locked_head(case_id)
        unsealed = Line(
            case_id, seq + 1, self._now, by.id, by.role, action, dict(payload or {}), SCHEMA_VERSION, prev, b""
        )
        seal = sealed_hash(unsealed)
        self._connection.execute(
            history.insert().values(
                case_id=case_id,
                seq=unsealed.seq,
                at=unsealed.at,
                actor=unsealed.actor,
                role=unsealed.role,
                action=action,
                schema_version=SCHEMA_VERSION,
                payload=unsealed.payload,
                prev=prev,
                hash=seal,
            )
        )
        self._connection.execute(
            history_head.update().where(history_head.c.case_id == case_id).values(seq=unsealed.seq, hash=seal)
        )
        return unsealed

    def _locked_head(self, case_id: UUID) -> tuple[int, bytes]:
        self._connection.execute(
            insert(history_head).values(case_id=case_id, seq=0, hash=NOTHING_BEFORE).on_conflict_do_nothing()
        )
        head = self._connection.execute(
            select(history_head.c.seq, history_head.c.hash).where(history_head.c.case_id == case_id).with_for_update()
        ).one()
        return head.seq, bytes(head.hash)

    def list_for(self, case_id: UUID) -> tuple[Line, ...]:
        """Everything that happened to one case, oldest first."""
        rows = self._connection.execute(select(history).where(history.c.case_id == case_id).order_by(history.c.seq))
        return tuple(shaped(Line, row) for row in rows)

    def walk(self, actions: Sequence[str] = ()) -> Iterator[Line]:
        """Every line of every case, oldest first; streamed, so that five years need no memory."""
        query = select(history).order_by(history.c.at, history.c.case_id, history.c.seq)
        if actions:
            query = query.where(history.c.action.in_(actions))
        streamed = self._connection.execution_options(stream_results=True, yield_per=1000)
        for row in streamed.execute(query):
            yield shaped(Line, row)

    def broken(self, case_id: UUID) -> int | None:
        """The first line of a case that is not what was written, by hash, order, gap or a cut-off end."""
        lines = self.list_for(case_id)
        found = first_break(lines)
        if found is not None:
            return found
        head = self._connection.execute(select(history_head).where(history_head.c.case_id == case_id)).one_or_none()
        written = 0 if head is None else head.seq
        return None if written == len(lines) else len(lines) + 1

    def list_chains(self) -> tuple[UUID, ...]:
        """Everything that has a history: cases, and submissions for what came before their cases."""
        return tuple(
            self._connection.execute(select(history_head.c.case_id).order_by(history_head.c.case_id)).scalars()
        )

    def count(self, case_id: UUID, action: str) -> int:
        """How often something happened to a case."""
        query = select(func.count()).where(history.c.case_id == case_id, history.c.action == action)
        return self._connection.execute(query).scalar_one()

    def looked(self, by: Actor, subject: UUID, what: str) -> None:
        """Note that somebody saw personal data (DPA 2018 s.62)."""
        self._connection.execute(
            look.insert().values(actor=by.id, role=by.role, subject=subject, what=what, at=self._now)
        )

    def list_looks(self, subject: UUID) -> tuple[Look, ...]:
        """Who looked at a case or a file, oldest first."""
        rows = self._connection.execute(select(look).where(look.c.subject == subject).order_by(look.c.id))
        return tuple(shaped(Look, row) for row in rows)
