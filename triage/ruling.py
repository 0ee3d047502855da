"""What may be recorded now: the table of moves held against the facts of one allegation and one person."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TypeAlias

from triage.calendar import london_day
from triage.deadline import Standing, came_too_late, standing
from triage.errors import (
    ConflictOfInterest,
    MarkNotPlayed,
    NotAllowedNow,
    NotLawful,
    NotPermitted,
    NotReviewed,
    ReasonMissing,
    TooLateToProsecute,
    TriageError,
    UnknownOffence,
    UnknownReason,
)
from triage.moves import FORM_NEEDS, KIND_NEEDS, MOVES, Move, Need, Until
from triage.offence import Enforceable, Offence
from triage.outcome import AFTER_NOTICE, Decided, Decider, DecisionFacts, Outcome, disposal, letters_following
from triage.permission import may
from triage.policy import Policy, Reason

Unmet: TypeAlias = tuple[type[TriageError], str]
NO_COURSE = ("none", "-")
CANNOT_PROVE = frozenset({Enforceable.NO, Enforceable.REDIRECT, Enforceable.DERIVED})
UNMET: Mapping[Need, Unmet] = MappingProxyType(
    {
        Need.ABOUT_DRIVING: (NotLawful, "This is the keeper’s own offence: fixed penalty, court or no further action."),
        Need.KEEPER_OFFENCE: (
            NotAllowedNow,
            "A notice comes first: the keeper has not yet been asked who was driving.",
        ),
        Need.S172: (NotLawful, "The keeper has no duty here: the rider is served in person."),
        Need.IN_PERSON: (NotLawful, "The keeper can be asked who was driving, so the notice goes to the keeper."),
        Need.OWN: (NotPermitted, "Somebody else recorded the decision that stands: a supervisor may change it."),
        Need.PLATE_KNOWN: (NotAllowedNow, "No registration is known, so no letter can reach a keeper."),
        Need.OTHER_PLATE: (
            NotAllowedNow,
            "The plate was found to be false: no letter goes to its keeper. Correct the registration first.",
        ),
        Need.ONE_LETTER: (
            NotAllowedNow,
            "The keeper already has a letter about this from another report of the event: this one corroborates it.",
        ),
        Need.ENFORCEABLE: (NotLawful, "Footage from the public cannot prove this offence."),
        Need.WILLING: (
            NotLawful,
            "A prosecution would have no witness: the reporter is not willing to go to court, or drove badly here.",
        ),
        Need.UNPUBLISHED: (
            NotLawful,
            "The reporter posted the video in public: by this force’s policy that leaves a warning, no prosecution.",
        ),
        Need.ORIGINAL: (
            NotLawful,
            "The reporter no longer has the original: by this force’s policy that leaves a warning, no prosecution.",
        ),
        Need.NOTICE_SERVED: (NotAllowedNow, "The notice has not been served yet."),
        Need.PERSON_KNOWN: (NotAllowedNow, "The driver has not been named yet."),
        Need.COURSE: (NotLawful, "No course is offered for this offence."),
        Need.FIXED_PENALTY: (NotLawful, "This offence has no fixed penalty."),
        Need.EXCEPTION: (TooLateToProsecute, "The notice can no longer be served inside the 14 days."),
        Need.OUT_OF_TIME: (NotAllowedNow, "This offence is not out of time."),
        Need.FORCE_WAS_LATE: (
            NotAllowedNow,
            "The report was received after the last posting day: record the other cause.",
        ),
        Need.REPORT_WAS_LATE: (NotAllowedNow, "The report was received in time: record the other cause."),
        Need.CLAIMED: (NotReviewed, "Open this report before you decide it: it is not yours at the moment."),
        Need.OTHER_SERVICE: (ReasonMissing, "Say how it is served: the words are kept with the decision."),
        Need.REASON: (ReasonMissing, "Say why: choose a reason for this outcome."),
        Need.MARK_PLAYED: (MarkNotPlayed, "Play the marked moment before you record this."),
    }
)
"""What is said where a need is not met, and as which refusal."""


def _was_late(facts: DecisionFacts) -> bool:
    return facts.clock.nip_required and came_too_late(facts.clock, facts.received_at)


def has_course(offence: Offence) -> bool:
    """Whether the offence table names a course that can be offered instead of court; "(court)" is the court's own."""
    return bool(offence.course) and not offence.course.startswith(NO_COURSE) and "(court)" not in offence.course


