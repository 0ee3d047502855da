"""The file that `opsnap rank` reads: cases with their due instants, and what the rank makes of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypedDict

from triage.cells import Cells, rows
from triage.errors import BadPolicy
from triage.policy import Policy
from triage.priority import RankedAllegation, allegation_key
from triage.priority import rank as rank_of

IN_ORDER, SEVERAL = "vectors_in_rank_order", "several_allegations"


@dataclass(frozen=True)
class Vector:
    """One case of the file, its allegation as the policy knows it."""

    case: str
    allegation: RankedAllegation
    escalation_step: int


@dataclass(frozen=True)
class Vectors:
    """A file as read: cases of one allegation each, and one case with several where the file has it."""

    cases: tuple[Vector, ...]
    several: tuple[RankedAllegation, ...]


class RankedVector(TypedDict):
    """One case with its place. `rank_key` in seconds, r to four places, the bonus (days) to three."""

    case: str
    offence: str
    D: str
    p: float | None
    escalation_step: int
    r: float
    bonus_days: float
    rank_key: int
    reasons: list[str]


class RankedSeveral(TypedDict):
    """The case with several allegations: its key, and the offence that decides it."""

    allegations: list[str]
    rank_key: int
    offence: str


class RankedVectors(TypedDict):
    """What `opsnap rank --json` writes."""

    vectors_in_rank_order: list[RankedVector]
    several_allegations: RankedSeveral | None


def read_vectors(file: str, document: object, policy: Policy) -> Vectors:
    """The cases of a parsed file: a list of them, or an object that has the list. BadPolicy names entry and field."""
    if isinstance(document, list):
        return Vectors(tuple(_vector(row, policy) for row in rows(file, "", document)), ())
    top = Cells.of(file, "", document)
    cases = tuple(_vector(row, policy) for row in top.inners(IN_ORDER))
    return Vectors(cases, _several(top.inner(SEVERAL), policy) if SEVERAL in top.cells else ())


def as_ranked_json(vectors: Vectors, policy: Policy) -> RankedVectors:
    """The same cases in rank order, each with its addends in words."""
    ranked = [_ranked(one, policy) for one in vectors.cases]
    return {
        "vectors_in_rank_order": sorted(ranked, key=lambda one: (one["rank_key"], one["case"])),
        "several_allegations": _ranked_several(vectors.several, policy) if vectors.several else None,
    }


def _ranked(one: Vector, policy: Policy) -> RankedVector:
    offence, due_at, p = one.allegation.offence, one.allegation.due_at, one.allegation.p
    key, r, bonus_days = allegation_key(offence, due_at, p, one.escalation_step, policy.rank)
    return {
        "case": one.case,
        "offence": offence.slug,
        "D": _written(due_at),
        "p": p,
        "escalation_step": one.escalation_step,
        "r": round(r, 4),
        "bonus_days": round(bonus_days, 3),
        "rank_key": key,
        "reasons": list(rank_of([one.allegation], one.escalation_step, policy).reasons),
    }


def _ranked_several(several: Sequence[RankedAllegation], policy: Policy) -> RankedSeveral:
    found = rank_of(several, 0, policy)
    words = [f"{one.offence.slug} D={_written(one.due_at)}" for one in several]
    return {"allegations": words, "rank_key": found.key, "offence": found.offence}


def _vector(row: Cells, policy: Policy) -> Vector:
    p = None if row.cells.get("p") is None else row.number("p", most=1)
    return Vector(
        row.text("case"), _allegation(row, "offence", row.text("offence"), row.text("D"), p, policy), _step(row)
    )


def _several(cells: Cells, policy: Policy) -> tuple[RankedAllegation, ...]:
    found = []
    for place, words in enumerate(cells.texts("allegations")):
        parts = re.fullmatch(r"(\S+) D=(\S+)", words)
        if parts is None:
            raise BadPolicy(cells.file, f"{cells.where}.allegations[{place}]", "must be written like slug D=instant.")
        found.append(_allegation(cells, f"allegations[{place}]", parts[1], parts[2], None, policy))
    return tuple(found)


def _allegation(cells: Cells, field: str, slug: str, due: str, p: float | None, policy: Policy) -> RankedAllegation:
    offence = policy.offences.get(slug)
    where = f"{cells.where}.{field}"
    if offence is None:
        raise BadPolicy(cells.file, where, f"there is no offence called {slug} in the policy in force.")
    if offence.rank is None:
        raise BadPolicy(cells.file, where, f"{offence.title} is never ranked.")
    return RankedAllegation(offence, _instant(cells, "D" if field == "offence" else field, due), p)


def _instant(cells: Cells, field: str, text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None or not 1989 <= instant.year <= 2100:
        sentence = f"must be an instant with a zone like 2025-06-12T16:00:00Z, not {text}."
        raise BadPolicy(cells.file, f"{cells.where}.{field}", sentence)
    return instant.astimezone(UTC)


def _step(row: Cells) -> int:
    """Whether an earlier letter counts: true or false, or the number of the step."""
    cell = row.cells.get("escalation_step", False)
    return int(cell) if isinstance(cell, bool) else row.whole("escalation_step", most=10)


def _written(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
