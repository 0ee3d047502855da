"""What a letter to a keeper may say, and what it can never say."""

import random
import string
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from tests.made.letters import OWN, letter_of
from triage.language import Language
from triage.letter import (
    CARRIED,
    FACT_WORDS,
    ForceContact,
    LetterFacts,
    LetterKind,
    WarningLevel,
    allowed_fields,
    is_unwritten,
    printed,
    rows_of,
    unique_key,
)
from triage.paper import NotALetterField
from triage.wording import Section, UnknownPlaceholder, Wording, fill, placeholders

WARNING = letter_of(LetterKind.WARNING, reply_by=date(2026, 12, 18), recipient_name="Mrs A Keeper")
NOTICE = letter_of(LetterKind.NOTICE, reply_by=date(2026, 12, 18), recipient_name="Mrs A Keeper")


def wording(text: str, facts: LetterFacts = WARNING) -> Wording:
    part = Section("", (text,), ())
    return Wording(facts.kind, facts.level, "v1", False, "A heading", "", (part,), "", "The force")


def said(text: str, facts: LetterFacts = WARNING) -> str:
    return fill(wording(text, facts), facts).sections[0].paragraphs[0]


def test_placeholders_are_filled_by_their_facts() -> None:
    assert said("{registration} on {road}, {town}") == "BX19 KLM on A4123 Birmingham New Road, Dudley"
    assert said("{offence_time}; reply by {reply_by}") == (
        "Saturday 14 November 2026 at 8:15am; reply by Friday 18 December 2026"
    )


def test_every_allowed_placeholder_prints_something_for_every_kind() -> None:
    for kind in LetterKind:
        facts = letter_of(kind)
        assert set(printed(facts)) == allowed_fields(kind)
        for name in allowed_fields(kind):
            assert said(f"{{{name}}}", facts) == printed(facts)[name]


@pytest.mark.parametrize(
    "name",
    ["submitter_name", "submitter", "house_number", "pin", "lat", "camera", "words", "still", "transport", "", " "],
)
def test_a_wording_cannot_name_what_no_letter_has(name: str) -> None:
    with pytest.raises(UnknownPlaceholder):
        said(f"Dear {{{name}}}")


@pytest.mark.parametrize("text", ["{registration", "registration}", "{{registration}}", "}{", "{a{b}c}"])
def test_a_brace_without_its_partner_is_refused(text: str) -> None:
    with pytest.raises(UnknownPlaceholder):
        said(text)


def test_a_notice_cannot_name_a_level() -> None:
    assert said("Level {level}") == "Level 1"
    with pytest.raises(NotALetterField):
        said("Level {level}", NOTICE)


def test_braces_inside_a_fact_are_not_placeholders() -> None:
    assert said("Dear {recipient_name}", replace(WARNING, recipient_name="{registration} {pin}")) == (
        "Dear {registration} {pin}"
    )


def test_a_wording_of_another_kind_or_level_is_refused() -> None:
    with pytest.raises(NotALetterField):
        fill(wording("x", NOTICE), WARNING)
    with pytest.raises(NotALetterField):
        fill(replace(wording("x"), level=WarningLevel.FINAL), WARNING)


@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("name", FACT_WORDS)
def test_a_letter_has_exactly_the_facts_of_its_kind(kind: LetterKind, name: str) -> None:
    facts = letter_of(kind)
    assert (getattr(facts, name) is None) != (name in CARRIED[kind])
    with pytest.raises(NotALetterField, match=r"does not carry|needs"):
        replace(facts, **{name: None if name in CARRIED[kind] else OWN[name]})


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        (LetterKind.REMINDER, {"earlier_on": date(2026, 11, 19)}),
        (LetterKind.REMINDER, {"earlier_reference": "LN 1"}),
        (LetterKind.REMINDER, {"earlier_reference": "W" * 31}),
        (LetterKind.REQUIREMENT_NEXT, {"named_as": "keeper"}),
        (LetterKind.REQUIREMENT_NEXT, {"named_as": "a neighbour of the reporter"}),
        (LetterKind.COURSE_OFFER, {"course": ""}),
        (LetterKind.COURSE_OFFER, {"course": "A\nB"}),
        (LetterKind.CONDITIONAL_OFFER, {"penalty_pence": 0}),
        (LetterKind.CONDITIONAL_OFFER, {"penalty_pence": 100_001}),
        (LetterKind.CONDITIONAL_OFFER, {"points": -1}),
        (LetterKind.CONDITIONAL_OFFER, {"points": 12}),
    ],
)
def test_a_fact_without_sense_is_refused(kind: LetterKind, changed: dict[str, object]) -> None:
    with pytest.raises(NotALetterField):
        letter_of(kind, **changed)


