"""What paper carries: the law, offences, courses and points as the offence table has them, written out."""

import pytest

from triage.paper import course_in_words, fixed_penalty_points, law_in_words, offence_in_words


@pytest.mark.parametrize(
    ("law", "words"),
    [
        ("RTA 1988 s.3", "section 3 of the Road Traffic Act 1988"),
        ("RTRA s.89(1)", "section 89(1) of the Road Traffic Regulation Act 1984"),
        (
            "RTA s.41D(b), C&U reg 110(1)",
            "section 41D(b) of the Road Traffic Act 1988 and "
            "regulation 110(1) of the Road Vehicles (Construction and Use) Regulations 1986",
        ),
        ("A new Act s.1", "A new Act s.1"),
    ],
)
def test_the_law_is_written_out_and_never_guessed(law: str, words: str) -> None:
    assert law_in_words(law) == words


def test_the_examples_in_an_offence_title_are_for_officers_only() -> None:
    assert offence_in_words("Driving without due care (incl. close pass, swerve)") == "Driving without due care"
    assert offence_in_words("Waiting prohibited (yellow line)") == "Waiting prohibited (yellow line)"


@pytest.mark.parametrize(
    ("cell", "course"),
    [
        ("WDU; SCD (after minor collision)", "What’s Driving Us?"),
        ("WDU (K)", "What’s Driving Us?"),
        ("NSAC/NMAC", "National Speed Awareness Course"),
        ("NMAC (WYP 88% course)", "National Motorway Awareness Course"),
        ("Your Belt Your Life", "Your Belt Your Life"),
        ("YBYL (K)", "Your Belt Your Life"),
        ("RIDE (K)", "Rider Intervention Developing Experience"),
        ("DDRS (court)", None),
        ("RIDER", None),
        ("none (WMP education 0.3%)", None),
        ("-", None),
    ],
)
def test_a_course_is_named_and_one_that_only_a_court_orders_is_none(cell: str, course: str | None) -> None:
    assert course_in_words(cell) == course


@pytest.mark.parametrize(
    ("cell", "points"),
    [("3 (FPN) / 3-9 court", 3), ("3 / 3-9", 3), ("3-6", 3), ("6", 6), ("0 (2026 consultation: 3)", 0), ("-", None)],
)
def test_a_fixed_penalty_brings_the_lowest_points_of_a_range(cell: str, points: int | None) -> None:
    assert fixed_penalty_points(cell) == points
