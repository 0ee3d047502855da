"""Whether the vehicle that was described is the one registered under the mark, by its make and its colour."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from triage.finding import Finding, JsonValue
from triage.plate import same

VEHICLE_LOOKUP = "vehicle_lookup"
SOURCE, TOOL, VERSION = "register", "dvla-vehicle-enquiry", "v1"


class Match(StrEnum):
    """How a description compares with the register."""

    AGREE = "agree"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Registered:
    """Make and colour as the register writes them, in capitals; empty where it says nothing."""

    make: str
    colour: str


# The colours of DVLA's register. People name them by light and memory: a neighbour neither agrees nor conflicts.
COLOURS = frozenset(
    {
        *("BEIGE", "BLACK", "BLUE", "BRONZE", "BROWN", "BUFF", "CREAM", "GOLD", "GREEN", "GREY", "IVORY", "MAROON"),
        *("ORANGE", "PINK", "PURPLE", "RED", "SILVER", "TURQUOISE", "WHITE", "YELLOW"),
    }
)
NEIGHBOURS = (
    frozenset({"GREY", "SILVER", "WHITE"}),
    frozenset({"GREY", "BLACK", "BLUE"}),
    frozenset({"BLACK", "BLUE", "GREEN", "BROWN", "PURPLE", "MAROON"}),
    frozenset({"BEIGE", "BROWN", "BRONZE", "GOLD", "CREAM", "BUFF", "IVORY", "SILVER"}),
    frozenset({"WHITE", "CREAM", "IVORY", "BEIGE", "BUFF"}),
    frozenset({"RED", "MAROON", "ORANGE", "PINK"}),
    frozenset({"BLUE", "TURQUOISE", "PURPLE", "GREEN"}),
    frozenset({"YELLOW", "GOLD", "ORANGE", "BRONZE"}),
    frozenset({"PURPLE", "PINK", "MAROON"}),
)
SAME_COLOUR = {"GRAY": "GREY", "CHARCOAL": "GREY", "NAVY": "BLUE", "BURGUNDY": "MAROON", "TEAL": "TURQUOISE"}
SHADES = frozenset({"DARK", "LIGHT", "METALLIC", "BRIGHT", "PALE", "DEEP", "MATT"})

# Makes as the register writes them; a word that is none of these may be a model or a body, and says nothing.
MAKES = frozenset(
    {
        *("ABARTH", "ALFA ROMEO", "APRILIA", "ASTON MARTIN", "AUDI", "AUSTIN", "BENTLEY", "BMW", "BYD", "CHEVROLET"),
        *("CHRYSLER", "CITROEN", "CUPRA", "DACIA", "DAEWOO", "DAF", "DAIHATSU", "DENNIS", "DODGE", "DS", "DUCATI"),
        *("FERRARI", "FIAT", "FORD", "GENESIS", "HARLEY-DAVIDSON", "HONDA", "HYUNDAI", "INFINITI", "ISUZU", "IVECO"),
        *("JAECOO", "JAGUAR", "JEEP", "KAWASAKI", "KIA", "KTM", "LAMBORGHINI", "LAND ROVER", "LEXUS", "LOTUS", "MAN"),
        *("MASERATI", "MAZDA", "MERCEDES-BENZ", "MG", "MINI", "MITSUBISHI", "NISSAN", "OMODA", "OPEL", "PEUGEOT"),
        *("PIAGGIO", "POLESTAR", "PORSCHE", "RENAULT", "ROLLS ROYCE", "ROVER", "SAAB", "SCANIA", "SEAT", "SKODA"),
        *("SMART", "SSANGYONG", "SUBARU", "SUZUKI", "TESLA", "TOYOTA", "TRIUMPH", "VAUXHALL", "VOLKSWAGEN", "VOLVO"),
        "YAMAHA",
    }
)
SAME_MAKE = {
    "VW": "VOLKSWAGEN",
    "MERCEDES": "MERCEDES-BENZ",
    "MERC": "MERCEDES-BENZ",
    "MERCEDES BENZ": "MERCEDES-BENZ",
    "BENZ": "MERCEDES-BENZ",
    "CITROËN": "CITROEN",
    "ŠKODA": "SKODA",
    "LANDROVER": "LAND ROVER",
    "ROLLS-ROYCE": "ROLLS ROYCE",
    "ALFA": "ALFA ROMEO",
    "HARLEY DAVIDSON": "HARLEY-DAVIDSON",
    "HARLEY": "HARLEY-DAVIDSON",
}
# One maker, two names: neither may be held against the other.
KIN = (
    frozenset({"MINI", "BMW", "AUSTIN", "ROVER"}),
    frozenset({"ROVER", "LAND ROVER", "MG"}),
    frozenset({"VAUXHALL", "OPEL"}),
    frozenset({"CITROEN", "DS"}),
    frozenset({"SEAT", "CUPRA"}),
    frozenset({"FIAT", "ABARTH"}),
    frozenset({"DACIA", "RENAULT"}),
    frozenset({"HYUNDAI", "GENESIS"}),
    frozenset({"SMART", "MERCEDES-BENZ"}),
    frozenset({"VOLVO", "POLESTAR"}),
    frozenset({"OMODA", "JAECOO"}),
)


def make_match(typed: str, registered: str) -> Match:
    """Agree only for the same make, conflict only between two makes that are not kin."""
    said, known = _make(typed), _make(registered)
    if not said or not known:
        return Match.UNKNOWN
    if said == known:
        return Match.AGREE
    both_known = said in MAKES and known in MAKES
    return Match.CONFLICT if both_known and not any({said, known} <= kin for kin in KIN) else Match.UNKNOWN


def colour_match(typed: str, registered: str) -> Match:
    """Agree only for the same colour; neighbours such as grey and silver are unknown."""
    said, known = _colour(typed), _colour(registered)
    if said is None or known is None:
        return Match.UNKNOWN
    if said == known:
        return Match.AGREE
    return Match.UNKNOWN if any({said, known} <= near for near in NEIGHBOURS) else Match.CONFLICT


@dataclass(frozen=True)
class LookedUp:
    """What the register said of one mark; ``registered`` is None for a mark that nobody bears."""

    registered: Registered | None
    make: Match
    colour: Match


def finding_of(mark: str, make: str, colour: str, registered: Registered | None) -> Finding:
    """What one look-up says of a case, in one finding that names the mark: a mark may be corrected, and again.

    ``mark``, ``make`` and ``colour`` are as typed; None for a mark that nobody bears.
    """
    found = registered or Registered("", "")
    looked: JsonValue = {
        "mark": mark,
        "known": registered is not None,
        "register_make": found.make,
        "register_colour": found.colour,
        "make": make_match(make, found.make).value,
        "colour": colour_match(colour, found.colour).value,
    }
    return Finding(VEHICLE_LOOKUP, looked, SOURCE, TOOL, VERSION)


def looked_up_in(findings: Iterable[Finding], mark: str) -> LookedUp | None:
    """The newest look-up of this mark; None where only another mark was asked about, or none was."""
    said = [one.value for one in findings if one.kind == VEHICLE_LOOKUP and isinstance(one.value, Mapping)]
    looked = next((one for one in reversed(said) if same(str(one.get("mark", "")), mark)), None)
    if looked is None:
        return None
    registered = Registered(str(looked.get("register_make", "")), str(looked.get("register_colour", "")))
    is_known = looked.get("known") is True
    return LookedUp(registered if is_known else None, _match(looked.get("make")), _match(looked.get("colour")))


def as_claim(match: Match) -> bool | None:
    """What a match says where unknown says nothing."""
    return None if match is Match.UNKNOWN else match is Match.AGREE


def _match(value: object) -> Match:
    return Match(value) if isinstance(value, str) and value in set(Match) else Match.UNKNOWN


def _make(words: str) -> str:
    """The make in what somebody wrote, as the register writes it: “VW Golf” is VOLKSWAGEN."""
    said = " ".join(words.upper().split())
    parts = said.split()
    for count in range(len(parts), 0, -1):
        start = " ".join(parts[:count])
        if (make := SAME_MAKE.get(start, start)) in MAKES:
            return make
    return said


def _colour(words: str) -> str | None:
    """The one colour in what somebody wrote; None for none, several, or one the register does not know."""
    parts = {SAME_COLOUR.get(one, one) for one in re.findall(r"[A-Z]+", words.upper())} - SHADES
    return parts.pop() if len(parts) == 1 and parts <= COLOURS else None
