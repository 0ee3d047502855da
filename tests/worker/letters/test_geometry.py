"""Every kind, level and language, with the shortest and the longest facts: white wherever the post wants it white."""

import random
from typing import Any

import pytest

from storage.policies import shipped
from tests.made.letters import LONGEST, LONGEST_OWN, SHORTEST, letter_of, own_facts
from tests.made.planted import a_planted_letter
from tests.worker.letters.paper import FIRST_PAGE, LATER_PAGE, printed_outside, texts_of, window_lines
from triage.language import Language
from triage.letter import REQUESTS, LetterFacts, LetterKind
from triage.letter_facts import facts_for
from triage.wording import LetterWordings, Wording, parse_wordings
from worker.letters import compose

WORDINGS: dict[Language, LetterWordings] = {
    Language.ENGLISH: parse_wordings(shipped("letters.json")),
    Language.WELSH: parse_wordings(shipped("letters_cy.json"), "letters_cy.json"),
}
EVERY = [wording for wordings in WORDINGS.values() for wording in wordings.wordings]
NAMES = [f"{one.language}-{one.kind}-{one.level or ''}" for one in EVERY]
LOW = 1.5  # 108 dots an inch: a hair of ink is still a grey pixel


def facts_of(wording: Wording, size: str) -> LetterFacts:
    level: dict[str, Any] = {} if wording.level is None else {"level": wording.level}
    if size == "shortest":
        return letter_of(wording.kind, **{**SHORTEST, **level})
    return letter_of(wording.kind, **{**LONGEST, **own_facts(wording.kind, **LONGEST_OWN), **level})


@pytest.mark.parametrize("size", ["shortest", "longest"])
@pytest.mark.parametrize("wording", EVERY, ids=NAMES)
def test_a_letter_is_white_outside_the_boxes_and_its_address_is_in_the_window(wording: Wording, size: str) -> None:
    facts = facts_of(wording, size)
    letter = compose(facts, wording)
    assert printed_outside(letter.pdf, 0, FIRST_PAGE, scale=LOW) == 0
    for page in range(1, letter.pages):
        assert printed_outside(letter.pdf, page, LATER_PAGE, scale=LOW) == 0
    assert window_lines(letter.pdf) == [facts.recipient_name, *facts.recipient_address]


def test_a_pixel_outside_the_boxes_would_be_seen() -> None:
    pdf = compose(facts_of(EVERY[0], "shortest"), EVERY[0]).pdf
    assert printed_outside(pdf, 0, FIRST_PAGE[:3], scale=LOW) > 0
    assert printed_outside(pdf, 0, FIRST_PAGE[1:], scale=LOW) > 0


@pytest.mark.parametrize("wording", EVERY, ids=NAMES)
def test_a_letter_says_its_facts_and_a_draft_says_on_every_page_that_it_is_one(wording: Wording) -> None:
    level: dict[str, Any] = {} if wording.level is None else {"level": wording.level}
    pages = texts_of(compose(letter_of(wording.kind, **level), wording).pdf)
    for words in ("BX19 KLM", "A4123 Birmingham New Road, Dudley", "section 3 of the Road Traffic Act 1988"):
        assert words in pages[0]
    assert ["Drafft: geiriad heb ei wirio" in page for page in pages] == [wording.draft] * len(pages)
    form = "Ffurflen ateb" if wording.language is Language.WELSH else "Reply form"
    assert (form in pages[-1]) == (wording.kind in REQUESTS)


def test_welsh_letters_are_in_welsh_for_screen_readers_and_print_their_accents() -> None:
    draft = WORDINGS[Language.WELSH].wording(LetterKind.COURT_INTENTION)
    letter = compose(letter_of(LetterKind.COURT_INTENTION), draft)
    assert b"/Lang(cy-GB)" in letter.pdf
    assert "gwŷs i ddod i’r llys" in " ".join(texts_of(letter.pdf))
    assert "dydd Sadwrn 14 Tachwedd 2026 am 8:15yb" in texts_of(letter.pdf)[0]


@pytest.mark.parametrize("seed", range(30))
def test_a_generated_case_is_read_back_from_its_paper_without_what_only_the_force_may_know(seed: int) -> None:
    draw = random.Random(seed)
    planted = a_planted_letter(draw)
    facts = facts_for(planted.letter, planted.case, planted.around)
    wording = WORDINGS[draw.choice(tuple(Language))].wording(facts.kind, facts.level)
    text = " ".join(texts_of(compose(facts, wording).pdf))
    assert facts.reference in text
    assert not [secret for secret in planted.forbidden if secret in text]
