"""Every dial of a policy document: where it stands, what it is called, and what turning it does."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from triage.errors import BadPolicy
from triage.policy import POLICY_FILE

Document = Mapping[str, Any]


class Shape(StrEnum):
    """What stands in a cell, and so how it is typed into a form."""

    NUMBER = "number"
    FLAG = "flag"
    WORDS = "words"
    LINES = "lines"  # a list of words, one a line


@dataclass(frozen=True)
class Field:
    """One dial of policy.json. `path` is dotted; `unit` follows the number on a page."""

    path: str
    label: str
    does: str
    unit: str = ""
    shape: Shape = Shape.NUMBER


@dataclass(frozen=True)
class Group:
    """Dials that are read together."""

    slug: str
    title: str
    fields: tuple[Field, ...]


RANK = Group(
    "rank",
    "Rank",
    (
        Field("rank.G_days", "Head start of the filter", "A filter offence counts as due this much earlier.", "days"),
        Field(
            "rank.B_days", "Weight of harm", "Each doubling of harm prevented per minute moves a case so far.", "days"
        ),
        Field("rank.r0", "Neutral harm", "Harm prevented for an officer's minute that moves a case neither way."),
        Field("rank.clip", "Most doublings", "Harm counts for no more doublings than this, either way.", "doublings"),
        Field("rank.p_min", "Least chance", "No offence is ranked as less likely to end in an outcome.", "of 1"),
        Field("rank.p_max", "Greatest chance", "No offence is ranked as more likely to end in an outcome.", "of 1"),
        Field("rank.escalation_factor", "Repeat keepers", "Multiplies harm when an earlier warning counts.", "times"),
        Field("rank.low_weight", "Minor below", "A harm weight up to this makes a case tier 3, parking and minor."),
    ),
)
STRENGTH = Group(
    "strength",
    "Strength of the evidence",
    (
        Field("strength.plate_agrees", "Plate read and typed agree", "Multiplies the chance of an outcome.", "times"),
        Field("strength.plate_differs", "Plate read and typed differ", "Multiplies the chance of an outcome.", "times"),
        Field("strength.plate_unread", "Plate could not be read", "Multiplies the chance of an outcome.", "times"),
        Field("strength.unplayable", "Footage does not play", "Multiplies the chance of an outcome.", "times"),
        Field("strength.no_camera_time", "Camera tells no time", "Multiplies the chance of an outcome.", "times"),
        Field("strength.second_reporter", "A second reporter", "Multiplies the chance of an outcome.", "times"),
        Field("strength.unwilling_for_court", "Unwilling for court", "Multiplies the chance of an outcome.", "times"),
    ),
)
LIMITS = Group(
    "limits",
    "Limits",
    (
        Field(
            "limits.decision_lead_days", "Keeper look-up and print", "Taken off the last posting day.", "business days"
        ),
        Field("limits.review_promise_days", "Review promise", "From receipt, for what needs no notice.", "days"),
        Field("limits.hold_seconds", "Undo", "A decision can be undone for so long.", "seconds"),
        Field("limits.lease_seconds", "Claim", "A claim lapses when nothing is heard for so long.", "seconds"),
        Field("limits.audit_share", "Audit lane", "Share of the lowest tier that people review all the same.", "of 1"),
        Field("limits.escalation_months", "Escalation", "An earlier warning counts for so long.", "months"),
        Field("limits.contest_days", "To contest a letter", "A keeper may contest an automatic letter.", "days"),
        Field("limits.contest_reply_days", "To answer a contest", "A contested letter is decided within.", "days"),
        Field("limits.positive_target", "Positive outcomes wanted", "The mark on the performance page.", "%"),
        Field("limits.least_base", "Least number for a percentage", "Percentages of fewer are not shown.", "cases"),
        Field(
            "limits.filter_alarm_days",
            "Filter alarm",
            "A supervisor is told so long before a filter case is due.",
            "days",
        ),
        Field(
            "limits.incident_minutes", "One incident", "Reports of one vehicle this close may be one event.", "minutes"
        ),
        Field("limits.reminder_days", "Reminder", "A keeper is reminded so long before the reply is due.", "days"),
        Field("limits.course_answer_days", "Course", "A driver may accept a course for so long.", "days"),
        Field("limits.offer_answer_days", "Fixed penalty", "A driver may accept the offer (RTOA 1988 s.75).", "days"),
        Field("limits.referral_days", "Referral", "What is passed on leaves within.", "days"),
        Field(
            "limits.published_bars_prosecution",
            "Posted in public",
            "A video its reporter has posted leads to a warning at most. A judgement, not verified.",
            shape=Shape.FLAG,
        ),
        Field(
            "limits.copy_bars_prosecution",
            "Not the original",
            "Without the original recording a warning is the most. A judgement, not verified.",
            shape=Shape.FLAG,
        ),
    ),
)
INTAKE = Group(
    "intake",
    "What the form takes",
    (
        Field(
            "intake.longest_clip_minutes", "Longest clip", "Kept for the form; it does not ask for it yet.", "minutes"
        ),
        Field(
            "intake.largest_file_mb",
            "Largest file",
            "What the form asks for; the machine's own limit may be lower.",
            "MB",
        ),
        Field(
            "intake.intelligence_after_days",
            "Intelligence only",
            "Kept for the gate; it does not act on it yet.",
            "days",
        ),
        Field("intake.ask_area", "Ask for the area", "Kept for the gate; it does not ask yet.", shape=Shape.FLAG),
        Field("intake.ask_collision", "Ask for a collision", "Kept for the gate, which always asks.", shape=Shape.FLAG),
        Field("intake.ask_parking", "Ask for parking", "Kept for the gate; it does not ask yet.", shape=Shape.FLAG),
    ),
)
AUTOMATIC = Group(
    "automatic",
    "Automatic letters",
    (
        Field(
            "automatic_letter.received_within_days",
            "Received within",
            "A later report gets no automatic letter.",
            "days",
        ),
        Field(
            "automatic_letter.least_plate_confidence",
            "Plate read with",
            "A registration read less surely stops the letter.",
            "of 1",
        ),
        Field(
            "automatic_letter.least_plate_margin",
            "Plate ahead by",
            "A registration whose second best reading is nearer than this stops the letter.",
            "of 1",
        ),
        Field(
            "automatic_letter.home_distance_m",
            "From the reporter's home",
            "Nearer than this no letter is sent.",
            "metres",
        ),
        Field(
            "automatic_letter.refused_keepers",
            "Keepers never lettered unwatched",
            "Kinds of keeper: company, hire, lease and so on.",
            shape=Shape.LINES,
        ),
    ),
)
LADDER = Group(
    "ladder",
    "Ladder of warnings",
    (Field("ladder", "Levels", "The first level first; the last is never passed.", shape=Shape.LINES),),
)
URGENT = Group(
    "urgent",
    "Urgent words",
    (
        Field(
            "urgent_words",
            "Words",
            "A report with one of them alarms the supervisor.",
            shape=Shape.LINES,
        ),
    ),
)
FORCE = Group(
    "force",
    "The force",
    (
        Field("force.name", "Name", "As letters print it.", shape=Shape.WORDS),
        Field("force.unit", "Unit", "As letters print it.", shape=Shape.WORDS),
        Field("force.address", "Address", "As letters print it.", shape=Shape.LINES),
        Field("force.email", "E-mail", "Where answers go.", shape=Shape.WORDS),
        Field("force.phone", "Telephone", "Where callers are put through.", shape=Shape.WORDS),
        Field(
            "force.staff_domains", "Domains of staff", "Reports from them go to the restricted lane.", shape=Shape.LINES
        ),
        Field("force.fleet", "Fleet", "Registrations of the force's own vehicles.", shape=Shape.LINES),
    ),
)
FEEDBACK = Group(
    "feedback",
    "Feedback",
    (
        Field(
            "feedback.tell_outcome",
            "Tell the outcome",
            "Victims are always told, whatever stands here.",
            shape=Shape.FLAG,
        ),
        Field("feedback.received", "Received", "What the status page says.", shape=Shape.WORDS),
        Field("feedback.checked", "Checked", "What the status page says.", shape=Shape.WORDS),
        Field("feedback.reviewing", "Reviewing", "What the status page says.", shape=Shape.WORDS),
        Field("feedback.not_told", "Not told", "Where outcomes are not told.", shape=Shape.WORDS),
        Field("feedback.formal_action", "Formal action", "What the status page says.", shape=Shape.WORDS),
        Field("feedback.warning", "Warning", "What the status page says.", shape=Shape.WORDS),
        Field("feedback.no_further_action", "No further action", "What the status page says.", shape=Shape.WORDS),
        Field("feedback.other", "Other", "What the status page says.", shape=Shape.WORDS),
        Field("feedback.withdrawn", "Withdrawn", "What the status page says.", shape=Shape.WORDS),
        Field("feedback.watched", "Watched", "Said when an officer watched the footage.", shape=Shape.WORDS),
        Field("feedback.unwatched", "Not watched", "Said of an automatic letter.", shape=Shape.WORDS),
        Field("feedback.victim_review", "Review for victims", "How a victim asks for a review.", shape=Shape.WORDS),
    ),
)
GROUPS = (RANK, STRENGTH, LADDER, AUTOMATIC, LIMITS, INTAKE, URGENT, FEEDBACK, FORCE)
FIELDS: Mapping[str, Field] = {field.path: field for group in GROUPS for field in group.fields}


def cell_of(document: Document, path: str) -> Any:
    """What stands at a dotted path; None where nothing does."""
    found: Any = document
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def typed(field: Field, cell: object) -> str:
    """A cell as it stands in a form's box."""
    if field.shape is Shape.LINES and isinstance(cell, list | tuple):
        return "\n".join(str(word) for word in cell)
    if field.shape is Shape.FLAG:
        return "yes" if cell is True else ""
    return "" if cell is None else str(cell)


