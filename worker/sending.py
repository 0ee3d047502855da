"""Hands each letter to the channel of this house once, and asks the channel later what became of it."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from storage.jobs import Job
from storage.unit import Unit
from triage.job import JobKind
from triage.letter import LetterKind
from triage.record import Letter, LetterState
from triage.steps import handover, letter
from worker.house import House
from worker.letters.render import Rendered, compose
from worker.outside.channel import (
    ChannelFault,
    Fate,
    Misconfigured,
    OutcomeUnknown,
    Posting,
    Receipt,
    Refused,
    Unavailable,
)
from worker.outside.print_folder import PrintFolder
from worker.work import GiveUp, Save, TooEarly, TryAgain

SHUT_RETRY_S = 900.0  # a wrong key is mended by a person: asked again slowly, for as long as it takes
STATUS_EVERY_S = 3600.0
STATUS_AFTER = timedelta(minutes=15)  # Notify's scan and checks are over by then as a rule
Reached = Callable[[str], None]


def send_letter(home: House, job: Job, reached: Reached = lambda _point: None) -> Save:
    """Write the letter and hand it over, once, whatever is killed, lost or left without an answer.

    An earlier attempt is asked about before anything is sent again, and the attempt is committed, under this job's
    lease, before anything leaves. ``reached`` hears of each step, so that a proof can kill between any two.
    """
    home = at_hand(home, job.subject)
    with home.units.open() as unit:
        kept, tried_at = unit.letters.get(job.subject), unit.letters.last_attempt_at(job.subject)
    if tried_at is not None:
        found = _asked(home, kept, tried_at)
        reached("asked")
        if found is not None:
            return _taken(home, kept, found)
    rendered = _written(home, kept)
    reached("rendered")
    if rendered is None or not _attempted(home, job, kept, rendered):
        return _nothing
    reached("attempted")
    receipt = _handed_over(home, kept, rendered)
    reached("sent")
    return _taken(home, kept, receipt)


def at_hand(home: House, letter_id: UUID) -> House:
    """The house as this letter leaves it: a notice that somebody serves is printed here, whoever posts the others."""
    with home.units.open() as unit:
        by_hand = letter.goes_by_hand(unit, unit.letters.get(letter_id))
    return replace(home, post=PrintFolder(home.settings.print_out)) if by_hand and home.post.posts_by_itself else home


def ask_after_letter(home: House, job: Job) -> Save:
    """What became of a letter that the channel accepted: posted, refused after all, or still under way."""
    with home.units.open() as unit:
        kept, now = unit.letters.get(job.subject), unit.now
    if kept.state != LetterState.SENT or kept.sent_at is None:
        return _nothing
    if now < kept.sent_at + STATUS_AFTER:
        raise TooEarly("It was handed over a moment ago.", seconds=(kept.sent_at + STATUS_AFTER - now).total_seconds())
    try:
        became = home.post.became(kept.reference)
    except ChannelFault as fault:
        raise _while_asking(home, kept, fault) from fault
    if became.fate is Fate.POSTED:
        return lambda unit: handover.delivered(unit, kept.id)
    if became.fate is Fate.REFUSED:
        return lambda unit: handover.refused_later(unit, kept.id, became.sentence)
    if home.post.remembers is not None and now > kept.sent_at + home.post.remembers:
        sentence = "Its channel has not said for days whether it was posted. Ask whoever runs it."
        raise GiveUp(sentence, _tell_refused(kept, sentence))
    raise TooEarly("It is still under way.", seconds=STATUS_EVERY_S)


def _asked(home: House, kept: Letter, tried_at: datetime) -> Receipt | None:
    """What the channel holds since the earlier attempt. Its silence counts only after the quiet time."""
    channel = home.post
    with home.units.open() as unit:
        since = unit.now - tried_at
    if channel.remembers is not None and since > channel.remembers:
        # Asked too late, it says "unknown" of a letter that it posted last week.
        sentence = "Its last attempt is too old for its channel to remember. Find out whether it was posted."
        raise GiveUp(sentence, _tell_refused(kept, sentence))
    try:
        found = channel.find(kept.reference)
    except ChannelFault as fault:
        raise _while_asking(home, kept, fault) from fault
    if found is None and since < channel.quiet:
        raise TooEarly(
            "The last attempt had no answer, and the channel may still be working on it.",
            seconds=(channel.quiet - since).total_seconds(),
        )
    return found


def _written(home: House, kept: Letter) -> Rendered | None:
    """The letter as it would leave now; None when it must not leave."""
    with home.units.open() as unit:
        holidays = unit.policy.on(unit.today).holidays
        if letter.may_leave(unit, kept.id, home.post.posting_day(unit.now, holidays)) is None:
            return None
        facts = letter.letter_facts(unit, kept.id)
        wording = letter.wording_for(unit, facts, kept.language)
    return compose(facts, wording)


def _attempted(home: House, job: Job, kept: Letter, rendered: Rendered) -> bool:
    """The attempt is on record, and the job is still ours: whoever lost its lease meanwhile sends nothing."""
    with home.units.open() as unit:
        unit.jobs.renew(job, seconds=home.settings.job_lease_seconds)
        holidays = unit.policy.on(unit.today).holidays
        going = letter.about_to_send(
            unit,
            kept.id,
            home.post.name,
            posting_on=home.post.posting_day(unit.now, holidays),
            sha256=hashlib.sha256(rendered.pdf).hexdigest(),
            pages=rendered.pages,
        )
    return going is not None


def _handed_over(home: House, kept: Letter, rendered: Rendered) -> Receipt:
    with home.units.open() as unit:
        facts = Posting(LetterKind(kept.kind), rendered.pages, unit.now)
    quiet_s = home.post.quiet.total_seconds()
    try:
        return home.post.send(kept.reference, rendered.pdf, facts)
    except Refused as fault:
        raise GiveUp(fault.sentence, _tell_refused(kept, fault.sentence)) from fault
    except Misconfigured as fault:
        raise TooEarly(fault.sentence, seconds=SHUT_RETRY_S, tell=_tell_shut(home, kept, fault.sentence)) from fault
    except (Unavailable, OutcomeUnknown) as fault:
        raise TryAgain(fault.sentence, not_before_s=quiet_s) from fault


def _taken(home: House, kept: Letter, receipt: Receipt) -> Save:
    """The channel has it: write that down, unless the letter was stopped meanwhile."""
    channel = home.post

    def save(unit: Unit) -> None:
        now = unit.letters.get(kept.id)
        sha256, pages = receipt.sha256 or now.sha256 or "", receipt.pages or now.pages or 0
        if now.state in (LetterState.VOID, LetterState.WITHDRAWN):
            # Stopped while it was leaving: whoever stopped it asked the channel too early.
            unit.jobs.arm(JobKind.RECALL, kept.id, once=f"recall:{kept.id}")
        elif not channel.posts_by_itself:
            letter.printed(unit, kept.id, sha256=sha256, pages=pages, channel=channel.name)
        else:
            # The later of its clock and ours where only ours is known: a letter never counts as earlier than it was.
            taken_at = receipt.created_at if receipt.sha256 is None and receipt.kind is None else unit.now
            posted_on = channel.posting_day(taken_at, unit.policy.on(unit.today).holidays)
            if letter.sent(unit, kept.id, sha256=sha256, pages=pages, channel=channel.name, posted_on=posted_on):
                handover.watch(unit, kept.id, since=unit.now)

    return save


def _while_asking(home: House, kept: Letter, fault: ChannelFault) -> TooEarly | TryAgain:
    """A question has no outcome that could be unknown: ask again."""
    if isinstance(fault, Misconfigured | Refused):
        return TooEarly(fault.sentence, seconds=SHUT_RETRY_S, tell=_tell_shut(home, kept, fault.sentence))
    return TryAgain(fault.sentence)


def _tell_refused(kept: Letter, sentence: str) -> Save:
    return lambda unit: handover.not_taken(unit, kept.id, sentence)


def _tell_shut(home: House, kept: Letter, sentence: str) -> Save:
    return lambda unit: handover.channel_shut(unit, kept.id, home.post.name, sentence)


def _nothing(_unit: Unit) -> None:
    """Nothing is left to do."""
