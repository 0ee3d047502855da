"""Watch: a person is told of what comes near its day, and of what has passed it; no deadline goes by in silence."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from triage.calendar import day_in_words, london_day
from triage.case import Allegation, Case, is_open, main_allegation
from triage.deadline import Clock
from triage.outcome import ON_THE_ROAD
from triage.priority import is_filter_at_risk
from triage.record import Decision
from triage.steps.facts import clock_of
from triage.steps.ports import Unit
from triage.steps.weigh import standing_on
from triage.worklist import TO_COURT, WORDS

# The last month of the six leaves time to lay an information before the court.
SIX_MONTHS_WARNING = timedelta(days=30)


def tell_at_risk(unit: Unit, case_id: UUID) -> bool:
    """A filter offence that nobody has decided falls due within the force's days of warning."""
    case = unit.cases.get(case_id)
    policy = unit.policy.on(unit.today, law_on=case.offence_on)
    main = main_allegation(case)
    clock = clock_of(case, main, policy)
    offence = policy.offence(main.offence)
    if not case.open or not is_filter_at_risk(offence, clock, unit.now, policy):
        return False
    words = f"{case.reference}: {offence.title}. Nobody has decided it, and it is due on {_due(clock)}."
    return unit.alarms.sound("filter_at_risk", case.id, words, once=f"filter_at_risk:{case.id}")


def tell_past_deadline(unit: Unit, case_id: UUID) -> bool:
    """No notice can be served any more; what is left is a person's choice, and the cause is kept apart."""
    case = unit.cases.get(case_id)
    # Sealing stops no clock: of a sealed case somebody is told as of any other.
    waits = is_open(replace(case, sealed_at=None))
    if not waits or case.service_deadline is None or unit.today <= case.service_deadline:
        return False
    words = (
        f"{case.reference}: the last day to serve a notice was {day_in_words(case.service_deadline)}. Choose another "
        "offence without a notice, an exception, a warning letter after review, or out of time with its cause."
    )
    once = f"deadline_passed:{case.id}:{case.service_deadline}"
    return unit.alarms.sound("deadline_passed", case.id, words, once=once)


def tell_near_six_months(unit: Unit, case_id: UUID) -> bool:
    """An offence can be brought to court for one more month, or no longer, and nobody has ended it.

    Each offence is told of by itself: the keeper's silence has six months of its own. One that a notice was decided on
    counts as long as something is left to do about the case.
    """
    case = unit.cases.get(case_id)
    if case.withdrawn_at is not None:
        return False
    is_under_way = any(one.closed_at is None and one.kind in TO_COURT for one in unit.worklist.list_for_case(case_id))
    decisions = unit.decisions.list_for(case_id)
    ending = [
        one
        for one in case.allegations
        if _ends_soon(one, unit) and (one.open or (is_under_way and _is_on_the_road(case, decisions, one)))
    ]
    told = [
        unit.alarms.sound("six_months", case.id, _six_months(case, one, unit), once=f"six_months:{one.id}")
        for one in ending
    ]
    return any(told)


def tell_late(unit: Unit, task_id: UUID) -> bool:
    """Something on the work list was not done by its day."""
    task = unit.worklist.get_open_locked(task_id)
    if not task.is_late(unit.today):
        return False
    case = unit.cases.get(task.case_id)
    words = f"{case.reference}: {WORDS[task.kind]}. It was due on {day_in_words(task.due_on)}."
    return unit.alarms.sound("task_late", case.id, words, once=f"task_late:{task.id}")


def _is_on_the_road(case: Case, decisions: Sequence[Decision], one: Allegation) -> bool:
    """A notice, a course or a fixed penalty stands on it: court may still have to follow."""
    standing = standing_on(case, decisions, one)
    return standing is not None and standing.outcome in ON_THE_ROAD


def _due(clock: Clock) -> str:
    return day_in_words(london_day(clock.due_at))


def _ends_soon(one: Allegation, unit: Unit) -> bool:
    return one.summary_limit is not None and one.summary_limit <= unit.today + SIX_MONTHS_WARNING


def _six_months(case: Case, one: Allegation, unit: Unit) -> str:
    limit = one.summary_limit or unit.today
    title = unit.policy.on(case.offence_on).offence(one.offence).title
    end = "ended" if limit < unit.today else "end"
    return f"{case.reference}: {title}. The six months for beginning proceedings {end} on {day_in_words(limit)}."
