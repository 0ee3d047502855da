"""What a letter to a keeper may say: its allowed facts, the force's wording with named placeholders, and sent once."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from triage.calendar import LONDON, day_in_words
from triage.cells import Cells
from triage.errors import BadPolicy, TriageError

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
REFERENCE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
REGISTRATION = re.compile(r"[A-Z0-9]+(?: [A-Z0-9]+)*")
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
PUNCTUATION = frozenset("‘’“”–—…•€′″")
UNDRAWN = frozenset("ŉǄẜ")  # Latin letters that the font of the letters does not have

RECIPIENT_LINES = range(2, 7)  # with the name at most seven lines, as the post takes
CONTACT_LINES = range(1, 6)
TEXT_LIMIT = 1_200  # of one paragraph of wording


class LetterKind(StrEnum):
    """The letters a keeper can be sent."""

    WARNING = "warning"
    NOTICE = "notice"  # notice of intended prosecution with the s.172 request in one
    S172_ALONE = "s172_alone"  # the request where the offence needs no notice
    AUTOMATIC_ADVICE = "automatic_advice"


class WarningLevel(StrEnum):
    """How far the warnings to one keeper have gone."""

    FIRST = "1"
    SECOND = "2"
    FINAL = "final"


class UnknownPlaceholder(TriageError):
    """A wording names something that no letter has."""

    code: ClassVar[str] = "unknown_placeholder"


class NotALetterField(TriageError):
    """A wording names a field that this kind of letter does not carry, or a fact holds what no letter may carry."""

    code: ClassVar[str] = "not_a_letter_field"


@dataclass(frozen=True)
class ForceContact:
    """Who writes, and how the keeper answers."""

    name: str
    unit: str
    address: tuple[str, ...]
    email: str
    phone: str

    def __post_init__(self) -> None:
        _lines("the force's address", self.address, CONTACT_LINES, 45)
        for field, value, limit in (
            ("the force's name", self.name, 60),
            ("the force's unit", self.unit, 60),
            ("the force's e-mail address", self.email, 60),
            ("the force's telephone number", self.phone, 30),
        ):
            _plain(field, value, limit)


@dataclass(frozen=True)
class LetterFacts:
    """Everything a letter to a keeper may carry, and nothing else (BRIEF "Feedback", TRUST P7).

    `offence_at` is the instant the force has confirmed; `reply_by` is the last day to answer a request or to contest
    a letter. There is no field for the submitter, the footage, a pin or a camera, so no wording can print one.
    """

    kind: LetterKind
    level: WarningLevel | None
    reference: str
    recipient_name: str
    recipient_address: tuple[str, ...]
    registration: str
    offence_at: datetime
    road: str
    town: str
    offence_title: str
    offence_law: str
    letter_on: date
    reply_by: date
    contact: ForceContact

    def __post_init__(self) -> None:
        if (self.level is not None) != (self.kind is LetterKind.WARNING):
            raise NotALetterField("A warning letter has a level, and no other letter has one.")
        for field, value, limit in (
            ("the reference", self.reference, 30),
            ("the keeper's name", self.recipient_name, 60),
            ("the registration", self.registration, 10),
            ("the road", self.road, 80),
            ("the town", self.town, 60),
            ("the offence", self.offence_title, 120),
            ("the law", self.offence_law, 200),
        ):
            _plain(field, value, limit)
        _lines("the keeper's address", self.recipient_address, RECIPIENT_LINES, 50)
        _shaped("the reference", self.reference, REFERENCE)
        _shaped("the registration", self.registration, REGISTRATION)
        require_road_and_town(self.road, self.town)
        if self.offence_at.utcoffset() is None:
            raise NotALetterField("The time of the offence has no time zone.")
        if self.reply_by < self.letter_on:
            raise NotALetterField("The last day to reply is before the date of the letter.")


@dataclass(frozen=True)
class Section:
    """A run of paragraphs, then points, under an optional heading."""

    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.heading, *self.paragraphs, *self.points)


@dataclass(frozen=True)
class Wording:
    """The administrators' words for one kind and level: plain text with placeholders, never markup."""

    kind: LetterKind
    level: WarningLevel | None
    version: str
    verified: bool
    heading: str
    greeting: str
    sections: tuple[Section, ...]
    closing: str
    signatory: str

    @property
    def texts(self) -> tuple[str, ...]:
        inside = tuple(text for section in self.sections for text in section.texts)
        return (self.heading, self.greeting, *inside, self.closing, self.signatory)


