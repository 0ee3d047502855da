"""A draft of policy as its pages show it: what differs so far, its dry-run, and the boxes of its forms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.views.policy import DocumentRow, DraftLink, DraftPage, FieldGroup, FieldView
from storage.jobs import Job
from storage.unit import Unit
from triage.job import JobKind
from triage.letter import LetterKind, allowed_fields
from triage.mail import ALLOWED, MailKind
from triage.policy_change import OFFENCE_CELLS, WORDINGS, compare
from triage.policy_draft import DOCUMENTS, OFFENCE_FLAGS, OFFENCE_NUMBERS, OFFENCE_WORDS, Draft
from triage.policy_field import GROUPS, Shape, cell_of, typed
from triage.policy_trial import TrialResult
from triage.policy_wording import leaves

TITLES = {"offences": "Offences", "policy": "Rank, rules, limits and reasons", **WORDINGS, "holidays": "Bank holidays"}
CALLED = {**OFFENCE_CELLS, "verified_by": "Verified by whom, and when"}
HINTS = {
    "public_title": "Empty: the form does not offer it.",
    "enforceable_from_public_footage": "Begins with yes, limited, no, redirect or derived.",
    "fpn_gbp": "Empty: no fixed penalty.",
    "rank.p_positive": "From 0 to 1.",
    "rank.harm_weight": "A judgement of the force; a close pass is 40.",
    "verified_by": "A question mark in a cell marks it as unverified: take it out when somebody has checked.",
}


def draft_url(draft: Draft) -> str:
    """Where a draft stands."""
    return f"/policy/drafts/{draft.id}"


def draft_page(unit: Unit, draft: Draft, *, may_change: bool, **more: Any) -> DraftPage:
    """How a draft stands: what differs from its base, its dry-run, and what may follow."""
    url = draft_url(draft)
    kept = draft.dry_run
    job = unit.jobs.find_for(draft.id, JobKind.DRY_RUN)
    return DraftPage(
        title=draft.title,
        state=draft.state,
        base_url=url,
        based_on=draft.based_on,
        valid_from=draft.valid_from,
        changed=draft.changed,
        may_change=may_change and draft.state == "open",
        sections=compare(unit.policy.documents_of(draft.based_on), draft.documents),
        links=_links(url),
        documents=tuple(
            DocumentRow(name, TITLES[name], f"{url}/documents/{name}.json")
            for name in DOCUMENTS
            if draft.documents.get(name) is not None
        ),
        is_tried=draft.is_tried,
        tried_at=None if kept is None else datetime.fromisoformat(kept["at"]),
        trial=None if kept is None else TrialResult.of(kept["figures"]),
        progress=_progress(job),
        failed="The dry-run was given up. Its cause stands under Problems." if job and job.state == "dead" else "",
        activated_version=draft.activated_version,
        **more,
    )


def dial_groups(document: Mapping[str, Any], given: Mapping[str, str], errors: Mapping[str, str]) -> list[FieldGroup]:
    """Every dial as a box: what was typed, or else what the draft says."""
    return [
        FieldGroup(
            group.title,
            tuple(
                FieldView(
                    name=one.path,
                    label=one.label,
                    value=_value(given, one.path, typed(one, cell_of(document, one.path)), one.shape),
                    hint=f"{one.does} One a line." if one.shape is Shape.LINES else one.does,
                    shape=one.shape.value,
                    unit=one.unit,
                    error=errors.get(one.path, ""),
                )
                for one in group.fields
            ),
        )
        for group in GROUPS
    ]


def offence_groups(row: Mapping[str, Any], given: Mapping[str, str], errors: Mapping[str, str]) -> list[FieldGroup]:
    """One offence as boxes: its figures for the rank, its clocks and lists, then its words."""

    def box(path: str, shape: Shape) -> FieldView:
        cell = cell_of(row, path)
        value = ("yes" if cell is True else "") if shape is Shape.FLAG else "" if cell is None else str(cell)
        return FieldView(
            path,
            CALLED[path],
            _value(given, path, value, shape),
            HINTS.get(path, ""),
            shape.value,
            error=errors.get(path, ""),
        )

    figures = [] if row.get("rank") is None else [box(path, Shape.NUMBER) for path in OFFENCE_NUMBERS]
    return [
        *([FieldGroup("Weight in the rank", tuple(figures))] if figures else []),
        FieldGroup("Clocks and lists", tuple(box(path, Shape.FLAG) for path in OFFENCE_FLAGS)),
        FieldGroup("Law and words", tuple(box(path, Shape.WORDS) for path in OFFENCE_WORDS)),
    ]


def wording_groups(wording: Mapping[str, Any], given: Mapping[str, str], errors: Mapping[str, str]) -> list[FieldGroup]:
    """One letter as boxes, a box a paragraph."""
    texts = tuple(
        FieldView(
            name=f"text.{leaf.path}",
            label=leaf.label,
            value=given.get(f"text.{leaf.path}", leaf.text),
            shape="text",
            error=errors.get(leaf.path, ""),
        )
        for leaf in leaves(wording)
    )
    verified = "yes" if wording.get("verified") is True else ""
    checked = FieldView(
        "verified",
        "Somebody with the authority has read and verified this wording",
        _value(given, "verified", verified, Shape.FLAG),
        shape="flag",
    )
    return [FieldGroup("Text", texts), FieldGroup("Verified", (checked,))]


def placeholders_of(wording: Mapping[str, Any]) -> tuple[str, ...]:
    """What this kind of letter or message may name in braces."""
    kind = wording.get("kind")
    if kind in set(MailKind):
        return tuple(sorted(ALLOWED[MailKind(kind)]))
    return tuple(sorted(allowed_fields(LetterKind(kind)))) if kind in set(LetterKind) else ()


def _value(given: Mapping[str, str], name: str, kept: str, shape: Shape) -> str:
    """What was typed goes before what is kept; an unticked box is not sent at all."""
    if not given:
        return kept
    return given.get(name, "" if shape is Shape.FLAG else kept)


def _links(url: str) -> tuple[DraftLink, ...]:
    return (
        DraftLink(
            "Rank, rules and limits", "Dials, ladder, automatic letters, intake, feedback, the force", f"{url}/dials"
        ),
        DraftLink("Offences", "Weights, filter, clocks and law of each", f"{url}/offences"),
        DraftLink("Letters and messages", "Each paragraph, in English and Welsh", f"{url}/wordings"),
        DraftLink("Bank holidays", "Add or take out a day", f"{url}/holidays"),
    )


def _progress(job: Job | None) -> str:
    if job is None or job.state not in ("waiting", "running"):
        return ""
    told = (job.progress or {}).get("what")
    return str(told) if told else "The dry-run is about to begin"
