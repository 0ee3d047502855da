"""What a failed statement says: its words reach logs, jobs and alarms, and so must not hold what it carried."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storage.database import engine_for
from tests.conftest import House


def test_a_failed_statement_does_not_say_whose_name_it_carried(house: House) -> None:
    engine = engine_for(house.settings.database_url.get_secret_value())
    with engine.connect() as connection, pytest.raises(SQLAlchemyError) as failed:
        connection.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "Ann Sample"})
    engine.dispose()
    assert "Ann Sample" not in str(failed.value)
