"""What the preview of a letter needs to be drawn."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PreviewSection:
    """A heading, its paragraphs and its points; each may be missing."""

    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]


@dataclass(frozen=True)
class PreviewLetter:
    """One letter as the keeper would read it, and what the officer should know about it."""

    kind: str
    level: str
    language: str
    note: str  # why it would not leave, or that the keeper is not yet known
    version: str
    is_verified: bool
    is_draft: bool
    has_form: bool
    force: tuple[str, ...]
    recipient: tuple[str, ...]
    dates: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]
    heading: str
    greeting: str
    sections: tuple[PreviewSection, ...]
    closing: str
    signatory: str


@dataclass(frozen=True)
class Option:
    """Another preview of the same case: an outcome or a language."""

    words: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class LetterPreviewPage:
    """The letters that a choice on the desk would send."""

    reference: str
    case_url: str
    outcome: str
    against: str
    letters: tuple[PreviewLetter, ...]
    outcomes: tuple[Option, ...]
    languages: tuple[Option, ...]
