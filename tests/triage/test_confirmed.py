"""What an officer may confirm of when and where, told as tables."""

from datetime import date, datetime, timedelta

import pytest

from tests.triage.clocks import at as utc
from tests.triage.clocks import recorded
from tests.triage.shipped import policy
from triage.clock_verdict import Recording
from triage.confirmed import (
    BY_HAND,
    REPORTER,
    Word,
    change_in_words,
    confirmed_moment,
    confirmed_place,
    moment_finding,
    needs_why,
    offered,
    pass_words,
    place_finding,
    place_on_letters,
    refuse_impossible,
    rests_on,
    rests_on_words,
    wall_instant,
)
from triage.deadline import clock_for
from triage.errors import BadAnswer
from triage.finding import Finding
from triage.submission import Place

SAID = utc("2026-11-14 08:15")
RECEIVED = utc("2026-11-16 12:00")
NOW = utc("2026-11-17 09:00")
WORD = Word("PC 1 Able", NOW, REPORTER, "", 3)


GPS = recorded("2026-11-13T08:15:47", "UTC", "gopro-gpmf")
OVERLAY = recorded("2026-11-13T08:25:00", None, "overlay")


@pytest.mark.parametrize(
    ("found", "offers"),
    [
        ((), [("2026-11-14 08:15", REPORTER)]),
        ((GPS,), [("2026-11-13 08:15:47", "satellites"), ("2026-11-14 08:15", REPORTER)]),
        ((recorded("2026-11-14T08:15:20", "UTC", "gopro-gpmf"),), [("2026-11-14 08:15:20", "satellites")]),
        (
            (GPS, OVERLAY),
            [("2026-11-13 08:15:47", "satellites"), ("2026-11-13 08:25", "overlay"), ("2026-11-14 08:15", REPORTER)],
        ),
        ((recorded("2017-01-01T00:00:00", None, "overlay"),), [("2026-11-14 08:15", REPORTER)]),
        ((recorded("2026-11-18T08:15:00", "UTC", "gopro-gpmf"),), [("2026-11-14 08:15", REPORTER)]),
        ((recorded("2026-11-13", None, "file name"),), [("2026-11-14 08:15", REPORTER)]),
    ],
)
def test_each_instant_that_a_source_gives_is_offered_once(
    found: tuple[Finding, ...], offers: list[tuple[str, str]]
) -> None:
    told = offered(SAID, [Recording(found, RECEIVED)], RECEIVED)
    assert [(one.at, one.rests_on) for one in told] == [(utc(at), source) for at, source in offers]


def test_in_the_night_the_clocks_go_back_both_passes_are_offered() -> None:
    printed = recorded("2026-10-25T01:30:00", None, "overlay")
    received = utc("2026-10-26 12:00")
    told = offered(utc("2026-10-24 12:00"), [Recording((printed,), received)], received)
    assert [one.at for one in told[:2]] == [utc("2026-10-25 00:30"), utc("2026-10-25 01:30")]
    assert [pass_words(one.at)[:10] for one in told] == ["the first ", "the second", ""]


def test_a_second_file_offers_its_own_time() -> None:
    other = recorded("2026-11-14T09:00:00", "UTC", "gopro-gpmf")
    told = offered(SAID, [Recording((GPS,), RECEIVED), Recording((other,), RECEIVED)], RECEIVED)
    assert told[-1].words == "File 1: GPS."
    assert {one.at for one in told} == {utc("2026-11-13 08:15:47"), utc("2026-11-14 09:00"), SAID}


def test_the_reporters_minute_is_named_beside_the_clock_that_agrees() -> None:
    (one,) = offered(SAID, [Recording((recorded("2026-11-14T08:15:20", "UTC", "gopro-gpmf"),), RECEIVED)], RECEIVED)
    assert one.words == "GPS, and the reporter."


@pytest.mark.parametrize(
    ("day", "wall", "which", "at"),
    [
        ("2026-11-14", "08:15", "", "2026-11-14 08:15"),
        ("2026-06-14", "08:15:30", "", "2026-06-14 07:15:30"),
        ("2026-06-10", "00:30", "", "2026-06-09 23:30"),
        ("2026-10-25", "00:59", "", "2026-10-24 23:59"),
        ("2026-10-25", "01:30", "first", "2026-10-25 00:30"),
        ("2026-10-25", "01:30", "second", "2026-10-25 01:30"),
        ("2026-10-25", "02:00", "", "2026-10-25 02:00"),
        ("2026-11-14", "08:15", "second", "2026-11-14 08:15"),
    ],
)
def test_a_time_on_londons_wall_is_an_instant(day: str, wall: str, which: str, at: str) -> None:
    assert wall_instant(day, wall, which) == utc(at)


