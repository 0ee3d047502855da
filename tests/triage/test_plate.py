"""Registration marks are compared one way and shown one way."""

import pytest

from triage.plate import Shape, display, gb_shape, normalise, same


@pytest.mark.parametrize(
    ("typed", "normalised", "shown", "shape"),
    [
        ("ab12 cde", "AB12CDE", "AB12 CDE", Shape.CURRENT),
        ("AB-12-CDE", "AB12CDE", "AB12 CDE", Shape.CURRENT),
        ("a123bcd", "A123BCD", "A123 BCD", Shape.PREFIX),
        ("a1bcd", "A1BCD", "A1 BCD", Shape.PREFIX),
        ("ABC123D", "ABC123D", "ABC 123D", Shape.SUFFIX),
        ("AIZ1234", "AIZ1234", "AIZ 1234", Shape.NORTHERN_IRELAND),
        ("1a", "1A", "1 A", Shape.DATELESS),
        ("ABC 123", "ABC123", "ABC 123", Shape.DATELESS),
        ("1234AB", "1234AB", "1234 AB", Shape.DATELESS),
        ("123D456", "123D456", "123D 456", Shape.DIPLOMATIC),
        ("12AB34", "12AB34", "12AB 34", Shape.MILITARY),
        ("1-ABC-234", "1ABC234", "1ABC234", None),
        ("AI12CDE", "AI12CDE", "AI12CDE", None),  # I is not a letter of a current mark
        ("", "", "", None),
    ],
)
def test_a_mark_is_normalised_shown_and_recognised(
    typed: str, normalised: str, shown: str, shape: Shape | None
) -> None:
    assert normalise(typed) == normalised
    assert display(typed) == shown
    assert gb_shape(typed) is shape


def test_spaces_and_case_do_not_make_another_mark() -> None:
    assert same("ab12 cde", "AB12CDE")
    assert not same("AB12CDE", "AB12CDF")
    assert not same("ABI2CDE", "AB12CDE")


def test_no_mark_is_the_same_as_nothing() -> None:
    assert not same("", "")
    assert not same(" - ", "")
