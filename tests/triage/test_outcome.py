"""What a person may decide, when it is refused, and which letters follow."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.triage.shipped import at, policy
from triage.deadline import clock_for
from triage.errors import (
    ConflictOfInterest,
    MarkNotPlayed,
    NotAllowedNow,
    NotLawful,
    NotPermitted,
    NotReviewed,
    ReasonMissing,
    TooLateToProsecute,
    TriageError,
    UnknownOffence,
    UnknownReason,
)
from triage.outcome import (
    AFTER_NOTICE,
    Decided,
    Decider,
    DecisionFacts,
    Outcome,
    disposal,
    letters_following,
)
from triage.ruling import allowed_outcomes, decide, has_course, why_not

OFFICER = Decider("officer")
SUPERVISOR = Decider("supervisor")
PROCESS = Decider("process")
# The offence of 5 November 2025: last post Monday 17, service deadline Wednesday 19 November.
OPEN, POST_TODAY, RESCUE, EXPIRED = "2025-11-14 12:00", "2025-11-17 23:59", "2025-11-18 00:00", "2025-11-20 00:00"


def facts(slug: str = "red_light", received: str = "2025-11-06 12:00") -> DecisionFacts:
    offence = policy().offence(slug)
    clock = clock_for(offence, date(2025, 11, 5), at(received), policy())
    return DecisionFacts(offence, clock, at(received), mark_played=True, seconds_played=14.5)


def decided(
    what: DecisionFacts, outcome: Outcome, reason: str | None = None, by: Decider = OFFICER, now: str = OPEN
) -> Decided:
    return decide(what, outcome, reason, by=by, policy=policy(), now=at(now))


def test_a_decision_carries_who_when_what_was_played_and_the_policy() -> None:
    found = decided(facts(), Outcome.NOTICE, "offence_seen")
    assert (found.role, found.at, found.seconds_played, found.policy_version) == ("officer", at(OPEN), 14.5, 1)
    assert found.final_at - found.at == timedelta(seconds=10)
    assert found.letters == (("notice", ""),)


@pytest.mark.parametrize("now", [OPEN, POST_TODAY])
def test_an_officer_may_decide_on_a_notice_to_the_end_of_the_last_posting_day(now: str) -> None:
    assert decided(facts(), Outcome.NOTICE, now=now).outcome is Outcome.NOTICE


@pytest.mark.parametrize("now", [RESCUE, EXPIRED])
def test_after_the_last_post_a_notice_is_refused(now: str) -> None:
    with pytest.raises(TooLateToProsecute):
        decided(facts(), Outcome.NOTICE, now=now)


def test_on_the_rescue_list_only_a_supervisor_with_another_way_of_service_may_send_a_notice() -> None:
    by_hand = replace(facts(), other_service="delivered by hand")
    assert decided(by_hand, Outcome.NOTICE, by=SUPERVISOR, now=RESCUE)
    with pytest.raises(TooLateToProsecute):
        decided(facts(), Outcome.NOTICE, by=SUPERVISOR, now=RESCUE)
    with pytest.raises(TooLateToProsecute):
        decided(by_hand, Outcome.NOTICE, by=OFFICER, now=RESCUE)
    with pytest.raises(TooLateToProsecute):
        decided(by_hand, Outcome.NOTICE, by=SUPERVISOR, now=EXPIRED)


def test_a_recorded_exception_allows_a_late_notice_and_is_kept_with_the_decision() -> None:
    excepted = replace(facts(), exception="accident")
    assert decided(excepted, Outcome.NOTICE, now=EXPIRED).exception == "accident"


def test_an_exception_does_not_stretch_the_six_months() -> None:
    with pytest.raises(TooLateToProsecute, match="six months"):
        decided(replace(facts(), exception="accident"), Outcome.NOTICE, now="2026-05-06 09:00")


def test_a_phone_case_needs_no_notice_and_is_never_too_late_after_fourteen_days() -> None:
    found = decided(facts("mobile_phone"), Outcome.NOTICE, now="2025-12-15 12:00")
    assert found.letters == (("s172_alone", ""),)


@pytest.mark.parametrize("outcome", [Outcome.NOTICE, Outcome.WARNING_LETTER])
def test_a_notice_or_warning_needs_the_marked_moment_to_have_been_played(outcome: Outcome) -> None:
    with pytest.raises(MarkNotPlayed):
        decided(replace(facts(), mark_played=False), outcome)


def test_no_further_action_needs_no_playing_but_a_reason() -> None:
    unplayed = replace(facts(), mark_played=False)
    assert decided(unplayed, Outcome.NO_FURTHER_ACTION, "no_plate").published_reason == "No VRM"
    with pytest.raises(ReasonMissing):
        decided(unplayed, Outcome.NO_FURTHER_ACTION)


def test_a_reason_of_another_outcome_is_refused() -> None:
    with pytest.raises(UnknownReason):
        decided(facts(), Outcome.NO_FURTHER_ACTION, "cloned")
    with pytest.raises(UnknownReason):
        decided(facts(), Outcome.NO_FURTHER_ACTION, "bad_weather")


def test_the_only_reason_of_an_outcome_need_not_be_said() -> None:
    assert decided(facts(), Outcome.FALSE_PLATES).reason == "cloned"


def test_nobody_decides_a_case_they_stand_in() -> None:
    with pytest.raises(ConflictOfInterest):
        decided(facts(), Outcome.NO_FURTHER_ACTION, "no_offence", by=Decider("supervisor", in_conflict=True))


@pytest.mark.parametrize("role", ["process", "administrator", "auditor", "observer", "nobody"])
def test_only_officers_and_supervisors_decide_on_footage(role: str) -> None:
    for outcome in set(Outcome) - AFTER_NOTICE:
        with pytest.raises(NotPermitted):
            decided(facts(), outcome, by=Decider(role))


@pytest.mark.parametrize("outcome", sorted(AFTER_NOTICE))
def test_course_penalty_and_court_follow_a_notice_and_are_recorded_by_process(outcome: Outcome) -> None:
    answered = replace(facts(), standing=Outcome.NOTICE, notice_served=True, person_known=True)
    assert decided(answered, outcome, by=PROCESS, now="2025-12-15 12:00").outcome is outcome
    with pytest.raises(NotPermitted):
        decided(answered, outcome, by=OFFICER)
    with pytest.raises(NotAllowedNow, match="A notice comes first"):
        decided(facts(), outcome, by=PROCESS)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"notice_served": False}, "The notice has not been served yet."),
        ({"person_known": False}, "The driver has not been named yet."),
        ({"willing_for_court": False}, "not willing to go to court"),
        ({"unpublished": False}, "posted the video in public"),
        ({"original": False}, "no longer has the original"),
    ],
)
def test_nothing_is_concluded_before_the_notice_is_served_and_the_driver_named(
    change: dict[str, bool], sentence: str
) -> None:
    answered = replace(facts(), standing=Outcome.NOTICE, notice_served=True, person_known=True)
    for outcome in AFTER_NOTICE:
        against = why_not(replace(answered, **change), outcome, PROCESS, at("2025-12-15 12:00"))  # type: ignore[arg-type]
        assert sentence in against


@pytest.mark.parametrize(
    ("slug", "course", "penalty"),
    [
        ("red_light", True, True),
        ("mobile_phone", False, True),
        ("dangerous", False, False),
        ("school_patrol", False, False),
        ("drink_drug", False, False),  # its course is a court's to order
    ],
)
def test_a_course_or_a_fixed_penalty_is_offered_only_where_the_offence_has_one(
    slug: str, course: bool, penalty: bool
) -> None:
    offence = policy().offence(slug)
    assert (has_course(offence), offence.fpn_pence is not None) == (course, penalty)
    answered = replace(facts(slug), standing=Outcome.NOTICE, notice_served=True, person_known=True)
    now = at("2025-12-15 12:00")
    assert (not why_not(answered, Outcome.EDUCATION_COURSE, PROCESS, now)) is course
    assert (not why_not(answered, Outcome.FIXED_PENALTY, PROCESS, now)) is penalty
    assert why_not(answered, Outcome.COURT, PROCESS, now) == ""


def test_the_keepers_own_offence_ends_in_a_penalty_court_or_nothing_and_needs_no_notice() -> None:
    silent = replace(facts("fail_identify"), against_keeper=True, person_known=True, mark_played=False)
    assert set(allowed_outcomes(silent, SUPERVISOR, at("2025-12-15 12:00"))) == {
        *(Outcome.FIXED_PENALTY, Outcome.COURT, Outcome.NO_FURTHER_ACTION)
    }
    assert decided(silent, Outcome.COURT, by=PROCESS)
    with pytest.raises(NotPermitted):
        decided(silent, Outcome.COURT, by=OFFICER)
    with pytest.raises(TooLateToProsecute, match="six months"):
        decided(silent, Outcome.COURT, by=PROCESS, now="2026-05-06 09:00")


def test_dangerous_driving_has_no_six_months() -> None:
    answered = replace(facts("dangerous"), standing=Outcome.NOTICE, notice_served=True, person_known=True)
    assert decided(answered, Outcome.COURT, by=PROCESS, now="2027-11-05 09:00")
    with pytest.raises(TooLateToProsecute, match="six months"):
        decided(replace(answered, offence=policy().offence("red_light"), clock=facts().clock), Outcome.COURT,
                by=PROCESS, now="2027-11-05 09:00")  # fmt: skip


@pytest.mark.parametrize("slug", ["cycling_careless", "helmet"])
@pytest.mark.parametrize("outcome", [Outcome.NOTICE, Outcome.WARNING_LETTER])
def test_a_rider_is_served_in_person_and_it_is_said_how(slug: str, outcome: Outcome) -> None:
    rider = replace(facts(slug), plate_known=False)
    with pytest.raises(ReasonMissing, match="Say how it is served"):
        decided(rider, outcome)
    handed = decided(replace(rider, other_service="Handed over on Broad Street"), outcome)
    assert (handed.other_service, handed.letters) == ("Handed over on Broad Street", ())


@pytest.mark.parametrize("outcome", [Outcome.NOTICE, Outcome.WARNING_LETTER])
def test_without_a_registration_no_letter_can_be_decided(outcome: Outcome) -> None:
    with pytest.raises(NotAllowedNow, match="No registration is known"):
        decided(replace(facts(), plate_known=False), outcome)


def test_words_about_another_way_of_service_are_kept_only_where_they_were_needed() -> None:
    by_hand = replace(facts(), other_service="delivered by hand")
    assert decided(by_hand, Outcome.NOTICE, by=SUPERVISOR).other_service is None
    assert decided(by_hand, Outcome.NOTICE, by=SUPERVISOR, now=RESCUE).other_service == "delivered by hand"


def test_a_case_that_is_not_claimed_is_not_decided() -> None:
    with pytest.raises(NotReviewed):
        decided(replace(facts(), claimed=False), Outcome.NO_FURTHER_ACTION, "no_offence")


def test_an_offence_that_footage_cannot_prove_gets_no_notice() -> None:
    with pytest.raises(NotLawful):
        decided(facts("speeding"), Outcome.NOTICE)


@pytest.mark.parametrize("answer", ["willing_for_court", "unpublished", "original"])
def test_an_answer_that_bars_a_prosecution_limits_the_outcome_and_refuses_nothing_else(answer: str) -> None:
    limited = replace(facts(), **{answer: False})  # type: ignore[arg-type]
    with pytest.raises(NotLawful):
        decided(limited, Outcome.NOTICE)
    assert decided(limited, Outcome.WARNING_LETTER)


def test_an_offence_of_another_policy_is_named() -> None:
    with pytest.raises(UnknownOffence):
        decided(replace(facts(), offence=replace(facts().offence, slug="jaywalking")), Outcome.WARNING_LETTER)


@pytest.mark.parametrize(
    ("slug", "received", "now", "outcome", "allowed"),
    [
        ("red_light", "2025-11-06 12:00", EXPIRED, Outcome.OUT_OF_TIME_FORCE, True),
        ("red_light", "2025-11-06 12:00", EXPIRED, Outcome.OUT_OF_TIME_LATE, False),
        ("red_light", "2025-11-17 23:59", EXPIRED, Outcome.OUT_OF_TIME_FORCE, True),
        ("red_light", "2025-11-18 00:00", EXPIRED, Outcome.OUT_OF_TIME_LATE, True),
        ("red_light", "2025-11-18 00:00", EXPIRED, Outcome.OUT_OF_TIME_FORCE, False),
        ("red_light", "2025-11-06 12:00", RESCUE, Outcome.OUT_OF_TIME_FORCE, False),
        ("mobile_phone", "2025-11-06 12:00", "2026-01-15 12:00", Outcome.OUT_OF_TIME_FORCE, False),
        ("mobile_phone", "2025-11-06 12:00", "2026-05-06 12:00", Outcome.OUT_OF_TIME_FORCE, True),
        ("dangerous", "2025-11-06 12:00", EXPIRED, Outcome.OUT_OF_TIME_FORCE, True),
    ],
)
def test_out_of_time_is_recorded_only_when_it_is_and_with_its_true_cause(
    slug: str, received: str, now: str, outcome: Outcome, allowed: bool
) -> None:
    what = facts(slug, received)
    assert (outcome in allowed_outcomes(what, OFFICER, at(now))) is allowed
    if not allowed:
        with pytest.raises(NotAllowedNow):
            decided(what, outcome, now=now)


def test_the_table_of_what_is_allowed_never_disagrees_with_the_decision() -> None:
    for slug in policy().offences:
        for now in (OPEN, POST_TODAY, RESCUE, EXPIRED, "2026-05-06 12:00"):
            for by in (OFFICER, SUPERVISOR, PROCESS, Decider("observer")):
                listed = allowed_outcomes(_served(slug), by, at(now))
                assert {one for one in Outcome if _is_decided(slug, one, by, now)} == set(listed)


def _served(slug: str) -> DecisionFacts:
    return replace(facts(slug), other_service="by hand")


def _is_decided(slug: str, outcome: Outcome, by: Decider, now: str) -> bool:
    reasons = policy().reasons_for(outcome)
    try:
        decided(_served(slug), outcome, reasons[0].slug if reasons else None, by, now)
    except TriageError:
        return False
    return True


@pytest.mark.parametrize(("step", "level"), [(0, "1"), (1, "2"), (2, "final"), (5, "final")])
def test_a_warning_letter_carries_the_level_of_its_step(step: int, level: str) -> None:
    found = decided(replace(facts(), escalation_step=step), Outcome.WARNING_LETTER)
    assert found.letters == (("warning", level),)


@pytest.mark.parametrize("slug", ["cycling_careless", "cycling_dangerous", "cycle_footway", "helmet"])
@pytest.mark.parametrize("outcome", [Outcome.NOTICE, Outcome.WARNING_LETTER])
def test_a_cycle_or_helmet_offence_sends_no_letter_to_a_keeper(slug: str, outcome: Outcome) -> None:
    assert letters_following(outcome, 0, policy().offence(slug), policy()) == ()


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [(Outcome.EDUCATION_COURSE, "course_offer"), (Outcome.FIXED_PENALTY, "conditional_offer")],
)
def test_an_offer_goes_to_the_driver_by_letter(outcome: Outcome, kind: str) -> None:
    assert letters_following(outcome, 2, policy().offence("red_light"), policy()) == ((kind, ""),)


WITH_LETTERS = {Outcome.NOTICE, Outcome.WARNING_LETTER, Outcome.EDUCATION_COURSE, Outcome.FIXED_PENALTY}


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - WITH_LETTERS))
def test_no_other_outcome_sends_a_letter(outcome: Outcome) -> None:
    assert letters_following(outcome, 2, policy().offence("red_light"), policy()) == ()


@pytest.mark.parametrize(
    ("outcome", "reason", "published"),
    [
        (Outcome.NO_FURTHER_ACTION, "no_offence", "NFA"),
        (Outcome.NO_FURTHER_ACTION, "duplicate", "Duplicate Submission"),
        (Outcome.NO_FURTHER_ACTION, "out_of_force", "Out of Force"),
        (Outcome.REFERRED, "collision", "RTC - Actioned"),
        (Outcome.REFERRED, "council", "NFA"),
        (Outcome.REFERRED, "crime", "Other Action Taken"),
        (Outcome.FALSE_PLATES, "cloned", "Other Action Taken"),
        (Outcome.WARNING_LETTER, "first_time", "Warning Letter"),
        (Outcome.OUT_OF_TIME_FORCE, "force_delay", "NFA"),
    ],
)
def test_what_is_published_uses_the_forces_words(outcome: Outcome, reason: str, published: str) -> None:
    assert disposal(outcome, policy().reason(reason)) == published
