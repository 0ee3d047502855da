"""Gathers the facts that rules ask for from what storage keeps; it decides nothing and saves nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from triage.actor import Officer
from triage.calendar import london_day
from triage.case import Allegation, Case, main_allegation
from triage.clock_verdict import Recording
from triage.contest import ContestState
from triage.deadline import Clock, clock_for, earliest_clock
from triage.errors import BadAnswer, ConflictOfInterest
from triage.escalation import AutomaticFacts, Escalation, PriorLetter, ThisReport, escalation
from triage.finding import Finding
from triage.letter import LetterKind
from triage.marker import MarkerKind, says
from triage.moment import has_camera_time
from triage.offence import Offence
from triage.outcome import Decider
from triage.plate import same
from triage.plate_agreement import Agreement, agreement, closest
from triage.policy import Policy
from triage.priority import Evidence, LaneFacts
from triage.record import Letter, LetterState
from triage.steps.likeness import copied_from
from triage.steps.ports import Unit
from triage.submission import Answers, Submission, answers_from
from triage.vehicle import VEHICLE_LOOKUP, as_claim, looked_up_in

PLAYS = "plays"
SEEN_OFTEN, READ_SURELY = 3, 0.8  # stills and confidence from which another mark speaks against the typed one
UNKNOWN_KEEPER = "keeper"
ON_THE_LADDER = frozenset({LetterKind.WARNING.value, LetterKind.AUTOMATIC_ADVICE.value})
BARRED = frozenset({MarkerKind.NO_AUTOMATIC_LETTER, MarkerKind.BAD_FAITH})
COPIED = frozenset({MarkerKind.CLONED, MarkerKind.STOLEN})
# Findings that people leave about one case; what they say stands beside what machines said.
URGENT_REFERRED, URGENT_HANDLED = "urgent_referred", "urgent_handled"
KEPT_FOR_REVIEW, STANDARDS_REFERRAL = "kept_for_review", "standards_referral"
REPORTERS_OWN = "reporters_own"
RANKS = frozenset({"pc", "ps", "dc", "ds", "sgt", "sergeant", "insp", "inspector", "mr", "mrs", "ms", "miss", "dr"})


def clock_of(case: Case, one: Allegation, policy: Policy) -> Clock:
    """The clock of an allegation; unconfirmed, the earliest of any offence it could plausibly be."""
    if one.confirmed:
        return own_clock(case, one, policy)
    clock = earliest_clock([policy.offence(one.offence)], one.offence_on, case.received_at, policy)
    return replace(clock, exception=one.exception)


def own_clock(case: Case, one: Allegation, policy: Policy) -> Clock:
    """The clock of the offence that is alleged, confirmed or not."""
    clock = clock_for(policy.offence(one.offence), one.offence_on, case.received_at, policy)
    return replace(clock, exception=one.exception)


def answers_of(submission: Submission) -> Answers:
    """The answers as they were signed: dates are held against the day they were sent, not today."""
    received_at = submission.received_at
    if received_at is None:
        raise BadAnswer("signature", "The report has not been sent yet.")
    return answers_from(submission.answers, received_at)


def plays(findings: Iterable[Finding]) -> bool | None:
    """Whether any file can be watched; None while none has been read."""
    said = [one.value for one in findings if one.kind == PLAYS]
    return any(value is True for value in said) if said else None


def recordings_of(unit: Unit, submission: Submission, case: Case, answers: Answers) -> tuple[Recording, ...]:
    """The files of a report, each with its own findings and the day it was received: clocks are weighed per file.

    In the order of the files. The marked second is one of the first that has pictures. What was left without naming
    a file belongs to the only one there is, and else to none of them.
    """
    of_file = [unit.findings.list_for(submission.id, footage_id=one.id, case_id=case.id) for one in submission.footage]
    of_any = unit.findings.list_for(submission.id, case_id=case.id)
    named = {repr(one) for found in of_file for one in found}
    loose = tuple(one for one in of_any if repr(one) not in named)
    alone = len(submission.footage) == 1
    recordings = [
        Recording((*found, *loose) if alone else found, footage.received_at)
        for footage, found in zip(submission.footage, of_file, strict=True)
    ]
    watched = next((number for number, one in enumerate(recordings) if one.duration), None)
    if watched is not None:
        recordings[watched] = replace(recordings[watched], mark_s=answers.mark_s)
    return tuple(recordings) if alone or not loose else (*recordings, Recording(loose, case.received_at))


def evidence_of(
    findings: Sequence[Finding],
    answers: Answers,
    recordings: Sequence[Recording],
    *,
    second_reporter: bool | None = None,
    typed: str = "",
) -> Evidence:
    """What the findings say about strength; what nothing was found about stays unknown."""
    return Evidence(
        plate_agrees=plate_agrees(findings, typed),
        plays=plays(findings),
        has_camera_time=has_camera_time(answers.occurred_at, recordings) or None,
        second_reporter=second_reporter,
        willing_for_court=answers.willing_for_court,
    )


def plate_agrees(findings: Sequence[Finding], typed: str) -> bool | None:
    """Whether the plates in view speak for the typed mark; other vehicles drive by, so one still is not against it."""
    read = closest(findings, typed)
    said = agreement(typed, read)
    if read is None or said not in (Agreement.AGREES, Agreement.CONFLICTS):
        return None
    if said is Agreement.CONFLICTS and (read.seen < SEEN_OFTEN or read.confidence < READ_SURELY):
        return None
    return said is Agreement.AGREES


def lane_facts_of(
    unit: Unit, case: Case, submission: Submission, findings: Sequence[Finding], answers: Answers, *, repeated: bool
) -> LaneFacts:
    """What decides the lane; ``repeated``: the same person reported the same event before."""
    said_urgent, handled = _urgent_by_officer(case, findings)
    return LaneFacts(
        words=answers.says,
        in_danger_now=answers.in_danger_now,
        injury=answers.hurt,
        officer_says=said_urgent,
        urgent_handled=handled,
        restricted=restricted_of(unit, case, findings),
        plays=plays(findings),
        plate_known=bool(case.registration),
        duplicate=repeated or bool(copied_from(unit, case)),
        kept_for_review=any(one.kind == KEPT_FOR_REVIEW and one.value == str(case.id) for one in findings),
        withdrawn=case.withdrawn_at is not None,
    )


def restricted_of(unit: Unit, case: Case, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Why only a few may see a case; empty for nearly all of them."""
    policy = unit.policy.on(unit.today)
    person = unit.identity.find_submitter(case.submission_id)
    address = person.email.strip().casefold() if person else ""
    keeper = unit.identity.find_keeper(case.registration) if case.registration else None
    facts = (
        (bool(case.registration) and case.registration in policy.fleet, "A vehicle of the force"),
        (unit.staff.owns(case.registration), "A vehicle of somebody who works here"),
        (
            unit.staff.has_email(address) or address.rpartition("@")[2] in policy.staff_domains,
            "Reported by somebody who works here",
        ),
        (keeper is not None and keeper.state == "protected", "A protected keeper"),
        (any(one.kind == STANDARDS_REFERRAL for one in findings), "Referred to professional standards"),
        (
            any(one.kind == REPORTERS_OWN and one.value == str(case.id) for one in findings),
            "The reporter's own vehicle",
        ),
    )
    return tuple(words for is_so, words in facts if is_so)


