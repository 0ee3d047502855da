"""P1 and P2 under chaos: reports are sent and warned while one program after another is killed by lot."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demo.clips import draw_clip
from demo.scenes import SCENES, smaller
from tests.journey.stack import Stack, running
from tests.made.process_life import eventually
from triage.outcome import Outcome
from triage.steps import decide, review
from triage.viewing import Viewing

pytestmark = pytest.mark.proof

SEED = 20261121
REPORTS = 30
KILLS = 15
LONG = 300.0
WATCHED = Viewing(played=((0.0, 3.0),))


def victims(stack: Stack) -> list[tuple[str, Callable[[], None]]]:
    """Every program and service that may be killed, by name."""
    programs = [("-Q", queue) for queue in ("ingest", "media", "notify")] + [("worker.dispatch",), ("beat",)]
    killers: list[tuple[str, Callable[[], None]]] = [
        (words[-1], lambda words=words: stack.kill(*words)) for words in programs
    ]
    database = ("-D", str(stack.home / "postgres"))
    return [*killers, ("valkey", stack.kill_broker), ("postgres", lambda: stack.kill(*database))]


def warn(stack: Stack, reference: str) -> None:
    """An officer's warning on one report, recorded."""
    with stack.units.open() as unit:
        account = unit.staff.find_account("marsh")
        case = unit.cases.find_by_reference(reference)
        assert account is not None
        assert case is not None
        officer = unit.staff.get(account.id)
        review.claim(unit, case.id, officer)
        order = decide.Order(Outcome.WARNING_LETTER, reason="first_time", viewing=WATCHED)
        decide.record(unit, case.id, unit.cases.get(case.id).version, order, by=officer)


def test_nothing_is_lost_and_no_letter_leaves_twice_while_programs_die(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    lot = random.Random(SEED)
    clip = tmp_path / "clip.mp4"
    draw_clip(clip, smaller(SCENES["mobile_phone"], seconds=4.0))
    yesterday = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%dT08:15")
    killed: list[str] = []
    with running(tmp_path / "home") as stack:
        stack.add_staff("marsh", "PC 4471 Marsh", "officer")
        sent: list[str] = []

        def kill_one() -> None:
            name, kill = lot.choice(victims(stack))
            kill()
            killed.append(name)
            assert eventually(lambda: stack.is_ready(stack.public_url), LONG)

        def is_open(reference: str) -> bool:
            with stack.units.open() as unit:
                found = unit.cases.find_by_reference(reference)
                return found is not None and found.open

        for number in range(REPORTS):
            sent.append(stack.submit(clip, at=yesterday, vrm=f"CH{number:02} AOS")["reference"])
            if number % (REPORTS * 2 // KILLS) == 1:
                kill_one()
        assert eventually(lambda: all(map(is_open, sent)), LONG)
        for number, reference in enumerate(sent):
            assert eventually(lambda: stack.is_ready(stack.staff_url), LONG)
            warn(stack, reference)
            if number % (REPORTS * 2 // KILLS) == 1:
                kill_one()

        def letters() -> list[int]:
            with stack.units.open() as unit:
                cases = [unit.cases.find_by_reference(one) for one in sent]
                return [unit.history.count(case.id, "letter_printed") for case in cases if case is not None]

        assert eventually(lambda: letters() == [1] * REPORTS, LONG)
        printed = list((stack.home / "print").glob("*.pdf"))
    record_property("seed", SEED)
    record_property("reports", REPORTS)
    record_property("killed", ", ".join(killed))
    record_property("letters", len(printed))
    assert len(printed) == REPORTS
