"""Marker: a supervisor notes something about a vehicle or a reporter, with why, and may lift it again."""

from uuid import UUID

from triage.actor import PRODUCT, Officer
from triage.case import Case
from triage.errors import BadAnswer, NotAllowedNow
from triage.marker import OF_VEHICLES, Marker, MarkerKind, expiry_of, says
from triage.permission import Permission, require
from triage.plate import normalise
from triage.steps.ports import Unit
from triage.submission import words


def set_on_vehicle(unit: Unit, registration: str, kind: str, why: str, *, by: Officer) -> Marker:
    """Mark a vehicle: no automatic letters, cloned or stolen. It stands until somebody lifts it."""
    require(by.role, Permission.MARKER_SET)
    about = normalise(registration)
    if not about:
        raise BadAnswer("registration", "Enter the registration.")
    if kind not in set(OF_VEHICLES):
        raise BadAnswer("kind", "Choose what the marker says.")
    marker = _set(unit, MarkerKind(kind), about, why, by)
    for case in unit.cases.list_for_registration(about):
        unit.history.add(case.id, "marker_set", by.actor, {"kind": kind, "marker": str(marker.id)})
    return marker


def set_bad_faith(unit: Unit, case: Case, why: str, *, by: Officer) -> Marker:
    """Mark the reporter of a case as acting in bad faith, with the evidence; it ends by itself after six months."""
    require(by.role, Permission.MARKER_SET)
    about = reporter_of(unit, case)
    if about is None:
        raise NotAllowedNow("Nobody signed this report, so there is nobody to mark.")
    marker = _set(unit, MarkerKind.BAD_FAITH, about, why, by)
    unit.history.add(case.id, "marker_set", by.actor, {"kind": marker.kind.value, "marker": str(marker.id)})
    return marker


def mark_cloned(unit: Unit, case: Case) -> None:
    """An officer found the plate copied: its keeper gets no automatic letter until somebody lifts the marker."""
    about = case.registration
    if not about or says(unit.markers.list_about(about), (MarkerKind.CLONED,), unit.now):
        return
    why = f"{case.reference}: an officer decided that the plate was cloned or altered."
    marker = unit.markers.add(Marker(unit.new_id(), MarkerKind.CLONED, about, why, unit.now))
    unit.history.add(case.id, "marker_set", PRODUCT, {"kind": marker.kind.value, "marker": str(marker.id)})


def lift(unit: Unit, marker_id: UUID, *, by: Officer) -> Marker:
    """End a marker before its time; it stays on record."""
    require(by.role, Permission.MARKER_SET)
    marker = unit.markers.get(marker_id)
    if not unit.markers.lift(marker_id):
        raise NotAllowedNow("This marker has been lifted before.")
    for case in unit.cases.list_for_registration(marker.about):
        unit.history.add(case.id, "marker_lifted", by.actor, {"kind": marker.kind.value, "marker": str(marker_id)})
    return marker


def reporter_of(unit: Unit, case: Case) -> str | None:
    """The pseudonym of whoever reported a case; None while nobody has signed."""
    person = unit.identity.find_submitter(case.submission_id)
    return None if person is None or not person.email else unit.pseudonym(person.email)


def acts_in_bad_faith(unit: Unit, case: Case) -> bool:
    """Whether a bad-faith marker stands about whoever reported a case."""
    about = reporter_of(unit, case)
    return about is not None and says(unit.markers.list_about(about), (MarkerKind.BAD_FAITH,), unit.now)


def _set(unit: Unit, kind: MarkerKind, about: str, why: str, by: Officer) -> Marker:
    if says(unit.markers.list_about(about), (kind,), unit.now):
        raise NotAllowedNow("This marker stands already.")
    evidence = words("why", why, "why, with the evidence", limit=1000)
    return unit.markers.add(Marker(unit.new_id(), kind, about, evidence, unit.now, by.id, expiry_of(kind, unit.today)))
