"""The rules decide and do nothing else: no clock, no chance, no files, and only the standard modules they need."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TRIAGE = Path(__file__).parents[2] / "triage"
MODULES = sorted(TRIAGE.rglob("*.py"))
ALLOWED = frozenset(
    {
        *("__future__", "abc", "base64", "binascii", "collections", "contextlib", "copy", "dataclasses", "datetime"),
        *("decimal", "difflib", "enum", "fractions", "functools", "hashlib", "heapq", "hmac", "itertools", "json"),
        *("math", "operator", "re", "string", "types", "typing", "unicodedata", "uuid", "zoneinfo", "triage"),
    }
)
# Each of these would make the answer depend on something that is not in the facts.
FORBIDDEN = frozenset(
    {
        *(
            "open",
            "now",
            "utcnow",
            "today",
            "uuid1",
            "uuid4",
            "random",
            "randint",
            "choice",
            "token_bytes",
            "token_hex",
        ),
        *(
            "urandom",
            "time_ns",
            "monotonic",
            "perf_counter",
            "print",
            "input",
            "exec",
            "eval",
            "__import__",
            "breakpoint",
        ),
        *("read_text", "read_bytes", "write_text", "write_bytes", "getenv", "environ"),
    }
)

OPENS_NO_FILE = "unit.worklist.open"  # puts a task on the work list


def imported(tree: ast.AST) -> Iterator[str]:
    """The first part of every module that is imported anywhere in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "triage").partition(".")[0]


def impure(tree: ast.AST) -> Iterator[str]:
    """Every forbidden name that is called, or imported in order to be."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in FORBIDDEN and not ast.unparse(called).endswith(OPENS_NO_FILE):
                yield f"{name}() in line {node.lineno}"
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{alias.name} in line {node.lineno}" for alias in node.names if alias.name in FORBIDDEN)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(TRIAGE)))
def test_a_rule_imports_only_what_cannot_touch_the_world(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    assert set(imported(tree)) <= ALLOWED


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(TRIAGE)))
def test_a_rule_asks_neither_the_clock_nor_chance_nor_a_file(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    assert list(impure(tree)) == []


@pytest.mark.parametrize(
    "broken",
    [
        "from datetime import datetime\nx = datetime.now()",
        "from datetime import date\nx = date.today()",
        "from uuid import uuid4",
        "x = open('letter.txt')",
        "import uuid\nx = uuid.uuid4()",
    ],
)
def test_the_guard_catches_what_it_is_there_to_catch(broken: str) -> None:
    assert list(impure(ast.parse(broken)))


@pytest.mark.parametrize("broken", ["import os", "import random", "from time import time", "import sqlalchemy.orm"])
def test_the_guard_catches_an_import_that_reaches_out(broken: str) -> None:
    assert not set(imported(ast.parse(broken))) <= ALLOWED
