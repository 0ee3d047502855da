"""The questions about the incident, one page each; an answer is kept once the rule has nothing against it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from api.deps import UnitDep
from api.public.answers import checked, field_errors, first_gap, text, yes_no
from api.public.clock import earliest_in_time_on, instant_of, notice_days_left, parts_of
from api.public.deps import OWNER, DraftDep
from api.public.forms import AboutYouForm, OffenceForm, VehicleForm, WhenForm, WhereForm
from api.public.found import found_place, found_time
from api.public.offences import groups_of
from api.public.visit import Visit, VisitDep
from api.views.public import AboutYouPage, FieldError, OffencePage, VehiclePage, WhenPage, WherePage
from storage.unit import Unit
from triage.errors import BadAnswer
from triage.finding import JsonValue
from triage.steps import receive
from triage.submission import ReporterMode, Submission

NO_PLATE = "No plate can be seen"
CHOOSE_OFFENCE = "Select what the driver did"
TRANSPORTS = (
    (ReporterMode.CAR, "Driving a car"),
    (ReporterMode.PEDAL_BIKE, "Cycling"),
    (ReporterMode.PEDESTRIAN, "On foot"),
    (ReporterMode.MOTORCYCLE, "Riding a motorcycle"),
    (ReporterMode.VAN, "Driving a van"),
    (ReporterMode.LORRY, "Driving a lorry"),
    (ReporterMode.BUS, "In a bus or coach"),
    (ReporterMode.HORSE, "Riding a horse"),
    (ReporterMode.OTHER, "Some other way"),
)
HARMS = ("hurt", "endangered", "frightened", "none")

router = APIRouter(dependencies=[Depends(OWNER)])


@router.get("/report/offence")
def ask_offence(visit: VisitDep, draft: DraftDep, unit: UnitDep) -> Response:
    """What the driver did, in plain words."""
    return visit.show(
        "offence", _offence_page(unit, OffenceForm(offence=text(draft, "offence"), words=text(draft, "says")))
    )


@router.post("/report/offence")
def take_offence(form: Annotated[OffenceForm, Form()], visit: VisitDep, draft: DraftDep, unit: UnitDep) -> Response:
    """An offence that the form offers, and the reporter's words."""
    said, problems = checked({"offence": form.offence, "says": form.words}, unit.now)
    errors = field_errors(tuple(one for one in problems if one.field != "offence"))
    if form.offence not in {one.slug for one in unit.policy.on(unit.today).offered()}:
        errors = (FieldError("offence", CHOOSE_OFFENCE), *errors)
    if errors:
        return visit.show("offence", _offence_page(unit, form, errors), 422)
    return _keep(unit, visit, draft, said)


@router.get("/report/when")
def ask_when(visit: VisitDep, draft: DraftDep, unit: UnitDep) -> Response:
    """The day and time, with what the camera says beside it."""
    kept = text(draft, "occurred_at")
    form = parts_of(datetime.fromisoformat(kept)) if kept else WhenForm()
    return visit.show("when", _when_page(unit, draft, form))


@router.post("/report/when")
def take_when(form: Annotated[WhenForm, Form()], visit: VisitDep, draft: DraftDep, unit: UnitDep) -> Response:
    """A real time in London that has gone by."""
    instant, problems = instant_of(form)
    said: dict[str, JsonValue] = {}
    if instant is not None:
        said, problems = checked({"occurred_at": instant.isoformat()}, unit.now)
    if problems:
        return visit.show("when", _when_page(unit, draft, form, field_errors(problems)), 422)
    return _keep(unit, visit, draft, said)


@router.get("/report/where")
def ask_where(visit: VisitDep, draft: DraftDep, unit: UnitDep) -> Response:
    """The place in words, with a position if it is known."""
    form = WhereForm(
        road=text(draft, "road"),
        town=text(draft, "town"),
        direction=text(draft, "direction"),
        latitude=text(draft, "lat"),
        longitude=text(draft, "lon"),
    )
    return visit.show("where", _where_page(unit, draft, form))


@router.post("/report/where")
def take_where(form: Annotated[WhereForm, Form()], visit: VisitDep, draft: DraftDep, unit: UnitDep) -> Response:
    """Road and town; the position is whole or not given."""
    place: dict[str, JsonValue] = {"road": form.road, "town": form.town, "direction": form.direction}
    pin: dict[str, JsonValue] = {"lat": form.latitude.strip() or None, "lon": form.longitude.strip() or None}
    said, problems = checked(place | pin, unit.now)
    if problems:
        return visit.show("where", _where_page(unit, draft, form, field_errors(problems)), 422)
    return _keep(unit, visit, draft, said)


@router.get("/report/vehicle")
def ask_vehicle(visit: VisitDep, draft: DraftDep) -> Response:
    """The vehicle, by its plate or by what else tells it from others."""
    described = text(draft, "description")
    form = VehicleForm(
        registration=text(draft, "registration"),
        no_plate="yes" if described and not text(draft, "registration") else "",
        make=text(draft, "make"),
        model=text(draft, "model"),
        colour=text(draft, "colour"),
        markings="" if described == NO_PLATE else described,
    )
    return visit.show("vehicle", _vehicle_page(form))


