"""What differs between two versions is told in words, and a draft cannot lose what cases carry."""

import copy
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import pytest

from tests.triage.shipped import SHIPPED, json_of
from triage.errors import BadAnswer, BadPolicy
from triage.policy_change import Change, compare, texts_of
from triage.policy_draft import (
    parse_holidays,
    parse_reason,
    parse_title,
    refuse_losses,
    with_holiday,
    with_offence,
    without_holiday,
)
from triage.policy_field import FIELDS, Field, Shape, cell_of, in_words, parse_cell, typed, with_typed
from triage.policy_wording import leaves, named_wordings, with_leaves, with_wording, wording_at, wordings_of

BASE: Mapping[str, Any] = {
    "offences": json_of(SHIPPED / "offences.json"),
    "policy": json_of(SHIPPED / "policy.json"),
    "letters": json_of(SHIPPED / "letters.json"),
    "letters_cy": None,
    "mails": None,
    "holidays": ["2026-12-25", "2026-12-28"],
}


def changed() -> dict[str, Any]:
    return copy.deepcopy(dict(BASE))


def test_a_version_differs_in_nothing_from_itself() -> None:
    assert compare(BASE, changed()) == ()


def test_a_turned_dial_is_told_in_words_under_its_section() -> None:
    new = changed()
    new["policy"]["rank"]["G_days"] = 7
    (section,) = compare(BASE, new)
    assert (section.title, section.changes) == ("Rank", (Change("Head start of the filter", "14 days", "7 days"),))


def test_an_offence_that_changes_or_is_new_is_named() -> None:
    new = changed()
    new["offences"][0]["rank"]["harm_weight"] = 50
    new["offences"].append({**new["offences"][0], "slug": "wheelie", "title": "Riding on one wheel"})
    (section,) = compare(BASE, new)
    title = BASE["offences"][0]["title"]
    assert section.changes == (
        Change(f"{title}: Harm weight", "40", "50"),
        Change("Riding on one wheel", "", "in the table"),
    )
    (back,) = compare(new, BASE)
    assert back.changes[-1] == Change("Riding on one wheel", "in the table", "")


def test_a_wording_differs_by_paragraphs() -> None:
    new = changed()
    new["letters"]["letters"][0]["sections"][0]["paragraphs"].append("One more.")
    (section,) = compare(BASE, new)
    (text,) = section.texts
    assert text.title == "Warning 1"
    assert [line for line in text.lines if line[0] != " "] == [("+", "One more.")]


def test_verifying_a_letter_is_a_difference() -> None:
    new = changed()
    new["letters"]["letters"][0]["verified"] = True
    (section,) = compare(BASE, new)
    assert {("-", "Draft, not verified."), ("+", "Verified.")} <= set(section.texts[0].lines)


def test_holidays_and_reasons_are_told_one_by_one() -> None:
    new = changed()
    new["holidays"] = ["2026-12-25", "2026-12-29"]
    new["policy"]["reasons"][0]["words"] = "There is no offence"
    reasons, holidays = compare(BASE, new)
    assert holidays.changes == (
        Change("Monday 28 December 2026", "holiday", ""),
        Change("Tuesday 29 December 2026", "", "holiday"),
    )
    assert reasons.changes[0].new.startswith("There is no offence (key O")


def test_texts_are_read_in_the_order_of_the_letter_whatever_order_they_are_kept_in() -> None:
    letter = BASE["letters"]["letters"][0]
    shuffled = {"letters": [dict(sorted(letter.items()))]}
    assert texts_of(shuffled)["Warning 1"][:2] == (letter["heading"], letter["greeting"])


def test_every_dial_of_the_policy_stands_in_the_document_and_every_number_of_the_document_is_a_dial() -> None:
    assert [path for path in FIELDS if cell_of(BASE["policy"], path) is None] == []
    numbers = {
        f"{section}.{name}"
        for section in ("rank", "strength", "limits", "intake", "automatic_letter", "feedback")
        for name in BASE["policy"][section]
    }
    assert numbers - set(FIELDS) == set()


@pytest.mark.parametrize("path", sorted(FIELDS))
def test_every_dial_survives_its_form(path: str) -> None:
    field = FIELDS[path]
    cell = cell_of(BASE["policy"], path)
    assert parse_cell(field, typed(field, cell)) == cell
    assert with_typed(BASE["policy"], {path: typed(field, cell)}) == BASE["policy"]


@pytest.mark.parametrize(
    ("shape", "cell", "words"),
    [
        (Shape.FLAG, True, "yes"),
        (Shape.FLAG, False, "no"),
        (Shape.LINES, [], "none"),
        (Shape.LINES, ["a", "b"], "a, b"),
        (Shape.NUMBER, 3, "3 days"),
    ],
)
def test_a_cell_is_said_in_words(shape: Shape, cell: object, words: str) -> None:
    assert in_words(Field("x", "X", "", "days" if shape is Shape.NUMBER else "", shape), cell) == words


@pytest.mark.parametrize("text", ["", "ten", "1e999", "nan", "-inf", "1,5"])
def test_what_is_no_number_is_refused_by_its_field(text: str) -> None:
    with pytest.raises(BadPolicy) as refused:
        parse_cell(FIELDS["rank.G_days"], text)
    assert (refused.value.field, refused.value.problem) == ("rank.G_days", "must be a number.")


@pytest.mark.parametrize(
    ("days", "text", "answer"),
    [
        (["2026-12-25"], "2026-12-24", ["2026-12-24", "2026-12-25"]),
        ([], " 2026-12-24 ", ["2026-12-24"]),
        (["2026-12-25"], "2026-12-25", "is in the list already."),
        ([], "Christmas", "must be a date like 2026-12-25."),
        ([], "2026-02-29", "must be a date like 2026-12-25."),
    ],
)
def test_a_holiday_is_added_once(days: list[str], text: str, answer: object) -> None:
    if isinstance(answer, list):
        assert with_holiday(days, text) == answer
    else:
        with pytest.raises(BadPolicy, match=str(answer)):
            with_holiday(days, text)


