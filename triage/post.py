"""The post office side of a letter: when it must go, on which day it went, and what it means that one came back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from triage.calendar import add_business_days, at_london, day_in_words, is_business_day, london_day
from triage.errors import BadAnswer, NotAllowedNow, NotLawful, TooLateToProsecute
from triage.letter import LetterKind
from triage.record import Letter, LetterState
from triage.reference import PREFIX, SYMBOLS, parse_reference

CERTIFICATE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 /-]{2,39}")
SERVER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")
# A letter that no deadline hurries waits no longer in the tray than this.
UNHURRIED_BUSINESS_DAYS = 3
# Early enough that somebody can still walk a notice to the post office before it closes.
LYING_ALARM = time(14, 0)
SERVABLE = frozenset({LetterState.QUEUED, LetterState.PRINTED, LetterState.SENT, LetterState.RETURNED})
RETURNABLE = frozenset({LetterState.SENT, LetterState.RETURNED, LetterState.WITHDRAWN})
# RTOA 1988 s.1(2) and (1A): a notice posted registered or recorded is deemed served though it comes back; one posted
# first class is presumed served unless the contrary is proved. The wording has not been checked by a lawyer.
PRESUMPTION = (
    "Service in doubt: first-class post is presumed to arrive unless the contrary is proved, and the returned letter "
    "may prove it (RTOA 1988 s.1(2) and (1A); wording not yet verified)."
)


class BatchState(StrEnum):
    """Where a posting batch is. One that left is final."""

    OPEN = "open"
    LEFT = "left"
    CANCELLED = "cancelled"


class ReturnReason(StrEnum):
    """Why the post brought a letter back, in the words of the sticker."""

    GONE_AWAY = "gone_away"
    NO_SUCH_ADDRESS = "no_such_address"
    REFUSED = "refused"
    DECEASED = "deceased"
    INSUFFICIENT_ADDRESS = "insufficient_address"


class WithdrawnBecause(StrEnum):
    """Why a supervisor takes a letter back."""

    WRONG_VEHICLE = "wrong_vehicle"
    WRONG_RECIPIENT = "wrong_recipient"
    SENT_IN_ERROR = "sent_in_error"


class ReturnMeaning(StrEnum):
    """What a returned letter asks of the force."""

    NOTHING = "nothing"
    SERVE_ANOTHER_WAY = "serve_another_way"
    IN_DOUBT = "in_doubt"
    ASK_AGAIN = "ask_again"  # a requirement to name the driver that no fourteen days bind


@dataclass(frozen=True)
class Batch:
    """Letters that go to the post office together, and the certificate of posting that proves it."""

    id: UUID
    state: BatchState
    created_by: UUID
    created_at: datetime
    posted_on: date | None = None
    certificate: str | None = None
    left_by: UUID | None = None
    left_at: datetime | None = None


@dataclass(frozen=True)
class PostedCase:
    """What the post needs to know of the case behind a letter. Days are London days."""

    case_id: UUID
    reference: str
    position: int
    last_post: date | None
    service_deadline: date | None


@dataclass(frozen=True)
class Mail:
    """One letter with the case behind it."""

    letter: Letter
    case: PostedCase

    @property
    def is_notice(self) -> bool:
        """It carries a notice of intended prosecution, so fourteen days bind it."""
        return self.letter.kind == LetterKind.NOTICE.value

    @property
    def must_leave_by(self) -> date | None:
        """The last posting day, for a notice; None where no statutory day binds the posting."""
        return self.case.last_post if self.is_notice else None


def letter_reference(typed: str) -> str:
    """The reference of a letter as it was typed or scanned: any case, any spacing, with or without its L."""
    symbols = "".join(sign for sign in typed.upper() if sign not in " -\t\u2013\u2014")
    if len(symbols) == SYMBOLS + 2 and symbols.startswith("L"):
        symbols = symbols[1:]
    try:
        return "L" + parse_reference(symbols).removeprefix(PREFIX)
    except BadAnswer:
        raise BadAnswer("reference", "Enter the reference as it stands on the letter, like L-7K3M-9QXT-Q.") from None


def post_task_due(must_leave_by: date | None, printed_on: date, holidays: frozenset[date]) -> date:
    """The day by which a printed letter is to be posted: its last post, else three business days after printing."""
    return must_leave_by or add_business_days(printed_on, UNHURRIED_BUSINESS_DAYS, holidays)


def require_posting_day(posted_on: date, printed: Iterable[Letter], today: date, holidays: frozenset[date]) -> None:
    """Raise BadAnswer unless a batch can have left on this day: today or an earlier business day, once printed."""
    if posted_on > today:
        raise BadAnswer("posted_on", "The posting day cannot be in the future.")
    if posted_on < today and not is_business_day(posted_on, holidays):
        raise BadAnswer("posted_on", "There is no post on that day: choose a business day.")
    for one in printed:
        if one.printed_at is not None and posted_on < london_day(one.printed_at):
            raise BadAnswer("posted_on", f"Letter {one.reference} had not been printed by then.")


def certificate_number(typed: str) -> str:
    """The number of the Post Office's certificate of posting; BadAnswer when it does not look like one."""
    number = " ".join(typed.split())
    if not CERTIFICATE.fullmatch(number):
        raise BadAnswer(
            "certificate", "Enter the number on the certificate of posting: 3 to 40 letters, digits, / or -."
        )
    return number


