"""What a mail to a reporter may say: its allowed facts alone, and wordings whose errors name file and field."""

import copy
import json
from dataclasses import fields, replace
from typing import Any

import pytest

from tests.triage.shipped import SHIPPED as FOLDER
from triage.errors import BadPolicy
from triage.language import Language
from triage.mail import MailFacts, MailKind, NotAMailFact, fill_mail, parse_mails

SHIPPED: dict[str, Any] = json.loads((FOLDER / "mails.json").read_text(encoding="utf-8"))
RECEIVED = MailFacts(
    MailKind.ACKNOWLEDGEMENT, "SN-7K2M-Q9TX-4", "https://snap.example/status", "The force", "snap@force.example", "101"
)
TOLD = replace(RECEIVED, kind=MailKind.OUTCOME, told=("We are sending a warning.", "An officer watched it."))


def changed(path: str, value: object) -> dict[str, Any]:
    """The shipped mails with one cell changed; the path is written as the refusal writes it."""
    document = copy.deepcopy(SHIPPED)
    *way, last = path.replace("[", ".").replace("]", "").split(".")
    inner: Any = document
    for step in way:
        inner = inner[int(step)] if step.isdigit() else inner[step]
    inner[int(last) if last.isdigit() else last] = value
    return document


def test_a_mail_has_no_field_for_what_no_reporter_is_told() -> None:
    names = {one.name for one in fields(MailFacts)}
    assert names == {
        *("kind", "reference", "status_link", "force_name", "force_email", "force_phone", "told", "review"),
    }


def test_the_shipped_mails_can_be_read_and_say_what_nobody_has_verified() -> None:
    mails = parse_mails(SHIPPED)
    assert [(one.language, one.draft) for one in mails.languages] == [("en", False), ("cy", True)]
    assert not any(mail.verified for one in mails.languages for mail in one.mails)


def test_a_draft_language_is_not_sent() -> None:
    mails = parse_mails(SHIPPED)
    english = mails.wording(MailKind.OUTCOME, Language.ENGLISH)
    assert mails.wording(MailKind.OUTCOME, Language.WELSH) == english
    in_use = parse_mails(changed("languages[1].draft", False))
    assert in_use.wording(MailKind.OUTCOME, Language.WELSH) != english


def test_an_acknowledgement_carries_the_reference_and_a_link_without_the_secret() -> None:
    filled = fill_mail(parse_mails(SHIPPED).wording(MailKind.ACKNOWLEDGEMENT, Language.ENGLISH), RECEIVED)
    assert filled.subject == "We have your report SN-7K2M-Q9TX-4"
    assert "https://snap.example/status." in filled.body
    assert "{" not in filled.body


@pytest.mark.parametrize("review", ["", "You can ask for a review."])
def test_only_a_victim_reads_how_to_ask_for_a_review(review: str) -> None:
    wording = parse_mails(SHIPPED).wording(MailKind.OUTCOME, Language.ENGLISH)
    filled = fill_mail(wording, replace(TOLD, review=review))
    assert "We are sending a warning.\n\nAn officer watched it." in filled.body
    assert ("review" in filled.body) == bool(review)
    assert "\n\n\n" not in filled.body


def test_braces_in_a_fact_stay_braces() -> None:
    wording = parse_mails(SHIPPED).wording(MailKind.OUTCOME, Language.ENGLISH)
    assert "{reference}" in fill_mail(wording, replace(TOLD, told=("{reference}",))).body


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        (RECEIVED, {"told": ("We are sending a warning.",)}),
        (RECEIVED, {"review": "You can ask for a review."}),
        (TOLD, {"told": ()}),
        (RECEIVED, {"reference": "SN-1\nBcc: all@example.com"}),
        (RECEIVED, {"status_link": "https://snap.example/status#the-secret"}),
        (RECEIVED, {"status_link": "https://snap.example/status?secret=1"}),
        (RECEIVED, {"force_name": "The\rforce"}),
    ],
)
def test_facts_that_no_mail_may_carry_are_refused(facts: MailFacts, wrong: dict[str, Any]) -> None:
    with pytest.raises(NotAMailFact):
        replace(facts, **wrong)


def test_a_wording_of_another_mail_is_refused() -> None:
    with pytest.raises(NotAMailFact, match="another mail"):
        fill_mail(parse_mails(SHIPPED).wording(MailKind.OUTCOME, Language.ENGLISH), RECEIVED)


FIRST, SECOND = "languages[0].mails[0]", "languages[0].mails[1]"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("version", "", "must be words"),
        ("valid_from", "soon", "must be a date"),
        ("languages", [], "English and Welsh"),
        ("languages[0].draft", True, "must be false"),
        ("languages[1].language", "fr", "must be en or cy"),
        ("languages[0].mails", SHIPPED["languages"][0]["mails"][:1], "once each"),
        (f"{FIRST}.kind", "reminder", "acknowledgement or outcome"),
        (f"{FIRST}.verified", "yes", "true or false"),
        (f"{FIRST}.subject", "Two\nlines", "one line"),
        (f"{FIRST}.subject", "x" * 151, "at most 150"),
        (f"{FIRST}.paragraphs", [], "at least one"),
        (f"{FIRST}.paragraphs[0]", "{registration} was seen", "does not carry {registration}"),
        (f"{FIRST}.paragraphs[1]", "{told}", "does not carry {told}"),
        (f"{FIRST}.paragraphs[1]", "{reference", "not closed"),
        (f"{FIRST}.paragraphs[2]", "x" * 1201, "at most 1200"),
        (f"{SECOND}.subject", "{told}", "must not say the outcome"),
        (f"{SECOND}.paragraphs", ["{told}"], "for victims"),
    ],
)
def test_a_bad_wording_is_refused_with_its_file_and_its_field(field: str, value: object, sentence: str) -> None:
    with pytest.raises(BadPolicy) as refused:
        parse_mails(changed(field, value))
    assert refused.value.sentence.startswith(f"mails.json: {field}")
    assert sentence in refused.value.sentence
