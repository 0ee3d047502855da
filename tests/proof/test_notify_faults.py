"""Five hundred letters through Notify's real client under every fault, the sender killed between any two steps."""

from collections.abc import Callable

import pytest

from tests.conftest import House
from tests.made.letter_senders import (
    POINTS,
    SEEN_OFTEN,
    by_notify,
    duplicates,
    not_sent_once,
    queued_letters,
    run_senders,
    seeded_faults,
)
from tests.made.notify_stub import Fault, notify_stub

LETTERS, SEED = 500, 3


@pytest.mark.proof
def test_five_hundred_letters_are_sent_once_each_under_every_fault_and_kill(
    house: House, record_property: Callable[[str, object], None]
) -> None:
    with notify_stub(silence_s=0.6) as stub:
        stub.plan = seeded_faults(SEED, [*SEEN_OFTEN, *Fault])
        sending = by_notify(house, stub)
        letters = queued_letters(sending, LETTERS)
        ran = run_senders(sending, stub, seed=SEED, killed_once_in=30, rounds=1000)
        wrong = not_sent_once(sending, stub, letters)
    record_property("seed", SEED)
    record_property("letters", LETTERS)
    record_property("requests", stub.requests)
    record_property("faults", {fault.value: stub.faults.count(fault) for fault in Fault})
    record_property("killed", dict(ran.killed))
    record_property("asked_again_by_a_person", ran.asked_again)
    record_property("duplicates", duplicates(stub))
    record_property("lost", len(wrong))
    assert (duplicates(stub), wrong) == (0, [])
    assert set(stub.faults) == set(Fault)
    assert set(ran.killed) == set(POINTS)
