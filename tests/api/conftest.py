"""What tests of the staff's web share: one running web for all tests of a file."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from storage.embedded import Addresses
from storage.settings import Settings
from storage.unit import Units
from tests.conftest import House
from tests.made.services import fresh_database
from tests.made.web import running

KEY = "a key for tests only"
NUMBERS = itertools.count(1)


@contextmanager
def made_house(services: Addresses, template: str, worker_name: str, home: Path) -> Iterator[House]:
    """An empty product that lives longer than one test."""
    owner_url, app_url = fresh_database(services, template, f"desk_{worker_name}_{next(NUMBERS)}")
    engine = create_engine(app_url, pool_pre_ping=True, connect_args={"options": "-c timezone=UTC"})
    settings = Settings.model_validate(
        {
            "home": home,
            "database_url": app_url,
            "database_owner_url": owner_url,
            "redis_url": services.redis_url,
            "rate_url": services.rate_url,
            "secret_key": KEY,
            "allow_as_of": True,
            "disk_floor_bytes": 0,
        }
    )
    yield House(settings, Units(engine, secret_key=KEY.encode(), allow_as_of=True), owner_url)
    engine.dispose()


@pytest.fixture(scope="module")
def staffed(
    services: Addresses, template: str, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The house of this file's tests. Its queue is shared: take cases by their address, not the next one."""
    with made_house(services, template, worker_name, tmp_path_factory.mktemp("desk")) as house:
        yield house


@pytest.fixture(scope="module")
def staff_url(staffed: House) -> Iterator[str]:
    """The staff's web over that house."""
    with running(staffed, "staff") as url:
        yield url
