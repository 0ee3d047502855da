"""Allegation: what an officer adds to or corrects of what is alleged, and the exceptions of RTOA 1988 s.2."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from uuid import UUID

from triage.actor import Officer
from triage.case import Allegation, Case, Stage
from triage.errors import BadAnswer, NotAllowedNow, NotLawful, NotReviewed
from triage.finding import Finding, JsonValue
from triage.offence import Offence
from triage.permission import Permission, require
from triage.policy import Policy
from triage.steps.facts import refuse_conflict
from triage.steps.moment import counted_from
from triage.steps.ports import Unit
from triage.steps.prioritise import prioritise
from triage.steps.weigh import KEEPER, allegation_of, standing_on
from triage.submission import words

MOST_OFFENCES = 6
EXCEPTION = "exception"
EXCEPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "accident": "an accident of which the driver knew or could not but know, s.2(1)",
        "untraceable": "the keeper could not be found in time with reasonable diligence, s.2(3)",
        "false_plate": "the plate was false, so the keeper could not be found in time, s.2(3)",
    }
)


def may_be_alleged(case: Case, policy: Policy) -> tuple[Offence, ...]:
    """The offences of the public list that this case does not have yet; none when it has as many as it may."""
    alleged = {one.offence for one in case.allegations}
    if len(case.allegations) >= MOST_OFFENCES:
        return ()
    return tuple(one for one in policy.offered() if one.slug not in alleged)


def allege(unit: Unit, case_id: UUID, version: int, offence: str, *, by: Officer) -> Case:
    """Add an offence the footage shows; it has its own clock, and the case is ranked by the first of them.

    Raises SomeoneElseWasFirst, NotReviewed, UnknownOffence, and BadAnswer for one alleged already or one too many.
    """
    case = _claimed(unit, case_id, version, by)
    policy = unit.policy.on(unit.today, law_on=case.offence_on)
    wanted = policy.offence(offence)
    if any(one.offence == offence for one in case.allegations):
        raise BadAnswer("offence", f"{wanted.title} is alleged in this report already.")
    if len(case.allegations) >= MOST_OFFENCES:
        raise BadAnswer("offence", f"A report has at most {MOST_OFFENCES} offences for one vehicle.")
    if not wanted.is_offered:
        raise BadAnswer("offence", f"{wanted.title} is not on the list of offences that can be added.")
    added = Allegation(unit.new_id(), offence, counted_from(case), confirmed=True)
    told: dict[str, JsonValue] = {
        "allegation": str(added.id),
        "offence": offence,
        "against": added.against,
        "offence_on": added.offence_on.isoformat(),
    }
    unit.cases.save(replace(case, allegations=(*case.allegations, added)), by=by.actor, action="alleged", payload=told)
    return prioritise(unit, case_id)


def confirm(unit: Unit, case_id: UUID, version: int, allegation_id: UUID, offence: str, *, by: Officer) -> Case:
    """Say which offence it is: from here on its own clock binds, no longer the earliest it could plausibly be.

    Raises SomeoneElseWasFirst, NotReviewed, UnknownOffence, BadAnswer, and NotAllowedNow for one that is decided.
    """
    case = _claimed(unit, case_id, version, by)
    one = _alleged(unit, case, allegation_id)
    wanted = unit.policy.on(unit.today, law_on=case.offence_on).offence(offence)
    if any(other.offence == offence and other.id != one.id for other in case.allegations):
        raise BadAnswer("offence", f"{wanted.title} is alleged in this report already.")
    told: dict[str, JsonValue] = {"allegation": str(one.id), "offence": offence, "before": one.offence}
    confirmed = _with(case, replace(one, offence=offence, confirmed=True))
    unit.cases.save(confirmed, by=by.actor, action="offence_confirmed", payload=told)
    return prioritise(unit, case_id)


def record_exception(
    unit: Unit, case_id: UUID, version: int, allegation_id: UUID, code: str, why: str, *, by: Officer
) -> Case:
    """Rely on an exception of RTOA 1988 s.2: the words are kept as a finding, the code on the allegation.

    Until the last posting day nothing changes: the notice is served in time all the same. On a decided case it is a
    supervisor's. Raises SomeoneElseWasFirst, NotReviewed, NotPermitted, BadAnswer, or NotLawful without a notice.
    """
    case = unit.cases.get_as_read(case_id, version)
    if case.stage is Stage.DECIDED:
        require(by.role, Permission.CASE_SUPERSEDE)
        refuse_conflict(unit, case, by)
    else:
        case = _claimed(unit, case_id, version, by)
    if code not in EXCEPTIONS:
        raise BadAnswer("exception", "Choose the exception that is relied on.")
    one = allegation_of(case, unit.decisions.list_for(case.id), allegation_id)
    if not unit.policy.on(unit.today, law_on=case.offence_on).offence(one.offence).nip_required:
        raise NotLawful("This offence needs no notice, so no exception from it is needed.")
    said = words("why", why, "why the exception applies", limit=500)
    value: dict[str, JsonValue] = {"allegation": str(one.id), "code": code, "words": said, "by": by.name}
    unit.findings.add(case.submission_id, (Finding(EXCEPTION, value, "officer", "desk", "1"),))
    unit.cases.save(
        _with(case, replace(one, exception=code)),
        by=by.actor,
        action="exception_recorded",
        payload={"allegation": str(one.id), "exception": code},
    )
    return prioritise(unit, case_id)


def _claimed(unit: Unit, case_id: UUID, version: int, by: Officer) -> Case:
    case = unit.cases.get_as_read(case_id, version)
    refuse_conflict(unit, case, by)
    if case.claimed_by != by.id or not case.open:
        raise NotReviewed("Open this report first: it is not yours at the moment.")
    return case


def _alleged(unit: Unit, case: Case, allegation_id: UUID) -> Allegation:
    """The allegation, if it is about the driving and nothing has been decided on it."""
    decisions = unit.decisions.list_for(case.id)
    one = allegation_of(case, decisions, allegation_id)
    if not one.open or one.against == KEEPER or standing_on(case, decisions, one) is not None:
        raise NotAllowedNow("This offence has been decided and can no longer be corrected here.")
    return one


def _with(case: Case, changed: Allegation) -> Case:
    return replace(case, allegations=tuple(changed if one.id == changed.id else one for one in case.allegations))
