"""The policy as the product ships it, with England's bank holidays, for tests of rules."""

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from triage.policy import Policy, parse_policy

SHIPPED = Path(__file__).parents[2] / "storage" / "policy"
VECTORS = Path(__file__).parent / "vectors"


def json_of(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def holidays() -> frozenset[date]:
    found = json_of(VECTORS / "bank_holidays.json")
    assert isinstance(found, list)
    return frozenset(date.fromisoformat(day) for day in found)


@cache
def policy() -> Policy:
    return parse_policy(json_of(SHIPPED / "offences.json"), json_of(SHIPPED / "policy.json"), holidays())


def at(text: str) -> datetime:
    """'2025-06-09 23:30' in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
