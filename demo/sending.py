"""Sends the invented reports as the public pages would, and lets the workers' own code read their footage."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from demo.casting import Part, normal_plate
from demo.clips import draw_many
from demo.sign_ins import Kept
from demo.stories import Film, Shows, Story
from storage.keys import file_key
from storage.staff import hashed
from storage.unit import Unit, Units
from triage.case import Case
from triage.job import JobKind
from triage.steps import receive
from triage.steps.facts import audit_number
from triage.submission import Submission
from worker.footage.launcher import Launcher
from worker.house import House
from worker.tasks import WORK
from worker.work import perform

BEGUN_BEFORE, UPLOADED_BEFORE = timedelta(minutes=9), timedelta(minutes=3)
READ_AFTER, THANKED_AFTER = timedelta(seconds=40), timedelta(seconds=75)
PROCESSES = 2
NOT_A_FILM = b"These are notes that somebody called a film.\n" * 40
HALF_TOLD = ("offence", "says", "occurred_at")


class OtherLot(Exception):
    """The audit lane's lot fell otherwise than the story wants: nothing is kept, and it is drawn again."""


@dataclass(frozen=True)
class Post:
    """Where reports are sent to, and what makes each of them known again."""

    house: House
    kept: Kept

    def find(self, unit: Unit, part: Part) -> Submission | None:
        """The report of a part, if its draft was begun."""
        return unit.submissions.find_by_token(hashed(self._named(part.name)))

    def case(self, unit: Unit, part: Part) -> Case | None:
        """The case of a part, if its report was sent."""
        found = self.find(unit, part)
        cases = () if found is None or found.is_draft else unit.cases.list_for_submission(found.id)
        return cases[0] if cases else None

    def token_hash(self, part: Part) -> bytes:
        """What is kept of a draft's token."""
        return hashed(self._named(part.name))

    def footage_id(self, part: Part) -> UUID:
        """The same at every start, so that a file kept just before a kill is found again."""
        return UUID(self._named(f"{part.name}:footage"))

    def _named(self, name: str) -> str:
        return str(uuid5(UUID(self.kept.chance), name))


def draw(parts: Sequence[Part], folder: Path, tell: Callable[[str], None]) -> dict[str, Path]:
    """The film of each part, by the story's name."""
    films = {part.name: folder / f"{part.name}.mp4" for part in parts}
    drawn = [(films[part.name], part.scene) for part in parts if _is_drawn(part.story)]

    def progress(done: int, number: int) -> None:
        if done == number or done % 15 == 0:
            tell(f"  {done} of {number} clips drawn.")

    draw_many(drawn, processes=PROCESSES, progress=progress)
    for part in parts:
        if part.story.film is Film.TEXT:
            films[part.name].write_bytes(NOT_A_FILM)
    return {part.name: films[part.story.copy_of or part.name] for part in parts}


def _is_drawn(story: Story) -> bool:
    return story.film is Film.CLIP and story.shows is not Shows.DRAFT


def send(post: Post, part: Part, film: Path) -> None:
    """Send one report as of its instant; what an interrupted start has sent is left as it is."""
    units = post.house.units
    with units.as_of(part.sent_at - BEGUN_BEFORE).open() as unit:
        found = post.find(unit, part)
        draft = found or receive.start_draft(unit, post.token_hash(part), hours=post.house.settings.draft_hours)
        if not draft.is_draft:
            return
        is_whole = part.story.shows is not Shows.DRAFT
        answers = part.answers if is_whole else {name: part.answers[name] for name in HALF_TOLD}
        receive.keep_answers(unit, draft.id, answers)
    if not is_whole:
        return
    if not draft.footage:
        with units.as_of(part.sent_at - UPLOADED_BEFORE).open() as unit:
            _upload(post, unit, draft.id, part, film)
    _sign(units.as_of(part.sent_at), draft.id, part)


def _upload(post: Post, unit: Unit, submission_id: UUID, part: Part, film: Path) -> None:
    """Bytes first, row second: as an upload does it."""
    content = film.read_bytes()
    sha256, footage_id = hashlib.sha256(content).hexdigest(), post.footage_id(part)
    post.house.files.keep(file_key(submission_id, footage_id, "original"), film, sha256, len(content))
    receive.keep_footage(
        unit,
        submission_id,
        footage_id,
        filename=part.filename,
        media_type="video/mp4",
        sha256=sha256,
        size=len(content),
    )


def _sign(units: Units, submission_id: UUID, part: Part) -> None:
    while True:
        try:
            with units.open() as unit:
                unit.identity.keep_submitter(submission_id, part.person)
                receive.receive(unit, submission_id, signed_name=part.person.name)
                share = unit.policy.on(unit.today).limits.audit_share
                (case,) = unit.cases.list_for_submission(submission_id)
                _keep_keeper(unit, part, case.offence_on)
                if (audit_number(case) < share) != part.story.audited:
                    raise OtherLot
        except OtherLot:
            continue
        return


def _keep_keeper(unit: Unit, part: Part, on_day: date) -> None:
    """The keeper on the day, as if the look-up had come with the report."""
    plate, keeper = normal_plate(part), part.keeper
    if keeper is not None and unit.identity.find_keeper_on(plate, on_day) is None:
        unit.identity.keep_keeper(
            plate, keeper.name, keeper.address, state=keeper.state, source="demo register", valid_on=on_day
        )


def read_all(post: Post, parts: Iterable[Part]) -> None:
    """Read the footage that waits, each file as of shortly after its receipt, with the workers' own code."""
    waiting = [part for part in parts if part.story.shows not in (Shows.PREPARING, Shows.DRAFT)]
    with ThreadPoolExecutor(PROCESSES) as pool:
        for _ in pool.map(lambda share: _read(post, share), (waiting[n::PROCESSES] for n in range(PROCESSES))):
            pass


def _read(post: Post, parts: Sequence[Part]) -> None:
    # A launcher reads one file at a time, so each thread has its own.
    with Launcher() as launcher:
        house = replace(post.house, launcher=launcher)
        for part in parts:
            with house.units.open() as unit:
                job = unit.jobs.find_for(post.footage_id(part), JobKind.EXTRACT)
            if job is not None and job.state == "waiting":
                perform(house, job.id, WORK, as_of=part.sent_at + READ_AFTER)
            _thank(post, house, part)


def _thank(post: Post, house: House, part: Part) -> None:
    """Send the mail that says the report has arrived."""
    with house.units.open() as unit:
        found = post.find(unit, part)
        messages = () if found is None else unit.messages.list_for(found.id)
        jobs = [unit.jobs.find_for(one.id, JobKind.MAIL) for one in messages if one.case_id is None]
    for job in jobs:
        if job is not None and job.state == "waiting":
            perform(house, job.id, WORK, as_of=part.sent_at + THANKED_AFTER)
