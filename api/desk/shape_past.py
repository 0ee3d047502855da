"""What happened before: to a vehicle, across its cases, and to one case, line by line."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from api.desk.shape_queue import case_url
from api.templating import london_date, london_datetime
from api.views.staff import CaseHistoryPage, HistoryEntry, PastAction
from storage.history import Line
from triage.calendar import london_day
from triage.case import Case, main_allegation
from triage.escalation import next_level
from triage.finding import Finding, JsonValue
from triage.marker import WORDS, Marker
from triage.policy import Policy
from triage.record import Letter
from triage.steps.second_look import SENT_BACK

MOST = 12
MACHINES = frozenset({"rank_key"})  # numbers that sort, and say nothing to a reader
DAY_OR_INSTANT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d\S*)?")
LONGEST_CODE = 31  # longer values are ids and hashes, which say nothing to a reader
LETTERS = {
    "warning": "Warning letter",
    "notice": "Notice of intended prosecution",
    "s172_alone": "Request to name the driver",
    "reminder": "Reminder to name the driver",
    "requirement_next": "Request to somebody who was named",
    "course_offer": "Offer of a course",
    "conditional_offer": "Conditional offer of a fixed penalty",
    "court_intention": "Word that a court will deal with it",
    "automatic_advice": "Automatic advice letter",
    "letter_withdrawn": "Withdrawal of a letter",
    "contest_refused": "Answer to a contested letter",
}
TITLES = {
    "received": "Received",
    "footage_received": "Footage received",
    "footage_removed": "Footage taken back by the reporter",
    "footage_extracted": "Footage read",
    "footage_looked_at": "Pictures of the footage read",
    "extracted": "All footage read",
    "prioritised": "Ranked",
    "claimed": "Opened by an officer",
    "skipped": "Given back undecided",
    "noted": "Note added",
    "decided": "Decision recorded",
    "decision_withdrawn": "Decision undone",
    "finalised": "Decision became final",
    "second_look_asked": "Second look asked for",
    "second_look_answered": "Second look taken",
    "letter_queued": "Letter written down",
    "letter_printed": "Letter printed",
    "letter_batched": "Letter put into a batch",
    "letter_taken_out": "Letter taken out of its batch",
    "post_certified": "Posting certified",
    "post_missed": "Posted after the last posting day",
    "letter_sent": "Letter posted",
    "letter_recalled": "Letter recalled before it left",
    "letter_withdrawn": "Letter withdrawn",
    "letter_returned": "Letter came back",
    "served_in_person": "Served by hand",
    "service_settled": "Service in doubt decided",
    "contested": "Letter contested",
    "contest_upheld": "Contest upheld",
    "contest_refused": "Contest refused",
    "marker_set": "Marker set",
    "marker_lifted": "Marker lifted",
    "out_of_time": "Last ordinary day went by",
    "automatic_proposed": "Automatic letter proposed",
    "automatic_approved": "Automatic letter approved",
    "automatic_declined": "Automatic letter declined",
    "urgent_closed": "Urgent referral closed",
    "told": "Reporter told",
    "task_closed": "Seen to by a supervisor",
    "keeper_entered": "Keeper on the day entered",
    "keeper_deceased": "Keeper has died: letters stopped",
    "case_restricted": "Case restricted",
    "level_fell": "Warning level fell",
    "driver_asked": "Asked who was driving",
    "keeper_reminded": "Reminder written",
    "keeper_replied": "Reply entered",
    "offer_made": "Offer made",
    "offer_ended": "Offer ended",
}
HANDS = {"submitter": "The reporter", "product": "The system"}


def past_of(
    case: Case,
    others: Sequence[Case],
    letters: Sequence[Letter],
    policy: Policy,
    markers: Sequence[Marker] = (),
    findings: Sequence[Finding] = (),
) -> tuple[PastAction, ...]:
    """Other cases about the vehicle, its letters and markers, and decisions that were sent back, newest first."""
    reported = [(one.offence_on, _case_words(one, policy)) for one in others if one.id != case.id]
    written = [(_day_of(one), _letter_words(one, policy)) for one in letters]
    marked = [(london_day(one.at), f"Marker: {WORDS[one.kind]}") for one in markers]
    returned = [_sent_back(one.value) for one in findings if one.kind == SENT_BACK and isinstance(one.value, Mapping)]
    newest = sorted([*reported, *written, *marked, *returned], key=lambda one: one[0], reverse=True)
    return tuple(PastAction(on, words) for on, words in newest[:MOST])


def history_page(case: Case, lines: Sequence[Line], names: Mapping[str, str], *, is_intact: bool) -> CaseHistoryPage:
    """Everything that was done to a case and to the report it came with, in order."""
    entries = tuple(_entry(line, names) for line in sorted(lines, key=lambda one: (one.at, one.seq)))
    return CaseHistoryPage(case.reference, case_url(case), entries, is_intact=is_intact)


def _sent_back(value: Mapping[str, JsonValue]) -> tuple[date, str]:
    return date.fromisoformat(str(value["on"])), f"Sent back at a second look: {value['words']}"


def _case_words(one: Case, policy: Policy) -> str:
    offence = policy.offence(main_allegation(one).offence).title
    if one.outcome is None:
        return f"{offence}: not decided yet"
    return f"{offence}: {policy.outcome_titles[one.outcome].lower()}"


def _letter_words(one: Letter, policy: Policy) -> str:
    level = f", level {next_level(one.step, policy.ladder)}" if one.kind == "warning" else ""
    state = {"queued": "not sent yet", "void": "not sent"}.get(one.state, one.state)
    return f"{LETTERS.get(one.kind, 'Letter')}{level}: {state}"


def _day_of(one: Letter) -> date:
    return one.posted_on or one.created_at.date()


def _entry(line: Line, names: Mapping[str, str]) -> HistoryEntry:
    who = names.get(line.actor) or HANDS.get(line.actor, "Somebody")
    return HistoryEntry(
        at=line.at,
        actor=who,
        title=TITLES.get(line.action, line.action.replace("_", " ").capitalize()),
        detail=", ".join(_told(line.payload)),
        hash=line.hash.hex()[:16],
        raw=json.dumps(line.payload, sort_keys=True, ensure_ascii=False) if line.payload else "",
    )


def _told(payload: Mapping[str, object]) -> list[str]:
    readable = {
        name: value
        for name, value in payload.items()
        if isinstance(value, (str, int, float)) and value != "" and name not in MACHINES
    }
    return [
        f"{name.replace('_', ' ')}: {_readable(value)}"
        for name, value in readable.items()
        if len(str(value)) <= LONGEST_CODE or DAY_OR_INSTANT.fullmatch(str(value))
    ]


def _readable(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and DAY_OR_INSTANT.fullmatch(value):
        return _day_or_instant(value)
    return str(value).replace("_", " ")


def _day_or_instant(text: str) -> str:
    """A kept day or instant as London reads it; an instant without a zone is in UTC."""
    try:
        if len(text) == len("2026-11-14"):
            return london_date(date.fromisoformat(text))
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return london_datetime(at if at.tzinfo else at.replace(tzinfo=UTC))
