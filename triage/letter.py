"""What a letter to a keeper may say: its kinds, the facts each may carry and no others, and sent once."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from triage.calendar import LONDON
from triage.language import LABELS, NAMED_AS, Language, day_words, london_moment, points_words, pounds
from triage.paper import NotALetterField, require_lines, require_plain, require_road_and_town, require_shape

REFERENCE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
REGISTRATION = re.compile(r"[A-Z0-9]+(?: [A-Z0-9]+)*")
RECIPIENT_LINES = range(2, 7)  # with the name at most seven lines, as the post takes
CONTACT_LINES = range(1, 6)
PENALTY_LIMIT = 100_000  # pence; no fixed penalty of a driver comes near
POINTS_LIMIT = 11  # the most that an offence carries (RTOA 1988 Sch. 2)


class LetterKind(StrEnum):
    """The letters a keeper can be sent."""

    WARNING = "warning"
    NOTICE = "notice"  # notice of intended prosecution with the s.172 request in one
    S172_ALONE = "s172_alone"  # the request where the offence needs no notice
    REMINDER = "reminder"  # of a request that has not been answered
    REQUIREMENT_NEXT = "requirement_next"  # the request to a later link of the chain: no notice, no 14 days
    COURSE_OFFER = "course_offer"
    CONDITIONAL_OFFER = "conditional_offer"  # of a fixed penalty
    COURT_INTENTION = "court_intention"
    AUTOMATIC_ADVICE = "automatic_advice"
    LETTER_WITHDRAWN = "letter_withdrawn"
    CONTEST_REFUSED = "contest_refused"


KIND_TITLES: Mapping[str, str] = MappingProxyType(
    {
        LetterKind.WARNING: "Warning letter",
        LetterKind.NOTICE: "Notice of intended prosecution",
        LetterKind.S172_ALONE: "Request to name the driver",
        LetterKind.REMINDER: "Reminder",
        LetterKind.REQUIREMENT_NEXT: "Request to a person named",
        LetterKind.COURSE_OFFER: "Offer of a course",
        LetterKind.CONDITIONAL_OFFER: "Conditional offer",
        LetterKind.COURT_INTENTION: "Intended court proceedings",
        LetterKind.AUTOMATIC_ADVICE: "Automatic advice",
        LetterKind.LETTER_WITHDRAWN: "Letter withdrawn",
        LetterKind.CONTEST_REFUSED: "Contest refused",
    }
)
REQUESTS = frozenset(
    {LetterKind.NOTICE, LetterKind.S172_ALONE, LetterKind.REQUIREMENT_NEXT, LetterKind.REMINDER}
)  # each asks who was driving and brings the form to answer on


class WarningLevel(StrEnum):
    """How far the warnings to one keeper have gone."""

    FIRST = "1"
    SECOND = "2"
    FINAL = "final"


@dataclass(frozen=True)
class ForceContact:
    """Who writes, and how the keeper answers."""

    name: str
    unit: str
    address: tuple[str, ...]
    email: str
    phone: str

    def __post_init__(self) -> None:
        require_lines("the force's address", self.address, CONTACT_LINES, 45)
        for field, value, limit in (
            ("the force's name", self.name, 60),
            ("the force's unit", self.unit, 60),
            ("the force's e-mail address", self.email, 60),
            ("the force's telephone number", self.phone, 30),
        ):
            require_plain(field, value, limit)


# What only some letters say; everything else in LetterFacts is in all of them.
CARRIED: Mapping[LetterKind, frozenset[str]] = MappingProxyType(
    {
        LetterKind.WARNING: frozenset({"level", "reply_by"}),
        LetterKind.NOTICE: frozenset({"reply_by"}),
        LetterKind.S172_ALONE: frozenset({"reply_by"}),
        LetterKind.REMINDER: frozenset({"reply_by", "earlier_on", "earlier_reference"}),
        LetterKind.REQUIREMENT_NEXT: frozenset({"reply_by", "named_as"}),
        LetterKind.COURSE_OFFER: frozenset({"reply_by", "course"}),
        LetterKind.CONDITIONAL_OFFER: frozenset({"reply_by", "penalty_pence", "points"}),
        LetterKind.COURT_INTENTION: frozenset(),
        LetterKind.AUTOMATIC_ADVICE: frozenset({"reply_by"}),
        LetterKind.LETTER_WITHDRAWN: frozenset({"earlier_on", "earlier_reference"}),
        LetterKind.CONTEST_REFUSED: frozenset({"earlier_on", "earlier_reference"}),
    }
)
FACT_WORDS = {
    "level": "a level",
    "reply_by": "a last day to reply",
    "earlier_on": "the day of an earlier letter",
    "earlier_reference": "the reference of an earlier letter",
    "named_as": "what the recipient was named as",
    "course": "a course",
    "penalty_pence": "a fixed penalty",
    "points": "penalty points",
}


@dataclass(frozen=True)
class LetterFacts:
    """Everything a letter may carry, and nothing else (BRIEF "Feedback", TRUST P7).

    `offence_at` is the instant the force has confirmed; `reply_by` is the last day to answer a request or an offer, or
    to contest a letter; `earlier_on` and `earlier_reference` name the letter that this one is about; `penalty_pence`
    is the fixed penalty; `named_as` is one of NAMED_AS. There is no field for the submitter, the footage, a pin or a
    camera, so no wording can print one. Raises NotALetterField for a fact that the kind lacks or does not carry.
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
    contact: ForceContact
    reply_by: date | None = None
    earlier_on: date | None = None
    earlier_reference: str | None = None
    named_as: str | None = None
    course: str | None = None
    penalty_pence: int | None = None
    points: int | None = None

    def __post_init__(self) -> None:
        self._require_own_facts()
        for field, value, limit in (
            ("the reference", self.reference, 30),
            ("the recipient's name", self.recipient_name, 60),
            ("the registration", self.registration, 10),
            ("the road", self.road, 80),
            ("the town", self.town, 60),
            ("the offence", self.offence_title, 120),
            ("the law", self.offence_law, 200),
            ("the earlier letter's reference", self.earlier_reference, 30),
            ("the course", self.course, 60),
        ):
            if value is not None:
                require_plain(field, value, limit)
        require_lines("the recipient's address", self.recipient_address, RECIPIENT_LINES, 50)
        require_shape("the reference", self.reference, REFERENCE)
        require_shape("the earlier letter's reference", self.earlier_reference or self.reference, REFERENCE)
        require_shape("the registration", self.registration, REGISTRATION)
        require_road_and_town(self.road, self.town)
        self._require_sense()

    def _require_own_facts(self) -> None:
        carried = CARRIED[self.kind]
        for name, words in FACT_WORDS.items():
            if (getattr(self, name) is not None) != (name in carried):
                verb = "needs" if name in carried else "does not carry"
                raise NotALetterField(f"A letter of the kind {self.kind} {verb} {words}.")

    def _require_sense(self) -> None:
        if self.offence_at.utcoffset() is None:
            raise NotALetterField("The time of the offence has no time zone.")
        if self.reply_by is not None and self.reply_by < self.letter_on:
            raise NotALetterField("The last day to reply is before the date of the letter.")
        if self.earlier_on is not None and self.earlier_on > self.letter_on:
            raise NotALetterField("The earlier letter is later than this one.")
        if self.named_as is not None and self.named_as not in NAMED_AS[Language.ENGLISH]:
            raise NotALetterField("The recipient was named as a hirer, a lessee, a buyer or a driver.")
        if self.penalty_pence is not None and not 0 < self.penalty_pence <= PENALTY_LIMIT:
            raise NotALetterField("A fixed penalty is a sum of money above nothing.")
        if self.points is not None and not 0 <= self.points <= POINTS_LIMIT:
            raise NotALetterField("A fixed penalty brings 0 to 11 penalty points.")


