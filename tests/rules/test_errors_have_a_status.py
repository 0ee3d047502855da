"""Whatever a rule or a store refuses has its own answer: one table from errors to statuses."""

from http import HTTPStatus

import pytest

from api.errors import STATUS
from storage.errors import StorageError
from tests.rules.source import ROOMS, modules_of
from triage.errors import TriageError


def kinds_below(kind: type[Exception]) -> set[type[Exception]]:
    """A kind of error and every kind derived from it."""
    return {kind}.union(*(kinds_below(below) for below in kind.__subclasses__()))


@pytest.fixture(scope="module")
def kinds() -> set[type[Exception]]:
    """Every refusal that the product can raise; those that tests make up are not among them."""
    assert list(modules_of("triage", "storage", "worker", "api"))
    found = kinds_below(TriageError) | kinds_below(StorageError)
    return {kind for kind in found if kind.__module__.partition(".")[0] in ROOMS}


def test_every_refusal_has_a_status(kinds: set[type[Exception]]) -> None:
    assert sorted(kind.__name__ for kind in kinds if kind not in STATUS) == []


def test_the_table_names_no_refusal_twice_and_none_that_is_gone(kinds: set[type[Exception]]) -> None:
    assert set(STATUS) <= kinds


def test_every_refusal_has_a_code_of_its_own(kinds: set[type[Exception]]) -> None:
    codes = [str(vars(kind).get("code", "")) for kind in kinds]
    assert "" not in codes
    assert sorted(codes) == sorted(set(codes))


def test_every_status_is_one_that_a_client_or_this_server_has_caused() -> None:
    own = {460}  # tus 1.0: the checksum of a part did not match
    assert all(status in own or HTTPStatus(status).value >= 400 for status in STATUS.values())
