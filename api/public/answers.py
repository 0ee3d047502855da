"""Between a page's fields and the answers of a draft: every rule about an answer stays in triage."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime

from api.views.public import FieldError
from triage.errors import BadAnswer
from triage.finding import JsonValue
from triage.submission import Answers, Place, Submission, Vehicle, answers_from

# Answers that have another name on their page.
FIELD_OF_ANSWER = {
    "says": "words",
    "occurred_at": "day",
    "lat": "latitude",
    "lon": "longitude",
    "description": "markings",
    "mode": "transport",
    "endangered": "harm",
    "frightened": "harm",
    "hurt": "harm",
}
PAGE_OF_ANSWER = {
    "footage": "/report/footage",
    **dict.fromkeys(("offence", "says"), "/report/offence"),
    "occurred_at": "/report/when",
    **dict.fromkeys(("road", "town", "direction", "lat", "lon"), "/report/where"),
    **dict.fromkeys(("registration", "make", "model", "colour", "description"), "/report/vehicle"),
    "full_name": "/report/contact",
}
ABOUT_YOU = "/report/about-you"
CHECK = "/report/check"


# An answer to every question; none of it is ever kept.
COMPLETE = Answers(
    offence="any",
    says="any",
    occurred_at=datetime.min.replace(tzinfo=UTC),
    place=Place("any", "any", 0.0, 0.0),
    vehicles=(Vehicle("ANY 1", description="any"),),
)


def checked(said: Mapping[str, JsonValue], now: datetime) -> tuple[dict[str, JsonValue], tuple[BadAnswer, ...]]:
    """Some answers as they will be kept, and everything that is wrong with them.

    The rule reads a whole report and stops at the first fault; so the questions that are not asked here are filled,
    and a faulty answer too once its fault is known.
    """
    fill = said_in(COMPLETE) | {"occurred_at": now.isoformat()}
    whole, problems = {**fill, **said}, dict[str, BadAnswer]()
    while True:
        try:
            clean = said_in(answers_from(whole, now))
            return {name: clean[name] for name in said}, tuple(problems.values())
        except BadAnswer as problem:
            if problem.field in problems or problem.field not in fill:
                return {}, (*problems.values(), problem)
            problems[problem.field] = problem
            whole[problem.field] = fill[problem.field]


def said_in(answers: Answers) -> dict[str, JsonValue]:
    """Answers under the names of `ANSWER_FIELDS`, trimmed and cleaned by the rule."""
    vehicle, place = answers.vehicles[0], answers.place
    return {
        "offence": answers.offence,
        "says": answers.says,
        "occurred_at": answers.occurred_at.isoformat(),
        "road": place.road,
        "town": place.town,
        "direction": place.direction,
        "lat": place.lat,
        "lon": place.lon,
        "registration": vehicle.registration,
        "make": vehicle.make,
        "model": vehicle.model,
        "colour": vehicle.colour,
        "description": vehicle.description,
        "mode": answers.mode.value,
        "in_danger_now": answers.in_danger_now,
        "collision": answers.collision,
        "hurt": answers.hurt,
        "endangered": answers.endangered,
        "frightened": answers.frightened,
        "willing_for_court": answers.willing_for_court,
        "posted_publicly": answers.posted_publicly,
        "original_kept": answers.original_kept,
        "mark_s": answers.mark_s,
        "other_vehicles": [asdict(other) for other in answers.vehicles[1:]],
    }


def field_errors(problems: tuple[BadAnswer, ...]) -> tuple[FieldError, ...]:
    """The rule's sentences beside the fields of the page."""
    return tuple(FieldError(FIELD_OF_ANSWER.get(one.field, one.field), str(one)) for one in problems)


def first_gap(draft: Submission, now: datetime) -> str:
    """The address of the first page that still wants something, or of the check page when none does."""
    if not draft.footage:
        return PAGE_OF_ANSWER["footage"]
    try:
        answers_from(draft.answers, now)
    except BadAnswer as missing:
        return PAGE_OF_ANSWER.get(missing.field, ABOUT_YOU)
    return CHECK if "mode" in draft.answers else ABOUT_YOU


def text(draft: Submission, name: str) -> str:
    """An answer given before, as its field shows it."""
    found = draft.answers.get(name)
    return found if isinstance(found, str) else "" if found is None else str(found)


def yes_no(draft: Submission, name: str) -> str:
    """An answer given before, as a radio button shows it; nothing is chosen until the person chooses."""
    found = draft.answers.get(name)
    return "" if not isinstance(found, bool) else "yes" if found else "no"
