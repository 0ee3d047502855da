"""Plays past weeks in the order of their instants: people's acts, the workers' jobs, the morning's sweep, the post."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from itertools import count
from uuid import UUID

from demo.acting import play_act
from demo.casting import Part
from demo.mailroom import BATCH_AT, post_what_lies
from demo.scenery import Scenery
from demo.sending import Post
from demo.stories import Act, Shows
from storage.jobs import Job
from storage.unit import Unit
from triage.calendar import at_london, london_day
from triage.job import JobKind
from triage.letter import LetterKind
from triage.steps.letter import TOLD_FROM
from worker.house import House
from worker.sweeps import watch_days
from worker.tasks import WORK
from worker.work import given_up, perform

SWEEP_AT = time(6, 10)
# How long after the change that wanted it a worker does each kind of job.
DONE_AFTER = {
    JobKind.PRIORITISE: timedelta(seconds=50),
    JobKind.KEEPER: timedelta(minutes=2),
    JobKind.VEHICLE: timedelta(minutes=1),
    JobKind.PROPOSE: timedelta(minutes=1),
    JobKind.FEEDBACK: timedelta(minutes=2),
    JobKind.LETTER: timedelta(minutes=4),
    JobKind.RECALL: timedelta(minutes=1),
    JobKind.MAIL: timedelta(seconds=75),
}
OF_LETTERS = frozenset({JobKind.LETTER, JobKind.RECALL})
ASKING = (LetterKind.NOTICE, LetterKind.S172_ALONE)
PRINTER_FULL = "DiskFull: The printer's folder has no room left."


class Timeline:
    """What is still to happen, earliest first."""

    def __init__(self, post: Post, parts: Sequence[Part]) -> None:
        self._post = post
        self._now = post.kept.now
        self._reached = min(part.sent_at for part in parts)
        self._parts = parts
        self._to_come: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._numbers = count()
        self._known_jobs: set[UUID] = set()
        self._unlucky: set[UUID] = set()

    def play(self) -> None:
        """Everything up to the caseload's now."""
        self._plan()
        self._notice_jobs()
        while self._to_come:
            at, _, happens = heapq.heappop(self._to_come)
            self._reached = at
            happens(at)
            self._notice_jobs()

    def _plan(self) -> None:
        today = london_day(self._now)
        with self._post.house.units.open() as unit:
            for part in self._parts:
                case = self._post.case(unit, part)
                if case is not None and part.story.shows is Shows.LETTER_FAILED:
                    self._unlucky.add(case.id)
        for part in self._parts:
            for act in part.story.acts:
                self._add(act.instant(self._now, today), partial(self._act, part, act))
        first = london_day(min(part.sent_at for part in self._parts))
        for days in range((today - first).days + 1):
            self._add(at_london(first + timedelta(days=days), SWEEP_AT), self._sweep)
            if first + timedelta(days=days) < today:  # today's letters still wait on the page of the post
                self._add(at_london(first + timedelta(days=days), BATCH_AT), self._post_leaves)
        self._add(self._now, self._sweep)

    def _add(self, at: datetime, happens: Callable[[datetime], None]) -> None:
        if at <= self._now:
            heapq.heappush(self._to_come, (at, next(self._numbers), happens))

    def _act(self, part: Part, act: Act, at: datetime) -> None:
        play_act(Scenery(self._post, part, at), act)

    def _sweep(self, at: datetime) -> None:
        watch_days(self._house_at(at))

    def _post_leaves(self, at: datetime) -> None:
        post_what_lies(self._post.house.units, at)

    def _notice_jobs(self) -> None:
        """Put the jobs that steps have left in their place on the line."""
        with self._post.house.units.open() as unit:
            for job in unit.jobs.list_unfinished():
                if job.id in self._known_jobs or job.kind not in (*DONE_AFTER, JobKind.FINALISE):
                    continue
                self._known_jobs.add(job.id)
                case_id = case_of(unit, job)
                self._add(max(due_at(unit, job, case_id), self._reached), partial(self._work, job, case_id))

    def _work(self, job: Job, case_id: UUID, at: datetime) -> None:
        if job.kind is JobKind.LETTER and case_id in self._unlucky:
            break_down(self._post.house, job)
        else:
            perform(self._post.house, job.id, WORK, as_of=at)

    def _house_at(self, at: datetime) -> House:
        house = self._post.house
        return replace(house, units=house.units.as_of(at))


def case_of(unit: Unit, job: Job) -> UUID:
    """The case that a job is about; the report, for the mail that says it has arrived."""
    if job.kind is JobKind.MAIL:
        message = unit.messages.get(job.subject)
        return message.case_id or message.submission_id
    if job.kind in OF_LETTERS:
        return unit.letters.get(job.subject).case_id
    if job.kind is JobKind.FINALISE:
        return unit.decisions.get(job.subject).case_id
    return job.subject


def due_at(unit: Unit, job: Job, case_id: UUID) -> datetime:
    """When a worker would have done it: at the hour the rules give it, or shortly after the change that wanted it.

    Never the job's own `run_after`: that is the real clock's once a killed start has been taken up.
    """
    if job.kind is JobKind.FINALISE:
        return unit.decisions.get(job.subject).final_at
    if job.kind is JobKind.MAIL:
        return unit.messages.get(job.subject).created_at + DONE_AFTER[job.kind]
    served = [one.served_on for one in unit.letters.list_for_case(case_id) if one.kind in ASKING and one.served_on]
    changed_at = unit.history.list_for(case_id)[-1].at
    if job.kind is JobKind.FEEDBACK and served:
        return max(at_london(max(served), TOLD_FROM), changed_at + DONE_AFTER[job.kind])
    return changed_at + DONE_AFTER[job.kind]


def break_down(house: House, job: Job) -> None:
    """A job that fails until it is given up, so that somebody finds one to retry."""
    state = "waiting"
    while state == "waiting":
        with house.units.open() as unit:
            taken = unit.jobs.take(job.id, seconds=60)
            if taken is None:
                return
            state = unit.jobs.try_again(taken, PRINTER_FULL, delay_s=0)
            if state == "dead":
                given_up(unit, taken, WORK[job.kind], PRINTER_FULL)
