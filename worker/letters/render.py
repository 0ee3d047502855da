"""From the facts and the wording of a letter to the PDF that is posted."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

import typst

from triage.language import LABELS
from triage.letter import LetterFacts, printed, rows_of
from triage.wording import Wording, fill

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Rendered:
    """A letter ready to be sent, with its number of pages (the post is paid by the sheet)."""

    pdf: bytes
    pages: int


def render(letter: LetterFacts, wording: Wording) -> bytes:
    """The letter as a tagged A4 PDF; the same facts and wording give the same bytes."""
    return compose(letter, wording).pdf


def compose(letter: LetterFacts, wording: Wording) -> Rendered:
    """The letter and its number of pages.

    Raises the refusals of triage.wording.fill when facts and wording do not belong together.
    """
    compiler = typst.Compiler(
        HERE / letter.kind.value / "layout.typ",
        root=HERE,
        font_paths=_fonts(),
        sys_inputs={"letter": json.dumps(_sheet(letter, wording))},
    )
    pdf = compiler.compile(
        format="pdf",
        pdf_standards=["ua-1"],  # tagged, titled, in a named language: a screen reader can read it out
        # The date of the letter, not of the run: a retried job writes the same bytes.
        timestamp=datetime.combine(letter.letter_on, time(), UTC),
    )
    return Rendered(_one_file(pdf), int(compiler.query("<last-page>", field="value", one=True)))


@cache
def _fonts() -> typst.Fonts:
    """Our fonts only: a letter looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])


def _one_file(compiled: bytes | Sequence[bytes] | None) -> bytes:
    if not isinstance(compiled, bytes):
        raise TypeError("A letter is one PDF.")
    return compiled


def _sheet(letter: LetterFacts, wording: Wording) -> dict[str, object]:
    """What the layouts read; strings stay strings, so no sign in a name or a wording acts as markup."""
    filled, words, labels = fill(wording, letter), printed(letter, wording.language), LABELS[wording.language]
    return {
        "language": wording.language.value,
        "is_draft": wording.draft,
        **{name: words[name] for name in ("reference", "registration", "offence_time", "road", "town")},
        **{name: words[name] for name in ("force_name", "force_unit", "force_phone", "force_email")},
        "reply_by": words.get("reply_by", ""),
        "force_address": letter.contact.address,
        "recipient_name": letter.recipient_name,
        "recipient_address": letter.recipient_address,
        "dates": [[labels["date"], words["letter_date"]], [labels["reference"], letter.reference]],
        "facts": rows_of(letter, wording.language),
        "heading": filled.heading,
        "greeting": filled.greeting,
        "sections": [
            {"heading": part.heading, "paragraphs": part.paragraphs, "points": part.points} for part in filled.sections
        ],
        "closing": filled.closing,
        "signatory": filled.signatory,
    }
