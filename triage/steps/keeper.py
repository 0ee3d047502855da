"""Keeper: who kept the vehicle on the day; letters wait for that, go where it allows, and stop where it does not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from triage.actor import PRODUCT, Actor
from triage.calendar import london_day
from triage.case import Case
from triage.deadline import clock_for
from triage.errors import BadAnswer, NotAllowedNow
from triage.finding import JsonValue
from triage.job import JobKind
from triage.keeper import ALLOWS, KINDS, NOBODY, Entry, KeeperState, capacity_of, findings_of
from triage.letter import LetterKind
from triage.plate import normalise
from triage.priority import Lane
from triage.record import Keeper, Letter, LetterState
from triage.reference import reference_from
from triage.steps import offer
from triage.steps.addressing import FIRST_REQUESTS, UNSENT, pseudonym_of, send_on
from triage.steps.ask_again import ask_again
from triage.steps.extract import add_findings
from triage.steps.facts import UNKNOWN_KEEPER, escalation_of, refuse_conflict
from triage.steps.ports import Unit
from triage.steps.withdraw import stop_link, take_back
from triage.worklist import TaskKind

TO_THE_LIABLE = frozenset(
    {LetterKind.COURSE_OFFER.value, LetterKind.CONDITIONAL_OFFER.value, LetterKind.COURT_INTENTION.value}
)
TO_THE_KEEPER = FIRST_REQUESTS | {LetterKind.WARNING.value, LetterKind.AUTOMATIC_ADVICE.value}
PERSON = "person"
LOOK_UP, NO_LETTER = TaskKind.KEEPER_LOOKUP, TaskKind.NO_LETTER_POSSIBLE


def address(unit: Unit, letter_id: UUID) -> None:
    """Send a waiting letter to the keeper on the day of the offence, or open what a person has to do instead.

    Asked when a decision is final and again after every look-up; a letter that no longer waits is left alone.
    """
    letter = unit.letters.get(letter_id)
    if letter.state != LetterState.WAITING:
        return
    case = unit.cases.get(letter.case_id)
    if letter.kind in TO_THE_LIABLE:
        offer.make(unit, case, letter)
        return
    found = keeper_of(unit, case)
    state = KeeperState.UNKNOWN if found is None else KeeperState(found.state)
    if found is not None and ALLOWS[state].letter and not _bars_advice(unit, letter, state):
        send_on(unit, case, _levelled(unit, case, letter), found)
    elif ALLOWS[state].task is LOOK_UP:
        _want_look_up(unit, case, letter)
    else:
        take_back(unit, letter, f"keeper_{state.value}", by=PRODUCT)
        _want_person(unit, case, letter)


def keeper_of(unit: Unit, case: Case) -> Keeper | None:
    """What the last look-up of the vehicle on the day of the offence found; None while nobody has looked."""
    return unit.identity.find_keeper_on(case.registration, case.offence_on) if case.registration else None


def is_known(unit: Unit, case: Case, entry: Entry) -> bool:
    """Whether the last look-up found exactly this."""
    found = keeper_of(unit, case)
    if found is None:
        return False
    return (found.state, found.name, found.address, found.language) == (
        *(entry.state.value, entry.party.name, entry.party.address, entry.party.language),
    )


def enter(
    unit: Unit,
    case_id: UUID,
    entry: Entry,
    *,
    by: Actor,
    source: str,
    entered_by: UUID | None = None,
    asked_of: str | None = None,
) -> bool:
    """Keep what a look-up found, rank on it, and let letters go or stop; False when it was known already.

    ``source`` is a code: person, file or register. ``asked_of`` is the registration that was looked up.
    BadAnswer for a case without a registration, NotAllowedNow where it was corrected since.
    """
    case = unit.cases.get_locked(case_id)
    if source == PERSON and entered_by is not None:
        refuse_conflict(unit, case, unit.staff.get(entered_by))
    if not case.registration:
        raise BadAnswer("registration", "No registration is known for this case, so there is no keeper to enter.")
    if asked_of is not None and normalise(asked_of) != case.registration:
        raise NotAllowedNow("The registration was corrected meanwhile. Look up the keeper of the one that stands now.")
    if entry.state is KeeperState.SOLD and entry.party:
        # Sold, and to whom is known: that is the keeper on the day, and the register's entry stays on record.
        enter(unit, case_id, replace(entry, party=NOBODY), by=by, source=source, entered_by=entered_by)
        entry = replace(entry, state=KeeperState.FOUND)
    before, is_new = keeper_of(unit, case), not is_known(unit, case, entry)
    found = _kept(unit, case, entry, by=by, source=source, entered_by=entered_by) if is_new else before
    if found is None:
        return False
    if is_new and ALLOWS[entry.state].stops_all:
        stop_party(unit, case, (found,) if before is None else (found, before), by)
    _apply(unit, unit.cases.get_locked(case_id), found, by)
    return is_new


def register_said(unit: Unit, asked: Case, entry: Entry) -> bool:
    """Keep what the register answered about the case as it was asked; False where that is no answer any more.

    Meanwhile the registration may have been corrected, or somebody may have entered the keeper: a person's word stands.
    """
    case = unit.cases.get_locked(asked.id)
    if (case.registration, case.offence_on) != (asked.registration, asked.offence_on):
        return False
    found = keeper_of(unit, case)
    if found is not None and ALLOWS[KeeperState(found.state)].task is not LOOK_UP:
        return False
    return enter(unit, case.id, entry, by=PRODUCT, source="register")


def stop_party(unit: Unit, case: Case, parties: Sequence[Keeper], by: Actor) -> None:
    """The keeper has died: nothing more is sent to them about this vehicle, whichever case it belongs to."""
    named = {pseudonym_of(unit, one) for one in parties if one.name}
    touched = {case.id}
    letters = unit.letters.list_for_registration(case.registration)
    for letter in letters:
        is_theirs = letter.recipient in named or (letter.case_id == case.id and letter.state == LetterState.WAITING)
        if is_theirs and letter.state in UNSENT:
            take_back(unit, letter, "keeper_deceased", by=by)
            touched.add(letter.case_id)
    # Also where every letter has left: no reminder may follow it.
    for case_id in sorted({case.id} | {one.case_id for one in letters if one.recipient in named}):
        for link in unit.requirements.list_for_case(case_id):
            if pseudonym_of(unit, unit.identity.get_party(link.party_id)) in named and stop_link(
                unit, link, "keeper_deceased"
            ):
                touched.add(case_id)
    for case_id in sorted(touched):
        due = _last_day(unit, unit.cases.get(case_id), None)
        unit.worklist.open(NO_LETTER, case_id, case_id, due, once=f"deceased:{case_id}")
    unit.history.add(case.id, "keeper_deceased", by, {"cases": len(touched)})


def _kept(unit: Unit, case: Case, entry: Entry, *, by: Actor, source: str, entered_by: UUID | None) -> Keeper:
    party_id = unit.identity.keep_keeper(
        case.registration,
        entry.party.name,
        entry.party.address,
        state=entry.state.value,
        source=source,
        capacity=capacity_of(entry.state).value,
        case_id=case.id,
        valid_on=case.offence_on,
        language=entry.party.language,
        entered_by=entered_by,
    )
    told: dict[str, JsonValue] = {
        "party": str(party_id),
        "state": entry.state.value,
        "source": source,
        "marks": sorted(one.value for one in entry.marks),
    }
    unit.history.add(case.id, "keeper_entered", by, told)
    add_findings(unit, case.id, findings_of(entry, source))
    return unit.identity.get_party(party_id)


def _apply(unit: Unit, case: Case, found: Keeper, by: Actor) -> None:
    """Let every letter about the vehicle on that day go where the look-up says, or stop."""
    allowance = ALLOWS[KeeperState(found.state)]
    if allowance.restricted and case.lane != Lane.RESTRICTED:
        told: dict[str, JsonValue] = {"why": f"keeper_{found.state}"}
        unit.cases.save(replace(case, lane=Lane.RESTRICTED.value), by=by, action="case_restricted", payload=told)
    for one in _of_that_day(unit, case):
        if allowance.task is not LOOK_UP:
            unit.worklist.close(one.id, LOOK_UP, found.state)
        for letter in unit.letters.list_for_case(one.id):
            if _goes_to_somebody_else(unit, letter, found):
                _start_again(unit, one, letter, found, by)
        for letter in unit.letters.list_for_case(one.id):
            address(unit, letter.id)
        ask_again(unit, one, found)


def _goes_to_somebody_else(unit: Unit, letter: Letter, found: Keeper) -> bool:
    """A letter that has not left and carries what an earlier look-up found."""
    if letter.kind not in TO_THE_KEEPER or letter.state not in (LetterState.QUEUED, LetterState.PRINTED):
        return False
    return not ALLOWS[KeeperState(found.state)].letter or letter.recipient != pseudonym_of(unit, found)


def _start_again(unit: Unit, case: Case, letter: Letter, found: Keeper, by: Actor) -> None:
    """The look-up was corrected: the letter is stopped or recalled, and another waits for where it is to go now."""
    take_back(unit, letter, "keeper_changed", by=by)
    if letter.requirement_id is not None:
        stop_link(unit, unit.requirements.get_locked(letter.requirement_id), "keeper_changed")
    anew = replace(
        letter,
        id=unit.new_id(),
        recipient=UNKNOWN_KEEPER,
        reference="L" + reference_from(unit.chance(16))[2:],
        state=LetterState.WAITING.value,
        created_at=unit.now,
        party_id=None,
        requirement_id=None,
    )
    once_stopped = {one.recipient for one in unit.letters.list_for_decision(letter.decision_id)}
    # Advice was approved for the keeper it went to, and nobody is written to twice by the same decision.
    is_for_person = letter.kind == LetterKind.AUTOMATIC_ADVICE or pseudonym_of(unit, found) in once_stopped
    if is_for_person or unit.letters.leave(anew).id != anew.id:
        _want_person(unit, case, letter)


def _of_that_day(unit: Unit, case: Case) -> tuple[Case, ...]:
    """Every case about the vehicle on the same day: one look-up serves them all."""
    same = unit.cases.list_for_registration(case.registration)
    return tuple(one for one in same if one.offence_on == case.offence_on)


def _levelled(unit: Unit, case: Case, letter: Letter) -> Letter:
    """A warning at the level that its recipient has earned: earlier letters to another keeper raise nothing.

    It only falls. A level that nobody decided is never sent.
    """
    if letter.kind != LetterKind.WARNING:
        return letter
    step = escalation_of(unit, case, unit.policy.on(unit.today)).step
    if step >= letter.step:
        return letter
    told: dict[str, JsonValue] = {"letter": str(letter.id), "step_before": letter.step, "step": step}
    unit.history.add(case.id, "level_fell", PRODUCT, told)
    rule = f"{letter.rule} Fell from step {letter.step} to {step}: the earlier letters were not to this keeper."
    return replace(letter, step=step, rule=rule)


def _bars_advice(unit: Unit, letter: Letter, state: KeeperState) -> bool:
    """Automatic advice was approved for a private keeper; what the look-up found may be another kind."""
    refused = unit.policy.on(unit.today).automatic.refused_keepers
    return letter.kind == LetterKind.AUTOMATIC_ADVICE and KINDS.get(state) in refused


def _want_look_up(unit: Unit, case: Case, letter: Letter) -> None:
    """One look-up serves every letter that waits, and lapses with the first of them.

    The key counts those that were closed: a letter that waits after them asks anew.
    """
    due = _last_day(unit, case, letter)
    look_ups = [one for one in unit.worklist.list_for_case(case.id) if one.kind is LOOK_UP]
    waiting = next((one for one in look_ups if one.closed_at is None), None)
    key = f"{case.id}:{case.registration}:{sum(one.closed_at is not None for one in look_ups)}"
    if waiting is None:
        unit.worklist.open(LOOK_UP, case.id, case.id, due, once=f"keeper_lookup:{key}")
    elif due < waiting.due_on:
        unit.worklist.move(case.id, LOOK_UP, due)
    unit.jobs.leave(JobKind.KEEPER, case.id, once=f"keeper:{key}")


def move_look_up(unit: Unit, case_id: UUID) -> None:
    """A calendar has changed: a look-up that is still open lapses on the day that now is the last."""
    case = unit.cases.get(case_id)
    waiting = [one for one in unit.letters.list_for_case(case_id) if one.state == LetterState.WAITING]
    notice = next((one for one in waiting if one.kind == LetterKind.NOTICE), None)
    unit.worklist.move(case_id, LOOK_UP, _last_day(unit, case, notice))


def _want_person(unit: Unit, case: Case, letter: Letter) -> None:
    once = f"no_letter:{case.id}:{letter.decision_id}"
    unit.worklist.open(NO_LETTER, case.id, case.id, _last_day(unit, case, letter), once=once)


def _last_day(unit: Unit, case: Case, letter: Letter | None) -> date:
    """The last posting day for a notice; the force's own promise for anything else; never a day gone by."""
    policy = unit.policy.on(unit.today, law_on=case.offence_on)
    decision = unit.decisions.find_standing(case.id) if letter is None else unit.decisions.get(letter.decision_id)
    about = decision.allegation_id if decision is not None else None
    one = next((each for each in case.allegations if each.id == about), case.allegations[0])
    offence = policy.offence(one.offence if decision is None else decision.offence)
    clock = clock_for(offence, one.offence_on, case.received_at, policy)
    if letter is not None and letter.kind == LetterKind.NOTICE and clock.last_post is not None:
        return max(clock.last_post, unit.today)
    return max(london_day(clock.due_at), unit.today)
