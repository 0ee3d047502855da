"""When it is too late: the clocks of one allegation, and which of them binds now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from triage.calendar import add_business_days, add_months, at_london, business_days_before, london_day
from triage.offence import Offence
from triage.policy import Policy

# RTOA 1988 s.1(1)(c): the notice must be served within fourteen days; day 0 is the day of the offence,
# and weekends and bank holidays do not stretch the period.
DAYS_TO_SERVE = 14
# First-class post is presumed served on the second *business* day after posting: over Easter that is
# five days, and the court asks when the letter could have arrived.
BUSINESS_DAYS_IN_POST = 2
# Magistrates' Courts Act 1980 s.127: summary proceedings begin within six months.
SUMMARY_MONTHS = 6
# RTA 1988 s.172(7)(a): 28 days beginning with the day of service, so the last is service + 27.
KEEPER_LAST_DAY = 27
DECISIONS_CLOSE = time(17, 0)


class Standing(StrEnum):
    """Where an allegation stands against its own clock."""

    OPEN = "open"
    POST_TODAY = "post_today"
    RESCUE = "rescue"
    EXPIRED = "expired"
    EXCEPTION = "exception"  # RTOA 1988 s.2: the fourteen days do not bind, the six months still do
    NO_NOTICE_NEEDED = "no_notice_needed"


# What can be done longest stands first.
LONGEST = (
    *(Standing.NO_NOTICE_NEEDED, Standing.EXCEPTION, Standing.OPEN, Standing.POST_TODAY),
    *(Standing.RESCUE, Standing.EXPIRED),
)


@dataclass(frozen=True)
class Clock:
    """Every date that binds one allegation. `due_at` is the D of the rank, an instant in UTC.

    `exception` is the code of RTOA 1988 s.2 that a person recorded: accident, untraceable or false_plate.
    """

    offence: str
    offence_on: date
    service_deadline: date | None
    last_post: date | None
    decision_due: date | None
    summary_limit: date | None
    nip_required: bool
    s172_applies: bool
    due_at: datetime
    exception: str | None = None

    @property
    def last_day(self) -> date:
        """The last London day on which an ordinary decision still serves its purpose."""
        return self.last_post or london_day(self.due_at)


def service_deadline(offence_on: date) -> date:
    """The last day on which a notice of intended prosecution can be served (RTOA 1988 s.1)."""
    return offence_on + timedelta(days=DAYS_TO_SERVE)


def presumed_served(posted_on: date, holidays: frozenset[date]) -> date:
    """The day first-class post is presumed served: the second business day after posting."""
    return add_business_days(posted_on, BUSINESS_DAYS_IN_POST, holidays)


def last_post(offence_on: date, holidays: frozenset[date]) -> date:
    """The latest business day whose first-class post is presumed served by the service deadline."""
    day_after = service_deadline(offence_on) + timedelta(days=1)
    return business_days_before(day_after, BUSINESS_DAYS_IN_POST + 1, holidays)


def decision_due(offence_on: date, holidays: frozenset[date], lead_days: int = 1) -> date:
    """`last_post` less the business days that the keeper look-up and the print need."""
    return business_days_before(last_post(offence_on, holidays), lead_days, holidays)


def summary_limit(offence_on: date, offence: Offence) -> date | None:
    """The last day to begin summary proceedings; None for an either-way offence such as dangerous driving."""
    return None if offence.either_way else add_months(offence_on, SUMMARY_MONTHS)


def oldest_day_still_open(today: date) -> date:
    """The earliest day of an offence whose six months are not over today (`SUMMARY_MONTHS`)."""
    # Months differ in length, so the way back is not the way there: begin early and ask the rule itself.
    day = add_months(today, -SUMMARY_MONTHS) - timedelta(days=4)
    while add_months(day, SUMMARY_MONTHS) < today:
        day += timedelta(days=1)
    return day


def keeper_reply_due(served_on: date) -> date:
    """The last day for the keeper's answer to a s.172 request served on this day."""
    return served_on + timedelta(days=KEEPER_LAST_DAY)


def clock_for(offence: Offence, offence_on: date, received_at: datetime, policy: Policy) -> Clock:
    """The clock of one allegation: its own, never one global fourteen days."""
    limit = summary_limit(offence_on, offence)
    if not offence.nip_required:
        promised_at = received_at + timedelta(seconds=policy.limits.review_promise_days * 86_400)
        return Clock(offence.slug, offence_on, None, None, None, limit, False, offence.s172_applies, promised_at)
    due = decision_due(offence_on, policy.holidays, policy.limits.decision_lead_days)
    return Clock(
        offence=offence.slug,
        offence_on=offence_on,
        service_deadline=service_deadline(offence_on),
        last_post=last_post(offence_on, policy.holidays),
        decision_due=due,
        summary_limit=limit,
        nip_required=True,
        s172_applies=offence.s172_applies,
        due_at=at_london(due, DECISIONS_CLOSE),
    )


def plausible_clocks(
    offences: Iterable[Offence], offence_on: date, received_at: datetime, policy: Policy
) -> tuple[Clock, ...]:
    """The clocks of these offences and of every offence they could plausibly be, earliest first."""
    slugs = {slug for offence in offences for slug in (offence.slug, *offence.plausible)}
    clocks = [clock_for(policy.offence(slug), offence_on, received_at, policy) for slug in slugs]
    return tuple(sorted(clocks, key=lambda clock: (clock.due_at, clock.offence)))


def earliest_clock(offences: Iterable[Offence], offence_on: date, received_at: datetime, policy: Policy) -> Clock:
    """The clock an unconfirmed case carries: the earliest of any offence it could plausibly be."""
    return plausible_clocks(offences, offence_on, received_at, policy)[0]


def days_left(clock: Clock, today: date) -> int:
    """Whole days until the last ordinary day (last post, or the review promise). Negative when late."""
    return (clock.last_day - today).days


def standing(clock: Clock, now: datetime) -> Standing:
    """Where the allegation stands now. Officers have the whole of the last posting day.

    An exception counts only once the post is too late: until then the notice is served in time all the same.
    """
    today = london_day(now)
    if clock.summary_limit is not None and today > clock.summary_limit:
        return Standing.EXPIRED
    if clock.last_post is None or clock.service_deadline is None:
        return Standing.NO_NOTICE_NEEDED
    if today < clock.last_post:
        return Standing.OPEN
    if today == clock.last_post:
        return Standing.POST_TODAY
    if clock.exception:
        return Standing.EXCEPTION
    return Standing.RESCUE if today <= clock.service_deadline else Standing.EXPIRED


def standing_of_case(clocks: Iterable[Clock], now: datetime) -> Standing:
    """Where a case stands: as the one of its open allegations that can be acted on longest.

    These are the allegations' own clocks. What they could plausibly be makes a case earlier, never too late: an
    obstruction whose notice days are over, had it been a dangerous position, is still an obstruction.
    """
    return min((standing(clock, now) for clock in clocks), key=LONGEST.index, default=Standing.EXPIRED)


def is_out_of_time(clocks: Iterable[Clock], now: datetime) -> bool:
    """Whether nothing the case could plausibly be can still be prosecuted: a submitter's label alone closes nothing."""
    return all(standing(clock, now) is Standing.EXPIRED for clock in clocks)


def came_too_late(clock: Clock, received_at: datetime) -> bool:
    """Whether the report itself arrived after the last posting day, so that the delay was not the force's."""
    return clock.last_post is not None and london_day(received_at) > clock.last_post
