"""Rates count each sender apart, share their counters where they can, and turn nobody away for an outage."""

import socket

import pytest
from pydantic import SecretStr

from storage.rates import Rate, Rates
from storage.settings import Settings
from tests.conftest import House

THREE = Rate("three", 3, 5)


def counting(url: str) -> Rates:
    return Rates(Settings(rate_url=SecretStr(url), secret_key=SecretStr("a key for tests only")))


@pytest.mark.parametrize("shared", [True, False])
def test_the_fourth_of_three_is_one_too_many_and_another_sender_is_not_touched(house: House, shared: bool) -> None:
    rates = counting(house.settings.rate_url.get_secret_value() if shared else "")
    sender = str(house.settings.home)
    assert [rates.take(THREE, sender) for _ in range(4)] == [True, True, True, False]
    assert not rates.has_room(THREE, sender)
    assert rates.has_room(THREE, f"{sender} beside")


def test_asking_for_room_counts_nothing() -> None:
    rates = counting("")
    assert all(rates.has_room(THREE, "somebody") for _ in range(10))


def test_two_processes_share_one_counter(house: House) -> None:
    url, sender = house.settings.rate_url.get_secret_value(), str(house.settings.home)
    one, other = counting(url), counting(url)
    assert [one.take(THREE, sender), other.take(THREE, sender), one.take(THREE, sender)] == [True, True, True]
    assert not other.take(THREE, sender)


def test_without_its_counter_each_process_counts_for_itself() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    rates = counting(f"redis://127.0.0.1:{port}/0")
    assert [rates.take(THREE, "somebody") for _ in range(4)] == [True, True, True, False]
