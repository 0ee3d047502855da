"""What people do to a case in a story, through the steps of the desk; what was done before is not done again."""

from __future__ import annotations

from datetime import timedelta

from demo.casting import Part, normal_plate
from demo.following import play_what_follows
from demo.handling import play_at_the_desk
from demo.people import OFFICER, SECOND, SERGEANT
from demo.scenery import MANY, Scenery, colleague, watched
from demo.sending import Post
from demo.stories import Act, Approves, ClosesAlarm, Decides, Declines, LooksUp, Notes, Skips
from storage.unit import Unit
from triage.case import Case
from triage.finding import Finding, JsonValue
from triage.plate import gb_shape
from triage.plate_agreement import PLATE_READ, PlateRead
from triage.record import Proposal
from triage.steps import decide, extract, letter, review
from triage.steps.weigh import Order

WATCHED_FOR, THOUGHT_FOR = timedelta(seconds=95), timedelta(seconds=6)
REGISTER = "demo register"
AT_THE_SCREEN_S = 8 * 3600  # nobody sits there to keep the claim alive
DEALT_WITH = "Dealt with in the report."

# Everything that has to be known to hold before a letter may be proposed unwatched.
LOOKED_UP: dict[str, JsonValue] = {
    "make_agrees": True,
    "colour_agrees": True,
    "in_area": True,
    "keeper_kind": "private",
    "keeper_changed": False,
    "clone_or_theft_marker": False,
    "emergency_vehicle": False,
    "trade_or_foreign_mark": False,
    "looks_under_18": False,
    "same_incident_report": False,
    "letter_bar": False,
    "metres_from_home": 640,
}


def play_act(here: Scenery, act: Act) -> None:
    """Do what the act says, unless it is done."""
    match act:
        case Decides():
            _decide(here, act)
        case LooksUp():
            here.alone(lambda unit, case: _look_up(unit, case, here.part))
        case Approves():
            here.alone(_approve)
        case Declines():
            here.alone(lambda unit, case: _decline(unit, case, act.why))
        case ClosesAlarm():
            here.alone(lambda unit, case: _close_alarm(unit, case, act.log_number))
        case Skips():
            here.alone(lambda unit, case: _skip(unit, case, act.why))
        case Notes():
            here.alone(lambda unit, case: _note(unit, case, act.words))
        case _:
            play_at_the_desk(here, act)
            play_what_follows(here, act)


def claim_now(post: Post, part: Part) -> None:
    """The second officer has a case open: a lease is a matter of the real clock."""
    with post.house.units.open() as unit:
        case, second = post.case(unit, part), colleague(unit, SECOND)
        if case is not None and unit.queue.find_claimed_by(second.id) is None:
            review.claim(unit, case.id, second)
            unit.queue.heartbeat(case.id, second.id, lease_seconds=AT_THE_SCREEN_S)


def _decide(here: Scenery, act: Decides) -> None:
    with here.post.house.units.open() as unit:
        case = here.post.case(unit, here.part)
        before = () if case is None else unit.decisions.list_for(case.id)
    if any(one.withdrawn_at is None for one in before):
        return
    if act.first is not None and not before:
        outcome, reason = act.first
        first = Order(outcome, reason, viewing=watched(here.part))
        here.alone(lambda unit, case: _record(unit, case, act.by, first))
        here.later(THOUGHT_FOR).alone(lambda unit, case: _undo(unit, case, act.by))
    order = Order(
        act.outcome,
        act.reason,
        offence=act.offence,
        viewing=watched(here.part),
        recommends_s59=act.recommends_s59,
    )
    here.later(WATCHED_FOR).alone(lambda unit, case: _record(unit, case, act.by, order))


def _record(unit: Unit, case: Case, by: str, order: Order) -> None:
    officer = colleague(unit, by)
    claimed = review.claim(unit, case.id, officer)
    decide.record(unit, claimed.id, claimed.version, order, by=officer)
    if by == SERGEANT:
        _close_reminders(unit, case)


def _undo(unit: Unit, case: Case, by: str) -> None:
    officer = colleague(unit, by)
    held = unit.decisions.find_last_by(officer.id)
    if held is not None and held.case_id == case.id:
        decide.undo(unit, held.id, by=officer)


def _look_up(unit: Unit, case: Case, part: Part) -> None:
    if any(one.source == REGISTER for one in unit.findings.list_for(case.submission_id)):
        return
    mark = normal_plate(part)
    read = PlateRead(mark, 0.94, 0.9998, gb_shape(mark), 21.0, 8)
    plate = Finding(PLATE_READ, read.value(mark), REGISTER, "demo", "1", read.confidence)
    known = [Finding(kind, value, REGISTER, "demo", "1") for kind, value in LOOKED_UP.items()]
    extract.add_findings(unit, case.id, [plate, *known])


def _approve(unit: Unit, case: Case) -> None:
    waiting = _proposal(unit, case)
    if waiting is not None:
        letter.approve(unit, waiting.id, case.version, by=colleague(unit, SERGEANT))
        _close_reminders(unit, case)


def _decline(unit: Unit, case: Case, why: str) -> None:
    waiting = _proposal(unit, case)
    if waiting is not None:
        letter.decline(unit, waiting.id, why, by=colleague(unit, SERGEANT))


def _proposal(unit: Unit, case: Case) -> Proposal | None:
    return next((one for one in unit.proposals.list_waiting(MANY) if one.case_id == case.id), None)


def _close_reminders(unit: Unit, case: Case) -> None:
    """What a supervisor has dealt with no longer stands among the alarms."""
    for alarm in unit.alarms.list_open(MANY):
        if alarm.subject == case.id and alarm.kind != review.URGENT:
            review.close_alarm(unit, alarm.id, DEALT_WITH, by=colleague(unit, SERGEANT))


def _close_alarm(unit: Unit, case: Case, log_number: str) -> None:
    for alarm in unit.alarms.list_open(MANY):
        if alarm.subject == case.id and alarm.kind == review.URGENT:
            review.close_alarm(unit, alarm.id, log_number, by=colleague(unit, SERGEANT))


def _skip(unit: Unit, case: Case, why: str) -> None:
    officer = colleague(unit, OFFICER)
    if not unit.history.count(case.id, "skipped"):
        review.claim(unit, case.id, officer)
        review.skip(unit, case.id, officer, why)


def _note(unit: Unit, case: Case, words: str) -> None:
    if not unit.history.count(case.id, "noted"):
        review.note(unit, case.id, colleague(unit, OFFICER), words)
