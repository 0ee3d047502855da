"""Engines for the two database roles, and bringing a database to the newest migration."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError as DatabaseDown
from sqlalchemy.exc import TimeoutError as PoolExhausted

__all__ = [
    "DatabaseDown",
    "PoolExhausted",
    "alembic_config",
    "current_migration",
    "engine_for",
    "migrate",
    "newest_migration",
]

MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def engine_for(url: str, pool_size: int = 10) -> Engine:
    """One pooled engine for a URL; a connection that died while idle is replaced, not handed out."""
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=10,
        pool_pre_ping=True,
        pool_timeout=10,
        hide_parameters=True,  # a failed statement's words reach logs, jobs and alarms; the names it carried do not
        connect_args={"options": "-c timezone=UTC"},  # instants leave the database as they are kept
    )


def alembic_config(owner_url: str) -> Config:
    """Alembic's settings without an ini file, so that the wheel carries all it needs."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = owner_url
    return config


def migrate(owner_url: str) -> None:
    """Bring the database to the newest migration, as the owning role."""
    command.upgrade(alembic_config(owner_url), "head")


def newest_migration() -> str:
    """The one head of the migrations this code was shipped with."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if head is None:
        raise RuntimeError("There are no migrations.")
    return head


def current_migration(engine: Engine) -> str | None:
    """The migration the database stands at."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
