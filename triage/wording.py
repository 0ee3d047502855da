"""The force's wording of its letters: plain text with named placeholders, read from policy and filled with facts."""

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from triage.cells import Cells
from triage.errors import BadPolicy, TriageError
from triage.language import Language
from triage.letter import LetterFacts, LetterKind, WarningLevel, allowed_fields, printed
from triage.paper import NotALetterField, require_plain

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
TEXT_LIMIT = 1_200  # of one paragraph of wording
KNOWN = frozenset[str]().union(*(allowed_fields(kind) for kind in LetterKind))


class UnknownPlaceholder(TriageError):
    """A wording names something that no letter has."""

    code: ClassVar[str] = "unknown_placeholder"


@dataclass(frozen=True)
class Section:
    """A run of paragraphs, then points, under an optional heading."""

    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.heading, *self.paragraphs, *self.points)


@dataclass(frozen=True)
class Wording:
    """The administrators' words for one kind and level: plain text with placeholders, never markup.

    `verified` is a lawyer's word, `draft` that the language is not yet in use. A draft is shown and never posted.
    """

    kind: LetterKind
    level: WarningLevel | None
    version: str
    verified: bool
    heading: str
    greeting: str
    sections: tuple[Section, ...]
    closing: str
    signatory: str
    language: Language = Language.ENGLISH
    draft: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        inside = tuple(text for section in self.sections for text in section.texts)
        return (self.heading, self.greeting, *inside, self.closing, self.signatory)


@dataclass(frozen=True)
class FilledLetter:
    """A wording with its placeholders replaced: what the keeper reads."""

    heading: str
    greeting: str
    sections: tuple[Section, ...]
    closing: str
    signatory: str


@dataclass(frozen=True)
class LetterWordings:
    """One dated version of the force's letters; every kind and level is present."""

    version: str
    valid_from: date
    language: Language
    draft: bool
    wordings: tuple[Wording, ...]

    def wording(self, kind: LetterKind, level: WarningLevel | None = None) -> Wording:
        """The words for this letter; a level for warnings, none for the others."""
        for wording in self.wordings:
            if (wording.kind, wording.level) == (kind, level):
                return wording
        raise NotALetterField(f"There is no {kind} letter of level {level}.")


def placeholders(text: str) -> frozenset[str]:
    """The names in braces; a brace without its partner raises UnknownPlaceholder."""
    rest = PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        raise UnknownPlaceholder(f"A placeholder is not closed in: {text[:80]}")
    return frozenset(PLACEHOLDER.findall(text))


def check_placeholders(kind: LetterKind, text: str) -> None:
    """Raise UnknownPlaceholder or NotALetterField unless every placeholder belongs to letters of this kind."""
    for name in sorted(placeholders(text)):
        if name not in KNOWN:
            raise UnknownPlaceholder(f"No letter has a {{{name}}}.")
        if name not in allowed_fields(kind):
            raise NotALetterField(f"A letter of the kind {kind} does not carry {{{name}}}.")


def fill(wording: Wording, facts: LetterFacts) -> FilledLetter:
    """The wording with the facts in their places, in one pass: braces inside a fact stay as they are."""
    if (wording.kind, wording.level) != (facts.kind, facts.level):
        raise NotALetterField("The wording belongs to another letter.")
    words = printed(facts, wording.language)

    def put(text: str) -> str:
        check_placeholders(wording.kind, text)
        return PLACEHOLDER.sub(lambda found: words[found[1]], text)

    sections = tuple(
        Section(put(section.heading), tuple(map(put, section.paragraphs)), tuple(map(put, section.points)))
        for section in wording.sections
    )
    return FilledLetter(
        put(wording.heading), put(wording.greeting), sections, put(wording.closing), put(wording.signatory)
    )


def parse_wordings(document: object, file: str = "letters.json") -> LetterWordings:
    """The force's letters from policy; BadPolicy names the file and the field that cannot be read."""
    top = Cells.of(file, "", document)
    version, draft = top.text("version"), top.flag("draft", default=False)
    language = _language(top)
    wordings = tuple(_wording(letter, version, language, draft=draft) for letter in top.inners("letters"))
    found = [(wording.kind, wording.level) for wording in wordings]
    wanted: list[tuple[LetterKind, WarningLevel | None]] = [(LetterKind.WARNING, level) for level in WarningLevel]
    wanted += [(kind, None) for kind in LetterKind if kind is not LetterKind.WARNING]
    for kind, level in wanted:
        if found.count((kind, level)) != 1:
            raise BadPolicy(file, "letters", f"must have {' '.join(filter(None, (kind, level)))} exactly once.")
    if len(found) != len(wanted):
        raise BadPolicy(file, "letters", "must have a level for every warning, and for no other letter.")
    return LetterWordings(version, top.day("valid_from"), language, draft, wordings)


def _language(top: Cells) -> Language:
    try:
        return Language(top.text("language"))
    except ValueError as problem:
        raise BadPolicy(top.file, "language", "must be en or cy.") from problem


def _wording(cells: Cells, version: str, language: Language, *, draft: bool) -> Wording:
    level = cells.text_or_none("level")
    try:
        kind_of, level_of = LetterKind(cells.text("kind")), WarningLevel(level) if level else None
    except ValueError as problem:
        raise BadPolicy(cells.file, f"{cells.where}.kind", f"must be a letter we know: {problem}.") from problem
    wording = Wording(
        kind=kind_of,
        level=level_of,
        version=version,
        verified=cells.flag("verified"),
        heading=cells.text("heading"),
        greeting=cells.text_or_none("greeting") or "",
        sections=tuple(
            Section(part.text_or_none("heading") or "", part.texts("paragraphs"), part.texts("points"))
            for part in cells.inners("sections")
        ),
        closing=cells.text_or_none("closing") or "",
        signatory=cells.text("signatory"),
        language=language,
        draft=draft,
    )
    if wording.draft and wording.verified:
        raise BadPolicy(cells.file, f"{cells.where}.verified", "cannot be true in a draft.")
    for text in filter(None, wording.texts):
        try:
            require_plain("each text", text, TEXT_LIMIT)
            check_placeholders(wording.kind, text)
        except TriageError as refusal:
            raise BadPolicy(cells.file, cells.where, refusal.sentence) from refusal
    return wording
