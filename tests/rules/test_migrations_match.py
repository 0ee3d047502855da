"""The migrations end in one place, and there the database is what the tables say."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from storage.database import MIGRATIONS, newest_migration
from storage.tables import metadata
from tests.conftest import House


@pytest.fixture
def migrated(house: House) -> Iterator[Connection]:
    """The owner's connection to a database that only migrations have touched."""
    engine = create_engine(house.owner_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_there_is_one_newest_migration_and_one_first() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert scripts.get_heads() == [newest_migration()]
    assert len(scripts.get_bases()) == 1


def test_the_migrated_database_is_what_the_tables_say(migrated: Connection) -> None:
    context = MigrationContext.configure(migrated, opts={"include_schemas": True, "compare_server_default": True})
    assert context.get_current_revision() == newest_migration()
    assert compare_metadata(context, metadata) == []
