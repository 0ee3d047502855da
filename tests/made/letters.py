"""Builds the facts of any letter: what it carries, and the shortest and longest that it may hold."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from triage.letter import CARRIED, ForceContact, LetterFacts, LetterKind, WarningLevel

CONTACT = ForceContact(
    "Example Constabulary",
    "Operation Snap Process Unit",
    ("PO Box 4021", "Birmingham", "B4 6NQ"),
    "snap@example.test",
    "0121 496 0123",
)
# What only some letters carry, with a value for those that do.
OWN: Mapping[str, Any] = MappingProxyType(
    {
        "level": WarningLevel.FIRST,
        "reply_by": date(2026, 12, 17),
        "earlier_on": date(2026, 11, 2),
        "earlier_reference": "LN-3F7K-Q2MX-8",
        "named_as": "hirer",
        "course": "What’s Driving Us?",
        "penalty_pence": 10_000,
        "points": 3,
    }
)
SHORTEST: Mapping[str, Any] = MappingProxyType(
    {
        "reference": "L",
        "recipient_name": "A B",
        "recipient_address": ("C", "D"),
        "registration": "A1",
        "road": "E",
        "town": "F",
        "offence_title": "G",
        "offence_law": "H",
        "contact": ForceContact("I", "J", ("K",), "L@M", "1"),
    }
)
LONGEST: Mapping[str, Any] = MappingProxyType(
    {
        "reference": "W" * 30,
        "recipient_name": "Ŵ" * 60,
        "recipient_address": tuple("ÂW" * 25 for _ in range(6)),
        "registration": "W" * 10,
        "road": "Ŵ" * 80,
        "town": "Ŷ" * 60,
        "offence_title": "W" * 120,
        "offence_law": "m " * 99 + "mm",
        "contact": ForceContact("W" * 60, "W" * 60, ("W" * 45,) * 5, "W" * 60, "0" * 30),
    }
)
LONGEST_OWN: Mapping[str, Any] = MappingProxyType(
    {"earlier_reference": "W" * 30, "course": "W" * 60, "penalty_pence": 99_999, "points": 11, "named_as": "driver"}
)


def own_facts(kind: LetterKind, **changed: Any) -> dict[str, Any]:
    """What this kind carries beside what every letter does; ``changed`` where the kind carries it."""
    return {name: changed.get(name, OWN[name]) for name in CARRIED[kind]}


def letter_of(kind: LetterKind, **changed: Any) -> LetterFacts:
    """An ordinary letter of this kind, with its own facts and those that are changed."""
    everywhere: dict[str, Any] = {
        "kind": kind,
        "level": None,
        "reference": "LN-7K2M-Q9TX-4",
        "recipient_name": "Mrs Angharad Llewelyn-Price",
        "recipient_address": ("Flat 4, Hollybush Court", "118 Station Road", "Kings Heath", "Birmingham", "B14 7QT"),
        "registration": "BX19 KLM",
        "offence_at": datetime(2026, 11, 14, 8, 15, tzinfo=UTC),
        "road": "A4123 Birmingham New Road",
        "town": "Dudley",
        "offence_title": "Driving without due care and attention",
        "offence_law": "section 3 of the Road Traffic Act 1988",
        "letter_on": date(2026, 11, 18),
        "contact": CONTACT,
    }
    return LetterFacts(**(everywhere | own_facts(kind) | changed))
