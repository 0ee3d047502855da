"""What a mail to a reporter may say: its allowed facts, and the force's wording in two languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from triage.cells import Cells
from triage.errors import BadPolicy, TriageError
from triage.language import Language
from triage.wording import PLACEHOLDER, UnknownPlaceholder, placeholders

MAILS_FILE = "mails.json"
SUBJECT_LIMIT, PARAGRAPH_LIMIT = 150, 1_200
# One address, plainly written: no name around it, no quotes, no second address, no line end.
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


class NotAMailFact(TriageError):
    """A mail would say what no mail may, or its address is none."""

    code: ClassVar[str] = "not_a_mail_fact"


class MailKind(StrEnum):
    """The mails a reporter can be sent."""

    ACKNOWLEDGEMENT = "acknowledgement"
    OUTCOME = "outcome"


class MessageState(StrEnum):
    """Where a mail is."""

    QUEUED = "queued"
    SENT = "sent"
    VOID = "void"


@dataclass(frozen=True)
class Message:
    """One mail as it is kept: to whom stands with the submission, what it says is written when it is sent."""

    id: UUID
    once: str
    submission_id: UUID
    case_id: UUID | None
    kind: MailKind
    language: Language
    state: MessageState
    message_id: str
    created_at: datetime
    channel: str | None = None
    attempted_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class MailFacts:
    """Everything a mail may say, and nothing else (BRIEF "Feedback").

    There is no field for a registration, a place, an offence, a keeper or the secret, so no wording can print one.
    ``told`` are the policy's own sentences for the class of outcome; ``review`` is there for a victim alone.
    """

    kind: MailKind
    reference: str
    status_link: str
    force_name: str
    force_email: str
    force_phone: str
    told: tuple[str, ...] = ()
    review: str = ""

    def __post_init__(self) -> None:
        if bool(self.told) != (self.kind is MailKind.OUTCOME):
            raise NotAMailFact("A mail about an outcome says which, and no other mail says one.")
        if self.review and self.kind is not MailKind.OUTCOME:
            raise NotAMailFact("Only a mail about an outcome says how to ask for its review.")
        for words in (self.reference, self.status_link, self.force_name, self.force_email, self.force_phone):
            if not words.isprintable():
                raise NotAMailFact("A fact of a mail stands on one line.")
        if "#" in self.status_link or "?" in self.status_link:
            raise NotAMailFact("The link to the status page carries nothing: the secret is typed.")

    @property
    def words(self) -> Mapping[str, str]:
        """What each placeholder prints."""
        return {
            "reference": self.reference,
            "status_link": self.status_link,
            "force_name": self.force_name,
            "force_email": self.force_email,
            "force_phone": self.force_phone,
            "told": "\n\n".join(self.told),
            "review": self.review,
        }


COMMON = frozenset({"reference", "status_link", "force_name", "force_email", "force_phone"})
ALLOWED: Mapping[MailKind, frozenset[str]] = {
    MailKind.ACKNOWLEDGEMENT: COMMON,
    MailKind.OUTCOME: COMMON | {"told", "review"},
}


@dataclass(frozen=True)
class MailWording:
    """The administrators' words for one kind of mail: plain text with placeholders."""

    kind: MailKind
    verified: bool
    subject: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class MailWordings:
    """One language's mails. A draft is shown to administrators and never sent."""

    language: Language
    draft: bool
    mails: tuple[MailWording, ...]

    def mail(self, kind: MailKind) -> MailWording:
        """The words for this kind; parsing saw to it that there are some."""
        return next(one for one in self.mails if one.kind is kind)


@dataclass(frozen=True)
class Mails:
    """One dated version of every mail in every language."""

    version: str
    valid_from: date
    languages: tuple[MailWordings, ...]

    def wording(self, kind: MailKind, language: Language) -> MailWording:
        """The words in that language; in English while it is a draft."""
        wanted = next((one for one in self.languages if one.language is language and not one.draft), None)
        english = next(one for one in self.languages if one.language is Language.ENGLISH)
        return (wanted or english).mail(kind)


