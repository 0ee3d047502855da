"""What earlier letters to the same keeper mean for this report, and when a letter may be proposed unwatched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from triage.calendar import add_months
from triage.offence import Enforceable, Offence
from triage.plate import Shape, gb_shape, same
from triage.policy import Policy


@dataclass(frozen=True)
class PriorLetter:
    """An earlier letter about the same vehicle. People are keyed pseudonyms; None is unknown."""

    incident: str
    level: str
    automatic: bool
    presumed_delivered_on: date | None
    keeper: str | None
    submitter: str | None
    household: str | None
    submitter_confirmed: bool
    returned: bool = False
    contest_upheld: bool = False
    withdrawn: bool = False


@dataclass(frozen=True)
class ThisReport:
    """What the comparison needs of the report in hand."""

    incident: str
    offence_on: date
    keeper: str | None
    submitter: str | None
    household: str | None
    submitter_confirmed: bool


@dataclass(frozen=True)
class Escalation:
    """How many earlier letters count, and for each that does not, why."""

    step: int
    why_not: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """Yes or no, with its reasons; a no names everything that stands against it."""

    yes: bool
    because: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.yes


@dataclass(frozen=True)
class AutomaticFacts:
    """Everything an automatic warning letter depends on. None is unknown, and unknown is no."""

    offences: tuple[Offence, ...]
    offence_on: date
    received_on: date
    last_day: date
    injury_or_victim: bool | None = None
    earlier_letters: int | None = None
    in_area: bool | None = None
    plays: bool | None = None
    plate_typed: str = ""
    plate_read: str | None = None
    plate_confidence: float | None = None
    make_agrees: bool | None = None
    colour_agrees: bool | None = None
    other_open_case: bool | None = None
    same_incident_report: bool | None = None
    keeper_kind: str | None = None
    keeper_changed: bool | None = None
    clone_or_theft_marker: bool | None = None
    emergency_vehicle: bool | None = None
    trade_or_foreign_mark: bool | None = None
    looks_under_18: bool | None = None
    metres_from_home: float | None = None
    letter_bar: bool | None = None


def escalation(letters: Sequence[PriorLetter], this: ThisReport, months: int) -> Escalation:
    """The escalation step of a report: the letters that meet every condition, counted once per incident."""
    counted: set[str] = set()
    why_not: list[str] = []
    for letter in letters:
        bars = [words for is_so, words in _bars(letter, this, months) if is_so]
        if not bars:
            counted.add(letter.incident)
        why_not.extend(bars)
    return Escalation(len(counted), tuple(dict.fromkeys(why_not)))


def escalation_step(letters: Sequence[PriorLetter], this: ThisReport, months: int) -> int:
    """How many earlier incidents raise the level of this one."""
    return escalation(letters, this, months).step


def next_level(step: int, ladder: Sequence[str] = ("1", "2", "final")) -> str:
    """The level of warning that follows after this many steps; the last level is never passed."""
    return ladder[min(max(step, 0), len(ladder) - 1)]


def deserves_automatic_warning(facts: AutomaticFacts, policy: Policy, today: date) -> Answer:
    """Whether a sergeant may be offered an automatic letter for a report that nobody could review.

    Every condition must be known to hold: unknown is no. The letter is advice and raises no level.
    """
    against = tuple(words for holds, words in _conditions(facts, policy, today) if not holds)
    if against:
        return Answer(False, against)
    return Answer(True, ("Every condition for an automatic letter is known to hold.",))


def _bars(letter: PriorLetter, this: ThisReport, months: int) -> tuple[tuple[bool, str], ...]:
    delivered = letter.presumed_delivered_on
    return (
        (letter.automatic, "An automatic letter is advice and raises no level."),
        (letter.incident == this.incident, "The letter was about the same incident."),
        (delivered is None, "The letter has not been delivered."),
        (
            delivered is not None and this.offence_on <= delivered,
            "This happened before the letter was presumed delivered.",
        ),
        (
            delivered is not None and this.offence_on > add_months(delivered, months),
            f"The letter is older than {months} months.",
        ),
        (letter.keeper is None or letter.keeper != this.keeper, "The vehicle is not known to have the same keeper."),
        (letter.returned, "The letter was returned."),
        (letter.contest_upheld, "The letter was contested successfully."),
        (letter.withdrawn, "The letter was withdrawn."),
        (
            not letter.submitter_confirmed or not this.submitter_confirmed,
            "Not both reporters have confirmed who they are.",
        ),
        (
            letter.submitter is None or this.submitter is None or letter.submitter == this.submitter,
            "The same person reported both, or it is not known who did.",
        ),
        (
            letter.household is None or this.household is None or letter.household == this.household,
            "The reporters share a household, or it is not known that they do not.",
        ),
    )


def _conditions(facts: AutomaticFacts, policy: Policy, today: date) -> tuple[tuple[bool, str], ...]:
    """Each condition with the sentence that stands against the letter where it does not hold."""
    rules = policy.automatic
    return (
        (today > facts.last_day, "An officer can still review it in time."),
        (bool(facts.offences), "No offence is alleged."),
        (not any(offence.in_filter for offence in facts.offences), "A filter offence is never lettered unwatched."),
        (
            all(offence.enforceable is Enforceable.YES and offence.s172_applies for offence in facts.offences),
            "The offence is not one that a letter to the keeper can answer.",
        ),
        (facts.injury_or_victim is False, "Somebody was hurt or put in danger, or it is not known."),
        (facts.earlier_letters == 0, "The vehicle has had a letter before, or it is not known."),
        (
            0 <= (facts.received_on - facts.offence_on).days <= rules.received_within_days,
            f"It was received more than {rules.received_within_days} days after the offence.",
        ),
        (facts.in_area is True, "The place is not known to be in the force's area."),
        (facts.plays is True, "The footage is not known to play."),
        *_vehicle_conditions(facts, policy),
        (facts.other_open_case is False, "The vehicle has another open case, or it is not known."),
        (facts.same_incident_report is False, "Somebody else reported the same event, or it is not known."),
        (facts.looks_under_18 is False, "The driver may be under 18, or it is not known."),
        (
            facts.metres_from_home is not None and facts.metres_from_home > rules.home_distance_m,
            f"The place is within {rules.home_distance_m:g} m of the reporter's home, or it is not known.",
        ),
        (facts.letter_bar is False, "A marker stops automatic letters, or it is not known."),
    )


def _vehicle_conditions(facts: AutomaticFacts, policy: Policy) -> tuple[tuple[bool, str], ...]:
    rules = policy.automatic
    shape = gb_shape(facts.plate_typed)
    return (
        (
            shape not in (None, Shape.MILITARY, Shape.DIPLOMATIC) and facts.trade_or_foreign_mark is False,
            "The mark is foreign, trade, diplomatic or military, or its kind is not known.",
        ),
        (
            facts.plate_read is not None and same(facts.plate_typed, facts.plate_read),
            "The registration read in the footage does not agree with the one typed.",
        ),
        (
            facts.plate_confidence is not None and facts.plate_confidence >= rules.least_plate_confidence,
            "The registration was not read clearly enough.",
        ),
        (facts.make_agrees is True, "The make was not looked up, or does not agree."),
        (facts.colour_agrees is True, "The colour was not looked up, or does not agree."),
        (
            facts.keeper_kind is not None and facts.keeper_kind not in rules.refused_keepers,
            "The keeper is of a kind that is never lettered unwatched, or it is not known.",
        ),
        (facts.keeper_changed is False, "The keeper changed, or it is not known."),
        (facts.clone_or_theft_marker is False, "A marker says cloned or stolen, or it is not known."),
        (facts.emergency_vehicle is False, "It may be an emergency vehicle."),
    )
