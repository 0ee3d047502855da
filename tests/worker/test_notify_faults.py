"""A seeded sample of the proof: letters through Notify's real client under every fault and kill are sent once."""

from collections.abc import Iterator

import pytest

from tests.conftest import House
from tests.made.letter_senders import (
    SEEN_OFTEN,
    by_notify,
    duplicates,
    not_sent_once,
    queued_letters,
    run_senders,
    seeded_faults,
)
from tests.made.notify_stub import Fault, NotifyStub, notify_stub

LETTERS, SEED = 25, 20261116


@pytest.fixture
def stub() -> Iterator[NotifyStub]:
    with notify_stub(silence_s=0.6) as serving:
        yield serving


def test_a_sample_of_letters_is_sent_once_each_whatever_fails_and_whoever_is_killed(
    house: House, stub: NotifyStub
) -> None:
    stub.plan = seeded_faults(SEED, [*SEEN_OFTEN, *SEEN_OFTEN, *Fault])
    sending = by_notify(house, stub)
    letters = queued_letters(sending, LETTERS)
    ran = run_senders(sending, stub, seed=SEED, killed_once_in=20)
    assert (duplicates(stub), not_sent_once(sending, stub, letters)) == (0, [])
    assert ran.killed.total() >= 3
    assert len(set(stub.faults)) >= 6
