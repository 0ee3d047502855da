"""Who keeps a vehicle, as a register or a person found it, and what each finding allows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from triage.errors import BadAnswer
from triage.finding import Finding
from triage.letter import RECIPIENT_LINES
from triage.notice import Capacity
from triage.paper import is_printable
from triage.worklist import TaskKind

NAME_LIMIT, LINE_LIMIT = 60, 50  # what the address field of a letter takes
POSTCODE = re.compile(r"(GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})")


class KeeperState(StrEnum):
    """What the look-up of a keeper on the day of the offence came to."""

    UNKNOWN = "unknown"  # nobody has looked
    FOUND = "found"
    COMPANY = "company"
    HIRER = "hirer"
    LESSEE = "lessee"
    SOLD = "sold"
    DECEASED = "deceased"
    NONE = "none"
    FOREIGN = "foreign"
    PROTECTED = "protected"


class Mark(StrEnum):
    """What a register says beside a vehicle."""

    CLONED = "cloned"
    STOLEN = "stolen"
    KEEPER_CHANGED = "keeper_changed"
    TRADE = "trade"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Allowance:
    """What one state allows.

    ``exception``: RTOA 1988 s.2(3) suggests itself, for a keeper whom reasonable diligence cannot find in time.
    ``restricted``: the case is for supervisors from now on. ``words`` say all of it to the person who entered it.
    """

    letter: bool
    task: TaskKind | None
    words: str
    exception: bool = False
    restricted: bool = False
    stops_all: bool = False


LOOK_UP, NO_LETTER = TaskKind.KEEPER_LOOKUP, TaskKind.NO_LETTER_POSSIBLE
ALLOWS: Mapping[KeeperState, Allowance] = MappingProxyType(
    {
        KeeperState.UNKNOWN: Allowance(False, LOOK_UP, "Nobody has looked up the keeper yet, so letters wait."),
        KeeperState.FOUND: Allowance(True, None, "Letters go to this person."),
        KeeperState.COMPANY: Allowance(True, None, "Letters go to the company, which says who had the vehicle."),
        KeeperState.HIRER: Allowance(True, None, "Letters go to the hirer."),
        KeeperState.LESSEE: Allowance(True, None, "Letters go to the lessee."),
        KeeperState.SOLD: Allowance(
            False, LOOK_UP, "Somebody else kept the vehicle on the day: look that keeper up. Letters wait."
        ),
        KeeperState.DECEASED: Allowance(
            False, NO_LETTER, "The keeper has died: every letter to them stops, and a person decides.", stops_all=True
        ),
        KeeperState.NONE: Allowance(
            False, NO_LETTER, "No keeper is registered: no letter can go, and a person decides.", exception=True
        ),
        KeeperState.FOREIGN: Allowance(
            False,
            NO_LETTER,
            "The vehicle is registered abroad: no letter can go, and a person decides.",
            exception=True,
        ),
        KeeperState.PROTECTED: Allowance(
            False,
            NO_LETTER,
            "The keeper is protected: no letter goes, and only a supervisor may go on.",
            restricted=True,
        ),
    }
)
CHOICES: Mapping[KeeperState, str] = MappingProxyType(
    {
        KeeperState.FOUND: "A person",
        KeeperState.COMPANY: "A company",
        KeeperState.HIRER: "A hirer",
        KeeperState.LESSEE: "A lessee",
        KeeperState.SOLD: "Sold before that day: somebody else kept it",
        KeeperState.DECEASED: "The keeper has died",
        KeeperState.NONE: "No keeper is registered",
        KeeperState.FOREIGN: "Registered abroad",
        KeeperState.PROTECTED: "The keeper is protected",
    }
)
MARKS: Mapping[Mark, str] = MappingProxyType(
    {
        Mark.CLONED: "Marked as cloned",
        Mark.STOLEN: "Marked as stolen",
        Mark.KEEPER_CHANGED: "The keeper changed shortly before or after",
        Mark.TRADE: "A trade plate",
        Mark.FOREIGN: "A foreign plate",
    }
)
# The kinds of keeper as the rules of automatic letters name them (policy, automatic_letter.refused_keepers).
KINDS: Mapping[KeeperState, str] = MappingProxyType(
    {
        KeeperState.FOUND: "private",
        KeeperState.COMPANY: "company",
        KeeperState.HIRER: "hire",
        KeeperState.LESSEE: "lease",
        KeeperState.DECEASED: "deceased",
        KeeperState.NONE: "none",
        KeeperState.FOREIGN: "foreign",
        KeeperState.PROTECTED: "protected",
    }
)


@dataclass(frozen=True)
class Party:
    """Somebody who may be written to: name, lines of an address with the postcode last, and the letter's language."""

    name: str
    address: tuple[str, ...]
    language: str = "en"

    def __bool__(self) -> bool:
        """Whether anybody is named at all."""
        return bool(self.name)

    @property
    def words(self) -> str:
        """What the pseudonym is made of: the same person at the same address gives the same words."""
        return "|".join((self.name, *self.address))


