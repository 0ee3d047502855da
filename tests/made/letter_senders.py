"""Senders of letters in processes of their own, killed between any two steps, and what is left when all is done."""

import hashlib
import multiprocessing
import os
import random
import signal
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import create_engine, text

from storage.jobs import Job
from storage.settings import Settings
from storage.unit import Unit
from tests.conftest import House
from tests.made.cases import NOW, WATCHED, a_case, a_keeper, an_officer
from tests.made.notify_stub import API_KEY, Fault, NotifyStub
from triage.job import JobKind
from triage.outcome import Outcome
from triage.record import Letter, LetterState
from triage.steps import decide, review
from worker.app import NOTIFY
from worker.house import House as WorkerHouse
from worker.house import house_of
from worker.sending import send_letter
from worker.sweeps import free_lapsed
from worker.work import Save, Work, perform

POINTS = ("asked", "rendered", "attempted", "sent", "saving", "saved", "finished")
QUIET = timedelta(seconds=60)
SEEN_OFTEN = [Fault.NONE] * 9
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__])  # a sender starts in milliseconds, and inherits no thread of the test


@dataclass
class Ran:
    """What a run of senders came to."""

    rounds: int = 0
    asked_again: int = 0
    killed: Counter[str] = field(default_factory=Counter)


def by_notify(house: House, stub: NotifyStub) -> House:
    """The same house with Notify as its channel."""
    chosen = house.settings.model_copy(
        update={
            "letter_channel": "notify",
            "notify_api_key": type(house.settings.secret_key)(API_KEY),
            "notify_base_url": stub.url,
            "notify_timeout_s": 0.3,
            "notify_quiet_s": int(QUIET.total_seconds()),
        }
    )
    return House(chosen, house.units, house.owner_url)


def queued_letters(house: House, number: int) -> list[Letter]:
    """One decision's letter, and others beside it to further recipients, each with its job."""
    case, officer = a_case(house), an_officer(house)
    keeper = a_keeper(house, case.registration)
    with house.units.as_of(NOW).open() as unit:
        review.claim_next(unit, officer)
        order = decide.Order(Outcome.WARNING_LETTER, reason="first_time", viewing=WATCHED)
        held = decide.record(unit, case.id, case.version, order, by=officer)
    letters = [
        Letter(
            id=uuid4(),
            decision_id=held.id,
            case_id=case.id,
            kind="warning",
            step=0,
            recipient=f"recipient-{place}",
            registration=case.registration,
            reference=f"LTEST-{place:04}",
            state=LetterState.QUEUED.value,
            rule="for the proof",
            created_at=NOW,
            party_id=keeper,
        )
        for place in range(number)
    ]
    with house.units.as_of(NOW).open() as unit:
        for one in letters:
            unit.letters.leave(one)
            unit.jobs.leave(JobKind.LETTER, one.id, once=f"letter:{one.id}")
    return letters


def seeded_faults(seed: int, faults: list[Fault]) -> "SeededFaults":
    """A fault for each attempt, by lot; the same seed gives the same faults, in whatever order letters are sent."""
    return SeededFaults(seed, faults)


class SeededFaults:
    """The plan of a stub: each reference has its own lot."""

    def __init__(self, seed: int, faults: list[Fault]) -> None:
        self._seed, self._faults = seed, faults
        self._attempts: Counter[str] = Counter()

    def __call__(self, reference: str) -> Fault:
        self._attempts[reference] += 1
        lot = random.Random(f"{self._seed}:{reference}:{self._attempts[reference]}")
        return lot.choice(self._faults)


def run_senders(house: House, stub: NotifyStub, *, seed: int, killed_once_in: int, rounds: int = 200) -> Ran:
    """Send until every letter is sent; each sender is killed at a step that lot chose, and another takes over."""
    ran, clock = Ran(), NOW
    home, told = house_of(house.settings, house.units), house.settings.home / "killed-at"
    stub.now = lambda: clock
    while ran.rounds < rounds:
        ran.rounds += 1
        if waiting := due(house):
            told.write_text("")
            arguments = (house.settings, clock, waiting, seed * 1000 + ran.rounds, killed_once_in, told)
            sender = FORKS.Process(target=send_all, args=arguments)
            sender.start()
            sender.join()
            assert sender.exitcode in (0, -signal.SIGKILL)
            if sender.exitcode:
                ran.killed[told.read_text()] += 1
                take_over(house, home)
        elif later(house, ran):
            stub.settle()
            clock += QUIET + timedelta(seconds=1)
        else:
            return ran
    raise AssertionError(f"After {rounds} rounds letters are still not sent.")


def due(house: House) -> list[UUID]:
    """The letters' jobs that a worker would hear of now."""
    with house.units.open() as unit:
        waiting = unit.jobs.list_unfinished()
        now = unit.now
    return [one.id for one in waiting if one.kind is JobKind.LETTER and one.run_after <= now]


def later(house: House, ran: Ran) -> bool:
    """A while goes by: what waited falls due, and a person asks again for what was given up. False when all is done."""
    with house.units.open() as unit:
        for dead in unit.jobs.list_dead(1000):
            unit.jobs.ask_again(dead.id)
            ran.asked_again += 1
        is_left = any(one.kind is JobKind.LETTER for one in unit.jobs.list_unfinished())
    engine = create_engine(house.owner_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET run_after = now() WHERE state = 'waiting'"))
    engine.dispose()
    return is_left


def take_over(house: House, home: WorkerHouse) -> None:
    """The lease of a killed sender runs out, and its job is free again."""
    engine = create_engine(house.owner_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET lease_until = now() - interval '1 second' WHERE state = 'running'"))
    engine.dispose()
    free_lapsed(home)


def send_all(settings: Settings, clock: datetime, jobs: list[UUID], seed: int, killed_once_in: int, told: Path) -> None:
    """A sender's whole life: job after job, until it is done or dies."""
    lot = random.Random(seed)

    def reached(point: str) -> None:
        if lot.random() * killed_once_in < 1:
            told.write_text(point)
            os.kill(os.getpid(), signal.SIGKILL)

    def prepare(home: WorkerHouse, job: Job) -> Save:
        save = send_letter(home, job, reached)

        def saving(unit: Unit) -> None:
            reached("saving")
            save(unit)
            reached("saved")

        return saving

    home = house_of(settings)
    for job in jobs:
        if perform(home, job, {JobKind.LETTER: Work(NOTIFY, prepare)}, as_of=clock) == "done":
            reached("finished")


def duplicates(stub: NotifyStub) -> int:
    """How many letters the service holds beyond one for each reference."""
    return sum(number - 1 for number in Counter(one.reference for one in stub.letters).values())


def not_sent_once(house: House, stub: NotifyStub, letters: list[Letter]) -> list[str]:
    """The references of letters that were lost, or whose row does not say what the service holds."""
    wrong = []
    with house.units.open() as unit:
        for one in letters:
            kept, held = unit.letters.get(one.id), stub.held(one.reference)
            hashes = [hashlib.sha256(each.pdf).hexdigest() for each in held]
            if kept.state != LetterState.SENT or kept.posted_on is None or hashes != [kept.sha256]:
                wrong.append(one.reference)
        sent = unit.history.count(letters[0].case_id, "letter_sent")
    return wrong if sent == len(letters) else [*wrong, f"{sent} were sent by history"]
