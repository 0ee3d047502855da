"""The texts of a wording as an administrator edits them: each under its place, with what it may name in braces."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from triage.errors import BadPolicy

# What names a wording, or says where it comes from, is not text that anybody reads in a letter.
NOT_TEXT = frozenset({"kind", "level", "sources", "slug", "name", "verified", "version", "language", "valid_from"})
NEW = "new"
LANGUAGES = {"en": "English", "cy": "Welsh"}
# The database keeps the cells of an object in an order of its own.
READ_IN_ORDER = ("subject", "heading", "greeting", "paragraphs", "points", "sections", "closing", "signatory")


@dataclass(frozen=True)
class Leaf:
    """One text: its dotted place, what it is called, and what stands there."""

    path: str
    label: str
    text: str


def wordings_of(document: object) -> list[dict[str, Any]]:
    """The wordings of a document, wherever in it they stand: the objects that name their kind."""
    return [wording for _, wording in _walk(document, "")]


def named_wordings(document: object) -> list[tuple[str, dict[str, Any]]]:
    """The same, each with what it is called; with its language where the document has several."""
    found = list(_walk(document, ""))
    several = len({language for language, _ in found}) > 1
    return [
        (f"{name_of(one)}, {LANGUAGES.get(language, language)}" if several else name_of(one), one)
        for language, one in found
    ]


def name_of(wording: Mapping[str, Any]) -> str:
    """What a wording is called: its kind and, for a warning, its level."""
    return f"{wording['kind']} {wording.get('level') or ''}".strip().replace("_", " ").capitalize()


def with_wording(document: Mapping[str, Any], number: int, wording: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the document with another wording at a place."""
    places = count()

    def put(cell: Any) -> Any:
        if isinstance(cell, Mapping):
            if "kind" in cell:
                return dict(wording) if next(places) == number else cell
            return {name: put(one) for name, one in cell.items()}
        return [put(one) for one in cell] if isinstance(cell, list) else cell

    return {name: put(one) for name, one in document.items()}


def _walk(cell: object, language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(cell, Mapping):
        language = str(cell.get("language", language))
        if "kind" in cell:
            yield language, dict(cell)
        else:
            for one in cell.values():
                yield from _walk(one, language)
    elif isinstance(cell, list):
        for one in cell:
            yield from _walk(one, language)


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