def in_words(field: Field, cell: object) -> str:
    """A cell as a page says it: with its unit, yes or no, lists in one line and their codes in words."""
    if field.shape is Shape.FLAG:
        return "yes" if cell is True else "no"
    if field.shape is Shape.LINES and isinstance(cell, list | tuple):
        return ", ".join(str(word).replace("_", " ") for word in cell) or "none"
    unit = field.unit.removesuffix("s") if cell == 1 else field.unit
    return f"{typed(field, cell)} {unit}".strip() or "nothing"


def with_typed(document: Document, words: Mapping[str, str]) -> dict[str, Any]:
    """A copy of the document with what was typed for some paths. BadPolicy names the field that is no number."""
    changed: dict[str, Any] = copy.deepcopy(dict(document))
    for path, text in words.items():
        *way, last = path.split(".")
        place = changed
        for name in way:
            place = place.setdefault(name, {})
        place[last] = parse_cell(FIELDS[path], text)
    return changed


def parse_cell(field: Field, text: str) -> Any:
    """The cell of what was typed; whether its value is allowed is asked by the policy's own parser."""
    match field.shape:
        case Shape.FLAG:
            return text == "yes"
        case Shape.LINES:
            return [line.strip() for line in text.splitlines() if line.strip()]
        case Shape.WORDS:
            return " ".join(text.split())
        case Shape.NUMBER:
            return number_of(POLICY_FILE, field.path, text)


def number_of(file: str, path: str, text: str) -> int | float:
    """A number as typed; BadPolicy naming the field where it is none."""
    try:
        number = float(text.strip())
    except ValueError:
        raise BadPolicy(file, path, "must be a number.") from None
    # 1e999 reads as infinity, which JSON cannot keep.
    if number not in (float("inf"), float("-inf")) and number == number:
        return int(number) if number == int(number) else number
    raise BadPolicy(file, path, "must be a number.")