def test_only_a_listed_holiday_is_taken_out() -> None:
    assert without_holiday(["2026-12-25"], "2026-12-25") == []
    with pytest.raises(BadPolicy, match="not in the list"):
        without_holiday([], "2026-12-25")


@pytest.mark.parametrize(("document", "field"), [({}, "(top)"), ("2026", "(top)"), ([1], "[0]"), (["x"], "[0]")])
def test_a_broken_list_of_holidays_is_refused_by_its_place(document: object, field: str) -> None:
    with pytest.raises(BadPolicy) as refused:
        parse_holidays(document)
    assert (refused.value.file, refused.value.field) == ("holidays.json", field)


def test_holidays_are_days() -> None:
    assert parse_holidays(["2026-12-25"]) == {date(2026, 12, 25)}


def test_an_offence_is_edited_cell_by_cell_and_the_others_stay() -> None:
    table = with_offence(BASE["offences"], "helmet", {"rank.harm_weight": "8", "in_filter": "yes", "note": " "})
    edited = next(row for row in table if row["slug"] == "helmet")
    assert (edited["rank"]["harm_weight"], edited["in_filter"], edited["note"]) == (8, True, None)
    assert [row for row in table if row["slug"] != "helmet"] == [
        row for row in BASE["offences"] if row["slug"] != "helmet"
    ]


@pytest.mark.parametrize(
    ("slug", "words", "field"),
    [
        ("jaywalking", {}, "jaywalking"),
        ("helmet", {"title": " "}, "title"),
        ("helmet", {"rank.p_positive": "half"}, "rank.p_positive"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_by_its_field(slug: str, words: Mapping[str, str], field: str) -> None:
    with pytest.raises(BadPolicy) as refused:
        with_offence(BASE["offences"], slug, words)
    assert refused.value.field == field


def _lose(name: str) -> dict[str, Any]:
    new = changed()
    match name:
        case "offence":
            new["offences"] = new["offences"][1:]
        case "reason":
            new["policy"]["reasons"] = new["policy"]["reasons"][1:]
        case "outcome":
            del new["policy"]["outcomes"]["court"]
    return new


@pytest.mark.parametrize(
    ("name", "field"),
    [("offence", "careless_due_care"), ("reason", "reasons.no_offence"), ("outcome", "outcomes.court")],
)
def test_what_cases_and_decisions_carry_stays(name: str, field: str) -> None:
    refuse_losses(BASE, changed())
    with pytest.raises(BadPolicy, match="must stay") as refused:
        refuse_losses(BASE, _lose(name))
    assert refused.value.field == field


@pytest.mark.parametrize(("text", "kept"), [(" Because\n of law ", "Because of law"), ("x" * 500, "x" * 500)])
def test_a_reason_is_one_paragraph(text: str, kept: str) -> None:
    assert parse_reason(text) == kept


@pytest.mark.parametrize("text", ["", " \n", "x" * 501])
def test_no_reason_is_refused(text: str) -> None:
    with pytest.raises(BadAnswer):
        parse_reason(text)


@pytest.mark.parametrize("text", ["", "x" * 81])
def test_a_draft_has_a_name(text: str) -> None:
    with pytest.raises(BadAnswer):
        parse_title(text)


def test_a_letter_edited_with_nothing_typed_stays_as_it_is() -> None:
    for letter in wordings_of(BASE["letters"]):
        assert with_leaves(letter, {}) == letter


def test_an_emptied_paragraph_goes_and_a_new_one_joins_the_end() -> None:
    letter = wording_at(BASE["letters"], 0)
    edited = cast(
        dict[str, Any],
        with_leaves(letter, {"sections.0.paragraphs.0": " ", "sections.0.paragraphs.new": " One \n more. "}),
    )
    before = letter["sections"][0]["paragraphs"]
    assert edited["sections"][0]["paragraphs"] == [*before[1:], "One more."]
    assert with_wording(BASE["letters"], 0, edited)["letters"][0] == edited
    assert with_wording(BASE["letters"], 0, edited)["letters"][1:] == BASE["letters"]["letters"][1:]


def test_every_text_of_a_letter_has_its_place_and_its_name() -> None:
    found = {leaf.path: leaf.label for leaf in leaves(wording_at(BASE["letters"], 0))}
    assert found["sections.0.paragraphs.1"] == "Section 1 paragraph 2"
    assert found["sections.0.paragraphs.new"] == "Section 1 paragraph, new"
    assert not {"kind", "level", "verified", "sources.0"} & set(found)


MAILS = {
    "languages": [
        {"language": "en", "mails": [{"kind": "outcome", "paragraphs": ["Told."]}]},
        {"language": "cy", "mails": [{"kind": "outcome", "paragraphs": ["Dwedwyd."]}]},
    ]
}


def test_messages_in_two_languages_are_told_apart_and_edited_one_by_one() -> None:
    assert [name for name, _ in named_wordings(MAILS)] == ["Outcome, English", "Outcome, Welsh"]
    edited = with_wording(MAILS, 1, {"kind": "outcome", "paragraphs": ["Newydd."]})
    assert texts_of(edited) == {"Outcome, English": ("Told.",), "Outcome, Welsh": ("Newydd.",)}


@pytest.mark.parametrize("number", [-1, 99])
def test_a_letter_that_is_not_there_is_refused(number: int) -> None:
    with pytest.raises(BadPolicy):
        wording_at(BASE["letters"], number)
