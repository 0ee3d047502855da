"""Preview: the letters a choice would send, gathered by the rules that send them; nothing is kept."""

from dataclasses import dataclass

from triage.actor import Officer
from triage.case import Case
from triage.keeper import ALLOWS, KeeperState
from triage.language import Language
from triage.letter import LetterFacts, LetterKind
from triage.letter_facts import Around, facts_for
from triage.notice import driver_of
from triage.outcome import OFFERS, letters_following
from triage.record import Keeper, Letter, LetterState
from triage.ruling import why_not
from triage.steps.facts import UNKNOWN_KEEPER, decider_of
from triage.steps.keeper import keeper_of
from triage.steps.ports import Unit
from triage.steps.weigh import Order, allegation_of, corrected, decision_facts
from triage.wording import FilledLetter, Wording, fill

NO_REFERENCE = "PREVIEW"


@dataclass(frozen=True)
class Previewed:
    """One letter as it would read today. `party` is None while nobody has been looked up."""

    facts: LetterFacts
    wording: Wording
    filled: FilledLetter
    party: Keeper | None
    stopped: str


@dataclass(frozen=True)
class Choice:
    """What a choice would send, and what stands against recording it; empty where nothing does."""

    letters: tuple[Previewed, ...]
    against: str


def preview(unit: Unit, case: Case, order: Order, language: Language | None, *, by: Officer) -> Choice:
    """The letters this order would lead to, in a language or else in the recipient's.

    Raises BadAnswer for an allegation that is not of this case, UnknownOffence, and NotAllowedNow or NotALetterField
    where the law gives the offence nothing to offer.
    """
    one = allegation_of(case, unit.decisions.list_for(case.id), order.allegation)
    corrected_case, confirmed = corrected(case, one, order)
    policy = unit.policy.on(unit.today, law_on=corrected_case.offence_on)
    facts = decision_facts(unit, corrected_case, confirmed, order, policy, by=by.id, was=case)
    against = why_not(facts, order.outcome, decider_of(unit, corrected_case, by), unit.now)
    party = _party(unit, corrected_case, order)
    around = Around(unit.today, facts.offence, policy, unit.policy.contact(), party)
    wanted = letters_following(order.outcome, facts.escalation_step, facts.offence, policy)
    if not corrected_case.registration:
        return Choice((), against)
    letters = (_letter(unit, corrected_case, LetterKind(kind), facts.escalation_step) for kind, _level in wanted)
    return Choice(tuple(_previewed(unit, letter, corrected_case, around, language) for letter in letters), against)


def _party(unit: Unit, case: Case, order: Order) -> Keeper | None:
    """An offer goes to the driver who was named, everything else to the keeper on the day."""
    if order.outcome not in OFFERS:
        found = keeper_of(unit, case)
        return found if found is not None and found.name else None
    driver = driver_of(unit.requirements.list_for_case(case.id))
    return None if driver is None else unit.identity.get_party(driver)


def _previewed(unit: Unit, letter: Letter, case: Case, around: Around, language: Language | None) -> Previewed:
    facts, party = facts_for(letter, case, around), around.party
    spoken = language or Language(party.language if party else Language.ENGLISH)
    wording = unit.policy.wordings(spoken).wording(facts.kind, facts.level)
    allowance = ALLOWS[KeeperState(party.state)] if party else ALLOWS[KeeperState.UNKNOWN]
    return Previewed(facts, wording, fill(wording, facts), party, "" if allowance.letter else allowance.words)


def _letter(unit: Unit, case: Case, kind: LetterKind, step: int) -> Letter:
    """A letter that nobody keeps: its reference is given when it is written."""
    return Letter(
        id=unit.new_id(),
        decision_id=case.id,
        case_id=case.id,
        kind=kind.value,
        step=step,
        recipient=UNKNOWN_KEEPER,
        registration=case.registration,
        reference=NO_REFERENCE,
        state=LetterState.WAITING.value,
        rule="",
        created_at=unit.now,
    )