def test_what_a_letter_is_about_stands_in_its_table() -> None:
    assert rows_of(letter_of(LetterKind.CONDITIONAL_OFFER))[-2:] == (
        ("Fixed penalty", "£100, 3 penalty points"),
        ("Answer by", "Thursday 17 December 2026"),
    )
    assert rows_of(letter_of(LetterKind.LETTER_WITHDRAWN), Language.WELSH)[-1] == (
        "Llythyr blaenorol",
        "LN-3F7K-Q2MX-8, dydd Llun 2 Tachwedd 2026",
    )
    assert ("Level", "First warning") in rows_of(WARNING)
    assert ("Offence", "Driving without due care and attention") in rows_of(WARNING)
    assert ("Alleged offence", "Driving without due care and attention") in rows_of(NOTICE)


@pytest.mark.parametrize(
    "road",
    [
        "12 Acacia Avenue",
        "12a Acacia Avenue",
        "Acacia Avenue 12",
        "Acacia Avenue, 12-14",
        "outside No.12 High Street",
        "between 12 and 14 High Street",
        "Flat 3, High Street",
        "High Street B14 7QT",
        "High Street b147qt",
        "52.4812 -1.8998",
        "#12 High Street",
    ],
)
def test_a_road_that_leads_to_a_door_is_refused(road: str) -> None:
    with pytest.raises(NotALetterField):
        replace(WARNING, road=road)


@pytest.mark.parametrize(
    "road",
    [
        "High Street",
        "A4123 Birmingham New Road",
        "A38(M) Aston Expressway",
        "M6 junction 8",
        "M6 between junctions 7 and 8",
        "M6 J7",
        "A 45 Coventry Road",
        "1st Avenue",
        "B4100",
    ],
)
def test_the_name_and_number_of_a_road_are_kept(road: str) -> None:
    assert replace(WARNING, road=road).road == road


def test_a_town_has_no_figures() -> None:
    with pytest.raises(NotALetterField):
        replace(WARNING, town="Birmingham B14")


LIMITS = {
    "reference": 30,
    "recipient_name": 60,
    "registration": 10,
    "road": 80,
    "town": 60,
    "offence_title": 120,
    "offence_law": 200,
}


@pytest.mark.parametrize(("field", "limit"), LIMITS.items())
def test_each_text_has_a_limit(field: str, limit: int) -> None:
    assert getattr(with_text(field, "A" * limit), field) == "A" * limit
    for wrong in ("", " ", "A" * (limit + 1)):
        with pytest.raises(NotALetterField):
            with_text(field, wrong)


@pytest.mark.parametrize("field", LIMITS)
@pytest.mark.parametrize("sign", ["\n", "\r", "\t", "\x00", "\x1b", "\u202e", "\u2028", "\u200b", "\ufeff", "中", "ŉ"])
def test_control_and_foreign_characters_are_refused(field: str, sign: str) -> None:
    with pytest.raises(NotALetterField):
        with_text(field, f"A{sign}B")


def with_text(field: str, text: str) -> LetterFacts:
    values = {each.name: getattr(WARNING, each.name) for each in fields(WARNING)}
    return LetterFacts(**(values | {field: text}))


@pytest.mark.parametrize("lines", [(), ("one",), ("x",) * 7, ("x", "A" * 51), ("x", "")])
def test_an_address_has_two_to_six_lines_of_at_most_fifty(lines: tuple[str, ...]) -> None:
    with pytest.raises(NotALetterField):
        replace(WARNING, recipient_address=lines)
    assert replace(WARNING, recipient_address=("A" * 50,) * 6).recipient_address


