"""Withdraw: a letter that is not to leave is stopped or recalled, and one that left is taken back in writing."""

from dataclasses import replace
from uuid import UUID

from triage.actor import PRODUCT, Actor, Officer
from triage.errors import NotAllowedNow, ReasonMissing
from triage.finding import JsonValue
from triage.job import JobKind
from triage.letter import LetterKind
from triage.notice import KeeperAnswer, Requirement, RequirementState
from triage.permission import Permission, require
from triage.post import WithdrawnBecause
from triage.record import Letter, LetterState
from triage.reference import reference_from
from triage.steps.facts import escalation_of, refuse_conflict
from triage.steps.ports import Unit
from triage.worklist import TaskKind

NOT_PRINTED = frozenset({LetterState.WAITING, LetterState.QUEUED})
ADDRESSED = frozenset({LetterState.QUEUED, LetterState.PRINTED})
# Nobody needs a letter that says another letter of that kind is taken back.
NEVER_FOLLOWED = frozenset({LetterKind.LETTER_WITHDRAWN.value, LetterKind.CONTEST_REFUSED.value})

# A letter that asks who was driving, and so began a link of the chain.
ASKS = frozenset({LetterKind.NOTICE.value, LetterKind.S172_ALONE.value, LetterKind.REQUIREMENT_NEXT.value})


def recall_for(unit: Unit, decision_id: UUID, *, by: Actor = PRODUCT) -> int:
    """Another decision took this one's place: stop its letters, recall them, or take them back. How many that were."""
    # What says that an earlier letter is taken back stays true, whatever is decided next.
    left = [one for one in unit.letters.list_for_decision(decision_id) if one.kind != LetterKind.LETTER_WITHDRAWN]
    return sum(take_back(unit, one, "superseded", by=by) for one in left)


def withdraw_letter(unit: Unit, letter_id: UUID, why: str, *, by: Officer) -> Letter:
    """A supervisor takes one letter back, wherever it is. ``why`` is one of WithdrawnBecause."""
    require(by.role, Permission.LETTER_CONTEST)
    if why not in set(WithdrawnBecause):
        raise ReasonMissing("Choose why the letter is taken back.")
    # The case before its letter and its link, as everybody else takes them.
    case = unit.cases.get_locked(unit.letters.get(letter_id).case_id)
    mail = unit.post.get_locked(letter_id)
    letter = mail.letter
    refuse_conflict(unit, case, by)
    if not take_back(unit, letter, why, by=by.actor):
        raise NotAllowedNow(f"Letter {letter.reference} is {letter.state} and cannot be taken back.")
    if letter.kind in ASKS and letter.requirement_id is not None:
        # The decision stands and nobody is asked any more: a person says what follows before the clock does.
        stop_link(unit, unit.requirements.get_locked(letter.requirement_id), "letter_withdrawn")
        due = max(mail.must_leave_by or unit.today, unit.today)
        once = f"taken_back:{letter.id}"
        unit.worklist.open(TaskKind.NO_LETTER_POSSIBLE, letter.case_id, letter.case_id, due, once=once)
    return unit.letters.get(letter_id)


def stop_link(unit: Unit, link: Requirement, why: str) -> bool:
    """An answer is no longer wanted from this party; False when none was."""
    if link.state not in (RequirementState.WAITING, RequirementState.ASKED):
        return False
    unit.requirements.save(replace(link, state=RequirementState.STOPPED, closed_at=unit.now))
    unit.worklist.close(link.id, TaskKind.AWAIT_REPLY, why)
    return True


def take_back(unit: Unit, letter: Letter, why: str, *, by: Actor) -> bool:
    """Stop one letter wherever it is; False when nothing is left to stop. ``why`` is a code for its history."""
    if letter.state in NOT_PRINTED or letter.state == LetterState.PRINTED:
        _stop(unit, letter, why, by)
        return True
    if letter.state == LetterState.SENT and letter.kind not in NEVER_FOLLOWED:
        withdraw(unit, letter, why, by=by)
        return True
    return False


def withdraw(unit: Unit, letter: Letter, why: str, *, by: Actor) -> Letter:
    """A letter that left no longer counts: whoever has it is told, and the vehicle's open cases are ranked again."""
    unit.letters.withdraw(letter.id)
    unit.history.add(letter.case_id, "letter_withdrawn", by, {"letter": str(letter.id), "why": why})
    rank_again(unit, letter, why)
    return follow(
        unit, letter, LetterKind.LETTER_WITHDRAWN, f"Takes back letter {letter.reference}: {why.replace('_', ' ')}."
    )


