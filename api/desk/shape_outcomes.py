"""The four outcomes of the desk: what each means, what stands against it, and which one is suggested and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from api.views.review import OutcomeChoice
from api.views.review import Reason as ReasonChoice
from triage.errors import BadAnswer, ReasonMissing, UnknownReason
from triage.escalation import next_level
from triage.outcome import AFTER_NOTICE, Decider, DecisionFacts, Outcome, suggested, why_not
from triage.policy import Policy, Reason
from triage.steps.letter import AUTOMATIC_REASON

OTHER = "other"
MAIN = (Outcome.NO_FURTHER_ACTION, Outcome.WARNING_LETTER, Outcome.NOTICE)
OTHERS = tuple(one for one in Outcome if one not in MAIN and one not in AFTER_NOTICE)


@dataclass(frozen=True)
class Weighed:
    """What the outcomes of one case depend on."""

    facts: DecisionFacts
    decider: Decider
    policy: Policy
    now: datetime
    plate_known: bool
    plays: bool | None


def reasons_offered(policy: Policy, outcome: Outcome) -> tuple[Reason, ...]:
    """The reasons an officer may give; the automatic letter's own reason is not theirs."""
    return tuple(one for one in policy.reasons_for(outcome) if one.slug != AUTOMATIC_REASON)


def chosen_outcome(policy: Policy, outcome: str, reason: str) -> Outcome:
    """What the form means: the fourth choice takes its outcome from its reason.

    Raises BadAnswer, ReasonMissing or UnknownReason.
    """
    if reason == AUTOMATIC_REASON:
        raise UnknownReason("That reason belongs to letters that a sergeant approves unwatched.")
    if outcome == OTHER:
        if not reason:
            raise ReasonMissing("Say why: choose a reason for this outcome.")
        return Outcome(policy.reason(reason).outcome)
    if outcome not in set(Outcome):
        raise BadAnswer("outcome", "Choose an outcome first.")
    return Outcome(outcome)


def choices_of(weighed: Weighed) -> tuple[OutcomeChoice, ...]:
    """The four choices. One is suggested, none is chosen."""
    likely, why = suggested(
        weighed.facts, weighed.decider, weighed.now, plate_known=weighed.plate_known, plays=weighed.plays
    )
    return (
        *(_main(weighed, key, one, why if one is likely else "") for key, one in zip("123", MAIN, strict=True)),
        _other(weighed),
    )


def _main(weighed: Weighed, key: str, outcome: Outcome, why: str) -> OutcomeChoice:
    offered = reasons_offered(weighed.policy, outcome)
    return OutcomeChoice(
        key=key,  # type: ignore[arg-type]  # "1", "2" or "3"
        value=outcome.value,
        title=weighed.policy.outcome_titles[outcome],
        hint=_hint(weighed, outcome),
        what_next=_what_next(weighed, outcome),
        why_suggested=why,
        blocked=why_not(weighed.facts, outcome, weighed.decider, weighed.now),
        reasons=_shown(offered),
    )


def _other(weighed: Weighed) -> OutcomeChoice:
    against = {one: why_not(weighed.facts, one, weighed.decider, weighed.now) for one in OTHERS}
    open_to = [one for one in OTHERS if not against[one]]
    return OutcomeChoice(
        key="4",
        value=OTHER,
        title="Other",
        hint="Referred, false plates, emergency vehicle, out of time",
        what_next=f"{_held(weighed)} No letter goes to the keeper.",
        blocked="" if open_to else next(iter(against.values())),
        reasons=_shown([reason for one in open_to for reason in reasons_offered(weighed.policy, one)]),
    )


def _shown(reasons: Iterable[Reason]) -> tuple[ReasonChoice, ...]:
    return tuple(ReasonChoice(one.slug, one.words, one.key) for one in reasons)


def _level(weighed: Weighed) -> str:
    return next_level(weighed.facts.escalation_step, weighed.policy.ladder)


def _hint(weighed: Weighed, outcome: Outcome) -> str:
    return {
        Outcome.NO_FURTHER_ACTION: "Choose the reason by its letter",
        Outcome.WARNING_LETTER: f"Level {_level(weighed)}, by the vehicle’s history",
        Outcome.NOTICE: "Asks the keeper who was driving (s.172)",
    }[outcome]


def _held(weighed: Weighed) -> str:
    return f"Held for {weighed.policy.limits.hold_seconds} seconds, then final."


def _what_next(weighed: Weighed, outcome: Outcome) -> str:
    if outcome is Outcome.NO_FURTHER_ACTION:
        return f"{_held(weighed)} No letter goes to the keeper; the reporter is told."
    if not weighed.facts.offence.s172_applies:
        return f"{_held(weighed)} The keeper has no duty here, so the rider is served in person."
    if outcome is Outcome.WARNING_LETTER:
        return f"{_held(weighed)} Then a warning letter of level {_level(weighed)} goes to the registered keeper."
    if weighed.facts.offence.nip_required:
        return f"{_held(weighed)} Then the notice and the request to name the driver go to the registered keeper."
    return f"{_held(weighed)} Then the request to name the driver goes to the registered keeper, without a notice."
