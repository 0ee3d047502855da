"""Incident: cases of different people about one event are linked, never discarded; one person's second is a repeat."""

from dataclasses import dataclass
from datetime import timedelta
from math import cos, hypot, radians
from uuid import UUID

from triage.case import Case, Stage
from triage.job import JobKind
from triage.policy import Policy
from triage.steps.likeness import one_source_with
from triage.steps.ports import Unit
from triage.submission import Place

METRES_PER_DEGREE = 111_320
# The pins of two people about one event: each stands where they stood, and phones place a pin by hand.
SAME_PLACE_M = 150


@dataclass(frozen=True)
class Around:
    """What else was reported about the same event. ``incident_id`` is None while nobody else reported it.

    ``witnesses`` are those of the ``others`` with footage of their own: two reports of one recording are one source.
    """

    others: tuple[Case, ...] = ()
    witnesses: tuple[Case, ...] = ()
    is_repeat: bool = False
    incident_id: UUID | None = None

    @property
    def second_reporter(self) -> bool:
        """Another person saw it too, from where they were."""
        return bool(self.witnesses)


def around(unit: Unit, case: Case, policy: Policy) -> Around:
    """The cases of other reports about the same event, and whether this person reported it before."""
    within = timedelta(minutes=policy.limits.incident_minutes)
    near = [
        one
        for one in unit.cases.list_around(case.registration, case.occurred_at, within)
        if one.submission_id != case.submission_id and _one_event(one, case)
    ]
    this = _person(unit, case)
    own = [one for one in near if this and _person(unit, one) == this]
    others = tuple(one for one in near if one not in own)
    is_repeat = any((one.received_at, one.id) < (case.received_at, case.id) for one in own)
    copies = one_source_with(unit, case, {one.submission_id for one in others}) if others else frozenset()
    witnesses = tuple(one for one in others if one.submission_id not in copies)
    return Around(others, witnesses, is_repeat, _incident(case, others))


def tell_the_others(unit: Unit, case: Case, found: Around) -> None:
    """Ask for each case of the same event to be ranked again: it links itself, and a second witness counts for it."""
    for one in found.others:
        if one.incident_id != found.incident_id and one.stage in (Stage.EXTRACTED, Stage.PRIORITISED):
            unit.jobs.leave(JobKind.PRIORITISE, one.id, once=f"prioritise:{one.id}:linked:{case.id}")


def same_place(one: Place, other: Place) -> bool:
    """Whether two people mean the same spot: by their pins, or else by road and town."""
    if one.lat is not None and one.lon is not None and other.lat is not None and other.lon is not None:
        across = (one.lon - other.lon) * METRES_PER_DEGREE * cos(radians(one.lat))
        return hypot(across, (one.lat - other.lat) * METRES_PER_DEGREE) <= SAME_PLACE_M
    return bool(one.road) and _words(one) == _words(other)


def _one_event(one: Case, other: Case) -> bool:
    """The same vehicle at that time; where a registration is missing, the same place."""
    if one.registration and other.registration:
        return one.registration == other.registration
    return same_place(one.place, other.place)


def _incident(case: Case, others: tuple[Case, ...]) -> UUID | None:
    # Each side works it out alone and comes to the same id, so neither has to lock the other's row.
    if not others:
        return case.incident_id
    known = sorted(str(one.incident_id) for one in (case, *others) if one.incident_id is not None)
    first = min((case, *others), key=lambda one: (one.received_at, one.id))
    return UUID(known[0]) if known else first.id


def _person(unit: Unit, case: Case) -> str:
    person = unit.identity.find_submitter(case.submission_id)
    return "" if person is None or not person.email else unit.pseudonym(person.email)


def _words(place: Place) -> tuple[str, str]:
    return " ".join(place.road.casefold().split()), " ".join(place.town.casefold().split())