def server_code(typed: str) -> str:
    """Who handed a letter over, as a collar or staff number; never a name, for it stands in history."""
    code = typed.strip()
    if not SERVER.fullmatch(code):
        raise BadAnswer("served_by", "Enter the collar or staff number of the person who served it.")
    return code


def missed_its_post(mail: Mail, posted_on: date) -> bool:
    """A notice posted after its last post is not presumed served in time, whatever day it really arrives."""
    return mail.must_leave_by is not None and posted_on > mail.must_leave_by


def is_served_in_time(served_on: date | None, deadline: date | None) -> bool:
    """Whether service counts: on or before the fourteenth day where a notice is needed (RTOA 1988 s.1)."""
    return served_on is not None and (deadline is None or served_on <= deadline)


def day_of_service(letter: Letter, deadline: date | None, *, is_excepted: bool = False) -> date | None:
    """The day on which a notice or a request alone counts as served; None where it does not count.

    It does not when it was withdrawn, came back before its deadline (a request alone: at all), or is served after the
    fourteenth day without an exception of RTOA 1988 s.2. One back on or after its deadline is presumed served.
    """
    if letter.kind not in (LetterKind.NOTICE, LetterKind.S172_ALONE) or letter.served_on is None:
        return None
    came_back = letter.returned_on is not None and (deadline is None or letter.returned_on < deadline)
    if letter.state == LetterState.WITHDRAWN or (letter.state == LetterState.RETURNED and came_back):
        return None
    return letter.served_on if is_excepted or is_served_in_time(letter.served_on, deadline) else None


def is_lying(mail: Mail, now: datetime) -> bool:
    """Whether a printed notice still lies there on the afternoon of its last post (from LYING_ALARM) or later."""
    due = mail.must_leave_by
    return due is not None and mail.letter.state == LetterState.PRINTED and now >= at_london(due, LYING_ALARM)


def require_return_day(letter: Letter, returned_on: date, today: date) -> None:
    """Raise unless this letter can have come back on this day."""
    if letter.state not in RETURNABLE or letter.posted_on is None:
        raise NotAllowedNow(f"Letter {letter.reference} was not posted, so it cannot have come back.")
    if letter.state == LetterState.RETURNED:
        raise NotAllowedNow(f"Letter {letter.reference} has been entered as returned before.")
    if returned_on > today:
        raise BadAnswer("returned_on", "The day it came back cannot be in the future.")
    if returned_on < letter.posted_on:
        raise BadAnswer("returned_on", f"It was posted on {day_in_words(letter.posted_on)} and cannot be back earlier.")


def what_a_return_means(kind: str, returned_on: date, deadline: date | None) -> ReturnMeaning:
    """A notice back before its deadline is served another way; on or after that day its service is in doubt."""
    if kind in (LetterKind.S172_ALONE, LetterKind.REQUIREMENT_NEXT):
        return ReturnMeaning.ASK_AGAIN
    if kind != LetterKind.NOTICE:
        return ReturnMeaning.NOTHING
    if deadline is None:
        return ReturnMeaning.ASK_AGAIN
    return ReturnMeaning.SERVE_ANOTHER_WAY if returned_on < deadline else ReturnMeaning.IN_DOUBT


def require_personal_service(mail: Mail, served_on: date, today: date) -> None:
    """Raise unless this letter can have been handed over on this day, in time."""
    letter, deadline = mail.letter, mail.case.service_deadline
    if not mail.is_notice:
        raise NotLawful("Only a notice of intended prosecution is served by hand here.")
    if letter.state not in SERVABLE:
        raise NotAllowedNow(f"Letter {letter.reference} is {letter.state} and cannot be served.")
    if letter.service == "personal" and letter.state == LetterState.SENT:
        raise NotAllowedNow("Its service by hand has been entered before.")
    if served_on > today:
        raise BadAnswer("served_on", "The day it was handed over cannot be in the future.")
    if served_on < london_day(letter.created_at):
        raise BadAnswer("served_on", "The letter did not exist on that day.")
    if not is_served_in_time(served_on, deadline) and deadline is not None:
        raise TooLateToProsecute(
            f"The notice had to be served by {day_in_words(deadline)}: handed over later it does not count."
        )
