"""What a letter to a keeper may say, and what it can never say."""

import random
import string
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from triage.errors import BadPolicy
from triage.letter import (
    ForceContact,
    LetterFacts,
    LetterKind,
    WarningLevel,
    allowed_fields,
    is_unwritten,
    printed,
    unique_key,
)
from triage.paper import NotALetterField, law_in_words, london_moment, offence_in_words
from triage.wording import Section, UnknownPlaceholder, Wording, fill, parse_wordings, placeholders

CONTACT = ForceContact(
    "Example Constabulary", "Process Unit", ("PO Box 1", "B4 6NQ"), "snap@example.test", "0121 496 0"
)
WARNING = LetterFacts(
    kind=LetterKind.WARNING,
    level=WarningLevel.FIRST,
    reference="SN-7K2M-Q9TX-4",
    recipient_name="Mrs A Keeper",
    recipient_address=("118 Station Road", "Birmingham", "B14 7QT"),
    registration="BX19 KLM",
    offence_at=datetime(2026, 11, 14, 8, 15, tzinfo=UTC),
    road="A4123 Birmingham New Road",
    town="Dudley",
    offence_title="Driving without due care and attention",
    offence_law="section 3 of the Road Traffic Act 1988",
    letter_on=date(2026, 11, 18),
    reply_by=date(2026, 12, 18),
    contact=CONTACT,
)
NOTICE = replace(WARNING, kind=LetterKind.NOTICE, level=None)


def wording(text: str, facts: LetterFacts = WARNING) -> Wording:
    part = Section("", (text,), ())
    return Wording(facts.kind, facts.level, "v1", False, "A heading", "", (part,), "", "The force")


def said(text: str, facts: LetterFacts = WARNING) -> str:
    return fill(wording(text, facts), facts).sections[0].paragraphs[0]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 14, 8, 15, tzinfo=UTC), "Saturday 14 November 2026 at 8:15am"),
        (datetime(2026, 6, 9, 23, 30, tzinfo=UTC), "Wednesday 10 June 2026 at 12:30am"),
        (datetime(2026, 1, 1, 12, 0, tzinfo=UTC), "Thursday 1 January 2026 at 12:00pm"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sunday 25 October 2026 at 1:30am (British Summer Time)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sunday 25 October 2026 at 1:30am (Greenwich Mean Time)"),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "Sunday 25 October 2026 at 2:00am"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Sunday 29 March 2026 at 12:59am"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Sunday 29 March 2026 at 2:00am"),
    ],
)
def test_times_are_printed_on_the_london_clock(at: datetime, words: str) -> None:
    assert london_moment(at) == words


@pytest.mark.parametrize(
    ("law", "words"),
    [
        ("RTA 1988 s.3", "section 3 of the Road Traffic Act 1988"),
        ("RTRA s.89(1)", "section 89(1) of the Road Traffic Regulation Act 1984"),
        (
            "RTA s.41D(b), C&U reg 110(1)",
            "section 41D(b) of the Road Traffic Act 1988 and "
            "regulation 110(1) of the Road Vehicles (Construction and Use) Regulations 1986",
        ),
        ("A new Act s.1", "A new Act s.1"),
    ],
)
def test_the_law_is_written_out_and_never_guessed(law: str, words: str) -> None:
    assert law_in_words(law) == words


def test_the_examples_in_an_offence_title_are_for_officers_only() -> None:
    assert offence_in_words("Driving without due care (incl. close pass, swerve)") == "Driving without due care"
    assert offence_in_words("Waiting prohibited (yellow line)") == "Waiting prohibited (yellow line)"


def test_placeholders_are_filled_by_their_facts() -> None:
    assert said("{registration} on {road}, {town}") == "BX19 KLM on A4123 Birmingham New Road, Dudley"
    assert said("{offence_time}; reply by {reply_by}") == (
        "Saturday 14 November 2026 at 8:15am; reply by Friday 18 December 2026"
    )


def test_every_allowed_placeholder_prints_something_for_every_kind() -> None:
    for kind in LetterKind:
        facts = WARNING if kind is LetterKind.WARNING else replace(WARNING, kind=kind, level=None)
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


def test_only_warnings_have_a_level() -> None:
    with pytest.raises(NotALetterField):
        replace(WARNING, level=None)
    with pytest.raises(NotALetterField):
        replace(NOTICE, level=WarningLevel.FIRST)


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
    }
    assert {field.name for field in fields(ForceContact)} == {"name", "unit", "address", "email", "phone"}


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
