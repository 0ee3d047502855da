"""Contested letters: which, until when, by whom, and with which reason."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from tests.triage.test_post import LETTER
from triage.contest import (
    WORDS,
    ContestState,
    RefusedBecause,
    UpheldBecause,
    answer_of,
    last_contest_day,
    require_contestable,
    require_received,
    require_somebody_else,
)
from triage.errors import BadAnswer, NotAllowedNow, NotLawful, NotPermitted, ReasonMissing, TriageError
from triage.letter import LetterKind
from triage.marker import BAD_FAITH_MONTHS, Marker, MarkerKind, expiry_of, says
from triage.outcome import Outcome
from triage.record import Decision, LetterState

SENT = replace(LETTER, kind="warning", state=LetterState.SENT, posted_on=date(2026, 11, 24))
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", LetterKind)
def test_only_warnings_and_advice_are_contested_with_the_force(kind: LetterKind) -> None:
    if kind in (LetterKind.WARNING, LetterKind.AUTOMATIC_ADVICE):
        require_contestable(replace(SENT, kind=kind.value))
    else:
        with pytest.raises(NotLawful, match="in court"):
            require_contestable(replace(SENT, kind=kind.value))


@pytest.mark.parametrize("state", [one for one in LetterState if one is not LetterState.SENT])
def test_only_a_letter_that_left_and_counts_can_be_contested(state: LetterState) -> None:
    with pytest.raises(NotAllowedNow):
        require_contestable(replace(SENT, state=state))


@pytest.mark.parametrize(
    ("received_on", "note", "error"),
    [
        (date(2026, 11, 23), "", BadAnswer),  # before it was posted
        (date(2026, 11, 24), "", None),
        (date(2026, 12, 23), "", None),  # the last day: printed on 23 November, thirty days
        (date(2026, 12, 24), "", BadAnswer),
        (date(2026, 12, 24), "They were in hospital.", None),
        (date(2027, 1, 2), "They were in hospital.", BadAnswer),  # the future
    ],
)
def test_a_contest_comes_within_the_letters_period_or_with_a_note(
    received_on: date, note: str, error: type[TriageError] | None
) -> None:
    assert last_contest_day(SENT, 30) == date(2026, 12, 23)
    if error is None:
        require_received(SENT, received_on, note, date(2027, 1, 1), 30)
    else:
        with pytest.raises(error):
            require_received(SENT, received_on, note, date(2027, 1, 1), 30)


def test_whoever_sent_the_letter_does_not_decide_the_contest() -> None:
    sender = uuid4()
    decision = Decision(
        id=UUID(int=1),
        case_id=UUID(int=1),
        case_version=1,
        outcome=Outcome.WARNING_LETTER,
        reason="",
        offence="obstruction",
        step=0,
        automatic=True,
        note="",
        seconds_played=0,
        decided_by=sender,
        role="supervisor",
        policy_version=1,
        at=NOW,
        final_at=NOW,
    )
    require_somebody_else(decision, uuid4())
    with pytest.raises(NotPermitted, match="somebody else"):
        require_somebody_else(decision, sender)


@pytest.mark.parametrize("reason", [*UpheldBecause, *RefusedBecause, "", "made_up"])
def test_a_reason_belongs_to_what_is_decided(reason: str) -> None:
    for state, codes in ((ContestState.UPHELD, set(UpheldBecause)), (ContestState.REFUSED, set(RefusedBecause))):
        if reason in codes:
            assert answer_of(state, reason) == reason
        else:
            with pytest.raises(ReasonMissing):
                answer_of(state, reason)


def test_every_reason_has_words() -> None:
    assert set(WORDS) == {*UpheldBecause, *RefusedBecause}


@pytest.mark.parametrize(
    ("now", "stands"),
    [
        (datetime(2027, 5, 23, 22, 59, tzinfo=UTC), True),  # one minute to midnight in London's summer
        (datetime(2027, 5, 23, 23, 0, tzinfo=UTC), False),
    ],
)
def test_bad_faith_ends_by_itself_after_six_months(now: datetime, stands: bool) -> None:
    assert BAD_FAITH_MONTHS == 6
    ends = expiry_of(MarkerKind.BAD_FAITH, date(2026, 11, 24))
    marker = Marker(uuid4(), MarkerKind.BAD_FAITH, "somebody", "why", NOW, expires_at=ends)
    assert marker.stands(now) is stands
    assert says((marker,), (MarkerKind.BAD_FAITH,), now) is stands
    assert not says((marker,), (MarkerKind.CLONED,), NOW)


@pytest.mark.parametrize("kind", [one for one in MarkerKind if one is not MarkerKind.BAD_FAITH])
def test_other_markers_stand_until_they_are_lifted(kind: MarkerKind) -> None:
    marker = Marker(uuid4(), kind, "AB12CDE", "why", NOW, expires_at=expiry_of(kind, date(2026, 11, 24)))
    assert marker.stands(datetime(2030, 1, 1, tzinfo=UTC))
    assert not replace(marker, lifted_at=NOW).stands(NOW)
