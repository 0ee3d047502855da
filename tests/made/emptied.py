"""Databases used again: one that is emptied costs a fifth of another copy, and there are a thousand tests."""

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

from storage.embedded import Addresses, plain

ROOM = 8 * 1024**2  # bytes by which a test may let a database grow; a fuller one is not worth emptying
TABLES = """SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"""
# A copy keeps the numbers of its tables, so that whatever a test changed about them shows.
SHAPE = """SELECT md5(string_agg(concat_ws(' ', c.oid, c.relname, c.relacl, c.relhastriggers,
  (SELECT string_agg(concat_ws(' ', a.attname, a.atttypid, a.attnotnull, a.attacl), ',' ORDER BY a.attnum)
   FROM pg_attribute a WHERE a.attrelid = c.oid)), ';' ORDER BY c.oid))
FROM pg_class c WHERE c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace,
  'pg_toast'::regnamespace)"""
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
NUMBERED = "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL"


@dataclass(frozen=True)
class Seed:
    """What a migrated database holds before anybody used it: its shape, its size, and the rows of each filled table."""

    shape: str
    size: int
    rows: Mapping[str, bytes]
    numbers: Mapping[str, int]


def seed_of(services: Addresses, database: str) -> Seed:
    """Read it once."""
    with _admin(services, database) as admin:
        return Seed(
            _one(admin, SHAPE),
            int(_one(admin, "SELECT pg_database_size(current_database())")),
            {table: _rows(admin, table) for table in _filled(admin)},
            {str(name): int(last) for name, last in admin.execute(NUMBERED)},
        )


def is_emptied(services: Addresses, database: str, seed: Seed) -> bool:
    """Make a used database as good as new; False, and nothing done, where that is not worth it or not possible."""
    with _admin(services, database) as admin:
        admin.execute(OTHERS, (database,))
        grown = int(_one(admin, "SELECT pg_database_size(current_database())")) - seed.size
        if grown > ROOM or _one(admin, SHAPE) != seed.shape:
            return False
        admin.execute("SET session_replication_role = replica")
        if filled := _filled(admin):
            admin.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(_several(filled)))
        for table, rows in seed.rows.items():
            with admin.cursor().copy(sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(_named(table))) as into:
                into.write(rows)
        for name, last in seed.numbers.items():
            admin.execute("SELECT setval(%s::regclass, %s)", (name, last))
        return True


def _admin(services: Addresses, database: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(plain(services.admin_url), dbname=database, autocommit=True)


def _one(admin: "psycopg.Connection[tuple[object, ...]]", query: str) -> str:
    row = admin.execute(query.encode()).fetchone()
    assert row is not None
    return str(row[0])


def _filled(admin: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
    tables = [str(name) for (name,) in admin.execute(TABLES)]
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables)  # noqa: S608
    return [str(name) for (name,) in admin.execute(asked.encode())]


def _rows(admin: "psycopg.Connection[tuple[object, ...]]", table: str) -> bytes:
    with admin.cursor().copy(sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(_named(table))) as out:
        return b"".join(map(bytes, out))


def _several(tables: list[str]) -> sql.Composable:
    return sql.SQL(", ").join(map(_named, tables))


def _named(table: str) -> sql.Composable:
    return sql.SQL(table)  # type: ignore[arg-type]  # quoted by the database itself, above
