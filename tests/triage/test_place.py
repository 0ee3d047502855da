"""A letter names the road and the town and never leads to a door."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.letter import ForceContact, LetterFacts, LetterKind
from triage.place import for_letter
from triage.submission import Place


@pytest.mark.parametrize(
    ("road", "town", "said"),
    [
        ("Hagley Road", "Birmingham", ("Hagley Road", "Birmingham")),
        ("A4123 Hagley Road West", "Oldbury", ("A4123 Hagley Road West", "Oldbury")),
        ("M6 junction 8", "Walsall", ("M6 junction 8", "Walsall")),
        ("17 Acacia Avenue", "Walsall", ("Acacia Avenue", "Walsall")),
        ("Acacia Avenue 17a", "Walsall", ("Acacia Avenue", "Walsall")),
        ("outside 4-6 High Street", "Dudley", ("outside High Street", "Dudley")),
        ("High Street, B1 1AA", "B1 1AA Birmingham", ("High Street", "B AA Birmingham")),
        ("Hagley Road, ann@example.com", "Birmingham", ("Hagley Road", "Birmingham")),
        ("17", "99", ("a road", "the force's area")),
        ("北京路", "Дадли", ("a road", "the force's area")),
    ],
)
def test_house_numbers_and_postcodes_are_left_out(road: str, town: str, said: tuple[str, str]) -> None:
    assert for_letter(Place(road, town)) == said


@given(road=st.text(max_size=80), town=st.text(max_size=60))
def test_whatever_was_typed_the_letter_can_be_written(road: str, town: str) -> None:
    said_road, said_town = for_letter(Place(road, town))
    LetterFacts(
        kind=LetterKind.NOTICE,
        level=None,
        reference="L-1",
        recipient_name="The registered keeper",
        recipient_address=("1 Example Street", "Birmingham"),
        registration="AB12 CDE",
        offence_at=datetime(2026, 11, 14, 8, 15, tzinfo=UTC),
        road=said_road,
        town=said_town,
        offence_title="Driving without due care and attention",
        offence_law="section 3 of the Road Traffic Act 1988",
        letter_on=date(2026, 11, 16),
        reply_by=date(2026, 12, 16),
        contact=ForceContact("Force", "Unit", ("A street",), "a@example.com", "0121"),
    )