MET: Mapping[Need, Callable[[DecisionFacts, datetime], bool]] = MappingProxyType(
    {
        Need.ABOUT_DRIVING: lambda facts, _now: not facts.against_keeper,
        Need.KEEPER_OFFENCE: lambda facts, _now: facts.against_keeper,
        Need.S172: lambda facts, _now: facts.offence.s172_applies,
        Need.IN_PERSON: lambda facts, _now: not facts.offence.s172_applies,
        Need.OWN: lambda facts, _now: facts.own,
        Need.PLATE_KNOWN: lambda facts, _now: facts.plate_known,
        Need.OTHER_PLATE: lambda facts, _now: facts.plate_changed,
        Need.ONE_LETTER: lambda facts, _now: not facts.is_lettered,
        Need.ENFORCEABLE: lambda facts, _now: facts.offence.enforceable not in CANNOT_PROVE,
        Need.WILLING: lambda facts, _now: facts.willing_for_court,
        Need.UNPUBLISHED: lambda facts, _now: facts.unpublished,
        Need.ORIGINAL: lambda facts, _now: facts.original,
        Need.NOTICE_SERVED: lambda facts, _now: facts.notice_served,
        Need.PERSON_KNOWN: lambda facts, _now: facts.person_known,
        Need.COURSE: lambda facts, _now: has_course(facts.offence),
        Need.FIXED_PENALTY: lambda facts, _now: facts.offence.fpn_pence is not None,
        Need.EXCEPTION: lambda facts, _now: facts.exception is not None,
        Need.OUT_OF_TIME: lambda facts, now: standing(facts.clock, now) is Standing.EXPIRED,
        Need.FORCE_WAS_LATE: lambda facts, _now: not _was_late(facts),
        Need.REPORT_WAS_LATE: lambda facts, _now: _was_late(facts),
        Need.CLAIMED: lambda facts, _now: facts.claimed,
        Need.OTHER_SERVICE: lambda facts, _now: bool(facts.other_service),
        Need.REASON: lambda _facts, _now: True,  # asked of the policy, which knows whether there is a choice
        Need.MARK_PLAYED: lambda facts, _now: facts.mark_played,
    }
)


def allowed_outcomes(facts: DecisionFacts, decider: Decider, now: datetime) -> tuple[Outcome, ...]:
    """The outcomes this person could record now, if they gave what the form still asks for."""
    return tuple(outcome for outcome in Outcome if not why_not(facts, outcome, decider, now))


def why_not(
    facts: DecisionFacts, outcome: Outcome, decider: Decider, now: datetime, *, given: frozenset[Need] = FORM_NEEDS
) -> str:
    """What stands against this person recording this outcome now, in a sentence; empty when nothing does.

    `given` are the needs taken as met: by default all that the person can still give on the form.
    """
    try:
        _way(facts, outcome, decider, now, given)
    except TriageError as refusal:
        return refusal.sentence
    return ""


def wants_other_service(facts: DecisionFacts, outcome: Outcome, decider: Decider, now: datetime) -> bool:
    """Whether the only way left to this outcome wants words about how it is served."""
    against = why_not(facts, outcome, decider, now, given=FORM_NEEDS - {Need.OTHER_SERVICE})
    return bool(against) and not why_not(facts, outcome, decider, now)


