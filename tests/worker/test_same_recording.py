"""Two people send one drawn clip, the second a cut and mirrored copy saved anew: the worker finds it."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from demo.clips import draw_clip
from demo.scenes import SCENES, smaller
from tests.conftest import House
from tests.made.cases import NOW, a_report
from triage.job import JobKind
from triage.likeness import Verdict, percent
from triage.steps import prioritise
from triage.steps.receive import Sent
from triage.submission import Submitter
from worker.house import House as WorkerHouse
from worker.house import house_of
from worker.tasks import WORK
from worker.work import perform

BOB = Submitter("Bob Other", "bob@example.com")
FPS = 10


@pytest.fixture
def home(house: House) -> Iterator[WorkerHouse]:
    """A worker of this house."""
    worker = house_of(house.settings, house.units)
    yield worker
    worker.launcher.close()


def copied(source: Path, target: Path, *, skip: int) -> bytes:
    """The clip from a later picture on, mirrored, smaller and in another encoding."""
    with av.open(str(source)) as container, av.open(str(target), "w", format="mp4") as made:
        stream = made.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = 256, 144, "yuv420p"
        stream.options = {"crf": "30", "preset": "ultrafast"}
        for number, frame in enumerate(container.decode(video=0)):
            if number >= skip:
                picture = frame.reformat(width=256, height=144, format="bgr24").to_ndarray()[:, ::-1]
                shown = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
                shown.pts, shown.time_base = number - skip, Fraction(1, FPS)
                made.mux(stream.encode(shown))
        made.mux(stream.encode(None))
    return target.read_bytes()


def worked(home: WorkerHouse, sent: Sent) -> None:
    """What the worker does with the report's file: read it, then compare it."""
    for kind in (JobKind.EXTRACT, JobKind.COMPARE):
        with home.units.open() as unit:
            wanted = [one for one in unit.jobs.list_unfinished() if one.kind is kind]
        (job,) = [one for one in wanted if one.subject == sent.footage[0].id]
        perform(home, job.id, WORK)


def test_a_copy_in_another_report_is_found_through_the_worker(house: House, home: WorkerHouse, tmp_path: Path) -> None:
    original, copy = tmp_path / "original.mp4", tmp_path / "copy.mp4"
    draw_clip(original, smaller(SCENES["red_light"], width=320, height=180, seconds=6.0, fps=FPS))
    first = a_report(house, at=NOW - timedelta(days=1), content=original.read_bytes())
    second = a_report(house, content=copied(original, copy, skip=13), person=BOB)
    worked(home, first)
    worked(home, second)
    with house.units.as_of(NOW).open() as unit:
        (alike,) = unit.fingerprints.list_for(first.submission_id)
        (case,) = unit.cases.list_for_submission(second.submission_id)
        made = unit.submissions.find_derived(first.footage[0].id, "fingerprint")
        (said,) = [one for one in unit.findings.list_for(first.submission_id) if one.kind == "fingerprint"]
        lane = prioritise.prioritise(unit, case.id).lane
    assert (alike.submission_id, alike.likeness.verdict) == (second.submission_id, Verdict.SAME_RECORDING)
    assert alike.likeness.mirrored
    assert percent(alike.likeness.this_in_other) >= 90
    assert 60 <= percent(alike.likeness.other_in_this) <= 85
    assert lane == "confirm"
    assert made is not None
    assert made.parent_sha256 == first.footage[0].sha256
    assert "packed" not in str(said.value)
