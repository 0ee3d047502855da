"""The post's rules, day by day: when a letter must go, when it went, and what it means that it came back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from triage.errors import BadAnswer, NotAllowedNow, NotLawful, TooLateToProsecute, TriageError
from triage.letter import LetterKind
from triage.post import (
    Mail,
    PostedCase,
    ReturnMeaning,
    certificate_number,
    is_lying,
    is_served_in_time,
    letter_reference,
    missed_its_post,
    post_task_due,
    require_personal_service,
    require_posting_day,
    require_return_day,
    server_code,
    what_a_return_means,
)
from triage.record import Letter, LetterState

ID = UUID(int=1)
PRINTED_AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # a Monday
LAST_POST, DEADLINE = date(2026, 11, 26), date(2026, 11, 30)
CASE = PostedCase(ID, "SN-0000-0000-0", 1, LAST_POST, DEADLINE)
LETTER = Letter(
    id=ID,
    decision_id=ID,
    case_id=ID,
    kind="notice",
    step=0,
    recipient="keeper",
    registration="AB12CDE",
    reference="L-0000-0001-1",
    state=LetterState.PRINTED,
    rule="",
    created_at=PRINTED_AT,
    printed_at=PRINTED_AT,
)
NOTICE = Mail(LETTER, CASE)
WARNING = Mail(replace(LETTER, kind="warning"), CASE)
POSTED = replace(LETTER, state=LetterState.SENT, posted_on=date(2026, 11, 24), served_on=date(2026, 11, 26))
NONE: frozenset[date] = frozenset()


@pytest.mark.parametrize(
    ("day", "is_taken"),
    [
        (date(2026, 11, 20), False),  # before it was printed
        (date(2026, 11, 23), True),  # the day it was printed
        (date(2026, 11, 27), True),  # today
        (date(2026, 11, 28), False),  # the future
    ],
)
def test_a_batch_left_between_printing_and_today(day: date, is_taken: bool) -> None:
    today = date(2026, 11, 27)
    if is_taken:
        require_posting_day(day, [LETTER], today, NONE)
    else:
        with pytest.raises(BadAnswer):
            require_posting_day(day, [LETTER], today, NONE)


@pytest.mark.parametrize(
    ("day", "today", "is_taken"),
    [
        (date(2026, 11, 28), date(2026, 11, 30), False),  # last Saturday
        (date(2026, 11, 28), date(2026, 11, 28), True),  # today, though a Saturday
        (date(2026, 11, 27), date(2026, 11, 30), False),  # a bank holiday declared for that Friday
    ],
)
def test_an_earlier_day_without_post_is_refused(day: date, today: date, is_taken: bool) -> None:
    holidays = frozenset({date(2026, 11, 27)})
    if is_taken:
        require_posting_day(day, [LETTER], today, holidays)
    else:
        with pytest.raises(BadAnswer):
            require_posting_day(day, [LETTER], today, holidays)


@pytest.mark.parametrize(
    ("mail", "posted_on", "is_missed"),
    [
        (NOTICE, date(2026, 11, 25), False),
        (NOTICE, LAST_POST, False),
        (NOTICE, date(2026, 11, 27), True),
        (WARNING, date(2026, 12, 31), False),  # nothing binds it
    ],
)
def test_a_notice_misses_its_post_the_day_after(mail: Mail, posted_on: date, is_missed: bool) -> None:
    assert missed_its_post(mail, posted_on) is is_missed


@pytest.mark.parametrize(
    ("served_on", "is_in_time"),
    [(None, False), (date(2026, 11, 29), True), (DEADLINE, True), (date(2026, 12, 1), False)],
)
def test_service_counts_until_the_deadline(served_on: date | None, is_in_time: bool) -> None:
    assert is_served_in_time(served_on, DEADLINE) is is_in_time


@pytest.mark.parametrize(
    ("now", "lies"),
    [
        (datetime(2026, 11, 25, 23, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 26, 13, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 26, 14, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 27, 9, 0, tzinfo=UTC), True),
    ],
)
def test_a_notice_that_still_lies_there_alarms_on_the_afternoon_of_its_last_post(now: datetime, lies: bool) -> None:
    assert is_lying(NOTICE, now) is lies
    assert not is_lying(WARNING, now)
    assert not is_lying(Mail(POSTED, CASE), now)


def test_what_no_deadline_hurries_is_posted_in_three_business_days() -> None:
    assert post_task_due(None, date(2026, 11, 26), NONE) == date(2026, 12, 1)
    assert post_task_due(LAST_POST, date(2026, 11, 23), NONE) == LAST_POST


@pytest.mark.parametrize(
    ("kind", "returned_on", "meaning"),
    [
        (LetterKind.NOTICE, date(2026, 11, 29), ReturnMeaning.SERVE_ANOTHER_WAY),
        (LetterKind.NOTICE, DEADLINE, ReturnMeaning.IN_DOUBT),
        (LetterKind.NOTICE, date(2026, 12, 1), ReturnMeaning.IN_DOUBT),
        (LetterKind.S172_ALONE, date(2026, 11, 29), ReturnMeaning.ASK_AGAIN),
        (LetterKind.REQUIREMENT_NEXT, date(2026, 12, 9), ReturnMeaning.ASK_AGAIN),
        (LetterKind.REMINDER, date(2026, 12, 9), ReturnMeaning.NOTHING),
        (LetterKind.WARNING, date(2026, 11, 29), ReturnMeaning.NOTHING),
        (LetterKind.AUTOMATIC_ADVICE, date(2026, 11, 29), ReturnMeaning.NOTHING),
    ],
)
def test_a_notice_back_on_its_last_day_is_in_doubt_and_before_it_is_served_another_way(
    kind: LetterKind, returned_on: date, meaning: ReturnMeaning
) -> None:
    assert what_a_return_means(kind.value, returned_on, DEADLINE) is meaning


@pytest.mark.parametrize(
    ("letter", "returned_on", "error"),
    [
        (LETTER, date(2026, 11, 25), NotAllowedNow),  # never posted
        (POSTED, date(2026, 11, 23), BadAnswer),  # before it was posted
        (POSTED, date(2026, 12, 2), BadAnswer),  # tomorrow
        (replace(POSTED, state=LetterState.RETURNED), date(2026, 11, 30), NotAllowedNow),  # a second time
    ],
)
def test_what_cannot_have_come_back_is_refused(letter: Letter, returned_on: date, error: type[TriageError]) -> None:
    with pytest.raises(error):
        require_return_day(letter, returned_on, date(2026, 12, 1))


@pytest.mark.parametrize("returned_on", [date(2026, 11, 24), date(2026, 12, 1)])
def test_a_letter_can_come_back_from_the_day_it_was_posted_until_today(returned_on: date) -> None:
    require_return_day(POSTED, returned_on, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("mail", "served_on", "error"),
    [
        (NOTICE, DEADLINE, None),
        (Mail(replace(POSTED, state=LetterState.RETURNED), CASE), DEADLINE, None),
        (NOTICE, date(2026, 12, 1), TooLateToProsecute),
        (NOTICE, date(2026, 12, 3), BadAnswer),  # the future
        (NOTICE, date(2026, 11, 22), BadAnswer),  # before it existed
        (WARNING, DEADLINE, NotLawful),
        (Mail(replace(LETTER, state=LetterState.VOID), CASE), DEADLINE, NotAllowedNow),
        (Mail(replace(POSTED, service="personal"), CASE), DEADLINE, NotAllowedNow),  # a second time
    ],
)
def test_service_by_hand_counts_until_the_deadline(
    mail: Mail, served_on: date, error: type[TriageError] | None
) -> None:
    today = date(2026, 12, 2)
    if error is None:
        require_personal_service(mail, served_on, today)
    else:
        with pytest.raises(error):
            require_personal_service(mail, served_on, today)


@pytest.mark.parametrize("typed", ["AB 1234 5678 9GB", "pl/2026/11-4"])
def test_a_certificates_number_is_kept_as_it_stands(typed: str) -> None:
    assert certificate_number(f" {typed} ") == typed


@pytest.mark.parametrize("typed", ["", "ab", "x" * 41, "12\n34;", "=cmd()"])
def test_what_is_no_certificates_number_is_refused(typed: str) -> None:
    with pytest.raises(BadAnswer):
        certificate_number(typed)


@pytest.mark.parametrize("typed", ["", "PC Able", "Able Example", "x" * 21])
def test_whoever_served_it_is_named_by_number(typed: str) -> None:
    assert server_code(" 4471 ") == "4471"
    with pytest.raises(BadAnswer):
        server_code(typed)


@pytest.mark.parametrize("typed", ["L-7K3M-9QXT-Q", "l7k3m9qxtq", " 7k3m 9qxt q ", "L-7K3M-9QXT-Q\t"])
def test_a_letters_reference_is_read_from_a_scanner_or_a_hand(typed: str) -> None:
    assert letter_reference(typed) == "L-7K3M-9QXT-Q"


@pytest.mark.parametrize("typed", ["", "L-7K3M-9QXT-R", "AB12CDE", "L-7K3M"])
def test_a_slip_in_a_letters_reference_is_refused(typed: str) -> None:
    with pytest.raises(BadAnswer, match="as it stands on the letter"):
        letter_reference(typed)
