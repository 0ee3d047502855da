"""What every test may ask for: real services once a run, and a migrated database of one's own."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from storage.database import migrate
from storage.embedded import Addresses
from storage.settings import Settings
from storage.unit import Units
from tests.made.emptied import Seed, is_emptied, seed_of
from tests.made.services import cluster, fresh_database, new_database

TEMPLATE = "template_opsnap"
NUMBERS = itertools.count(1)
KEPT: dict[str, tuple[str, str]] = {}  # the addresses of this worker's houses, by the name of the database
FREE: list[str] = []  # those that are empty again


@dataclass(frozen=True)
class House:
    """A product of one's own: its settings, and units on its empty, migrated database."""

    settings: Settings
    units: Units
    owner_url: str


@pytest.fixture(scope="session")
def worker_name(request: pytest.FixtureRequest) -> str:
    """The name of this worker of the run; "master" when there is only one."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "master"))


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory, worker_name: str) -> Addresses:
    """Postgres and Valkey of this run."""
    return cluster(tmp_path_factory, worker_name)


@pytest.fixture(scope="session")
def template(services: Addresses, worker_name: str) -> str:
    """A migrated database with the shipped policy, to copy from."""
    name = f"{TEMPLATE}_{worker_name}"
    owner_url, app_url = new_database(services, name)
    migrate(owner_url)
    engine = create_engine(app_url)
    with Units(engine, secret_key=b"test").open() as unit:
        unit.policy.seed()
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def seed(services: Addresses, template: str) -> Seed:
    """What a migrated database holds."""
    return seed_of(services, template)


@pytest.fixture
def house(services: Addresses, template: str, seed: Seed, worker_name: str, tmp_path: Path) -> Iterator[House]:
    """An empty product: database, broker addresses and folders that nobody else uses."""
    name = FREE.pop() if FREE else f"house_{worker_name}_{next(NUMBERS)}"
    if name not in KEPT:
        KEPT[name] = fresh_database(services, template, name)
    owner_url, app_url = KEPT[name]
    engine = create_engine(app_url, pool_pre_ping=True, connect_args={"options": "-c timezone=UTC"})
    settings = Settings.model_validate(
        {
            "home": tmp_path / "home",
            "database_url": app_url,
            "database_owner_url": owner_url,
            "redis_url": services.redis_url,
            "rate_url": services.rate_url,
            "secret_key": "a key for tests only",
            "allow_as_of": True,
            "disk_floor_bytes": 0,
            # Reading characters costs seconds a clip; what tests it names an engine.
            "overlay_engine": "none",
            "plate_engine": "none",
        }
    )
    yield House(settings, Units(engine, secret_key=b"a key for tests only", allow_as_of=True), owner_url)
    engine.dispose()
    if is_emptied(services, name, seed):
        FREE.append(name)
