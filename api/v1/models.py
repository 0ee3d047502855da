"""The shapes of /v1: what a program sends and what it is told."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.public.receipt import Receipt
from api.views.public import KeptFile, VehicleStatus
from triage.finding import JsonValue
from triage.offence import Offence
from triage.submission import ReporterMode

Line = Annotated[str, StringConstraints(max_length=500)]
Words = Annotated[str, StringConstraints(max_length=20_000)]
Instant = Annotated[str, StringConstraints(max_length=40, pattern=r"^20[0-9]{2}-")]


class Strict(BaseModel):
    """A body in which a misspelt field is an error, not a silence."""

    model_config = ConfigDict(extra="forbid")


class GuardianIn(Strict):
    """A parent or guardian of a reporter under 18, and how to reach them."""

    name: Line
    contact: Line


class VehicleIn(Strict):
    """Another vehicle of the same event; it becomes a case of its own."""

    registration: Line = Field(default="", description="As on the plate; empty where none could be seen")
    make: Line = ""
    model: Line = ""
    colour: Line = ""
    description: Line = Field(default="", description="Fleet, taxi or scooter number, livery")


class PersonIn(Strict):
    """Who reports. Kept apart from everything else, and shown to staff only against a logged reason."""

    name: Line
    email: Line
    phone: Line = ""
    guardian: GuardianIn | None = Field(default=None, description="For a reporter under 18")


class DraftIn(Strict):
    """A report begins with its person, so that nothing is ever sent by nobody."""

    person: PersonIn


class DraftOut(BaseModel):
    """The token is the draft: whoever holds it may add to it and send it. It is told this once."""

    id: UUID
    token: str
    expires_at: datetime


class AnswersIn(Strict):
    """Any of the answers; null and absent are the same. Every answer is checked as soon as it is given."""

    offence: Line | None = Field(default=None, description="A slug of GET /v1/offences")
    says: Words | None = Field(default=None, description="What happened, in the reporter's own words")
    occurred_at: Instant | None = Field(default=None, description="ISO 8601 with its zone: 2026-11-14T08:15:00Z")
    road: Line | None = None
    town: Line | None = None
    direction: Line | None = None
    lat: float | None = Field(default=None, description="WGS 84 degrees; never leaves the force")
    lon: float | None = None
    registration: Line | None = Field(default=None, description="As on the plate; empty where none could be seen")
    make: Line | None = None
    model: Line | None = None
    colour: Line | None = None
    description: Line | None = Field(default=None, description="Fleet, taxi or scooter number, livery")
    other_vehicles: list[VehicleIn] | None = Field(default=None, max_length=4, description="In the same footage")
    mode: ReporterMode | None = Field(default=None, description="How the reporter was travelling")
    in_danger_now: bool | None = None
    collision: bool | None = None
    hurt: bool | None = None
    endangered: bool | None = None
    frightened: bool | None = None
    willing_for_court: bool | None = None
    posted_publicly: bool | None = None
    original_kept: bool | None = None
    mark_s: float | None = Field(default=None, description="Seconds into the footage at which it happens")

    def said(self) -> dict[str, JsonValue]:
        """The answers that were given."""
        given: dict[str, JsonValue] = self.model_dump(mode="json", exclude_none=True)
        return given


class FileOut(BaseModel):
    """A file as it was kept; the hash is that of the bytes as they were sent."""

    filename: str
    sha256: str
    size: int

    @classmethod
    def of(cls, one: KeptFile) -> "FileOut":
        """The file of a receipt."""
        return cls(filename=one.name, sha256=one.sha256, size=one.size_bytes)


class FootageOut(FileOut):
    """A file of a draft, and what reading it concluded so far."""

    id: UUID
    state: Literal["reading", "read", "unreadable"]
    note: str = ""


class DraftStateOut(BaseModel):
    """A draft as it stands."""

    id: UUID
    expires_at: datetime
    answers: dict[str, str | bool | float | list[VehicleIn] | None]
    footage: tuple[FootageOut, ...]


class SubmissionIn(Strict):
    """Sign and send; answers given here replace those given before."""

    answers: AnswersIn = AnswersIn()
    signed_name: Line = Field(description="The reporter's full name, under the statement of s.9 CJA 1967")


class ReceiptOut(BaseModel):
    """The receipt. The secret is told once and kept only hashed; with the reference it opens the status."""

    reference: str
    secret: str
    received_at: datetime
    footage: tuple[FileOut, ...]

    @classmethod
    def of(cls, receipt: Receipt) -> "ReceiptOut":
        """The receipt of a report."""
        return cls(
            reference=receipt.reference,
            secret=receipt.secret,
            received_at=receipt.received_at,
            footage=tuple(FileOut.of(one) for one in receipt.footage),
        )


class StepOut(BaseModel):
    """One step of the road."""

    title: str
    state: Literal["done", "now", "later"]
    at: datetime | None


class VehicleOut(BaseModel):
    """What may be told of one vehicle today."""

    title: str
    outcome: Literal["pending", "formal action", "warning", "no further action", "other"]
    sentence: str
    review_sentence: str
    steps: tuple[StepOut, ...]

    @classmethod
    def of(cls, one: VehicleStatus) -> "VehicleOut":
        """The same as the page says."""
        steps = tuple(StepOut(title=step.title, state=step.state, at=step.at) for step in one.steps)
        return cls(
            title=one.title,
            outcome=one.outcome,
            sentence=one.sentence,
            review_sentence=one.review_sentence,
            steps=steps,
        )


class StatusOut(BaseModel):
    """What came of a report."""

    reference: str
    received_at: datetime
    vehicles: tuple[VehicleOut, ...]
    footage: tuple[FileOut, ...]


class OffenceOut(BaseModel):
    """An offence that can be reported."""

    slug: str
    title: str
    law: str
    needs_notice: bool = Field(description="A notice must reach the keeper within 14 days (s.1 RTOA 1988)")

    @classmethod
    def of(cls, one: Offence) -> "OffenceOut":
        """The offence in plain words."""
        return cls(slug=one.slug, title=one.public_title or one.title, law=one.law, needs_notice=one.nip_required)


class Problem(BaseModel):
    """application/problem+json: a stable code for the program, one sentence for its user."""

    type: str = "about:blank"
    status: int
    code: str
    title: str
    detail: str
    field: str | None = Field(default=None, description="The answer that cannot stand")
    fields: tuple[str, ...] | None = None