def suggested(
    facts: DecisionFacts, decider: Decider, now: datetime, *, plate_known: bool, plays: bool | None
) -> tuple[Outcome, str]:
    """The likely outcome and its reason, for an officer to agree with or not. It is never chosen for them."""
    if plays is False:
        return Outcome.NO_FURTHER_ACTION, "The footage cannot be played."
    if not plate_known and facts.offence.s172_applies:
        return Outcome.NO_FURTHER_ACTION, UNMET[Need.PLATE_KNOWN][1]
    if facts.offence.enforceable in CANNOT_PROVE:
        return Outcome.NO_FURTHER_ACTION, UNMET[Need.ENFORCEABLE][1]
    against = why_not(facts, Outcome.NOTICE, decider, now, given=FORM_NEEDS - {Need.OTHER_SERVICE})
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
    NotReviewed, ReasonMissing, UnknownReason or MarkNotPlayed.
    """
    if facts.offence.slug not in policy.offences:
        raise UnknownOffence(facts.offence.slug)
    way = _way(facts, outcome, by, now, given=frozenset({Need.MARK_PLAYED}))
    chosen = _reason(outcome, reason, policy, is_needed=Need.REASON in way.needs)
    if Need.MARK_PLAYED in way.needs and not facts.mark_played:
        raise _refused(Need.MARK_PLAYED)
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
        exception=facts.exception if Need.EXCEPTION in way.needs else None,
        other_service=facts.other_service if Need.OTHER_SERVICE in way.needs else None,
    )


def _reason(outcome: Outcome, slug: str | None, policy: Policy, *, is_needed: bool) -> Reason | None:
    """The reason given; where an outcome has just one, it need not be said."""
    known = policy.reasons_for(outcome)
    if slug:
        reason = policy.reason(slug)
        if reason not in known:
            raise UnknownReason(f"“{reason.words}” is not a reason for this outcome.")
        return reason
    if len(known) == 1:
        return known[0]
    if is_needed:
        raise _refused(Need.REASON)
    return None


def _way(facts: DecisionFacts, outcome: Outcome, decider: Decider, now: datetime, given: frozenset[Need]) -> Move:
    """The first way that is open; else the refusal of the first that fits. `given` needs are not asked."""
    if decider.in_conflict:
        raise ConflictOfInterest("You or someone close to you stands in this case, so somebody else decides it.")
    ways = MOVES[facts.standing].get(outcome, ())
    if not ways:
        raise _no_way(facts.standing, outcome)
    fitting = [one for one in ways if all(MET[need](facts, now) for need in one.needs & KIND_NEEDS)] or list(ways)
    permitted = [one for one in fitting if may(decider.role, one.permission)]
    if not permitted:
        raise NotPermitted("Your role does not allow you to record this.")
    refusals = [(one, _refusal(one, facts, now, given)) for one in permitted]
    for way, refusal in refusals:
        if refusal is None:
            return way
    raise refusals[0][1] or NotAllowedNow("This cannot be recorded.")


def _no_way(standing_now: Outcome | None, outcome: Outcome) -> NotAllowedNow:
    if outcome in AFTER_NOTICE and standing_now not in AFTER_NOTICE:
        return NotAllowedNow(UNMET[Need.KEEPER_OFFENCE][1])
    return NotAllowedNow("This cannot follow the decision that stands.")


def _refusal(way: Move, facts: DecisionFacts, now: datetime, given: frozenset[Need]) -> TriageError | None:
    """What the facts, then the time, then the form lack for this way; in this order."""
    asked = [need for need in Need if need in way.needs - given and not MET[need](facts, now)]
    of_facts = [need for need in asked if need not in FORM_NEEDS]
    if of_facts:
        return _refused(of_facts[0])
    too_late = next((late for until in way.until if (late := _too_late(until, facts, now))), None)
    return too_late or (_refused(asked[0]) if asked else None)


def _refused(need: Need) -> TriageError:
    kind, sentence = UNMET[need]
    return kind(sentence)


def _too_late(until: Until, facts: DecisionFacts, now: datetime) -> TriageError | None:
    """Whether this time has passed; the six months stand above the fourteen days."""
    today, clock = london_day(now), facts.clock
    if until is Until.LETTER_LEFT:
        has_left = facts.letter_left or (facts.decided_on is not None and today > facts.decided_on)
        return (
            NotAllowedNow("Its letter has left, or its day is over: a supervisor may change it.") if has_left else None
        )
    if clock.summary_limit is not None and today > clock.summary_limit:
        return TooLateToProsecute("The six months for beginning proceedings have passed.")
    if until is Until.SUMMARY_LIMIT:
        return None
    if clock.service_deadline is not None and today > clock.service_deadline:
        return TooLateToProsecute(UNMET[Need.EXCEPTION][1])
    if until is Until.LAST_POST and clock.last_post is not None and today > clock.last_post:
        return TooLateToProsecute(
            "A notice posted now can no longer arrive inside the 14 days. A supervisor may serve it another way."
        )
    return None
