"""Invented people of the demo: who works here, who reports, and who keeps the vehicles. None of them exists."""

from __future__ import annotations

import random
from dataclasses import dataclass

from triage.permission import Role
from triage.submission import Submitter


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here, before they have a password. ``registrations`` are their own vehicles."""

    username: str
    name: str
    role: Role
    registrations: tuple[str, ...] = ()


@dataclass(frozen=True)
class InventedKeeper:
    """A registered keeper: name, lines of an address, and the state a look-up would give."""

    name: str
    address: tuple[str, ...]
    state: str


OFFICER, SECOND, SERGEANT = "officer", "officer2", "sergeant"
PROCESS, ADMINISTRATOR = "process", "administrator"
COLLEAGUE_CAR = "BV19 WTK"
FORCE_CAR = "BX21 POL"  # of the fleet in the shipped policy

COLLEAGUES = (
    Colleague(OFFICER, "PC 4471 Marsh", Role.OFFICER),
    Colleague(SECOND, "PC 2208 Okafor", Role.OFFICER, ("BV19WTK",)),
    Colleague(SERGEANT, "Sgt 1180 Whitlock", Role.SUPERVISOR),
    Colleague(PROCESS, "Ines Hale, process clerk", Role.PROCESS),
    Colleague(ADMINISTRATOR, "Jo Penn, systems", Role.ADMINISTRATOR),
    Colleague("observer", "Ada Quill, Commissioner's office", Role.OBSERVER),
    Colleague("auditor", "Ravi Dole, internal audit", Role.AUDITOR),
)

# The domains are reserved for examples (RFC 2606), the telephone numbers for drama (Ofcom, 07700 900).
REPORTERS = tuple(
    Submitter(name, f"{name.lower().replace(' ', '.')}@example.{ending}", f"07700 900{number:03d}")
    for number, (name, ending) in enumerate(
        (
            ("Maya Thornbury", "com"),
            ("Owen Pascoe", "org"),
            ("Farah Siddall", "com"),
            ("Graham Loxton", "net"),
            ("Nia Bevington", "com"),
            ("Tomasz Wierzba", "org"),
            ("Priya Anand", "com"),
            ("Leo Castleford", "net"),
            ("Hannah Mistry", "com"),
            ("Callum Oakes", "org"),
            ("Rosa Fenwick", "com"),
            ("Idris Penhale", "net"),
            ("Beth Arkwright", "com"),
            ("Samir Hallow", "org"),
            ("Joyce Tunnicliffe", "com"),
            ("Dev Marwood", "net"),
            ("Ellen Stroud", "com"),
            ("Kofi Brandreth", "org"),
            ("Wendy Larkhill", "com"),
            ("Piotr Zielony", "net"),
            ("Alice Quennell", "com"),
            ("Yusuf Dalby", "org"),
            ("Megan Rowsell", "com"),
            ("Harpreet Gosling", "net"),
        ),
        start=101,
    )
)

_FIRST = ("A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "T", "W")
_LAST = ("Placeholder", "Sample", "Specimen", "Instance", "Exemplar", "Pattern", "Nobody", "Someone", "Fiction")
_COMPANIES = ("Sample Haulage Ltd", "Specimen Couriers Ltd", "Placeholder Plumbing Ltd")
_STREETS = ("Example Street", "Sample Road", "Specimen Avenue", "Placeholder Lane", "Invented Close")
_TOWNS = ("Birmingham", "Wolverhampton", "Coventry", "Dudley", "Walsall", "Solihull", "West Bromwich")
# ZZ99 is the pseudo postcode of the NHS; no house has it.
_POSTCODE = "ZZ99 9ZZ"


def a_keeper(rng: random.Random, *, company: bool = False) -> InventedKeeper:
    """A keeper whose name and address say that they are invented."""
    address = (f"{rng.randint(2, 98)} {rng.choice(_STREETS)}", rng.choice(_TOWNS), _POSTCODE)
    if company:
        return InventedKeeper(rng.choice(_COMPANIES), address, "company")
    return InventedKeeper(f"{rng.choice(_FIRST)} {rng.choice(_FIRST)} {rng.choice(_LAST)}", address, "found")
