"""A case moves along one road and never back."""

import itertools

import pytest

from triage.case import NEXT, Stage

ORDER = list(Stage)


def test_every_stage_is_on_the_road() -> None:
    assert set(NEXT) == set(Stage)


@pytest.mark.parametrize(("stage", "following"), [(stage, one) for stage in Stage for one in NEXT[stage]])
def test_no_stage_leads_back(stage: Stage, following: Stage) -> None:
    assert ORDER.index(following) > ORDER.index(stage)


def test_the_road_has_one_beginning_and_one_end_and_no_stage_is_off_it() -> None:
    assert set(Stage) - set(itertools.chain.from_iterable(NEXT.values())) == {ORDER[0]}
    assert [stage for stage in Stage if not NEXT[stage]] == [ORDER[-1]]
