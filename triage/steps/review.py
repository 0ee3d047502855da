"""Review: an officer takes a case, watches it, gives it back or leaves a note."""

from datetime import time
from uuid import UUID

from triage.actor import Officer
from triage.calendar import at_london
from triage.case import Case
from triage.errors import BadAnswer, ConflictOfInterest, NotReviewed
from triage.finding import Finding
from triage.permission import Permission, require
from triage.steps.ports import Unit
from triage.submission import line, words

SKIP_REASONS = frozenset({"not_sure", "needs_second_look", "technical", "known_to_me", "break", "not_said"})
URGENT = "urgent"
LANES_OF_THEIR_OWN = {"restricted": Permission.RESTRICTED_VIEW, "rescue": Permission.RESCUE_ACT}


def claim_next(unit: Unit, officer: Officer) -> Case | None:
    """The first case of the queue that nobody holds, not the officer's own vehicle, not one they skipped today."""
    policy = unit.policy.on(unit.today)
    case_id = unit.queue.claim_next(
        officer.id,
        lease_seconds=policy.limits.lease_seconds,
        not_registrations=officer.registrations,
        not_cases=unit.queue.list_skipped(officer.id, at_london(unit.today, time.min)),
    )
    if case_id is None:
        return None
    unit.history.add(case_id, "claimed", officer.actor)
    return unit.cases.get(case_id)


def claim(unit: Unit, case_id: UUID, officer: Officer) -> Case:
    """One named case, unless somebody else holds it or the officer stands in it."""
    case = unit.cases.get(case_id)
    may_open(case, officer)
    unit.queue.claim(case_id, officer.id, lease_seconds=unit.policy.on(unit.today).limits.lease_seconds)
    unit.history.add(case_id, "claimed", officer.actor)
    return unit.cases.get(case_id)


def may_read(case: Case, officer: Officer) -> None:
    """Raises ConflictOfInterest for the officer's own vehicle, NotPermitted for a restricted case."""
    if case.registration and case.registration in officer.registrations:
        raise ConflictOfInterest("Your own vehicle stands in this case, so somebody else looks at it.")
    if case.lane == "restricted":
        require(officer.role, Permission.RESTRICTED_VIEW)


def may_open(case: Case, officer: Officer) -> None:
    """Raises ConflictOfInterest for the officer's own vehicle, NotPermitted for a lane above their role."""
    may_read(case, officer)
    if case.lane in LANES_OF_THEIR_OWN:
        require(officer.role, LANES_OF_THEIR_OWN[case.lane])


def keep_claim(unit: Unit, case_id: UUID, officer: Officer) -> bool:
    """The heartbeat of an open page; False when the case is no longer this officer's."""
    seconds = unit.policy.on(unit.today).limits.lease_seconds
    return unit.queue.heartbeat(case_id, officer.id, lease_seconds=seconds)


def skip(unit: Unit, case_id: UUID, officer: Officer, why: str) -> None:
    """Give a case back undecided, with a word why; skips are counted. NotReviewed when it is not theirs to give."""
    if unit.cases.get_locked(case_id).claimed_by != officer.id:
        raise NotReviewed("This report is not yours at the moment, so there is nothing to give back.")
    unit.queue.release(case_id, officer.id)
    unit.history.add(case_id, "skipped", officer.actor, {"why": _code(why)})


def note(unit: Unit, case_id: UUID, officer: Officer, text: str) -> None:
    """A note beside the case. Its words are a finding (they may be personal); history holds that it was made."""
    case = unit.cases.get(case_id)
    unit.findings.add(case.submission_id, (_noted(words("note", text, "a note", limit=2000), officer),))
    unit.history.add(case_id, "noted", officer.actor)


def close_alarm(unit: Unit, alarm_id: UUID, said: str, *, by: Officer) -> None:
    """A supervisor closes an alarm with what was done; an urgent one only with the control room's log number."""
    require(by.role, Permission.ALARM_CLOSE)
    alarm = unit.alarms.get_open(alarm_id)
    if alarm.kind != URGENT:
        unit.alarms.close(alarm_id, by.id, line("log_number", said, "what was done"))
        return
    number = line("log_number", said, "the control room's log number", limit=40)
    if not any(sign.isdigit() for sign in number):
        raise BadAnswer("log_number", "An urgent referral closes only with the log number the control room gave you.")
    unit.alarms.close(alarm_id, by.id, number)
    unit.history.add(alarm.subject, "urgent_closed", by.actor, {"alarm": str(alarm_id), "log_number": number})


def _noted(text: str, officer: Officer) -> Finding:
    return Finding("note", {"words": text, "by": officer.name}, "officer", "desk", "1")


def _code(why: str) -> str:
    if why not in SKIP_REASONS:
        raise BadAnswer("why", "Choose why you skip this report.")
    return why
