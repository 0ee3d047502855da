"""Watchable first, the rest follows: what the pictures show is added once, names its crops, and holds nobody up."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from uuid import uuid4

import cv2
import numpy as np
import pytest
from sqlalchemy import create_engine, text

from storage.files import files_from
from storage.jobs import MAX_ATTEMPTS, Job
from storage.keys import derived_key
from storage.staff import hashed
from tests.conftest import House
from tests.made.cases import ANN, ANSWERS, NOW, a_case, a_report, clip, kept_footage
from triage.case import Stage
from triage.finding import Finding
from triage.job import JobKind
from triage.record import Derived
from triage.steps import extract, receive
from triage.steps.extract import LOOK_STOPPED, still_wanted
from triage.submission import Footage
from worker import looking
from worker.footage.plates import PlateCrop, PlatesRead
from worker.footage.still import Still
from worker.house import House as WorkerHouse
from worker.house import house_of
from worker.keeping import Shown, shown_of
from worker.stills import MOST_AHEAD, around
from worker.tasks import WORK
from worker.work import Work, perform

MARK_S = 1.0
PRINTED = Finding(
    "recorded_at", {"printed": "2026-11-14T08:15:00", "zone": None, "t": 0.0}, "overlay", "made", "1", 0.9
)


@pytest.fixture
def home(house: House) -> Iterator[WorkerHouse]:
    """A worker that reads both overlay and plates, with readers of the test's own."""
    engines = {"overlay_engine": "rapidocr", "plate_engine": "rapidocr"}
    worker = house_of(house.settings.model_copy(update=engines), house.units)
    yield worker
    worker.launcher.close()


