"""Keeps the words recordings are looked up by, and which clips were found to be one recording."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from storage.rows import columns_of, shaped
from storage.tables.extract import fingerprint_word, likeness
from storage.tables.receive import footage, submission
from triage.likeness import SAME_FILE, Alike, Likeness, Verdict
from triage.submission import LOCATION_LOG, MOVEMENT_LOG

# A word that half of all footage shares says nothing: of each no more rows are read than this.
MOST_ROWS_OF_A_WORD = 100
MOST_VOTED = 200


# One look into the index for each word, through the lateral join: no plan that reads every row is possible.
LOOK_UP = text(
    """
    SELECT kept.footage_id, kept.at - asked.at AS ahead, asked.mirrored, count(DISTINCT asked.at) AS votes
    FROM unnest(CAST(:words AS integer[]), CAST(:at AS integer[]), CAST(:mirrored AS boolean[]))
        AS asked(word, at, mirrored)
    CROSS JOIN LATERAL (
        SELECT w.footage_id, w.at FROM fingerprint_word w WHERE w.word = asked.word LIMIT :of_a_word
    ) AS kept
    JOIN footage ON footage.id = kept.footage_id AND NOT footage.removed
    JOIN submission ON submission.id = footage.submission_id
        AND submission.received_at IS NOT NULL AND submission.id <> :own
    GROUP BY 1, 2, 3
    ORDER BY votes DESC, 1, 2, 3
    LIMIT :most
    """
)


@dataclass(frozen=True)
class Voted:
    """Footage of another report that shares words with a clip, lying so over it."""

    footage_id: UUID
    ahead: int
    mirrored: bool
    votes: int


class Fingerprints:
    """Words by footage, and likenesses between the footage of two reports."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def keep_words(self, footage_id: UUID, words: Iterable[tuple[int, int]]) -> None:
        """The words of one recording as (word, number of the picture); kept words stay."""
        rows = [{"word": word, "footage_id": footage_id, "at": at} for word, at in words]
        if rows:
            self._connection.execute(insert(fingerprint_word).on_conflict_do_nothing(), rows)

    def vote(self, submission_id: UUID, asked: Collection[tuple[int, int, bool]]) -> tuple[Voted, ...]:
        """Which footage of other reports shares most words, as (word, picture, mirrored), and how it lies over it.

        Each word is one look into the index and a bounded number of rows, however much is kept.
        """
        words, at, mirrored = zip(*asked, strict=True) if asked else ((), (), ())
        asked_for = {"words": list(words), "at": list(at), "mirrored": list(mirrored), "own": submission_id}
        bounds = {"of_a_word": MOST_ROWS_OF_A_WORD, "most": MOST_VOTED}
        rows = self._connection.execute(LOOK_UP, asked_for | bounds)
        return tuple(shaped(Voted, row) for row in rows)

    def list_same_bytes(self, submission_id: UUID) -> tuple[Alike, ...]:
        """Which videos of other reports are the very videos of this one.

        Of a clip that half the town sends on, the first reports are as good as all. A log of a whole memory card is
        sent with every report about a ride on it, so logs do not count.
        """
        this, other = footage.alias("this"), footage.alias("other")
        mine, theirs = submission.alias("mine"), submission.alias("theirs")
        rows = self._connection.execute(
            select(
                this.c.id.label("footage_id"),
                this.c.submission_id,
                mine.c.received_at,
                other.c.id.label("other_id"),
                other.c.submission_id.label("other_submission_id"),
                theirs.c.received_at.label("other_received_at"),
            )
            .join(other, (other.c.sha256 == this.c.sha256) & (other.c.submission_id != this.c.submission_id))
            .join(mine, mine.c.id == this.c.submission_id)
            .join(theirs, theirs.c.id == other.c.submission_id)
            .where(
                this.c.submission_id == submission_id,
                this.c.removed.is_(False),
                this.c.verdict.is_distinct_from(LOCATION_LOG),
                this.c.verdict.is_distinct_from(MOVEMENT_LOG),
                other.c.removed.is_(False),
                mine.c.received_at.is_not(None),
                theirs.c.received_at.is_not(None),
            )
            .order_by(theirs.c.received_at, other.c.id)
            .limit(MOST_VOTED)
        )
        return tuple(_same_file(shaped(_Pair, row)) for row in rows)

    def add(self, one: Alike) -> bool:
        """Two clips are one recording; False when that was known."""
        values = columns_of(one, "footage_id", "other_id", "submission_id", "other_submission_id")
        values |= columns_of(one.likeness, "this_in_other", "other_in_this", "offset_s", "mirrored", "confidence")
        row = self._connection.execute(
            insert(likeness)
            .values(**values, verdict=one.likeness.verdict.value, at=self._now)
            .on_conflict_do_nothing()
            .returning(likeness.c.footage_id)
        ).one_or_none()
        return row is not None

    def list_for(self, submission_id: UUID) -> tuple[Alike, ...]:
        """Every recording of a report that is in another, the very file first; as a copy or as what was copied."""
        rows = self._connection.execute(
            select(likeness)
            .where(or_(likeness.c.submission_id == submission_id, likeness.c.other_submission_id == submission_id))
            .order_by(likeness.c.at, likeness.c.footage_id, likeness.c.other_id)
        )
        same = self.list_same_bytes(submission_id)
        known = {(one.footage_id, one.other_id) for one in same}
        found = (shaped(Alike, row, likeness=shaped(Likeness, row, verdict=Verdict(row.verdict))) for row in rows)
        return (*same, *(one for one in found if (one.footage_id, one.other_id) not in known))


@dataclass(frozen=True)
class _Pair:
    footage_id: UUID
    submission_id: UUID
    received_at: datetime
    other_id: UUID
    other_submission_id: UUID
    other_received_at: datetime


def _same_file(pair: _Pair) -> Alike:
    """The pair with the report that was received later first."""
    is_later = (pair.received_at, pair.submission_id) > (pair.other_received_at, pair.other_submission_id)
    this = (pair.footage_id, pair.submission_id)
    other = (pair.other_id, pair.other_submission_id)
    later, earlier = (this, other) if is_later else (other, this)
    return Alike(later[0], later[1], earlier[0], earlier[1], SAME_FILE)
