"""Notify's real client against a Notify on this machine: what each fault means, and what is asked by reference."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import jwt
import pytest
import typst

from storage.production import UnsafeProduction, refuse_unsafe
from storage.settings import Settings
from tests.made.notify_stub import (
    API_KEY,
    SECRET,
    SERVICE_ID,
    Fault,
    NotifyStub,
    notify_stub,
    wrong_geometry,
    wrong_token,
)
from triage.letter import LetterKind
from worker.house import channel_of
from worker.outside.channel import (
    Became,
    Channel,
    ChannelFault,
    Fate,
    Misconfigured,
    OutcomeUnknown,
    Posting,
    Refused,
    Unavailable,
)
from worker.outside.notify import Notify

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
REFERENCE = "L7K2-M9QX-4"
FACTS = Posting(LetterKind.NOTICE, 1, NOW)


def a_page(words: str = "", *, at_mm: tuple[int, int] = (30, 45), size: str = "a4") -> bytes:
    """A PDF of one page with some words at a place."""
    made = typst.compile(
        f'#set page(paper: "{size}", margin: 0pt)\n#place(dx: {at_mm[0]}mm, dy: {at_mm[1]}mm)[{words}]'.encode()
    )
    assert isinstance(made, bytes)
    return made


LETTER = a_page("To somebody")


@pytest.fixture
def stub() -> Iterator[NotifyStub]:
    with notify_stub(silence_s=0.5) as serving:
        yield serving


def notify(stub: NotifyStub, key: str = API_KEY, timeout_s: float = 20.0) -> Notify:
    return Notify(key, base_url=stub.url, timeout_s=timeout_s, quiet_s=300)


def test_a_letter_is_handed_over_and_found_under_its_reference(stub: NotifyStub) -> None:
    channel: Channel = notify(stub)
    assert channel.find(REFERENCE) is None
    channel.send(REFERENCE, LETTER, FACTS)
    (held,) = stub.held(REFERENCE)
    assert (held.pdf, held.postage) == (LETTER, "first")
    found = channel.find(REFERENCE)
    assert found is not None
    assert found.created_at == held.created_at
    assert channel.find("L-OTHER") is None


@pytest.mark.parametrize(
    ("fault", "means", "stored"),
    [
        (Fault.BAD_REQUEST, Refused, 0),
        (Fault.FORBIDDEN, Misconfigured, 0),
        (Fault.TOO_MANY, Unavailable, 0),
        (Fault.BROKEN, OutcomeUnknown, 0),
        (Fault.BAD_GATEWAY, OutcomeUnknown, 0),
        (Fault.DOWN, OutcomeUnknown, 0),
        (Fault.BROKEN_AFTER_STORING, OutcomeUnknown, 1),
        (Fault.SILENT_BEFORE_STORING, OutcomeUnknown, 0),
        (Fault.SILENT_AFTER_STORING, OutcomeUnknown, 1),
        (Fault.DROPPED_BEFORE_STORING, OutcomeUnknown, 0),
        (Fault.DROPPED_AFTER_STORING, OutcomeUnknown, 1),
    ],
)
def test_each_fault_says_whether_the_letter_may_have_been_taken(
    stub: NotifyStub, fault: Fault, means: type[ChannelFault], stored: int
) -> None:
    stub.plan = lambda _reference: fault
    with pytest.raises(means):
        notify(stub, timeout_s=0.2 if "SILENT" in fault.name else 20.0).send(REFERENCE, LETTER, FACTS)
    assert len(stub.held(REFERENCE)) == stored
    assert (notify(stub).find(REFERENCE) is not None) == bool(stored)


def test_a_refusal_carries_the_services_own_sentence(stub: NotifyStub) -> None:
    with pytest.raises(Refused, match="content-outside-printable-area"):
        notify(stub).send(REFERENCE, a_page("Too high", at_mm=(30, 32)), FACTS)
    assert stub.letters == []


def test_nobody_listening_is_an_unknown_outcome_too(stub: NotifyStub) -> None:
    channel = Notify(API_KEY, base_url="http://127.0.0.1:9", timeout_s=0.2, quiet_s=300)
    with pytest.raises(OutcomeUnknown):
        channel.send(REFERENCE, LETTER, FACTS)


def test_an_address_that_is_not_notifys_is_a_matter_of_configuration(stub: NotifyStub) -> None:
    channel = Notify(API_KEY, base_url=f"{stub.url}/elsewhere/x/", timeout_s=0.2, quiet_s=300)
    channel.send(REFERENCE, LETTER, FACTS)  # the client keeps only the host of its address
    assert len(stub.held(REFERENCE)) == 1


@pytest.mark.parametrize(
    ("fault", "means"),
    [
        (Fault.FORBIDDEN, Misconfigured),
        (Fault.TOO_MANY, Unavailable),
        (Fault.DOWN, OutcomeUnknown),
        (Fault.SILENT_BEFORE_STORING, OutcomeUnknown),
        (Fault.DROPPED_BEFORE_STORING, OutcomeUnknown),
    ],
)
def test_a_question_that_fails_is_never_taken_for_a_no(
    stub: NotifyStub, fault: Fault, means: type[ChannelFault]
) -> None:
    stub.asked = lambda: fault
    for question in (notify(stub).find, notify(stub).became, notify(stub).recall):
        with pytest.raises(means):
            question(REFERENCE)


@pytest.mark.parametrize(
    ("status", "became", "is_found"),
    [
        ("pending-virus-check", Fate.UNDER_WAY, True),
        ("accepted", Fate.UNDER_WAY, True),
        ("received", Fate.POSTED, True),
        ("delivered", Fate.POSTED, True),
        ("validation-failed", Fate.REFUSED, False),
        ("virus-scan-failed", Fate.REFUSED, False),
        ("technical-failure", Fate.REFUSED, False),
        ("permanent-failure", Fate.REFUSED, False),
        ("cancelled", Fate.REFUSED, False),
        ("a status of next year", Fate.UNDER_WAY, True),
    ],
)
def test_what_became_of_a_letter_and_whether_it_still_counts_as_sent(
    stub: NotifyStub, status: str, became: Fate, is_found: bool
) -> None:
    channel = notify(stub)
    channel.send(REFERENCE, LETTER, FACTS)
    stub.letters[0].status = status
    assert channel.became(REFERENCE).fate is became
    assert (channel.find(REFERENCE) is not None) == is_found
    assert channel.recall(REFERENCE) is not is_found


def test_a_letter_that_notify_does_not_know_was_refused_in_words(stub: NotifyStub) -> None:
    unknown = Became(Fate.REFUSED, "GOV.UK Notify does not know the letter any more.")
    assert notify(stub).became(REFERENCE) == unknown


def test_the_real_service_accepts_first_and_finds_fault_later(stub: NotifyStub) -> None:
    stub.checks_geometry = "later"
    channel = notify(stub)
    channel.send(REFERENCE, a_page("Too high", at_mm=(30, 32)), FACTS)
    assert channel.became(REFERENCE).fate is Fate.REFUSED


@pytest.mark.parametrize(
    ("at", "posted_on"),
    [
        (datetime(2026, 11, 16, 17, 29, 59, tzinfo=UTC), date(2026, 11, 17)),
        (datetime(2026, 11, 16, 17, 30, tzinfo=UTC), date(2026, 11, 18)),
        (datetime(2026, 11, 20, 17, 29, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 20, 17, 31, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 21, 9, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 22, 18, 0, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 6, 15, 16, 29, tzinfo=UTC), date(2026, 6, 16)),  # half past five on London's summer clock
        (datetime(2026, 6, 15, 16, 30, tzinfo=UTC), date(2026, 6, 17)),
        (datetime(2026, 12, 24, 12, 0, tzinfo=UTC), date(2026, 12, 29)),  # Christmas, and its substitute on a Monday
    ],
)
def test_what_comes_before_half_past_five_is_posted_on_the_next_working_day(
    stub: NotifyStub, at: datetime, posted_on: date
) -> None:
    holidays = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
    assert notify(stub).posting_day(at, holidays) == posted_on


@pytest.mark.parametrize(
    ("pdf", "wrong"),
    [
        (LETTER, ""),
        (a_page("The body", at_mm=(20, 100)), ""),
        (a_page("Our mark", at_mm=(20, 10)), ""),
        (a_page("Our address", at_mm=(130, 40)), ""),
        (a_page("Too high", at_mm=(30, 32)), "content-outside-printable-area"),
        (a_page("Too far left", at_mm=(5, 150)), "content-outside-printable-area"),
        (a_page("Between the boxes", at_mm=(30, 80)), "content-outside-printable-area"),
        (a_page("Small", size="a5"), "letter-not-a4-portrait-oriented"),
        (b"no letter at all", "Letter content is not a valid PDF"),
    ],
)
def test_the_stub_measures_letters_as_notify_does(pdf: bytes, wrong: str) -> None:
    assert wrong_geometry(pdf) == wrong


@pytest.mark.parametrize(
    ("claims", "key", "algorithm", "is_right"),
    [
        ({"iss": SERVICE_ID, "iat": 1000}, SECRET, "HS256", True),
        ({"iss": SERVICE_ID, "iat": 970}, SECRET, "HS256", True),
        ({"iss": SERVICE_ID, "iat": 969}, SECRET, "HS256", False),
        ({"iss": SERVICE_ID, "iat": 1031}, SECRET, "HS256", False),
        ({"iss": "somebody else", "iat": 1000}, SECRET, "HS256", False),
        ({"iss": SERVICE_ID, "iat": 1000}, SERVICE_ID, "HS256", False),
        ({"iss": SERVICE_ID, "iat": 1000}, SECRET * 2, "HS512", False),
        ({"iss": SERVICE_ID}, SECRET, "HS256", False),
    ],
)
def test_the_stub_believes_only_a_fresh_token_of_the_right_key(
    claims: dict[str, object], key: str, algorithm: str, is_right: bool
) -> None:
    token = jwt.encode(claims, key, algorithm)
    assert (wrong_token(f"Bearer {token}", 1000) == "") == is_right


def test_a_wrong_key_takes_nothing(stub: NotifyStub) -> None:
    with pytest.raises(Misconfigured, match="signature"):
        notify(stub, f"snap-{SERVICE_ID}-{SERVICE_ID}").send(REFERENCE, LETTER, FACTS)
    assert stub.letters == []


SAFE = {
    "mode": "production",
    "database_url": "x",
    "redis_url": "x",
    "rate_url": "x",
    "secret_key": "a key that is long enough",
    "secure_cookies": True,
    "public_url": "https://public",
    "staff_url": "https://staff",
    "letter_channel": "notify",
    "notify_api_key": API_KEY,
    "mail_channel": "smtp",
    "smtp_host": "mail.example",
}


def test_a_production_with_notify_and_smtp_starts() -> None:
    chosen = Settings.model_validate(SAFE)
    refuse_unsafe(chosen)
    assert channel_of(chosen).quiet == timedelta(minutes=5)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"notify_api_key": ""}, "NOTIFY_API_KEY is not set"),
        ({"notify_base_url": "http://notify"}, "NOTIFY_BASE_URL must begin with https"),
        ({"notify_quiet_s": 59}, "at least twice"),
        ({"smtp_host": ""}, "SMTP_HOST is not set"),
        ({"smtp_tls": "none"}, "starttls or tls"),
    ],
)
def test_a_production_whose_channel_cannot_be_trusted_does_not_start(changed: dict[str, object], words: str) -> None:
    with pytest.raises(UnsafeProduction, match=words):
        refuse_unsafe(Settings.model_validate({**SAFE, **changed}))
