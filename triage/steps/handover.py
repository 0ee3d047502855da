"""Handover: what a channel said of a letter after it was given it, or when it would not take it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from triage.actor import PRODUCT
from triage.job import JobKind
from triage.notice import RequirementState
from triage.record import LetterState
from triage.steps.notice import ASKING
from triage.steps.ports import Unit
from triage.worklist import TaskKind


def watch(unit: Unit, letter_id: UUID, *, since: datetime) -> None:
    """Ask later what became of a letter that a channel has accepted, but not yet looked at."""
    unit.jobs.leave(JobKind.LETTER_STATUS, letter_id, once=f"letter_status:{letter_id}:{since.isoformat()}")


def not_taken(unit: Unit, letter_id: UUID, sentence: str) -> None:
    """The channel will not have the letter as it is: it stays queued, and a person is told why."""
    letter = unit.letters.get(letter_id)
    case = unit.cases.get(letter.case_id)
    words = f"{case.reference}: the letter {letter.reference} was refused. {sentence}"
    unit.alarms.sound("letter_refused", case.id, words, once=f"letter_refused:{letter_id}:{unit.now.isoformat()}")


def refused_later(unit: Unit, letter_id: UUID, sentence: str) -> None:
    """Accepted and then refused: it was never posted, so nothing was served, and it waits for a person again."""
    letter = unit.letters.get(letter_id)
    if not unit.letters.refused(letter_id):
        return
    payload = {"letter": str(letter_id), "kind": letter.kind, "channel": letter.channel}
    unit.history.add(letter.case_id, "letter_refused", PRODUCT, payload)
    if letter.requirement_id is not None and letter.kind in ASKING:
        _not_asked(unit, letter.requirement_id)
    unit.jobs.hand_to_person(f"letter:{letter_id}", sentence)
    not_taken(unit, letter_id, sentence)


def _not_asked(unit: Unit, requirement_id: UUID) -> None:
    """Whoever was to name the driver has no letter: their 28 days do not run."""
    link = unit.requirements.get_locked(requirement_id)
    if link.state is RequirementState.ASKED:
        unit.requirements.save(replace(link, state=RequirementState.WAITING, served_on=None, reply_due=None))
        unit.worklist.close(link.id, TaskKind.AWAIT_REPLY, "letter_refused")


def delivered(unit: Unit, letter_id: UUID) -> None:
    """The channel says that it has printed and posted the letter."""
    letter = unit.letters.get(letter_id)
    if letter.state == LetterState.SENT:
        payload = {"letter": str(letter_id), "kind": letter.kind, "channel": letter.channel}
        unit.history.add(letter.case_id, "letter_delivered", PRODUCT, payload)


def channel_shut(unit: Unit, letter_id: UUID, channel: str, sentence: str) -> None:
    """The channel takes nothing from us: whoever runs the product is told, once a day."""
    words = f"No letters leave. {sentence}"
    unit.alarms.sound("channel_shut", letter_id, words, once=f"channel_shut:{channel}:{unit.today}")