def unique_key(decision_id: UUID, kind: LetterKind, step: int, recipient: str) -> str:
    """What may be sent once: another decision, kind, step of the chain or recipient is another letter."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", recipient):
        raise NotALetterField("A letter's recipient is named by letters, digits and dashes.")
    return f"{decision_id}:{kind}:{step}:{recipient}"


def is_unwritten(key: str, written: Collection[str]) -> bool:
    """Whether this letter has yet to be written; finding it written is success, never a second letter."""
    return key not in written


def printed(facts: LetterFacts, language: Language = Language.ENGLISH) -> dict[str, str]:
    """Each placeholder this letter may use, with the words it prints in this language."""
    contact = facts.contact
    words = {
        "reference": facts.reference,
        "recipient_name": facts.recipient_name,
        "registration": facts.registration,
        "offence_time": london_moment(facts.offence_at, language),
        "offence_date": day_words(facts.offence_at.astimezone(LONDON).date(), language),
        "road": facts.road,
        "town": facts.town,
        "offence": facts.offence_title,
        "law": facts.offence_law,
        "letter_date": day_words(facts.letter_on, language),
        "force_name": contact.name,
        "force_unit": contact.unit,
        "force_address": ", ".join(contact.address),
        "force_email": contact.email,
        "force_phone": contact.phone,
    }
    return words | _own_words(facts, language)


def _own_words(facts: LetterFacts, language: Language) -> dict[str, str]:
    """The words of what only this kind of letter carries."""
    own: dict[str, str] = {}
    if facts.level is not None:
        own["level"] = facts.level.value
    if facts.reply_by is not None:
        own["reply_by"] = day_words(facts.reply_by, language)
    if facts.earlier_on is not None:
        own["earlier_date"] = day_words(facts.earlier_on, language)
    if facts.earlier_reference is not None:
        own["earlier_reference"] = facts.earlier_reference
    if facts.named_as is not None:
        own["named_as"] = NAMED_AS[language][facts.named_as]
    if facts.course is not None:
        own["course"] = facts.course
    if facts.penalty_pence is not None:
        own["penalty"] = pounds(facts.penalty_pence)
    if facts.points is not None:
        own["points"] = points_words(facts.points, language)
    return own


def rows_of(facts: LetterFacts, language: Language = Language.ENGLISH) -> tuple[tuple[str, str], ...]:
    """The facts that stand in a table above the sentences: what each is called, and the words it prints."""
    words, labels = printed(facts, language), LABELS[language]
    rows = [
        (labels["vehicle"], facts.registration),
        (labels["when"], words["offence_time"]),
        (labels["place"], f"{facts.road}, {facts.town}"),
        (labels["offence" if facts.kind is LetterKind.WARNING else "alleged"], facts.offence_title),
        (labels["law"], facts.offence_law),
    ]
    if facts.level is not None:
        rows.append((labels["level"], labels[facts.level.value]))
    if facts.earlier_reference is not None:
        rows.append((labels["earlier"], f"{facts.earlier_reference}, {words['earlier_date']}"))
    if facts.course is not None:
        rows.append((labels["course"], facts.course))
    if facts.penalty_pence is not None:
        rows.append((labels["offer"], f"{words['penalty']}, {words['points']}"))
    if facts.kind in (LetterKind.COURSE_OFFER, LetterKind.CONDITIONAL_OFFER, LetterKind.REMINDER):
        rows.append((labels["answer_by"], words["reply_by"]))
    return tuple(rows)


COMMON_FIELDS = frozenset(
    (
        *("reference", "recipient_name", "registration", "offence_time", "offence_date", "road", "town", "offence"),
        *("law", "letter_date", "force_name", "force_unit", "force_address", "force_email", "force_phone"),
    )
)
PLACEHOLDER_OF = {"earlier_on": "earlier_date", "penalty_pence": "penalty"}  # where it has another name than the fact


def allowed_fields(kind: LetterKind) -> frozenset[str]:
    """The placeholders a wording of this kind may name."""
    return COMMON_FIELDS | {PLACEHOLDER_OF.get(name, name) for name in CARRIED[kind]}
