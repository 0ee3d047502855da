"""The time on London's wall as people type it, and how many days the law leaves for it."""

from datetime import date, datetime, timedelta

from api.public.forms import WhenForm
from triage.calendar import LONDON, at_london, london_day
from triage.deadline import DAYS_TO_SERVE, days_left, earliest_clock, last_post
from triage.errors import BadAnswer
from triage.policy import Policy

SKIPPED = "The clocks went forward that night and this time was left out. Enter the time after the change"


def instant_of(form: WhenForm) -> tuple[datetime | None, tuple[BadAnswer, ...]]:
    """The instant of a London date and time, or what is wrong with them.

    In the hour that autumn repeats the earlier one is meant; a time that spring leaves out is refused.
    """
    problems: list[BadAnswer] = []
    day, wall = None, None
    try:
        day = _day_of(form)
    except BadAnswer as problem:
        problems.append(problem)
    try:
        wall = _time_of(form)
    except BadAnswer as problem:
        problems.append(problem)
    if day is None or wall is None:
        return None, tuple(problems)
    shown = datetime(day.year, day.month, day.day, *wall)  # noqa: DTZ001 - as a wall clock shows it
    instant = at_london(day, shown.time())
    if instant.astimezone(LONDON).replace(tzinfo=None) != shown:
        return None, (BadAnswer("hour", SKIPPED),)
    return instant, ()


def _day_of(form: WhenForm) -> date:
    parts = {"day": form.day.strip(), "month": form.month.strip(), "year": form.year.strip()}
    if not any(parts.values()):
        raise BadAnswer("day", "Enter the date it happened")
    for name, typed in parts.items():
        if not typed:
            raise BadAnswer(name, f"The date must include a {name}")
    try:
        return date(*(_number(parts[name]) for name in ("year", "month", "day")))
    except (ValueError, OverflowError):
        raise BadAnswer("day", "The date must be a real date") from None


def _time_of(form: WhenForm) -> tuple[int, int]:
    hour, minute = form.hour.strip(), form.minute.strip()
    if not hour and not minute:
        raise BadAnswer("hour", "Enter the time it happened")
    if not hour or not minute:
        missing = "minute" if hour else "hour"
        raise BadAnswer(missing, f"The time must include {'minutes' if hour else 'an hour'}")
    try:
        typed = _number(hour), _number(minute)
    except ValueError:
        typed = -1, -1
    if not (0 <= typed[0] <= 23 and 0 <= typed[1] <= 59):
        raise BadAnswer("hour", "The time must be a real time, like 17 40")
    return typed


def _number(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or len(typed) > 4:
        raise ValueError(typed)
    return int(typed)


def parts_of(occurred_at: datetime) -> WhenForm:
    """The instant as the fields of the page show it."""
    local = occurred_at.astimezone(LONDON)
    return WhenForm(
        day=str(local.day),
        month=str(local.month),
        year=str(local.year),
        hour=str(local.hour),
        minute=f"{local.minute:02}",
    )


def is_repeated(occurred_at: datetime) -> bool:
    """Whether London's clock showed this time twice, because it was put back that night."""
    local = occurred_at.astimezone(LONDON)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def earliest_in_time_on(today: date, policy: Policy) -> date:
    """The earliest day of an offence for which a notice posted today still arrives in time."""
    window = (today - timedelta(days=back) for back in range(DAYS_TO_SERVE, -1, -1))
    return next((day for day in window if last_post(day, policy.holidays) >= today), today)


def notice_days_left(slug: str, occurred_at: datetime, now: datetime, policy: Policy) -> int | None:
    """Days left to post a notice for what this could plausibly be; None where it needs none."""
    if slug not in policy.offences:
        return None
    clock = earliest_clock([policy.offence(slug)], london_day(occurred_at), now, policy)
    return None if clock.last_post is None else days_left(clock, london_day(now))
