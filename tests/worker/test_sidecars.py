"""A report with a video and a location log: the log becomes the clip's track, once and whichever was read first."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from storage.keys import derived_key
from storage.staff import hashed
from tests.conftest import House
from tests.made.cases import ANN, ANSWERS, NOW, kept_footage
from tests.made.hostile import draw_clip
from tests.worker.footage.telemetry.samples_b import GPX, LAT
from tests.worker.test_work import drain, due
from triage.finding import Finding
from triage.job import JobKind
from triage.steps import extract, receive
from triage.steps.facts import PLAYS
from triage.steps.sidecar import videos_first
from worker.footage.facts import points_from_telemetry
from worker.house import House as WorkerHouse
from worker.house import house_of

PLAYED = Finding(PLAYS, True, "footage", "opsnap-footage", "1")


@pytest.fixture
def home(house: House) -> Iterator[WorkerHouse]:
    """What a worker process would keep."""
    home = house_of(house.settings, house.units)
    yield home
    home.launcher.close()


def sent_with(house: House, *contents: bytes) -> UUID:
    """A report that has been sent with these files, none of them read yet."""
    with house.units.as_of(NOW).open() as unit:
        draft = receive.start_draft(unit, hashed(str(uuid4())), hours=72)
        for content in contents:
            kept_footage(house, unit, draft.id, content)
        unit.identity.keep_submitter(draft.id, ANN)
        receive.keep_answers(unit, draft.id, ANSWERS)
        return receive.receive(unit, draft.id, signed_name=ANN.name).submission_id


def test_a_log_beside_the_video_becomes_its_track(house: House, home: WorkerHouse, tmp_path: Path) -> None:
    submission_id = sent_with(house, draw_clip(tmp_path / "clip.mp4", pictures=50).read_bytes(), GPX)
    drain(home, house)
    with house.units.open() as unit:
        video, log = unit.submissions.get(submission_id).footage
        track = unit.submissions.find_derived(video.id, "telemetry")
        found = {one.kind: one for one in unit.findings.list_for(submission_id, footage_id=video.id)}
        said_alone = {one.kind for one in unit.findings.list_for(submission_id, footage_id=log.id)}
        assert unit.history.count(submission_id, "footage_joined") == 1
        unit.jobs.leave(JobKind.JOIN, submission_id, once="again")
    assert track is not None
    assert (track.parent_sha256, track.arguments) == (video.sha256, {"log": log.sha256, "points": 2})
    key = derived_key(submission_id, video.id, track.role, track.sha256)
    points = points_from_telemetry(b"".join(home.files.open_range(key, 0, track.size)))
    assert [(point.t, point.lat, point.source) for point in points] == [
        (0.0, LAT, "sidecar gpx-log"),
        (1.5, 52.4801, "sidecar gpx-log"),
    ]
    assert (found["place"].source, found["track"].value) == ("sidecar gpx-log", {"points": 2, "fixes": 2})
    assert not said_alone & {"place", "recorded_at"}
    drain(home, house)
    with house.units.open() as unit:
        assert unit.history.count(submission_id, "footage_joined") == 1


def test_what_can_be_watched_stands_before_the_logs(house: House) -> None:
    submission_id = sent_with(house, b"log", b"front", b"rear")
    for number, verdict in enumerate(("movement_log", "ok", "unreadable")):
        with house.units.as_of(NOW).open() as unit:
            footage = unit.submissions.get(submission_id).footage[number]
            unit.submissions.extracted(footage.id, verdict, "Read.")
    with house.units.open() as unit:
        ordered = videos_first(unit.submissions.get(submission_id))
    assert [one.verdict for one in ordered] == ["ok", "unreadable", "movement_log"]


@pytest.mark.parametrize(
    ("verdicts", "joins"),
    [
        (("ok", "location_log"), 1),
        (("location_log", "ok"), 1),
        (("ok", "ok"), 0),
        (("location_log",), 0),
        (("ok", "movement_log"), 0),
    ],
)
def test_the_join_is_left_once_when_the_last_file_was_read(house: House, verdicts: tuple[str, ...], joins: int) -> None:
    submission_id = sent_with(house, *(uuid4().bytes for _ in verdicts))
    for number, verdict in enumerate(verdicts):
        assert due(house, JobKind.JOIN) == []
        with house.units.as_of(NOW).open() as unit:
            footage = unit.submissions.get(submission_id).footage[number]
            extract.record_extraction(
                unit, footage.id, verdict=verdict, verdict_words="Read.", findings=(PLAYED,), derived=()
            )
    assert [one.subject for one in due(house, JobKind.JOIN)] == [submission_id] * joins


@pytest.mark.parametrize(("verdict", "same"), [("ok", 1), ("location_log", 0), ("movement_log", 0)])
def test_a_log_sent_with_two_reports_is_no_copy_of_a_video(house: House, verdict: str, same: int) -> None:
    first, second = sent_with(house, b"the very bytes"), sent_with(house, b"the very bytes")
    for submission_id in (first, second):
        with house.units.as_of(NOW).open() as unit:
            (footage,) = unit.submissions.get(submission_id).footage
            unit.submissions.extracted(footage.id, verdict, "Read.")
    with house.units.open() as unit:
        assert len(unit.fingerprints.list_same_bytes(second)) == same
