"""What several uncertain readings of one plate add up to: shapes, confusables, votes, and the lead of the best."""

import pytest

from triage.plate import Shape
from triage.plate_reading import FIGURES, Mark, Reading, reading_of, reading_of_signs, vote


def read(text: str, sure: float = 0.97, weight: float = 1.0) -> Reading:
    """One look in which every sign is as sure as the others."""
    return reading_of_signs(text, [sure] * len(text), weight)


def voted(*readings: Reading) -> Mark:
    mark = vote(readings)
    assert mark is not None
    return mark


@pytest.mark.parametrize(
    ("text", "mark", "shape"),
    [
        ("AB12CDE", "AB12CDE", Shape.CURRENT),
        ("AB12 CDE", "AB12CDE", Shape.CURRENT),
        ("A812CDE", "A812CDE", Shape.PREFIX),  # a mark of its own, so nothing is put right
        ("ABI2CDE", "AB12CDE", Shape.CURRENT),
        ("ABO7CDE", "AB07CDE", Shape.CURRENT),
        ("LT5SS5S", "LT55SSS", Shape.CURRENT),
        ("P779NN0", "P779NNO", Shape.PREFIX),
        ("A1ABC", "A1ABC", Shape.PREFIX),
        ("0EA349R", "OEA349R", Shape.SUFFIX),
        ("ABC1D", "ABC1D", Shape.SUFFIX),
        ("TZ24955", "TZZ4955", Shape.NORTHERN_IRELAND),
        ("WII2923", "WII2923", Shape.NORTHERN_IRELAND),
        ("GRM29", "GRM29", Shape.DATELESS),
        ("1234AB", "1234AB", Shape.DATELESS),
        ("KK020", "KKO20", Shape.DATELESS),  # no number begins with 0 ...
        ("AB02CDE", "AB02CDE", Shape.CURRENT),  # ... but that of a current mark may
        ("101D123", "101D123", Shape.DIPLOMATIC),
        ("BIMMIAN", "BIMMIAN", None),
        ("WSQ3021", "WSQ3021", None),
        ("RK099AN", "RK099AN", None),
    ],
)
def test_each_place_shows_what_a_shape_allows_there_unless_that_stretches_the_reading(
    text: str, mark: str, shape: Shape | None
) -> None:
    found = voted(read(text, 0.999))
    assert (found.text, found.shape) == (mark, shape)


@pytest.mark.parametrize("text", ["UKAB12CDE", "GBAB12CDE", "AB12CDE1"])
def test_the_band_of_the_country_and_an_edge_are_no_part_of_the_mark(text: str) -> None:
    doubtful = [0.97 if at < 7 else 0.6 for at in range(len(text))]
    assert voted(reading_of_signs(text, doubtful)).text == "AB12CDE"


def test_readings_outvote_a_mistake_by_their_weight() -> None:
    good, bad = read("AB12CDE", 0.9), read("AB12CDF", 0.9)
    assert voted(good, good, bad).text == "AB12CDE"
    assert voted(read("AB12CDE", 0.9, 0.1), bad).text == "AB12CDF"


def test_a_crop_that_was_cut_short_still_helps() -> None:
    assert voted(read("AB12"), read("AB12CD"), read("B12CDE"), read("AB12CDE")).text == "AB12CDE"


def test_the_lead_shrinks_with_doubt_and_disagreement() -> None:
    clear = voted(read("AB12CTX", 0.999))
    doubtful = voted(read("AB12CTX", 0.6))
    split = voted(read("AB12CTX"), read("AB12CTY"))
    assert clear.margin > doubtful.margin
    assert clear.margin > split.margin
    assert split.margin < 0.5
    assert split.second in ("AB12CTX", "AB12CTY")


def test_the_lead_is_small_between_signs_that_are_taken_for_each_other() -> None:
    """D for O, seen in every still, is what the nearest false agreement among drawn plates was made of."""
    doubted = [read("DEA349R", 0.9, 0.5)] * 8
    assert vote(doubted, 0.5) is not None
    assert (vote(doubted, 0.5) or voted()).margin < 0.96


def test_many_stills_of_one_pass_weigh_no_more_than_three() -> None:
    few, many = (voted(*[read("AB12CTX", 0.9)] * count) for count in (3, 30))
    assert few.text == many.text
    assert few.margin == pytest.approx(many.margin)


def test_rivals_of_a_sign_count_even_where_another_was_likelier() -> None:
    place = tuple(((sign, 0.98),) for sign in "AB12CT")
    torn = Reading((*place, (("V", 0.5), ("W", 0.45))))
    assert voted(torn, torn, Reading((*place, (("W", 0.9),)))).text == "AB12CTW"


@pytest.mark.parametrize("readings", [(), (Reading(()),), (read("AB12CDE", weight=0.0),)])
def test_without_a_character_there_is_no_mark(readings: tuple[Reading, ...]) -> None:
    assert vote(readings) is None


def test_signs_that_no_plate_has_are_left_out_of_a_reading() -> None:
    rivals = tuple(((sign, 0.9),) for sign in "AB-12é")
    assert "".join(place[0][0] for place in reading_of("AB-12é", rivals).places) == "AB12"


def test_a_mark_made_of_figures_that_were_read_as_letters_is_still_found() -> None:
    assert voted(read("LSOICBG")).text == "LS01CBG"
    assert set(voted(read("LSOICBG")).text[2:4]) <= set(FIGURES)
