"""Whoever is killed in the middle: nothing acknowledged is lost, and no letter leaves twice."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import redis

from demo.clips import draw_clip
from demo.scenes import SCENES, smaller
from tests.journey.stack import Stack
from tests.made.process_life import eventually
from triage.case import Case
from triage.outcome import Outcome
from triage.steps import decide, review
from triage.viewing import Viewing

WATCHED = Viewing(played=((0.0, 3.0),))
LONG = 150.0  # seconds within which everything must have come to its end, whatever was killed


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    draw_clip(path, smaller(SCENES["mobile_phone"], seconds=4.0))
    return path


def sent(stack: Stack, clip: Path, vrm: str, **options: object) -> str:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%dT08:15")
    return stack.submit(clip, at=yesterday, vrm=vrm, **options)["reference"]


def case_of(stack: Stack, reference: str) -> Case:
    with stack.units.open() as unit:
        found = unit.cases.find_by_reference(reference)
    assert found is not None
    return found


def is_queued(stack: Stack, reference: str) -> bool:
    return case_of(stack, reference).open


def warn(stack: Stack, case: Case) -> UUID:
    """An officer's warning, recorded."""
    with stack.units.open() as unit:
        account = unit.staff.find_account("marsh")
        assert account is not None
        officer = unit.staff.get(account.id)
        review.claim(unit, case.id, officer)
    with stack.units.open() as unit:
        order = decide.Order(Outcome.WARNING_LETTER, reason="first_time", viewing=WATCHED)
        return decide.record(unit, case.id, case.version, order, by=officer).id


def letters_of(stack: Stack, case: Case) -> list[str]:
    with stack.units.open() as unit:
        references = {one.reference for one in unit.letters.list_for_case(case.id)}
    return [one.name for one in (stack.home / "print").glob("*.pdf") if one.stem in references]


def prints_of(stack: Stack, case: Case) -> int:
    with stack.units.open() as unit:
        return unit.history.count(case.id, "letter_printed")


def is_told(stack: Stack, case: Case) -> bool:
    with stack.units.open() as unit:
        return unit.cases.get(case.id).told_class == "warning"


@pytest.mark.parametrize(
    "victim", [("-Q", "media"), ("-Q", "ingest"), ("worker.dispatch",)], ids=["media", "ingest", "dispatcher"]
)
def test_a_killed_program_loses_no_report(stack: Stack, clip: Path, victim: tuple[str, ...]) -> None:
    references = [sent(stack, clip, f"K{number}11 ABC") for number in range(3)]
    stack.kill(*victim)
    assert eventually(lambda: all(is_queued(stack, one) for one in references), LONG)


def test_a_killed_letter_worker_sends_every_letter_once(stack: Stack, clip: Path) -> None:
    cases = []
    for number in range(3):
        reference = sent(stack, clip, f"L{number}11 ABC")
        assert eventually(lambda ref=reference: is_queued(stack, ref), LONG)
        cases.append(case_of(stack, reference))
    for case in cases:
        warn(stack, case)
    for _ in range(3):
        time.sleep(0.8)  # the holds run out while the worker is killed again and again
        stack.kill("-Q", "notify")
    assert eventually(lambda: all(is_told(stack, case) for case in cases), LONG)
    assert eventually(lambda: all(len(letters_of(stack, case)) == 1 for case in cases), LONG)
    assert eventually(lambda: all(prints_of(stack, case) == 1 for case in cases), LONG)


def test_an_emptied_broker_loses_nothing(stack: Stack, clip: Path) -> None:
    broker = redis.Redis.from_url(stack.settings["OPSNAP_REDIS_URL"])
    references = []
    for number in range(3):
        references.append(sent(stack, clip, f"B{number}11 ABC"))
        broker.flushdb()
    broker.close()
    assert eventually(lambda: all(is_queued(stack, one) for one in references), LONG)


def test_a_killed_broker_comes_back_and_loses_nothing(stack: Stack, clip: Path) -> None:
    stack.kill_broker()
    reference = sent(stack, clip, "V111 ABC")
    assert eventually(lambda: is_queued(stack, reference), LONG)


def test_a_killed_database_comes_back_with_all_that_was_acknowledged(stack: Stack, clip: Path) -> None:
    reference = sent(stack, clip, "P111 ABC")
    stack.kill("-D", str(stack.home / "postgres"))
    assert eventually(lambda: stack.is_ready(stack.public_url), LONG)
    assert eventually(lambda: is_queued(stack, reference), LONG)