NOBODY = Party("", ())


@dataclass(frozen=True)
class Entry:
    """What a look-up found: the state of the keeper on a day, who that is, and what the register says beside it."""

    state: KeeperState
    party: Party = NOBODY
    marks: frozenset[Mark] = frozenset()


@dataclass(frozen=True)
class Wanted:
    """A look-up that waits: which vehicle, on which day, for which case."""

    reference: str
    registration: str
    offence_on: date


def entry_from(
    state: str, name: str, lines: Sequence[str], postcode: str, *, language: str = "en", marks: Sequence[str] = ()
) -> Entry:
    """What a form or a file says of a keeper. BadAnswer names the field that cannot stand."""
    if state not in CHOICES:
        raise BadAnswer("state", "Choose what the look-up found.")
    if not set(marks) <= set(Mark):
        raise BadAnswer("marks", "Choose the register's marks from the list.")
    found = KeeperState(state)
    party = NOBODY
    if ALLOWS[found].letter or name.strip():
        party = party_from(name, lines, postcode, language=language)
    return Entry(found, party, frozenset(Mark(one) for one in marks))


def party_from(name: str, lines: Sequence[str], postcode: str, *, language: str = "en") -> Party:
    """A name and an address that a letter can carry. BadAnswer names the field that cannot."""
    if language not in ("en", "cy"):
        raise BadAnswer("language", "Choose English or Welsh for the letters.")
    person = _line("name", name, "name", NAME_LIMIT)
    if not person:
        raise BadAnswer("name", "Enter the name.")
    written = [line for one in lines if (line := _line("address", one, "address", LINE_LIMIT))]
    code = " ".join(postcode.upper().split())
    if not POSTCODE.fullmatch(code):
        raise BadAnswer("postcode", "Enter a postcode, such as B1 1AA.")
    address = (*written, code)
    if len(address) not in RECIPIENT_LINES:
        raise BadAnswer("address", f"Enter 1 to {RECIPIENT_LINES.stop - 2} lines of the address, then the postcode.")
    return Party(person, address, language)


def findings_of(entry: Entry, source: str) -> tuple[Finding, ...]:
    """What a look-up says about the vehicle, for the rank and for automatic letters; it leaves nothing unknown."""
    said: dict[str, bool | str] = {
        "keeper_changed": Mark.KEEPER_CHANGED in entry.marks or entry.state is KeeperState.SOLD,
        "clone_or_theft_marker": bool(entry.marks & {Mark.CLONED, Mark.STOLEN}),
        "trade_or_foreign_mark": bool(entry.marks & {Mark.TRADE, Mark.FOREIGN}) or entry.state is KeeperState.FOREIGN,
    }
    if entry.state in KINDS:
        said["keeper_kind"] = KINDS[entry.state]
    return tuple(Finding(kind, value, source, "keeper", "1") for kind, value in said.items())


def capacity_of(state: KeeperState) -> Capacity:
    """In which capacity a party found by a look-up is asked."""
    return {KeeperState.HIRER: Capacity.HIRER, KeeperState.LESSEE: Capacity.LESSEE}.get(state, Capacity.KEEPER)


def _line(field: str, text: str, what: str, limit: int) -> str:
    plain = " ".join(text.split())
    if len(plain) > limit:
        raise BadAnswer(field, f"Each line of the {what} has at most {limit} characters.")
    if not all(map(is_printable, plain)):
        raise BadAnswer(field, f"The {what} has a character that a letter cannot carry.")
    return plain
