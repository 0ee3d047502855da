"""What an offence is: its law, its codes, its clocks, and what public footage can prove of it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from triage.cells import Cells, rows
from triage.errors import BadPolicy

OFFENCES_FILE = "offences.json"
# '?' and 'K' are the marks of the people who checked the table: a figure nobody has verified yet.
UNVERIFIED = re.compile(r"\?|\bK\b")

LAW = (
    *("law", "cjs_code", "cjs_title", "dvla_code", "points", "fpn_pence", "course"),
    *("nip_required", "s172_applies", "either_way"),
)


class Enforceable(StrEnum):
    """Whether footage from the public can prove the offence."""

    YES = "yes"
    LIMITED = "limited"
    NO = "no"
    REDIRECT = "redirect"
    DERIVED = "derived"


@dataclass(frozen=True)
class RankFigures:
    """A force's judgement of one offence: harm (weight), chance of an outcome (0-1), minutes if there is one."""

    harm_weight: float
    p_positive: float
    minutes_if_positive: float


@dataclass(frozen=True)
class Offence:
    """One offence as the policy in force has it. `public_title` is None where the form does not offer it."""

    slug: str
    title: str
    public_title: str | None
    law: str
    cjs_code: str
    cjs_title: str
    dvla_code: str | None
    points: str
    fpn_pence: int | None
    nip_required: bool
    s172_applies: bool
    either_way: bool
    course: str
    enforceable: Enforceable
    in_filter: bool
    fatal_four: bool
    rank: RankFigures | None
    plausible: tuple[str, ...]
    note: str
    unverified: frozenset[str]

    @property
    def is_offered(self) -> bool:
        """Whether the public form offers this offence."""
        return self.public_title is not None

    @property
    def harm_weight(self) -> float:
        """The harm weight, 0 for an offence that is never ranked."""
        return self.rank.harm_weight if self.rank else 0.0


def law_of(offence: Offence) -> dict[str, Any]:
    """The cells that are law, dated by the day of the offence; the others are a force's judgement of today."""
    return {name: getattr(offence, name) for name in LAW}


def parse_offences(table: object) -> dict[str, Offence]:
    """The offences of a policy by slug, in the table's order. Raises BadPolicy naming the field."""
    offences: dict[str, Offence] = {}
    for row in rows(OFFENCES_FILE, "", table):
        offence = parse_offence(row)
        if offence.slug in offences:
            raise BadPolicy(OFFENCES_FILE, f"{row.where}.slug", f"{offence.slug} stands in the table twice.")
        offences[offence.slug] = offence
    for offence in offences.values():
        for other in offence.plausible:
            if other not in offences:
                raise BadPolicy(OFFENCES_FILE, f"{offence.slug}.plausible", f"{other} is not in the table.")
    return offences


def parse_offence(row: Cells) -> Offence:
    """One row of the table."""
    return Offence(
        slug=row.text("slug"),
        title=row.text("title"),
        public_title=row.text_or_none("public_title"),
        law=row.text("law"),
        cjs_code=row.text("cjs_code"),
        cjs_title=row.text("cjs_title"),
        dvla_code=row.text_or_none("dvla_code"),
        points=row.text("points"),
        fpn_pence=_pence(row.text_or_none("fpn_gbp")),
        nip_required=row.flag("nip_required"),
        s172_applies=row.flag("s172_applies"),
        either_way=row.flag("either_way", default=False),
        course=row.text("course"),
        enforceable=_enforceable(row),
        in_filter=row.flag("in_filter"),
        fatal_four=row.flag("fatal_four"),
        rank=_figures(row),
        plausible=row.texts("plausible"),
        note=row.text_or_none("note") or "",
        unverified=frozenset(
            name for name, cell in row.cells.items() if isinstance(cell, str) and UNVERIFIED.search(cell)
        ),
    )


def _figures(row: Cells) -> RankFigures | None:
    if row.cells.get("rank") is None:
        return None
    figures = row.inner("rank")
    return RankFigures(
        harm_weight=figures.number("harm_weight", least=0.01, most=1000),
        p_positive=figures.number("p_positive", most=1),
        minutes_if_positive=figures.number("minutes_if_positive", least=0.1, most=480),
    )


def _enforceable(row: Cells) -> Enforceable:
    words = row.text("enforceable_from_public_footage").partition(":")[0].strip().lower()
    if words not in set(Enforceable):
        allowed = ", ".join(Enforceable)
        raise BadPolicy(row.file, f"{row.where}.enforceable_from_public_footage", f"must be one of {allowed}.")
    return Enforceable(words)


def _pence(pounds: str | None) -> int | None:
    """Pence of a cell in pounds; remarks such as '50?' are kept in `unverified`, a dash means no fixed penalty."""
    found = re.match(r"\d+", pounds or "")
    return int(found[0]) * 100 if found else None
