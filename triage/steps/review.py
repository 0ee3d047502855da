"""Review: an officer takes a case, watches it, gives it back, hands it on or leaves a note."""

from datetime import time
from uuid import UUID

from triage.actor import Officer
from triage.calendar import at_london
from triage.case import Case
from triage.errors import BadAnswer, NotAllowedNow, NotReviewed, SomeoneElseWasFirst
from triage.finding import Finding
from triage.permission import Permission, may, require
from triage.steps.facts import conflict_of, refuse_conflict
from triage.steps.ports import Unit
from triage.steps.refer import urgent_handled
from triage.submission import line, words

SKIP_REASONS = frozenset({"not_sure", "needs_second_look", "technical", "needs_expertise", "break", "not_said"})
URGENT = "urgent"
SECOND_LOOK = "second_look"
LANES_OF_THEIR_OWN = {"restricted": Permission.RESTRICTED_VIEW, "rescue": Permission.RESCUE_ACT}


def claim_next(unit: Unit, officer: Officer, *, lane: str = "queue") -> Case | None:
    """The first case of a lane that can be acted on and nobody holds, but none that is closed to this officer.

    Left out are their own vehicle, those they skipped today, and those they or someone close stand in.
    """
    policy = unit.policy.on(unit.today)
    skipped = unit.queue.list_skipped(officer.id, at_london(unit.today, time.min))
    while True:
        case_id = unit.queue.claim_next(
            officer.id,
            lease_seconds=policy.limits.lease_seconds,
            today=unit.today,
            lane=lane,
            not_registrations=officer.registrations,
            not_cases=skipped,
        )
        if case_id is None:
            return None
        case = unit.cases.get(case_id)
        if not conflict_of(unit, case, officer):
            unit.history.add(case_id, "claimed", officer.actor)
            return case
        # A name or an address agrees: on record from here, so that it is never served to them again.
        stand_aside(unit, case, officer)


def claim(unit: Unit, case_id: UUID, officer: Officer) -> Case:
    """One named case, unless somebody else holds it or the officer stands in it."""
    case = unit.cases.get(case_id)
    may_open(unit, case, officer)
    unit.queue.claim(case_id, officer.id, lease_seconds=unit.policy.on(unit.today).limits.lease_seconds)
    if case.claimed_by in (None, officer.id):
        unit.history.add(case_id, "claimed", officer.actor)
    else:
        unit.history.add(case_id, "taken_over", officer.actor, {"from": str(case.claimed_by), "lapsed": True})
    return unit.cases.get(case_id)


def take_over(unit: Unit, case_id: UUID, officer: Officer) -> Case:
    """Take a case from whoever holds it: anybody once the lease ran out, a supervisor at any time.

    Raises SomeoneElseWasFirst for an officer while the lease runs.
    """
    case = unit.cases.get_locked(case_id)
    may_open(unit, case, officer)
    if not case.is_claimed(unit.now) or case.claimed_by == officer.id:
        return claim(unit, case_id, officer)
    if not may(officer.role, Permission.CASE_TAKE_OVER):
        raise SomeoneElseWasFirst(unit.staff.get(case.claimed_by).name if case.claimed_by else "Somebody", unit.now)
    before = unit.queue.take_over(case_id, officer.id, lease_seconds=unit.policy.on(unit.today).limits.lease_seconds)
    unit.history.add(case_id, "taken_over", officer.actor, {"from": str(before), "lapsed": False})
    return unit.cases.get(case_id)


def may_read(unit: Unit, case: Case, officer: Officer) -> None:
    """Raises ConflictOfInterest for whoever stands in the case, NotPermitted for a restricted one."""
    refuse_conflict(unit, case, officer)
    if case.lane == "restricted":
        require(officer.role, Permission.RESTRICTED_VIEW)


def may_open(unit: Unit, case: Case, officer: Officer) -> None:
    """Raises ConflictOfInterest for whoever stands in the case, NotPermitted for a lane above their role."""
    may_read(unit, case, officer)
    if case.lane in LANES_OF_THEIR_OWN:
        require(officer.role, LANES_OF_THEIR_OWN[case.lane])


def keep_claim(unit: Unit, case_id: UUID, officer: Officer) -> bool:
    """The heartbeat of an open page; False when the case is no longer this officer's."""
    seconds = unit.policy.on(unit.today).limits.lease_seconds
    return unit.queue.heartbeat(case_id, officer.id, lease_seconds=seconds)


def skip(unit: Unit, case_id: UUID, officer: Officer, why: str) -> None:
    """Give a case back undecided, with a word why; skips are counted. NotReviewed when it is not theirs to give."""
    code = _code(why)
    _held_by(unit, case_id, officer)
    unit.queue.release(case_id, officer.id)
    unit.history.add(case_id, "skipped", officer.actor, {"why": code})


def release(unit: Unit, case_id: UUID, officer: Officer) -> None:
    """Give a case back without its counting as a skip: it may be served to the same person again."""
    _held_by(unit, case_id, officer)
    unit.queue.release(case_id, officer.id)
    unit.history.add(case_id, "released", officer.actor)


def declare_conflict(unit: Unit, case_id: UUID, officer: Officer) -> None:
    """The officer knows somebody in the case: it is given back, and closed to them from here on."""
    case = unit.cases.get_locked(case_id)
    stand_aside(unit, case, officer)


def stand_aside(unit: Unit, case: Case, officer: Officer) -> None:
    """Put a conflict on record, once, and give the case back if this person holds it."""
    unit.queue.release(case.id, officer.id)
    if unit.staff.declare_conflict(case.id, officer.id):
        unit.history.add(case.id, "conflict_declared", officer.actor)


def note(unit: Unit, case_id: UUID, officer: Officer, text: str) -> None:
    """A note beside the case. Its words are a finding (they may be personal); history holds that it was made."""
    case = unit.cases.get(case_id)
    unit.findings.add(case.submission_id, (_noted(words("note", text, "a note", limit=2000), officer),))
    unit.history.add(case_id, "noted", officer.actor)


def close_alarm(unit: Unit, alarm_id: UUID, said: str, *, by: Officer) -> None:
    """A supervisor closes an alarm with what was done; an urgent one only with the control room's log number.

    Raises NotAllowedNow for that of a second look, which ends with its answer.
    """
    require(by.role, Permission.ALARM_CLOSE)
    alarm = unit.alarms.get_open(alarm_id)
    if alarm.kind == URGENT:
        urgent_handled(unit, alarm.subject, said, by=by)
    elif alarm.kind == SECOND_LOOK:
        raise NotAllowedNow("This alarm ends with the second look: confirm the decision, or send it back.")
    else:
        unit.alarms.close(alarm_id, by.id, line("log_number", said, "what was done"))


def _held_by(unit: Unit, case_id: UUID, officer: Officer) -> None:
    if unit.cases.get_locked(case_id).claimed_by != officer.id:
        raise NotReviewed("This report is not yours at the moment, so there is nothing to give back.")


def _noted(text: str, officer: Officer) -> Finding:
    return Finding("note", {"words": text, "by": officer.name}, "officer", "desk", "1")


def _code(why: str) -> str:
    if why not in SKIP_REASONS:
        raise BadAnswer("why", "Choose why you skip this report.")
    return why