def test_a_time_without_a_zone_and_a_reply_before_the_letter_are_refused() -> None:
    with pytest.raises(NotALetterField):
        replace(WARNING, offence_at=datetime(2026, 11, 14, 8, 15))  # noqa: DTZ001 - the missing zone is the case
    with pytest.raises(NotALetterField):
        replace(WARNING, reply_by=date(2026, 11, 17))
    assert replace(WARNING, reply_by=WARNING.letter_on)


def test_a_letter_is_written_once_for_each_decision_kind_step_and_recipient() -> None:
    decision, other = UUID(int=1), UUID(int=2)
    key = unique_key(decision, LetterKind.WARNING, 1, "keeper-1")
    different = {
        unique_key(other, LetterKind.WARNING, 1, "keeper-1"),
        unique_key(decision, LetterKind.NOTICE, 1, "keeper-1"),
        unique_key(decision, LetterKind.WARNING, 2, "keeper-1"),
        unique_key(decision, LetterKind.WARNING, 1, "keeper-2"),
    }
    assert len(different - {key}) == 4
    assert is_unwritten(key, different)
    assert not is_unwritten(key, different | {unique_key(decision, LetterKind.WARNING, 1, "keeper-1")})


@pytest.mark.parametrize("recipient", ["", "a:b", "a b", "a" * 81])
def test_two_keys_cannot_be_confused_by_their_parts(recipient: str) -> None:
    with pytest.raises(NotALetterField):
        unique_key(UUID(int=1), LetterKind.WARNING, 1, recipient)


def test_the_facts_of_a_letter_are_exactly_the_allowed_ones() -> None:
    """BRIEF "Feedback": a new field is a new thing told to a keeper, so this list changes only on purpose."""
    assert {field.name for field in fields(LetterFacts)} == {
        *("kind", "level", "reference", "recipient_name", "recipient_address", "registration", "offence_at"),
        *("road", "town", "offence_title", "offence_law", "letter_on", "reply_by", "contact"),
        *("earlier_on", "earlier_reference", "named_as", "course", "penalty_pence", "points"),
    }
    assert {field.name for field in fields(ForceContact)} == {"name", "unit", "address", "email", "phone"}
    assert set(CARRIED) == set(LetterKind)
    assert frozenset().union(*CARRIED.values()) == set(FACT_WORDS) == set(OWN)


def test_ten_thousand_letters_print_their_wording_and_allowed_facts_and_nothing_else() -> None:
    """P7: whatever the facts are, a letter is its wording with allowed facts in the gaps, to the character."""
    draw = random.Random(20261114)
    names = sorted(allowed_fields(LetterKind.NOTICE))
    for _ in range(10_000):
        facts = replace(
            NOTICE,
            recipient_name=some_text(draw, 60),
            town=some_text(draw, 60).translate(str.maketrans("0123456789", "abcdefghij")),
            registration="".join(draw.choices(string.ascii_uppercase + string.digits, k=draw.randint(1, 10))),
            offence_title=some_text(draw, 120),
            offence_at=datetime.fromtimestamp(draw.randrange(1_700_000_000, 1_900_000_000), UTC),
        )
        gaps = draw.choices(names, k=draw.randint(0, 6))
        between = [f" part{place} " for place in range(len(gaps) + 1)]
        text = between[0] + "".join(f"{{{gap}}}{after}" for gap, after in zip(gaps, between[1:], strict=True))
        expected = between[0] + "".join(
            printed(facts)[gap] + after for gap, after in zip(gaps, between[1:], strict=True)
        )
        assert placeholders(text) == set(gaps)
        assert said(text, facts) == expected


def some_text(draw: random.Random, limit: int) -> str:
    signs = string.ascii_letters + string.digits + " #$*_[]@<>\\{}'\"&;`~^|‘’éŵŷß"
    return "x" + "".join(draw.choices(signs, k=draw.randint(0, limit - 1)))
