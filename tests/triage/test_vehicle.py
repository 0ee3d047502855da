"""Make and colour as people write them, against the words of the register."""

import pytest

from triage.finding import Finding, JsonValue
from triage.vehicle import (
    VEHICLE_LOOKUP,
    LookedUp,
    Match,
    Registered,
    as_claim,
    colour_match,
    finding_of,
    looked_up_in,
    make_match,
)

A, C, U = Match.AGREE, Match.CONFLICT, Match.UNKNOWN


@pytest.mark.parametrize(
    ("typed", "registered", "wanted"),
    [
        ("Ford", "FORD", A),
        ("ford fiesta", "FORD", A),
        ("VW Golf", "VOLKSWAGEN", A),
        ("Mercedes", "MERCEDES-BENZ", A),
        ("Land  Rover Defender", "LAND ROVER", A),
        ("landrover", "LAND ROVER", A),
        ("Ford", "VAUXHALL", C),
        ("Audi A3", "BMW", C),
        ("Mini", "BMW", U),
        ("Opel", "VAUXHALL", U),
        ("Rover", "LAND ROVER", U),
        ("hatchback", "FORD", U),
        ("", "FORD", U),
        ("Ford", "", U),
        ("Ford", "A MAKE NOBODY LISTED", U),
        ("A make nobody listed", "A MAKE NOBODY LISTED", A),
    ],
)
def test_a_make_agrees_only_with_itself_and_conflicts_only_with_a_stranger(
    typed: str, registered: str, wanted: Match
) -> None:
    assert make_match(typed, registered) is wanted


@pytest.mark.parametrize(
    ("typed", "registered", "wanted"),
    [
        ("Blue", "BLUE", A),
        ("dark blue", "BLUE", A),
        ("metallic gray", "GREY", A),
        ("grey", "SILVER", U),
        ("silver", "GREY", U),
        ("black", "BLUE", U),
        ("red", "MAROON", U),
        ("red", "BLUE", C),
        ("white", "BLACK", C),
        ("yellow", "GREEN", C),
        ("black and white", "BLACK", U),
        ("bluish", "BLUE", U),
        ("", "BLUE", U),
        ("blue", "", U),
        ("blue", "MULTI-COLOUR", U),
        ("blue", "NOT STATED", U),
    ],
)
def test_a_colour_agrees_only_with_itself_and_its_neighbours_say_nothing(
    typed: str, registered: str, wanted: Match
) -> None:
    assert colour_match(typed, registered) is wanted


def test_what_is_not_known_to_agree_is_no_claim() -> None:
    found = looked_up_in([finding_of("AB12CDE", "Ford", "grey", Registered("FORD", "SILVER"))], "AB12CDE")
    assert found == LookedUp(Registered("FORD", "SILVER"), Match.AGREE, Match.UNKNOWN)
    assert (as_claim(found.make), as_claim(found.colour), as_claim(Match.CONFLICT)) == (True, None, False)


def test_a_mark_that_nobody_bears_leaves_everything_unknown() -> None:
    found = looked_up_in([finding_of("AB12CDE", "Ford", "blue", None)], "AB12CDE")
    assert found == LookedUp(None, Match.UNKNOWN, Match.UNKNOWN)


@pytest.mark.parametrize(
    ("looked", "wanted"), [({"mark": "AB12 CDE"}, True), ({"mark": "AB12CDF"}, False), ({}, False), ("AB12CDE", False)]
)
def test_a_look_up_is_about_the_mark_it_asked_for(looked: JsonValue, wanted: bool) -> None:
    found = looked_up_in([Finding(VEHICLE_LOOKUP, looked, "register", "made", "1")], "AB12CDE")
    assert (found is not None) is wanted


def test_a_mark_that_comes_back_is_told_what_was_said_of_it() -> None:
    said = [
        finding_of("AB12CDE", "Ford", "blue", Registered("VOLVO", "BLUE")),
        finding_of("AB12CDF", "Ford", "blue", Registered("FORD", "BLUE")),
    ]
    marks = ("AB12CDE", "AB12CDF", "AB12CDG")
    assert [found and found.make for found in (looked_up_in(said, mark) for mark in marks)] == [
        Match.CONFLICT,
        Match.AGREE,
        None,
    ]
