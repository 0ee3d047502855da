"""From the facts and the wording of a mail to the message that is sent."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from triage.mail import MailFacts, MailWording, fill_mail, require_address


def compose_mail(
    facts: MailFacts, wording: MailWording, *, to: str, sender: str, message_id: str, at: datetime
) -> EmailMessage:
    """One plain message to one person; the same arguments give the same bytes.

    Raises NotAMailFact for an address that is none. A line end in any header is refused by the message itself.
    """
    filled = fill_mail(wording, facts)
    message = EmailMessage(SMTP)
    message["From"] = require_address(sender)
    message["To"] = require_address(to)
    message["Subject"] = filled.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers to it
    message.set_content(filled.body, cte="quoted-printable")
    return message
