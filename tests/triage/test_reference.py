"""A reference survives being read aloud and typed, and one slip of the hand is always caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.errors import BadAnswer
from triage.reference import ALPHABET, parse_reference, reference_from

REFERENCES = st.binary(min_size=16, max_size=16).map(reference_from)


@given(REFERENCES)
def test_a_reference_reads_back_as_it_was_written(reference: str) -> None:
    assert parse_reference(reference) == reference


@given(REFERENCES)
def test_every_symbol_can_be_read_aloud_and_stands_in_an_address(reference: str) -> None:
    assert len(reference) == 14
    assert reference[:3] == "SN-"
    assert set(reference[3:].replace("-", "")) <= set(ALPHABET)


@given(REFERENCES, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_every_single_wrong_symbol_is_caught(reference: str, place: int, wrong: str) -> None:
    symbols = list(reference[3:].replace("-", ""))
    if symbols[place] == wrong:
        return
    symbols[place] = wrong
    with pytest.raises(BadAnswer):
        parse_reference("SN" + "".join(symbols))


@given(REFERENCES, st.integers(0, 7))
def test_every_swap_of_two_neighbours_is_caught(reference: str, place: int) -> None:
    symbols = list(reference[3:].replace("-", ""))
    if symbols[place] == symbols[place + 1]:
        return
    symbols[place], symbols[place + 1] = symbols[place + 1], symbols[place]
    with pytest.raises(BadAnswer):
        parse_reference("SN" + "".join(symbols))


@given(REFERENCES)
def test_case_spacing_and_lookalikes_are_forgiven(reference: str) -> None:
    bare = reference[3:]
    for typed in (
        reference.lower(),
        f"  {reference.replace('-', ' ')} ",
        bare,
        bare.replace("-", "").lower(),
        "sn" + bare.replace("0", "O").replace("1", "l"),
        bare.replace("1", "I"),
    ):
        assert parse_reference(typed) == reference


@pytest.mark.parametrize("typed", ["", "SN", "SN-0000-0000", "SN-UUUU-0000-0", "SN-0000-0000-00", "SN-0000-000é-0"])
def test_what_is_no_reference_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(BadAnswer, match="like SN-") as refused:
        parse_reference(typed)
    assert refused.value.field == "reference"


def test_the_example_in_the_refusal_would_be_accepted() -> None:
    assert parse_reference("SN-7K3M-9QXT-Q") == "SN-7K3M-9QXT-Q"


def test_too_little_chance_is_refused() -> None:
    with pytest.raises(BadAnswer):
        reference_from(b"1234567")
