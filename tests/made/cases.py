"""Builds what a story is about, through the steps: a report, a case in the queue, an officer."""

import hashlib
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from demo.clips import draw_clip
from demo.scenes import SCENES, smaller
from storage.files import files_from
from storage.keys import file_key
from storage.staff import hashed
from storage.unit import Unit
from tests.conftest import House
from triage.actor import Officer
from triage.case import Case
from triage.finding import Finding
from triage.plate import normalise
from triage.steps import extract, prioritise, receive
from triage.steps.receive import Sent
from triage.submission import Submitter
from triage.viewing import Viewing

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
ANSWERS = {
    "offence": "mobile_phone",
    "says": "The driver held a phone to the ear all along the road.",
    "occurred_at": "2026-11-14T08:15:00+00:00",
    "road": "A4123 Hagley Road West",
    "town": "Birmingham",
    "registration": "AB12 CDE",
}
WATCHED = Viewing(played=((0.0, 6.0),))
ANN = Submitter("Ann Example", "ann@example.com")
PLAYED = Finding("plays", True, "footage", "reader", "1")


@cache
def clip() -> Path:
    """A small drawn clip with a GPS track, the same for the whole run."""
    path = Path(mkdtemp(prefix="clip-")) / "clip.mp4"
    draw_clip(path, smaller(SCENES["close_pass"], seconds=2.0))
    return path


def kept_footage(house: House, unit: Unit, submission_id: UUID, content: bytes) -> UUID:
    """Footage in the store and on record, as an upload leaves it."""
    footage_id = uuid4()
    sha256 = hashlib.sha256(content).hexdigest()
    house.settings.home.mkdir(parents=True, exist_ok=True)
    source = house.settings.home / f"{footage_id}.part"
    source.write_bytes(content)
    files_from(house.settings).keep(file_key(submission_id, footage_id, "original"), source, sha256, len(content))
    source.unlink()
    receive.keep_footage(
        unit, submission_id, footage_id, filename="clip.mp4", media_type="video/mp4", sha256=sha256, size=len(content)
    )
    return footage_id


def a_report(
    house: House, *, at: datetime = NOW, content: bytes | None = None, person: Submitter = ANN, **answers: object
) -> Sent:
    """A report that has been sent; its footage is unique bytes, or ``content``, and has not been read."""
    with house.units.as_of(at).open() as unit:
        draft = receive.start_draft(unit, hashed(str(uuid4())), hours=72)
        kept_footage(house, unit, draft.id, uuid4().bytes if content is None else content)
        unit.identity.keep_submitter(draft.id, person)
        receive.keep_answers(unit, draft.id, {**ANSWERS, **answers})  # type: ignore[dict-item]
        return receive.receive(unit, draft.id, signed_name=person.name)


def read_as_playable(house: House, sent: Sent, *, at: datetime = NOW, plays: Finding = PLAYED) -> Case:
    """The report's footage as if a worker had read it; its first case, ranked."""
    with house.units.as_of(at).open() as unit:
        for footage in sent.footage:
            extract.record_extraction(
                unit, footage.id, verdict="ok", verdict_words="The video was read.", findings=(plays,), derived=()
            )
    with house.units.as_of(at).open() as unit:
        (case,) = unit.cases.list_for_submission(sent.submission_id)
        return prioritise.prioritise(unit, case.id)


def a_case(house: House, *, at: datetime = NOW, person: Submitter = ANN, **answers: object) -> Case:
    """A case in its lane, ranked as of ``at``."""
    return read_as_playable(house, a_report(house, at=at, person=person, **answers), at=at)


def a_keeper(
    house: House,
    registration: str = "AB12 CDE",
    *,
    on: date = date(2026, 11, 14),
    name: str = "A Sample",
    address: tuple[str, ...] = ("1 Example Street", "Birmingham", "ZZ99 9ZZ"),
    state: str = "found",
    at: datetime = NOW,
) -> UUID:
    """The keeper of a vehicle on the day of the offence, as if somebody had looked before: letters need not wait."""
    with house.units.as_of(at).open() as unit:
        return unit.identity.keep_keeper(
            normalise(registration), name, address, state=state, source="test", valid_on=on
        )


def an_officer(
    house: House, name: str = "PC 1 Able", role: str = "officer", *, registrations: tuple[str, ...] = ()
) -> Officer:
    """Somebody who works here."""
    with house.units.open() as unit:
        added = unit.staff.add(f"u{uuid4().hex[:8]}", name, role, "-", registrations=registrations)
        return unit.staff.get(added)


def london(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    """An instant by London's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)
