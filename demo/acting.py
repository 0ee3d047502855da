"""What people do to a case in a story, through the steps of the desk; what was done before is not done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.casting import Part, normal_plate
from demo.people import OFFICER, SECOND, SERGEANT
from demo.sending import Post
from demo.stories import Act, Approves, ClosesAlarm, Decides, Declines, LooksUp, Notes, Skips
from storage.errors import Missing
from storage.unit import Unit
from triage.actor import Officer
from triage.case import Case
from triage.finding import Finding, JsonValue
from triage.record import Proposal
from triage.steps import decide, extract, letter, review
from triage.steps.weigh import Order
from triage.viewing import Viewing

WATCHED_FOR, THOUGHT_FOR = timedelta(seconds=95), timedelta(seconds=6)
REGISTER = "demo register"
AT_THE_SCREEN_S = 8 * 3600  # nobody sits there to keep the claim alive
MANY = 1000
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


@dataclass(frozen=True)
class Scenery:
    """Where an act is played: the post, the part, and the instant."""

    post: Post
    part: Part
    at: datetime

    def later(self, by: timedelta) -> Scenery:
        """The same a little later."""
        return Scenery(self.post, self.part, self.at + by)

    def alone(self, what: Callable[[Unit, Case], None]) -> None:
        """One transaction on the part's case as of the instant."""
        with self.post.house.units.as_of(self.at).open() as unit:
            case = self.post.case(unit, self.part)
            if case is None:
                raise Missing(f"The story {self.part.name} has not been sent.")
            what(unit, case)


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


def claim_now(post: Post, part: Part) -> None:
    """The second officer has a case open: a lease is a matter of the real clock."""
    with post.house.units.open() as unit:
        case, second = post.case(unit, part), _colleague(unit, SECOND)
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
        first = Order(outcome, reason, viewing=_watched(here.part))
        here.alone(lambda unit, case: _record(unit, case, act.by, first))
        here.later(THOUGHT_FOR).alone(lambda unit, case: _undo(unit, case, act.by))
    order = Order(act.outcome, act.reason, viewing=_watched(here.part))
    here.later(WATCHED_FOR).alone(lambda unit, case: _record(unit, case, act.by, order))


def _record(unit: Unit, case: Case, by: str, order: Order) -> None:
    officer = _colleague(unit, by)
    claimed = review.claim(unit, case.id, officer)
    decide.record(unit, claimed.id, claimed.version, order, by=officer)
    if by == SERGEANT:
        _close_reminders(unit, case)


def _undo(unit: Unit, case: Case, by: str) -> None:
    officer = _colleague(unit, by)
    held = unit.decisions.find_last_by(officer.id)
    if held is not None and held.case_id == case.id:
        decide.undo(unit, held.id, by=officer)


def _look_up(unit: Unit, case: Case, part: Part) -> None:
    if any(one.source == REGISTER for one in unit.findings.list_for(case.submission_id)):
        return
    plate = Finding("plate_read", normal_plate(part), REGISTER, "demo", "1", 0.94)
    known = [Finding(kind, value, REGISTER, "demo", "1") for kind, value in LOOKED_UP.items()]
    extract.add_findings(unit, case.id, [plate, *known])


def _approve(unit: Unit, case: Case) -> None:
    waiting = _proposal(unit, case)
    if waiting is not None:
        letter.approve(unit, waiting.id, case.version, by=_colleague(unit, SERGEANT))
        _close_reminders(unit, case)


def _decline(unit: Unit, case: Case, why: str) -> None:
    waiting = _proposal(unit, case)
    if waiting is not None:
        letter.decline(unit, waiting.id, why, by=_colleague(unit, SERGEANT))


def _proposal(unit: Unit, case: Case) -> Proposal | None:
    return next((one for one in unit.proposals.list_waiting(MANY) if one.case_id == case.id), None)


def _close_reminders(unit: Unit, case: Case) -> None:
    """What a supervisor has dealt with no longer stands among the alarms."""
    for alarm in unit.alarms.list_open(MANY):
        if alarm.subject == case.id and alarm.kind != review.URGENT:
            review.close_alarm(unit, alarm.id, DEALT_WITH, by=_colleague(unit, SERGEANT))


def _close_alarm(unit: Unit, case: Case, log_number: str) -> None:
    for alarm in unit.alarms.list_open(MANY):
        if alarm.subject == case.id and alarm.kind == review.URGENT:
            review.close_alarm(unit, alarm.id, log_number, by=_colleague(unit, SERGEANT))


def _skip(unit: Unit, case: Case, why: str) -> None:
    officer = _colleague(unit, OFFICER)
    if not unit.history.count(case.id, "skipped"):
        review.claim(unit, case.id, officer)
        review.skip(unit, case.id, officer, why)


def _note(unit: Unit, case: Case, words: str) -> None:
    if not unit.history.count(case.id, "noted"):
        review.note(unit, case.id, _colleague(unit, OFFICER), words)


def _watched(part: Part) -> Viewing:
    return Viewing(played=((0.0, part.scene.seconds),))


def _colleague(unit: Unit, username: str) -> Officer:
    account = unit.staff.find_account(username)
    if account is None:
        raise Missing(f"Nobody signs in as {username}.")
    return unit.staff.get(account.id)
