"""Reads the project as text and as syntax, for the rules that guard the house."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
ROOMS = ("opsnap", "demo", "api", "worker", "storage", "triage")


def python_files(*folders: str) -> list[Path]:
    """Every Python file under these folders, in a steady order."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def short(path: Path) -> str:
    """A file as messages name it."""
    return path.relative_to(ROOT).as_posix()


def calls(*folders: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call in these folders, with its place as file:line."""
    for path in python_files(*folders):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call):
                yield f"{short(path)}:{node.lineno}", node


def modules_of(*rooms: str) -> Iterator[ModuleType]:
    """Every module of these rooms, imported."""
    for path in python_files(*rooms):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "versions" not in parts and parts[-1] != "env":  # migrations run inside Alembic only
            yield import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that git keeps, as it lies here now."""
    # safe.directory: a checkout that belongs to another user is only read.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def rows(document: str, heading: str) -> dict[str, tuple[str, ...]]:
    """The table under a heading of a page in docs/: the first cell without its backticks, and the other cells.

    A pipe inside a cell is not understood; nothing in these tables needs one.
    """
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    _, found, after = f"\n{text}".partition(f"\n## {heading}\n")
    assert found, f"docs/{document} has no heading “{heading}”"
    lines = [line for line in after.partition("\n## ")[0].splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {first.split("`")[1]: tuple(rest) for first, *rest in cells}
