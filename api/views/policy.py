"""View models of the policy pages; every template takes `bar` (Bar) and `page` (the class it names)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from triage.policy_change import SectionChange
from triage.policy_trial import TrialResult


@dataclass(frozen=True)
class Tab:
    """One part of a page of policy."""

    title: str
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class OffenceRow:
    """One offence as the policy has it; `unverified` are cells with what they say."""

    slug: str
    title: str
    public_title: str
    law: str
    is_nip: bool
    is_s172: bool
    in_filter: bool
    is_fatal_four: bool
    weight: str
    chance: str
    minutes: str
    clock: str
    unverified: tuple[tuple[str, str], ...] = ()
    verified_by: str = ""
    url: str = ""


@dataclass(frozen=True)
class DialRow:
    """One dial: its value in words, and what turning it does."""

    label: str
    value: str
    does: str


@dataclass(frozen=True)
class DialGroup:
    """Dials that are read together."""

    slug: str
    title: str
    rows: tuple[DialRow, ...]


@dataclass(frozen=True)
class ReasonRow:
    """One reason: the desk's key and words, and what the force publishes."""

    key: str
    words: str
    published: str


@dataclass(frozen=True)
class ReasonGroup:
    """The reasons of one outcome."""

    outcome: str
    rows: tuple[ReasonRow, ...]


@dataclass(frozen=True)
class WordingView:
    """One letter or message as it reads."""

    name: str
    is_verified: bool
    paragraphs: tuple[str, ...]
    sources: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class WordingGroup:
    """The letters of one language, or the messages."""

    title: str
    wordings: tuple[WordingView, ...]


@dataclass(frozen=True)
class HolidayYear:
    """The bank holidays of a year."""

    year: int
    days: tuple[date, ...]


@dataclass(frozen=True)
class VersionRow:
    """One version in the list of versions."""

    version: int
    valid_from: date
    reason: str
    who: str  # empty: it was shipped with the product, and nobody activated it
    at: datetime | None
    is_in_force: bool
    url: str
    compare_url: str = ""


@dataclass(frozen=True)
class DraftRow:
    """One open draft."""

    title: str
    url: str
    made_at: datetime


@dataclass(frozen=True)
class PolicyPage:
    """policy.html: one version, readable; `show` is the part that is open."""

    version: int
    valid_from: date
    is_in_force: bool
    show: str
    tabs: tuple[Tab, ...]
    unverified: int
    unverified_letters: int
    versions: tuple[VersionRow, ...]
    drafts: tuple[DraftRow, ...] = ()
    may_change: bool = False
    offences: tuple[OffenceRow, ...] = ()
    groups: tuple[DialGroup, ...] = ()
    reasons: tuple[ReasonGroup, ...] = ()
    wordings: tuple[WordingGroup, ...] = ()
    holidays: tuple[HolidayYear, ...] = ()
    holiday_warning: str = ""
    problem: str = ""


@dataclass(frozen=True)
class ComparePage:
    """policy_compare.html: what differs between two versions, or a version and a draft."""

    old_title: str
    new_title: str
    sections: tuple[SectionChange, ...]
    back_url: str
    choices: tuple[tuple[int, bool, bool], ...] = ()  # version, is old, is new


@dataclass(frozen=True)
class FieldView:
    """One box of a form; `error` is the sentence beside it."""

    name: str
    label: str
    value: str
    hint: str = ""
    shape: str = "number"  # number, flag, words, lines, text
    unit: str = ""
    error: str = ""


@dataclass(frozen=True)
class FieldGroup:
    """Boxes under one heading."""

    title: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class DraftFormPage:
    """policy_form.html: one form of a draft. Posts csrf, changed and the boxes."""

    heading: str
    back_url: str
    changed: int
    groups: tuple[FieldGroup, ...]
    problems: tuple[str, ...] = ()  # the sentences that stand beside their boxes, once more on top
    placeholders: tuple[str, ...] = ()


@dataclass(frozen=True)
class DraftOffencesPage:
    """policy_draft_offences.html: the offences of a draft, each a way to its form."""

    title: str
    back_url: str
    offences: tuple[OffenceRow, ...]


@dataclass(frozen=True)
class DraftWordingsPage:
    """policy_draft_wordings.html: the letters and messages of a draft, each a way to its form."""

    title: str
    back_url: str
    wordings: tuple[WordingGroup, ...]


@dataclass(frozen=True)
class DraftLink:
    """One way into a draft."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class DocumentRow:
    """One document of a draft, to be fetched or sent as a whole."""

    name: str
    title: str
    url: str


@dataclass(frozen=True)
class DraftPage:
    """policy_draft.html: how a draft stands, and what can be done with it."""

    title: str
    state: str
    base_url: str
    based_on: int
    valid_from: date
    changed: int
    may_change: bool
    sections: tuple[SectionChange, ...]
    links: tuple[DraftLink, ...]
    documents: tuple[DocumentRow, ...]
    is_tried: bool
    tried_at: datetime | None = None
    trial: TrialResult | None = None
    progress: str = ""  # while a dry-run waits or runs
    failed: str = ""
    activated_version: int | None = None
    problem: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class HolidaysPage:
    """policy_holidays.html: fields `day` to add one, and a button beside each to take it out."""

    back_url: str
    changed: int
    years: tuple[HolidayYear, ...]
    problem: str = ""
