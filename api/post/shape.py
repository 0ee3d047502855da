"""From letters to rows and pages: when each must leave, where its paper lies, and what happened to it."""

from collections.abc import Iterable, Mapping
from datetime import date

from api.templating import plate
from api.views.post import BatchRow, Choice, LetterStep, MailRow
from api.views.staff import Urgency
from storage.post import BatchSummary
from triage.calendar import add_business_days, day_in_words, london_day
from triage.contest import Contest
from triage.contest import ContestState as Contested
from triage.letter import KIND_TITLES
from triage.policy import Policy
from triage.post import Batch, BatchState, Mail, is_served_in_time, missed_its_post, post_task_due
from triage.record import Letter, LetterState

STATES: Mapping[str, str] = {
    LetterState.WAITING: "Waits for a keeper",
    LetterState.QUEUED: "Being printed",
    LetterState.PRINTED: "Printed",
    LetterState.SENT: "Posted",
    LetterState.VOID: "Stopped",
    LetterState.RETURNED: "Came back",
    LetterState.WITHDRAWN: "Withdrawn",
}
BATCHES = {BatchState.OPEN: "Open", BatchState.LEFT: "Left", BatchState.CANCELLED: "Cancelled"}


def letter_url(reference: str) -> str:
    """Where a letter is read."""
    return f"/letters/{reference}"


def urgency_of(due: date | None, today: date, holidays: frozenset[date]) -> Urgency:
    """Red once the last posting day has gone by, amber on it and on the business day before."""
    if due is None:
        return "calm"
    if due < today:
        return "breach"
    return "soon" if due <= add_business_days(today, 1, holidays) else "calm"


def mail_row(mail: Mail, policy: Policy, today: date, *, take_out_url: str = "") -> MailRow:
    """One letter in a list; only what still waits for the post has a day to leave by."""
    letter, case = mail.letter, mail.case
    waits = letter.state == LetterState.PRINTED
    printed_on = today if letter.printed_at is None else london_day(letter.printed_at)
    due = post_task_due(mail.must_leave_by, printed_on, policy.holidays) if waits else None
    return MailRow(
        letter_id=str(letter.id),
        reference=letter.reference,
        url=letter_url(letter.reference),
        kind=KIND_TITLES.get(letter.kind, letter.kind),
        registration=plate(letter.registration),
        case_reference=case.reference if case.position == 1 else f"{case.reference} / {case.position}",
        case_url=f"/review/{case.reference}/{case.position}",
        pages=letter.pages or 0,
        state="Served by hand" if is_served_by_hand(mail) else STATES.get(letter.state, letter.state),
        rule=rule_words(letter),
        printed_at=letter.printed_at,
        due_words="Last post" if mail.must_leave_by else "Post by",
        due_on=due,
        urgency=urgency_of(mail.must_leave_by if waits else None, today, policy.holidays),
        sha256=letter.sha256 or "",
        take_out_url=take_out_url,
    )


def earliest_first(rows: Iterable[MailRow]) -> tuple[MailRow, ...]:
    """What must leave first stands first, whatever its kind; of one day in the order given."""
    return tuple(sorted(rows, key=lambda one: one.due_on or date.max))


def rule_words(letter: Letter) -> str:
    """Which rule fired; an older letter kept the code of its kind there, which is said in words."""
    code, _, rest = letter.rule.partition(": ")
    return f"{KIND_TITLES[code]}: {rest}" if code == letter.kind and code in KIND_TITLES else letter.rule


def is_served_by_hand(mail: Mail) -> bool:
    """Somebody handed it over, whatever the post did."""
    return mail.letter.service == "personal" and mail.letter.state == LetterState.SENT


def batch_row(one: BatchSummary) -> BatchRow:
    """One batch in the list of batches."""
    letters = "1 letter" if one.letters == 1 else f"{one.letters} letters"
    pages = "1 page" if one.pages == 1 else f"{one.pages} pages"
    return BatchRow(
        url=f"/post/batches/{one.batch.id}",
        title=f"{letters}, {pages}",
        state=BATCHES[one.batch.state],
        made_at=one.batch.created_at,
        posted_on=one.batch.posted_on,
        certificate=one.batch.certificate or "",
    )


def choices(words: Iterable[tuple[str, str]], chosen: str = "") -> tuple[Choice, ...]:
    """A list to choose from; nothing is chosen unless it is said."""
    return tuple(Choice(value, said, value == chosen) for value, said in words)


def steps_of(mail: Mail, batch: Batch | None, contest: Contest | None) -> tuple[LetterStep, ...]:
    """What happened to a letter, first to last."""
    letter, deadline = mail.letter, mail.case.service_deadline
    by_hand = letter.service == "personal"
    late = letter.posted_on is not None and missed_its_post(mail, letter.posted_on)
    certificate = "" if batch is None or not batch.certificate else f"Certificate of posting {batch.certificate}"
    came_back = letter.returned_on is not None and not by_hand
    in_time = is_served_in_time(letter.served_on, deadline if mail.is_notice else None)
    known = (
        LetterStep(letter.created_at, None, "Written down", rule_words(letter)),
        LetterStep(letter.printed_at, None, "Printed", f"{letter.pages or 0} pages"),
        LetterStep(None, letter.posted_on, "Posted after its last post" if late else "Posted", certificate, late),
        LetterStep(
            None,
            letter.served_on,
            "Handed over" if by_hand else "Would be presumed served" if came_back else "Presumed served",
            "" if in_time or came_back else "Not in time",
            not in_time and not came_back,
        ),
        LetterStep(None, letter.returned_on, "Came back", "", True),
        *_contest_steps(contest),
        LetterStep(letter.withdrawn_at, None, "Withdrawn", "It counts for nothing any more."),
        LetterStep(letter.voided_at, None, "Stopped before it left"),
    )
    return tuple(sorted((one for one in known if _day_of(one) is not None), key=lambda one: _day_of(one) or date.max))


def _day_of(step: LetterStep) -> date | None:
    return london_day(step.at) if step.at is not None else step.on


def where_of(mail: Mail, batch: Batch | None, *, is_in_folder: bool) -> str:
    """Where the paper is, in a sentence."""
    state = mail.letter.state
    if state in (LetterState.WAITING, LetterState.QUEUED):
        return "It has not been printed yet."
    if is_in_folder:
        return "Its PDF lies in the print folder."
    if state == LetterState.PRINTED and batch is not None:
        return "It is on paper, in an open batch."
    if state == LetterState.PRINTED:
        return "The printer has taken it; it waits for a batch."
    return "Its PDF is no longer in the print folder."


def late_words(mail: Mail) -> str:
    """The warning on a notice that is not served in time; empty otherwise."""
    letter, deadline = mail.letter, mail.case.service_deadline
    if not mail.is_notice or letter.served_on is None or is_served_in_time(letter.served_on, deadline):
        return ""
    until = "" if deadline is None else f" It had to be served by {day_in_words(deadline)}."
    return f"This notice is not presumed served in time.{until}"


def _contest_steps(contest: Contest | None) -> tuple[LetterStep, ...]:
    if contest is None:
        return ()
    said = {Contested.UPHELD: "Contest upheld", Contested.REFUSED: "Contest refused: the letter stands"}
    answered = LetterStep(contest.decided_at, None, said.get(contest.state, ""))
    return (LetterStep(None, contest.received_on, "Contested by the keeper"), answered)
