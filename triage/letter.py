"""What a letter to a keeper may say: its kinds, the facts each may carry and no others, and sent once."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from triage.calendar import LONDON, day_in_words
from triage.paper import (
    NotALetterField,
    london_moment,
    require_lines,
    require_plain,
    require_road_and_town,
    require_shape,
)

REFERENCE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
REGISTRATION = re.compile(r"[A-Z0-9]+(?: [A-Z0-9]+)*")
RECIPIENT_LINES = range(2, 7)  # with the name at most seven lines, as the post takes
CONTACT_LINES = range(1, 6)


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
            require_plain(field, value, limit)
        require_lines("the keeper's address", self.recipient_address, RECIPIENT_LINES, 50)
        require_shape("the reference", self.reference, REFERENCE)
        require_shape("the registration", self.registration, REGISTRATION)
        require_road_and_town(self.road, self.town)
        if self.offence_at.utcoffset() is None:
            raise NotALetterField("The time of the offence has no time zone.")
        if self.reply_by < self.letter_on:
            raise NotALetterField("The last day to reply is before the date of the letter.")


def unique_key(decision_id: UUID, kind: LetterKind, step: int, recipient: str) -> str:
    """What may be sent once: another decision, kind, step of the chain or recipient is another letter."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", recipient):
        raise NotALetterField("A letter's recipient is named by letters, digits and dashes.")
    return f"{decision_id}:{kind}:{step}:{recipient}"


def is_unwritten(key: str, written: Collection[str]) -> bool:
    """Whether this letter has yet to be written; finding it written is success, never a second letter."""
    return key not in written


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
