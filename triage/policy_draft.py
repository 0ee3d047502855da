"""A draft of policy: the documents it would become, and the edits an administrator may make to them."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from triage.errors import BadAnswer, BadPolicy, NotAllowedNow
from triage.offence import OFFENCES_FILE
from triage.policy import POLICY_FILE
from triage.policy_field import number_of

HOLIDAYS_FILE = "holidays.json"
DOCUMENTS = ("offences", "policy", "letters", "letters_cy", "mails", "holidays")
REASON_LIMIT = 500  # characters of why a draft was activated
TITLE_LIMIT = 80
OFFENCE_NUMBERS = ("rank.harm_weight", "rank.p_positive", "rank.minutes_if_positive")
OFFENCE_FLAGS = ("in_filter", "nip_required", "s172_applies", "either_way", "fatal_four")
OFFENCE_WORDS = (
    *("title", "public_title", "law", "cjs_code", "cjs_title", "dvla_code", "points", "fpn_gbp", "course"),
    *("enforceable_from_public_footage", "note", "verified_by"),
)
MAY_BE_EMPTY = frozenset({"public_title", "dvla_code", "fpn_gbp", "note", "verified_by"})


@dataclass(frozen=True)
class Draft:
    """A draft as it stands. `changed` goes up with every save; `dry_run` names the `changed` it was computed for."""

    id: UUID
    state: str  # open, activated, discarded
    title: str
    based_on: int
    valid_from: date
    documents: Mapping[str, Any]
    changed: int
    dry_run: Mapping[str, Any] | None
    made_by: UUID
    made_at: datetime
    activated_version: int | None = None
    ended_at: datetime | None = None

    @property
    def is_tried(self) -> bool:
        """Whether a dry-run exists for exactly what the draft says now."""
        return self.dry_run is not None and self.dry_run.get("changed") == self.changed


def require_open(draft: Draft) -> Draft:
    """The draft, if it can still be changed; NotAllowedNow says what became of it."""
    if draft.state != "open":
        raise NotAllowedNow(f"This draft was {draft.state} and cannot be changed any more.")
    return draft


def require_tried(draft: Draft) -> None:
    """Raises NotAllowedNow until a dry-run exists for exactly this draft."""
    if draft.dry_run is None:
        raise NotAllowedNow("Run this draft on last month's cases before you activate it.")
    if not draft.is_tried:
        raise NotAllowedNow("The draft was changed after its dry-run. Run it again before you activate it.")


def parse_reason(text: str) -> str:
    """Why a draft is activated; BadAnswer where it is missing or longer than a paragraph."""
    reason = " ".join(text.split())
    if not reason:
        raise BadAnswer("reason", "Say why this policy changes.")
    if len(reason) > REASON_LIMIT:
        raise BadAnswer("reason", f"Say it in {REASON_LIMIT} characters.")
    return reason


def parse_title(text: str) -> str:
    """What a draft is called."""
    title = " ".join(text.split())
    if not title or len(title) > TITLE_LIMIT:
        raise BadAnswer("title", f"Give the draft a name of up to {TITLE_LIMIT} characters.")
    return title


def parse_holidays(document: object) -> frozenset[date]:
    """The bank holidays of a policy, from a list of dates; BadPolicy names the one that is none."""
    if not isinstance(document, list | tuple):
        raise BadPolicy(HOLIDAYS_FILE, "(top)", "must be a list of dates.")
    return frozenset(_holiday(f"[{place}]", text) for place, text in enumerate(document))


def with_holiday(days: Sequence[str], text: str) -> list[str]:
    """The list with one more holiday, such as a day of mourning declared in mid-case."""
    day = _holiday("day", text.strip()).isoformat()
    if day in days:
        raise BadPolicy(HOLIDAYS_FILE, "day", "is in the list already.")
    return sorted({*days, day})


def without_holiday(days: Sequence[str], text: str) -> list[str]:
    """The list without one holiday."""
    if text not in days:
        raise BadPolicy(HOLIDAYS_FILE, "day", "is not in the list.")
    return [day for day in days if day != text]


def with_offence(table: Sequence[Mapping[str, Any]], slug: str, words: Mapping[str, str]) -> list[dict[str, Any]]:
    """The table with what was typed for one offence; BadPolicy names a cell that is no number or has no words."""
    changed = copy.deepcopy([dict(row) for row in table])
    row = next((one for one in changed if one["slug"] == slug), None)
    if row is None:
        raise BadPolicy(OFFENCES_FILE, slug, "is not in the table.")
    for path, text in words.items():
        if path in OFFENCE_NUMBERS:
            if row.get("rank") is not None:
                row["rank"][path.removeprefix("rank.")] = number_of(OFFENCES_FILE, path, text)
        elif path in OFFENCE_FLAGS:
            row[path] = text == "yes"
        elif path in OFFENCE_WORDS:
            row[path] = " ".join(text.split()) or None
            if row[path] is None and path not in MAY_BE_EMPTY:
                raise BadPolicy(OFFENCES_FILE, path, "must be words.")
    return changed


def refuse_losses(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Offences, outcomes and reasons stay once they were policy: cases and decisions carry them for years."""
    for slug in {one["slug"] for one in old["offences"]} - {one["slug"] for one in new["offences"]}:
        raise BadPolicy(OFFENCES_FILE, slug, "must stay in the table: cases carry it. Take it off the form instead.")
    for slug in {one["slug"] for one in old["policy"]["reasons"]} - {one["slug"] for one in new["policy"]["reasons"]}:
        raise BadPolicy(POLICY_FILE, f"reasons.{slug}", "must stay in the list: decisions carry it.")
    for slug in set(old["policy"]["outcomes"]) - set(new["policy"]["outcomes"]):
        raise BadPolicy(POLICY_FILE, f"outcomes.{slug}", "must stay in the list: decisions carry it.")


def _holiday(place: str, text: object) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise BadPolicy(HOLIDAYS_FILE, place, "must be a date like 2026-12-25.") from None
