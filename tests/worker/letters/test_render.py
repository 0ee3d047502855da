"""Letters as they come out of the printer: the post's geometry, the words, and nothing that acts as markup."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

import worker.letters
from tests.made.letters import letter_of
from tests.worker.letters.paper import FIRST_PAGE, LATER_PAGE, printed_outside, texts_of, window_lines
from triage.letter import REQUESTS, ForceContact, LetterFacts, LetterKind, WarningLevel
from triage.paper import NotALetterField
from triage.wording import LetterWordings, Section, Wording, parse_wordings
from worker.letters import compose, render

LETTERS = Path(worker.letters.__file__).parent
POLICY = LETTERS.parents[1] / "storage" / "policy" / "letters.json"

FACTS = letter_of(LetterKind.NOTICE, reference="SN-7K2M-Q9TX-4")


@pytest.fixture(scope="module")
def shipped() -> LetterWordings:
    return parse_wordings(json.loads(POLICY.read_text(encoding="utf-8")))


def letters_of(shipped: LetterWordings) -> list[tuple[LetterFacts, Wording]]:
    return [(facts_of(wording), wording) for wording in shipped.wordings]


def facts_of(wording: Wording, **changed: Any) -> LetterFacts:
    """An ordinary letter that these words belong to."""
    level = {} if wording.level is None else {"level": wording.level}
    return letter_of(wording.kind, **{"reference": FACTS.reference} | level | changed)


def a_drawn_letter(draw: random.Random, shipped: LetterWordings) -> tuple[LetterFacts, Wording]:
    wording = draw.choice(shipped.wordings)

    def text(limit: int, signs: str = "WMÅjgi ÿŴ@#") -> str:
        return "W" + "".join(draw.choices(signs, k=draw.choice([limit - 1, draw.randrange(limit)])))

    facts = facts_of(
        wording,
        reference="W" * draw.randint(1, 30),
        recipient_name=text(60),
        recipient_address=tuple(text(50) for _ in range(draw.randint(2, 6))),
        registration=text(10, "WM8"),
        road=text(80),
        town=text(60),
        offence_title=text(120),
        offence_law=text(200),
        contact=ForceContact(
            text(60), text(60), tuple(text(45) for _ in range(draw.randint(1, 5))), text(60, "Wm.@"), text(30, "0 8")
        ),
    )
    return facts, wording


@pytest.mark.parametrize("seed", range(20))
def test_page_one_is_white_outside_the_boxes_of_the_post(seed: int, shipped: LetterWordings) -> None:
    facts, wording = a_drawn_letter(random.Random(seed), shipped)
    letter = compose(facts, wording)
    assert printed_outside(letter.pdf, 0, FIRST_PAGE) == 0
    for page in range(1, letter.pages):
        assert printed_outside(letter.pdf, page, LATER_PAGE) == 0
    if facts.kind in REQUESTS:
        form = texts_of(letter.pdf)[-1]
        assert "Reply form" in form
        assert "Daytime telephone" in form


def test_a_letter_of_an_ordinary_keeper_keeps_the_boxes_too(shipped: LetterWordings) -> None:
    for facts, wording in letters_of(shipped):
        assert printed_outside(render(facts, wording), 0, FIRST_PAGE) == 0


@pytest.mark.parametrize("lines", range(2, 7))
def test_name_and_address_stand_in_the_window_and_nothing_else_does(lines: int, shipped: LetterWordings) -> None:
    facts = replace(FACTS, recipient_address=tuple(f"Line {number} of it" for number in range(lines)))
    lines_shown = window_lines(render(facts, shipped.wording(LetterKind.NOTICE)))
    assert lines_shown == [facts.recipient_name, *facts.recipient_address]


def test_every_kind_and_level_prints_its_facts(shipped: LetterWordings) -> None:
    for facts, wording in letters_of(shipped):
        first = texts_of(render(facts, wording))[0]
        for words in (
            *("BX19 KLM", "Saturday 14 November 2026 at 8:15am", "A4123 Birmingham New Road, Dudley"),
            *("Driving without due care and attention", "section 3 of the Road Traffic Act 1988", "SN-7K2M-Q9TX-4"),
            *("Example Constabulary", "Wednesday 18 November 2026", "0121 496 0123", "snap@example.test"),
        ):
            assert words in first


@pytest.mark.parametrize(
    ("level", "words"),
    [(WarningLevel.FIRST, "First warning"), (WarningLevel.SECOND, "Second warning"), (WarningLevel.FINAL, "Final")],
)
def test_a_warning_says_its_level(level: WarningLevel, words: str, shipped: LetterWordings) -> None:
    facts = letter_of(LetterKind.WARNING, level=level)
    assert words in texts_of(render(facts, shipped.wording(LetterKind.WARNING, level)))[0]


def test_a_notice_gives_notice_and_requires_the_driver_and_brings_its_form(shipped: LetterWordings) -> None:
    letter = compose(FACTS, shipped.wording(LetterKind.NOTICE))
    pages = texts_of(letter.pdf)
    whole = " ".join(pages)
    assert "section 1 of the Road Traffic Offenders Act 1988" in pages[0]
    assert "within 28 days, beginning with the day on which this notice is served" in pages[0]
    assert "Thursday 17 December 2026" in pages[0]
    assert "£1,000 and 6 penalty points" in whole
    assert letter.pages == len(pages) == 3
    for words in ("Reply form", "Driving licence number", "Address and postcode", "Signature", "BX19 KLM"):
        assert words in pages[-1]


@pytest.mark.parametrize("kind", sorted(REQUESTS))
@pytest.mark.parametrize("paragraphs", [1, 12, 30])
def test_the_reply_form_has_a_sheet_of_its_own(kind: LetterKind, paragraphs: int, shipped: LetterWordings) -> None:
    long = replace(shipped.wording(kind), sections=(Section("", ("Some words of the force. " * 20,) * paragraphs, ()),))
    pages = texts_of(render(letter_of(kind), long))
    assert len(pages) % 2 == 1
    assert [number for number, text in enumerate(pages) if "Reply form" in text] == [len(pages) - 1]


def test_automatic_advice_says_that_nobody_watched_and_how_to_contest_it(shipped: LetterWordings) -> None:
    pages = texts_of(render(letter_of(LetterKind.AUTOMATIC_ADVICE), shipped.wording(LetterKind.AUTOMATIC_ADVICE)))
    assert len(pages) == 1
    for words in (
        *("Nobody at Example Constabulary has watched the footage", "This letter is advice", "It is not a finding"),
        *("contest it within a month, by Thursday 17 December 2026",),
    ):
        assert words in pages[0]


def test_a_tall_letter_goes_on_to_further_pages_with_their_numbers(shipped: LetterWordings) -> None:
    wording = shipped.wording(LetterKind.WARNING, WarningLevel.FIRST)
    long = replace(wording, sections=(Section("Long", ("Many words of the force. " * 20,) * 20, ()),))
    letter = compose(letter_of(LetterKind.WARNING), long)
    pages = texts_of(letter.pdf)
    assert letter.pages == len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text


SIGNS = r"#let x = 1 $x^2$ *bold* _it_ [a] @ref <label> \\ ` ~ // /* = head - + / : ' {registration} #sys.inputs %"


def test_signs_of_markup_are_printed_as_they_stand(shipped: LetterWordings) -> None:
    wording = replace(
        shipped.wording(LetterKind.NOTICE),
        heading=SIGNS.replace("{registration}", ""),
        sections=(Section("#h", (SIGNS,), ("- * #p", "+ a")),),
    )
    facts = replace(FACTS, recipient_name="Mr #eval(1) *A* _B_ $c$", road="<Road> @ \\ [x]", town='"#quote" `raw`')
    text = " ".join(texts_of(render(facts, wording)))
    assert " ".join(SIGNS.replace("{registration}", "BX19 KLM").split()) in text
    for words in (facts.recipient_name, f"{facts.road}, {facts.town}", "- * #p", "+ a", "#h"):
        assert words in text


def test_every_letter_that_facts_may_hold_is_drawn_by_our_own_font(shipped: LetterWordings) -> None:
    """PDF/UA refuses a sign the font lacks, so printing them all is the proof."""
    latin = "".join(chr(point) for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if chr(point) not in "ŉǄẜ")
    paragraphs = tuple(latin[start : start + 20] for start in range(0, len(latin), 20))
    wording = replace(shipped.wording(LetterKind.NOTICE), sections=(Section("", (*paragraphs, "‘’“”–—…•€′″"), ()),))
    assert compose(FACTS, wording).pages >= 3


def test_the_same_letter_gives_the_same_bytes(shipped: LetterWordings) -> None:
    for facts, wording in letters_of(shipped):
        assert render(facts, wording) == render(facts, wording)


def test_a_letter_is_tagged_named_and_in_english_for_screen_readers(shipped: LetterWordings) -> None:
    document = pypdfium2.PdfDocument(render(FACTS, shipped.wording(LetterKind.NOTICE)))
    assert document.is_tagged()
    assert document.get_metadata_value("Title") == "Notice of intended prosecution"
    assert b"pdfuaid:part" in render(FACTS, shipped.wording(LetterKind.NOTICE))


def test_a_wording_of_another_letter_is_never_printed(shipped: LetterWordings) -> None:
    with pytest.raises(NotALetterField):
        render(FACTS, shipped.wording(LetterKind.AUTOMATIC_ADVICE))


def test_every_kind_has_a_layout_of_its_own_and_the_font_its_licence() -> None:
    for kind in LetterKind:
        assert (LETTERS / kind.value / "layout.typ").is_file()
    assert "SIL Open Font License" in (LETTERS / "fonts" / "OFL.txt").read_text(encoding="utf-8")
