"""Legal time as the desk shows it: the clock of a case, how long is left, and how pressing that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from api.templating import short_date
from api.views.review import LegalClock
from api.views.staff import Urgency
from triage.calendar import at_london, london_day
from triage.deadline import DAYS_TO_SERVE, Clock, Standing, standing
from triage.letter import LetterKind
from triage.outcome import AFTER_NOTICE, Outcome
from triage.post import is_served_in_time
from triage.record import Decision, Letter, LetterState

STOPPED = frozenset({LetterState.VOID, LetterState.WITHDRAWN})
SOON = timedelta(days=3)
Cell = Literal["used", "now", "open", "late"]


@dataclass(frozen=True)
class Due:
    """What must happen next, by when, and how long that leaves."""

    words: str  # "Post by", "Review by", "Serve another way by"
    on: date
    time_left: str
    urgency: Urgency


def end_of(day: date) -> datetime:
    """The instant a London day is over."""
    return at_london(day + timedelta(days=1), time.min)


def time_left(until: datetime, now: datetime) -> str:
    """How long is left, in two units: 4 d 2 h, 5 h 10 min; or how late it is."""
    seconds = int(abs((until - now).total_seconds()))
    days, hours, minutes = seconds // 86_400, seconds % 86_400 // 3600, seconds % 3600 // 60
    words = f"{days} d {hours} h" if days else f"{hours} h {minutes} min" if hours else f"{minutes} min"
    return words if until >= now else f"late by {words}"


def urgency_of(until: datetime, now: datetime) -> Urgency:
    """Red only for what is past, amber for the last three days."""
    if until < now:
        return "breach"
    return "soon" if until - now <= SOON else "calm"


def due_of(last_post: date | None, service_deadline: date | None, due_at: datetime | None, now: datetime) -> Due:
    """What a row of the queue says of a case's clock."""
    if last_post is None or service_deadline is None:
        until = due_at or now
        return Due("Review by", london_day(until), time_left(until, now), urgency_of(until, now))
    if end_of(last_post) >= now:
        until = end_of(last_post)
        return Due("Post by", last_post, time_left(until, now), urgency_of(until, now))
    until = end_of(service_deadline)
    words = "Serve another way by" if until >= now else "Had to be served by"
    return Due(words, service_deadline, time_left(until, now), "breach")


def legal_clock(clock: Clock, received_at: datetime, now: datetime) -> LegalClock:
    """The clock that binds the case: fourteen days for a notice, or the force's own promise."""
    if clock.service_deadline is None or clock.last_post is None:
        return _promise(clock, received_at, now)
    today = london_day(now)
    due = due_of(clock.last_post, clock.service_deadline, clock.due_at, now)
    act = {
        Standing.OPEN: f"Post by {short_date(clock.last_post)}, first class",
        Standing.POST_TODAY: "Post today, first class: it is the last day",
        Standing.RESCUE: "Too late to post. A supervisor may have it served another way",
    }.get(standing(clock, now), "Out of time: no notice can be served any more")
    return LegalClock(
        title="Notice must reach the keeper by",
        deadline_on=clock.service_deadline,
        day_words=_day_of(clock.offence_on, today),
        act_words=act,
        time_left=due.time_left,
        cells=_cells(clock.offence_on, today, clock.last_post),
        urgency=due.urgency,
    )


def clock_shown(
    clock: Clock, received_at: datetime, decisions: Sequence[Decision], letters: Sequence[Letter], now: datetime
) -> LegalClock:
    """The clock of one allegation, or what happened instead once it is decided and nothing of it is left to serve.

    ``decisions`` are those on the allegation, oldest first; ``letters`` may be about other cases, too.
    """
    decided = decisions[-1] if decisions and decisions[-1].finalised_at is not None else None
    if decided is None:
        return legal_clock(clock, received_at, now)
    made = {one.id for one in decisions}
    notices = [
        one for one in letters if one.decision_id in made and one.kind == LetterKind.NOTICE and one.state not in STOPPED
    ]
    if notices and notices[-1].served_on is not None and notices[-1].returned_on is None:
        return _served(clock, notices[-1].served_on, now)
    if notices and decided.outcome is Outcome.NOTICE:
        # It has not left, or it came back: it still has to reach the keeper.
        return legal_clock(clock, received_at, now)
    return _decided(clock, decided)


def _decided(clock: Clock, decided: Decision) -> LegalClock:
    goes_on = decided.outcome is Outcome.NOTICE or decided.outcome in AFTER_NOTICE
    return LegalClock(
        title="Served another way" if decided.other_service else "Decided",
        deadline_on=london_day(decided.at),
        day_words="",
        act_words=_proceedings(clock) if goes_on else "No clock runs any more",
        time_left="",
        urgency="calm",
    )


def _served(clock: Clock, served_on: date, now: datetime) -> LegalClock:
    deadline = clock.service_deadline
    in_time = is_served_in_time(served_on, deadline)
    until = "" if deadline is None else f": it had to be served by {short_date(deadline)}"
    return LegalClock(
        title="Notice served" if served_on <= london_day(now) else "Notice posted, and presumed served on",
        deadline_on=served_on,
        day_words=_day_of(clock.offence_on, served_on),
        act_words=f"{'In time' if in_time else 'Out of time'}{until}",
        time_left="",
        urgency="calm" if in_time else "breach",
    )


def _proceedings(clock: Clock) -> str:
    limit = clock.summary_limit
    return "Proceedings have no time limit" if limit is None else f"Proceedings by {short_date(limit)}"


def _promise(clock: Clock, received_at: datetime, now: datetime) -> LegalClock:
    received_on, today = london_day(received_at), london_day(now)
    return LegalClock(
        title="No notice is needed; review promised by",
        deadline_on=clock.last_day,
        day_words=_day_of(received_on, today),
        act_words=_proceedings(clock),
        time_left=time_left(clock.due_at, now),
        cells=_cells(received_on, today, clock.last_day),
        urgency=urgency_of(clock.due_at, now),
    )


def _day_of(first: date, today: date) -> str:
    return f"Day {(today - first).days} of {DAYS_TO_SERVE}"


def _cells(first: date, today: date, last_to_act: date) -> tuple[Cell, ...]:
    days = (first + timedelta(days=number) for number in range(1, DAYS_TO_SERVE + 1))
    return tuple(_cell(day, today, last_to_act) for day in days)


def _cell(day: date, today: date, last_to_act: date) -> Cell:
    if day == today:
        return "now"
    if day < today:
        return "used"
    return "open" if day <= last_to_act else "late"
