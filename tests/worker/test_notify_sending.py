"""What becomes of a letter's job under each fault of its channel, and of a letter that is refused afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from storage.jobs import Job
from tests.conftest import House
from tests.made.cases import NOW, an_officer
from tests.made.letter_senders import QUIET, Ran, by_notify, later, queued_letters
from tests.made.notify_stub import Fault, NotifyStub, notify_stub
from tests.made.rescued import RESCUED, a_rescued_notice
from triage.job import JobKind
from triage.notice import Requirement, RequirementState
from triage.record import Letter, LetterState
from triage.steps import handover, letter, withdraw
from triage.worklist import TaskKind
from worker.house import House as WorkerHouse
from worker.house import house_of
from worker.tasks import WORK
from worker.work import perform

POSTED_ON = "2026-11-17"  # handed over on Monday at noon, posted by Notify on Tuesday


@pytest.fixture
def stub() -> Iterator[NotifyStub]:
    with notify_stub(silence_s=0.6, now=lambda: NOW) as serving:
        yield serving


@pytest.fixture
def sending(house: House, stub: NotifyStub) -> House:
    return by_notify(house, stub)


@pytest.fixture
def home(sending: House) -> WorkerHouse:
    return house_of(sending.settings, sending.units)


@pytest.fixture
def waiting(sending: House) -> Letter:
    (one,) = queued_letters(sending, 1)
    return one


def job_of(house: House, waiting: Letter, kind: JobKind = JobKind.LETTER) -> Job:
    with house.units.open() as unit:
        found = unit.jobs.find_for(waiting.id, kind)
    assert found is not None
    return found


def send(house: House, home: WorkerHouse, waiting: Letter, *, at: datetime = NOW) -> str | None:
    """Do the letter's job, which is due whatever it waits for."""
    later(house, Ran())
    return perform(home, job_of(house, waiting).id, WORK, as_of=at)


def ask(house: House, home: WorkerHouse, waiting: Letter, *, at: datetime) -> str | None:
    later(house, Ran())
    return perform(home, job_of(house, waiting, JobKind.LETTER_STATUS).id, WORK, as_of=at)


def kept(house: House, waiting: Letter) -> Letter:
    with house.units.open() as unit:
        return unit.letters.get(waiting.id)


def alarms(house: House) -> list[tuple[str, str]]:
    with house.units.open() as unit:
        return [(one.kind, one.words) for one in unit.alarms.list_open()]


def counted(house: House, case_id: UUID, event: str) -> int:
    with house.units.open() as unit:
        return unit.history.count(case_id, event)


def test_an_accepted_letter_counts_as_posted_on_notifys_next_working_day(
    sending: House, home: WorkerHouse, stub: NotifyStub, waiting: Letter
) -> None:
    assert send(sending, home, waiting) == "done"
    sent = kept(sending, waiting)
    assert (sent.state, str(sent.posted_on), str(sent.served_on)) == (LetterState.SENT, POSTED_ON, "2026-11-19")
    assert (sent.channel, sent.pages) == ("notify", 1)
    assert len(stub.held(waiting.reference)) == 1


@pytest.mark.parametrize(
    ("fault", "state", "alarm", "attempts_counted"),
    [
        (Fault.BAD_REQUEST, "dead", "letter_refused", 1),
        (Fault.FORBIDDEN, "waiting", "channel_shut", 0),
        (Fault.TOO_MANY, "waiting", None, 1),
        (Fault.BROKEN, "waiting", None, 1),
        (Fault.DOWN, "waiting", None, 1),
        (Fault.SILENT_BEFORE_STORING, "waiting", None, 1),
        (Fault.DROPPED_AFTER_STORING, "waiting", None, 1),
    ],
)
def test_each_fault_leaves_the_letter_queued_and_the_job_where_it_belongs(
    sending: House,
    home: WorkerHouse,
    stub: NotifyStub,
    waiting: Letter,
    fault: Fault,
    state: str,
    alarm: str | None,
    attempts_counted: int,
) -> None:
    stub.plan = lambda _reference: fault
    assert send(sending, home, waiting) == state
    assert kept(sending, waiting).state == LetterState.QUEUED
    assert job_of(sending, waiting).attempt == attempts_counted
    assert [kind for kind, _words in alarms(sending)] == ([alarm] if alarm else [])


