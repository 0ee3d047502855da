"""What a form may say, and the sentence it gets when it may not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from triage.errors import BadAnswer
from triage.submission import ReporterMode, answers_from, email_address, offence_day

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
SAID = {
    "offence": "mobile_phone",
    "says": "A phone in the hand.",
    "occurred_at": "2026-11-14T08:15:00Z",
    "road": "Hagley Road",
    "town": "Birmingham",
    "registration": "ab12 cde",
}


def test_answers_become_facts_in_utc_with_what_was_not_asked_left_at_its_default() -> None:
    answers = answers_from(SAID | {"occurred_at": "2026-06-10T00:30:00+01:00"}, NOW)
    assert answers.occurred_at == datetime(2026, 6, 9, 23, 30, tzinfo=UTC)
    assert offence_day(answers) == date(2026, 6, 10)
    assert answers.vehicles[0].registration == "AB12 CDE"
    assert (answers.mode, answers.willing_for_court, answers.hurt) == (ReporterMode.OTHER, True, False)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("offence", "", "Enter what happened"),
        ("says", "  \n ", "Enter what happened in your own words"),
        ("says", "x" * 4001, "4,000 characters or fewer"),
        ("occurred_at", "", "Enter the date and time it happened"),
        ("occurred_at", "yesterday", "Enter a real date and time"),
        ("occurred_at", "2026-02-30T10:00:00Z", "Enter a real date and time"),
        ("occurred_at", "2026-11-14T08:15:00", "needs its zone"),
        ("occurred_at", "2026-11-16T12:06:00Z", "must be in the past"),
        ("occurred_at", "2026-05-01T12:00:00Z", "past 6 months"),
        ("road", "", "Enter the name or number of the road"),
        ("road", "R" * 81, "80 characters or fewer"),
        ("road", "A\x00B", "control characters"),
        ("town", "", "Enter the town"),
        ("registration", "", "Enter the registration number, or say what else identifies the vehicle"),
        ("registration", "<script>", "must only include letters and numbers"),
        ("registration", "ABCDEFGHIJKLM", "12 characters or fewer"),
        ("mode", "rocket", "Select how you were travelling"),
        ("lat", 91, "between -90 and 90"),
        ("lat", "north", "must be a number"),
        ("lat", float("nan"), "must be a number"),
        ("mark_s", -1, "inside the footage"),
        ("hurt", "yes", "must be yes or no"),
        ("colour", 7, "must be text"),
        ("shoe_size", "9", "There is no question called shoe_size"),
    ],
)
def test_what_cannot_stand_is_refused_by_field_and_sentence(field: str, value: object, sentence: str) -> None:
    said = SAID | {"lat": 52.4, "lon": -1.9} | {field: value}
    with pytest.raises(BadAnswer) as refused:
        answers_from(said, NOW)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert sentence in refused.value.sentence


@pytest.mark.parametrize(
    ("minutes", "stands"), [(0, True), (4, True), (5, True), (6, False)], ids=["now", "4 ahead", "5 ahead", "6 ahead"]
)
def test_a_clock_a_little_ahead_is_no_lie(minutes: int, stands: bool) -> None:
    said = SAID | {"occurred_at": (NOW + timedelta(minutes=minutes)).isoformat()}
    if stands:
        answers_from(said, NOW)
    else:
        with pytest.raises(BadAnswer):
            answers_from(said, NOW)


def test_half_a_map_position_is_none() -> None:
    with pytest.raises(BadAnswer) as refused:
        answers_from(SAID | {"lat": 52.4}, NOW)
    assert refused.value.field == "lon"


def test_a_vehicle_without_a_plate_is_reported_by_what_else_marks_it() -> None:
    answers = answers_from(SAID | {"registration": "", "description": "Fleet number 4021"}, NOW)
    assert (answers.vehicles[0].registration, answers.vehicles[0].description) == ("", "Fleet number 4021")


@pytest.mark.parametrize("text", ["", "ann", "ann@", "@example.com", "ann@example", "a b@example.com", "a@b@c.de"])
def test_what_cannot_be_an_address_is_refused(text: str) -> None:
    with pytest.raises(BadAnswer, match=r"like name@example\.com"):
        email_address("email", text)


def test_an_address_is_kept_as_typed() -> None:
    assert email_address("email", " Ann.O'Neill+snap@Example.co.uk ") == "Ann.O'Neill+snap@Example.co.uk"