def has_own_offence(unit: Unit, case: Case) -> bool:
    """Whether the reporter drove badly in the same footage: then no other case of the report has a witness."""
    own = [one.value for one in unit.findings.list_for(case.submission_id) if one.kind == REPORTERS_OWN]
    return bool(own) and str(case.id) not in own


def _urgent_by_officer(case: Case, findings: Sequence[Finding]) -> tuple[str, bool]:
    """An officer's urgent referral of this case, and whether the control room has all there is to have."""
    told, handled = "", False
    for one in findings:
        value = one.value if isinstance(one.value, Mapping) else {}
        if one.kind == URGENT_REFERRED and value.get("case") == str(case.id):
            told, handled = str(value.get("words", "")), False
        elif one.kind == URGENT_HANDLED and value.get("case") == str(case.id):
            handled = True
    return told, handled


def conflict_of(unit: Unit, case: Case, officer: Officer) -> str:
    """Why this person may not open, decide or approve a case; empty when nothing is known against it.

    A case is closed to whoever they or someone close to them is in it: submitter, keeper or driver.
    """
    if case.registration and case.registration in officer.registrations:
        return "Your own vehicle stands in this case, so somebody else looks at it."
    person = unit.identity.find_submitter(case.submission_id)
    if person is not None and officer.email and person.email.strip().casefold() == officer.email:
        return "You sent this report yourself, so somebody else looks at it."
    keeper = unit.identity.find_keeper(case.registration) if case.registration else None
    named = [one.name for one in (person, keeper) if one is not None]
    if _full_name(officer.name) and any(_full_name(one) == _full_name(officer.name) for one in named):
        return "Somebody in this case has your name, so somebody else looks at it."
    if unit.staff.has_conflict(case.id, officer.id):
        return "You know somebody in this case, so somebody else looks at it."
    return ""


