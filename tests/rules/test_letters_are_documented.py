"""Every letter and every placeholder that an administrator may use stands in docs/letters.md."""

from tests.rules.source import rows
from triage.letter import LetterKind, WarningLevel, allowed_fields

PLACEHOLDERS = rows("letters.md", "Placeholders")
LETTERS = rows("letters.md", "Letters")


def test_every_placeholder_is_explained_and_none_is_made_up() -> None:
    known = frozenset[str]().union(*(allowed_fields(kind) for kind in LetterKind))
    assert sorted(PLACEHOLDERS) == sorted(f"{{{name}}}" for name in known)


def test_every_letter_is_explained() -> None:
    warnings = {f"{LetterKind.WARNING.value} {level.value}" for level in WarningLevel}
    assert set(LETTERS) == warnings | {kind.value for kind in LetterKind if kind is not LetterKind.WARNING}