class Readers:
    """Readers that say what the test wants, and remember what they were shown."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.overlay: Sequence[Still] = ()
        self.plates: Sequence[Still] = ()
        self.typed = ""
        self.mark_t: float | None = None
        self.crop = b"one crop"
        monkeypatch.setattr(looking, "read_overlay", self.read_overlay)
        monkeypatch.setattr(looking, "read_plates", self.read_plates)

    def read_overlay(self, stills: Sequence[Still], _recogniser: object) -> tuple[Finding, ...]:
        self.overlay = stills
        return (PRINTED,)

    def read_plates(self, stills: Sequence[Still], _engine: object, *, typed: str, mark_t: float | None) -> PlatesRead:
        self.plates, self.typed, self.mark_t = stills, typed, mark_t
        read = Finding("plate_read", {"mark": "AB12CDE", "crop": "plate:1"}, "plates", "made", "1", 0.8)
        return PlatesRead((read,), (PlateCrop("plate:1", stills[0].number, self.crop, "10,10,90,30"),))


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> Readers:
    """What stands where the engines are."""
    return Readers(monkeypatch)


def waiting(house: House, kind: JobKind) -> list[Job]:
    with house.units.open() as unit:
        return [one for one in unit.jobs.list_unfinished() if one.kind is kind]


def a_read_report(house: House, home: WorkerHouse, *, mark_s: float | None = None) -> Footage:
    """A report that was sent with a drawn clip, read by the worker."""
    answers = {} if mark_s is None else {"mark_s": mark_s}
    sent = a_report(house, content=clip().read_bytes(), **answers)  # type: ignore[arg-type]
    (job,) = waiting(house, JobKind.EXTRACT)
    assert perform(home, job.id, WORK, as_of=NOW) == "done"
    with house.units.open() as unit:
        (footage,) = unit.submissions.get(sent.submission_id).footage
    return footage


def derived_of(house: House, footage: Footage) -> dict[str, Derived]:
    with house.units.open() as unit:
        return {one.role: one for one in unit.submissions.list_derived(footage.id)}


def found_in(house: House, footage: Footage, kind: str) -> list[Finding]:
    with house.units.open() as unit:
        return [one for one in unit.findings.list_for(footage.submission_id, footage_id=footage.id) if one.kind == kind]


def bytes_of(house: House, footage: Footage, one: Derived) -> bytes:
    key = derived_key(footage.submission_id, footage.id, one.role, one.sha256)
    return b"".join(files_from(house.settings).open_range(key, 0, one.size))


def look(house: House, home: WorkerHouse) -> None:
    for job in waiting(house, JobKind.LOOK):
        assert perform(home, job.id, WORK, as_of=NOW) == "done"


def test_a_case_goes_its_way_before_its_pictures_are_read(house: House, home: WorkerHouse) -> None:
    footage = a_read_report(house, home)
    with house.units.open() as unit:
        (case,) = unit.cases.list_for_submission(footage.submission_id)
    assert case.stage is Stage.EXTRACTED
    assert [one.once for one in waiting(house, JobKind.LOOK)] == [f"look:{footage.id}:sent"]


def test_what_cannot_be_watched_is_not_looked_at(house: House, home: WorkerHouse) -> None:
    a_report(house, content=b"no video")
    (job,) = waiting(house, JobKind.EXTRACT)
    perform(home, job.id, WORK, as_of=NOW)
    assert waiting(house, JobKind.LOOK) == []


def test_what_was_read_in_the_pictures_stands_beside_the_rest_and_the_case_is_ranked_again(
    house: House, home: WorkerHouse, readers: Readers
) -> None:
    footage = a_read_report(house, home, mark_s=MARK_S)
    before = len(waiting(house, JobKind.PRIORITISE))
    look(house, home)
    assert PRINTED in found_in(house, footage, "recorded_at")
    assert [one.confidence for one in found_in(house, footage, "plate_read")] == [0.8]
    assert len(waiting(house, JobKind.PRIORITISE)) == before + 1
    assert (readers.typed, readers.mark_t) == ("AB12 CDE", MARK_S)
    assert readers.overlay
    assert [one.number for one in readers.plates] == sorted(one.number for one in readers.plates)
    with house.units.open() as unit:
        (line,) = [one for one in unit.history.list_for(footage.submission_id) if one.action == "footage_looked_at"]
    assert line.payload["findings"] == ["plate_read", "recorded_at"]


def test_a_crop_names_its_parent_its_engine_and_its_own_hash(house: House, home: WorkerHouse, readers: Readers) -> None:
    footage = a_read_report(house, home)
    look(house, home)
    crop = derived_of(house, footage)["plate:1"]
    assert (crop.parent_sha256, crop.tool) == (footage.sha256, "rapidocr")
    assert crop.arguments == {"still": readers.plates[0].number, "cut": "10,10,90,30"}
    assert crop.sha256 == hashlib.sha256(b"one crop").hexdigest()
    assert bytes_of(house, footage, crop) == b"one crop"


def test_looking_twice_says_nothing_twice_and_a_later_look_keeps_the_crops_of_the_first(
    house: House, home: WorkerHouse, readers: Readers
) -> None:
    footage = a_read_report(house, home)
    look(house, home)
    with house.units.open() as unit:
        unit.jobs.arm(JobKind.LOOK, footage.id, once=f"look:{footage.id}:sent")
    look(house, home)
    assert len(found_in(house, footage, "plate_read")) == 1
    readers.crop = b"another crop"
    with house.units.open() as unit:
        unit.jobs.arm(JobKind.LOOK, footage.id, once=f"look:{footage.id}:sent")
    look(house, home)
    crops = [one.value["crop"] for one in found_in(house, footage, "plate_read")]  # type: ignore[index, call-overload]
    assert crops == ["plate:1", "plate:2"]
    kept = derived_of(house, footage)
    assert [bytes_of(house, footage, kept[role]) for role in crops] == [b"one crop", b"another crop"]


def test_a_look_that_fails_for_good_leaves_a_finding_and_a_case_that_goes_on(house: House, home: WorkerHouse) -> None:
    footage = a_read_report(house, home)

    def fails(_home: WorkerHouse, _job: Job) -> None:
        raise TimeoutError("the engine does not answer")

    (job,) = waiting(house, JobKind.LOOK)
    works = {JobKind.LOOK: Work("media", fails, WORK[JobKind.LOOK].give_up)}  # type: ignore[arg-type]
    for _ in range(MAX_ATTEMPTS):
        with house.units.open() as unit:
            taken = unit.jobs.take(job.id, seconds=60)
            if taken is not None:
                unit.jobs.postpone(taken, "sooner", delay_s=0)
        perform(home, job.id, works)
        hurry(house)
    assert [one.value for one in found_in(house, footage, LOOK_STOPPED)] == [True]
    with house.units.open() as unit:
        (case,) = unit.cases.list_for_submission(footage.submission_id)
    assert case.stage is Stage.EXTRACTED


def hurry(house: House) -> None:
    """What waits for its next attempt is due now."""
    engine = create_engine(house.owner_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET run_after = now() WHERE state = 'waiting'"))
    engine.dispose()


def test_a_draft_is_looked_at_once_and_again_when_it_was_sent(house: House) -> None:
    case = a_case(house)
    with house.units.open() as unit:
        (footage,) = unit.submissions.get(case.submission_id).footage
    assert [one.once for one in waiting(house, JobKind.LOOK)] == [f"look:{footage.id}:sent"]


def test_the_stills_around_the_mark_are_made_ahead(house: House, home: WorkerHouse) -> None:
    footage = a_read_report(house, home, mark_s=MARK_S)
    (job,) = waiting(house, JobKind.STILL)
    assert perform(home, job.id, WORK, as_of=NOW) == "done"
    shown = shown_of(home, footage)
    assert shown is not None
    stills = {role: one for role, one in derived_of(house, footage).items() if role.startswith("still:")}
    assert sorted(stills) == sorted(f"still:{number}" for number in around(shown, MARK_S))
    assert all(one.parent_sha256 == footage.sha256 and one.arguments["jpeg_quality"] == 95 for one in stills.values())


def test_a_still_is_the_original_in_its_own_size_and_is_made_once(house: House, home: WorkerHouse) -> None:
    footage = a_read_report(house, home)
    for _ in range(2):
        with house.units.open() as unit:
            unit.jobs.arm(JobKind.STILL, footage.id, once=still_wanted(footage.id, 7))
        (job,) = waiting(house, JobKind.STILL)
        assert perform(home, job.id, WORK, as_of=NOW) == "done"
    one = derived_of(house, footage)["still:7"]
    content = bytes_of(house, footage, one)
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (one.sha256, one.size)
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert np.asarray(picture).shape[:2] == (one.arguments["height"], one.arguments["width"])


def test_a_number_beyond_the_clip_makes_no_still(house: House, home: WorkerHouse) -> None:
    footage = a_read_report(house, home)
    with house.units.open() as unit:
        unit.jobs.leave(JobKind.STILL, footage.id, once=still_wanted(footage.id, 100_000))
    (job,) = waiting(house, JobKind.STILL)
    assert perform(home, job.id, WORK, as_of=NOW) == "done"
    assert not [role for role in derived_of(house, footage) if role.startswith("still:")]


def test_every_derivative_says_how_it_was_made_in_words_a_program_can_read(house: House, home: WorkerHouse) -> None:
    footage = a_read_report(house, home)
    made = derived_of(house, footage)
    assert {"playable", "poster", "strip", "frames"} <= set(made)
    for one in made.values():
        content = bytes_of(house, footage, one)
        assert (one.parent_sha256, one.sha256, one.size) == (
            footage.sha256,
            hashlib.sha256(content).hexdigest(),
            len(content),
        )
        assert one.tool
        assert one.version
        assert one.arguments
        assert "arguments" not in one.arguments
        json.dumps(one.arguments)


@pytest.mark.parametrize(
    ("rate", "mark", "numbers"),
    [(25, 0.0, range(25)), (25, 2.0, range(38, 63)), (5, 1.0, range(11)), (25, 60.0, range(0))],
)
def test_the_pictures_around_a_mark_are_the_nearest_and_not_many(rate: int, mark: float, numbers: range) -> None:
    shown = Shown(tuple(range(100)), Fraction(1, rate))
    assert sorted(around(shown, mark)) == list(numbers)
    assert len(numbers) <= MOST_AHEAD


def test_a_log_before_the_video_does_not_take_its_mark(house: House, home: WorkerHouse, readers: Readers) -> None:
    with house.units.as_of(NOW).open() as unit:
        draft = receive.start_draft(unit, hashed(str(uuid4())), hours=72)
        for content in (b"a log", clip().read_bytes()):
            kept_footage(house, unit, draft.id, content)
        unit.identity.keep_submitter(draft.id, ANN)
        receive.keep_answers(unit, draft.id, {**ANSWERS, "mark_s": MARK_S})
        receive.receive(unit, draft.id, signed_name=ANN.name)
    log, video = waiting(house, JobKind.EXTRACT)
    assert perform(home, video.id, WORK, as_of=NOW) == "done"
    assert [one.once for one in waiting(house, JobKind.LOOK)] == [f"look:{video.subject}:sent"]
    look(house, home)
    assert readers.mark_t is None, "the first file may still turn out to be the one that was marked"
    with house.units.as_of(NOW).open() as unit:
        extract.record_extraction(unit, log.subject, verdict="location_log", verdict_words="", findings=(), derived=())
    assert [one.once for one in waiting(house, JobKind.LOOK)] == [f"look:{video.subject}:marked"]
    look(house, home)
    assert readers.mark_t == MARK_S
