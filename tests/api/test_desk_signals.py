"""What was noticed about the footage itself reaches the officer in words, with its source."""

import pytest

from api.desk.shape_signals import signals_of
from tests.api.staff_house import FINDINGS, a_case, path_of, seated, text_of
from tests.conftest import House
from triage.finding import Finding, JsonValue

DARK: JsonValue = {"share": 0.4, "measure": 31.0, "limit": 40.0}
GAP: JsonValue = {"gaps": 2, "longest": 1.52, "t": 7.0, "duplicates": 0, "variable": False}


def noticed(kind: str, value: JsonValue, confidence: float | None = None) -> Finding:
    return Finding(kind, value, "pictures", "reader", "1", confidence)


@pytest.mark.parametrize(
    ("found", "words", "source"),
    [
        (noticed("too_dark", DARK), "Dark for 40% of the clip", "pictures"),
        (noticed("frozen_pictures", {"share": 1.0}), "Standing still for 100% of the clip", "pictures"),
        (noticed("resaved", {"by": "HandBrake"}, 0.95), "Saved again by HandBrake", "pictures, 95% sure"),
        (noticed("trimmed", True), "Trimmed: pictures that are in the original are not shown", "pictures"),
        (noticed("pace", GAP), "Pictures missing in 2 places, at most 1.5 s, at 7.0 s", "pictures"),
        (noticed("pictures_decoded", {"left_out": 300}), "300 pictures stand in the original alone", "pictures"),
        (noticed("overlay_unclear", {"sentence": "The time stands still."}), "The time stands still.", "pictures"),
    ],
)
def test_what_was_noticed_is_said_once_with_its_source(found: Finding, words: str, source: str) -> None:
    assert [(one.value, one.source) for one in signals_of([found, found])] == [(words, source)]


@pytest.mark.parametrize(
    "found",
    [
        noticed("too_dark", None),
        noticed("pace", {"gaps": 0, "duplicates": 3}),
        noticed("pictures_decoded", {"pictures": 9, "left_out": 0}),
        noticed("camera", {"make": "A"}),
    ],
)
def test_what_is_nothing_to_say_is_not_said(found: Finding) -> None:
    assert signals_of([found]) == ()


def test_the_desk_shows_it(staffed: House, staff_url: str) -> None:
    case = a_case(staffed, found=(*FINDINGS, noticed("too_dark", DARK)))
    assert "Dark for 40% of the clip" in text_of(seated(staffed, staff_url).get(path_of(case)))
