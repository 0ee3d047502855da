"""The door: what one needs, is anyone in danger, was there a collision, and how the reporter can be reached."""

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from api.deps import Open, UnitDep
from api.public.answers import PAGE_OF_ANSWER, field_errors, first_gap, yes_no
from api.public.clock import earliest_in_time_on
from api.public.deps import MaybeOwn, NotTooOften
from api.public.forms import ContactForm, SafetyForm
from api.public.visit import Visit, VisitDep, require_form_token
from api.security import DRAFT_COOKIE
from api.views.public import ContactPage, EmergencyPage, FieldError, SafetyPage, StartPage
from storage.rates import DRAFTS
from storage.staff import hashed
from storage.unit import Unit
from triage.errors import BadAnswer
from triage.steps import receive
from triage.submission import LINE_LIMIT, Submission, Submitter, email_address, line

SAFETY_COOKIE = "safety"  # the two answers given before there is a draft to keep them
ANSWERED = ("yes", "no")
FOOTAGE = PAGE_OF_ANSWER["footage"]
CONTACT = PAGE_OF_ANSWER["full_name"]
SAFETY = "/report/safety"
CONSENT = "Select the box to say that you understand how your video is used"

router = APIRouter()
anybody = [Depends(Open("anyone may report an offence"))]
our_form = [*anybody, Depends(require_form_token)]
new_report = [*our_form, Depends(NotTooOften(DRAFTS))]


@router.get("/", dependencies=anybody)
def start(visit: VisitDep, own: MaybeOwn, unit: UnitDep) -> Response:
    """What one needs and how long there is."""
    page = StartPage(
        earliest_in_time_on(unit.today, unit.policy.on(unit.today)),
        visit.settings.max_files,
        visit.settings.max_file_bytes,
        first_gap(own, unit.now) if own is not None and own.is_draft else "",
    )
    is_sent = own is not None and not own.is_draft
    return (visit.leaving() if is_sent else visit).show("start", page)


@router.get("/report/safety", dependencies=anybody)
def ask_safety(visit: VisitDep, own: MaybeOwn) -> Response:
    """Is anyone in danger, was there a collision."""
    told = _told(visit, own)
    return visit.show("safety", SafetyPage("/", told.in_danger, told.collision))


@router.post("/report/safety", dependencies=our_form)
def take_safety(form: Annotated[SafetyForm, Form()], visit: VisitDep, own: MaybeOwn, unit: UnitDep) -> Response:
    """Danger leads to 999, a collision to 101; everybody else goes on."""
    errors = _unanswered(form)
    if errors:
        return visit.show("safety", SafetyPage("/", form.in_danger, form.collision, errors), 422)
    if own is not None and own.is_draft:
        said = {"in_danger_now": form.in_danger == "yes", "collision": form.collision == "yes"}
        receive.keep_answers(unit, own.id, said)
    clear = (form.in_danger, form.collision) == ("no", "no")
    return visit.go(CONTACT if clear else "/report/emergency", {SAFETY_COOKIE: f"{form.in_danger}-{form.collision}"})


@router.get("/report/emergency", dependencies=anybody)
def show_emergency(visit: VisitDep, own: MaybeOwn) -> Response:
    """Where help is. Danger stops here: the only way on is to say that it has passed."""
    told = _told(visit, own)
    if told.in_danger == "yes":
        return visit.show("emergency", EmergencyPage("danger", SAFETY, SAFETY))
    if told.collision == "yes":
        return visit.show("emergency", EmergencyPage("collision", SAFETY, CONTACT))
    return visit.go(SAFETY)


@router.get("/report/contact", dependencies=anybody)
def ask_contact(visit: VisitDep, own: MaybeOwn, unit: UnitDep) -> Response:
    """Name, email address, telephone, and what is done with the video."""
    told = _told(visit, own)
    if _unanswered(told) or told.in_danger == "yes":
        return visit.go(SAFETY if _unanswered(told) else "/report/emergency")
    person = unit.identity.find_submitter(own.id) if own is not None and own.is_draft else None
    if person is None:
        return visit.show("contact", ContactPage(_before_contact(told)))
    page = ContactPage(
        _before_contact(told),
        person.name,
        person.email,
        person.phone,
        consent=True,
        under_18=person.is_minor,
        guardian_name=person.guardian_name,
        guardian_contact=person.guardian_contact,
    )
    return visit.show("contact", page)


