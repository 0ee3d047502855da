"""The end: check every answer, sign the statement, and the receipt that is shown to its sender alone."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import HouseDep, UnitDep
from api.public.answers import CHECK, PAGE_OF_ANSWER, field_errors, first_gap
from api.public.clock import is_repeated, notice_days_left
from api.public.deps import DraftDep, SentDep
from api.public.forms import SignForm
from api.public.questions import NO_PLATE, TRANSPORTS
from api.public.receipt import Signing, find_receipt, sign_once
from api.public.visit import VisitDep
from api.templating import london_datetime, plate
from api.views.public import Answer, AnswerGroup, CheckPage, SentPage
from storage.unit import Unit
from triage.errors import BadAnswer
from triage.policy import Limits
from triage.submission import STATEMENT_VERSION, Answers, Submission, Submitter, answers_from

SIGN = "sign"  # the key under which a draft is signed once, however often the button is pressed
SHOWN_FOR = timedelta(hours=1)
# Criminal Justice Act 1967 s.9(2)(b), in the words of Criminal Procedure Rules 16.2; versioned as STATEMENT_VERSION.
STATEMENT = (
    "My answers above and the video I have sent are my statement. It is true to the best of my knowledge and belief.",
    "I make it knowing that, if it is tendered in evidence, I shall be liable to prosecution if I have wilfully stated "
    "in it anything which I know to be false, or do not believe to be true.",
)
UNWILLING = "You would not give evidence in court: a warning can follow, but not a prosecution."
POSTED = "The video has been posted in public: that can weaken a prosecution. Please take it down."
POSTED_BARS = "You posted the video in public: a warning can follow, but not a prosecution. Please take it down."
COPY_BARS = "You no longer have the original recording: a warning can follow, but not a prosecution."
NO_ORIGINAL = "You no longer have the original recording: a court may give a copy less weight."
PUT_BACK = "the first of the two, because the clocks went back that night"

router = APIRouter()


@router.get("/report/check")
def ask_check(visit: VisitDep, draft: DraftDep, unit: UnitDep) -> Response:
    """All answers with a way to change each, and the statement to sign."""
    gap = first_gap(draft, unit.now)
    return visit.go(gap) if gap != CHECK else visit.show("check", _check_page(unit, draft))


@router.post("/report/check")
def sign(form: Annotated[SignForm, Form()], visit: VisitDep, draft: SentDep, house: HouseDep) -> Response:
    """Sign and send, once: pressed again, it leads to the same receipt."""
    try:
        sign_once(house, Signing(draft.id, visit.draft_token, SIGN, b"", form.signature))
    except BadAnswer as problem:
        if problem.field != "signature":
            return visit.go(PAGE_OF_ANSWER.get(problem.field, CHECK))
        with house.units.open() as unit:
            page = _check_page(unit, draft, form.signature, problem)
        return visit.show("check", page, 422)
    return visit.go("/report/sent")


@router.get("/report/sent")
def show_sent(visit: VisitDep, own: SentDep, house: HouseDep) -> Response:
    """The receipt, for an hour, to the browser that signed; afterwards the status page."""
    if own.received_at is None:
        return visit.go(CHECK)
    with house.units.open() as unit:
        is_fresh = unit.now < own.received_at + SHOWN_FOR
    receipt = find_receipt(house, own.id, visit.draft_token, SIGN) if is_fresh else None
    if receipt is None:
        return visit.go("/status")
    page = SentPage(receipt.reference, in_groups(receipt.secret), receipt.received_at, receipt.footage)
    return visit.show("sent", page)


def in_groups(secret: str) -> str:
    """A secret as people copy it: groups of four; the dashes mean nothing when it is typed."""
    return "-".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def _check_page(unit: Unit, draft: Submission, signature: str = "", *problems: BadAnswer) -> CheckPage:
    answers = answers_from(draft.answers, unit.now)
    policy = unit.policy.on(unit.today)
    person = unit.identity.find_submitter(draft.id) or Submitter("", "")
    return CheckPage(
        "/report/about-you",
        (
            AnswerGroup("What happened", _incident(unit, answers)),
            AnswerGroup("The vehicle", _vehicle(answers)),
            AnswerGroup("Your video", _files(draft)),
            AnswerGroup("About you", _person(answers, person)),
        ),
        STATEMENT,
        STATEMENT_VERSION,
        notice_days_left(answers.offence, answers.occurred_at, unit.now, policy),
        _limits(answers, policy.limits),
        signature,
        field_errors(problems),
    )


def _incident(unit: Unit, answers: Answers) -> tuple[Answer, ...]:
    offence = unit.policy.on(unit.today).offence(answers.offence)
    where = [answers.place.road, answers.place.town, answers.place.direction]
    return (
        Answer("What the driver did", offence.public_title or offence.title, "/report/offence"),
        Answer("In your own words", answers.says, "/report/offence"),
        Answer("When", _when(answers.occurred_at), "/report/when"),
        Answer("Where", ", ".join(filter(None, where)), "/report/where"),
        Answer("Position", _position(answers), "/report/where"),
    )


def _vehicle(answers: Answers) -> tuple[Answer, ...]:
    one = answers.vehicles[0]
    looks = " ".join(filter(None, (one.colour, one.make, one.model))) or "Not given"
    marks = one.description if one.description != NO_PLATE else ""
    return (
        Answer("Registration", plate(one.registration) if one.registration else NO_PLATE, "/report/vehicle"),
        Answer("Colour, make and model", looks, "/report/vehicle"),
        Answer("Other markings", marks or "Not given", "/report/vehicle"),
    )


def _files(draft: Submission) -> tuple[Answer, ...]:
    return tuple(Answer(f"File {place}", one.filename, "/report/footage") for place, one in enumerate(draft.footage, 1))


def _person(answers: Answers, person: Submitter) -> tuple[Answer, ...]:
    travelling = dict(TRANSPORTS)[answers.mode]
    harm = ("Hurt" * answers.hurt, "Put in danger" * answers.endangered, "Frightened" * answers.frightened)
    rows = (
        ("Name", person.name, "/report/contact"),
        ("Email address", person.email, "/report/contact"),
        ("Phone number", person.phone or "Not given", "/report/contact"),
        ("Collision", _yes_no(answers.collision), "/report/safety"),
        ("How you were travelling", travelling, "/report/about-you"),
        ("Harm to you", ", ".join(filter(None, harm)) or "None", "/report/about-you"),
        ("Would give evidence in court", _yes_no(answers.willing_for_court), "/report/about-you"),
        ("Video posted in public", _yes_no(answers.posted_publicly), "/report/about-you"),
        ("Original recording kept", _yes_no(answers.original_kept), "/report/about-you"),
    )
    return tuple(Answer(*row) for row in rows)


def _limits(answers: Answers, limits: Limits) -> tuple[str, ...]:
    said = (
        (not answers.willing_for_court, UNWILLING),
        (answers.posted_publicly, POSTED_BARS if limits.published_bars_prosecution else POSTED),
        (not answers.original_kept, COPY_BARS if limits.copy_bars_prosecution else NO_ORIGINAL),
    )
    return tuple(sentence for holds, sentence in said if holds)


def _when(occurred_at: datetime) -> str:
    words = london_datetime(occurred_at)
    return f"{words} ({PUT_BACK})" if is_repeated(occurred_at) else words


def _position(answers: Answers) -> str:
    place = answers.place
    return "Not given" if place.lat is None or place.lon is None else f"{place.lat:.5f}, {place.lon:.5f}"


def _yes_no(said: bool) -> str:
    return "Yes" if said else "No"
