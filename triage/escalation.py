"""What earlier letters to the same keeper mean for this report, and when a letter may be proposed unwatched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from triage.calendar import add_months
from triage.offence import Enforceable, Offence
from triage.plate import Shape, gb_shape, same
from triage.policy import Policy

NOT_KNOWN = "not known"


@dataclass(frozen=True)
class PriorLetter:
    """An earlier letter about the same vehicle. People are keyed pseudonyms; None is unknown.

    ``step`` is the rung it was sent from: 0 for a first warning. ``offence_on`` is the day of what it was about.
    """

    incident: str
    offence_on: date
    level: str
    automatic: bool
    presumed_delivered_on: date | None
    keeper: str | None
    submitter: str | None
    household: str | None
    submitter_confirmed: bool
    step: int = 0
    returned: bool = False
    contest_upheld: bool = False
    withdrawn: bool = False

    @property
    def report(self) -> "ThisReport":
        """What it was about, as it was compared with the letters before it."""
        return ThisReport(
            self.incident, self.offence_on, self.keeper, self.submitter, self.household, self.submitter_confirmed
        )


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
    """The rung this report stands on, one above the highest earlier letter that counts; and why the others do not."""

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
class Condition:
    """One condition of an automatic letter: what must hold, the fact, and the sentence against where it does not."""

    holds: bool
    label: str
    fact: str
    against: str


@dataclass(frozen=True)
class AutomaticFacts:
    """Everything an automatic warning letter depends on. None is unknown, and unknown is no."""

    offences: tuple[Offence, ...]
    offence_on: date
    received_on: date
    last_day: date
    injury_or_victim: bool | None = None
    earlier_letters: int | None = None
    escalation_step: int | None = None
    in_area: bool | None = None
    plays: bool | None = None
    plate_typed: str = ""
    plate_read: str | None = None
    plate_confidence: float | None = None
    plate_margin: float | None = None
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
    """The escalation step of a report, with everything that keeps an earlier letter from counting.

    One above the highest rung among the letters that count. A letter's own rung is asked again of those before it,
    so that one that leaves the history takes its weight along; it never stands higher than it was sent. So two
    people climb the whole ladder, and one person or one household, however often they report, not a rung.
    """
    earlier = sorted(letters, key=lambda letter: letter.offence_on)
    rungs: list[int] = []
    for number, letter in enumerate(earlier):
        rungs.append(min(letter.step, _rung(earlier[:number], rungs, letter.report, months)))
    why_not = [words for letter in letters for is_so, words in _bars(letter, this, months) if is_so]
    return Escalation(_rung(earlier, rungs, this, months), tuple(dict.fromkeys(why_not)))


def escalation_step(letters: Sequence[PriorLetter], this: ThisReport, months: int) -> int:
    """How many rungs of the ladder lie below this report."""
    return escalation(letters, this, months).step


def _rung(earlier: Sequence[PriorLetter], rungs: Sequence[int], this: ThisReport, months: int) -> int:
    counted = [
        rung
        for letter, rung in zip(earlier, rungs, strict=True)
        if not any(is_so for is_so, _words in _bars(letter, this, months))
    ]
    return 1 + max(counted) if counted else 0


def next_level(step: int, ladder: Sequence[str] = ("1", "2", "final")) -> str:
    """The level of warning that follows after this many steps; the last level is never passed."""
    return ladder[min(max(step, 0), len(ladder) - 1)]


def deserves_automatic_warning(facts: AutomaticFacts, policy: Policy, today: date) -> Answer:
    """Whether a sergeant may be offered an automatic letter for a report that nobody could review.

    Every condition must be known to hold: unknown is no. The letter is advice and raises no level.
    """
    against = tuple(one.against for one in conditions(facts, policy, today) if not one.holds)
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


def conditions(facts: AutomaticFacts, policy: Policy, today: date) -> tuple[Condition, ...]:
    """Every condition of an automatic letter, with the fact it rests on, in the order a sergeant reads them."""
    return (
        *_report_conditions(facts, policy, today),
        *_plate_conditions(facts, policy),
        *_vehicle_conditions(facts, policy),
        *_place_conditions(facts, policy),
    )


def _report_conditions(facts: AutomaticFacts, policy: Policy, today: date) -> tuple[Condition, ...]:
    days = (facts.received_on - facts.offence_on).days
    most = policy.automatic.received_within_days
    can_be_asked = all(one.enforceable is Enforceable.YES and one.s172_applies for one in facts.offences)
    return (
        Condition(
            today > facts.last_day,
            "Last day of review",
            f"{facts.last_day.day} {facts.last_day:%B %Y}",
            "An officer can still review it in time.",
        ),
        Condition(bool(facts.offences), "Offence", _titles(facts), "No offence is alleged."),
        Condition(
            not any(offence.in_filter for offence in facts.offences),
            "In the filter",
            _said(any(offence.in_filter for offence in facts.offences)),
            "A filter offence is never lettered unwatched.",
        ),
        Condition(
            can_be_asked,
            "A keeper can be asked about it",
            _said(can_be_asked),
            "The offence is not one that a letter to the keeper can answer.",
        ),
        Condition(
            facts.injury_or_victim is False,
            "Somebody hurt or put in danger",
            _said(facts.injury_or_victim),
            "Somebody was hurt or put in danger, or it is not known.",
        ),
        Condition(
            facts.earlier_letters == 0,
            "Earlier letters",
            _number(facts.earlier_letters),
            "The vehicle has had a letter before, or it is not known.",
        ),
        Condition(
            facts.escalation_step == 0,
            "Escalation step",
            _number(facts.escalation_step),
            "An earlier warning counts, so a person decides; or it is not known.",
        ),
        Condition(
            0 <= days <= most,
            f"Received within {most} days",
            f"after {days} {'day' if days == 1 else 'days'}",
            f"It was received more than {most} days after the offence.",
        ),
        Condition(facts.plays is True, "Footage plays", _said(facts.plays), "The footage is not known to play."),
    )


def _plate_conditions(facts: AutomaticFacts, policy: Policy) -> tuple[Condition, ...]:
    shape = gb_shape(facts.plate_typed)
    least, sure = policy.automatic.least_plate_confidence, facts.plate_confidence
    read = facts.plate_read or "not read"
    return (
        Condition(
            shape not in (None, Shape.MILITARY, Shape.DIPLOMATIC) and facts.trade_or_foreign_mark is False,
            "Mark",
            f"{facts.plate_typed or 'none'}, trade or foreign: {_said(facts.trade_or_foreign_mark)}",
            "The mark is foreign, trade, diplomatic or military, or its kind is not known.",
        ),
        Condition(
            facts.plate_read is not None and same(facts.plate_typed, facts.plate_read),
            "Registration read agrees with the one typed",
            f"typed {facts.plate_typed or 'none'}, read {read}",
            "The registration read in the footage does not agree with the one typed.",
        ),
        Condition(
            sure is not None and sure >= least,
            f"Read clearly, {100 * least:.0f} % or surer",
            "not read" if sure is None else f"{100 * sure:.0f} % sure",
            "The registration was not read clearly enough.",
        ),
        Condition(
            facts.plate_margin is not None and facts.plate_margin >= policy.automatic.least_plate_margin,
            "Ahead of every other reading",
            "not known" if facts.plate_margin is None else f"by {100 * facts.plate_margin:.0f} of 100",
            "Another registration might have been read as well, or it is not known.",
        ),
        Condition(
            facts.make_agrees is True,
            "Make agrees with the register",
            _said(facts.make_agrees),
            "The make was not looked up, or does not agree.",
        ),
        Condition(
            facts.colour_agrees is True,
            "Colour agrees with the register",
            _said(facts.colour_agrees),
            "The colour was not looked up, or does not agree.",
        ),
    )


def _vehicle_conditions(facts: AutomaticFacts, policy: Policy) -> tuple[Condition, ...]:
    kind = facts.keeper_kind
    return (
        Condition(
            facts.other_open_case is False,
            "Another open case",
            _said(facts.other_open_case),
            "The vehicle has another open case, or it is not known.",
        ),
        Condition(
            facts.same_incident_report is False,
            "Another report of the event",
            _said(facts.same_incident_report),
            "Somebody else reported the same event, or it is not known.",
        ),
        Condition(
            kind is not None and kind not in policy.automatic.refused_keepers,
            "Keeper",
            (kind or NOT_KNOWN).replace("_", " "),
            "The keeper is of a kind that is never lettered unwatched, or it is not known.",
        ),
        Condition(
            facts.keeper_changed is False,
            "Keeper changed",
            _said(facts.keeper_changed),
            "The keeper changed, or it is not known.",
        ),
        Condition(
            facts.clone_or_theft_marker is False,
            "Cloned or stolen",
            _said(facts.clone_or_theft_marker),
            "A marker says cloned or stolen, or it is not known.",
        ),
        Condition(
            facts.emergency_vehicle is False,
            "Emergency vehicle",
            _said(facts.emergency_vehicle),
            "It may be an emergency vehicle.",
        ),
        Condition(
            facts.letter_bar is False,
            "Marker against letters",
            _said(facts.letter_bar),
            "A marker stops automatic letters, or it is not known.",
        ),
    )


def _place_conditions(facts: AutomaticFacts, policy: Policy) -> tuple[Condition, ...]:
    metres, limit = facts.metres_from_home, policy.automatic.home_distance_m
    return (
        Condition(
            facts.in_area is True,
            "In the force's area",
            _said(facts.in_area),
            "The place is not known to be in the force's area.",
        ),
        Condition(
            facts.looks_under_18 is False,
            "Driver looks under 18",
            _said(facts.looks_under_18),
            "The driver may be under 18, or it is not known.",
        ),
        Condition(
            metres is not None and metres > limit,
            "Distance from the reporter's home",
            NOT_KNOWN if metres is None else f"{metres:.0f} m",
            f"The place is within {limit:g} m of the reporter's home, or it is not known.",
        ),
    )


def _titles(facts: AutomaticFacts) -> str:
    return ", ".join(offence.title for offence in facts.offences) or "none"


def _said(fact: bool | None) -> str:
    return NOT_KNOWN if fact is None else "yes" if fact else "no"


def _number(count: int | None) -> str:
    return NOT_KNOWN if count is None else str(count)
