"""How a case becomes the facts of a letter, and that nothing else of the case ever does (TRUST P7)."""

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tests.made.planted import Planted, a_planted_letter
from tests.triage.shipped import SHIPPED, policy
from triage.errors import NotAllowedNow
from triage.language import Language
from triage.letter import LetterKind, WarningLevel
from triage.letter_facts import earlier_letter, facts_for
from triage.paper import NotALetterField, course_in_words, fixed_penalty_points
from triage.record import Letter
from triage.ruling import has_course
from triage.wording import LetterWordings, fill, parse_wordings

SEED = 20261121
CASES = 10_000


def wordings() -> dict[Language, LetterWordings]:
    return {
        language: parse_wordings(json.loads((SHIPPED / name).read_text(encoding="utf-8")), name)
        for language, name in ((Language.ENGLISH, "letters.json"), (Language.WELSH, "letters_cy.json"))
    }


def test_ten_thousand_generated_cases_and_no_letter_says_what_only_the_force_may_know() -> None:
    """The product's own path: case, party and policy, to facts, to the words on the paper, in both languages."""
    draw, words_of, kinds = random.Random(SEED), wordings(), Counter[LetterKind]()
    for _ in range(CASES):
        planted = a_planted_letter(draw)
        facts = facts_for(planted.letter, planted.case, planted.around)
        kinds[facts.kind] += 1
        for language in Language:
            filled = fill(words_of[language].wording(facts.kind, facts.level), facts)
            said = f"{filled} {facts}"
            assert not [secret for secret in planted.forbidden if secret in said]
    assert set(kinds) == set(LetterKind)
    assert min(kinds.values()) > CASES / len(LetterKind) / 2


def test_the_proof_would_see_a_planted_word_that_came_through() -> None:
    planted = a_planted_letter(random.Random(SEED))
    facts = replace(facts_for(planted.letter, planted.case, planted.around), road=planted.forbidden[0])
    assert [secret for secret in planted.forbidden if secret in str(facts)]


def planted_of(kind: LetterKind, seed: int = 1) -> Planted:
    draw = random.Random(seed)
    return next(one for one in iter(lambda: a_planted_letter(draw), None) if one.letter.kind == kind.value)


@pytest.mark.parametrize(
    ("step", "level"),
    [(0, WarningLevel.FIRST), (1, WarningLevel.SECOND), (2, WarningLevel.FINAL), (9, WarningLevel.FINAL)],
)
def test_the_level_of_a_warning_follows_from_the_steps_before_it(step: int, level: WarningLevel) -> None:
    planted = planted_of(LetterKind.WARNING)
    assert facts_for(replace(planted.letter, step=step), planted.case, planted.around).level is level


@pytest.mark.parametrize(
    ("kind", "last_day"),
    [
        (LetterKind.COURSE_OFFER, date(2026, 12, 11)),  # 21 days from Friday 20 November, when it is presumed served
        (LetterKind.CONDITIONAL_OFFER, date(2026, 12, 18)),  # 28 days from then
        (LetterKind.WARNING, date(2026, 12, 16)),  # 28 days from the letter
        (LetterKind.AUTOMATIC_ADVICE, date(2026, 12, 16)),
    ],
)
def test_an_offer_has_its_days_from_service_and_a_contest_from_the_letter(kind: LetterKind, last_day: date) -> None:
    planted = planted_of(kind)
    around = replace(planted.around, today=date(2026, 11, 18))
    assert facts_for(planted.letter, planted.case, around).reply_by == last_day


@pytest.mark.parametrize("kind", [LetterKind.NOTICE, LetterKind.S172_ALONE, LetterKind.REQUIREMENT_NEXT])
def test_a_request_is_answered_within_28_days_of_its_presumed_service(kind: LetterKind) -> None:
    planted = planted_of(kind)
    around = replace(planted.around, today=date(2026, 11, 18))
    planted = replace(planted, case=replace(planted.case, occurred_at=datetime(2026, 11, 14, 8, tzinfo=UTC)))
    # Posted on Wednesday 18, served on Friday 20 November; that day is the first of the 28.
    assert facts_for(planted.letter, planted.case, around).reply_by == date(2026, 12, 17)


@pytest.mark.parametrize(("days_left", "asked_for"), [(7, 7), (0, 0), (-3, 0)])
def test_a_reminder_repeats_the_last_day_of_its_request(days_left: int, asked_for: int) -> None:
    planted = planted_of(LetterKind.REMINDER)
    assert planted.around.requirement is not None
    today = planted.around.today
    asked = replace(planted.around.requirement, reply_due=today + timedelta(days=days_left))
    facts = facts_for(planted.letter, planted.case, replace(planted.around, requirement=asked))
    assert facts.reply_by == today + timedelta(days=asked_for)


