"""The force's letters as policy has them: every kind and level once, and mistakes named by file and field."""

import json
from pathlib import Path

import pytest

from triage.errors import BadPolicy
from triage.letter import LetterKind, WarningLevel
from triage.paper import NotALetterField
from triage.wording import LetterWordings, parse_wordings, placeholders

POLICY = Path(__file__).parents[2] / "storage" / "policy"


def a_policy() -> dict[str, object]:
    kinds: list[dict[str, object]] = [{"kind": "warning", "level": level.value} for level in WarningLevel]
    kinds += [{"kind": kind.value} for kind in LetterKind if kind is not LetterKind.WARNING]
    words = {"verified": False, "heading": "A letter", "sections": [{"paragraphs": ["{offence}"]}], "signatory": "We"}
    return {
        "version": "v1",
        "valid_from": "2026-11-01",
        "language": "en",
        "letters": [kind | words for kind in kinds],
    }


def test_a_policy_file_gives_a_wording_for_every_kind_and_level() -> None:
    wordings = parse_wordings(a_policy())
    assert wordings.wording(LetterKind.WARNING, WarningLevel.FINAL).level is WarningLevel.FINAL
    assert wordings.wording(LetterKind.NOTICE).version == "v1"
    with pytest.raises(NotALetterField):
        wordings.wording(LetterKind.NOTICE, WarningLevel.FIRST)


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("heading", "", "letters[3].heading"),
        ("heading", 7, "letters[3].heading"),
        ("heading", "Tell {pin}", "letters[3]"),
        ("heading", "one\ntwo", "letters[3]"),
        ("heading", "Level {level}", "letters[3]"),
        ("kind", "postcard", "letters[3].kind"),
        ("level", "third", "letters[3].kind"),
        ("level", "1", "letters"),
        ("kind", "s172_alone", "letters"),
        ("verified", "yes", "letters[3].verified"),
        ("sections", "all", "letters[3].sections"),
        ("sections", [{"paragraphs": [1]}], "letters[3].sections[0].paragraphs"),
    ],
)
def test_a_mistake_in_the_policy_file_is_named_by_file_and_field(field: str, value: object, where: str) -> None:
    policy = a_policy()
    letters = policy["letters"]
    assert isinstance(letters, list)
    letters[3][field] = value
    with pytest.raises(BadPolicy) as refusal:
        parse_wordings(policy)
    assert (refusal.value.file, refusal.value.field) == ("letters.json", where)


@pytest.mark.parametrize("field", ["version", "valid_from", "language", "letters"])
def test_the_top_of_the_policy_file_is_needed(field: str) -> None:
    policy = a_policy()
    del policy[field]
    with pytest.raises(BadPolicy, match=field):
        parse_wordings(policy)


@pytest.mark.parametrize(("name", "language", "draft"), [("letters", "en", False), ("letters_cy", "cy", True)])
def test_every_shipped_letter_is_marked_unverified_and_names_its_sources(name: str, language: str, draft: bool) -> None:
    document = json.loads((POLICY / f"{name}.json").read_text(encoding="utf-8"))
    wordings = parse_wordings(document, f"{name}.json")
    assert (wordings.language, wordings.draft) == (language, draft)
    assert not any(wording.verified for wording in wordings.wordings)
    assert {wording.draft for wording in wordings.wordings} == {draft}
    assert all(letter["sources"] for letter in document["letters"])


def test_the_welsh_draft_says_what_the_english_says_with_the_same_placeholders() -> None:
    english, welsh = shipped("letters"), shipped("letters_cy")
    for wording in english.wordings:
        draft = welsh.wording(wording.kind, wording.level)
        assert used(draft.texts) == used(wording.texts), wording.kind
        assert len(draft.sections) == len(wording.sections)
        assert draft.texts != wording.texts


def used(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(placeholders, texts))


def test_a_draft_cannot_call_itself_verified_and_a_language_is_one_we_write() -> None:
    document = a_policy() | {"draft": True}
    assert parse_wordings(document).wordings[0].draft
    letters = document["letters"]
    assert isinstance(letters, list)
    letters[3]["verified"] = True
    with pytest.raises(BadPolicy, match="draft"):
        parse_wordings(document)
    with pytest.raises(BadPolicy, match="language"):
        parse_wordings(a_policy() | {"language": "fr"})


REQUIRED_WORDS = [
    (LetterKind.REMINDER, ("section 172", "£1,000 and 6 penalty points", "does not give you more time")),
    (
        LetterKind.REQUIREMENT_NEXT,
        ("section 172(2)", "within 28 days, beginning with", "14 days", "is not the notice"),
    ),
    (LetterKind.COURSE_OFFER, ("If you decline", "fixed penalty", "in court", "no points go on your licence")),
    (
        LetterKind.CONDITIONAL_OFFER,
        ("section 75", "liability to conviction", "No proceedings", "ask for a hearing", "driving licence number"),
    ),
    (LetterKind.COURT_INTENTION, ("written charge", "single justice procedure notice", "requisition", "not a charge")),
    (LetterKind.LETTER_WITHDRAWN, ("no longer has any effect", "does not count in the vehicle’s history")),
    (
        LetterKind.CONTEST_REFUSED,
        ("no part in sending", "The letter stands", "Independent Office for Police Conduct"),
    ),
    (LetterKind.AUTOMATIC_ADVICE, ("has watched the footage", "not a finding", "within a month")),
]


@pytest.mark.parametrize(("kind", "words"), REQUIRED_WORDS)
def test_a_shipped_letter_says_what_its_law_asks_it_to_say(kind: LetterKind, words: tuple[str, ...]) -> None:
    text = " ".join(shipped("letters").wording(kind).texts)
    for part in words:
        assert part in text


def shipped(name: str) -> LetterWordings:
    return parse_wordings(json.loads((POLICY / f"{name}.json").read_text(encoding="utf-8")))
