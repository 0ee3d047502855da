"""From what is kept of a case to the facts of one letter: the only way a case's particulars reach paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from triage.calendar import london_day
from triage.case import Case
from triage.deadline import keeper_reply_due, presumed_served
from triage.errors import NotAllowedNow
from triage.escalation import next_level
from triage.letter import CARRIED, REQUESTS, ForceContact, LetterFacts, LetterKind, WarningLevel
from triage.notice import Requirement
from triage.offence import Offence
from triage.paper import course_in_words, fixed_penalty_points, law_in_words, offence_in_words
from triage.place import for_letter
from triage.plate import display
from triage.policy import Policy
from triage.record import Keeper, Letter, LetterState

UNKNOWN_RECIPIENT = "The registered keeper"
UNKNOWN_ADDRESS = "Address not yet looked up"
ABOUT_ANOTHER = frozenset({LetterKind.REMINDER, LetterKind.LETTER_WITHDRAWN, LetterKind.CONTEST_REFUSED})
NEVER_LEFT = frozenset({LetterState.WAITING, LetterState.VOID})


@dataclass(frozen=True)
class Around:
    """What a letter is written with besides its case: law of the offence's day, policy and force of today's.

    `party` is whom it goes to (None while nobody has been looked up), `earlier` the letter it is about, `requirement`
    the link of the chain that it asks or reminds.
    """

    today: date
    offence: Offence
    policy: Policy
    contact: ForceContact
    party: Keeper | None = None
    earlier: Letter | None = None
    requirement: Requirement | None = None


def facts_for(letter: Letter, case: Case, around: Around) -> LetterFacts:
    """Everything this letter may say, and nothing else.

    Raises NotAllowedNow where the law gives the offence no course or no fixed penalty to offer, and NotALetterField
    where the letter it is about is missing.
    """
    kind, party = LetterKind(letter.kind), around.party
    carried = CARRIED[kind]
    road, town = for_letter(case.place)
    earlier = around.earlier if "earlier_on" in carried else None
    return LetterFacts(
        kind=kind,
        level=WarningLevel(next_level(letter.step, around.policy.ladder)) if "level" in carried else None,
        reference=letter.reference,
        recipient_name=UNKNOWN_RECIPIENT if party is None else party.name,
        recipient_address=(f"Vehicle {display(letter.registration)}", UNKNOWN_ADDRESS)
        if party is None
        else party.address,
        registration=display(letter.registration),
        offence_at=case.occurred_at,
        road=road,
        town=town,
        offence_title=offence_in_words(around.offence.title),
        offence_law=law_in_words(around.offence.law),
        letter_on=around.today,
        contact=around.contact,
        reply_by=reply_by(kind, around) if "reply_by" in carried else None,
        earlier_on=None if earlier is None else _dated(earlier),
        earlier_reference=None if earlier is None else earlier.reference,
        named_as=_named_as(party) if "named_as" in carried else None,
        course=_course(around.offence) if "course" in carried else None,
        penalty_pence=_penalty(around.offence) if "penalty_pence" in carried else None,
        points=fixed_penalty_points(around.offence.points) if "points" in carried else None,
    )


def earlier_letter(letter: Letter, letters: Iterable[Letter]) -> Letter | None:
    """The letter that a reminder, a withdrawal or an answer to a contest is about; `letters` are the case's.

    It went to the same recipient under the same decision (and, of a reminder, made the same request); of several it
    is the last. A reminder of it was itself no letter to withdraw or to contest: the request was.
    """
    went = [
        one
        for one in letters
        if one.kind not in ABOUT_ANOTHER
        and one.state not in NEVER_LEFT
        and one.created_at <= letter.created_at
        and (one.decision_id, one.party_id) == (letter.decision_id, letter.party_id)
        and letter.requirement_id in (None, one.requirement_id)
    ]
    return max(went, key=lambda one: (one.created_at, one.reference), default=None)


def reply_by(kind: LetterKind, around: Around) -> date:
    """The last day to answer a request (RTA 1988 s.172(7)) or an offer, or to contest any other letter.

    Requests and offers count from the day the letter is presumed served. A reminder repeats the last day of its
    request; once that has passed it asks for an answer today.
    """
    today, policy, requirement = around.today, around.policy, around.requirement
    if kind is LetterKind.REMINDER:
        due = None if requirement is None else requirement.reply_due
        return max(today, due or today)
    served_on, limits = presumed_served(today, policy.holidays), policy.limits
    if kind is LetterKind.COURSE_OFFER:
        return served_on + timedelta(days=limits.course_answer_days)
    if kind is LetterKind.CONDITIONAL_OFFER:
        return served_on + timedelta(days=limits.offer_answer_days)
    if kind in REQUESTS:
        return keeper_reply_due(served_on)
    return today + timedelta(days=limits.contest_days)


def _dated(letter: Letter) -> date:
    """The day that stands on a letter: the one on which it was printed."""
    return london_day(letter.printed_at or letter.sent_at or letter.created_at)


def _named_as(party: Keeper | None) -> str:
    if party is None:
        raise NotAllowedNow("Nobody has been named yet, so there is nobody to ask next.")
    return party.capacity


def _course(offence: Offence) -> str:
    course = course_in_words(offence.course)
    if course is None:
        raise NotAllowedNow("There is no course for this offence.")
    return course


def _penalty(offence: Offence) -> int:
    if offence.fpn_pence is None:
        raise NotAllowedNow("There is no fixed penalty for this offence.")
    return offence.fpn_pence