def test_a_refusal_reaches_a_person_in_the_services_own_words(
    sending: House, home: WorkerHouse, stub: NotifyStub, waiting: Letter
) -> None:
    stub.plan = lambda _reference: Fault.BAD_REQUEST
    send(sending, home, waiting)
    ((_kind, words),) = alarms(sending)
    assert words.endswith("GOV.UK Notify says: Letter content is not a valid PDF")


def test_after_an_answer_that_never_came_nothing_is_sent_before_the_quiet_time_is_over(
    sending: House, home: WorkerHouse, stub: NotifyStub, waiting: Letter
) -> None:
    stub.plan = lambda _reference: Fault.STORED_LATE
    send(sending, home, waiting)
    for seconds in (1, QUIET.total_seconds() - 1):
        assert send(sending, home, waiting, at=NOW + timedelta(seconds=seconds)) == "waiting"
    assert len(stub.faults) == 1
    stub.settle()
    assert send(sending, home, waiting, at=NOW + timedelta(seconds=2)) == "done"
    assert (len(stub.faults), len(stub.held(waiting.reference))) == (1, 1)


def test_after_the_quiet_time_a_letter_that_nobody_has_is_sent_again(
    sending: House, home: WorkerHouse, stub: NotifyStub, waiting: Letter
) -> None:
    stub.plan = lambda _reference: Fault.DROPPED_BEFORE_STORING
    send(sending, home, waiting)
    stub.plan = lambda _reference: Fault.NONE
    assert send(sending, home, waiting, at=NOW + QUIET) == "done"
    assert len(stub.held(waiting.reference)) == 1


def test_a_question_that_fails_is_asked_again_and_nothing_is_sent(
    sending: House, home: WorkerHouse, stub: NotifyStub, waiting: Letter
) -> None:
    stub.plan = lambda _reference: Fault.SILENT_AFTER_STORING
    send(sending, home, waiting)
    stub.asked = lambda: Fault.DOWN
    assert send(sending, home, waiting, at=NOW + QUIET) == "waiting"
    stub.asked = lambda: Fault.NONE
    assert send(sending, home, waiting, at=NOW + QUIET) == "done"
    assert len(stub.held(waiting.reference)) == 1


def test_an_attempt_that_notify_may_have_forgotten_is_for_a_person_and_never_sent_again(
    sending: House, home: WorkerHouse, stub: NotifyStub, waiting: Letter
) -> None:
    stub.plan = lambda _reference: Fault.DROPPED_AFTER_STORING
    send(sending, home, waiting)
    stub.letters.clear()
    assert send(sending, home, waiting, at=NOW + timedelta(days=6, seconds=1)) == "dead"
    assert [kind for kind, _words in alarms(sending)] == ["letter_refused"]
    assert len(stub.faults) == 1


def test_a_letter_stopped_while_it_was_leaving_is_asked_back(
    sending: House, home: WorkerHouse, stub: NotifyStub, waiting: Letter
) -> None:
    stub.plan = lambda _reference: Fault.DROPPED_AFTER_STORING
    send(sending, home, waiting)
    with sending.units.open() as unit:
        unit.letters.void(waiting.id)
    assert send(sending, home, waiting, at=NOW + QUIET) == "done"
    assert perform(home, job_of(sending, waiting, JobKind.RECALL).id, WORK, as_of=NOW + QUIET) == "done"
    assert kept(sending, waiting).state == LetterState.VOID
    assert len(alarms(sending)) == 1


