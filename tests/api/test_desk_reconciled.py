"""What an officer sees of when and where: the verdict first, every claim beside it, disagreement in words."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from api.desk.shape_reconciled import when_of, where_of
from tests.api.staff_house import FINDINGS, a_case, path_of, seated, text_of
from tests.api.test_desk_shapes import at, incident
from tests.conftest import House
from triage.case import Case
from triage.clock_verdict import Recording
from triage.finding import Finding, JsonValue
from triage.whereabouts import Passed, Position

SAID = "2025-07-05 08:00"  # as `incident` has it, in UTC


def recorded(printed: str, zone: str | None, source: str) -> Finding:
    return Finding("recorded_at", {"printed": printed, "zone": zone, "t": 0.0}, source, "reader", "1")


def files(*found: tuple[Finding, ...]) -> list[Recording]:
    return [Recording(one, at(SAID) + timedelta(days=2)) for one in found]


GPS = recorded("2025-07-05T08:01:00", "UTC", "gopro-gpmf")


@pytest.mark.parametrize(
    ("found", "value", "sureness", "mark"),
    [
        ((), "5 July 2025, 09:00:00", "not confirmed", "unknown"),
        ((GPS,), "5 July 2025, 09:01:00", "sure", "agrees"),
        ((GPS, recorded("2025-07-05T10:01:00", None, "overlay")), "5 July 2025, 09:01:00", "sure", "near"),
        ((recorded("2025-07-05T09:05:00", None, "overlay"),), "5 July 2025, 09:05:00", "likely", "agrees"),
        ((recorded("2025-07-05T09:05:00", "UTC", "container"),), "5 July 2025, 09:05:00", "likely", "near"),
        ((recorded("2025-07-05T08:11:00", "UTC", "container"),), "5 July 2025, 09:11:00", "possible", "disagrees"),
        ((recorded("2017-01-01T00:00:00", None, "overlay"),), "5 July 2025, 09:00:00", "not confirmed", "unknown"),
    ],
)
def test_the_verdict_stands_above_the_claims(found: tuple[Finding, ...], value: str, sureness: str, mark: str) -> None:
    case, _ = incident()
    told = when_of(case, files(found))
    assert (told.value, told.sureness, told.mark) == (value, sureness, mark)
    assert told.claims[0].name == "Reporter"
    assert len(told.claims) == 1 + len(found)
    assert told.is_open is (mark == "disagrees")


def test_a_file_of_another_day_is_named_beside_the_verdict() -> None:
    case, _ = incident()
    told = when_of(case, files((GPS,), (recorded("2025-07-01T08:01:00", "UTC", "gopro-gpmf"),)))
    assert (told.claims[-1].name, told.claims[-1].value) == ("File 2", "1 July 2025, 09:01:00")
    assert told.mark == "disagrees"


def place(lat: float, source: str = "gopro-gpmf") -> Finding:
    return Finding("place", {"lat": lat, "lon": -1.9}, source, "reader", "1")


@pytest.mark.parametrize(
    ("lat", "found", "mark", "reason"),
    [
        (52.5, [], "unknown", "The footage carries no position."),
        (52.5, [place(52.501)], "agrees", "The pin lies 111 m from the camera."),
        (52.5, [place(52.505)], "near", "The pin lies 556 m from the camera."),
        (52.5, [place(52.52)], "disagrees", "The pin lies 2.2 km from the camera."),
        (52.5, [place(52.501), place(53.0, "overlay")], "disagrees", "The pin lies 111 m from the camera."),
        (None, [place(52.52)], "unknown", "The reporter set no pin, so the footage's position stands alone."),
    ],
)
def test_a_pin_is_held_against_every_position(lat: float | None, found: list[Finding], mark: str, reason: str) -> None:
    case, _ = incident(lat, None if lat is None else -1.9)
    told = where_of(case, found, (), None)
    assert (told.mark, told.reason, told.value) == (mark, reason, "Broad Street, Walsall")


def test_the_marked_moment_of_the_track_replaces_its_middle_and_says_the_speed() -> None:
    case, _ = incident(52.5, -1.9)
    track = [Passed(0.0, Position(52.4, -1.9), 10.0), Passed(10.0, Position(52.5, -1.9), 20.0)]
    marked = where_of(case, [place(52.45)], track, 10.0)
    assert [(one.name, one.words) for one in marked.claims[1:]] == [
        ("GPS", "0 m from the pin, at the marked moment."),
        ("Camera vehicle", "Its own speed at the marked moment, by GPS; a hint, no evidence."),
    ]
    assert marked.claims[-1].value == "45 mph"
    nearest = where_of(case, [place(52.45)], track, None)
    assert nearest.claims[-1].words == "0 m from the pin, where it came nearest."


def the_day_before(house: House, **answers: JsonValue) -> Case:
    """A case whose GPS says the day before the one that was typed, and whose pin lies far from its track."""
    with house.units.open() as unit:
        typed = (unit.now - timedelta(days=2)).replace(hour=12, minute=0, second=0, microsecond=0)
    gps = (typed - timedelta(days=1)).replace(tzinfo=None).isoformat()
    late = (typed - timedelta(hours=3)).replace(tzinfo=None).isoformat()
    found = (*FINDINGS, recorded(gps, "UTC", "gopro-gpmf"), recorded(late, "UTC", "container creation_time"))
    return a_case(house, found=found, occurred_at=typed.isoformat(), lat=52.6, lon=-1.9, **answers)


def test_the_desk_shows_who_disagrees_by_how_much_and_why_the_clock_starts_a_day_earlier(
    staffed: House, staff_url: str
) -> None:
    seat, case = seated(staffed, staff_url), the_day_before(staffed, offence="red_light", mark_s=1.0)
    answer = seat.get(path_of(case))
    page = text_of(answer)
    for words in (
        "Sources disagree",
        "By GPS.",
        "Disagrees. 23 hours 59 minutes after what GPS says.",
        "Disagrees. 21 hours ahead of GPS.",
        "gopro-gpmf",
        "The pin lies 13.3 km from the camera.",
        "Disagrees. 13.3 km from the pin, at the marked moment.",
        "27 mph",
        "GPS puts the footage before the day that was typed",
    ):
        assert words in page
    assert len(re.findall(r"<details[^>]*told__claims[^>]* open", answer.text)) == 2
    assert case.allegations[0].offence_on == case.offence_on - timedelta(days=1)


def test_sources_that_agree_stay_folded(staffed: House, staff_url: str) -> None:
    with staffed.units.open() as unit:
        typed = unit.now - timedelta(days=1)
    gps = recorded(typed.replace(microsecond=0, tzinfo=None).isoformat(), "UTC", "gopro-gpmf")
    case = a_case(staffed, found=(*FINDINGS, gps), occurred_at=typed.isoformat(), lat=52.48, lon=-1.9)
    answer = seated(staffed, staff_url).get(path_of(case))
    assert text_of(answer).count("Sources agree") == 2
    assert "Disagrees" not in text_of(answer)
    assert not re.findall(r"<details[^>]*told__claims[^>]* open", answer.text)


def test_a_guess_says_how_sure_it_is_and_what_was_read_does_not() -> None:
    case, _ = incident(52.5, -1.9)
    guessed = (replace(recorded("2025-07-05T09:01:00", None, "overlay"), confidence=0.83), GPS)
    origins = {one.name: one.origin for one in when_of(case, files(guessed)).claims}
    assert (origins["The time in the picture"], origins["GPS"]) == ("overlay, 83% sure", "gopro-gpmf")
    (_, told) = where_of(case, [replace(place(52.5, "overlay"), confidence=0.7)], (), None).claims
    assert told.origin == "overlay, 70% sure"
