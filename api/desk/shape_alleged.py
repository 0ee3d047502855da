"""What is alleged in a case: each offence with its own clock, what may be added, and the exceptions of s.2."""

from collections.abc import Sequence
from datetime import datetime

from api.desk.shape_clock import due_of
from api.desk.shape_queue import case_url
from api.templating import short_date
from api.views.review import Alleged, AllegedOffence, Choice, OffenceOption
from triage.case import Allegation, Case
from triage.policy import Policy
from triage.record import Decision
from triage.steps.allegation import EXCEPTIONS, may_be_alleged
from triage.steps.weigh import KEEPER, standing_on


def alleged_of(
    case: Case, about: Allegation, decisions: Sequence[Decision], policy: Policy, now: datetime, *, may_change: bool
) -> Alleged:
    """The block of offences. ``may_change``: this officer has the case open and may add to it."""
    url = case_url(case)
    is_notice = policy.offence(about.offence).nip_required
    return Alleged(
        about=str(about.id),
        offences=tuple(_line(case, one, about, decisions, policy, now) for one in case.allegations),
        may_be_added=tuple(OffenceOption(one.slug, one.title) for one in may_be_alleged(case, policy))
        if may_change
        else (),
        url=f"{url}/allege" if may_change else "",
        can_be_corrected=may_change and about.open and about.against != KEEPER,
        exception_url=f"{url}/exception" if may_change and is_notice and about.exception is None else "",
        another_url=f"{url}/vehicle" if may_change else "",
        exceptions=tuple(Choice(code, f"{words[0].upper()}{words[1:]}") for code, words in EXCEPTIONS.items()),
    )


def exception_words(about: Allegation) -> str:
    """What the clock says of an exception that somebody recorded."""
    return f"Exception relied on: {EXCEPTIONS[about.exception]}." if about.exception else ""


def _line(
    case: Case, one: Allegation, about: Allegation, decisions: Sequence[Decision], policy: Policy, now: datetime
) -> AllegedOffence:
    standing = standing_on(case, decisions, one)
    return AllegedOffence(
        title=policy.offence(one.offence).title,
        words=_words(one, standing, policy, now),
        url=f"{case_url(case)}?about={one.id}",
        is_this=one.id == about.id,
        is_open=one.open and standing is None,
    )


def _words(one: Allegation, standing: Decision | None, policy: Policy, now: datetime) -> str:
    if standing is not None:
        return policy.outcome_titles[standing.outcome] + ("" if standing.finalised_at else ", held")
    if one.against == KEEPER:
        return "Against the keeper" + (f", proceedings by {short_date(one.summary_limit)}" if one.summary_limit else "")
    due = due_of(one.last_post, one.service_deadline, one.due_at, now)
    return f"{due.words} {short_date(due.on)}" + ("" if one.confirmed else ", not confirmed")
