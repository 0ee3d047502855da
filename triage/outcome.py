"""What may come of a case: the outcomes, what each depends on, what is published, and which letters follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from triage.deadline import Clock
from triage.escalation import next_level
from triage.offence import Offence
from triage.policy import Policy, Reason


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
# The road from a notice to its end: court may still have to follow.
ON_THE_ROAD = frozenset({Outcome.NOTICE, Outcome.EDUCATION_COURSE, Outcome.FIXED_PENALTY})
AFTER_NOTICE = frozenset({Outcome.EDUCATION_COURSE, Outcome.FIXED_PENALTY, Outcome.COURT})
# The letters that make an offer to the driver, by the outcome that makes it.
OFFERS: Mapping[Outcome, str] = MappingProxyType(
    {Outcome.EDUCATION_COURSE: "course_offer", Outcome.FIXED_PENALTY: "conditional_offer"}
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
    """What a decision on one allegation depends on, as `triage.moves` asks for it.

    `standing` is the outcome that stands now, None before the first decision; `letter_left`, `decided_on` and `own`
    speak of the decision that stands. `exception` is the code of RTOA 1988 s.2 that a person recorded.
    `person_known`: the person liable is known, because the driver was named or served in person, or because the
    allegation is against the keeper (`against_keeper`). `is_lettered`: another report of the same event has led to a
    letter about the same offence and vehicle. `unpublished` and `original` are true as well where the policy lets a
    published video, or a copy, be prosecuted.
    """

    offence: Offence
    clock: Clock
    received_at: datetime
    mark_played: bool
    seconds_played: float = 0.0
    escalation_step: int = 0
    willing_for_court: bool = True
    unpublished: bool = True
    original: bool = True
    exception: str | None = None
    other_service: str | None = None
    claimed: bool = True
    plate_known: bool = True
    standing: Outcome | None = None
    own: bool = False
    letter_left: bool = False
    decided_on: date | None = None
    notice_served: bool = False
    person_known: bool = False
    against_keeper: bool = False
    plate_changed: bool = False
    is_lettered: bool = False


@dataclass(frozen=True)
class Decider:
    """Who decides: a role, and whether they or someone close stands in the case."""

    role: str
    in_conflict: bool = False


@dataclass(frozen=True)
class Decided:
    """A decision that the rules allow. It is held until `final_at`; `letters` are (kind, level) pairs.

    `exception` and `other_service` are there only where the decision could not have been made without them.
    """

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
    other_service: str | None


def disposal(outcome: Outcome, reason: Reason | None = None) -> str:
    """The disposal that is published: the reason's own where it has one, else the outcome's."""
    return (reason.disposal if reason else None) or DISPOSAL[outcome]


def letters_following(outcome: Outcome, step: int, offence: Offence, policy: Policy) -> tuple[tuple[str, str], ...]:
    """The letters that follow, as (kind, level); the level is empty for all but warnings.

    Cycle and helmet offences carry no keeper duty (RTA 1988 s.172 does not apply): the rider is served in person.
    An offer goes to the driver, everything else to the keeper.
    """
    if outcome in OFFERS:
        return ((OFFERS[outcome], ""),)
    if not offence.s172_applies:
        return ()
    if outcome is Outcome.WARNING_LETTER:
        return (("warning", next_level(step, policy.ladder)),)
    if outcome is Outcome.NOTICE:
        return (("notice" if offence.nip_required else "s172_alone", ""),)
    return ()