@pytest.mark.parametrize(
    ("status", "state", "event", "alarm"),
    [
        ("received", LetterState.SENT, "letter_delivered", []),
        ("validation-failed", LetterState.QUEUED, "letter_refused", ["letter_refused"]),
        ("permanent-failure", LetterState.QUEUED, "letter_refused", ["letter_refused"]),
    ],
)
def test_what_became_of_an_accepted_letter_is_asked_later(
    sending: House,
    home: WorkerHouse,
    stub: NotifyStub,
    waiting: Letter,
    status: str,
    state: LetterState,
    event: str,
    alarm: list[str],
) -> None:
    send(sending, home, waiting)
    assert ask(sending, home, waiting, at=NOW + timedelta(minutes=1)) == "waiting"
    assert ask(sending, home, waiting, at=NOW + timedelta(hours=1)) == "waiting"  # accepted, not yet printed
    stub.letters[0].status = status
    assert ask(sending, home, waiting, at=NOW + timedelta(hours=2)) == "done"
    after = kept(sending, waiting)
    assert (after.state, counted(sending, waiting.case_id, event)) == (state, 1)
    assert [kind for kind, _words in alarms(sending)] == alarm
    assert (after.posted_on is None) == bool(alarm)


def test_a_letter_refused_afterwards_is_sent_again_when_a_person_asks_for_it(
    sending: House, home: WorkerHouse, stub: NotifyStub, waiting: Letter
) -> None:
    send(sending, home, waiting)
    stub.letters[0].status = "validation-failed"
    ask(sending, home, waiting, at=NOW + timedelta(hours=1))
    assert job_of(sending, waiting).state == "dead"
    assert send(sending, home, waiting, at=NOW + timedelta(hours=2)) == "done"
    assert [one.status for one in stub.held(waiting.reference)] == ["validation-failed", "accepted"]
    assert kept(sending, waiting).state == LetterState.SENT


def test_a_letter_of_which_nothing_is_heard_for_days_is_for_a_person(
    sending: House, home: WorkerHouse, stub: NotifyStub, waiting: Letter
) -> None:
    send(sending, home, waiting)
    assert ask(sending, home, waiting, at=NOW + timedelta(days=7)) == "dead"
    assert [kind for kind, _words in alarms(sending)] == ["letter_refused"]


def test_whoever_was_to_name_the_driver_is_not_waited_for_when_the_request_was_never_posted(
    sending: House, waiting: Letter
) -> None:
    request = replace(waiting, id=uuid4(), kind="s172_alone", reference="LTEST-S172", requirement_id=uuid4())
    assert request.party_id is not None
    assert request.requirement_id is not None
    link = Requirement(request.requirement_id, request.case_id, 1, request.party_id, RequirementState.WAITING, NOW)
    with sending.units.as_of(NOW).open() as unit:
        unit.requirements.add(link)
        unit.letters.leave(request)
        letter.sent(unit, request.id, sha256="0" * 64, pages=1, channel="notify", posted_on=NOW.date())
        (asked,) = unit.requirements.list_for_case(request.case_id)
        assert (asked.state, asked.reply_due is None) == (RequirementState.ASKED, False)
        handover.refused_later(unit, request.id, "It cannot be printed.")
        (after,) = unit.requirements.list_for_case(request.case_id)
        open_tasks = [one.kind for one in unit.worklist.list_for_case(request.case_id) if one.closed_at is None]
    assert (after.state, after.served_on, after.reply_due) == (RequirementState.WAITING, None, None)
    assert TaskKind.AWAIT_REPLY not in open_tasks


def test_a_notice_to_be_handed_over_never_reaches_notify_and_lies_printed_for_whoever_serves_it(
    sending: House, home: WorkerHouse, stub: NotifyStub
) -> None:
    _, one = a_rescued_notice(sending)
    assert send(sending, home, one, at=RESCUED) == "done"
    printed = kept(sending, one)
    assert (printed.state, printed.channel) == (LetterState.PRINTED, "print_folder")
    assert stub.held(one.reference) == []
    assert home.settings.print_out.joinpath(f"{one.reference}.pdf").exists()
    boss = an_officer(sending, "Sgt 9 Echo", "supervisor")
    with sending.units.as_of(RESCUED).open() as unit:
        withdraw.withdraw_letter(unit, one.id, "wrong_recipient", by=boss)
    assert perform(home, job_of(sending, one, JobKind.RECALL).id, WORK, as_of=RESCUED) == "done"
    assert not home.settings.print_out.joinpath(f"{one.reference}.pdf").exists()
    assert "take_out" not in dict(alarms(sending))
