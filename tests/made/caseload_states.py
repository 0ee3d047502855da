"""What must be true of a case in each state that the invented caseload shows."""

from collections.abc import Callable

from demo.stories import Shows
from storage.unit import Unit
from triage.case import Case, Stage
from triage.escalation import next_level
from triage.job import JobKind
from triage.marker import MarkerKind
from triage.notice import FAIL_IDENTIFY, OfferState, RequirementState
from triage.outcome import Outcome
from triage.steps.marker import reporter_of
from triage.worklist import TaskKind


def waits_in(lane: str) -> Callable[[Unit, Case], bool]:
    return lambda unit, case: case.open and case.lane == lane


def decided_as(outcome: Outcome, told: str | None) -> Callable[[Unit, Case], bool]:
    return lambda unit, case: (
        (case.stage, case.outcome, case.told_class) == (Stage.DECIDED, outcome.value, told)
        and unit.decisions.find_standing(case.id) is not None
    )


def is_claimed(unit: Unit, case: Case) -> bool:
    return case.is_claimed(unit.now)


def was_given_back(unit: Unit, case: Case) -> bool:
    return case.open and not case.is_claimed(unit.now) and unit.history.count(case.id, "skipped") == 1


def still_prepares(unit: Unit, case: Case) -> bool:
    (footage,) = unit.submissions.get(case.submission_id).footage
    job = unit.jobs.find_for(footage.id, JobKind.EXTRACT)
    return case.stage is Stage.RECEIVED and job is not None and job.state == "waiting"


def has_open_alarm(unit: Unit, case: Case) -> bool:
    alarms = [one.kind for one in unit.alarms.list_open() if one.subject == case.id]
    return case.lane == "urgent" and alarms == ["urgent"]


def proposal_waits(unit: Unit, case: Case) -> bool:
    return case.open and case.id in {one.case_id for one in unit.proposals.list_waiting()}


def was_declined(unit: Unit, case: Case) -> bool:
    return case.open and unit.history.count(case.id, "automatic_declined") == 1


def is_advice(unit: Unit, case: Case) -> bool:
    return [one.kind for one in unit.letters.list_for_case(case.id)] == ["automatic_advice"]


def second_level(unit: Unit, case: Case) -> bool:
    (letter,) = unit.letters.list_for_case(case.id)
    return (letter.kind, letter.state, next_level(letter.step)) == ("warning", "sent", "2")


def keeper_was_asked(unit: Unit, case: Case) -> bool:
    return [one.kind for one in unit.letters.list_for_case(case.id)] == ["s172_alone"]


def was_undone_first(unit: Unit, case: Case) -> bool:
    first, second = unit.decisions.list_for(case.id)
    return first.withdrawn_at is not None and second.finalised_at is not None


def letter_can_be_retried(unit: Unit, case: Case) -> bool:
    (letter,) = unit.letters.list_for_case(case.id)
    return letter.state == "queued" and letter.id in {one.subject for one in unit.jobs.list_dead()}


def of_kind(unit: Unit, case: Case, kind: TaskKind) -> bool:
    """Whether exactly one task of this kind waits for somebody."""
    return [one.kind for one in unit.worklist.list_for_case(case.id) if one.closed_at is None].count(kind) == 1


def waits_for(kind: TaskKind) -> Callable[[Unit, Case], bool]:
    return lambda unit, case: case.stage is Stage.DECIDED and of_kind(unit, case, kind)


def is_one_incident(unit: Unit, case: Case) -> bool:
    linked = [one for one in unit.cases.list_for_registration(case.registration) if one.incident_id]
    return len(linked) == 2 and len({one.incident_id for one in linked}) == 1


def is_sealed(unit: Unit, case: Case) -> bool:
    return case.sealed_at is not None and case.id in unit.queue.list_sealed()


def was_taken_back(unit: Unit, case: Case) -> bool:
    return case.withdrawn_at is not None and case.lane == "confirm" and case.open


def has_one_offence_left(unit: Unit, case: Case) -> bool:
    return case.open and sorted(one.open for one in case.allegations) == [False, True]


def relies_on_an_exception(unit: Unit, case: Case) -> bool:
    return case.open and [one.exception for one in case.allegations] == ["accident"]


def was_superseded(unit: Unit, case: Case) -> bool:
    first, second = unit.decisions.list_for(case.id)
    return second.supersedes == first.id and case.outcome == Outcome.WARNING_LETTER


def is_of_the_standards(unit: Unit, case: Case) -> bool:
    return case.lane == "restricted" and of_kind(unit, case, TaskKind.REFERRAL)


def reporter_is_marked(unit: Unit, case: Case) -> bool:
    about = reporter_of(unit, case)
    return about is not None and [one.kind for one in unit.markers.list_about(about)] == [MarkerKind.BAD_FAITH]


def a_second_look_waits(unit: Unit, case: Case) -> bool:
    return case.stage is Stage.PRIORITISED and not case.open and of_kind(unit, case, TaskKind.SECOND_LOOK)


def final_level_waits(unit: Unit, case: Case) -> bool:
    (letter,) = unit.letters.list_for_case(case.id)
    return (letter.kind, letter.state, next_level(letter.step)) == ("warning", "printed", "final")


def waits_for_the_post(unit: Unit, case: Case) -> bool:
    (letter,) = unit.letters.list_for_case(case.id)
    return letter.id in {one.letter.id for one in unit.post.list_printed()} and of_kind(unit, case, TaskKind.POST)


