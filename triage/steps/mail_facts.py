"""Mail facts: what a mail may say on the day it is sent, asked again then."""

from triage.feedback import status_lines, told_class
from triage.mail import MailFacts, Message, MessageState
from triage.steps.feedback import feedback_facts
from triage.steps.ports import Unit


def mail_facts(unit: Unit, message: Message, status_link: str) -> MailFacts | None:
    """Everything the mail may say today; None when it must not be sent any more."""
    if message.state is not MessageState.QUEUED:
        return None
    submission, contact = unit.submissions.get(message.submission_id), unit.policy.contact()
    told: tuple[str, ...] = ()
    review = ""
    if message.case_id is not None:
        case, policy = unit.cases.get(message.case_id), unit.policy.on(unit.today)
        facts = feedback_facts(unit, case)
        # Asked again: between the decision that was told and this mail another may have taken its place.
        if told_class(facts, policy, unit.today) is None:
            return None
        review = policy.feedback.words["victim_review"] if facts.victim else ""
        told = tuple(line for line in status_lines(facts, policy, unit.today) if line != review)
    return MailFacts(
        kind=message.kind,
        reference=submission.reference or "",
        status_link=status_link,
        force_name=contact.name,
        force_email=contact.email,
        force_phone=contact.phone,
        told=told,
        review=review,
    )
