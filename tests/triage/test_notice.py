"""The chain of requests to name the driver: who is asked next, until when, and what follows silence or an offer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from triage.deadline import keeper_reply_due
from triage.errors import BadAnswer, NotAllowedNow
from triage.notice import (
    CHAIN_LIMIT,
    ENDS,
    FOLLOWS,
    Capacity,
    KeeperAnswer,
    Offer,
    OfferKind,
    OfferState,
    Requirement,
    RequirementState,
    driver_of,
    failed_on,
    has_lapsed,
    is_silent,
    next_link,
    require_answerable,
    require_end,
    wants_reminder,
    why_not_yet,
)
from triage.worklist import TaskKind

MADE = datetime(2026, 11, 16, 12, tzinfo=UTC)
SERVED = date(2026, 11, 19)
DUE = SERVED + timedelta(days=27)


def a_link(position: int = 1, **changed: object) -> Requirement:
    given = {"state": RequirementState.ASKED, "served_on": SERVED, "reply_due": DUE} | changed
    return Requirement(uuid4(), uuid4(), position, uuid4(), created_at=MADE, **given)  # type: ignore[arg-type]


def an_offer(kind: OfferKind = OfferKind.COURSE, state: OfferState = OfferState.OFFERED) -> Offer:
    return Offer(uuid4(), uuid4(), uuid4(), uuid4(), kind.value, state, MADE, answer_due=date(2026, 12, 14))


@pytest.mark.parametrize(
    ("answer", "asks", "task"),
    [
        (KeeperAnswer.I_WAS_DRIVING, None, TaskKind.CONCLUDE),
        (KeeperAnswer.NAMED_DRIVER, Capacity.DRIVER, None),
        (KeeperAnswer.HIRED, Capacity.HIRER, None),
        (KeeperAnswer.LEASED, Capacity.LESSEE, None),
        (KeeperAnswer.SOLD, Capacity.BUYER, None),
        (KeeperAnswer.NOT_KNOWN, None, TaskKind.UNANSWERED),
        (KeeperAnswer.NOT_MY_VEHICLE, None, TaskKind.NO_LETTER_POSSIBLE),
        (KeeperAnswer.DECEASED, None, TaskKind.NO_LETTER_POSSIBLE),
    ],
)
def test_what_an_answer_leads_to(answer: KeeperAnswer, asks: Capacity | None, task: TaskKind | None) -> None:
    follows = next_link([a_link()], answer, asked_before=False)
    assert (follows.asks, follows.task) == (asks, task)


def test_every_answer_has_its_words_and_leads_somewhere() -> None:
    assert set(FOLLOWS) == set(KeeperAnswer)
    assert all((one.asks is None) != (one.task is None) for one in FOLLOWS.values())


@pytest.mark.parametrize(("links", "goes_on"), [(5, True), (6, False), (7, False)])
def test_a_chain_has_at_most_six_links(links: int, goes_on: bool) -> None:
    chain = [a_link(position) for position in range(1, links + 1)]
    follows = next_link(chain, KeeperAnswer.HIRED, asked_before=False)
    assert (follows.asks is not None) == goes_on
    assert CHAIN_LIMIT == 6


def test_a_chain_that_comes_back_to_somebody_goes_to_a_person() -> None:
    follows = next_link([a_link()], KeeperAnswer.LEASED, asked_before=True)
    assert (follows.asks, follows.task) == (None, TaskKind.NO_LETTER_POSSIBLE)


def test_twenty_eight_days_begin_with_the_day_of_service() -> None:
    assert keeper_reply_due(SERVED) == DUE


@pytest.mark.parametrize(("days", "silent"), [(0, False), (26, False), (27, False), (28, True), (60, True)])
def test_silence_begins_on_the_day_after_the_last(days: int, silent: bool) -> None:
    assert is_silent(a_link(), SERVED + timedelta(days=days)) is silent


@pytest.mark.parametrize("state", sorted(set(RequirementState) - {RequirementState.ASKED}))
def test_only_who_was_asked_can_be_silent_or_reminded(state: RequirementState) -> None:
    link = a_link(state=state)
    assert not is_silent(link, DUE + timedelta(days=5))
    assert not wants_reminder(link, DUE, 7)


def test_the_offence_of_silence_is_on_the_first_late_day() -> None:
    assert failed_on(a_link()) == DUE + timedelta(days=1)
    assert failed_on(a_link(reply_due=None)) is None


@pytest.mark.parametrize(("before", "due"), [(8, False), (7, True), (1, True), (0, True), (-1, False)])
def test_a_reminder_is_due_from_seven_days_before_to_the_last_day(before: int, due: bool) -> None:
    assert wants_reminder(a_link(), DUE - timedelta(days=before), 7) is due


def test_nobody_is_reminded_twice() -> None:
    assert not wants_reminder(a_link(reminded_on=DUE - timedelta(days=7)), DUE, 7)


@pytest.mark.parametrize(
    ("state", "takes"),
    [
        (RequirementState.WAITING, False),
        (RequirementState.ASKED, True),
        (RequirementState.REPLIED, False),
        (RequirementState.UNANSWERED, True),
        (RequirementState.RETURNED, True),
        (RequirementState.IN_DOUBT, True),
        (RequirementState.STOPPED, False),
    ],
)
def test_when_an_answer_can_be_entered(state: RequirementState, takes: bool) -> None:
    if takes:
        require_answerable(a_link(state=state), SERVED, DUE)
        return
    with pytest.raises(NotAllowedNow):
        require_answerable(a_link(state=state), SERVED, DUE)


@pytest.mark.parametrize("on", [DUE + timedelta(days=1), MADE.date() - timedelta(days=1)])
def test_no_answer_comes_tomorrow_or_before_it_was_asked_for(on: date) -> None:
    with pytest.raises(BadAnswer) as refused:
        require_answerable(a_link(), on, DUE)
    assert refused.value.field == "replied_on"


def test_what_was_made_after_midnight_of_a_summer_night_belongs_to_the_new_day() -> None:
    made, before, on = datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 1), date(2026, 7, 2)
    link, offer = replace(a_link(), created_at=made), replace(an_offer(), created_at=made)
    require_answerable(link, on, on)
    require_end(offer, OfferState.COMPLETED, on, on)
    with pytest.raises(BadAnswer):
        require_answerable(link, before, on)
    with pytest.raises(BadAnswer):
        require_end(offer, OfferState.COMPLETED, before, on)


def test_the_driver_is_who_said_so_last() -> None:
    first = a_link(answer=KeeperAnswer.NAMED_DRIVER)
    last = a_link(2, answer=KeeperAnswer.I_WAS_DRIVING)
    assert driver_of([first]) is None
    assert driver_of([first, last]) == last.party_id


@pytest.mark.parametrize(
    ("state", "refused"),
    [
        (OfferState.OFFERED, True),
        (OfferState.COMPLETED, True),
        (OfferState.PAID, True),
        (OfferState.INELIGIBLE, False),
        (OfferState.DECLINED, False),
        (OfferState.LAPSED, False),
    ],
)
def test_nothing_is_concluded_over_an_offer_that_stands_or_was_taken(state: OfferState, refused: bool) -> None:
    assert bool(why_not_yet([an_offer(state=state)])) is refused


@pytest.mark.parametrize(("kind", "state"), [(kind, state) for kind, ends in ENDS.items() for state in ends])
def test_each_end_of_an_offer_can_be_entered_once(kind: OfferKind, state: OfferState) -> None:
    on = MADE.date()
    require_end(an_offer(kind), state, on, on)
    with pytest.raises(NotAllowedNow):
        require_end(an_offer(kind, state), state, on, on)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (OfferKind.COURSE, OfferState.PAID),
        (OfferKind.FIXED_PENALTY, OfferState.COMPLETED),
        (OfferKind.COURSE, OfferState.LAPSED),
        (OfferKind.COURSE, OfferState.OFFERED),
    ],
)
def test_an_offer_has_only_its_own_ends(kind: OfferKind, state: OfferState) -> None:
    with pytest.raises(BadAnswer):
        require_end(an_offer(kind), state, MADE.date(), MADE.date())


@pytest.mark.parametrize(("days", "lapsed"), [(-1, False), (0, False), (1, True)])
def test_an_offer_lapses_after_its_last_day(days: int, lapsed: bool) -> None:
    assert has_lapsed(an_offer(), date(2026, 12, 14) + timedelta(days=days)) is lapsed
