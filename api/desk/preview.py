"""The letters a choice would send, shown before it is recorded."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.responses import Response

from api.deps import may
from api.desk.frame import DeskDep
from api.desk.gather import case_of
from api.desk.record_form import allegation_id
from api.desk.shape_outcomes import OTHER, chosen_outcome
from api.desk.shape_past import LETTERS
from api.desk.shape_queue import case_url
from api.views.letter import LetterPreviewPage, Option, PreviewLetter, PreviewSection
from triage.actor import Officer
from triage.language import LABELS, Language
from triage.letter import REQUESTS, printed, rows_of
from triage.outcome import Outcome
from triage.permission import Permission
from triage.policy import Policy
from triage.steps.preview import Choice, Previewed, preview
from triage.steps.weigh import Order
from triage.submission import registration

NOT_LOOKED_UP = "The keeper has not been looked up yet: name and address follow before it is printed."
LATER = {Language.ENGLISH: "given when it is written", Language.WELSH: "i’w roi pan gaiff ei ysgrifennu"}
LANGUAGES = {Language.ENGLISH: "English", Language.WELSH: "Welsh draft"}
SHOWN_FIRST = (Outcome.WARNING_LETTER, Outcome.NOTICE)

router = APIRouter()
Decider = Annotated[Officer, may(Permission.CASE_DECIDE)]


class PreviewQuery(BaseModel):
    """What has been chosen on the desk; what is empty stays as the case has it."""

    outcome: str = ""
    reason: str = ""
    offence: str = ""
    registration: str | None = None
    about: str = ""
    language: Language | None = None

    def url(self, path: str, **changed: str) -> str:
        """The address of this preview with something else chosen."""
        chosen = self.model_dump(mode="json", exclude_defaults=True)
        return f"{path}/preview?{urlencode(chosen | changed)}"


@router.get("/review/{reference}/{position}/preview")
def get_preview(
    desk: DeskDep, officer: Decider, reference: str, position: int, query: Annotated[PreviewQuery, Query()]
) -> Response:
    """The letters of one choice. Nothing is kept; a look that shows a keeper's name is on record."""
    case = case_of(desk, reference, position)
    policy = desk.unit.policy.on(desk.unit.today, law_on=case.offence_on)
    chosen = None if query.outcome in ("", OTHER) else chosen_outcome(policy, query.outcome, query.reason)
    choice = Choice((), "")
    if chosen is not None:
        choice = preview(desk.unit, case, _order(query, chosen), query.language, by=officer)
    if any(one.party is not None for one in choice.letters):
        desk.unit.history.looked(officer.actor, case.id, "keeper")
    page = LetterPreviewPage(
        reference=case.reference,
        case_url=case_url(case),
        outcome=policy.outcome_titles[chosen] if chosen else "",
        against=choice.against,
        letters=tuple(shown(one) for one in choice.letters),
        outcomes=_outcomes(query, case_url(case), policy, chosen),
        languages=_languages(query, case_url(case), choice),
    )
    return desk.page("letter_preview", page, "review")


def _order(query: PreviewQuery, outcome: Outcome) -> Order:
    typed = query.registration
    return Order(
        outcome=outcome,
        reason=query.reason,
        offence=query.offence,
        registration=registration("registration", typed) if typed and typed.strip() else typed,
        allegation=allegation_id(query.about),
    )


def _outcomes(query: PreviewQuery, path: str, policy: Policy, chosen: Outcome | None) -> tuple[Option, ...]:
    offered = SHOWN_FIRST if chosen in (None, *SHOWN_FIRST) else (*SHOWN_FIRST, chosen)
    return tuple(
        Option(policy.outcome_titles[one], query.url(path, outcome=one.value, reason=""), one is chosen)
        for one in offered
        if one is not None
    )


def _languages(query: PreviewQuery, path: str, choice: Choice) -> tuple[Option, ...]:
    shown = {one.wording.language for one in choice.letters}
    return tuple(
        Option(words, query.url(path, language=language.value), language in shown)
        for language, words in LANGUAGES.items()
        if shown
    )


def shown(one: Previewed) -> PreviewLetter:
    """One letter as the page draws it."""
    facts, wording, filled = one.facts, one.wording, one.filled
    labels, contact = LABELS[wording.language], facts.contact
    return PreviewLetter(
        kind=LETTERS[facts.kind],
        level="" if facts.level is None else LABELS[Language.ENGLISH][facts.level.value],
        language=wording.language.value,
        note=NOT_LOOKED_UP if one.party is None else one.stopped,
        version=wording.version,
        is_verified=wording.verified,
        is_draft=wording.draft,
        has_form=facts.kind in REQUESTS,
        force=(contact.name, contact.unit, *contact.address, contact.phone, contact.email),
        recipient=(facts.recipient_name, *facts.recipient_address),
        dates=(
            (labels["date"], printed(facts, wording.language)["letter_date"]),
            (labels["reference"], LATER[wording.language]),
        ),
        rows=rows_of(facts, wording.language),
        heading=filled.heading,
        greeting=filled.greeting,
        sections=tuple(PreviewSection(part.heading, part.paragraphs, part.points) for part in filled.sections),
        closing=filled.closing,
        signatory=filled.signatory,
    )
