"""The four outcomes of the desk: what each means, what stands against it, and which one is suggested and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from api.views.review import OutcomeChoice
from api.views.review import Reason as ReasonChoice
from triage.errors import BadAnswer, ReasonMissing, UnknownReason
from triage.escalation import next_level
from triage.moves import MOVES
from triage.outcome import AFTER_NOTICE, Decider, DecisionFacts, Outcome
from triage.policy import Policy, Reason
from triage.ruling import suggested, wants_other_service, why_not
from triage.steps.letter import AUTOMATIC_REASON

OTHER = "other"
MAIN = (Outcome.NO_FURTHER_ACTION, Outcome.WARNING_LETTER, Outcome.NOTICE)
CONCLUSIONS = (Outcome.EDUCATION_COURSE, Outcome.FIXED_PENALTY, Outcome.COURT)
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
    """Every choice with its key. One is suggested for a first decision, none is chosen.

    What the table of moves leads to nowhere from here is left out, but the first four are always shown.
    """
    likely, why = (
        suggested(weighed.facts, weighed.decider, weighed.now, plate_known=weighed.plate_known, plays=weighed.plays)
        if weighed.facts.standing is None and not weighed.facts.against_keeper
        else (None, "")
    )
    return (
        *(_single(weighed, key, one, why if one is likely else "") for key, one in zip("123", MAIN, strict=True)),
        _other(weighed),
        *(
            _single(weighed, key, one, "")
            for key, one in zip("567", CONCLUSIONS, strict=True)
            if one in MOVES[weighed.facts.standing] and (weighed.facts.standing or weighed.facts.against_keeper)
        ),
    )


def is_any_open(weighed: Weighed) -> bool:
    """Whether this person may record anything at all."""
    return any(not _against(weighed, one) for one in Outcome)


def _against(weighed: Weighed, outcome: Outcome) -> str:
    return why_not(weighed.facts, outcome, weighed.decider, weighed.now)


def _single(weighed: Weighed, key: str, outcome: Outcome, why: str) -> OutcomeChoice:
    return OutcomeChoice(
        key=key,  # type: ignore[arg-type]  # a digit from "1" to "7"
        value=outcome.value,
        title=weighed.policy.outcome_titles[outcome],
        hint=_hint(weighed, outcome),
        what_next=_what_next(weighed, outcome),
        why_suggested=why,
        blocked=_against(weighed, outcome),
        reasons=_shown(reasons_offered(weighed.policy, outcome)),
        wants_service=wants_other_service(weighed.facts, outcome, weighed.decider, weighed.now),
    )


def _other(weighed: Weighed) -> OutcomeChoice:
    against = {one: _against(weighed, one) for one in OTHERS}
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
        Outcome.NOTICE: "Asks the keeper who was driving (s.172)"
        if weighed.facts.offence.s172_applies
        else "Served on the rider in person",
        Outcome.EDUCATION_COURSE: weighed.facts.offence.course,
        Outcome.FIXED_PENALTY: _pounds(weighed.facts.offence.fpn_pence),
        Outcome.COURT: "The file goes to the prosecutors",
    }[outcome]


def _pounds(pence: int | None) -> str:
    return "" if pence is None else f"£{pence // 100}, as a conditional offer"


def _held(weighed: Weighed) -> str:
    return f"Held for {weighed.policy.limits.hold_seconds} seconds, then final."


def _what_next(weighed: Weighed, outcome: Outcome) -> str:
    return f"{_held(weighed)} {_recalled(weighed, outcome)}{_follows(weighed, outcome)}"


def _recalled(weighed: Weighed, outcome: Outcome) -> str:
    """What becomes of the letter of the decision that stands."""
    if weighed.facts.standing not in (Outcome.NOTICE, Outcome.WARNING_LETTER) or outcome in AFTER_NOTICE:
        return ""
    if weighed.facts.letter_left:
        return "The letter has left: its recipient is told that it is taken back. "
    return "Its letter is recalled. "


def _follows(weighed: Weighed, outcome: Outcome) -> str:
    offence = weighed.facts.offence
    if outcome is Outcome.NO_FURTHER_ACTION:
        return "No letter goes to the keeper; the reporter is told."
    if outcome is Outcome.COURT:
        return "No letter follows; the case is for the court."
    if outcome in AFTER_NOTICE:
        return "Then the offer goes to the driver who was named."
    if not offence.s172_applies:
        return "The keeper has no duty here, so the rider is served in person. Say how."
    if outcome is Outcome.WARNING_LETTER:
        return f"Then a warning letter of level {_level(weighed)} goes to the registered keeper."
    if offence.nip_required:
        return "Then the notice and the request to name the driver go to the registered keeper."
    return "Then the request to name the driver goes to the registered keeper, without a notice."