def follow(unit: Unit, earlier: Letter, kind: LetterKind, rule: str) -> Letter:
    """Leave a letter to the same person about an earlier one; once for each. Of whoever has died, the earlier stays."""
    if _has_died(unit, earlier):
        return earlier
    new = Letter(
        id=unit.new_id(),
        decision_id=earlier.decision_id,
        case_id=earlier.case_id,
        kind=kind.value,
        step=earlier.step,
        recipient=earlier.recipient,
        registration=earlier.registration,
        reference="L" + reference_from(unit.chance(16))[2:],
        state=LetterState.QUEUED,
        rule=rule,
        created_at=unit.now,
        language=earlier.language,
        party_id=earlier.party_id,
    )
    return _queued(unit, new) or unit.letters.leave(new)


def _queued(unit: Unit, new: Letter) -> Letter | None:
    """Leave a letter for a job to print; None when the same one was left before."""
    if unit.letters.leave(new).id != new.id:
        return None
    unit.jobs.leave(JobKind.LETTER, new.id, once=f"letter:{new.id}")
    unit.history.add(new.case_id, "letter_queued", PRODUCT, {"letter": str(new.id), "kind": new.kind})
    return unit.letters.get(new.id)


def _has_died(unit: Unit, letter: Letter) -> bool:
    """The recipient is known to have died: no letter goes to them any more, nor one that takes another back."""
    if letter.party_id is None:
        return False
    party = unit.identity.get_party(letter.party_id)
    looked_up = None if party.valid_on is None else unit.identity.find_keeper_on(letter.registration, party.valid_on)
    chain = unit.requirements.list_for_case(letter.case_id)
    said = any(one.party_id == party.id and one.answer is KeeperAnswer.DECEASED for one in chain)
    return said or (looked_up is not None and looked_up.state == "deceased")


def rank_again(unit: Unit, letter: Letter, why: str) -> None:
    """What the vehicle's history says has changed, and with it the ranks of its open cases."""
    if not letter.registration:
        return
    for case in unit.cases.list_for_registration(letter.registration):
        if case.open:
            unit.jobs.leave(JobKind.PRIORITISE, case.id, once=f"prioritise:{case.id}:{why}:{letter.id}")
    for one in unit.letters.list_for_registration(letter.registration):
        level_again(unit, one.id)


def level_again(unit: Unit, letter_id: UUID) -> bool:
    """Recall a warning that has not left and is graver than what now counts against its keeper, and leave it again.

    False when it stays as it is. A level only falls: none that nobody decided is ever sent.
    """
    letter = unit.letters.get(letter_id)
    if letter.kind != LetterKind.WARNING or letter.step == 0 or letter.state not in ADDRESSED:
        return False
    letter = unit.post.get_locked(letter_id).letter
    step = escalation_of(unit, unit.cases.get(letter.case_id), unit.policy.on(unit.today)).step
    if letter.state not in ADDRESSED or step >= letter.step:
        return False
    take_back(unit, letter, "level_fell", by=PRODUCT)
    told: dict[str, JsonValue] = {"letter": str(letter.id), "step_before": letter.step, "step": step}
    unit.history.add(letter.case_id, "level_fell", PRODUCT, told)
    anew = replace(
        letter,
        id=unit.new_id(),
        step=step,
        reference="L" + reference_from(unit.chance(16))[2:],
        state=LetterState.QUEUED,
        rule=f"{letter.rule} Fell from step {letter.step} to {step}: an earlier letter no longer counts.",
        created_at=unit.now,
    )
    if not _queued(unit, anew):
        once = f"level_fell:{letter.id}"
        unit.worklist.open(TaskKind.NO_LETTER_POSSIBLE, letter.case_id, letter.case_id, unit.today, once=once)
    return True


def recalled(unit: Unit, letter_id: UUID, *, was_there: bool) -> None:
    """What the channel said when the PDF was asked back: one the printer has taken is somewhere on paper."""
    if was_there:
        return
    letter = unit.letters.get(letter_id)
    _take_out_alarm(unit, letter)


def _stop(unit: Unit, letter: Letter, why: str, by: Actor) -> None:
    unit.letters.void(letter.id)
    unit.worklist.close(letter.id, TaskKind.POST, "recalled")
    unit.history.add(
        letter.case_id, "letter_recalled", by, {"letter": str(letter.id), "from": letter.state, "why": why}
    )
    if letter.state == LetterState.PRINTED or unit.letters.was_attempted(letter.id):
        unit.jobs.leave(JobKind.RECALL, letter.id, once=f"recall:{letter.id}")
    if letter.batch_id is not None:
        _take_out_alarm(unit, letter)


def _take_out_alarm(unit: Unit, letter: Letter) -> None:
    """A letter that must not leave may lie in the bag already: only a hand can take it out."""
    words = f"Take letter {letter.reference} out of the bag: it must not be posted any more."
    unit.alarms.sound("take_out", letter.case_id, words, once=f"take_out:{letter.id}")
