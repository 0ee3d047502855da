"""Jobs under a lease: done once, however often they are rung for and whoever dies in the middle."""

from concurrent.futures import ThreadPoolExecutor, wait
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, text

from storage.jobs import MAX_ATTEMPTS, Job, LeaseLost
from storage.unit import Unit
from tests.conftest import House
from tests.made.cases import NOW, WATCHED, a_case, a_keeper, a_report, an_officer, clip
from triage.errors import NotAllowedNow
from triage.job import JobKind
from triage.outcome import Outcome
from triage.steps import decide, review
from worker.house import House as WorkerHouse
from worker.house import house_of
from worker.sweeps import free_lapsed
from worker.tasks import WORK
from worker.work import Save, Work, perform


@pytest.fixture
def home(house: House) -> WorkerHouse:
    """What a worker process would keep."""
    return house_of(house.settings, house.units)


def due(house: House, kind: JobKind | None = None) -> list[Job]:
    with house.units.open() as unit:
        return [one for one in unit.jobs.list_unfinished() if kind in (None, one.kind)]


def state_of(house: House, job_id: UUID) -> str:
    with house.units.open() as unit:
        return unit.jobs.get(job_id).state


def lapse(house: House) -> None:
    """The lease of every running job has run out, as after a worker was killed."""
    engine = create_engine(house.owner_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET lease_until = now() - interval '1 second' WHERE state = 'running'"))
    engine.dispose()


def drain(home: WorkerHouse, house: House) -> None:
    """Do what is due until nothing is."""
    while rung := [one for one in due(house) if perform(home, one.id, WORK, as_of=NOW) is not None]:
        assert rung


def test_a_ring_that_a_worker_hears_before_it_is_written_down_is_not_lost(house: House) -> None:
    with house.units.open() as unit:
        unit.jobs.leave(JobKind.CANARY, uuid4(), once="canary:quick")

    def heard(job_id: UUID) -> Job | None:
        with house.units.open() as unit:
            return unit.jobs.take(job_id, seconds=60)

    with ThreadPoolExecutor(1) as worker:
        with house.units.open() as dispatcher:
            (rung,) = dispatcher.jobs.ring()
            taken = worker.submit(heard, rung.id)
            assert not wait([taken], timeout=0.5).done
        assert taken.result(timeout=30) is not None


def test_a_clip_goes_from_upload_to_the_queue_with_what_its_camera_says(house: House, home: WorkerHouse) -> None:
    sent = a_report(house, content=clip().read_bytes())
    drain(home, house)
    with house.units.open() as unit:
        (case,) = unit.cases.list_for_submission(sent.submission_id)
        (footage,) = unit.submissions.get(sent.submission_id).footage
        findings = {one.kind for one in unit.findings.list_for(sent.submission_id)}
        derived = {one.role: one for one in unit.submissions.list_derived(footage.id)}
    home.launcher.close()
    assert (case.stage, case.open, footage.verdict) == ("prioritised", True, "ok")
    assert {"duration", "place", "recorded_at", "plays"} <= findings
    assert set(derived) == {"playable", "poster", "strip", "frames", "telemetry", "fingerprint"}
    assert all(one.parent_sha256 == footage.sha256 and one.tool for one in derived.values())


def test_footage_that_is_no_video_goes_to_a_person_and_is_not_lost(house: House, home: WorkerHouse) -> None:
    sent = a_report(house, content=b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")
    drain(home, house)
    home.launcher.close()
    with house.units.open() as unit:
        (case,) = unit.cases.list_for_submission(sent.submission_id)
        (footage,) = unit.submissions.get(sent.submission_id).footage
    assert (case.lane, case.open, footage.verdict) == ("confirm", True, "playlist")


def test_a_warning_is_in_the_print_folder_exactly_once_however_often_it_is_rung_for(
    house: House, home: WorkerHouse
) -> None:
    case, officer = a_case(house), an_officer(house)
    a_keeper(house)
    with house.units.as_of(NOW).open() as unit:
        review.claim_next(unit, officer)
        order = decide.Order(Outcome.WARNING_LETTER, reason="first_time", viewing=WATCHED)
        decide.record(unit, case.id, case.version, order, by=officer)
    drain(home, house)
    drain(home, house)
    with house.units.open() as unit:
        (letter,) = unit.letters.list_for_case(case.id)
        told = unit.cases.get(case.id).told_class
        assert unit.history.count(case.id, "letter_printed") == 1
    assert (letter.state, letter.posted_on, told) == ("printed", None, "warning")
    assert [one.name for one in house.settings.print_out.glob("*.pdf")] == [f"{letter.reference}.pdf"]


def test_a_letter_whose_worker_died_after_printing_is_found_and_not_printed_again(
    house: House, home: WorkerHouse
) -> None:
    case, officer = a_case(house), an_officer(house)
    a_keeper(house)
    with house.units.as_of(NOW).open() as unit:
        review.claim_next(unit, officer)
        order = decide.Order(Outcome.WARNING_LETTER, reason="first_time", viewing=WATCHED)
        held = decide.record(unit, case.id, case.version, order, by=officer)
    with house.units.as_of(NOW).open() as unit:
        decide.finalise(unit, held.id)
    (job,) = due(house, JobKind.LETTER)
    with house.units.as_of(NOW).open() as unit:
        taken = unit.jobs.take(job.id, seconds=60)
    assert taken is not None
    WORK[JobKind.LETTER].prepare(home, taken)  # and then the worker dies: nothing is saved
    (printed,) = house.settings.print_out.glob("*.pdf")
    before = printed.stat().st_mtime_ns
    lapse(house)
    free_lapsed(home)
    assert perform(home, job.id, WORK, as_of=NOW) == "done"
    assert [one.stat().st_mtime_ns for one in house.settings.print_out.glob("*.pdf")] == [before]


def test_two_workers_that_hear_the_same_ring_do_the_work_once(house: House, home: WorkerHouse) -> None:
    a_report(house)
    (job,) = due(house, JobKind.EXTRACT)
    with house.units.open() as unit:
        assert unit.jobs.take(job.id, seconds=60) is not None
    assert perform(home, job.id, WORK) is None


def test_a_worker_that_lost_its_lease_cannot_save(house: House, home: WorkerHouse) -> None:
    a_report(house)
    (job,) = due(house, JobKind.EXTRACT)
    saved: list[str] = []

    def slow(_home: WorkerHouse, _job: Job) -> Save:
        lapse(house)
        free_lapsed(home)

        def save(unit: Unit) -> None:
            saved.append("tried")
            unit.alarms.sound("x", job.subject, "must not stay", once="must not stay")

        return save

    assert perform(home, job.id, {JobKind.EXTRACT: Work("media", slow)}) == "lost"
    with house.units.open() as unit:
        assert unit.alarms.count_open() == 0
    assert (saved, state_of(house, job.id)) == (["tried"], "waiting")


def test_work_that_fails_every_time_is_parked_in_the_sight_of_a_person_and_can_be_asked_for_again(
    house: House, home: WorkerHouse
) -> None:
    sent = a_report(house)
    (job,) = due(house, JobKind.EXTRACT)

    def fails(_home: WorkerHouse, _job: Job) -> Save:
        raise TimeoutError("the store does not answer")

    works = {JobKind.EXTRACT: Work("media", fails, WORK[JobKind.EXTRACT].give_up)}
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert perform(home, job.id, works) == ("waiting" if attempt < MAX_ATTEMPTS else "dead")
        hurry(house)
    with house.units.open() as unit:
        assert unit.alarms.count_open() == 1
        (footage,) = unit.submissions.get(sent.submission_id).footage
        (case,) = unit.cases.list_for_submission(sent.submission_id)
        assert (footage.verdict, case.stage) == ("not_read", "extracted")
        assert [one.id for one in unit.jobs.list_dead()] == [job.id]
        unit.jobs.ask_again(job.id)
    assert state_of(house, job.id) == "waiting"


def test_work_that_a_rule_refuses_is_finished_with_the_reason_on_record(house: House, home: WorkerHouse) -> None:
    a_report(house)
    (job,) = due(house, JobKind.EXTRACT)

    def refused(_home: WorkerHouse, _job: Job) -> Save:
        raise NotAllowedNow("It was decided meanwhile.")

    assert perform(home, job.id, {JobKind.EXTRACT: Work("media", refused)}) == "refused"
    with house.units.open() as unit:
        assert unit.jobs.get(job.id).last_error == "not_allowed_now: It was decided meanwhile."


def test_a_worker_killed_again_and_again_on_one_file_does_not_loop(house: House, home: WorkerHouse) -> None:
    a_report(house)
    (job,) = due(house, JobKind.EXTRACT)
    for _ in range(MAX_ATTEMPTS):
        with house.units.open() as unit:
            assert unit.jobs.take(job.id, seconds=60) is not None
        lapse(house)
        free_lapsed(home)
    assert state_of(house, job.id) == "dead"
    with house.units.open() as unit:
        assert [one.kind for one in unit.alarms.list_open()] == ["job_dead"]


def test_a_fenced_result_is_refused_with_a_sentence(house: House) -> None:
    a_report(house)
    (job,) = due(house, JobKind.EXTRACT)
    with house.units.open() as unit:
        taken = unit.jobs.take(job.id, seconds=60)
    assert taken is not None
    stale = Job(**{**vars(taken), "lease_token": uuid4()})
    with house.units.open() as unit, pytest.raises(LeaseLost, match="taken this job over"):
        unit.jobs.finish(stale)


def hurry(house: House) -> None:
    """What waits for its next try is due now."""
    engine = create_engine(house.owner_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET run_after = now() WHERE state = 'waiting'"))
    engine.dispose()