def contest_was_upheld(unit: Unit, case: Case) -> bool:
    letters = {one.kind: one.state for one in unit.letters.list_for_case(case.id)}
    marked = [one.kind for one in unit.markers.list_about(case.registration)]
    return letters == {"warning": "withdrawn", "letter_withdrawn": "sent"} and marked == [
        MarkerKind.NO_AUTOMATIC_LETTER
    ]


def letter_waits_for_a_keeper(unit: Unit, case: Case) -> bool:
    (letter,) = unit.letters.list_for_case(case.id)
    return letter.state == "waiting" and of_kind(unit, case, TaskKind.KEEPER_LOOKUP)


def chain_of(*states: RequirementState) -> Callable[[Unit, Case], bool]:
    return lambda unit, case: tuple(one.state for one in unit.requirements.list_for_case(case.id)) == states


def was_reminded(unit: Unit, case: Case) -> bool:
    (link,) = unit.requirements.list_for_case(case.id)
    kinds = [one.kind for one in unit.letters.list_for_case(case.id)]
    return link.state is RequirementState.ASKED and link.reminded_on is not None and kinds == ["s172_alone", "reminder"]


def offer_is(kind: str, state: OfferState, task: TaskKind | None) -> Callable[[Unit, Case], bool]:
    def holds(unit: Unit, case: Case) -> bool:
        (offer,) = unit.offers.list_for_case(case.id)
        open_tasks = [one.kind for one in unit.worklist.list_for_case(case.id) if one.closed_at is None]
        return (offer.kind, offer.state, open_tasks) == (kind, state, [task] if task else [])

    return holds


def kept_silent(unit: Unit, case: Case) -> bool:
    allegation = case.allegations[-1]
    return (allegation.offence, allegation.against, allegation.open) == (FAIL_IDENTIFY, "keeper", True) and of_kind(
        unit, case, TaskKind.UNANSWERED
    )


ASKED, REPLIED = RequirementState.ASKED, RequirementState.REPLIED
STATES: dict[Shows, Callable[[Unit, Case], bool]] = {
    Shows.PREPARING: still_prepares,
    Shows.QUEUE: waits_in("queue"),
    Shows.CLAIMED: is_claimed,
    Shows.SKIPPED: was_given_back,
    Shows.CONFIRM: waits_in("confirm"),
    Shows.AUDIT: waits_in("audit"),
    Shows.URGENT: has_open_alarm,
    Shows.RESTRICTED: waits_in("restricted"),
    Shows.RESCUE: waits_in("rescue"),
    Shows.PROPOSED: proposal_waits,
    Shows.APPROVED: is_advice,
    Shows.DECLINED: was_declined,
    Shows.NO_ACTION: decided_as(Outcome.NO_FURTHER_ACTION, "no_further_action"),
    Shows.WARNED: decided_as(Outcome.WARNING_LETTER, "warning"),
    Shows.WARNED_AGAIN: second_level,
    Shows.NOTICE_TOLD: decided_as(Outcome.NOTICE, "formal_action"),
    Shows.NOTICE_UNTOLD: decided_as(Outcome.NOTICE, None),
    Shows.KEEPER_ASKED: keeper_was_asked,
    Shows.UNDONE: was_undone_first,
    Shows.LATE: decided_as(Outcome.OUT_OF_TIME_LATE, "no_further_action"),
    Shows.FORCE_LATE: decided_as(Outcome.OUT_OF_TIME_FORCE, "no_further_action"),
    Shows.REFERRED: decided_as(Outcome.REFERRED, "other"),
    Shows.OTHER: decided_as(Outcome.FALSE_PLATES, "other"),
    Shows.LETTER_FAILED: letter_can_be_retried,
    Shows.INCIDENT: is_one_incident,
    Shows.SEALED: is_sealed,
    Shows.WITHDRAWN: was_taken_back,
    Shows.TWO_OFFENCES: has_one_offence_left,
    Shows.EXCEPTION: relies_on_an_exception,
    Shows.SECTION_59: waits_for(TaskKind.SECTION_59),
    Shows.SUPERSEDED: was_superseded,
    Shows.STANDARDS: is_of_the_standards,
    Shows.MARKED: reporter_is_marked,
    Shows.SECOND_LOOK: a_second_look_waits,
    Shows.FINAL_WARNING: final_level_waits,
    Shows.TO_POST: waits_for_the_post,
    Shows.CONTESTED: waits_for(TaskKind.CONTEST),
    Shows.UPHELD: contest_was_upheld,
    Shows.RETURNED: waits_for(TaskKind.SERVE_ANOTHER_WAY),
    Shows.IN_DOUBT: waits_for(TaskKind.SERVICE_IN_DOUBT),
    Shows.LOOK_UP: letter_waits_for_a_keeper,
    Shows.NO_KEEPER: waits_for(TaskKind.NO_LETTER_POSSIBLE),
    Shows.REMINDED: was_reminded,
    Shows.DRIVER_NAMED: chain_of(REPLIED, ASKED),
    Shows.CHAIN: chain_of(REPLIED, REPLIED, ASKED),
    Shows.CONCLUDE: waits_for(TaskKind.CONCLUDE),
    Shows.COURSE_OFFERED: offer_is("course", OfferState.OFFERED, TaskKind.AWAIT_OFFER),
    Shows.PAID: offer_is("fixed_penalty", OfferState.PAID, None),
    Shows.LAPSED: offer_is("fixed_penalty", OfferState.LAPSED, TaskKind.CONCLUDE),
    Shows.COURT: decided_as(Outcome.COURT, "formal_action"),
    Shows.SILENT: kept_silent,
}
