"""The bell: Postgres says at commit that there is work or progress; whoever listens looks for itself."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from storage.jobs import BELL

DISPATCHER_LOCK = 0x0F5A


@contextmanager
def listening(url: str) -> Iterator["Listener"]:
    """A connection of its own that hears every ring from now on."""
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        connection.execute(f"LISTEN {BELL}")
        yield Listener(connection)


class Listener:
    """Hears rings; a ring carries a word, never anything that must be believed."""

    def __init__(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        self._connection = connection

    def wait(self, seconds: float) -> tuple[str, ...]:
        """The words of the rings that came within so many seconds; empty when none did."""
        heard = self._connection.notifies(timeout=seconds, stop_after=1)
        return tuple(one.payload for one in heard)

    def is_the_only_one(self) -> bool:
        """Whether this connection holds the dispatcher's lock; a second dispatcher waits in reserve."""
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", (DISPATCHER_LOCK,)).fetchone()
        return row is not None and row[0] is True


def plain_url(url: str) -> str:
    """The URL as the driver takes it, without the name SQLAlchemy puts in front."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
