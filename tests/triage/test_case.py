"""Where a case stands: the road goes forward only, and open means that an officer may take it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from triage.case import NEXT, Allegation, Case, Stage, is_open, main_allegation, moved
from triage.errors import NotAllowedNow
from triage.submission import Place, Vehicle

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
ANN, BEN = UUID(int=1), UUID(int=2)
CASE = Case(
    id=UUID(int=9),
    submission_id=UUID(int=8),
    reference="SN-0000-0000-0",
    position=1,
    stage=Stage.PRIORITISED,
    lane="queue",
    version=1,
    vehicle=Vehicle("ab12 cde"),
    place=Place("A road", "A town"),
    occurred_at=NOW,
    offence_on=date(2026, 11, 16),
    received_at=NOW,
    policy_version=1,
    allegations=(),
)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("to", Stage)
def test_a_case_moves_only_where_the_road_leads(stage: Stage, to: Stage) -> None:
    if to in NEXT[stage]:
        assert moved(replace(CASE, stage=stage), to) is to
    else:
        with pytest.raises(NotAllowedNow):
            moved(replace(CASE, stage=stage), to)


@pytest.mark.parametrize(
    ("change", "open_"),
    [
        ({}, True),
        ({"stage": Stage.EXTRACTED}, False),
        ({"stage": Stage.DECIDED}, False),
        ({"held_until": NOW}, False),
        ({"withdrawn_at": NOW}, True),  # on the confirm list: the public interest may still want it
        ({"sealed_at": NOW}, False),
    ],
)
def test_open_is_prioritised_and_nothing_in_the_way(change: dict[str, object], open_: bool) -> None:
    assert is_open(replace(CASE, **change)) is open_  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("by", "until", "anybody", "ben"),
    [
        (None, None, False, False),
        (BEN, NOW + timedelta(seconds=1), True, True),
        (BEN, NOW, False, False),
        (ANN, NOW + timedelta(seconds=1), True, False),
    ],
)
def test_a_lease_ends_by_itself(by: UUID | None, until: datetime | None, anybody: bool, ben: bool) -> None:
    case = replace(CASE, claimed_by=by, lease_until=until)
    assert (case.is_claimed(NOW), case.is_claimed_by(BEN, NOW)) == (anybody, ben)


def test_the_lowest_open_allegation_stands_for_the_case() -> None:
    day = date(2026, 11, 16)
    first = Allegation(UUID(int=1), "careless_due_care", day, rank_key=20)
    second = Allegation(UUID(int=2), "mobile_phone", day, rank_key=10)
    unranked = Allegation(UUID(int=3), "fail_identify", day)
    assert main_allegation(replace(CASE, allegations=(first, second, unranked))) == second
    assert main_allegation(replace(CASE, allegations=(first, replace(second, open=False)))) == first
    assert main_allegation(replace(CASE, allegations=(replace(first, open=False),))).id == first.id


def test_plates_are_compared_without_spaces_and_case() -> None:
    assert CASE.registration == "AB12CDE"
