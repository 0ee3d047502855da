"""The texts of a wording as an administrator edits them: each under its place, with what it may name in braces."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from triage.errors import BadPolicy

# What names a wording, or says where it comes from, is not text that anybody reads in a letter.
NOT_TEXT = frozenset({"kind", "level", "sources", "slug", "name", "verified", "version", "language", "valid_from"})
NEW = "new"
# The database keeps the cells of an object in an order of its own.
READ_IN_ORDER = ("subject", "heading", "greeting", "paragraphs", "points", "sections", "closing", "signatory")


@dataclass(frozen=True)
class Leaf:
    """One text: its dotted place, what it is called, and what stands there."""

    path: str
    label: str
    text: str


def wordings_of(document: object) -> list[dict[str, Any]]:
    """The wordings of a document: its first list of objects; none where there is no document."""
    if isinstance(document, Mapping):
        for cell in document.values():
            if isinstance(cell, list):
                return [one for one in cell if isinstance(one, dict)]
    return []


def with_wording(document: Mapping[str, Any], number: int, wording: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the document with another wording at a place."""
    changed = dict(document)
    for name, cell in document.items():
        if isinstance(cell, list):
            changed[name] = [dict(wording) if place == number else one for place, one in enumerate(cell)]
            break
    return changed


def wording_at(document: object, number: int) -> dict[str, Any]:
    """The wording at a place; BadPolicy where there is none."""
    found = wordings_of(document)
    if not 0 <= number < len(found):
        raise BadPolicy("letters.json", f"letters[{number}]", "is not in the document.")
    return found[number]


def leaves(cell: object, path: str = "", label: str = "") -> Iterator[Leaf]:
    """Every text of a wording, in the order it is read; each list ends with an empty one, to be added to."""
    if isinstance(cell, str):
        yield Leaf(path, label, cell)
    elif isinstance(cell, Mapping):
        for name in sorted(set(cell) - NOT_TEXT, key=_reading_order):
            yield from leaves(cell[name], _under(path, name), f"{label} {_called(name)}".strip().capitalize())
    elif isinstance(cell, Sequence):
        texts = all(isinstance(one, str) for one in cell)
        for place, one in enumerate(cell):
            yield from leaves(one, _under(path, str(place)), f"{label.removesuffix('s')} {place + 1}")
        if texts:
            yield Leaf(_under(path, NEW), f"{label.removesuffix('s')}, new", "")


def with_leaves(cell: Any, typed: Mapping[str, str], path: str = "") -> Any:
    """The wording with what was typed; an emptied text leaves its list, a new one joins it."""
    if isinstance(cell, str):
        return _tidy(typed.get(path, cell))
    if isinstance(cell, Mapping):
        return {
            name: one if name in NOT_TEXT else with_leaves(one, typed, _under(path, name)) for name, one in cell.items()
        }
    if isinstance(cell, list):
        kept = [with_leaves(one, typed, _under(path, str(place))) for place, one in enumerate(cell)]
        return [one for one in (*kept, _tidy(typed.get(_under(path, NEW), ""))) if one != ""]
    return cell


def _reading_order(name: str) -> tuple[int, str]:
    return (READ_IN_ORDER.index(name) if name in READ_IN_ORDER else len(READ_IN_ORDER), name)


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _called(name: str) -> str:
    return name.replace("_", " ")