def refuse_conflict(unit: Unit, case: Case, officer: Officer) -> None:
    """Raises ConflictOfInterest when this person stands too near to the case."""
    sentence = conflict_of(unit, case, officer)
    if sentence:
        raise ConflictOfInterest(sentence)


def _full_name(name: str) -> tuple[str, ...]:
    """A name as it is compared: without rank and number; empty unless a first and a last name are left."""
    parts = [part for part in name.casefold().replace(".", " ").split() if part.isalpha() and part not in RANKS]
    return tuple(parts) if len(parts) > 1 else ()


def escalation_of(unit: Unit, case: Case, policy: Policy) -> Escalation:
    """Which earlier letters about this vehicle count, and why the others do not."""
    if not case.registration:
        return Escalation(0, ())
    # Only a warning raises the level of the next: its words say that a warning was sent before (decision 0014).
    letters = [
        _prior(unit, one) for one in unit.letters.list_for_registration(case.registration) if one.kind in ON_THE_LADDER
    ]
    submitter, household = _who(unit, case.submission_id)
    this = ThisReport(
        incident=incident_of(case),
        offence_on=case.offence_on,
        keeper=keeper_name(unit, case),
        submitter=submitter,
        household=household,
        submitter_confirmed=submitter is not None,
    )
    return escalation(letters, this, policy.limits.escalation_months)


def incident_of(case: Case) -> str:
    """What happened, whoever reported it: linked cases are one event."""
    return str(case.incident_id or case.id)


def keeper_name(unit: Unit, case: Case) -> str | None:
    """The pseudonym of the keeper on the day, or as last known; None while nobody has looked or found anybody."""
    on_the_day = unit.identity.find_keeper_on(case.registration, case.offence_on)
    keeper = on_the_day or unit.identity.find_keeper(case.registration)
    if keeper is None or not keeper.name:
        return None
    return unit.pseudonym("|".join((keeper.name, *keeper.address)))


