"""What a rule says when it refuses: a sentence for the person who meets it and a code for the machine."""

from datetime import datetime
from typing import ClassVar


class TriageError(Exception):
    """A rule said no. `sentence` is shown as it stands; `code` never changes once published."""

    code: ClassVar[str] = "refused"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


class NotLawful(TriageError):
    """The law does not allow this action on these facts."""

    code: ClassVar[str] = "not_lawful"


class TooLateToProsecute(NotLawful):
    """A statutory time limit has passed."""

    code: ClassVar[str] = "too_late_to_prosecute"


class NotAllowedNow(TriageError):
    """The case is not at a point where this can be done."""

    code: ClassVar[str] = "not_allowed_now"


class NotReviewed(NotAllowedNow):
    """A decision was asked of a case that its decider has not claimed."""

    code: ClassVar[str] = "not_reviewed"


class MarkNotPlayed(NotAllowedNow):
    """A notice, court or desk warning needs the marked moment of the footage to have been played."""

    code: ClassVar[str] = "mark_not_played"


class SomeoneElseWasFirst(TriageError):
    """Another person acted on the same version of the case first."""

    code: ClassVar[str] = "someone_else_was_first"

    def __init__(self, who: str, when: datetime) -> None:
        super().__init__(f"{who} acted on this case first. Look at it again before you decide.")
        self.who = who
        self.when = when


class NotPermitted(TriageError):
    """This role may not do this."""

    code: ClassVar[str] = "not_permitted"


class ConflictOfInterest(NotPermitted):
    """The person, or someone close to them, is submitter, keeper or driver in the case."""

    code: ClassVar[str] = "conflict_of_interest"


class BadAnswer(TriageError):
    """An answer on a form that cannot be taken as given; `field` names the question."""

    code: ClassVar[str] = "bad_answer"

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class BadPolicy(TriageError):
    """A policy file that cannot be read as policy; `file` and `field` say where, `problem` what is wrong there."""

    code: ClassVar[str] = "bad_policy"

    def __init__(self, file: str, field: str, sentence: str) -> None:
        super().__init__(f"{file}: {field}: {sentence}")
        self.file = file
        self.field = field
        self.problem = sentence


class UnknownOffence(TriageError):
    """A slug that the policy in force does not know."""

    code: ClassVar[str] = "unknown_offence"

    def __init__(self, slug: str) -> None:
        super().__init__(f"There is no offence called {slug} in the policy in force.")
        self.slug = slug


class UnknownReason(TriageError):
    """A reason that the policy in force does not know, or that does not belong to the outcome."""

    code: ClassVar[str] = "unknown_reason"


class ReasonMissing(TriageError):
    """The outcome needs a reason and none was given."""

    code: ClassVar[str] = "reason_missing"


class NotAnInstant(TriageError):
    """A time without a zone, or not in UTC, where an instant is needed."""

    code: ClassVar[str] = "not_an_instant"