@pytest.mark.parametrize(
    ("day", "wall", "which", "field"),
    [
        ("14/11/2026", "08:15", "", "day"),
        ("", "08:15", "", "day"),
        ("2026-02-30", "08:15", "", "day"),
        ("2026-11-14", "", "", "time"),
        ("2026-11-14", "24:15", "", "time"),
        ("2026-11-14", "08:15+00:00", "", "time"),
        ("2026-03-29", "01:30", "", "time"),
        ("2026-10-25", "01:30", "", "which"),
        ("2026-10-25", "01:30", "third", "which"),
    ],
)
def test_what_is_no_time_or_came_twice_is_asked_again(day: str, wall: str, which: str, field: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        wall_instant(day, wall, which)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (RECEIVED, ""),
        (RECEIVED + timedelta(seconds=1), "later than the report was received"),
        (NOW + timedelta(seconds=1), "in the future"),
        (RECEIVED - timedelta(days=400), ""),
        (RECEIVED - timedelta(days=401), "more than a year before"),
    ],
)
def test_a_moment_lies_before_the_receipt_and_not_years_ago(at: datetime, sentence: str) -> None:
    if not sentence:
        refuse_impossible(at, RECEIVED, NOW)
        return
    with pytest.raises(BadAnswer, match=sentence):
        refuse_impossible(at, RECEIVED, NOW)


@pytest.mark.parametrize(
    ("at", "first", "why"),
    [
        ("2026-11-14 08:15", "2026-11-14", ""),
        ("2026-11-14 08:15:50", "2026-11-14", ""),
        ("2026-11-13 08:15:47", "2026-11-13", ""),
        ("2026-11-13 08:20", "2026-11-13", "not the one the reporter gave"),
        ("2026-11-14 08:15", "2026-11-13", "it was not on Friday 13 November 2026"),
        ("2026-11-15 08:15", "2026-11-14", "a later day gives the notice more time"),
    ],
)
def test_a_reason_is_wanted_for_another_time_and_always_for_a_later_day(at: str, first: str, why: str) -> None:
    offers = offered(SAID, [Recording((GPS,), RECEIVED)], RECEIVED)
    sentence = needs_why(utc(at), SAID, offers, date.fromisoformat(first))
    assert why in sentence
    assert bool(sentence) is bool(why)


def test_a_time_rests_on_whichever_source_offers_its_minute() -> None:
    offers = offered(SAID, [Recording((GPS,), RECEIVED)], RECEIVED)
    instants = ("2026-11-13 08:15", "2026-11-14 08:15", "2026-11-13 08:16")
    codes = [rests_on(utc(at), offers) for at in instants]
    assert codes == ["satellites", REPORTER, BY_HAND]
    assert [rests_on_words(one) for one in codes] == ["by GPS", "as the reporter gave it", "set by hand"]


@pytest.mark.parametrize(
    ("offence", "after", "words"),
    [
        ("red_light", "2026-11-14", ""),
        (
            "red_light",
            "2026-11-13",
            "counts from Friday 13 November 2026, 1 day earlier. The last day to post a notice is Wednesday 25",
        ),
        ("red_light", "2026-11-16", "2 days later. The last day to post a notice is Thursday 26 November 2026, not"),
        ("red_light", "2026-10-14", "The last day to post a notice was Monday 26 October 2026."),
        ("mobile_phone", "2026-11-15", "Proceedings begin by Saturday 15 May 2027, not Friday 14 May 2027."),
        ("dangerous", "2026-11-15", "The last day to post a notice is Wednesday 25 November 2026, as before."),
    ],
)
def test_what_another_day_does_to_the_clock_is_said_in_words(offence: str, after: str, words: str) -> None:
    rules = policy()
    of = rules.offence(offence)
    before = clock_for(of, date(2026, 11, 14), RECEIVED, rules)
    then = clock_for(of, date.fromisoformat(after), RECEIVED, rules)
    told = change_in_words(before, then, date(2026, 11, 17))
    assert words in told
    assert bool(told) is bool(words)


TYPED = Place("12 Broad Street", "Walsall", 52.5, -1.9, "north")


@pytest.mark.parametrize(
    ("road", "town", "differs"),
    [("Broad Street", "Walsall", False), ("  Broad   Street ", "Walsall", False), ("Bridge Street", "Walsall", True)],
)
def test_road_and_town_are_corrected_and_the_pin_stays(road: str, town: str, differs: bool) -> None:
    place, is_other = place_on_letters(TYPED, road, town)
    assert is_other is differs
    assert (place.lat, place.lon, place.direction) == (52.5, -1.9, "north")
    assert place.road == " ".join(road.split())


@pytest.mark.parametrize(
    ("road", "town"),
    [
        ("12 Broad Street", "Walsall"),
        ("Broad Street WS1 1AA", "Walsall"),
        ("", "Walsall"),
        ("A38", ""),
        ("A" * 81, "B"),
    ],
)
def test_what_a_letter_must_not_name_cannot_be_confirmed(road: str, town: str) -> None:
    with pytest.raises(BadAnswer):
        place_on_letters(TYPED, road, town)


def test_the_last_confirmation_stands_and_a_machine_confirms_nothing() -> None:
    first, second = moment_finding(SAID, WORD), moment_finding(SAID - timedelta(days=1), WORD)
    machines = Finding("moment_confirmed", {"at": "2026-11-01T00:00:00+00:00"}, "overlay", "reader", "1")
    stands = confirmed_moment((first, second, machines))
    assert stands is not None
    assert (stands.at, stands.word) == (SAID - timedelta(days=1), WORD)
    place = confirmed_place((place_finding(Place("A38", "Birmingham"), WORD),))
    assert place is not None
    assert (place.road, place.town, place.word.by) == ("A38", "Birmingham", "PC 1 Able")
    assert (confirmed_moment((machines,)), confirmed_place(())) == (None, None)
