"""Drawn from the shipped wordings: the preview of a letter, in English, as a Welsh draft, and of nothing."""

import json
from dataclasses import replace
from pathlib import Path

from api.desk.preview import shown
from api.views import letter as v
from tests.made.letters import letter_of
from triage.letter import LetterFacts, LetterKind
from triage.letter_facts import UNKNOWN_ADDRESS, UNKNOWN_RECIPIENT
from triage.steps.preview import Previewed
from triage.wording import fill, parse_wordings

POLICY = Path(__file__).parents[2] / "storage" / "policy"
OUTCOMES = (v.Option("Warning letter", "/preview?1", False), v.Option("Notice to the keeper", "/preview?2", True))
LANGUAGES = (v.Option("English", "/preview?3", True), v.Option("Welsh draft", "/preview?4", False))


def previewed(facts: LetterFacts, name: str = "letters") -> v.PreviewLetter:
    """A letter of the shipped wording, to a keeper nobody has looked up."""
    facts = replace(facts, recipient_name=UNKNOWN_RECIPIENT, recipient_address=("Vehicle BX19 KLM", UNKNOWN_ADDRESS))
    document = json.loads((POLICY / f"{name}.json").read_text(encoding="utf-8"))
    wording = parse_wordings(document).wording(facts.kind, facts.level)
    return shown(Previewed(facts, wording, fill(wording, facts), None, ""))


def a_page(outcome: str, *letters: v.PreviewLetter, against: str = "") -> v.LetterPreviewPage:
    """A page with these letters."""
    languages = LANGUAGES if letters else ()
    return v.LetterPreviewPage("SN-7K3M-Q9TX-4", "/review/1", outcome, against, letters, OUTCOMES, languages)


PAGES = {
    "letter_preview": a_page("Notice to the keeper", previewed(letter_of(LetterKind.NOTICE))),
    "letter_preview_welsh": a_page(
        "Warning letter",
        previewed(letter_of(LetterKind.WARNING), "letters_cy"),
        against="The six months for beginning proceedings have passed.",
    ),
    "letter_preview_none": a_page("No further action"),
}
