"""What a reading says of the typed mark: agreeing takes every sign and a clear lead."""

import random

import pytest

from triage.finding import Finding, JsonValue
from triage.plate_agreement import (
    SURE_CONFIDENCE,
    SURE_MARGIN,
    Agreement,
    PlateRead,
    agreement,
    closest,
    is_near,
    reading_in,
    readings_in,
)

CLEAR = PlateRead("AB12CDE", 0.94, 0.99, "current", 17.0, 8, "plate:1")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("AB12 CDE", Agreement.AGREES),
        ("ab12cde", Agreement.AGREES),
        ("AB12CDF", Agreement.NEAR),
        ("A812CDE", Agreement.NEAR),
        ("ABI2CDE", Agreement.NEAR),  # I for 1: the same on a plate, but not the same mark
        ("BA12CDE", Agreement.NEAR),
        ("AB12CD", Agreement.NEAR),
        ("AB21CED", Agreement.NEAR),
        ("AB34CFG", Agreement.CONFLICTS),
        ("XY99ZZZ", Agreement.CONFLICTS),
        ("", Agreement.UNREAD),
        ("-", Agreement.UNREAD),
    ],
)
def test_a_clear_reading(typed: str, wanted: Agreement) -> None:
    assert agreement(typed, CLEAR) is wanted


@pytest.mark.parametrize(
    ("margin", "confidence", "wanted"),
    [
        (SURE_MARGIN, 0.94, Agreement.AGREES),
        (SURE_MARGIN - 0.001, 0.94, Agreement.NEAR),
        (None, 0.99, Agreement.NEAR),
        (0.99, SURE_CONFIDENCE, Agreement.AGREES),
        (0.99, SURE_CONFIDENCE - 0.01, Agreement.NEAR),
    ],
)
def test_an_equal_reading_agrees_only_with_a_clear_lead(
    margin: float | None, confidence: float, wanted: Agreement
) -> None:
    assert agreement("AB12CDE", PlateRead("AB12CDE", confidence, margin)) is wanted


@pytest.mark.parametrize(("confidence", "wanted"), [(0.5, Agreement.CONFLICTS), (0.49, Agreement.UNREAD)])
def test_a_doubtful_reading_says_nothing_against_another_mark(confidence: float, wanted: Agreement) -> None:
    assert agreement("XY99ZZZ", PlateRead("AB12CDE", confidence, 0.2)) is wanted


@pytest.mark.parametrize(("mark", "wanted"), [("A1ABC", Agreement.AGREES), ("M223", Agreement.NEAR)])
def test_what_may_be_half_of_a_plate_never_agrees(mark: str, wanted: Agreement) -> None:
    assert agreement(mark, PlateRead(mark, 0.94, 0.99)) is wanted


def test_nothing_read_is_unread() -> None:
    assert agreement("AB12CDE", None) is Agreement.UNREAD
    assert agreement("AB12CDE", PlateRead("", 0.0)) is Agreement.UNREAD


def test_no_mark_but_its_own_agrees_with_a_reading() -> None:
    draw = random.Random(7)
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    for _ in range(2000):
        typed = list("AB12CDE")
        for at in draw.sample(range(7), draw.choice((1, 2))):
            typed[at] = draw.choice(signs.replace("AB12CDE"[at], ""))
        assert agreement("".join(typed), CLEAR) is Agreement.NEAR


def test_nearness_is_mutual() -> None:
    assert is_near("AB12CDE", "A812CD") == is_near("A812CD", "AB12CDE") is True
    assert not is_near("AB12CDE", "AB12")


@pytest.mark.parametrize(
    "value", [CLEAR.value("AB12CDE"), {"mark": "AB12CDE"}, "AB12CDE", {"mark": "AB12CDE", "margin": True, "seen": "x"}]
)
def test_a_reading_comes_back_out_of_its_finding(value: JsonValue) -> None:
    read = reading_in(Finding("plate_read", value, "plates", "rapidocr", "1", 0.94))
    assert read is not None
    assert (read.mark, read.confidence) == ("AB12CDE", 0.94)
    assert reading_in(Finding("plate_read", CLEAR.value(""), "plates", "rapidocr", "1", 0.94)) == CLEAR


@pytest.mark.parametrize("value", [None, 7, {}, {"mark": 7}, ["AB12CDE"]])
def test_a_value_that_nobody_can_read_is_no_reading(value: JsonValue) -> None:
    assert reading_in(Finding("plate_read", value, "plates", "rapidocr", "1", 0.94)) is None
    assert reading_in(Finding("camera", "AB12CDE", "plates", "rapidocr", "1", 0.94)) is None


def test_of_several_vehicles_the_one_that_speaks_for_the_typed_mark_counts() -> None:
    found = [
        Finding("plate_read", PlateRead(mark, sure, 0.99).value(""), "plates", "rapidocr", "1", sure)
        for mark, sure in (("XY99ZZZ", 0.95), ("AB12CDE", 0.8))
    ]
    assert [one.mark for one in readings_in(found)] == ["XY99ZZZ", "AB12CDE"]
    read = closest(found, "AB12 CDE")
    assert read is not None
    assert read.mark == "AB12CDE"
    assert closest([], "AB12 CDE") is None
