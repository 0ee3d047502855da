"""Contest: a keeper disagrees with a letter, and somebody who did not send it decides whether it stands."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from triage.actor import Officer
from triage.case import Case
from triage.contest import (
    Contest,
    ContestState,
    answer_of,
    require_contestable,
    require_received,
    require_somebody_else,
)
from triage.errors import BadAnswer, ConflictOfInterest, NotAllowedNow
from triage.job import JobKind
from triage.letter import LetterKind
from triage.marker import Marker, MarkerKind
from triage.permission import Permission, require
from triage.record import Letter
from triage.steps.facts import decider_of, refuse_conflict
from triage.steps.ports import Unit
from triage.steps.withdraw import follow, withdraw
from triage.submission import line, words
from triage.worklist import TaskKind

SAYS_LIMIT = 4000


def enter(unit: Unit, letter_id: UUID, received_on: date, says: str, *, note: str = "", by: Officer) -> Contest:
    """A letter is contested: a task with a date, for somebody else than whoever decided it.

    ``note`` says why one that came after the letter's period is taken all the same.
    """
    require(by.role, Permission.LETTER_CONTEST)
    letter = unit.post.get_locked(letter_id).letter
    refuse_conflict(unit, unit.cases.get(letter.case_id), by)
    earlier = unit.contests.find_for_letter(letter_id)
    if earlier is not None:
        raise NotAllowedNow(f"This letter has been contested before, and that contest is {earlier.state}.")
    limits = unit.policy.on(unit.today).limits
    require_contestable(letter)
    require_received(letter, received_on, note, unit.today, limits.contest_days)
    said = words("says", says, "what the keeper says", limit=SAYS_LIMIT)
    why_late = line("note", note, "why it is taken late", limit=500, needed=False)
    contest = Contest(
        id=unit.new_id(),
        letter_id=letter_id,
        case_id=letter.case_id,
        received_on=received_on,
        due_on=received_on + timedelta(days=limits.contest_reply_days),
        says=f"{said}\n\nTaken late: {why_late}" if why_late else said,
        state=ContestState.OPEN,
        entered_by=by.id,
        created_at=unit.now,
    )
    unit.contests.add(contest)
    sender = unit.decisions.get(letter.decision_id).decided_by
    unit.worklist.open(
        TaskKind.CONTEST, letter.case_id, contest.id, contest.due_on, once=f"contest:{contest.id}", not_staff=sender
    )
    told = {"letter": str(letter_id), "contest": str(contest.id), "received_on": received_on.isoformat()}
    unit.history.add(letter.case_id, "contested", by.actor, told)
    return contest


def decide(unit: Unit, contest_id: UUID, state: str, reason: str, note: str = "", *, by: Officer) -> Contest:
    """Uphold or refuse. Whoever decided or approved the letter is turned away, and so is one with an interest."""
    require(by.role, Permission.LETTER_CONTEST)
    contest = unit.contests.get(contest_id, lock=True)
    letter = unit.post.get_locked(contest.letter_id).letter
    if contest.state is not ContestState.OPEN:
        raise NotAllowedNow(f"This contest has been decided: it was {contest.state}.")
    if state not in (ContestState.UPHELD, ContestState.REFUSED):
        raise BadAnswer("state", "Choose whether the letter is taken back or stands.")
    require_somebody_else(unit.decisions.get(letter.decision_id), by.id)
    case = unit.cases.get(letter.case_id)
    if decider_of(unit, case, by).in_conflict:
        raise ConflictOfInterest("You or someone close to you stands in this case, so somebody else decides it.")
    code = answer_of(ContestState(state), reason)
    beside = line("note", note, "your note", limit=500, needed=False)
    answered = replace(
        contest,
        state=ContestState(state),
        decided_by=by.id,
        decided_why=f"{code}: {beside}" if beside else code,
        decided_at=unit.now,
    )
    unit.contests.answer(answered)
    unit.worklist.close(contest.id, TaskKind.CONTEST, answered.state.value, by=by.id)
    told = {
        "letter": str(letter.id),
        "decision": str(letter.decision_id),
        "contest": str(contest.id),
        "reason": code,
    }
    if answered.state is ContestState.UPHELD:
        unit.history.add(letter.case_id, "contest_upheld", by.actor, told)
        _uphold(unit, case, letter, by)
        # What the reporter was told of the letter is true no longer.
        unit.jobs.leave(JobKind.FEEDBACK, case.id, once=f"feedback:contest:{contest.id}")
    else:
        unit.history.add(letter.case_id, "contest_refused", by.actor, told)
        follow(unit, letter, LetterKind.CONTEST_REFUSED, f"Contest of letter {letter.reference} refused: {code}.")
    return answered


def _uphold(unit: Unit, case: Case, letter: Letter, by: Officer) -> None:
    """The letter leaves the history, its keeper is told, and no further letter goes without a person's look."""
    withdraw(unit, letter, "contest_upheld", by=by.actor)
    about = letter.registration or case.registration
    unit.markers.add(
        Marker(
            id=unit.new_id(),
            kind=MarkerKind.NO_AUTOMATIC_LETTER,
            about=about,
            why=f"Letter {letter.reference} was contested and taken back.",
            at=unit.now,
        )
    )
    unit.history.add(case.id, "marker_set", by.actor, {"kind": MarkerKind.NO_AUTOMATIC_LETTER.value})
