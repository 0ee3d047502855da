"""A seeded sample of the proof: letters through Notify's real client under every fault and kill are sent once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.conftest import House
from tests.made.cases import NOW
from tests.made.letter_senders import (
    SEEN_OFTEN,
    Ran,
    by_notify,
    due,
    duplicates,
    later,
    not_sent_once,
    queued_letters,
    run_senders,
    seeded_faults,
)
from tests.made.notify_stub import Fault, NotifyStub, notify_stub
from worker.house import house_of
from worker.outside.notify import Notify
from worker.tasks import WORK
from worker.work import perform

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
    ran = run_senders(sending, stub, seed=SEED, killed_once_in=30)
    assert (duplicates(stub), not_sent_once(sending, stub, letters)) == (0, [])
    assert ran.killed.total() >= 3
    assert len(set(stub.faults)) >= 6


def test_a_sender_that_does_not_ask_first_is_caught(
    house: House, stub: NotifyStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures above mean something: this is what they would show of a careless sender."""
    stub.plan = seeded_faults(SEED, [Fault.DROPPED_AFTER_STORING])
    sending = by_notify(house, stub)
    (one,) = queued_letters(sending, 1)
    home = house_of(sending.settings, sending.units)
    monkeypatch.setattr(Notify, "find", lambda _self, _reference: None)
    for day in range(2):
        later(sending, Ran())
        (job,) = due(sending)
        perform(home, job, WORK, as_of=NOW + day * timedelta(days=1))
    assert duplicates(stub) == 1
    assert not_sent_once(sending, stub, [one]) != []
