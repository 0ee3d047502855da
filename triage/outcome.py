"""What may come of a case: the outcomes, what each needs, what is published, and which letters follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from triage.calendar import london_day
from triage.deadline import Clock, Standing, came_too_late, standing
from triage.errors import (
    ConflictOfInterest,
    MarkNotPlayed,
    NotAllowedNow,
    NotLawful,
    NotPermitted,
    ReasonMissing,
    TooLateToProsecute,
    UnknownOffence,
    UnknownReason,
)
from triage.escalation import next_level
from triage.offence import Enforceable, Offence
from triage.permission import Permission, may
from triage.policy import Policy, Reason

Refusal: TypeAlias = ConflictOfInterest | NotPermitted | NotLawful | NotAllowedNow


class Outcome(StrEnum):
    """What a person decides, or what the keeper's answer to a notice ends in."""

    NO_FURTHER_ACTION = "no_further_action"
    WARNING_LETTER = "warning_letter"
    NOTICE = "notice"
    EDUCATION_COURSE = "education_course"
    FIXED_PENALTY = "fixed_penalty"
    COURT = "court"
    REFERRED = "referred"
    FALSE_PLATES = "false_plates"
    EMERGENCY_EXEMPTION = "emergency_exemption"
    OUT_OF_TIME_FORCE = "out_of_time_force"
    OUT_OF_TIME_LATE = "out_of_time_late"


OUT_OF_TIME = frozenset({Outcome.OUT_OF_TIME_FORCE, Outcome.OUT_OF_TIME_LATE})
AFTER_NOTICE = frozenset({Outcome.EDUCATION_COURSE, Outcome.FIXED_PENALTY, Outcome.COURT})
NEEDS_MARK_PLAYED = frozenset({Outcome.WARNING_LETTER, Outcome.NOTICE})
NEEDS_REASON = frozenset(
    {Outcome.NO_FURTHER_ACTION, Outcome.REFERRED, Outcome.FALSE_PLATES, Outcome.EMERGENCY_EXEMPTION}
)
# West Midlands Police's published words. A notice has none of theirs: until the keeper answers it is under way.
DISPOSAL: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.NO_FURTHER_ACTION: "NFA",
        Outcome.WARNING_LETTER: "Warning Letter",
        Outcome.NOTICE: "Notice Issued",
        Outcome.EDUCATION_COURSE: "Education",
        Outcome.FIXED_PENALTY: "Fixed Penalty",
        Outcome.COURT: "Court",
        Outcome.REFERRED: "Other Action Taken",
        Outcome.FALSE_PLATES: "Other Action Taken",
        Outcome.EMERGENCY_EXEMPTION: "NFA",
        Outcome.OUT_OF_TIME_FORCE: "NFA",
        Outcome.OUT_OF_TIME_LATE: "NFA",
    }
)


@dataclass(frozen=True)
class DecisionFacts:
    """What a decision on one allegation depends on. `exception` says in words why RTOA 1988 s.2 applies."""

    offence: Offence
    clock: Clock
    received_at: datetime
    mark_played: bool
    seconds_played: float = 0.0
    escalation_step: int = 0
    willing_for_court: bool = True
    notice_sent: bool = False
    exception: str | None = None
    other_service: str | None = None


@dataclass(frozen=True)
class Decider:
    """Who decides: a role, and whether they or someone close stands in the case."""

    role: str
    in_conflict: bool = False


@dataclass(frozen=True)
class Decided:
    """A decision that the rules allow. It is held until `final_at`; `letters` are (kind, level) pairs."""

    outcome: Outcome
    reason: str | None
    offence: str
    role: str
    at: datetime
    final_at: datetime
    policy_version: int
    seconds_played: float
    disposal: str
    published_reason: str | None
    letters: tuple[tuple[str, str], ...]
    exception: str | None


def disposal(outcome: Outcome, reason: Reason | None = None) -> str:
    """The disposal that is published: the reason's own where it has one, else the outcome's."""
    return (reason.disposal if reason else None) or DISPOSAL[outcome]


def letters_following(outcome: Outcome, step: int, offence: Offence, policy: Policy) -> tuple[tuple[str, str], ...]:
    """The letters to the keeper that follow, as (kind, level); the level is empty for all but warnings.

    Cycle and helmet offences carry no keeper duty (RTA 1988 s.172 does not apply): the rider is served in person.
    """
    if not offence.s172_applies:
        return ()
    if outcome is Outcome.WARNING_LETTER:
        return (("warning", next_level(step, policy.ladder)),)
    if outcome is Outcome.NOTICE:
        return (("notice" if offence.nip_required else "s172_alone", ""),)
    return ()


def allowed_outcomes(facts: DecisionFacts, decider: Decider, policy: Policy, now: datetime) -> tuple[Outcome, ...]:
    """The outcomes this person could record now, the played mark and the reason aside."""
    return tuple(outcome for outcome in Outcome if _refusal(facts, outcome, decider, now) is None)


def why_not(facts: DecisionFacts, outcome: Outcome, decider: Decider, now: datetime) -> str:
    """What stands against this person recording this outcome now, in a sentence; empty when nothing does."""
    refusal = _refusal(facts, outcome, decider, now)
    return "" if refusal is None else refusal.sentence


