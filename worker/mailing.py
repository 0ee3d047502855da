"""Hands each mail to the mail channel: at least once, and always under the same Message-ID (decision 0016)."""

from storage.jobs import Job
from storage.unit import Unit
from triage.mail import Message, NotAMailFact
from triage.steps import mail
from triage.steps.mail_facts import mail_facts
from worker.house import House
from worker.mail.compose import compose_mail
from worker.outside.channel import ChannelFault, Misconfigured, Refused
from worker.sending import SHUT_RETRY_S
from worker.work import GiveUp, Save, TooEarly, TryAgain


def send_mail(home: House, job: Job) -> Save:
    """Write the mail from what may be said today and send it; the attempt is on record before anything leaves."""
    with home.units.open() as unit:
        kept = unit.messages.get(job.subject)
        facts = mail_facts(unit, kept, f"{home.settings.public_url.rstrip('/')}/status")
        person = unit.identity.find_submitter(kept.submission_id)
        wording = unit.policy.mails().wording(kept.kind, kept.language)
    if facts is None or person is None:
        return lambda unit: unit.messages.void(kept.id)
    try:
        message = compose_mail(
            facts,
            wording,
            to=person.email,
            sender=home.settings.mail_from or facts.force_email,
            message_id=kept.message_id,
            at=kept.created_at,
        )
    except NotAMailFact as refusal:
        raise _given_up(kept, refusal.sentence) from refusal
    with home.units.open() as unit:
        unit.jobs.renew(job, seconds=home.settings.job_lease_seconds)
        unit.messages.attempt(kept.id, home.mail.name)
    try:
        home.mail.send(message)
    except ChannelFault as fault:
        raise _said_of(kept, fault, person.email) from fault
    return lambda unit: mail.mailed(unit, kept.id)


def _said_of(kept: Message, fault: ChannelFault, address: str) -> GiveUp | TooEarly | TryAgain:
    """What the fault means for the job; a server's words may hold the address, which jobs and alarms do not."""
    sentence = fault.sentence.replace(address, "(the address)")
    if isinstance(fault, Refused):
        return _given_up(kept, sentence)
    if isinstance(fault, Misconfigured):
        return TooEarly(sentence, seconds=SHUT_RETRY_S, tell=lambda unit: mail.mails_shut(unit, kept.id, sentence))
    return TryAgain(sentence)


def _given_up(kept: Message, sentence: str) -> GiveUp:
    def tell(unit: Unit) -> None:
        mail.not_mailed(unit, kept.id, sentence)

    return GiveUp(sentence, tell)