@dataclass(frozen=True)
class FilledLetter:
    """A wording with its placeholders replaced: what the keeper reads."""

    heading: str
    greeting: str
    sections: tuple[Section, ...]
    closing: str
    signatory: str


@dataclass(frozen=True)
class LetterWordings:
    """One dated version of the force's letters; every kind and level is present."""

    version: str
    valid_from: date
    language: str
    wordings: tuple[Wording, ...]

    def wording(self, kind: LetterKind, level: WarningLevel | None = None) -> Wording:
        """The words for this letter; a level for warnings, none for the others."""
        for wording in self.wordings:
            if (wording.kind, wording.level) == (kind, level):
                return wording
        raise NotALetterField(f"There is no {kind} letter of level {level}.")


def unique_key(decision_id: UUID, kind: LetterKind, step: int, recipient: str) -> str:
    """What may be sent once: another decision, kind, step of the chain or recipient is another letter."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", recipient):
        raise NotALetterField("A letter's recipient is named by letters, digits and dashes.")
    return f"{decision_id}:{kind}:{step}:{recipient}"


def is_unwritten(key: str, written: Collection[str]) -> bool:
    """Whether this letter has yet to be written; finding it written is success, never a second letter."""
    return key not in written


def london_moment(at: datetime) -> str:
    """An instant as letters print it: Saturday 14 November 2026 at 8:15am, on the London clock.

    In the hour that the clock repeats in October the zone is named, because the law asks for the time.
    """
    local = at.astimezone(LONDON)
    clock = f"{local.hour % 12 or 12}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"
    if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        clock += " (British Summer Time)" if local.utcoffset() == timedelta(hours=1) else " (Greenwich Mean Time)"
    return f"{day_in_words(local.date())} at {clock}"


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


def printed(facts: LetterFacts) -> dict[str, str]:
    """Each placeholder this letter may use, with the words it prints."""
    contact = facts.contact
    words = {
        "reference": facts.reference,
        "recipient_name": facts.recipient_name,
        "registration": facts.registration,
        "offence_time": london_moment(facts.offence_at),
        "offence_date": day_in_words(facts.offence_at.astimezone(LONDON).date()),
        "road": facts.road,
        "town": facts.town,
        "offence": facts.offence_title,
        "law": facts.offence_law,
        "letter_date": day_in_words(facts.letter_on),
        "reply_by": day_in_words(facts.reply_by),
        "force_name": contact.name,
        "force_unit": contact.unit,
        "force_address": ", ".join(contact.address),
        "force_email": contact.email,
        "force_phone": contact.phone,
    }
    return words | ({"level": facts.level.value} if facts.level else {})


COMMON_FIELDS = frozenset(
    (
        *("reference", "recipient_name", "registration", "offence_time", "offence_date", "road", "town", "offence"),
        *("law", "letter_date", "reply_by", "force_name", "force_unit", "force_address", "force_email", "force_phone"),
    )
)


def allowed_fields(kind: LetterKind) -> frozenset[str]:
    """The placeholders a wording of this kind may name."""
    return COMMON_FIELDS | {"level"} if kind is LetterKind.WARNING else COMMON_FIELDS


def placeholders(text: str) -> frozenset[str]:
    """The names in braces; a brace without its partner raises UnknownPlaceholder."""
    rest = PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        raise UnknownPlaceholder(f"A placeholder is not closed in: {text[:80]}")
    return frozenset(PLACEHOLDER.findall(text))


def check_placeholders(kind: LetterKind, text: str) -> None:
    """Raise UnknownPlaceholder or NotALetterField unless every placeholder belongs to letters of this kind."""
    everywhere = frozenset().union(*(allowed_fields(each) for each in LetterKind))
    for name in sorted(placeholders(text)):
        if name not in everywhere:
            raise UnknownPlaceholder(f"No letter has a {{{name}}}.")
        if name not in allowed_fields(kind):
            raise NotALetterField(f"A letter of the kind {kind} does not carry {{{name}}}.")


def fill(wording: Wording, facts: LetterFacts) -> FilledLetter:
    """The wording with the facts in their places, in one pass: braces inside a fact stay as they are."""
    if (wording.kind, wording.level) != (facts.kind, facts.level):
        raise NotALetterField("The wording belongs to another letter.")
    words = printed(facts)

    def put(text: str) -> str:
        check_placeholders(wording.kind, text)
        return PLACEHOLDER.sub(lambda found: words[found[1]], text)

    sections = tuple(
        Section(put(section.heading), tuple(map(put, section.paragraphs)), tuple(map(put, section.points)))
        for section in wording.sections
    )
    return FilledLetter(
        put(wording.heading), put(wording.greeting), sections, put(wording.closing), put(wording.signatory)
    )


def parse_wordings(document: object, file: str = "letters.json") -> LetterWordings:
    """The force's letters from policy; BadPolicy names the file and the field that cannot be read."""
    top = Cells.of(file, "", document)
    version = top.text("version")
    wordings = tuple(_wording(letter, version) for letter in top.inners("letters"))
    found = [(wording.kind, wording.level) for wording in wordings]
    wanted: list[tuple[LetterKind, WarningLevel | None]] = [(LetterKind.WARNING, level) for level in WarningLevel]
    wanted += [(kind, None) for kind in LetterKind if kind is not LetterKind.WARNING]
    for kind, level in wanted:
        if found.count((kind, level)) != 1:
            raise BadPolicy(file, "letters", f"must have {' '.join(filter(None, (kind, level)))} exactly once.")
    if len(found) != len(wanted):
        raise BadPolicy(file, "letters", "must have a level for every warning, and for no other letter.")
    return LetterWordings(version, top.day("valid_from"), top.text("language"), wordings)


