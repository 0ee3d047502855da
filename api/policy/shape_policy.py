"""A version of policy as its page shows it: cells in words, what nobody verified, and who activated what."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from api.views.policy import (
    DialGroup,
    DialRow,
    HolidayYear,
    OffenceRow,
    ReasonGroup,
    ReasonRow,
    Tab,
    VersionRow,
    WordingGroup,
    WordingView,
)
from storage.policies import PolicyVersion
from triage.calendar import day_in_words
from triage.offence import Offence
from triage.outcome import Outcome
from triage.policy import Policy
from triage.policy_change import OFFENCE_CELLS, WORDINGS
from triage.policy_field import GROUPS, cell_of, in_words
from triage.policy_wording import leaves, named_wordings, wordings_of

TABS = {
    "offences": "Offences",
    "dials": "Rank, rules and limits",
    "words": "Reasons and words",
    "letters": "Letters",
    "holidays": "Bank holidays",
    "versions": "Versions",
}
OUTCOMES = tuple(outcome.value for outcome in Outcome)
WORD_GROUPS = ("urgent", "feedback", "force")
# A letter decided today may have its last posting day weeks away, and drafts of policy take their time.
HOLIDAYS_AHEAD = timedelta(days=274)


def tabs(show: str, version: int, is_in_force: bool) -> tuple[Tab, ...]:
    """The parts of the page."""
    of = "" if is_in_force else f"&version={version}"
    return tuple(Tab(title, f"/policy?show={slug}{of}", slug == show) for slug, title in TABS.items())


def offence_rows(policy: Policy, documents: Mapping[str, Any], base_url: str = "") -> tuple[OffenceRow, ...]:
    """The table of offences, in its own order."""
    cells = {str(row["slug"]): row for row in documents["offences"]}
    return tuple(_offence(one, cells[one.slug], policy, base_url) for one in policy.offences.values())


def unverified_cells(policy: Policy) -> int:
    """How many cells of the offences nobody has verified."""
    return sum(len(one.unverified) for one in policy.offences.values())


def unverified_letters(documents: Mapping[str, Any]) -> int:
    """How many letters nobody has verified, in either language."""
    return sum(one.get("verified") is not True for name in WORDINGS for one in wordings_of(documents.get(name)))


def clock_words(offence: Offence, policy: Policy) -> str:
    """The clocks of an offence in words: the notice or the promise, then the six months."""
    promise = policy.limits.review_promise_days
    first = "Notice served by day 14" if offence.nip_required else f"Review within {promise} days"
    return f"{first}; {'no six months' if offence.either_way else 'six months to prosecute'}"


def dial_groups(documents: Mapping[str, Any], *, words: bool) -> tuple[DialGroup, ...]:
    """Dials and limits, or the groups that are words."""
    policy = documents["policy"]
    return tuple(
        DialGroup(
            group.slug,
            group.title,
            tuple(DialRow(one.label, in_words(one, cell_of(policy, one.path)), one.does) for one in group.fields),
        )
        for group in GROUPS
        if (group.slug in WORD_GROUPS) == words
    )


def reason_groups(policy: Policy) -> tuple[ReasonGroup, ...]:
    """The reasons of each outcome that has any, with the vocabulary the force publishes."""
    groups = (
        ReasonGroup(
            title,
            tuple(
                ReasonRow(one.key, one.words, one.published or "not published") for one in policy.reasons_for(outcome)
            ),
        )
        for outcome, title in sorted(policy.outcome_titles.items(), key=lambda one: _order(one[0]))
    )
    return tuple(one for one in groups if one.rows)


def wording_groups(documents: Mapping[str, Any], base_url: str = "") -> tuple[WordingGroup, ...]:
    """Every letter and message as it reads."""
    groups = (
        WordingGroup(title, tuple(_wordings(name, documents.get(name), base_url))) for name, title in WORDINGS.items()
    )
    return tuple(one for one in groups if one.wordings)


def holiday_years(days: Sequence[str]) -> tuple[HolidayYear, ...]:
    """The bank holidays by year, the latest year first."""
    known = sorted(date.fromisoformat(day) for day in days)
    years = [HolidayYear(year, tuple(found)) for year, found in groupby(known, key=lambda day: day.year)]
    return tuple(reversed(years))


def holiday_warning(days: Sequence[str], today: date) -> str:
    """A sentence when the list ends soon: behind its end every weekday counts as a business day."""
    last = max((date.fromisoformat(day) for day in days), default=None)
    if last is None:
        return "The list is empty: every weekday counts as a business day."
    if last - today >= HOLIDAYS_AHEAD:
        return ""
    return f"The list ends on {day_in_words(last)}. Behind its end every weekday counts as a business day."


def version_rows(versions: Sequence[PolicyVersion], in_force: int) -> tuple[VersionRow, ...]:
    """Every version, the latest first, each with a way to compare it with the one before."""
    older = [*(one.version for one in versions[1:]), None]
    return tuple(
        VersionRow(
            version=one.version,
            valid_from=one.valid_from,
            reason=one.reason,
            who=one.activated_by or "",
            at=one.activated_at if one.activated_by else None,
            is_in_force=one.version == in_force,
            url=f"/policy?version={one.version}",
            compare_url="" if before is None else f"/policy/compare?a={before}&b={one.version}",
        )
        for one, before in zip(versions, older, strict=True)
    )


def _order(outcome: str) -> int:
    """The order of the outcomes; the database keeps the cells of an object in an order of its own."""
    return OUTCOMES.index(outcome) if outcome in OUTCOMES else len(OUTCOMES)


def _offence(one: Offence, cells: Mapping[str, Any], policy: Policy, base_url: str) -> OffenceRow:
    figures = one.rank
    return OffenceRow(
        slug=one.slug,
        title=one.title,
        public_title=one.public_title or "",
        law=one.law,
        is_nip=one.nip_required,
        is_s172=one.s172_applies,
        in_filter=one.in_filter,
        is_fatal_four=one.fatal_four,
        weight="" if figures is None else f"{figures.harm_weight:g}",
        chance="" if figures is None else f"{figures.p_positive:g}",
        minutes="" if figures is None else f"{figures.minutes_if_positive:g}",
        clock=clock_words(one, policy),
        unverified=tuple((OFFENCE_CELLS.get(name, name), str(cells[name])) for name in sorted(one.unverified)),
        verified_by=str(cells.get("verified_by") or ""),
        url=f"{base_url}/offences/{one.slug}" if base_url else "",
    )


def _wordings(name: str, document: object, base_url: str) -> list[WordingView]:
    return [
        WordingView(
            name=called,
            is_verified=one.get("verified") is True,
            paragraphs=tuple(leaf.text for leaf in leaves(one) if leaf.text),
            sources=tuple(str(source) for source in one.get("sources", ())),
            url=f"{base_url}/wordings/{name}/{number}" if base_url else "",
        )
        for number, (called, one) in enumerate(named_wordings(document))
    ]