@router.post("/report/contact", dependencies=new_report)
def take_contact(form: Annotated[ContactForm, Form()], visit: VisitDep, own: MaybeOwn, unit: UnitDep) -> Response:
    """The draft begins here, before the first byte of footage; a second time only the person is changed."""
    told = _told(visit, own)
    if _unanswered(told) or told.in_danger == "yes":
        return visit.go(SAFETY)
    guardian = Guardian(form.guardian_name, form.guardian_contact) if form.under_18 == "yes" else None
    person, problems = read_person(form.full_name, form.email, form.phone, guardian)
    errors = field_errors(problems)
    if form.consent != "yes":
        errors += (FieldError("consent", CONSENT),)
    if person is None or errors:
        return visit.show("contact", _refused(told, form, errors), 422)
    if own is not None and own.is_draft:
        unit.identity.keep_submitter(own.id, person)
        return visit.go(first_gap(own, unit.now))
    return visit.go(FOOTAGE, {DRAFT_COOKIE: begin(unit, visit, told, person)})


def begin(unit: Unit, visit: Visit, told: SafetyForm, person: Submitter) -> str:
    """A new draft with its person and the two answers from the door; gives its token, kept here only hashed."""
    token = secrets.token_urlsafe(32)
    draft = receive.start_draft(unit, hashed(token), hours=visit.settings.draft_hours)
    unit.identity.keep_submitter(draft.id, person)
    said = {"in_danger_now": told.in_danger == "yes", "collision": told.collision == "yes"}
    receive.keep_answers(unit, draft.id, said)
    return token


@dataclass(frozen=True)
class Guardian:
    """Who stands beside a reporter under 18, as it was typed."""

    name: str
    contact: str


def read_person(
    name: str, email: str, phone: str, guardian: Guardian | None = None
) -> tuple[Submitter | None, tuple[BadAnswer, ...]]:
    """The person as they wrote themselves, or everything that is wrong with it."""
    asked = [
        ("full_name", name, "your full name", LINE_LIMIT, True),
        ("email", email, "your email address", LINE_LIMIT, True),
        ("phone", phone, "the phone number", 40, False),
    ]
    if guardian is not None:
        asked += [
            ("guardian_name", guardian.name, "the full name of a parent or guardian", LINE_LIMIT, True),
            ("guardian_contact", guardian.contact, "their phone number or email address", LINE_LIMIT, True),
        ]
    problems: list[BadAnswer] = []
    kept: dict[str, str] = {}
    for field, typed, what, limit, needed in asked:
        try:
            clean = line(field, typed, what, limit=limit, needed=needed)
            kept[field] = email_address(field, clean) if field == "email" else clean
        except BadAnswer as problem:
            problems.append(problem)
    if problems:
        return None, tuple(problems)
    return Submitter(name=kept.pop("full_name"), **kept), ()


def _refused(told: SafetyForm, form: ContactForm, errors: tuple[FieldError, ...]) -> ContactPage:
    """The page again, with everything that was typed."""
    return ContactPage(
        _before_contact(told),
        form.full_name,
        form.email,
        form.phone,
        form.consent == "yes",
        errors,
        form.under_18 == "yes",
        form.guardian_name,
        form.guardian_contact,
    )


def _told(visit: Visit, own: Submission | None) -> SafetyForm:
    """What was answered at the door: kept with the draft, or in a cookie until there is one."""
    if own is not None and own.is_draft and "collision" in own.answers:
        return SafetyForm(in_danger=yes_no(own, "in_danger_now"), collision=yes_no(own, "collision"))
    in_danger, _, collision = visit.request.cookies.get(SAFETY_COOKIE, "").partition("-")
    told = SafetyForm(in_danger=in_danger[:3], collision=collision[:3])
    return SafetyForm() if _unanswered(told) else told


def _unanswered(form: SafetyForm) -> tuple[FieldError, ...]:
    wanted = (
        ("in_danger", form.in_danger, "Select yes if anyone is hurt, threatened or in danger now"),
        ("collision", form.collision, "Select yes if there was a collision"),
    )
    return tuple(FieldError(name, message) for name, value, message in wanted if value not in ANSWERED)


def _before_contact(told: SafetyForm) -> str:
    return "/report/emergency" if told.collision == "yes" else SAFETY
