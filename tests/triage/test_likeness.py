"""When two clips are one recording, and when two reports are one source."""

from dataclasses import replace
from uuid import UUID

import pytest

from triage.likeness import Compared, Verdict, is_one_source, likeness_of, percent

COPY = Compared(agreement=0.95, moving=0.4, agreeing_s=24.0, common_s=24.0, this_s=24.0, other_s=60.0, offset_s=10.0)
A, B, C, D = (UUID(int=number) for number in range(1, 5))


def test_a_cut_copy_is_all_of_it_in_the_longer_clip_and_a_part_of_that_in_it() -> None:
    found = likeness_of(COPY)
    assert (found.verdict, percent(found.this_in_other), percent(found.other_in_this)) == ("same_recording", 100, 40)
    assert found.confidence == 0.95
    assert found.offset_s == 10.0


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"agreement": 0.86}, Verdict.SAME_RECORDING),
        ({"agreement": 0.85}, Verdict.DIFFERENT),
        ({"moving": 0.06}, Verdict.SAME_RECORDING),
        ({"moving": 0.05}, Verdict.DIFFERENT),
        ({"agreeing_s": 18.0}, Verdict.SAME_RECORDING),
        ({"agreeing_s": 17.9}, Verdict.DIFFERENT),
        ({"common_s": 5.0, "agreeing_s": 5.0}, Verdict.SAME_RECORDING),
        ({"common_s": 4.9, "agreeing_s": 4.9}, Verdict.DIFFERENT),
        ({"common_s": 4.0, "agreeing_s": 4.0, "this_s": 5.0}, Verdict.SAME_RECORDING),
        ({"common_s": 4.0, "agreeing_s": 4.0, "this_s": 5.0, "agreement": 0.91}, Verdict.DIFFERENT),
        ({"common_s": 5.0, "agreeing_s": 5.0, "agreement": 0.91}, Verdict.SAME_RECORDING),
        ({"common_s": 1.4, "agreeing_s": 1.4, "this_s": 1.4}, Verdict.DIFFERENT),
    ],
)
def test_what_cannot_be_told_from_chance_is_different(changed: dict[str, float], verdict: Verdict) -> None:
    assert likeness_of(replace(COPY, **changed)).verdict is verdict


@pytest.mark.parametrize(("share", "whole"), [(1.0, 100), (0.999, 99), (0.4, 40), (0.29, 29), (0.0, 0)])
def test_a_percentage_never_claims_all_when_a_part_is_missing(share: float, whole: int) -> None:
    assert percent(share) == whole


@pytest.mark.parametrize(
    ("these", "others", "alike", "is_one"),
    [
        ([A], [B], [], False),
        ([A], [B], [(A, B)], True),
        ([A, C], [B], [(A, B)], True),
        ([A], [B, D], [(A, B)], True),
        ([A, C], [B, D], [(A, B)], False),
        ([A, C], [B, D], [(A, B), (C, D)], True),
        ([A], [B], [(A, D)], False),
    ],
)
def test_two_reports_are_two_sources_only_if_each_has_a_recording_of_its_own(
    these: list[UUID], others: list[UUID], alike: list[tuple[UUID, UUID]], is_one: bool
) -> None:
    assert is_one_source(these, others, alike) is is_one
