"""Receive: a draft takes answers and footage, and becomes a report with a reference, a secret and its cases."""

import hashlib
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from triage.actor import SUBMITTER
from triage.case import Allegation, Case, Stage
from triage.errors import BadAnswer
from triage.finding import JsonValue
from triage.job import JobKind
from triage.policy import Policy
from triage.reference import reference_from
from triage.steps.extract import settle
from triage.steps.mail import acknowledge
from triage.steps.ports import Unit
from triage.steps.urgent import alarm_if_urgent, said_facts
from triage.submission import (
    STATEMENT_VERSION,
    AlreadySent,
    Answers,
    Footage,
    Submission,
    Submitter,
    Vehicle,
    answers_from,
    offence_day,
)

SECRET_BYTES = 16


@dataclass(frozen=True)
class Sent:
    """The receipt: the reference, the secret (shown this once, kept hashed), and the hash of each file."""

    submission_id: UUID
    reference: str
    secret: str
    received_at: datetime
    footage: tuple[Footage, ...]


def start_draft(unit: Unit, token_hash: bytes, *, hours: int) -> Submission:
    """A draft exists before the first byte of footage."""
    return unit.submissions.start(unit.new_id(), token_hash, unit.now + timedelta(hours=hours))


def keep_answers(unit: Unit, submission_id: UUID, answers: Mapping[str, JsonValue]) -> None:
    """Put these answers beside the ones given before; one that is given again replaces the earlier."""
    draft = unit.submissions.get_locked(submission_id)
    unit.submissions.answer(submission_id, {**draft.answers, **answers})


def replace_answers(unit: Unit, submission_id: UUID, answers: Mapping[str, JsonValue]) -> None:
    """Put these answers in place of all that were given before."""
    unit.submissions.get_locked(submission_id)
    unit.submissions.answer(submission_id, answers)


def keep_footage(
    unit: Unit, submission_id: UUID, footage_id: UUID, *, filename: str, media_type: str, sha256: str, size: int
) -> Footage:
    """A whole file, already safe in the store, becomes footage; the workers start reading it at once."""
    draft = unit.submissions.get_locked(submission_id)
    if not draft.is_draft:
        raise AlreadySent("This report has been sent, and footage can no longer be added to it.")
    kept = Footage(
        id=footage_id,
        submission_id=submission_id,
        position=unit.submissions.next_position(submission_id),
        filename=filename,
        media_type=media_type,
        sha256=sha256,
        size=size,
        received_at=unit.now,
    )
    unit.submissions.add_footage(kept)
    unit.history.add(submission_id, "footage_received", SUBMITTER, {"footage": str(kept.id), "sha256": sha256})
    unit.jobs.leave(JobKind.EXTRACT, kept.id, once=f"extract:{kept.id}")
    return kept


def remove_footage(unit: Unit, submission_id: UUID, footage_id: UUID) -> None:
    """The person takes a file back before signing."""
    draft = unit.submissions.get_locked(submission_id)
    if not draft.is_draft:
        raise AlreadySent("This report has been sent, and its footage can no longer be removed.")
    if footage_id in {one.id for one in draft.footage}:
        unit.submissions.remove_footage(footage_id)
        unit.history.add(submission_id, "footage_removed", SUBMITTER, {"footage": str(footage_id)})


def receive(unit: Unit, submission_id: UUID, *, signed_name: str) -> Sent:
    """Sign and send: the draft becomes a report, with one case for each vehicle.

    Raises BadAnswer for the first answer that cannot stand, and AlreadySent the second time.
    """
    draft = unit.submissions.get_locked(submission_id)
    person = _signed(unit, draft, signed_name)
    answers = answers_from(draft.answers, unit.now)
    policy = unit.policy.on(unit.today)
    policy.offence(answers.offence)
    sent = Sent(
        submission_id,
        reference_from(unit.chance(16)),
        b32encode(unit.chance(SECRET_BYTES)).decode().rstrip("="),
        unit.now,
        draft.footage,
    )
    unit.identity.keep_submitter(submission_id, person)
    unit.submissions.receive(
        submission_id,
        reference=sent.reference,
        secret_hash=hashed_secret(sent.secret),
        statement_version=STATEMENT_VERSION,
    )
    for position, vehicle in enumerate(answers.vehicles, start=1):
        opened = _case_of(unit, sent, answers, vehicle, position, policy)
        unit.cases.add(opened, by=SUBMITTER, action="received", payload=_received(opened, answers, policy))
        alarm_if_urgent(unit, opened, said_facts(answers), policy)
    settle(unit, submission_id)
    acknowledge(unit, submission_id)
    return sent


def hashed_secret(secret: str) -> bytes:
    """What is kept of a receipt's secret; typed in any case and with any spaces or dashes."""
    plain = "".join(sign for sign in secret.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).digest()


def _signed(unit: Unit, draft: Submission, signed_name: str) -> Submitter:
    person = unit.identity.find_submitter(draft.id)
    if not draft.is_draft:
        raise AlreadySent("This report has already been sent.")
    if person is None:
        raise BadAnswer("full_name", "Enter your full name and email address")
    if not draft.footage:
        raise BadAnswer("footage", "Add the footage before you send the report")
    if not signed_name.strip():
        raise BadAnswer("signature", "Enter your full name to sign the statement")
    return replace(person, signed_name=" ".join(signed_name.split())[:200])


def _case_of(unit: Unit, sent: Sent, answers: Answers, vehicle: Vehicle, position: int, policy: Policy) -> Case:
    day = offence_day(answers)
    return Case(
        id=unit.new_id(),
        submission_id=sent.submission_id,
        reference=sent.reference,
        position=position,
        stage=Stage.RECEIVED,
        lane="queue",
        version=1,
        vehicle=vehicle,
        place=answers.place,
        occurred_at=answers.occurred_at,
        offence_on=day,
        received_at=unit.now,
        policy_version=policy.version,
        allegations=(Allegation(unit.new_id(), answers.offence, day),),
    )


def _received(opened: Case, answers: Answers, policy: Policy) -> dict[str, JsonValue]:
    return {
        "submission": str(opened.submission_id),
        "offence": answers.offence,
        "in_filter": policy.offence(answers.offence).in_filter,
        "mode": answers.mode.value,
        "offence_on": opened.offence_on.isoformat(),
        "statement": STATEMENT_VERSION,
        "policy": policy.version,
    }
