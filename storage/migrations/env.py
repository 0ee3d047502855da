"""Runs migrations as the owning role, in one transaction."""

from alembic import context
from sqlalchemy import create_engine, pool

from storage.tables import metadata


def run() -> None:
    """Apply what is missing; a failure leaves the database as it was."""
    engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, include_schemas=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
