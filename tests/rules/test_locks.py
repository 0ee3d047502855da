"""What is installed is pinned to bytes, not to a place: every line of a lock has hashes and none an address."""

import re
import tomllib

import pytest

from tests.rules.source import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
PINNED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,-]+\])?==[^ ;\\]+", re.MULTILINE)
HASHED = re.compile(r"--hash=sha256:[0-9a-f]{64}(?![0-9a-f])")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements(lock: str) -> list[str]:
    """The requirements of a lock, each on one line with its hashes."""
    joined = lock.replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def names_in(lock: str) -> set[str]:
    """The distributions that a lock pins."""
    return {found["name"] for line in requirements(lock) if (found := PINNED.match(line))}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_and_hashed(path: object) -> None:
    text = (ROOT / "requirements" / getattr(path, "name", "")).read_text(encoding="utf-8")
    loose = [line for line in requirements(text) if not PINNED.match(line) or not HASHED.search(line)]
    assert loose == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_no_lock_names_an_address_or_an_index(path: object) -> None:
    text = (ROOT / "requirements" / getattr(path, "name", "")).read_text(encoding="utf-8")
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", text) == []


def test_the_locks_hold_everything_that_the_project_asks_for() -> None:
    def named(wanted: list[str]) -> set[str]:
        return {re.split(r"[\[=<>~! ;]", one)[0].lower() for one in wanted}

    run, dev = (
        names_in((ROOT / "requirements" / name).read_text(encoding="utf-8")) for name in ("run.lock", "dev.lock")
    )
    assert named(PROJECT["dependencies"]) <= run
    assert run | named(PROJECT["optional-dependencies"]["dev"]) <= dev


@pytest.mark.parametrize("loose", ["fastapi>=0.1", "fastapi==0.1", "fastapi==0.1 --hash=sha256:12", "fastapi @ x"])
def test_the_guard_catches_a_loose_line(loose: str) -> None:
    assert not PINNED.match(loose) or not HASHED.search(loose)
