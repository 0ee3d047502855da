"""What a person has to do by a day: one list for everything that waits for somebody, ordered by what lapses next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from triage.permission import Permission


class TaskKind(StrEnum):
    """What is to be done; each kind has one permission and one sentence."""

    KEEPER_LOOKUP = "keeper_lookup"
    POST = "post"
    AWAIT_REPLY = "await_reply"
    CONCLUDE = "conclude"
    AWAIT_OFFER = "await_offer"
    UNANSWERED = "unanswered"
    NO_LETTER_POSSIBLE = "no_letter_possible"
    SERVE_ANOTHER_WAY = "serve_another_way"
    SERVICE_IN_DOUBT = "service_in_doubt"
    CONTEST = "contest"
    SECOND_LOOK = "second_look"
    REFERRAL = "referral"
    SECTION_59 = "section_59"


# While one of these is open, a case may still have to be brought to court.
TO_COURT = frozenset(
    {
        *(TaskKind.KEEPER_LOOKUP, TaskKind.POST, TaskKind.AWAIT_REPLY, TaskKind.CONCLUDE, TaskKind.AWAIT_OFFER),
        *(TaskKind.UNANSWERED, TaskKind.NO_LETTER_POSSIBLE, TaskKind.SERVE_ANOTHER_WAY, TaskKind.SERVICE_IN_DOUBT),
    }
)


@dataclass(frozen=True)
class Task:
    """One thing somebody has to do. ``due_on`` is the London day on which something lapses when nobody has."""

    id: UUID
    kind: TaskKind
    case_id: UUID
    subject: UUID
    due_on: date
    opened_at: datetime
    not_staff: UUID | None = None
    closed_at: datetime | None = None
    closed_by: UUID | None = None
    closed_why: str | None = None

    def is_late(self, today: date) -> bool:
        """Its day has gone by."""
        return self.closed_at is None and today > self.due_on


WORDS: Mapping[TaskKind, str] = MappingProxyType(
    {
        TaskKind.KEEPER_LOOKUP: "Look up the keeper on the day of the offence",
        TaskKind.POST: "Post the letter",
        TaskKind.AWAIT_REPLY: "Enter the keeper’s reply",
        TaskKind.CONCLUDE: "Choose course, fixed penalty or court",
        TaskKind.AWAIT_OFFER: "Enter what came of the offer",
        TaskKind.UNANSWERED: "The keeper has not answered: decide the allegation of failing to name the driver",
        TaskKind.NO_LETTER_POSSIBLE: "No letter can be sent to this keeper: decide what follows",
        TaskKind.SERVE_ANOTHER_WAY: "The post does not serve this notice: have it served another way",
        TaskKind.SERVICE_IN_DOUBT: "A notice came back after its deadline: decide whether it was served",
        TaskKind.CONTEST: "Decide the contested letter",
        TaskKind.SECOND_LOOK: "Take a second look: the reporter is marked for bad faith",
        TaskKind.REFERRAL: "Pass the case on",
        TaskKind.SECTION_59: "Consider a warning under section 59",
    }
)

DONE_BY: Mapping[TaskKind, Permission] = MappingProxyType(
    {
        TaskKind.KEEPER_LOOKUP: Permission.KEEPER_ENTER,
        TaskKind.POST: Permission.PRINT_BATCH,
        TaskKind.AWAIT_REPLY: Permission.KEEPER_ENTER,
        TaskKind.CONCLUDE: Permission.NOTICE_CONCLUDE,
        TaskKind.AWAIT_OFFER: Permission.NOTICE_CONCLUDE,
        TaskKind.UNANSWERED: Permission.NOTICE_CONCLUDE,
        TaskKind.NO_LETTER_POSSIBLE: Permission.NOTICE_CONCLUDE,
        TaskKind.SERVE_ANOTHER_WAY: Permission.RESCUE_ACT,
        TaskKind.SERVICE_IN_DOUBT: Permission.NOTICE_CONCLUDE,
        TaskKind.CONTEST: Permission.LETTER_CONTEST,
        TaskKind.SECOND_LOOK: Permission.LETTER_APPROVE,
        TaskKind.REFERRAL: Permission.TASK_CLOSE,
        TaskKind.SECTION_59: Permission.TASK_CLOSE,
    }
)
