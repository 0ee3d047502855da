"""View models of the staff's lists; every template takes `bar` (Bar) and `page` (the class it names).

Addresses the templates link to: /sign-in /sign-out (POST) /queue /approvals /problems /performance, and
/review (GET: the case this officer holds, else the queue; POST claims the next one).
A form posts to the address it was read from unless its view model carries another one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from api.views.figures import Cause, Measure, Month

Urgency = Literal["calm", "soon", "breach"]  # amber only for legal time, red only for breach


@dataclass(frozen=True)
class Bar:
    """What stands around every staff page."""

    force_name: str
    csrf: str  # goes into every form as the hidden field `csrf`, and with fetches as the header X-CSRF
    officer: str = ""  # "PC 4471 Marsh"; empty: nobody is signed in
    active: Literal["", "queue", "review", "work", "post", "performance", "approvals", "policy", "problems"] = ""
    sections: tuple[str, ...] = ()  # those of "queue review performance approvals problems" this role may open
    in_queue: int = 0
    done_today: int = 0
    waiting_approval: int = 0
    problems: int = 0
    may_find: bool = False  # a case by its reference or a registration
    unconfined: bool = False  # footage is parsed without the sandbox
    notice: str = ""  # one sentence above the page
    nonce: str = ""
    service_name: str = "Snap review desk"


@dataclass(frozen=True)
class SignInPage:
    """sign_in.html: fields `username` and `password`; `next` says where to go."""

    username: str = ""
    problem: str = ""  # one sentence, the same whatever was wrong
    next: str = ""


@dataclass(frozen=True)
class LaneTab:
    """One lane of the queue."""

    title: str
    url: str
    count: int
    is_current: bool = False


@dataclass(frozen=True)
class QueueRow:
    """One case in rank order."""

    place: int
    reference: str
    url: str
    offence: str
    vehicle: str  # "AB12 CDE, grey Vauxhall Corsa" or "No plate visible"
    where: str
    tier: int  # 1 first
    tier_words: str  # "Filter offence, somebody frightened"
    reason: str  # the strongest addend of the rank, in words
    due_words: str  # "Post by", "Review by", "Serve another way by"
    due_on: date
    time_left: str  # "4 d 2 h", "late by 1 d"
    urgency: Urgency = "calm"
    claimed_by: str = ""
    is_mine: bool = False
    footage: Literal["ready", "preparing", "unreadable"] = "ready"


@dataclass(frozen=True)
class HeldBy:
    """A case that somebody has open, and since when."""

    officer: str
    reference: str
    url: str
    since: datetime | None
    until: datetime
    take_over_url: str = ""  # POST csrf; empty: this role may not


@dataclass(frozen=True)
class QueuePage:
    """queue.html: the ranked list of one lane."""

    lanes: tuple[LaneTab, ...]
    rows: tuple[QueueRow, ...]
    held: tuple[HeldBy, ...] = ()
    next_url: str = ""  # the following page of the list
    open_next_url: str = "/review"  # POST claims the first free case of the queue; empty: this role only reads
    told: str = ""  # what the last action did, in a sentence
    left: tuple[str, ...] = ()  # when nothing is free: what is held, what waits elsewhere, who could do what
    use_url: str = ""  # over-claiming and skips; empty: not for this role


@dataclass(frozen=True)
class Check:
    """Something that should be so before a decision is recorded."""

    label: str
    is_done: bool
    key: str = ""  # "marked" and "played" are ticked by the desk's script as they come true


@dataclass(frozen=True)
class PastAction:
    """What happened to this vehicle before."""

    on: date
    sentence: str


@dataclass(frozen=True)
class Proposal:
    """An automatic warning letter for a person to approve."""

    reference: str
    case_url: str
    offence: str
    level: str  # "Warning letter, level 1"
    occurred_at: datetime
    where: str
    account: str
    typed_registration: str
    read_registration: str  # from the footage
    read_confidence: float  # 0 to 1
    seen_vehicle: str  # what the submitter wrote: "grey Vauxhall Corsa"
    looked_up_vehicle: str  # what the register says
    version: int
    approve_url: str  # POST csrf, version
    decline_url: str  # POST csrf, version, why
    still_url: str = ""
    history: tuple[PastAction, ...] = ()
    checks: tuple[Check, ...] = ()
    letter_url: str = ""  # a preview of the letter


@dataclass(frozen=True)
class SecondLook:
    """A decision about a marked reporter's case, for somebody else to confirm or send back."""

    reference: str
    case_url: str  # where the footage is watched
    outcome: str
    offence: str
    recorded_by: str
    recorded_at: datetime
    reason: str
    note: str
    marker_why: str
    markers_url: str
    due_on: date
    left: str
    urgency: Urgency
    version: int
    confirm_url: str  # POST csrf, version; empty: why_not says why
    back_url: str  # POST csrf, version, why
    why_not: str = ""
    still_url: str = ""


@dataclass(frozen=True)
class ApprovalsPage:
    """approvals.html: second looks and automatic letters waiting for a supervisor."""

    proposals: tuple[Proposal, ...]
    looks: tuple[SecondLook, ...] = ()
    why_none: str = ""


@dataclass(frozen=True)
class DeadJob:
    """Work that was given up and waits for a person."""

    title: str  # "Make the footage playable"
    reference: str  # of the submission or case; may be empty
    reason: str  # plain words
    attempts: int
    failed_at: datetime
    retry_url: str  # POST csrf; empty: this role may not
    case_url: str = ""


@dataclass(frozen=True)
class Alarm:
    """Something a supervisor must know."""

    title: str
    sentence: str
    since: datetime
    is_breach: bool = False
    url: str = ""
    close_url: str = ""  # POST csrf, log_number
    close_label: str = ""  # "Control-room log number"


@dataclass(frozen=True)
class JobCount:
    """How much work of one kind there is."""

    title: str
    waiting: int
    running: int
    done_today: int
    dead: int


@dataclass(frozen=True)
class ProblemsPage:
    """problems.html: alarms, failed work, and whether the workers live."""

    alarms: tuple[Alarm, ...]
    jobs: tuple[DeadJob, ...]
    counts: tuple[JobCount, ...] = ()
    workers_seen_at: datetime | None = None


@dataclass(frozen=True)
class DashboardPage:
    """dashboard.html: the supervisors' figures."""

    tiles: tuple[Measure, ...]
    months: tuple[Month, ...]
    measures: tuple[Measure, ...] = ()  # what always stands beside the positive rate
    out_of_time: tuple[Cause, ...] = ()
    denominators: str = ""  # the rate on accepted and on all reports, in one sentence
    csv_url: str = "/performance.csv"
    counted_at: datetime | None = None


@dataclass(frozen=True)
class HistoryEntry:
    """One line of a case's history."""

    at: datetime
    actor: str
    title: str
    detail: str = ""
    hash: str = ""
    raw: str = ""  # the entry's payload as it is kept, in JSON


@dataclass(frozen=True)
class FollowStep:
    """One thing that followed a decision, on a day."""

    on: date
    title: str
    detail: str = ""
    tone: Literal["", "waits", "bad"] = ""


@dataclass(frozen=True)
class CaseHistoryPage:
    """case_history.html: everything that was done to a case, in order."""

    reference: str
    case_url: str
    entries: tuple[HistoryEntry, ...]
    is_intact: bool = True  # the chain of hashes was recomputed and agrees
    steps: tuple[FollowStep, ...] = ()  # what followed a decision, without names


@dataclass(frozen=True)
class StaffProblemPage:
    """problem.html: what went wrong and what to do."""

    status: int
    title: str
    detail: str
    code: str = ""
    back_url: str = "/queue"