@dataclass(frozen=True)
class FilledMail:
    """What the reporter reads."""

    subject: str
    body: str


def fill_mail(wording: MailWording, facts: MailFacts) -> FilledMail:
    """The wording with the facts in their places; a paragraph of nothing but an empty fact is left out."""
    if wording.kind is not facts.kind:
        raise NotAMailFact("The wording belongs to another mail.")
    words = facts.words

    def put(text: str) -> str:
        return PLACEHOLDER.sub(lambda found: words[found[1]], text)

    paragraphs = (put(one) for one in wording.paragraphs)
    return FilledMail(put(wording.subject), "\n\n".join(one for one in paragraphs if one.strip()) + "\n")


def require_address(address: str) -> str:
    """The address itself, or NotAMailFact: what is no plain address never reaches a header."""
    if not ADDRESS.fullmatch(address) or ".." in address or len(address) > 254:
        raise NotAMailFact("The reporter's e-mail address is not one that can be written to.")
    return address


def parse_mails(document: object, file: str = MAILS_FILE) -> Mails:
    """The force's mails from policy; BadPolicy names the file and the field that cannot be read."""
    top = Cells.of(file, "", document)
    languages = tuple(_language(one) for one in top.inners("languages"))
    if [one.language for one in languages] != list(Language):
        raise BadPolicy(file, "languages", "must have English and Welsh, once each and in this order.")
    if languages[0].draft:
        raise BadPolicy(file, "languages[0].draft", "must be false: English is what everything falls back to.")
    return Mails(top.text("version"), top.day("valid_from"), languages)


def _language(cells: Cells) -> MailWordings:
    try:
        language = Language(cells.text("language"))
    except ValueError as problem:
        raise BadPolicy(cells.file, f"{cells.where}.language", "must be en or cy.") from problem
    mails = tuple(_mail(one) for one in cells.inners("mails"))
    if sorted(one.kind for one in mails) != sorted(MailKind):
        raise BadPolicy(cells.file, f"{cells.where}.mails", f"must have {' and '.join(MailKind)} once each.")
    return MailWordings(language, cells.flag("draft"), mails)


def _mail(cells: Cells) -> MailWording:
    try:
        kind = MailKind(cells.text("kind"))
    except ValueError as problem:
        raise BadPolicy(cells.file, f"{cells.where}.kind", f"must be {' or '.join(MailKind)}.") from problem
    subject, paragraphs = cells.text("subject"), cells.texts("paragraphs")
    if not paragraphs:
        raise BadPolicy(cells.file, f"{cells.where}.paragraphs", "must have at least one paragraph.")
    if not subject.isprintable() or {"told", "review"} & _checked(cells, "subject", kind, subject, SUBJECT_LIMIT):
        raise BadPolicy(cells.file, f"{cells.where}.subject", "must be one line, and must not say the outcome.")
    for place, text in enumerate(paragraphs):
        _checked(cells, f"paragraphs[{place}]", kind, text, PARAGRAPH_LIMIT)
    used = frozenset[str]().union(*map(placeholders, paragraphs))
    if kind is MailKind.OUTCOME and not {"told", "review"} <= used:
        raise BadPolicy(cells.file, f"{cells.where}.paragraphs", "must say {told}, and {review} for victims.")
    return MailWording(kind, cells.flag("verified"), subject, paragraphs)


def _checked(cells: Cells, field: str, kind: MailKind, text: str, limit: int) -> frozenset[str]:
    """The placeholders of one text; BadPolicy for one that this kind of mail does not carry."""
    where = f"{cells.where}.{field}"
    if len(text) > limit:
        raise BadPolicy(cells.file, where, f"must have at most {limit} characters.")
    try:
        names = placeholders(text)
    except UnknownPlaceholder as problem:
        raise BadPolicy(cells.file, where, problem.sentence) from problem
    for name in sorted(names - ALLOWED[kind]):
        raise BadPolicy(cells.file, where, f"A mail of the kind {kind} does not carry {{{name}}}.")
    return names
