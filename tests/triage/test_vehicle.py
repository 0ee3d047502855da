"""Make and colour as people write them, against the words of the register."""

import pytest

from triage.vehicle import Match, Registered, colour_match, findings_of, is_about, make_match

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
    said = {one.kind: one.value for one in findings_of("AB12CDE", "Ford", "grey", Registered("FORD", "SILVER"))}
    assert (said["make_agrees"], said["colour_agrees"]) == (True, None)
    assert said["vehicle_lookup"] == {"mark": "AB12CDE", "known": True, "make": "agree", "colour": "unknown"}


def test_a_mark_that_nobody_bears_leaves_everything_unknown() -> None:
    said = {one.kind: one.value for one in findings_of("AB12CDE", "Ford", "blue", None)}
    assert said["vehicle_lookup"] == {"mark": "AB12CDE", "known": False, "make": "unknown", "colour": "unknown"}
    assert (said["make_agrees"], said["colour_agrees"]) == (None, None)


@pytest.mark.parametrize(
    ("looked", "wanted"), [({"mark": "AB12 CDE"}, True), ({"mark": "AB12CDF"}, False), ({}, False), ("AB12CDE", False)]
)
def test_a_look_up_is_about_the_mark_it_asked_for(looked: object, wanted: bool) -> None:
    assert is_about(looked, "AB12CDE") is wanted  # type: ignore[arg-type]
