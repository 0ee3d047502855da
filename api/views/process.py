"""View models of the process team: the work list, keepers, replies, conclusions and offers."""

from dataclasses import dataclass
from datetime import date

from api.views.staff import FollowStep, Urgency


@dataclass(frozen=True)
class Chip:
    """One filter of the work list, with how much waits behind it."""

    title: str
    url: str
    count: int
    late: int = 0
    is_current: bool = False


@dataclass(frozen=True)
class WorkRow:
    """One thing to do. ``act_url`` is empty where this person may only read."""

    what: str
    reference: str
    case_url: str
    registration: str  # "AB12 CDE"; empty: no plate visible
    offence: str
    due_on: date
    left: str  # "3 days left", "late by 2 days"
    urgency: Urgency
    act_words: str = ""
    act_url: str = ""
    why_not: str = ""  # why this person may not do it
    close_url: str = ""  # POST csrf: it has been done elsewhere


@dataclass(frozen=True)
class WorkDay:
    """What lapses on one day, or what is late."""

    title: str
    rows: tuple[WorkRow, ...]
    urgency: Urgency = "calm"


@dataclass(frozen=True)
class WorkPage:
    """work.html: everything open, what lapses next first. GET field kind."""

    chips: tuple[Chip, ...]
    days: tuple[WorkDay, ...]
    next_url: str = ""
    is_filtered: bool = False
    import_url: str = ""
    wanted_url: str = ""


@dataclass(frozen=True)
class Pick:
    """One answer to choose from. ``blocked`` says why it cannot be chosen."""

    value: str
    words: str
    hint: str = ""
    is_chosen: bool = False
    blocked: str = ""


@dataclass(frozen=True)
class CaseFacts:
    """The case a form is about, in one line each."""

    reference: str
    case_url: str
    registration: str
    vehicle: str
    offence: str
    offence_on: date
    where: str


@dataclass(frozen=True)
class PartyForm:
    """Name and address as a form has them; what was typed stays after a refusal."""

    name: str = ""
    lines: tuple[str, ...] = ("", "", "", "", "")
    postcode: str = ""
    language: str = "en"


@dataclass(frozen=True)
class KnownParty:
    """Somebody who was looked up or named."""

    words: str  # "A person, registered keeper"
    name: str
    address: str
    source: str


@dataclass(frozen=True)
class KeeperPage:
    """keeper.html: who kept the vehicle on the day. Posts csrf, registration, state, name, line (five), postcode,
    language, mark."""

    case: CaseFacts
    url: str
    registration: str  # the plate the look-up is about: a correction meanwhile makes what is typed here another's
    states: tuple[Pick, ...]
    marks: tuple[Pick, ...]
    party: PartyForm
    letters: tuple[str, ...]  # "Notice of intended prosecution: waits for a keeper"
    known: tuple[KnownParty, ...] = ()
    now_words: str = ""  # what the last look-up means
    due_on: date | None = None
    due_words: str = ""
    urgency: Urgency = "calm"
    problem: str = ""
    problem_field: str = ""


@dataclass(frozen=True)
class ImportRow:
    """One line of a file of keepers and what it will do."""

    line: int
    registration: str
    words: str
    refused: str = ""


@dataclass(frozen=True)
class ImportPage:
    """keeper_import.html: a file (field file), then what it will do; applying posts csrf and content."""

    columns: tuple[str, ...]
    rows: tuple[ImportRow, ...] = ()
    accepted: int = 0
    refused: int = 0
    content: str = ""
    problem: str = ""
    changed: int | None = None  # after applying


@dataclass(frozen=True)
class ReplyPage:
    """reply.html: what the party asked has answered. Posts csrf, answer, replied_on, name, line (five), postcode."""

    case: CaseFacts
    url: str
    asked: str  # "Registered keeper, link 1"
    name: str
    address: str
    answers: tuple[Pick, ...]
    party: PartyForm
    today: date
    replied_on: date
    served_on: date | None
    reply_due: date | None
    left: str = ""
    urgency: Urgency = "calm"
    steps: tuple[FollowStep, ...] = ()
    closed: str = ""  # why no answer is expected; empty: the form stands
    problem: str = ""
    problem_field: str = ""


@dataclass(frozen=True)
class Charge:
    """One allegation with what may be concluded on it."""

    allegation_id: str
    title: str
    standing: str
    limit_on: date | None
    choices: tuple[Pick, ...]


@dataclass(frozen=True)
class ConcludePage:
    """conclude.html: what follows. Posts csrf, version, choice ("allegation:outcome"), reason and note."""

    case: CaseFacts
    url: str
    version: int
    charges: tuple[Charge, ...]
    reasons: tuple[tuple[str, tuple[Pick, ...]], ...]
    liable: str  # who answers for it, in words
    steps: tuple[FollowStep, ...] = ()
    hints: tuple[str, ...] = ()  # what the answers suggest
    note: str = ""
    problem: str = ""
    held: str = ""  # a conclusion that can still be undone
    undo_url: str = ""


@dataclass(frozen=True)
class OfferPage:
    """offer.html: what came of an offer. Posts csrf, state, answered_on."""

    case: CaseFacts
    url: str
    title: str  # "Education course"
    name: str
    made_on: date
    answer_due: date | None
    left: str
    urgency: Urgency
    ends: tuple[Pick, ...]
    today: date
    closed: str = ""
    problem: str = ""
