"""Alarms and failed work in plain words: what happened, what it touches, and what a person can do."""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from api.desk.shape_queue import case_url
from api.views.staff import Alarm, DeadJob, JobCount
from storage.alarms import Alarm as Sounded
from storage.jobs import Job
from storage.jobs import JobCount as Counted
from triage.case import Case
from triage.job import JobKind
from triage.permission import Permission, may
from triage.steps.urgent import URGENT

KINDS = {
    JobKind.EXTRACT: "Read the footage",
    JobKind.LOOK: "Read plates and the clock in the pictures",
    JobKind.JOIN: "Join a location log with its video",
    JobKind.STILL: "Take a still from the original",
    JobKind.PRIORITISE: "Rank the case",
    JobKind.FINALISE: "Make the decision final",
    JobKind.KEEPER: "Look up the keeper",
    JobKind.VEHICLE: "Look up make and colour",
    JobKind.LETTER: "Print the letter",
    JobKind.LETTER_STATUS: "Ask what became of a letter",
    JobKind.MAIL: "Mail the reporter",
    JobKind.RECALL: "Take a letter back",
    JobKind.FEEDBACK: "Tell the reporter",
    JobKind.PROPOSE: "Propose an automatic letter",
    JobKind.DRY_RUN: "Try a draft of the policy",
    JobKind.RERANK: "Rank open cases by a new policy",
    JobKind.CANARY: "Show that workers live",
}
ALARMS = {
    URGENT: "Urgent referral",
    "last_day": "Last day gone by",
    "filter_at_risk": "Filter offence falls due",
    "deadline_passed": "Last day to serve a notice gone by",
    "six_months": "Six months are ending",
    "task_late": "Late on the work list",
    "missed_post": "A notice missed its last post. A supervisor sees which.",
    "not_posted": "A notice has not been posted on its last day. Whoever posts sees which.",
    "notice_returned": "A notice came back in time to serve it another way. A supervisor sees which.",
    "take_out": "A letter must be taken out of the post. A supervisor sees which.",
    "decision_stopped": "A decision was stopped",
    "second_look": "A decision waits for a second look",
    "letter_refused": "A letter was refused",
    "channel_shut": "No letters leave",
    "mail_refused": "A reporter cannot be mailed",
    "mails_shut": "No mails leave",
    "job_dead": "Work was given up",
}
# What those read who may not see cases: neither a reference nor a word of a report.
WITHOUT_CASE = {
    URGENT: "A report may need the control room now. A supervisor sees which.",
    "last_day": "A case was not decided by its last day. A supervisor sees which.",
    "filter_at_risk": "A filter offence falls due and nobody has decided it. A supervisor sees which.",
    "deadline_passed": "A notice was not served by its last day. A supervisor sees which.",
    "six_months": "An allegation comes to the end of its six months. A supervisor sees which.",
    "task_late": "Something on the work list was not done by its day. A supervisor sees which.",
    "letter_refused": "A letter was refused by its channel. A supervisor sees which.",
    "mail_refused": "A reporter cannot be mailed. A supervisor sees which.",
    "sealed": "The footage of a report was sealed. A supervisor sees which.",
    "notice_returned": "A notice came back before its deadline. A supervisor sees which.",
    "missed_post": "A notice missed its last post. A supervisor sees which.",
    "not_posted": "A printed notice has not been posted. A supervisor sees which.",
    "take_out": "A letter must be taken out of the bag. A supervisor sees which.",
    "decision_stopped": "A decision was stopped before it became final. A supervisor sees which.",
    "second_look": "A decision waits for a second look. A supervisor sees which.",
}
BREACHES = frozenset(WITHOUT_CASE)
FAULT = re.compile(r"([A-Z]\w+): ")
FAULTS = {
    "FilesUnavailable": "The file store did not answer.",
    "DiskFull": "The disk is full.",
    "LauncherDied": "The program that reads footage stopped.",
    "TimeoutError": "It took longer than is allowed.",
    "OperationalError": "The database was out of reach.",
    "ConnectionError": "A service it needs was out of reach.",
}


def reason_of(last_error: str | None) -> str:
    """Why work failed, for people; a fault's own words may hold personal data and stay in the log."""
    fault = FAULT.match(last_error or "")
    if fault is None:
        return last_error or "It stopped without saying why."
    return FAULTS.get(fault[1], f"It stopped with a fault that nobody foresaw ({fault[1]}). The log has the details.")


def dead_job(job: Job, case: Case | None, role: str) -> DeadJob:
    """One failed job; its case is named only to those who may see cases."""
    shown = case if may(role, Permission.CASE_VIEW) else None
    return DeadJob(
        title=KINDS[job.kind],
        reference="" if shown is None else shown.reference,
        reason=reason_of(job.last_error),
        attempts=job.attempt,
        failed_at=job.ended_at or job.created_at,
        retry_url=f"/jobs/{job.id}/retry" if may(role, Permission.JOB_RETRY) else "",
        case_url="" if shown is None else case_url(shown),
    )


def alarm_of(sounded: Sounded, case: Case | None, role: str) -> Alarm:
    """One alarm; an urgent one asks for the control room's number."""
    shown = case if may(role, Permission.CASE_VIEW) else None
    return Alarm(
        title=ALARMS.get(sounded.kind, sounded.kind.replace("_", " ").capitalize()),
        sentence=_sentence(sounded, role),
        since=sounded.raised_at,
        is_breach=sounded.kind in BREACHES,
        url="" if shown is None else case_url(shown),
        close_url=f"/alarms/{sounded.id}/close" if may(role, Permission.ALARM_CLOSE) else "",
        close_label="Control-room log number" if sounded.kind == URGENT else "What was done",
    )


def counts_of(counted: Sequence[Counted]) -> tuple[JobCount, ...]:
    """How much work of each kind there is, in the order of the journey."""
    numbers: Mapping[tuple[JobKind, str], int] = {(one.kind, one.state): one.number for one in counted}
    return tuple(
        JobCount(title, *(numbers.get((kind, state), 0) for state in ("waiting", "running", "done", "dead")))
        for kind, title in KINDS.items()
    )


def _sentence(sounded: Sounded, role: str) -> str:
    if sounded.kind in WITHOUT_CASE and not may(role, Permission.CASE_VIEW):
        return WITHOUT_CASE[sounded.kind]
    if sounded.kind == "job_dead":
        said, _, why = sounded.words.partition("times: ")
        return f"{said}times. {reason_of(why)}" if why else sounded.words
    return sounded.words


def subject_ids(alarms: Sequence[Sounded]) -> tuple[UUID, ...]:
    """The cases that alarms are about."""
    return tuple(one.subject for one in alarms if one.kind in BREACHES)