@router.post("/report/vehicle")
def take_vehicle(form: Annotated[VehicleForm, Form()], visit: VisitDep, draft: DraftDep, unit: UnitDep) -> Response:
    """A registration, or that none could be seen."""
    no_plate = form.no_plate == "yes"
    if no_plate and form.registration.strip():
        both = BadAnswer("no_plate", "Enter the registration number or say that no plate can be seen, not both")
        return visit.show("vehicle", _vehicle_page(form, field_errors((both,))), 422)
    vehicle: dict[str, JsonValue] = {
        "registration": form.registration,
        "make": form.make,
        "model": form.model,
        "colour": form.colour,
        "description": form.markings.strip() or (NO_PLATE if no_plate else ""),
    }
    said, problems = checked(vehicle, unit.now)
    if not no_plate and not form.registration.strip():
        missing = BadAnswer("registration", "Enter the registration number, or select that no plate can be seen")
        problems = (missing, *(one for one in problems if one.field != "registration"))
    if problems:
        return visit.show("vehicle", _vehicle_page(form, field_errors(problems)), 422)
    return _keep(unit, visit, draft, said)


@router.get("/report/about-you")
def ask_about_you(visit: VisitDep, draft: DraftDep) -> Response:
    """How the reporter was travelling, whether they came to harm, and what limits their evidence."""
    return visit.show("about_you", _about_you_page(_about_you(draft)))


@router.post("/report/about-you")
def take_about_you(form: Annotated[AboutYouForm, Form()], visit: VisitDep, draft: DraftDep, unit: UnitDep) -> Response:
    """Every question wants an answer: a silence about court or a post would be guessed otherwise."""
    errors = _about_you_errors(form)
    if errors:
        return visit.show("about_you", _about_you_page(form, errors), 422)
    said: dict[str, JsonValue] = {
        "mode": form.transport,
        "hurt": "hurt" in form.harm,
        "endangered": "endangered" in form.harm,
        "frightened": "frightened" in form.harm,
        "willing_for_court": form.court == "yes",
        "posted_publicly": form.posted == "yes",
        "original_kept": form.original == "yes",
    }
    return _keep(unit, visit, draft, said)


def _keep(unit: Unit, visit: Visit, draft: Submission, said: Mapping[str, JsonValue]) -> Response:
    """Keep the answers; the way on is the first page that still wants something."""
    receive.keep_answers(unit, draft.id, said)
    return visit.go(first_gap(unit.submissions.get(draft.id), unit.now))


def _offence_page(unit: Unit, form: OffenceForm, errors: tuple[FieldError, ...] = ()) -> OffencePage:
    groups = groups_of(unit.policy.on(unit.today))
    return OffencePage("/report/footage", groups, form.offence, form.words, errors)


def _when_page(unit: Unit, draft: Submission, form: WhenForm, errors: tuple[FieldError, ...] = ()) -> WhenPage:
    policy = unit.policy.on(unit.today)
    instant, _ = instant_of(form)
    left = None if instant is None else notice_days_left(text(draft, "offence"), instant, unit.now, policy)
    return WhenPage(
        "/report/offence",
        earliest_in_time_on(unit.today, policy),
        **form.model_dump(),
        found=found_time(unit, draft),
        days_left=left,
        errors=errors,
    )


def _where_page(unit: Unit, draft: Submission, form: WhereForm, errors: tuple[FieldError, ...] = ()) -> WherePage:
    return WherePage("/report/when", **form.model_dump(), found=found_place(unit, draft), errors=errors)


def _vehicle_page(form: VehicleForm, errors: tuple[FieldError, ...] = ()) -> VehiclePage:
    return VehiclePage("/report/where", **form.model_dump() | {"no_plate": form.no_plate == "yes"}, errors=errors)


def _about_you(draft: Submission) -> AboutYouForm:
    chosen = [name for name in HARMS if yes_no(draft, name) == "yes"]
    answered = "mode" in draft.answers
    return AboutYouForm(
        transport=text(draft, "mode"),
        harm=chosen or (["none"] if answered else []),
        court=yes_no(draft, "willing_for_court"),
        posted=yes_no(draft, "posted_publicly"),
        original=yes_no(draft, "original_kept"),
    )


def _about_you_page(form: AboutYouForm, errors: tuple[FieldError, ...] = ()) -> AboutYouPage:
    transports = tuple((mode.value, words) for mode, words in TRANSPORTS)
    return AboutYouPage(
        "/report/vehicle",
        transports,
        form.transport,
        tuple(form.harm),
        form.court,
        form.posted,
        form.original,
        errors,
    )


def _about_you_errors(form: AboutYouForm) -> tuple[FieldError, ...]:
    wrong = {
        "transport": form.transport not in set(ReporterMode) and "Select how you were travelling",
        "harm": not _is_clear(form.harm)
        and "Select whether you were hurt, put in danger or frightened, or none of these",
        "court": form.court not in ("yes", "no") and "Select yes if you would give evidence in court",
        "posted": form.posted not in ("yes", "no") and "Select yes if the video has been posted in public",
        "original": form.original not in ("yes", "no") and "Select yes if you still have the original recording",
    }
    return tuple(FieldError(name, message) for name, message in wrong.items() if message)


def _is_clear(harm: list[str]) -> bool:
    return bool(harm) and set(harm) <= set(HARMS) and ("none" not in harm or harm == ["none"])
