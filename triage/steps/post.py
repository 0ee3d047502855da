"""Post: printed letters leave in batches that a person certifies; what missed its day is said, never hidden."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from triage.actor import Officer
from triage.calendar import day_in_words
from triage.errors import BadAnswer, ConflictOfInterest, NotAllowedNow
from triage.permission import Permission, require
from triage.post import (
    Batch,
    BatchState,
    Mail,
    certificate_number,
    is_lying,
    require_posting_day,
)
from triage.record import Letter
from triage.steps.facts import conflict_of
from triage.steps.letter import missed_the_post, misses_deadline, posted
from triage.steps.ports import Unit


def make_batch(unit: Unit, chosen: Collection[UUID] | None, *, by: Officer) -> Batch:
    """Put printed letters into a new batch: those chosen, or all for None. What somebody else took stays out.

    So do letters of a case in which this person stands; ConflictOfInterest where one was chosen.
    """
    require(by.role, Permission.PRINT_BATCH)
    printed = [one.letter for one in unit.post.list_printed() if chosen is None or one.letter.id in chosen]
    if chosen is not None:
        _refuse_conflict(unit, printed, by)
    letters = [one for one in printed if not conflict_of(unit, unit.cases.get(one.case_id), by)]
    if not letters:
        raise BadAnswer("letters", "Choose at least one letter that waits for the post.")
    batch = Batch(unit.new_id(), BatchState.OPEN, by.id, unit.now)
    taken = unit.post.open_batch(batch, [one.id for one in letters])
    if not taken:
        raise NotAllowedNow("Somebody else has put these letters into a batch.")
    for one in letters:
        if one.id in taken:
            unit.history.add(one.case_id, "letter_batched", by.actor, {"letter": str(one.id), "batch": str(batch.id)})
    return batch


def take_out(unit: Unit, batch_id: UUID, letter_id: UUID, *, by: Officer) -> None:
    """Take one letter out of an open batch; it waits for the next."""
    batch = _open_batch(unit, batch_id, by)
    if letter_id not in {one.letter.id for one in unit.post.list_in_batch(batch.id)}:
        raise NotAllowedNow("This letter is not in the batch any more.")
    _out(unit, batch, [unit.post.get_mail(letter_id)], by)


def cancel_batch(unit: Unit, batch_id: UUID, *, by: Officer) -> None:
    """Give an open batch up; its letters wait for the next."""
    batch = _open_batch(unit, batch_id, by)
    _out(unit, batch, unit.post.list_in_batch(batch.id), by)
    unit.post.end_batch(replace(batch, state=BatchState.CANCELLED, left_by=by.id, left_at=unit.now))


def batch_left(unit: Unit, batch_id: UUID, posted_on: date, certificate: str, *, by: Officer) -> Batch:
    """The batch left on this day, as the certificate of posting proves: each letter's service counts from it."""
    batch = _open_batch(unit, batch_id, by)
    mails = unit.post.list_in_batch(batch.id)
    if not mails:
        raise NotAllowedNow("This batch is empty. Cancel it.")
    _refuse_conflict(unit, [one.letter for one in mails], by)
    holidays = unit.policy.on(unit.today).holidays
    require_posting_day(posted_on, [one.letter for one in mails], unit.today, holidays)
    left = replace(
        batch,
        state=BatchState.LEFT,
        posted_on=posted_on,
        certificate=certificate_number(certificate),
        left_by=by.id,
        left_at=unit.now,
    )
    unit.post.end_batch(left)
    for mail in mails:
        _left(unit, left, mail, posted_on, by)
    return left


def alarm_lying(unit: Unit, letter_id: UUID) -> bool:
    """Tell a person of a notice that still lies there on the afternoon of its last post; asked again here."""
    mail = unit.post.get_mail(letter_id)
    if not is_lying(mail, unit.now) or mail.must_leave_by is None:
        return False
    words = (
        f"{mail.case.reference}: the notice {mail.letter.reference} is printed and has not been posted. "
        f"Its last post is {day_in_words(mail.must_leave_by)}."
    )
    return unit.alarms.sound("not_posted", mail.case.case_id, words, once=f"not_posted:{letter_id}")


def _open_batch(unit: Unit, batch_id: UUID, by: Officer) -> Batch:
    require(by.role, Permission.PRINT_BATCH)
    batch = unit.post.get_batch(batch_id, lock=True)
    if batch.state is not BatchState.OPEN:
        raise NotAllowedNow(
            "This batch has left and is final." if batch.state is BatchState.LEFT else "This batch was cancelled."
        )
    return batch


def _refuse_conflict(unit: Unit, letters: Iterable[Letter], by: Officer) -> None:
    for one in letters:
        sentence = conflict_of(unit, unit.cases.get(one.case_id), by)
        if sentence:
            raise ConflictOfInterest(f"Letter {one.reference}: {sentence}")


def _out(unit: Unit, batch: Batch, mails: Collection[Mail], by: Officer) -> None:
    unit.post.take_out([one.letter.id for one in mails])
    for one in mails:
        payload = {"letter": str(one.letter.id), "batch": str(batch.id)}
        unit.history.add(one.case.case_id, "letter_taken_out", by.actor, payload)


def _left(unit: Unit, batch: Batch, mail: Mail, posted_on: date, by: Officer) -> None:
    """One letter of the batch: posted, unless it was recalled while the batch was being closed."""
    if not posted(unit, mail.letter, posted_on):
        return
    certified = {"letter": str(mail.letter.id), "batch": str(batch.id), "posted_on": posted_on.isoformat()}
    unit.history.add(mail.case.case_id, "post_certified", by.actor, certified)
    # Asked of the holidays as they are known today: one declared after the printing moves the day of service.
    if misses_deadline(unit, mail, posted_on):
        unit.history.add(mail.case.case_id, "post_missed", by.actor, certified)
        missed_the_post(unit, mail, "was posted too late and is not presumed served in time")
