"""Where every table registers, and the column shapes they share."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Instant = TIMESTAMP(timezone=True)
# Byte order, not a language's: registrations and references compare the same on every machine.
Plain = Text(collation="C")


def instant(name: str, *, nullable: bool = False) -> Column[object]:
    """A column that holds an instant (UTC); days are London dates and are columns of type Date."""
    return Column(name, Instant, nullable=nullable)


def stored_bytes() -> tuple[Column[object], ...]:
    """The columns of any stored file: hash and size of the plaintext, and how it lies in the store."""
    return (
        Column("sha256", Plain, nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("cipher", Plain, nullable=False, server_default="none"),
        Column("key_id", Plain),
        Column("layout_version", Integer, nullable=False, server_default="1"),
    )
