"""Clocks held against each other: every way a camera is known to be wrong, and what cannot be made of it."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.clocks import CONTAINER, DEVICE, GPS, NAME, OVERLAY, at, lasting, of, recorded, verdict
from triage.clock_claim import Assumption, Source, claims_of
from triage.clock_verdict import Recording, Silence, Standing, Sureness, foremost
from triage.clock_words import heard_words, moment_in_words, reason, typed_words
from triage.finding import Finding

# Winter, when London's time is UTC, unless a test says otherwise.
SAID = "2026-11-14T08:15"
FIX = recorded("2026-11-14T08:15:03", "UTC", GPS)


@pytest.mark.parametrize(
    ("printed", "zone", "source", "standing", "how", "words"),
    [
        ("2026-11-14T08:15:05", None, OVERLAY, Standing.AGREES, Assumption.LONDON, "Agrees, taken for London time."),
        ("2026-11-14T08:17:03", None, OVERLAY, Standing.AGREES, Assumption.LONDON, "Agrees, taken for London time."),
        (
            "2026-11-14T09:15:03",
            None,
            OVERLAY,
            Standing.EXPLAINED,
            Assumption.HOUR_AHEAD,
            "One hour ahead of GPS, as if it was never set to winter time.",
        ),
        ("2026-11-14T07:15:03", None, OVERLAY, Standing.EXPLAINED, Assumption.HOUR_BEHIND, "One hour behind GPS."),
        (
            "2026-11-14T20:15:03",
            None,
            OVERLAY,
            Standing.EXPLAINED,
            Assumption.HALF_A_DAY,
            "Twelve hours ahead, set to the wrong half of the day.",
        ),
        (
            "2026-11-14T08:22:15",
            None,
            OVERLAY,
            Standing.EXPLAINED,
            Assumption.LONDON,
            "7 minutes 12 seconds ahead of GPS.",
        ),
        (
            "2026-11-14T09:10:03",
            None,
            OVERLAY,
            Standing.EXPLAINED,
            Assumption.HOUR_AHEAD,
            "5 minutes behind GPS, an hour ahead of London.",
        ),
        ("2026-11-14T08:26:03", None, OVERLAY, Standing.DISAGREES, None, "11 minutes ahead of GPS."),
        ("2026-11-13T08:15:03", None, OVERLAY, Standing.DISAGREES, None, "1 day behind GPS."),
        ("2026-11-14T08:15:00", "UTC", CONTAINER, Standing.AGREES, Assumption.AS_STATED, "Agrees, as stated."),
        ("2026-11-14T08:15:00", "+00:00", CONTAINER, Standing.AGREES, Assumption.AS_STATED, "Agrees, as stated."),
        ("2026-11-14T09:15:00", "+0100", CONTAINER, Standing.AGREES, Assumption.AS_STATED, "Agrees, as stated."),
        ("2026-11-14T08:15:00", None, NAME, Standing.AGREES, Assumption.LONDON, "Agrees, taken for London time."),
    ],
)
def test_a_clock_beside_gps_in_winter(
    printed: str, zone: str | None, source: str, standing: Standing, how: Assumption | None, words: str
) -> None:
    found = verdict(SAID, FIX, recorded(printed, zone, source))
    other = next(one for one in found.heard if one.claim.origin == source)
    assert found.at == at("2026-11-14T08:15:03")
    assert found.sureness is Sureness.SURE
    assert other.standing is standing
    assert (other.reading.how[0] if other.reading else None) is how
    assert heard_words(other, found) == words


@pytest.mark.parametrize(
    ("printed", "zone", "source", "standing", "how", "words"),
    [
        ("2026-07-01T08:15:03", None, OVERLAY, Standing.AGREES, Assumption.LONDON, "Agrees, taken for London time."),
        (
            "2026-07-01T07:15:03",
            None,
            OVERLAY,
            Standing.EXPLAINED,
            Assumption.UTC,
            "One hour behind GPS, as if it was never set to summer time, or runs on UTC.",
        ),
        ("2026-07-01T09:15:03", None, OVERLAY, Standing.EXPLAINED, Assumption.HOUR_AHEAD, "One hour ahead of GPS."),
        ("2026-07-01T07:15:03", "UTC", CONTAINER, Standing.AGREES, Assumption.AS_STATED, "Agrees, as stated."),
        (
            "2026-07-01T08:15:03",
            "UTC",
            CONTAINER,
            Standing.EXPLAINED,
            Assumption.LONDON_UNDER_UTC,
            "Agrees if it is London time under the label UTC.",
        ),
        ("2026-07-01T08:15:03", "+01:00", CONTAINER, Standing.AGREES, Assumption.AS_STATED, "Agrees, as stated."),
        (
            "2026-01-07T08:15:03",
            None,
            OVERLAY,
            Standing.EXPLAINED,
            Assumption.DAY_AND_MONTH,
            "Agrees if it is day and month the other way about.",
        ),
    ],
)
def test_a_clock_beside_gps_in_summer(
    printed: str, zone: str | None, source: str, standing: Standing, how: Assumption, words: str
) -> None:
    found = verdict("2026-07-01T07:15", recorded("2026-07-01T07:15:03", "UTC", GPS), recorded(printed, zone, source))
    other = next(one for one in found.heard if one.claim.origin == source)
    assert other.reading is not None
    assert (other.standing, other.reading.how[0], heard_words(other, found)) == (standing, how, words)


def test_a_container_closed_at_the_end_of_the_clip_agrees_with_its_beginning() -> None:
    end = recorded("2026-11-14T08:18:03", "UTC", CONTAINER)
    other = of(verdict(SAID, FIX, end, lasting(180.0)), Source.CONTAINER)
    assert other.reading is not None
    assert other.reading.how == (Assumption.AS_STATED, Assumption.AT_THE_END)


def test_what_was_printed_later_in_the_clip_means_its_beginning() -> None:
    found = verdict(SAID, recorded("2026-11-14T08:16:33", "UTC", GPS, t=90.0))
    assert found.starts_at == at("2026-11-14T08:15:03")


@pytest.mark.parametrize(
    ("said", "printed", "starts", "sureness"),
    [
        # Without GPS the assumption that agrees with the reporter is the likely one.
        ("2026-07-01T07:15", "2026-07-01T08:15:03", "2026-07-01T07:15:03", Sureness.LIKELY),
        ("2026-07-01T07:15", "2026-07-01T07:15:03", "2026-07-01T07:15:03", Sureness.LIKELY),
        ("2026-11-14T08:15", "2026-11-14T20:15:03", "2026-11-14T08:15:03", Sureness.LIKELY),
        ("2026-11-12T08:15", "2026-12-11T08:15:03", "2026-11-12T08:15:03", Sureness.LIKELY),
        ("2026-11-14T08:25", "2026-11-14T08:15:00", "2026-11-14T08:15:00", Sureness.LIKELY),
        ("2026-11-14T08:26", "2026-11-14T08:15:00", "2026-11-14T08:15:00", Sureness.POSSIBLE),
        ("2026-11-14T08:15", "2026-11-10T08:15:00", "2026-11-10T08:15:00", Sureness.POSSIBLE),
        # Leap day.
        ("2028-02-29T08:15", "2028-02-29T08:15:00", "2028-02-29T08:15:00", Sureness.LIKELY),
    ],
)
def test_a_clock_alone_is_weighed_with_the_reporter(said: str, printed: str, starts: str, sureness: Sureness) -> None:
    found = verdict(said, recorded(printed, None, OVERLAY))
    assert (found.starts_at, found.sureness) == (at(starts), sureness)


@pytest.mark.parametrize(
    ("printed", "source", "silence"),
    [
        ("1904-01-01T00:00:00", CONTAINER, Silence.FACTORY),
        ("1970-01-01T00:00:10", CONTAINER, Silence.FACTORY),
        ("1980-01-06T00:00:00", OVERLAY, Silence.FACTORY),
        ("2000-01-01T00:03:12", OVERLAY, Silence.FACTORY),
        ("2014-12-31T23:59:59", OVERLAY, Silence.FACTORY),
        ("2015-01-01T00:00:00", OVERLAY, Silence.FACTORY),
        ("2019-06-01T08:00:00", OVERLAY, Silence.FACTORY),  # not a known epoch, and older than anything reported
        ("2026-01-01T23:59:00", OVERLAY, Silence.FACTORY),
        ("2025-12-31T00:01:00", OVERLAY, Silence.FACTORY),
        ("2026-01-02T00:01:00", OVERLAY, None),
        ("2025-12-30T23:59:00", OVERLAY, None),
        ("2006-08-22T08:15:00", GPS, Silence.FACTORY),  # a week number that rolled over
        ("2026-11-14T12:05:00", OVERLAY, None),  # five minutes after receipt
        ("2026-11-15T00:05:00", OVERLAY, None),  # twelve hours off would do
        ("2026-11-15T00:06:00", OVERLAY, Silence.AFTER_RECEIPT),
        ("2027-11-14T08:15:00", OVERLAY, Silence.AFTER_RECEIPT),
        ("2026-11-14T12:06:00", GPS, Silence.AFTER_RECEIPT),
        ("2026-11-14T12:05:00", GPS, None),
    ],
)
def test_a_clock_that_was_never_set_says_nothing(printed: str, source: str, silence: Silence | None) -> None:
    zone = "UTC" if source == GPS else None
    found = verdict(SAID, recorded(printed, zone, source), received="2026-11-14T12:00")
    assert found.heard[0].silence is silence
    if silence:
        assert (found.at, found.sureness, found.starts_at) == (at(SAID), Sureness.ONLY_TYPED, None)
    assert found.disagrees is (silence is not Silence.FACTORY)


def test_a_new_year_that_the_reporter_speaks_of_is_no_factory_clock() -> None:
    assert verdict("2026-01-01T00:20", recorded("2026-01-01T00:15:00", None, OVERLAY)).sureness is Sureness.LIKELY


@pytest.mark.parametrize(
    ("confidence", "silence"), [(None, None), (0.5, None), (0.49, Silence.UNSURE), (0.0, Silence.UNSURE)]
)
def test_a_time_that_was_barely_legible_speaks_for_nothing(confidence: float | None, silence: Silence | None) -> None:
    found = verdict(SAID, recorded("2026-11-14T08:15:00", None, OVERLAY, confidence=confidence))
    assert found.heard[0].silence is silence


@pytest.mark.parametrize(
    ("found", "is_plain"),
    [
        (recorded("2026-11-14T08:15:00", None, OVERLAY, confidence=0.9), True),
        (recorded("2026-11-14T08:15:00", None, OVERLAY, confidence=0.4), False),
        (recorded("2026-04-03T08:15:00", None, OVERLAY, also=["2026-03-04T08:15:00"]), False),
        (recorded("2026-11-14", None, NAME), False),
        (recorded("2014-12-31T23:59:59", "UTC", CONTAINER), False),
        (recorded("2015-01-01T00:00:00", "UTC", CONTAINER), True),
    ],
)
def test_only_a_plain_claim_is_offered_to_the_reporter(found: Finding, is_plain: bool) -> None:
    (claim,) = claims_of([found])
    assert claim.is_plain is is_plain


@pytest.mark.parametrize(
    ("day", "standing", "silence"),
    [
        ("2026-11-14", Standing.AGREES, None),
        ("2026-11-15", Standing.SAYS_NOTHING, Silence.LATER_DAY),  # a copy made the day after
        ("2026-11-13", Standing.DISAGREES, None),
        ("2026-11-17", Standing.DISAGREES, None),  # after it was received
    ],
)
def test_a_day_alone_decides_nothing(day: str, standing: Standing, silence: Silence | None) -> None:
    found = verdict(SAID, FIX, recorded(day, None, NAME))
    other = of(found, Source.FILE_NAME)
    assert (other.standing, other.silence) == (standing, silence)
    assert verdict(SAID, recorded(day, None, NAME)).starts_at is None


def test_a_day_and_month_that_nothing_tells_apart_stay_open() -> None:
    ambiguous = recorded("2026-04-03T08:15:00", None, OVERLAY, also=["2026-03-04T08:15:00"])
    found = verdict("2026-05-01T08:15", ambiguous)
    assert found.earliest == at("2026-03-04T08:15:00")
    assert found.open_by > timedelta(days=29)
    assert verdict("2026-03-04T08:15", ambiguous).open_by == timedelta()


@pytest.mark.parametrize(
    ("stronger", "weaker"), [(GPS, OVERLAY), (OVERLAY, DEVICE), (DEVICE, CONTAINER), (CONTAINER, NAME)]
)
def test_of_two_clocks_that_differ_the_surer_one_is_believed(stronger: str, weaker: str) -> None:
    zone = "UTC" if stronger == GPS else None
    first, second = recorded("2026-11-11T08:15:00", zone, stronger), recorded("2026-11-12T10:31:00", None, weaker)
    assert verdict(SAID, first, second).starts_at == at("2026-11-11T08:15:00")


def test_two_clocks_that_agree_outweigh_a_surer_one_alone() -> None:
    found = verdict(
        SAID,
        recorded("2026-11-11T08:15:00", None, OVERLAY),
        recorded("2026-11-12T10:31:00", "UTC", CONTAINER),
        recorded("2026-11-12T10:31:20", None, NAME),
    )
    assert found.starts_at == at("2026-11-12T10:31:00")
    assert found.supported_by == (Source.CONTAINER, Source.FILE_NAME)
    assert found.sureness is Sureness.LIKELY


def test_satellites_without_a_fix_are_only_the_cameras_clock() -> None:
    found = verdict("2026-11-13T08:15", recorded("2026-11-14T08:15:00", "UTC", GPS, fix=False))
    assert (found.sureness, found.supported_by) == (Sureness.POSSIBLE, (Source.DEVICE,))


@pytest.mark.parametrize(
    ("said", "mark_s", "words"),
    [
        ("2026-11-14T08:05:03", None, "Agrees with the footage."),
        ("2026-11-14T08:05:02", None, "10 minutes 1 second before what GPS says."),
        ("2026-11-14T08:28:03", None, "Agrees with the footage."),
        ("2026-11-14T08:28:04", None, "10 minutes 1 second after what GPS says."),
        ("2026-11-14T08:28:03", 10.0, "12 minutes 50 seconds after what GPS says."),
        ("2026-11-15T08:15:03", None, "23 hours 57 minutes after what GPS says."),
    ],
)
def test_the_reporters_time_is_held_against_the_whole_clip_or_its_marked_moment(
    said: str, mark_s: float | None, words: str
) -> None:
    found = verdict(said, FIX, lasting(180.0), mark_s=mark_s)
    assert typed_words(found) == words
    assert found.disagrees is (words != "Agrees with the footage.")


def test_the_moment_is_the_marked_second_and_without_one_the_range_is_the_clip() -> None:
    marked = verdict(SAID, FIX, lasting(180.0), mark_s=60.0)
    assert marked.at == marked.earliest == marked.latest == at("2026-11-14T08:16:03")
    whole = verdict(SAID, FIX, lasting(180.0))
    assert (whole.earliest, whole.latest) == (at("2026-11-14T08:15:03"), at("2026-11-14T08:18:03"))


def test_of_several_files_the_best_supported_speaks_for_the_report() -> None:
    late = at(SAID) + timedelta(days=1)
    log = Recording((FIX,), late)
    clip = Recording((recorded("2026-11-13T08:15:00", None, OVERLAY),), late)
    assert foremost(at(SAID), [clip, log]).sureness is Sureness.SURE
    assert foremost(at(SAID), []).sureness is Sureness.ONLY_TYPED


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ((), "No clock of the footage says when, so the reporter's time stands alone."),
        ((FIX,), "GPS and the reporter agree."),
        ((recorded("2026-11-12T08:15:00", "UTC", GPS),), "By GPS."),
        ((FIX, lasting(59.0)), "GPS and the reporter agree."),
        ((FIX, lasting(180.0)), "GPS and the reporter agree. The clip runs until 08:18:03."),
        ((recorded("2026-11-12T08:15:00", None, NAME),), "Only the file's name says so."),
        (
            (FIX, recorded("2026-11-14T08:15:00", None, OVERLAY)),
            "GPS, the time in the picture and the reporter agree.",
        ),
    ],
)
def test_the_reason_is_a_sentence(findings: tuple[Finding, ...], words: str) -> None:
    assert reason(verdict(SAID, *findings)) == words


def test_a_moment_is_said_by_londons_clock() -> None:
    assert moment_in_words(at("2026-06-30T23:30:09")) == "1 July 2026, 00:30:09"


@pytest.mark.parametrize(
    "value",
    [
        *(None, 5, "words", [], {}, {"printed": 5}, {"printed": "yesterday"}),
        *({"printed": "0001-01-01T00:00:00"}, {"printed": "9999-12-31T23:59:59"}),
        *({"printed": "2026-11-14T08:15:00", "t": bad} for bad in ("x", True, float("nan"), float("inf"), 1e300)),
    ],
)
def test_findings_of_another_shape_are_left_out(value: object) -> None:
    odd = Finding("recorded_at", value, "GPS", "reader", "1")  # type: ignore[arg-type]
    assert verdict(SAID, odd).heard == ()


SOURCES = st.sampled_from([(GPS, "UTC"), (OVERLAY, None), (CONTAINER, "UTC"), (NAME, None), (DEVICE, None)])
MINUTES = st.integers(-3 * 24 * 60, 3 * 24 * 60)


@st.composite
def claims(draw: st.DrawFn) -> Finding:
    source, zone = draw(SOURCES)
    near = draw(st.sampled_from([0, 0, 1, 60, -60, 720])) if draw(st.booleans()) else draw(MINUTES)
    printed = datetime(2026, 10, 25, 0, 30) + timedelta(minutes=near)  # noqa: DTZ001
    return recorded(printed.isoformat(), zone, source)


@given(st.lists(claims(), max_size=4))
def test_the_order_of_findings_does_not_matter(found: list[Finding]) -> None:
    one = verdict("2026-10-25T00:30", *found)
    assert all(verdict("2026-10-25T00:30", *other) == one for other in permutations(found))


@given(st.lists(claims(), max_size=4), SOURCES)
def test_one_more_clock_that_agrees_never_lowers_the_confidence(
    found: list[Finding], source: tuple[str, str | None]
) -> None:
    before = verdict("2026-10-25T00:30", *found)
    if before.starts_at is None:
        return
    more = recorded(before.starts_at.replace(tzinfo=None).isoformat(), "UTC", source[0])
    assert verdict("2026-10-25T00:30", *found, more).sureness >= before.sureness


@given(st.lists(claims(), max_size=4))
def test_every_clock_is_heard_once_and_has_its_sentence(found: list[Finding]) -> None:
    one = verdict("2026-10-25T00:30", *found)
    assert len(one.heard) == len(set(map(str, found)))
    assert all(heard_words(each, one).endswith(".") for each in one.heard)
    assert one.earliest <= one.at <= one.latest or one.open_by
