"""A notice that the post does not serve any more is somebody's task until its deadline, and is never posted."""

from datetime import date, datetime

import pytest

from tests.conftest import House
from tests.made.cases import NOW, an_officer, london
from tests.made.notices import a_clerk, a_notice, letters_of, looked_up, tasks_of
from tests.made.rescued import RESCUED, a_rescued_notice
from triage.errors import BadAnswer
from triage.steps import letter, post, returned
from triage.worklist import TaskKind

# The offence was on Saturday 14 November 2026: last post is Wednesday the 25th, the deadline Saturday the 28th.
DEADLINE = date(2026, 11, 28)


def test_a_notice_to_be_handed_over_is_printed_for_a_hand_and_not_for_the_post(house: House) -> None:
    case, one = a_rescued_notice(house)
    with house.units.as_of(RESCUED).open() as unit:
        assert letter.may_leave(unit, one.id, unit.today) is not None
        letter.printed(unit, one.id, sha256="0" * 64, pages=2, channel="print_folder")
    assert {kind: task.due_on for kind, task in tasks_of(house, case).items()} == {TaskKind.SERVE_ANOTHER_WAY: DEADLINE}
    with house.units.as_of(RESCUED).open() as unit:
        assert unit.post.list_printed() == ()
        assert unit.post.list_lying(unit.today) == ()
        with pytest.raises(BadAnswer, match="at least one letter"):
            post.make_batch(unit, [one.id], by=a_clerk(house))
    with house.units.as_of(london(2026, 11, 27)).open() as unit:
        boss = an_officer(house, "Sgt 8 Delta", "supervisor")
        returned.serve_in_person(unit, one.id, unit.today, "4711", by=boss)
    assert set(tasks_of(house, case)) == {TaskKind.AWAIT_REPLY}


@pytest.mark.parametrize(
    ("at", "task", "due_on"),
    [
        (london(2026, 11, 26), TaskKind.SERVE_ANOTHER_WAY, DEADLINE),
        (london(2026, 11, 28, 23, 59), TaskKind.SERVE_ANOTHER_WAY, DEADLINE),
        (london(2026, 11, 29), TaskKind.NO_LETTER_POSSIBLE, date(2026, 11, 29)),
    ],
)
def test_a_notice_that_missed_its_post_is_somebodys_task(
    house: House, at: datetime, task: TaskKind, due_on: date
) -> None:
    case = a_notice(house, offence="red_light")
    looked_up(house, case)
    (one,) = letters_of(house, case)
    for _ in range(2):
        with house.units.as_of(at).open() as unit:
            assert letter.may_leave(unit, one.id, unit.today) is None
    assert {kind: waiting.due_on for kind, waiting in tasks_of(house, case).items()} == {task: due_on}


def test_a_notice_posted_too_late_is_somebodys_task_too(house: House) -> None:
    case, clerk = a_notice(house, offence="red_light"), a_clerk(house)
    looked_up(house, case)
    (one,) = letters_of(house, case)
    with house.units.as_of(NOW).open() as unit:
        letter.printed(unit, one.id, sha256="0" * 64, pages=2, channel="print_folder")
    with house.units.as_of(london(2026, 11, 26)).open() as unit:
        batch = post.make_batch(unit, [one.id], by=clerk)
        post.batch_left(unit, batch.id, unit.today, "AB 1234 5678 9GB", by=clerk)
    assert tasks_of(house, case)[TaskKind.SERVE_ANOTHER_WAY].due_on == DEADLINE
