"""What a reporter is told of what came of it: a class of outcome, never early, and never less to a victim."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from triage.outcome import OUT_OF_TIME, Outcome
from triage.policy import Policy


class OutcomeClass(StrEnum):
    """The most that any reporter is told; the words stand in the policy."""

    FORMAL_ACTION = "formal_action"
    WARNING = "warning"
    NO_FURTHER_ACTION = "no_further_action"
    OTHER = "other"


class Progress(StrEnum):
    """How far one vehicle's case has come, as its reporter may know it."""

    RECEIVED = "received"
    CHECKED = "checked"
    REVIEWING = "reviewing"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class FeedbackFacts:
    """One vehicle's case as the status page may use it. Days are London days; None is not yet.

    `letter_served_on` is the presumed service of the letter that follows.
    """

    progress: Progress
    outcome: Outcome | None = None
    is_final: bool = False
    letter_served_on: date | None = None
    watched: bool = False
    victim: bool = False


CLASSES = {
    Outcome.NOTICE: OutcomeClass.FORMAL_ACTION,
    Outcome.EDUCATION_COURSE: OutcomeClass.FORMAL_ACTION,
    Outcome.FIXED_PENALTY: OutcomeClass.FORMAL_ACTION,
    Outcome.COURT: OutcomeClass.FORMAL_ACTION,
    Outcome.WARNING_LETTER: OutcomeClass.WARNING,
    Outcome.NO_FURTHER_ACTION: OutcomeClass.NO_FURTHER_ACTION,
    Outcome.EMERGENCY_EXEMPTION: OutcomeClass.NO_FURTHER_ACTION,
    **dict.fromkeys(OUT_OF_TIME, OutcomeClass.NO_FURTHER_ACTION),
    Outcome.REFERRED: OutcomeClass.OTHER,
    Outcome.FALSE_PLATES: OutcomeClass.OTHER,
}


def outcome_class(outcome: Outcome) -> OutcomeClass:
    """Formal action, warning, no further action or other."""
    return CLASSES[outcome]


def may_be_told(facts: FeedbackFacts, today: date) -> bool:
    """Whether the decision may be spoken of: final, and a notice never earlier than its service."""
    if facts.progress is not Progress.DECIDED or not facts.is_final or facts.outcome is None:
        return False
    if facts.outcome is Outcome.NOTICE:
        return facts.letter_served_on is not None and today >= facts.letter_served_on
    return True


def told_class(facts: FeedbackFacts, policy: Policy, today: date) -> OutcomeClass | None:
    """The class this reporter is told today, or None: not yet, or the force tells only victims."""
    if facts.outcome is None or not may_be_told(facts, today):
        return None
    return outcome_class(facts.outcome) if facts.victim or policy.feedback.tell_outcome else None


def status_lines(facts: FeedbackFacts, policy: Policy, today: date) -> tuple[str, ...]:
    """The sentences of the status page for one vehicle. A victim always learns the decision and the review."""
    words = policy.feedback.words
    if facts.progress is Progress.WITHDRAWN:
        return (words["withdrawn"],)
    if not may_be_told(facts, today):
        # A decision that may not be told yet looks like a review still under way.
        waiting = Progress.REVIEWING if facts.progress is Progress.DECIDED else facts.progress
        return (words[waiting],)
    told = told_class(facts, policy, today)
    if told is None:
        return (words["not_told"],)
    lines = [words[told], words["watched" if facts.watched else "unwatched"]]
    if not facts.watched and told is not OutcomeClass.WARNING:
        lines.pop()
    if facts.victim:
        lines.append(words["victim_review"])
    return tuple(lines)
