"""From tasks and cases to what the process team reads: rows, days, facts, and days left in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from uuid import UUID

from api.desk.shape_days import left_in_words, urgency_of
from api.desk.shape_queue import case_url, described, place_of
from api.templating import plate
from api.views.process import CaseFacts, Chip, PartyForm, WorkDay, WorkRow
from triage.actor import Officer
from triage.calendar import day_in_words
from triage.case import Case, main_allegation
from triage.keeper import Party
from triage.paper import offence_in_words
from triage.permission import Permission, may
from triage.policy import Policy
from triage.record import Keeper
from triage.worklist import DONE_BY, WORDS, Task, TaskKind

ADDRESS_LINES = 5
# The page on which each kind of thing is done; {case} is reference and position, {subject} what the task is about.
ACTS: Mapping[TaskKind, tuple[str, str]] = {
    TaskKind.KEEPER_LOOKUP: ("Enter the keeper", "/keepers/{case}"),
    TaskKind.POST: ("Open the post", "/post"),
    TaskKind.AWAIT_REPLY: ("Enter the reply", "/replies/{subject}"),
    TaskKind.CONCLUDE: ("Conclude", "/conclude/{case}"),
    TaskKind.AWAIT_OFFER: ("Enter what came of it", "/offers/{subject}"),
    TaskKind.UNANSWERED: ("Decide", "/conclude/{case}"),
    TaskKind.NO_LETTER_POSSIBLE: ("Decide", "/conclude/{case}"),
    TaskKind.SERVE_ANOTHER_WAY: ("Enter service by hand", "/letter/{subject}"),
    TaskKind.SERVICE_IN_DOUBT: ("Decide", "/letter/{subject}"),
    TaskKind.CONTEST: ("Decide", "/contests/{subject}"),
    TaskKind.SECOND_LOOK: ("Take the second look", "/approvals"),
}
SHORT: Mapping[TaskKind, str] = {
    TaskKind.KEEPER_LOOKUP: "Look-ups",
    TaskKind.POST: "Post",
    TaskKind.AWAIT_REPLY: "Replies",
    TaskKind.CONCLUDE: "Conclude",
    TaskKind.AWAIT_OFFER: "Offers",
    TaskKind.UNANSWERED: "Unanswered",
    TaskKind.NO_LETTER_POSSIBLE: "No letter",
    TaskKind.SERVE_ANOTHER_WAY: "By hand",
    TaskKind.SERVICE_IN_DOUBT: "Service in doubt",
    TaskKind.CONTEST: "Contested",
    TaskKind.SECOND_LOOK: "Second looks",
    TaskKind.REFERRAL: "Referrals",
    TaskKind.SECTION_59: "Section 59",
}


def days_of(
    tasks: Sequence[Task], cases: Mapping[UUID, Case], officer: Officer, policy: Policy, today: date
) -> tuple[WorkDay, ...]:
    """The list, grouped by the day on which it lapses; everything late stands together, first."""
    shown = [(task, cases[task.case_id]) for task in tasks if task.case_id in cases]
    grouped = groupby(shown, key=lambda one: _group(one[0], today))
    return tuple(
        _day(key, [_row(task, case, officer, policy, today) for task, case in rows], today) for key, rows in grouped
    )


def chips_of(counts: Mapping[TaskKind, tuple[int, int]], chosen: TaskKind | None) -> tuple[Chip, ...]:
    """One filter for each kind of which anything waits, and one for everything."""
    everything = Chip(
        "Everything",
        "/work",
        sum(waiting for waiting, _ in counts.values()),
        sum(late for _, late in counts.values()),
        chosen is None,
    )
    kinds = [kind for kind in TaskKind if kind in counts or kind is chosen]
    return (
        everything,
        *(
            Chip(SHORT.get(kind, kind.value), f"/work?kind={kind}", *counts.get(kind, (0, 0)), kind is chosen)
            for kind in kinds
        ),
    )


def case_facts(case: Case, policy: Policy) -> CaseFacts:
    """What a form says of its case."""
    return CaseFacts(
        reference=case.reference if case.position == 1 else f"{case.reference} / {case.position}",
        case_url=case_url(case),
        registration=plate(case.vehicle.registration),
        vehicle=described(case),
        offence=offence_in_words(policy.offence(main_allegation(case).offence).title),
        offence_on=case.offence_on,
        where=place_of(case),
    )


def typed(name: str, lines: Sequence[str], postcode: str, language: str) -> PartyForm:
    """What somebody typed, in as many lines as the form has."""
    padded = (*lines[:ADDRESS_LINES], *("",) * ADDRESS_LINES)[:ADDRESS_LINES]
    return PartyForm(name, padded, postcode, language)


def party_form(party: Party | Keeper | None) -> PartyForm:
    """A known party as the form has it."""
    if party is None or not party.name:
        return PartyForm()
    return typed(party.name, party.address[:-1], party.address[-1] if party.address else "", party.language)


def _group(task: Task, today: date) -> date | None:
    return None if task.due_on < today else task.due_on


def _day(due_on: date | None, rows: list[WorkRow], today: date) -> WorkDay:
    if due_on is None:
        return WorkDay("Late", tuple(rows), "breach")
    words = "Today, " if due_on == today else ""
    return WorkDay(f"{words}{day_in_words(due_on)}", tuple(rows), urgency_of(due_on, today))


def _row(task: Task, case: Case, officer: Officer, policy: Policy, today: date) -> WorkRow:
    words, url = ACTS.get(task.kind, ("Open the case", "/review/{case}"))
    is_excluded = task.not_staff == officer.id
    is_allowed = may(officer.role, DONE_BY[task.kind]) and not is_excluded
    return WorkRow(
        what=WORDS[task.kind],
        reference=case.reference if case.position == 1 else f"{case.reference} / {case.position}",
        case_url=case_url(case),
        registration=plate(case.vehicle.registration),
        offence=offence_in_words(policy.offence(main_allegation(case).offence).title),
        due_on=task.due_on,
        left=left_in_words(task.due_on, today),
        urgency=urgency_of(task.due_on, today),
        act_words=words if is_allowed else "",
        act_url=url.format(case=f"{case.reference}/{case.position}", subject=task.subject) if is_allowed else "",
        why_not=_why_not(task, officer, is_excluded=is_excluded),
        close_url=f"/work/{task.id}/close" if is_allowed and DONE_BY[task.kind] is Permission.TASK_CLOSE else "",
    )


def _why_not(task: Task, officer: Officer, *, is_excluded: bool) -> str:
    """Why the row has no button for somebody who does work of this list; empty for whoever only reads it."""
    if is_excluded:
        return "Somebody else has to do this"
    is_supervisors = DONE_BY[task.kind] is Permission.TASK_CLOSE and not may(officer.role, Permission.TASK_CLOSE)
    return "A supervisor does this" if is_supervisors else ""
