"""Addressing: a letter goes to a party whose name and address are known, and the s.172 request it makes has a link."""

from dataclasses import replace
from uuid import UUID

from triage.actor import PRODUCT
from triage.case import Case
from triage.job import JobKind
from triage.letter import LetterKind
from triage.notice import Requirement, RequirementState
from triage.record import Keeper, Letter, LetterState
from triage.reference import reference_from
from triage.steps.ports import Unit

FIRST_REQUESTS = frozenset({LetterKind.NOTICE.value, LetterKind.S172_ALONE.value})
UNSENT = frozenset({LetterState.WAITING, LetterState.QUEUED, LetterState.PRINTED})


def pseudonym_of(unit: Unit, party: Keeper) -> str:
    """The name of a party where no name may stand; the same person at the same address has the same."""
    return unit.pseudonym("|".join((party.name, *party.address)))


def send_on(unit: Unit, case: Case, letter: Letter, party: Keeper) -> Letter:
    """A waiting letter knows to whom it goes: it is queued, and a job will print it."""
    link = _first_link(unit, case, party).id if letter.kind in FIRST_REQUESTS else letter.requirement_id
    going = replace(
        letter,
        state=LetterState.QUEUED.value,
        recipient=pseudonym_of(unit, party),
        party_id=party.id,
        requirement_id=link,
        language=party.language,
    )
    if unit.letters.address(going):
        _queue(unit, going)
    return going


def write_to(
    unit: Unit, case: Case, decision_id: UUID, kind: LetterKind, party: Keeper, *, rule: str, link: UUID | None = None
) -> Letter:
    """A further letter under a decision, to a party who is known; the second time it is the first one."""
    new = Letter(
        id=unit.new_id(),
        decision_id=decision_id,
        case_id=case.id,
        kind=kind.value,
        step=0,
        recipient=pseudonym_of(unit, party),
        registration=case.registration,
        # A reference of its own: nobody who is written to may learn the one the reporter signs in with.
        reference="L" + reference_from(unit.chance(16))[2:],
        state=LetterState.QUEUED.value,
        rule=rule,
        created_at=unit.now,
        language=party.language,
        party_id=party.id,
        requirement_id=link,
    )
    left = unit.letters.leave(new)
    if left.id == new.id:
        _queue(unit, left)
    return left


def _queue(unit: Unit, letter: Letter) -> None:
    unit.jobs.leave(JobKind.LETTER, letter.id, once=f"letter:{letter.id}")
    unit.history.add(letter.case_id, "letter_queued", PRODUCT, {"letter": str(letter.id), "kind": letter.kind})


def _first_link(unit: Unit, case: Case, party: Keeper) -> Requirement:
    """The link for whoever kept the vehicle on the day; one that was stopped and is asked again waits anew."""
    chain = unit.requirements.list_for_case(case.id)
    known = next((one for one in chain if one.party_id == party.id), None)
    if known is not None:
        if known.state is RequirementState.STOPPED:
            return unit.requirements.save(replace(known, state=RequirementState.WAITING, closed_at=None))
        return known
    return unit.requirements.add(
        Requirement(unit.new_id(), case.id, len(chain) + 1, party.id, RequirementState.WAITING, unit.now)
    )
