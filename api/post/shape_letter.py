"""One letter's page: to whom it went, how it was served, what happened, and what this person may do about it."""

from dataclasses import replace

from api.desk.frame import Desk
from api.post.shape import choices, late_words, letter_url, mail_row, steps_of, where_of
from api.views.post import ContestForm, LetterPage
from storage.unit import Unit
from triage.contest import Contest, last_contest_day, require_contestable
from triage.errors import NotAllowedNow, NotLawful
from triage.permission import Permission
from triage.permission import may as role_may
from triage.post import PRESUMPTION, RETURNABLE, SERVABLE, Mail, WithdrawnBecause, is_served_in_time
from triage.record import LetterState
from triage.steps.withdraw import NEVER_FOLLOWED, NOT_PRINTED
from triage.worklist import TaskKind

WITHDRAWN_BECAUSE = (
    (WithdrawnBecause.WRONG_VEHICLE.value, "It was another vehicle"),
    (WithdrawnBecause.WRONG_RECIPIENT.value, "It went to the wrong person"),
    (WithdrawnBecause.SENT_IN_ERROR.value, "It was sent in error"),
)
RETRACTABLE = NOT_PRINTED | {LetterState.PRINTED, LetterState.SENT}
SERVICES = {"first_class": "First-class post", "personal": "Handed over in person"}


def letter_page(desk: Desk, mail: Mail, *, is_in_folder: bool) -> LetterPage:
    """Everything about one letter, with the forms that this person's role and the letter's state allow."""
    unit, letter = desk.unit, mail.letter
    policy, url = unit.policy.on(unit.today), letter_url(letter.reference)
    batch = unit.post.names_batch_of(mail)
    contest = unit.contests.find_for_letter(letter.id)
    page = LetterPage(
        row=mail_row(mail, policy, unit.today),
        recipient=_recipient(unit, mail),
        service=SERVICES.get(letter.service, letter.service),
        served_on=letter.served_on,
        is_in_time=_in_time(mail),
        deadline=mail.case.service_deadline if mail.is_notice else None,
        steps=steps_of(mail, batch, contest),
        where=where_of(mail, batch, is_in_folder=is_in_folder),
        warning=late_words(mail),
        pdf_url=f"{url}/pdf" if is_in_folder else "",
        contest_url="" if contest is None else f"/contests/{contest.id}",
        today=unit.today,
    )
    return _with_contest(desk, mail, contest, _with_forms(desk, mail, page))


def _with_forms(desk: Desk, mail: Mail, page: LetterPage) -> LetterPage:
    role, letter, url = desk.officer.role, mail.letter, page.row.url
    can_return = letter.state in RETURNABLE and letter.posted_on is not None and letter.returned_on is None
    deadline = page.deadline
    can_serve = mail.is_notice and letter.state in SERVABLE and letter.service != "personal"
    can_serve = can_serve and (deadline is None or desk.unit.today <= deadline or page.is_in_time is not True)
    in_doubt = any(
        one.kind is TaskKind.SERVICE_IN_DOUBT and one.subject == letter.id and one.closed_at is None
        for one in desk.unit.worklist.list_for_case(mail.case.case_id)
    )
    can_retract = letter.state in RETRACTABLE and not (
        letter.state == LetterState.SENT and letter.kind in NEVER_FOLLOWED
    )
    return replace(
        page,
        returned_url="/post/returned" if can_return and role_may(role, Permission.LETTER_RETURNED) else "",
        serve_url=f"{url}/served" if can_serve and role_may(role, Permission.RESCUE_ACT) else "",
        settle_url=f"{url}/service" if in_doubt and role_may(role, Permission.NOTICE_CONCLUDE) else "",
        presumption=PRESUMPTION if in_doubt else "",
        withdraw_url=f"{url}/withdraw" if can_retract and role_may(role, Permission.LETTER_CONTEST) else "",
        withdraw_reasons=choices(WITHDRAWN_BECAUSE),
    )


def _with_contest(desk: Desk, mail: Mail, contest: Contest | None, page: LetterPage) -> LetterPage:
    if contest is not None or not role_may(desk.officer.role, Permission.LETTER_CONTEST):
        return page
    try:
        require_contestable(mail.letter)
    except NotLawful as refusal:
        return replace(page, contest_refused=str(refusal))
    except NotAllowedNow:
        return page
    last = last_contest_day(mail.letter, desk.unit.policy.on(desk.unit.today).limits.contest_days)
    return replace(page, contest=ContestForm(f"{page.row.url}/contest", last, desk.unit.today))


def _recipient(unit: Unit, mail: Mail) -> str:
    if mail.letter.party_id is None:
        return ""
    party = unit.identity.get_party(mail.letter.party_id)
    return ", ".join((party.name, *party.address))


def _in_time(mail: Mail) -> bool | None:
    came_back = mail.letter.state == LetterState.RETURNED
    if not mail.is_notice or mail.letter.served_on is None or came_back:
        return None
    return is_served_in_time(mail.letter.served_on, mail.case.service_deadline)
