"""What followed a decision, as one small timeline: letters, the chain of requests, and offers. No names."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from api.views.staff import FollowStep
from storage.unit import Unit
from triage.calendar import day_in_words, london_day
from triage.case import Case
from triage.notice import FOLLOWS, KIND_OF_OFFER, Offer, OfferState, Requirement, RequirementState, failed_on
from triage.outcome import Outcome
from triage.policy import Policy
from triage.record import Decision, Keeper, Letter, LetterState

CAPACITIES: Mapping[str, str] = {
    "keeper": "Registered keeper",
    "hirer": "Hirer",
    "lessee": "Lessee",
    "buyer": "Buyer",
    "driver": "Named driver",
}
LETTERS: Mapping[str, str] = {
    "warning": "Warning letter",
    "notice": "Notice of intended prosecution",
    "s172_alone": "Request to name the driver",
    "requirement_next": "Request to whoever was named",
    "reminder": "Reminder",
    "course_offer": "Offer of a course",
    "conditional_offer": "Conditional offer",
    "court_intention": "Intended court proceedings",
    "automatic_advice": "Automatic advice",
    "letter_withdrawn": "Letter withdrawn",
    "contest_refused": "Contest refused",
}
LETTER_STATES: Mapping[str, str] = {
    LetterState.WAITING: "waits for the keeper",
    LetterState.QUEUED: "is being printed",
    LetterState.PRINTED: "is printed",
    LetterState.SENT: "was posted",
    LetterState.VOID: "was stopped",
    LetterState.RETURNED: "came back",
    LetterState.WITHDRAWN: "was withdrawn",
}
LINK_STATES: Mapping[RequirementState, str] = {
    RequirementState.UNANSWERED: "Nobody answered in 28 days",
    RequirementState.RETURNED: "The request came back",
    RequirementState.IN_DOUBT: "The request came back, its service is in doubt",
    RequirementState.STOPPED: "No answer is wanted any more",
}
ENDED: Mapping[OfferState, str] = {
    OfferState.COMPLETED: "Course completed",
    OfferState.PAID: "Paid",
    OfferState.INELIGIBLE: "The driver may not have it",
    OfferState.DECLINED: "Declined",
    OfferState.LAPSED: "Nobody answered",
}


def followed(unit: Unit, case: Case) -> tuple[FollowStep, ...]:
    """Everything that followed, oldest first; a day's request stands before its answer."""
    chain = unit.requirements.list_for_case(case.id)
    steps = [_letter(one) for one in unit.letters.list_for_case(case.id)]
    for link in chain:
        steps += _link(link, unit.identity.get_party(link.party_id), chain)
    policy = unit.policy.on(unit.today)
    for offer in unit.offers.list_for_case(case.id):
        steps += offered(offer, policy)
    steps += concluded(unit.decisions.list_for(case.id), policy)
    return tuple(sorted(steps, key=lambda one: one.on))


def concluded(decisions: Sequence[Decision], policy: Policy) -> list[FollowStep]:
    """What was decided in place of the notice; an offer is told by its own lines."""
    return [
        FollowStep(london_day(one.finalised_at), policy.outcome_titles[one.outcome], "Decided in place of the notice")
        for one in decisions
        if one.finalised_at is not None
        and one.outcome not in KIND_OF_OFFER
        and (one.supersedes is not None or one.outcome is Outcome.COURT)
    ]


def letter_words(letter: Letter) -> str:
    """A letter and where it is, in words."""
    return f"{LETTERS.get(letter.kind, 'Letter')} {LETTER_STATES.get(letter.state, letter.state)}"


def asked_words(link: Requirement, party: Keeper) -> str:
    """Who a link of the chain is, without a name."""
    return f"{CAPACITIES.get(party.capacity, 'Somebody named')}, link {link.position}"


def offer_title(offer: Offer, policy: Policy) -> str:
    """What is offered, in the policy's words."""
    outcome = next(one for one, kind in KIND_OF_OFFER.items() if kind == offer.kind)
    return policy.outcome_titles[outcome]


def _letter(letter: Letter) -> FollowStep:
    on = letter.returned_on or letter.posted_on or london_day(letter.created_at)
    bad = letter.state in (LetterState.RETURNED, LetterState.VOID)
    waits = letter.state == LetterState.WAITING
    return FollowStep(on, letter_words(letter), letter.reference, "bad" if bad else "waits" if waits else "")


def _link(link: Requirement, party: Keeper, chain: Sequence[Requirement]) -> list[FollowStep]:
    who = asked_words(link, party)
    steps = []
    if link.served_on is not None and link.reply_due is not None:
        waits = link.state is RequirementState.ASKED
        due = f"Reply due by {day_in_words(link.reply_due)}"
        steps.append(FollowStep(link.served_on, f"{who}: presumed served", due, "waits" if waits else ""))
    if link.answer is not None and link.replied_on is not None:
        further = any(one.party_id == link.named_party_id for one in chain) if link.named_party_id else True
        detail = "" if further else "The chain ends here: a person decides."
        steps.append(FollowStep(link.replied_on, f"{who}: {FOLLOWS[link.answer].words.lower()}", detail))
    elif link.state in LINK_STATES:
        steps.append(FollowStep(_ended_on(link), f"{who}: {LINK_STATES[link.state].lower()}", tone="bad"))
    return steps


def _ended_on(link: Requirement) -> date:
    """An answer that did not come is missed on the day after the last."""
    if link.state is RequirementState.UNANSWERED and (missed := failed_on(link)) is not None:
        return missed
    if link.closed_at is not None:
        return london_day(link.closed_at)
    return link.served_on or london_day(link.created_at)


def _first_day_without(offer: Offer) -> date:
    """The whole of the last day is the driver's."""
    return london_day(offer.created_at) if offer.answer_due is None else offer.answer_due + timedelta(days=1)


def offered(offer: Offer, policy: Policy) -> list[FollowStep]:
    """An offer and what came of it."""
    title = offer_title(offer, policy)
    due = "" if offer.answer_due is None else f"Answer due by {day_in_words(offer.answer_due)}"
    waits = offer.state is OfferState.OFFERED
    steps = [FollowStep(london_day(offer.created_at), f"{title}: offered", due, "waits" if waits else "")]
    if not waits:
        on = offer.answered_on or _first_day_without(offer)
        steps.append(FollowStep(on, f"{title}: {ENDED[offer.state].lower()}"))
    return steps
