"""View models of the post: the tray, batches, letters, what came back, contests and markers."""

from dataclasses import dataclass
from datetime import date, datetime

from api.views.staff import Check, PastAction, Urgency


@dataclass(frozen=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    words: str
    is_chosen: bool = False


@dataclass(frozen=True)
class MailRow:
    """One letter in a list."""

    letter_id: str
    reference: str
    url: str
    kind: str  # "Notice of intended prosecution"
    registration: str
    case_reference: str
    case_url: str
    pages: int
    state: str  # "Printed"
    rule: str = ""
    printed_at: datetime | None = None
    due_words: str = ""  # "Last post", "Post by"
    due_on: date | None = None
    urgency: Urgency = "calm"
    sha256: str = ""
    take_out_url: str = ""  # POST csrf; empty: the batch is closed


@dataclass(frozen=True)
class BatchRow:
    """One batch in the list of batches."""

    url: str
    title: str  # "14 letters, 31 pages"
    state: str
    made_at: datetime
    posted_on: date | None = None
    certificate: str = ""


@dataclass(frozen=True)
class PostPage:
    """post.html: printed letters in no batch, what lapses next first, and the batches."""

    rows: tuple[MailRow, ...]
    batches: tuple[BatchRow, ...]
    may_return: bool = False
    may_read: bool = False


@dataclass(frozen=True)
class BatchPage:
    """post_batch.html: the manifest of one batch. Forms post csrf; leaving posts posted_on and certificate."""

    title: str
    state: str
    made_at: datetime
    made_by: str
    rows: tuple[MailRow, ...]
    pages: int
    csv_url: str
    left_url: str = ""  # empty: it left or was cancelled
    cancel_url: str = ""
    today: date | None = None
    posted_on: date | None = None
    certificate: str = ""
    left_by: str = ""
    left_at: datetime | None = None
    late: int = 0  # notices posted after their last post


@dataclass(frozen=True)
class ReturnedPage:
    """post_returned.html: one field for a scanner; posts csrf, reference, returned_on, reason."""

    today: date
    returned_on: date
    reasons: tuple[Choice, ...]
    done: MailRow | None = None  # what was entered last
    done_words: str = ""  # what it means
    is_urgent: bool = False


@dataclass(frozen=True)
class LettersPage:
    """letters.html: every letter, newest first. GET fields q and state."""

    rows: tuple[MailRow, ...]
    query: str
    states: tuple[Choice, ...]
    next_url: str = ""
    why_none: str = ""


@dataclass(frozen=True)
class LetterStep:
    """One thing that happened to a letter."""

    at: datetime | None
    on: date | None
    words: str
    detail: str = ""
    is_bad: bool = False


@dataclass(frozen=True)
class ContestForm:
    """What somebody needs to enter a contest; posts csrf, received_on, says, note."""

    url: str
    last_day: date
    today: date


@dataclass(frozen=True)
class LetterPage:
    """letter.html: one letter, what happened to it, and what may be done. Each form posts csrf and its fields."""

    row: MailRow
    recipient: str  # name and address on one line; empty: not known, or no letter needs one
    service: str
    served_on: date | None
    is_in_time: bool | None  # None: no deadline binds it, or it has not been served
    deadline: date | None
    steps: tuple[LetterStep, ...]
    where: str  # where the paper lies, in a sentence
    warning: str = ""
    pdf_url: str = ""
    returned_url: str = ""
    serve_url: str = ""  # POST served_on, served_by
    settle_url: str = ""  # POST stands (yes, no)
    presumption: str = ""
    withdraw_url: str = ""  # POST why
    withdraw_reasons: tuple[Choice, ...] = ()
    contest: ContestForm | None = None
    contest_refused: str = ""  # why this letter cannot be contested here
    contest_url: str = ""  # an existing contest
    today: date | None = None


@dataclass(frozen=True)
class ContestRow:
    """One contest in the list."""

    url: str
    letter_reference: str
    registration: str
    kind: str
    received_on: date
    due_on: date
    state: str
    urgency: Urgency = "calm"
    is_own: bool = False  # this person sent the letter, so somebody else decides


@dataclass(frozen=True)
class ContestsPage:
    """contests.html: what keepers disagree with."""

    rows: tuple[ContestRow, ...]


@dataclass(frozen=True)
class ContestPage:
    """contest.html: both views in sight; deciding posts csrf, state, reason, note."""

    row: ContestRow
    letter_url: str
    case_reference: str
    case_url: str
    offence: str
    occurred_at: datetime
    where: str
    account: str  # what the witness wrote
    keeper_says: str
    entered_by: str
    rule: str
    decided_by: str  # who sent the letter
    note: str  # what the officer noted with the decision
    seconds_played: float
    still_url: str = ""
    history: tuple[PastAction, ...] = ()
    decide_url: str = ""
    why_not: str = ""  # why this person may not decide
    upheld: tuple[Choice, ...] = ()
    refused: tuple[Choice, ...] = ()
    answer: str = ""  # what was decided, by whom and why


@dataclass(frozen=True)
class MarkerRow:
    """One marker."""

    words: str
    why: str
    at: datetime
    set_by: str
    expires_at: datetime | None = None
    ended: str = ""  # "Lifted", "Expired"
    lift_url: str = ""  # POST csrf


@dataclass(frozen=True)
class MarkersPage:
    """markers.html: the markers of one vehicle, and of one reporter where a case is named."""

    registration: str
    rows: tuple[MarkerRow, ...]
    kinds: tuple[Choice, ...]
    case_reference: str = ""  # set: the reporter of this case can be marked
    case_url: str = ""
    reporter_rows: tuple[MarkerRow, ...] = ()


@dataclass(frozen=True)
class Condition:
    """One condition of an automatic letter with the fact it rests on."""

    check: Check
    fact: str
