"""Whatever a page names, a file or a test, is there; every decision has its five parts and its own number."""

import re
from pathlib import Path

import pytest

from tests.rules.source import ROOT, short, tree_of

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PARTS = ("Context", "Decision", "Consequences", "Alternatives", "Enforced by")
# `room/file.py`, `docs/page.md`, `tests/file.py::test_name`; commands and patterns have spaces, stars or braces.
NAMED = re.compile(
    r"`((?:opsnap|demo|api|worker|storage|triage|tests|bench|docs|deploy|requirements)/[\w./-]*)(?:::(\w+))?`"
)
LONGEST_DECISION = 45


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_every_file_and_test_that_a_page_names_is_there(page: Path) -> None:
    for name, test in NAMED.findall(page.read_text(encoding="utf-8")):
        path = ROOT / name
        assert path.exists(), f"{name} is gone"
        if test:
            assert test in {getattr(node, "name", "") for node in tree_of(path).body}, f"{name} has no {test}"


@pytest.mark.parametrize("page", DECISIONS, ids=short)
def test_a_decision_has_five_parts_on_one_screen(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^\*\*([A-Z][a-z ]+)\.\*\*", text, re.MULTILINE) == list(PARTS)
    assert text.startswith(f"# {page.name[:4]} ")
    assert len(text.splitlines()) <= LONGEST_DECISION


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [page.name[:4] for page in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


def test_every_decision_that_the_code_leans_on_exists() -> None:
    texts = [
        path
        for room in ("api", "worker", "storage", "triage", "opsnap", "demo")
        for path in (ROOT / room).rglob("*.py")
    ]
    told = {number for path in texts for number in re.findall(r"decision (\d{4})", path.read_text(encoding="utf-8"))}
    assert told <= {page.name[:4] for page in DECISIONS}