def suggested(
    facts: DecisionFacts, decider: Decider, now: datetime, *, plate_known: bool, plays: bool | None
) -> tuple[Outcome, str]:
    """The likely outcome and its reason, for an officer to agree with or not. It is never chosen for them."""
    if plays is False:
        return Outcome.NO_FURTHER_ACTION, "The footage cannot be played."
    if not plate_known:
        return Outcome.NO_FURTHER_ACTION, "No registration is known, so no letter can reach a keeper."
    if facts.offence.enforceable in (Enforceable.NO, Enforceable.REDIRECT):
        return Outcome.NO_FURTHER_ACTION, "Footage from the public cannot prove this offence."
    against = why_not(facts, Outcome.NOTICE, decider, now)
    if against:
        return Outcome.WARNING_LETTER, against
    if facts.escalation_step:
        count = facts.escalation_step
        return Outcome.NOTICE, f"{count} earlier {'warning counts' if count == 1 else 'warnings count'}."
    if facts.offence.in_filter:
        reach = "a notice can still arrive in time" if facts.offence.nip_required else "it needs no notice in 14 days"
        return Outcome.NOTICE, f"A filter offence, and {reach}."
    return Outcome.WARNING_LETTER, "No earlier warning counts, and the offence is not in the filter."


def decide(
    facts: DecisionFacts, outcome: Outcome, reason: str | None, *, by: Decider, policy: Policy, now: datetime
) -> Decided:
    """The decision, or the first rule it breaks.

    Raises ConflictOfInterest, NotPermitted, UnknownOffence, TooLateToProsecute, NotLawful, NotAllowedNow,
    ReasonMissing, UnknownReason or MarkNotPlayed.
    """
    if facts.offence.slug not in policy.offences:
        raise UnknownOffence(facts.offence.slug)
    refusal = _refusal(facts, outcome, by, now)
    if refusal:
        raise refusal
    chosen = _reason(outcome, reason, policy)
    if outcome in NEEDS_MARK_PLAYED and not facts.mark_played:
        raise MarkNotPlayed("Play the marked moment before you record this.")
    return Decided(
        outcome=outcome,
        reason=chosen.slug if chosen else None,
        offence=facts.offence.slug,
        role=by.role,
        at=now,
        final_at=now + timedelta(seconds=policy.limits.hold_seconds),
        policy_version=policy.version,
        seconds_played=facts.seconds_played,
        disposal=disposal(outcome, chosen),
        published_reason=chosen.published if chosen else None,
        letters=letters_following(outcome, facts.escalation_step, facts.offence, policy),
        exception=facts.exception,
    )


def _reason(outcome: Outcome, slug: str | None, policy: Policy) -> Reason | None:
    """The reason given; where an outcome has just one, it need not be said."""
    known = policy.reasons_for(outcome)
    if slug:
        reason = policy.reason(slug)
        if reason not in known:
            raise UnknownReason(f"“{reason.words}” is not a reason for this outcome.")
        return reason
    if len(known) == 1:
        return known[0]
    if outcome in NEEDS_REASON:
        raise ReasonMissing("Say why: choose a reason for this outcome.")
    return None


def _refusal(facts: DecisionFacts, outcome: Outcome, decider: Decider, now: datetime) -> Refusal | None:
    if decider.in_conflict:
        return ConflictOfInterest("You or someone close to you stands in this case, so somebody else decides it.")
    needed = Permission.NOTICE_CONCLUDE if outcome in AFTER_NOTICE else Permission.CASE_DECIDE
    if not may(decider.role, needed):
        return NotPermitted("Your role does not allow you to record this.")
    if outcome is Outcome.NOTICE:
        return _notice_refusal(facts, decider, now)
    if outcome in AFTER_NOTICE and not facts.notice_sent:
        return NotAllowedNow("A notice comes first: the keeper has not yet been asked who was driving.")
    if outcome in OUT_OF_TIME:
        return _out_of_time_refusal(facts, outcome, now)
    return None


def _notice_refusal(facts: DecisionFacts, decider: Decider, now: datetime) -> Refusal | None:
    offence, limit = facts.offence, facts.clock.summary_limit
    if limit is not None and london_day(now) > limit:
        return TooLateToProsecute("The six months for beginning proceedings have passed.")
    if offence.enforceable in (Enforceable.NO, Enforceable.REDIRECT):
        return NotLawful("Footage from the public cannot prove this offence.")
    if not facts.willing_for_court:
        return NotLawful("The reporter is not willing to go to court, so a prosecution has no witness.")
    if facts.exception:
        return None
    where = standing(facts.clock, now)
    if where is Standing.EXPIRED:
        return TooLateToProsecute("The notice can no longer be served inside the 14 days.")
    if where is Standing.RESCUE and not (facts.other_service and may(decider.role, Permission.RESCUE_ACT)):
        return TooLateToProsecute(
            "A notice posted now can no longer arrive inside the 14 days. A supervisor may serve it another way."
        )
    return None


def _out_of_time_refusal(facts: DecisionFacts, outcome: Outcome, now: datetime) -> NotAllowedNow | None:
    if standing(facts.clock, now) is not Standing.EXPIRED:
        return NotAllowedNow("This offence is not out of time.")
    late = facts.clock.nip_required and came_too_late(facts.clock, facts.received_at)
    if late != (outcome is Outcome.OUT_OF_TIME_LATE):
        cause = "after the last posting day" if late else "in time"
        return NotAllowedNow(f"The report was received {cause}: record the other cause.")
    return None
