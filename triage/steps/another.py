"""Another: a second vehicle in the same footage becomes a case; the reporter's own goes to a supervisor."""

from dataclasses import dataclass
from uuid import UUID

from triage.actor import Officer
from triage.case import Allegation, Case, Stage
from triage.errors import BadAnswer, NotAllowedNow, NotReviewed
from triage.finding import Finding, JsonValue
from triage.job import JobKind
from triage.policy import Policy
from triage.steps.facts import REPORTERS_OWN, answers_of, refuse_conflict
from triage.steps.moment import counted_from
from triage.steps.ports import Unit
from triage.submission import VEHICLES_LIMIT, Vehicle, line, registration


@dataclass(frozen=True)
class Seen:
    """A vehicle that an officer saw in the footage, and what it did."""

    offence: str
    registration: str = ""
    make: str = ""
    model: str = ""
    colour: str = ""
    description: str = ""
    is_reporters: bool = False


def open_another(unit: Unit, case_id: UUID, seen: Seen, *, by: Officer) -> Case:
    """Open a case for another vehicle of this report; it shares the footage and has clocks of its own.

    The reporter's own offence goes to a supervisor, and from then on the report has no witness to call.
    Raises NotReviewed for a case that is not the officer's, NotAllowedNow for a vehicle that has a case already.
    """
    case = unit.cases.get_locked(case_id)
    refuse_conflict(unit, case, by)
    if not case.is_claimed_by(by.id, unit.now):
        raise NotReviewed("Open this report before you add a vehicle: it is not yours at the moment.")
    policy = unit.policy.on(unit.today)
    policy.offence(seen.offence)
    vehicle = _vehicle(seen)
    opened = _case_of(unit, case, vehicle, seen, policy)
    unit.cases.add(opened, by=by.actor, action="received", payload=_told(unit, case, opened, seen, policy))
    if seen.is_reporters:
        own = Finding(REPORTERS_OWN, str(opened.id), "officer", "desk", "1")
        unit.findings.add(case.submission_id, (own,))
        # The other cases of the report lose their witness: each is ranked again on that.
        for other in unit.cases.list_for_submission(case.submission_id):
            unit.jobs.leave(JobKind.PRIORITISE, other.id, once=f"prioritise:{other.id}:own:{opened.id}")
    unit.jobs.leave(JobKind.PRIORITISE, opened.id, once=f"prioritise:{opened.id}:opened")
    return opened


def _vehicle(seen: Seen) -> Vehicle:
    described = line("description", seen.description, "the markings", needed=False)
    if not seen.registration.strip() and not described:
        raise BadAnswer("registration", "Enter the registration number, or say what else identifies the vehicle")
    return Vehicle(
        registration=registration("registration", seen.registration) if seen.registration.strip() else "",
        make=line("make", seen.make, "the make", limit=40, needed=False),
        model=line("model", seen.model, "the model", limit=40, needed=False),
        colour=line("colour", seen.colour, "the colour", limit=40, needed=False),
        description=described,
    )


def _case_of(unit: Unit, case: Case, vehicle: Vehicle, seen: Seen, policy: Policy) -> Case:
    known = unit.cases.list_for_submission(case.submission_id)
    if len(known) >= VEHICLES_LIMIT:
        raise NotAllowedNow(f"One report can be about {VEHICLES_LIMIT} vehicles at most.")
    opened = Case(
        id=unit.new_id(),
        submission_id=case.submission_id,
        reference=case.reference,
        position=max(one.position for one in known) + 1,
        stage=Stage.EXTRACTED,
        lane="queue",
        version=1,
        vehicle=vehicle,
        place=case.place,
        occurred_at=case.occurred_at,
        offence_on=case.offence_on,
        received_at=case.received_at,
        policy_version=policy.version,
        # An officer watched it, so the offence is theirs and not a reporter's label.
        allegations=(Allegation(unit.new_id(), seen.offence, counted_from(case), confirmed=True),),
    )
    if opened.registration and opened.registration in {one.registration for one in known}:
        raise NotAllowedNow("This vehicle already has a case in this report.")
    return opened


def _told(unit: Unit, case: Case, opened: Case, seen: Seen, policy: Policy) -> dict[str, JsonValue]:
    answers = answers_of(unit.submissions.get(case.submission_id))
    return {
        "submission": str(opened.submission_id),
        "offence": seen.offence,
        "in_filter": policy.offence(seen.offence).in_filter,
        "mode": answers.mode.value,
        "offence_on": opened.offence_on.isoformat(),
        "opened_from": str(case.id),
        "reporters_own": seen.is_reporters,
        "policy": policy.version,
    }
