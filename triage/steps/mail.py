"""Mail: a reporter hears that their report arrived, and what came of it once they may know."""

from uuid import UUID

from triage.actor import PRODUCT
from triage.case import Case
from triage.job import JobKind
from triage.language import Language
from triage.mail import MailKind, Message, MessageState
from triage.steps.ports import Unit


def acknowledge(unit: Unit, submission_id: UUID) -> None:
    """Leave the mail that says the report has arrived, once for each report."""
    _leave(unit, MailKind.ACKNOWLEDGEMENT, submission_id, None, once=f"acknowledgement:{submission_id}")


def tell_by_mail(unit: Unit, case: Case) -> None:
    """Leave the mail about what came of it, once for each thing that is told: a changed decision tells again."""
    if case.told_class is not None:
        # The version: what is told may change back to what was told before, and that is told again.
        once = f"outcome:{case.id}:{case.told_class}:{case.version}"
        _leave(unit, MailKind.OUTCOME, case.submission_id, case.id, once=once)


def mailed(unit: Unit, message_id: UUID) -> None:
    """It left: history keeps that it did, and not to whom."""
    message = unit.messages.get(message_id)
    if unit.messages.sent(message_id):
        payload = {"message": str(message_id), "kind": message.kind.value}
        unit.history.add(message.case_id or message.submission_id, "mailed", PRODUCT, payload)


def not_mailed(unit: Unit, message_id: UUID, sentence: str) -> None:
    """Nobody can be reached at the address: a person is told which report it is, and not the address."""
    message = unit.messages.get(message_id)
    unit.messages.void(message_id)
    reference = unit.submissions.get(message.submission_id).reference
    words = f"{reference}: the reporter could not be mailed ({message.kind.value}). {sentence}"
    unit.alarms.sound("mail_refused", message.case_id or message.submission_id, words, once=f"mail:{message_id}")


def mails_shut(unit: Unit, message_id: UUID, sentence: str) -> None:
    """The mail server takes nothing from us: whoever runs the product is told, once a day."""
    unit.alarms.sound("mails_shut", message_id, f"No mails leave. {sentence}", once=f"mails_shut:{unit.today}")


def _leave(unit: Unit, kind: MailKind, submission_id: UUID, case_id: UUID | None, *, once: str) -> None:
    domain = unit.policy.contact().email.rpartition("@")[2]
    new = Message(
        id=unit.new_id(),
        once=once,
        submission_id=submission_id,
        case_id=case_id,
        kind=kind,
        language=Language.ENGLISH,
        state=MessageState.QUEUED,
        message_id=f"<{unit.new_id()}@{domain}>",
        created_at=unit.now,
    )
    if unit.messages.leave(new):
        unit.jobs.leave(JobKind.MAIL, new.id, once=f"mail:{new.id}")
