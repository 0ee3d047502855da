"""Writes proof-report.json: each heavy proof by name, how it ended, what it measured, and the commit it was run on."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "proof-report.json"
ENDED: list[dict[str, object]] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note each proof once: when it was called, or when it could not be."""
    if report.when == "call" or (report.when == "setup" and not report.passed):
        figures = dict(report.user_properties)  # what the proof told `record_property`: its seed, points, violations
        ENDED.append({"proof": report.nodeid, "ended": report.outcome, "seconds": round(report.duration, 1), **figures})


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report; a run without a single proof writes one that says so."""
    told = {
        "commit": git("rev-parse", "HEAD"),
        "clean": not git("status", "--porcelain"),
        "at": datetime.now(UTC).isoformat(),
    }
    REPORT.write_text(json.dumps({**told, "proofs": ENDED}, indent=2) + "\n")


def git(*words: str) -> str:
    """What git answers."""
    asked = subprocess.run(["git", "-c", "safe.directory=*", *words], cwd=ROOT, capture_output=True, text=True)
    return asked.stdout.strip()
