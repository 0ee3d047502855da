"""What differs between two versions of policy, in words and grouped as the administrator's page is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import ndiff
from typing import Any

from triage.calendar import day_in_words
from triage.policy_field import GROUPS, cell_of, in_words
from triage.policy_wording import leaves, named_wordings

Documents = Mapping[str, Any]
NOTHING = "nothing"
OFFENCE_CELLS: Mapping[str, str] = {
    "title": "Title",
    "public_title": "On the form",
    "law": "Law",
    "cjs_code": "CJS code",
    "cjs_title": "CJS title",
    "ho_class": "Home Office class",
    "dvla_code": "DVLA code",
    "points": "Points",
    "fpn_gbp": "Fixed penalty, £",
    "nip_required": "Notice within 14 days",
    "s172_applies": "Section 172",
    "either_way": "Either way",
    "course": "Course",
    "enforceable_from_public_footage": "Provable from public footage",
    "in_filter": "In the filter",
    "fatal_four": "Fatal 4",
    "rank.harm_weight": "Harm weight",
    "rank.p_positive": "Chance of an outcome",
    "rank.minutes_if_positive": "Minutes if there is one",
    "plausible": "May also be",
    "note": "Note",
}
WORDINGS: Mapping[str, str] = {
    "letters": "Letters in English",
    "letters_cy": "Letters in Welsh",
    "mails": "Messages to reporters",
}


@dataclass(frozen=True)
class Change:
    """One cell that differs; `old` or `new` is empty where something was added or removed."""

    what: str
    old: str
    new: str


@dataclass(frozen=True)
class TextChange:
    """A text that differs, paragraph by paragraph: each with its mark, "+", "-" or " "."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SectionChange:
    """What differs in one section."""

    title: str
    changes: tuple[Change, ...] = ()
    texts: tuple[TextChange, ...] = ()


def compare(old: Documents, new: Documents) -> tuple[SectionChange, ...]:
    """The sections that differ, in the order of the page; empty where nothing does."""
    sections = [
        SectionChange("Offences", tuple(_offences(old["offences"], new["offences"]))),
        *(
            SectionChange(
                group.title,
                tuple(
                    Change(field.label, in_words(field, before), in_words(field, after))
                    for field in group.fields
                    if (before := cell_of(old["policy"], field.path)) != (after := cell_of(new["policy"], field.path))
                ),
            )
            for group in GROUPS
        ),
        SectionChange("Outcomes", tuple(_named(old["policy"]["outcomes"], new["policy"]["outcomes"]))),
        SectionChange("Reasons", tuple(_reasons(old["policy"]["reasons"], new["policy"]["reasons"]))),
        *(SectionChange(title, texts=tuple(_texts(old.get(name), new.get(name)))) for name, title in WORDINGS.items()),
        SectionChange("Bank holidays", tuple(_holidays(old["holidays"], new["holidays"]))),
    ]
    return tuple(one for one in sections if one.changes or one.texts)


def offence_words(cell: object) -> str:
    """A cell of the offences table as a page says it."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, list | tuple):
        return ", ".join(str(one) for one in cell) or NOTHING
    return NOTHING if cell is None or cell == "" else str(cell)


def texts_of(document: object) -> dict[str, tuple[str, ...]]:
    """Every text of a document of wordings under its name: its paragraphs in the order they are read."""
    return {name: tuple(_paragraphs(one)) for name, one in named_wordings(document)}


def _paragraphs(wording: Mapping[str, Any]) -> Iterable[str]:
    yield from (leaf.text for leaf in leaves(wording) if leaf.text)
    if "verified" in wording:
        yield "Verified." if wording["verified"] is True else "Draft, not verified."


def _texts(old: object, new: object) -> Iterable[TextChange]:
    before, after = texts_of(old), texts_of(new)
    for title in dict.fromkeys((*before, *after)):
        lines = tuple(
            (line[0], line[2:]) for line in ndiff(before.get(title, ()), after.get(title, ())) if line[0] != "?"
        )
        if any(mark != " " for mark, _ in lines):
            yield TextChange(title, lines)


def _offences(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterable[Change]:
    before, after = ({str(one["slug"]): one for one in rows} for rows in (old, new))
    for slug in dict.fromkeys((*before, *after)):
        if slug not in after:
            yield Change(str(before[slug]["title"]), "in the table", "")
        elif slug not in before:
            yield Change(str(after[slug]["title"]), "", "in the table")
        else:
            for path, label in OFFENCE_CELLS.items():
                was, is_now = cell_of(before[slug], path), cell_of(after[slug], path)
                if was != is_now:
                    yield Change(f"{after[slug]['title']}: {label}", offence_words(was), offence_words(is_now))


def _named(old: Mapping[str, str], new: Mapping[str, str]) -> Iterable[Change]:
    for slug in dict.fromkeys((*old, *new)):
        if old.get(slug) != new.get(slug):
            yield Change(slug.replace("_", " ").capitalize(), old.get(slug, ""), new.get(slug, ""))


def _reasons(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterable[Change]:
    def told(reason: Mapping[str, Any]) -> str:
        published = reason.get("published") or "not published"
        return f"{reason['words']} (key {reason['key']}, {reason['outcome'].replace('_', ' ')}; {published})"

    before, after = ({str(one["slug"]): told(one) for one in rows} for rows in (old, new))
    return _named(before, after)


def _holidays(old: Sequence[str], new: Sequence[str]) -> Iterable[Change]:
    for day in sorted(set(old) ^ set(new)):
        added = day in set(new)
        yield Change(day_in_words(date.fromisoformat(day)), "" if added else "holiday", "holiday" if added else "")
