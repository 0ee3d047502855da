"""What paper may carry: words our font draws, a road that leads to no door, and law and courses written out."""

import re
import unicodedata
from typing import ClassVar

from triage.errors import TriageError

POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b", re.IGNORECASE)
# A bare number in the name of a road is somebody's house, unless it counts a junction or names a classified road.
BARE_NUMBER = re.compile(r"(?<![A-Za-z0-9])[0-9]+[A-Za-z]?(?:\s*(?:[-–/&]|and|to)\s*[0-9]+[A-Za-z]?)*(?![A-Za-z0-9])")
NUMBERED = frozenset({"junction", "junctions", "exit", "a", "b", "m"})
CITATION = re.compile(r"(.+?) (s\.|reg |r\.)([0-9].*)")
ACTS = {
    "RTA": "Road Traffic Act 1988",
    "RTA 1988": "Road Traffic Act 1988",
    "RTRA": "Road Traffic Regulation Act 1984",
    "RTRA 1984": "Road Traffic Regulation Act 1984",
    "HA 1835": "Highway Act 1835",
    "Highways Act 1835": "Highway Act 1835",
    "VERA 1994": "Vehicle Excise and Registration Act 1994",
    "C&U": "Road Vehicles (Construction and Use) Regulations 1986",
    "MT(E&W)R 1982": "Motorways Traffic (England and Wales) Regulations 1982",
    "Crossing Regs": "Zebra, Pelican and Puffin Pedestrian Crossings Regulations and General Directions 1997",
    "DRM Regs": "Road Vehicles (Display of Registration Marks) Regulations 2001",
}
# The national courses, as the offence table abbreviates them.
COURSES = {
    "WDU": "What’s Driving Us?",
    "SCD": "Safe and Considerate Driving",
    "YBYL": "Your Belt Your Life",
    "Your Belt Your Life": "Your Belt Your Life",
    "NSAC": "National Speed Awareness Course",
    "NMAC": "National Motorway Awareness Course",
    "RIDE": "Rider Intervention Developing Experience",
}
COURSE = re.compile(r"(?:" + "|".join(map(re.escape, COURSES)) + r")(?![A-Za-z])")
PUNCTUATION = frozenset("‘’“”–—…•€′″")
UNDRAWN = frozenset("ŉǄẜ")  # Latin letters that the font of the letters does not have


class NotALetterField(TriageError):
    """A wording names a field that this kind of letter does not carry, or a fact holds what no letter may carry."""

    code: ClassVar[str] = "not_a_letter_field"


def law_in_words(law: str) -> str:
    """The law of the offence table written out: RTA 1988 s.3 is section 3 of the Road Traffic Act 1988.

    A citation that is not in ACTS stays as it is written there.
    """
    words = []
    for citation in re.split(r", | \+ ", law):
        found = CITATION.fullmatch(citation)
        if found and found[1] in ACTS:
            words.append(f"{'section' if found[2] == 's.' else 'regulation'} {found[3]} of the {ACTS[found[1]]}")
        else:
            words.append(f"the {ACTS[citation]}" if citation in ACTS else citation)
    return " and ".join(words)


def offence_in_words(title: str) -> str:
    """The offence without the examples that help officers find it: no letter alleges a close pass by name."""
    return re.sub(r" \(incl\..*\)$", "", title)


def course_in_words(course: str) -> str | None:
    """The first course of the table's cell by its name; None where the table has no course, or one by order of a court.

    WDU; SCD (after minor collision) is What’s Driving Us?
    """
    found = COURSE.match(course)
    return COURSES[found[0]] if found else None


def fixed_penalty_points(points: str) -> int | None:
    """The points of a fixed penalty: the table's first figure, a range's lowest (RTOA 1988 s.28(3)); None for none.

    3 (FPN) / 3-9 court is 3.
    """
    found = re.match(r"[0-9]+", points)
    return int(found[0]) if found else None


def is_printable(character: str) -> bool:
    """Latin letters and ordinary punctuation: what the letters' own font draws and a postman reads."""
    if unicodedata.category(character)[0] == "C" or character in UNDRAWN:
        return False
    point = ord(character)
    return 0x20 <= point < 0x250 or 0x1E00 <= point < 0x1F00 or character in PUNCTUATION


def require_plain(field: str, value: str, limit: int) -> None:
    if not value.strip() or len(value) > limit:
        raise NotALetterField(f"In a letter {field} has 1 to {limit} characters.")
    if not all(map(is_printable, value)):
        raise NotALetterField(f"In a letter {field} cannot have line breaks or characters that are not Latin.")


def require_lines(field: str, lines: tuple[str, ...], count: range, limit: int) -> None:
    if len(lines) not in count:
        raise NotALetterField(f"In a letter {field} has {count.start} to {count.stop - 1} lines.")
    for line in lines:
        require_plain(f"each line of {field}", line, limit)


def require_shape(field: str, value: str, shape: re.Pattern[str]) -> None:
    if not shape.fullmatch(value):
        raise NotALetterField(f"In a letter {field} is written in capital letters and digits.")


def require_road_and_town(road: str, town: str) -> None:
    """Refuse what would lead to a door: a house number, a postcode or coordinates."""
    if POSTCODE.search(road) or any(character.isdigit() for character in town):
        raise NotALetterField("A letter names the road and the town, never a postcode.")
    for number in BARE_NUMBER.finditer(road):
        words_before = road[: number.start()].lower().split()
        if not words_before or words_before[-1] not in NUMBERED:
            raise NotALetterField("A letter names the road and the town, never a house number or a position.")