def _wording(cells: Cells, version: str) -> Wording:
    level = cells.text_or_none("level")
    try:
        kind_of, level_of = LetterKind(cells.text("kind")), WarningLevel(level) if level else None
    except ValueError as problem:
        raise BadPolicy(cells.file, f"{cells.where}.kind", f"must be a letter we know: {problem}.") from problem
    wording = Wording(
        kind=kind_of,
        level=level_of,
        version=version,
        verified=cells.flag("verified"),
        heading=cells.text("heading"),
        greeting=cells.text_or_none("greeting") or "",
        sections=tuple(
            Section(part.text_or_none("heading") or "", part.texts("paragraphs"), part.texts("points"))
            for part in cells.inners("sections")
        ),
        closing=cells.text_or_none("closing") or "",
        signatory=cells.text("signatory"),
    )
    for text in filter(None, wording.texts):
        try:
            _plain("each text", text, TEXT_LIMIT)
            check_placeholders(wording.kind, text)
        except TriageError as refusal:
            raise BadPolicy(cells.file, cells.where, refusal.sentence) from refusal
    return wording


def is_printable(character: str) -> bool:
    """Latin letters and ordinary punctuation: what the letters' own font draws and a postman reads."""
    if unicodedata.category(character)[0] == "C" or character in UNDRAWN:
        return False
    point = ord(character)
    return 0x20 <= point < 0x250 or 0x1E00 <= point < 0x1F00 or character in PUNCTUATION


def _plain(field: str, value: str, limit: int) -> None:
    if not value.strip() or len(value) > limit:
        raise NotALetterField(f"In a letter {field} has 1 to {limit} characters.")
    if not all(map(is_printable, value)):
        raise NotALetterField(f"In a letter {field} cannot have line breaks or characters that are not Latin.")


def _lines(field: str, lines: tuple[str, ...], count: range, limit: int) -> None:
    if len(lines) not in count:
        raise NotALetterField(f"In a letter {field} has {count.start} to {count.stop - 1} lines.")
    for line in lines:
        _plain(f"each line of {field}", line, limit)


def _shaped(field: str, value: str, shape: re.Pattern[str]) -> None:
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