@pytest.mark.parametrize("kind", [LetterKind.REMINDER, LetterKind.LETTER_WITHDRAWN, LetterKind.CONTEST_REFUSED])
def test_a_letter_about_another_cannot_be_written_without_it(kind: LetterKind) -> None:
    planted = planted_of(kind)
    with pytest.raises(NotALetterField):
        facts_for(planted.letter, planted.case, replace(planted.around, earlier=None))


def test_nothing_is_offered_that_the_law_does_not_offer() -> None:
    dangerous = policy().offence("dangerous")
    for kind in (LetterKind.COURSE_OFFER, LetterKind.CONDITIONAL_OFFER):
        planted = planted_of(kind)
        with pytest.raises(NotAllowedNow):
            facts_for(planted.letter, planted.case, replace(planted.around, offence=dangerous))


def test_a_phone_offence_is_offered_200_pounds_and_6_points() -> None:
    planted = planted_of(LetterKind.CONDITIONAL_OFFER)
    phone = replace(planted.around, offence=policy().offence("mobile_phone"))
    facts = facts_for(planted.letter, planted.case, phone)
    assert (facts.penalty_pence, facts.points) == (20_000, 6)


def test_nobody_is_asked_next_before_somebody_has_been_named() -> None:
    planted = planted_of(LetterKind.REQUIREMENT_NEXT)
    with pytest.raises(NotAllowedNow):
        facts_for(planted.letter, planted.case, replace(planted.around, party=None))


def test_a_keeper_who_has_not_been_looked_up_is_not_named() -> None:
    planted = planted_of(LetterKind.WARNING)
    facts = facts_for(planted.letter, planted.case, replace(planted.around, party=None))
    assert (facts.recipient_name, facts.recipient_address[-1]) == ("The registered keeper", "Address not yet looked up")


def a_letter(number: int, kind: LetterKind, **changed: UUID | None) -> Letter:
    letter = Letter(
        id=UUID(int=number),
        decision_id=UUID(int=1),
        case_id=UUID(int=2),
        kind=kind.value,
        step=0,
        recipient="keeper",
        registration="BX19KLM",
        reference=f"LN-{number}",
        state="sent",
        rule="",
        created_at=datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=number),
    )
    return replace(letter, **changed)  # type: ignore[arg-type]


def test_a_reminder_and_an_answer_are_about_the_letter_that_asked_and_never_about_another_reminder() -> None:
    request, reminder = a_letter(3, LetterKind.NOTICE), a_letter(4, LetterKind.REMINDER)
    assert earlier_letter(a_letter(5, LetterKind.REMINDER), (reminder, request)) == request
    withdrawal = a_letter(6, LetterKind.LETTER_WITHDRAWN)
    assert earlier_letter(withdrawal, (withdrawal, reminder, request)) == request
    assert earlier_letter(a_letter(7, LetterKind.CONTEST_REFUSED), (withdrawal, request)) == request


def test_a_withdrawal_is_about_the_last_letter_that_went_whichever_link_it_asked() -> None:
    link = UUID(int=9)
    first, second = a_letter(3, LetterKind.NOTICE), a_letter(4, LetterKind.REQUIREMENT_NEXT, requirement_id=link)
    assert earlier_letter(a_letter(5, LetterKind.LETTER_WITHDRAWN), (second, first)) == second
    assert earlier_letter(a_letter(5, LetterKind.REMINDER, requirement_id=link), (second, first)) == second


@pytest.mark.parametrize("other", ["decision_id", "party_id"])
def test_another_decision_or_recipient_is_not_what_a_letter_is_about(other: str) -> None:
    warning = a_letter(3, LetterKind.WARNING, **{other: UUID(int=99)})
    assert earlier_letter(a_letter(4, LetterKind.LETTER_WITHDRAWN), (warning,)) is None
    assert earlier_letter(a_letter(4, LetterKind.LETTER_WITHDRAWN), ()) is None


def test_a_reminder_is_not_about_another_links_request_nor_about_one_that_never_left() -> None:
    reminder = a_letter(5, LetterKind.REMINDER, requirement_id=UUID(int=9))
    assert earlier_letter(reminder, (a_letter(3, LetterKind.NOTICE),)) is None
    stopped = replace(a_letter(3, LetterKind.NOTICE, requirement_id=UUID(int=9)), state="void")
    assert earlier_letter(reminder, (stopped,)) is None


@pytest.mark.parametrize("slug", policy().offences)
def test_a_course_or_penalty_that_may_be_decided_can_be_written(slug: str) -> None:
    """What the table of moves allows to offer and what the letter can name are the same offences."""
    offence = policy().offence(slug)
    assert has_course(offence) == (course_in_words(offence.course) is not None)
    assert offence.fpn_pence is None or fixed_penalty_points(offence.points) is not None
