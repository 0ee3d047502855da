"""View models of the public pages; every template takes `site` (Site) and `page` (the class it names).

Addresses the templates link to: / /report/safety /report/emergency /report/contact /report/footage /report/offence
/report/when /report/where /report/vehicle /report/about-you /report/check /report/sent /status /status/report
/statistics /statistics.csv /privacy /accessibility /cymraeg. A form posts to the address it was read from.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from api.views.figures import Cause, Measure, Month


@dataclass(frozen=True)
class Site:
    """What stands around every public page."""

    force_name: str
    csrf: str  # goes into every form as the hidden field `csrf`, and with uploads as the header X-CSRF
    nonce: str = ""  # of this answer's Content-Security-Policy
    service_name: str = "Report a driving offence with video"
    language: str = "en"
    notice: str = ""  # one sentence above the page, such as "This is a demonstration"


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one answer, in the words the person will read."""

    field: str  # the field's name in the form
    message: str


@dataclass(frozen=True)
class Found:
    """What the footage says about a question; shown with its source, never put over an answer."""

    words: str  # "14 November 2026, 08:15:47"
    source: str  # "your camera's GPS"


@dataclass(frozen=True)
class StartPage:
    """start.html: what one needs, the time limits, what happens."""

    earliest_in_time_on: date  # an offence before this day cannot be noticed by post any more
    max_files: int
    max_file_bytes: int
    draft_url: str = ""  # set when this browser has an unfinished report


@dataclass(frozen=True)
class SafetyPage:
    """safety.html: fields `in_danger` and `collision`, each yes or no."""

    back_url: str
    in_danger: str = ""
    collision: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class EmergencyPage:
    """emergency.html: "danger" says call 999 and stops; "collision" says 101 and lets the person go on."""

    kind: Literal["danger", "collision"]
    back_url: str
    continue_url: str


@dataclass(frozen=True)
class ContactPage:
    """contact.html: fields `full_name`, `email`, `phone` (optional), `consent` (value yes).

    `under_18` (value yes) asks for `guardian_name` and `guardian_contact`.
    """

    back_url: str
    full_name: str = ""
    email: str = ""
    phone: str = ""
    consent: bool = False
    errors: tuple[FieldError, ...] = ()
    under_18: bool = False
    guardian_name: str = ""
    guardian_contact: str = ""


@dataclass(frozen=True)
class FootageRow:
    """One file in the list; /report/footage/list.json answers {"footage": [these fields]} for the script."""

    id: str
    name: str  # as the person's device named it
    size_bytes: int
    state: Literal["receiving", "received", "reading", "read", "unreadable"]
    note: str = ""  # "1 minute 2 seconds, GPS found" or why it could not be read
    received_bytes: int = 0  # matters while receiving


@dataclass(frozen=True)
class FootagePage:
    """footage.html, multipart: `footage` (several files), `action` (upload or continue), `remove` (a row's id)."""

    back_url: str
    max_files: int
    max_file_bytes: int
    rows: tuple[FootageRow, ...] = ()
    upload_url: str = "/uploads"  # tus; metadata filename, filetype; header X-CSRF
    list_url: str = "/report/footage/list.json"
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class OffenceChoice:
    """One offence in plain words."""

    slug: str
    title: str  # "Passing a cyclist or horse too closely"
    hint: str = ""


@dataclass(frozen=True)
class OffenceGroup:
    """Offences under one heading."""

    title: str
    choices: tuple[OffenceChoice, ...]


@dataclass(frozen=True)
class OffencePage:
    """offence.html: fields `offence` (a slug) and `words` (what happened, in the person's own words)."""

    back_url: str
    groups: tuple[OffenceGroup, ...]
    offence: str = ""
    words: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class WhenPage:
    """when.html: fields `day`, `month`, `year`, `hour`, `minute`, as typed; London time, 24 hours."""

    back_url: str
    earliest_in_time_on: date
    day: str = ""
    month: str = ""
    year: str = ""
    hour: str = ""
    minute: str = ""
    found: Found | None = None
    days_left: int | None = None  # until a notice can no longer arrive; None while the date is unknown
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class WherePage:
    """where.html: fields `road`, `town`, `direction` (optional), `latitude` and `longitude` (optional)."""

    back_url: str
    road: str = ""
    town: str = ""
    direction: str = ""
    latitude: str = ""
    longitude: str = ""
    found: Found | None = None
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class VehiclePage:
    """vehicle.html: fields `registration`, `no_plate` (value yes), `make`, `model`, `colour`, `markings`."""

    back_url: str
    registration: str = ""
    no_plate: bool = False
    make: str = ""
    model: str = ""
    colour: str = ""
    markings: str = ""  # fleet, taxi or scooter number, livery
    found: Found | None = None
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class AboutYouPage:
    """about_you.html: `transport`; `harm` (several of hurt, endangered, frightened, none); `court`, `posted`,
    `original` (each yes or no)."""

    back_url: str
    transports: tuple[tuple[str, str], ...]  # (value, words): ("cycle", "Cycling")
    transport: str = ""
    harm: tuple[str, ...] = ()
    court: str = ""
    posted: str = ""
    original: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class Answer:
    """One row of the check page."""

    question: str
    answer: str
    change_url: str


@dataclass(frozen=True)
class AnswerGroup:
    """A card of answers."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class CheckPage:
    """check.html: field `signature` (the typed name) signs the statement shown."""

    back_url: str
    groups: tuple[AnswerGroup, ...]
    statement: tuple[str, ...]  # paragraphs of the declaration
    statement_version: str
    days_left: int | None = None
    limits: tuple[str, ...] = ()  # what some answers mean for what can be done, one sentence each
    signature: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class KeptFile:
    """A file as it was kept."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class SentPage:
    """sent.html: the receipt; the secret is shown this once."""

    reference: str
    secret: str
    received_at: datetime
    files: tuple[KeptFile, ...]
    email: str = ""


@dataclass(frozen=True)
class StatusSignInPage:
    """status_sign_in.html: fields `reference` and `secret`."""

    reference: str = ""
    errors: tuple[FieldError, ...] = ()


OutcomeClass = Literal["pending", "formal action", "warning", "no further action", "other"]


@dataclass(frozen=True)
class TimelineStep:
    """One thing that happened, is happening, or comes later."""

    title: str
    state: Literal["done", "now", "later"]
    at: datetime | None = None
    sentence: str = ""


@dataclass(frozen=True)
class VehicleStatus:
    """What became of one vehicle in the report."""

    title: str  # the registration as the person typed it, or "A vehicle without a visible plate"
    outcome: OutcomeClass
    sentence: str
    steps: tuple[TimelineStep, ...]
    review_sentence: str = ""  # a victim is told how to ask for a review


@dataclass(frozen=True)
class StatusPage:
    """status.html: what came of a report."""

    reference: str
    received_at: datetime
    vehicles: tuple[VehicleStatus, ...]
    files: tuple[KeptFile, ...] = ()


@dataclass(frozen=True)
class StatisticsPage:
    """statistics.html: Figure 4 for everybody, with its table and what stands beside it."""

    months: tuple[Month, ...]
    measures: tuple[Measure, ...] = ()
    out_of_time: tuple[Cause, ...] = ()
    counted_at: datetime | None = None
    csv_url: str = "/statistics.csv"


@dataclass(frozen=True)
class PlainPage:
    """privacy.html and accessibility.html: words only."""

    back_url: str = "/"


@dataclass(frozen=True)
class ProblemPage:
    """problem.html: what went wrong and what to do; the same sentence programs get."""

    status: int
    title: str
    detail: str
    code: str = ""
    back_url: str = "/"