def automatic_facts_of(unit: Unit, case: Case, submission: Submission, policy: Policy) -> AutomaticFacts:
    """Everything an automatic letter depends on; what no finding says stays unknown, and unknown is no."""
    answers = answers_of(submission)
    findings = unit.findings.list_for(submission.id, case_id=case.id)
    known = {one.kind: one for one in findings}
    plate = closest(findings, case.vehicle.registration)
    others = [one for one in unit.cases.list_for_registration(case.registration) if one.id != case.id]

    def said(kind: str) -> bool | None:
        value = known[kind].value if kind in known else None
        return value if isinstance(value, bool) else None

    # Once the register was asked its word counts alone, and only about the mark the case has now.
    looked = looked_up_in(findings, case.registration)
    make_agrees = None if looked is None else as_claim(looked.make)
    colour_agrees = None if looked is None else as_claim(looked.colour)
    if VEHICLE_LOOKUP not in known:
        make_agrees, colour_agrees = said("make_agrees"), said("colour_agrees")
    keeper_kind = known["keeper_kind"].value if "keeper_kind" in known else None
    metres = known["metres_from_home"].value if "metres_from_home" in known else None
    return AutomaticFacts(
        offences=tuple(policy.offence(one.offence) for one in case.allegations if one.open),
        offence_on=case.offence_on,
        received_on=london_day(case.received_at),
        last_day=clock_of(case, main_allegation(case), policy).last_day,
        injury_or_victim=answers.is_victim,
        earlier_letters=sum(one.state != LetterState.VOID for one in _letters_about(unit, case)),
        escalation_step=escalation_of(unit, case, policy).step,
        in_area=said("in_area"),
        plays=plays(findings),
        plate_typed=_typed_by_reporter(case, answers),
        plate_read=plate.mark if plate else None,
        plate_confidence=plate.confidence if plate else None,
        plate_margin=plate.margin if plate else None,
        make_agrees=make_agrees,
        colour_agrees=colour_agrees,
        other_open_case=any(one.decided_at is None for one in others),
        # Ranking looks for other reports of the event, so that none linked means none found.
        same_incident_report=case.incident_id is not None or said("same_incident_report") is True,
        keeper_kind=keeper_kind if isinstance(keeper_kind, str) else None,
        keeper_changed=said("keeper_changed"),
        clone_or_theft_marker=said("clone_or_theft_marker") is True or _is_marked(unit, case, COPIED),
        emergency_vehicle=said("emergency_vehicle"),
        trade_or_foreign_mark=said("trade_or_foreign_mark"),
        looks_under_18=said("looks_under_18"),
        metres_from_home=float(metres) if isinstance(metres, (int, float)) else None,
        letter_bar=said("letter_bar") is True or _is_marked(unit, case, BARRED),
    )


def _typed_by_reporter(case: Case, answers: Answers) -> str:
    """The mark as its reporter typed it; none where an officer entered another, perhaps from the reading itself."""
    typed = (one.registration for one in answers.vehicles)
    return next((one for one in typed if same(one, case.vehicle.registration)), "")


def _letters_about(unit: Unit, case: Case) -> tuple[Letter, ...]:
    return unit.letters.list_for_registration(case.registration) if case.registration else ()


def _is_marked(unit: Unit, case: Case, kinds: frozenset[MarkerKind]) -> bool:
    """Whether a marker of these kinds stands on the vehicle or on whoever reported it."""
    person = unit.identity.find_submitter(case.submission_id)
    about = [case.registration] if case.registration else []
    if person is not None and person.email:
        about.append(unit.pseudonym(person.email))
    return any(says(unit.markers.list_about(one), kinds, unit.now) for one in about)


def decider_of(unit: Unit, case: Case, officer: Officer) -> Decider:
    """Who decides, and whether they stand too near to the case."""
    return Decider(officer.role, in_conflict=bool(conflict_of(unit, case, officer)))


def audit_number(case: Case) -> float:
    """A number in [0, 1) that belongs to the case for ever, for the audit lane."""
    return int.from_bytes(sha256(case.id.bytes).digest()[:6]) / 2**48


def offences_of(case: Case, policy: Policy) -> tuple[Offence, ...]:
    """The offences of the open allegations."""
    return tuple(policy.offence(one.offence) for one in case.allegations if one.open)


def _prior(unit: Unit, one: Letter) -> PriorLetter:
    decision, contest = unit.decisions.get(one.decision_id), unit.contests.find_for_letter(one.id)
    case = unit.cases.get(one.case_id)
    submitter, household = _who(unit, case.submission_id)
    return PriorLetter(
        incident=incident_of(case),
        offence_on=case.offence_on,
        level=one.kind,
        automatic=decision.automatic,
        presumed_delivered_on=one.served_on,
        keeper=None if one.recipient == UNKNOWN_KEEPER else one.recipient,
        submitter=submitter,
        household=household,
        submitter_confirmed=submitter is not None,
        step=one.step,
        returned=one.returned_on is not None,
        contest_upheld=contest is not None and contest.state is ContestState.UPHELD,
        withdrawn=one.state in (LetterState.VOID, LetterState.WITHDRAWN),
    )


def _who(unit: Unit, submission_id: UUID) -> tuple[str | None, str | None]:
    """Pseudonyms of the person and their household: a shared last name counts as one household until it is known."""
    person = unit.identity.find_submitter(submission_id)
    if person is None or not person.signed_name:
        return None, None
    return unit.pseudonym(person.email), unit.pseudonym(person.name.split()[-1])
