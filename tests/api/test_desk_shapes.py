"""What the desk says of clocks, facts and outcomes, as tables around each boundary."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from api.desk.shape_clock import clock_shown, due_of, legal_clock, time_left, urgency_of
from api.desk.shape_facts import facts_of, plates_of
from api.desk.shape_followed import concluded, offered
from api.desk.shape_outcomes import Weighed, choices_of, chosen_outcome
from api.desk.shape_past import history_page
from api.desk.shape_problems import reason_of
from api.desk.shape_queue import strongest
from api.post.shape import earliest_first, rule_words
from api.supervisor.spreadsheet import csv_text
from api.views.post import MailRow
from storage.history import Line
from tests.triage.shipped import at, policy
from triage.case import Allegation, Case, Stage
from triage.deadline import clock_for
from triage.errors import BadAnswer, ReasonMissing, UnknownReason
from triage.finding import Finding, JsonValue
from triage.notice import Offer, OfferState
from triage.outcome import Decider, DecisionFacts, Outcome
from triage.policy_field import FIELDS, in_words
from triage.priority import IN_FILTER
from triage.record import Decision, Letter
from triage.submission import Answers, Place, Vehicle

# The offence of 5 November 2025: last post Monday 17, service deadline Wednesday 19 November.
DAY = date(2025, 11, 5)
RECEIVED = at("2025-11-06 09:00")
ALL = timedelta(days=1)


@pytest.mark.parametrize(
    ("until", "now", "words"),
    [
        ("2025-11-17 12:00", "2025-11-13 10:00", "4 d 2 h"),
        ("2025-11-17 12:00", "2025-11-16 12:00", "1 d 0 h"),
        ("2025-11-17 12:00", "2025-11-17 06:50", "5 h 10 min"),
        ("2025-11-17 12:00", "2025-11-17 11:59", "1 min"),
        ("2025-11-17 12:00", "2025-11-17 12:00", "0 min"),
        ("2025-11-17 12:00", "2025-11-18 14:00", "late by 1 d 2 h"),
    ],
)
def test_time_left_is_said_in_two_units(until: str, now: str, words: str) -> None:
    assert time_left(at(until), at(now)) == words


@pytest.mark.parametrize(("days", "urgency"), [(3.01, "calm"), (3, "soon"), (0, "soon"), (-0.01, "breach")])
def test_amber_is_for_the_last_three_days_and_red_for_what_is_past(days: float, urgency: str) -> None:
    now = at("2025-11-10 12:00")
    assert urgency_of(now + days * ALL, now) == urgency


@pytest.mark.parametrize(
    ("now", "words", "urgency"),
    [
        ("2025-11-10 12:00", "Post by", "calm"),
        ("2025-11-17 23:59", "Post by", "soon"),
        ("2025-11-18 00:01", "Serve another way by", "breach"),
        ("2025-11-19 23:59", "Serve another way by", "breach"),
        ("2025-11-20 00:01", "Had to be served by", "breach"),
    ],
)
def test_a_row_names_what_must_happen_next(now: str, words: str, urgency: str) -> None:
    due = due_of(date(2025, 11, 17), date(2025, 11, 19), at("2025-11-14 17:00"), at(now))
    assert (due.words, due.urgency) == (words, urgency)


def test_a_case_without_a_notice_is_due_by_the_forces_promise() -> None:
    due = due_of(None, None, at("2025-11-20 09:00"), at("2025-11-10 12:00"))
    assert (due.words, due.on, due.urgency) == ("Review by", date(2025, 11, 20), "calm")


@pytest.mark.parametrize(
    ("now", "day", "cells", "act"),
    [
        ("2025-11-06 12:00", "Day 1 of 14", "n" + "o" * 11 + "l" * 2, "Post by Mon 17 Nov, first class"),
        ("2025-11-17 12:00", "Day 12 of 14", "u" * 11 + "n" + "l" * 2, "Post today, first class: it is the last day"),
        ("2025-11-18 12:00", "Day 13 of 14", "u" * 12 + "n" + "l", "Too late to post."),
        ("2025-11-20 12:00", "Day 15 of 14", "u" * 14, "Out of time: no notice can be served any more"),
    ],
)
def test_the_clock_of_a_notice_has_fourteen_cells(now: str, day: str, cells: str, act: str) -> None:
    clock = legal_clock(clock_for(policy().offence("red_light"), DAY, RECEIVED, policy()), RECEIVED, at(now))
    assert "".join(cell[0] for cell in clock.cells) == cells
    assert clock.day_words == day
    assert clock.act_words.startswith(act)
    assert clock.deadline_on == date(2025, 11, 19)


def test_the_clock_of_a_phone_counts_from_receipt_and_says_until_when_proceedings_can_begin() -> None:
    clock = clock_for(policy().offence("mobile_phone"), DAY, RECEIVED, policy())
    shown = legal_clock(clock, RECEIVED, at("2025-11-08 12:00"))
    assert (shown.day_words, shown.deadline_on, len(shown.cells)) == ("Day 2 of 14", date(2025, 11, 20), 14)
    assert shown.act_words == "Proceedings by Tue 5 May"


def decided(outcome: Outcome, **more: object) -> Decision:
    known = Decision(
        id=UUID(int=7),
        case_id=UUID(int=1),
        case_version=1,
        outcome=outcome,
        reason="",
        offence="red_light",
        step=0,
        automatic=False,
        note="",
        seconds_played=9,
        decided_by=UUID(int=2),
        role="officer",
        policy_version=1,
        at=at("2025-11-10 12:00"),
        final_at=at("2025-11-10 12:01"),
        finalised_at=at("2025-11-10 12:01"),
    )
    return replace(known, **more)  # type: ignore[arg-type]  # names of Decision


def notice(**more: object) -> Letter:
    known = Letter(
        id=UUID(int=8),
        decision_id=UUID(int=7),
        case_id=UUID(int=1),
        kind="notice",
        step=0,
        recipient="keeper",
        registration="AB12CDE",
        reference="LABCDEFG",
        state="sent",
        rule="",
        created_at=at("2025-11-10 12:01"),
    )
    return replace(known, **more)  # type: ignore[arg-type]  # names of Letter


IN_TIME = notice(served_on=date(2025, 11, 13))
LATE = notice(served_on=date(2025, 11, 20))


@pytest.mark.parametrize(
    ("offence", "decision", "letters", "title", "on", "act", "urgency"),
    [
        ("red_light", decided(Outcome.NOTICE), [IN_TIME], "Notice served", 13, "In time: it had to be served", "calm"),
        ("red_light", decided(Outcome.COURT), [IN_TIME], "Notice served", 13, "In time: it had to be served", "calm"),
        ("red_light", decided(Outcome.NOTICE), [LATE], "Notice served", 20, "Out of time: it had", "breach"),
        ("red_light", decided(Outcome.WARNING_LETTER), [], "Decided", 10, "No clock runs any more", "calm"),
        ("mobile_phone", decided(Outcome.NOTICE), [], "Decided", 10, "Proceedings by Tue 5 May", "calm"),
        ("red_light", decided(Outcome.NOTICE, other_service="by hand"), [], "Served another way", 10, "Proce", "calm"),
        # What has not left, has come back, or is held: the clock goes on.
        ("red_light", decided(Outcome.NOTICE), [notice(state="queued")], "Notice must", 19, "Out of time", "breach"),
        (
            *("red_light", decided(Outcome.NOTICE), [replace(IN_TIME, returned_on=date(2025, 11, 18))]),
            *("Notice must", 19, "Out of time", "breach"),
        ),
        ("red_light", decided(Outcome.NOTICE, finalised_at=None), [], "Notice must", 19, "Out of time", "breach"),
        # What was withdrawn, or is about another decision, says nothing.
        ("red_light", decided(Outcome.NO_FURTHER_ACTION), [notice(state="void")], "Decided", 10, "No clock", "calm"),
        (
            *("red_light", decided(Outcome.NO_FURTHER_ACTION), [replace(IN_TIME, decision_id=UUID(int=9))]),
            *("Decided", 10, "No clock", "calm"),
        ),
    ],
)
def test_a_decided_case_says_what_happened_instead_of_a_clock_that_has_run_out(
    offence: str, decision: Decision, letters: list[Letter], title: str, on: int, act: str, urgency: str
) -> None:
    clock = clock_for(policy().offence(offence), DAY, RECEIVED, policy())
    shown = clock_shown(clock, RECEIVED, [decision], letters, at("2026-01-05 12:00"))
    assert shown.title.startswith(title)
    assert (shown.deadline_on, shown.urgency) == (date(2025, 11, on), urgency)
    assert shown.act_words.startswith(act)
    assert "late" not in shown.time_left or title == "Notice must"


def test_a_notice_that_was_posted_today_is_not_yet_said_to_be_served() -> None:
    clock = clock_for(policy().offence("red_light"), DAY, RECEIVED, policy())
    shown = clock_shown(clock, RECEIVED, [decided(Outcome.NOTICE)], [IN_TIME], at("2025-11-11 12:00"))
    assert shown.title == "Notice posted, and presumed served on"


@pytest.mark.parametrize(
    ("state", "answered_on", "on"),
    [(OfferState.LAPSED, None, 20), (OfferState.DECLINED, date(2025, 12, 19), 19), (OfferState.OFFERED, None, 1)],
)
def test_nobody_answered_an_offer_only_when_its_last_day_is_over(
    state: OfferState, answered_on: date | None, on: int
) -> None:
    one = Offer(
        *(UUID(int=1), UUID(int=1), UUID(int=7), UUID(int=3), "course", state, at("2025-12-01 12:00")),
        answer_due=date(2025, 12, 19),
        answered_on=answered_on,
    )
    assert offered(one, policy())[-1].on == date(2025, 12, on)


def test_what_was_decided_in_place_of_a_notice_has_a_line_and_an_offer_only_its_own() -> None:
    made = [
        decided(Outcome.NOTICE),
        decided(Outcome.EDUCATION_COURSE, supersedes=UUID(int=7)),
        decided(Outcome.COURT, supersedes=UUID(int=7)),
        decided(Outcome.COURT, supersedes=UUID(int=7), finalised_at=None),
    ]
    assert [one.title for one in concluded(made, policy())] == [policy().outcome_titles[Outcome.COURT]]


@pytest.mark.parametrize(
    ("addends", "words"),
    [
        ([("Due Monday", 0.0), ("Harm: 3.21", -4.04), (IN_FILTER, -1000.0)], "Harm: 3.21, 4.0 d earlier"),
        ([("Due Monday", 0.0), ("Harm: 0.10", 2.5)], "Harm: 0.10, 2.5 d later"),
        ([("Due Monday", 0.0), (IN_FILTER, -1000.0)], "Due Monday"),
        ([], ""),
    ],
)
def test_a_row_says_beside_the_filter_what_else_moves_the_case_most(
    addends: list[tuple[str, float]], words: str
) -> None:
    rank: list[dict[str, JsonValue]] = [{"words": said, "days": days} for said, days in addends]
    assert strongest(replace(incident()[0], rank=rank)) == words


@pytest.mark.parametrize(
    ("path", "cell", "words"),
    [
        ("limits.decision_lead_days", 1, "1 business day"),
        ("limits.decision_lead_days", 2, "2 business days"),
        ("automatic_letter.refused_keepers", ["company", "public_service"], "company, public service"),
    ],
)
def test_a_dial_is_read_in_words(path: str, cell: object, words: str) -> None:
    assert in_words(FIELDS[path], cell) == words


def test_what_must_leave_first_stands_first_in_the_tray_whatever_its_kind() -> None:
    def row(kind: str, due_on: date | None) -> MailRow:
        return MailRow(
            *("", "", "", kind, "AB12 CDE", "", "", 1, "Printed", "", None),
            due_words="Post by",
            due_on=due_on,
            urgency="calm",
        )

    rows = [row("notice", date(2025, 11, 17)), row("reminder", None), row("warning", date(2025, 11, 12))]
    rows.append(row("reminder", date(2025, 11, 17)))
    assert [one.kind for one in earliest_first(rows)] == ["warning", "notice", "reminder", "reminder"]


def test_an_entry_of_the_history_is_read_in_london_and_in_words_and_is_kept_as_it_was_behind_them() -> None:
    payload: dict[str, JsonValue] = {
        "rank_key": 1763000000,
        "tier": 1,
        "last_post": "2025-11-17",
        "due_at": "2025-07-14T16:00:00+00:00",
        "letter": "6f1f9f86-0000-4000-8000-000000000000",
    }
    line = Line(UUID(int=1), 1, RECEIVED, "product", "product", "prioritised", payload, 1, bytes(32), bytes(32))
    (entry,) = history_page(incident()[0], [line], {}, is_intact=True).entries
    assert entry.detail == "tier: 1, last post: 17 November 2025, due at: 14 July 2025, 5:00pm"
    assert '"rank_key": 1763000000' in entry.raw


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            "notice: decided by an officer (policy 1).",
            "Notice of intended prosecution: decided by an officer (policy 1).",
        ),
        ("Warning of level 2: 1 earlier warnings count.", "Warning of level 2: 1 earlier warnings count."),
    ],
)
def test_a_rule_is_shown_without_the_code_of_the_letters_kind(rule: str, words: str) -> None:
    assert rule_words(notice(rule=rule)) == words


def weighed(
    offence: str = "red_light", *, now: str = "2025-11-10 12:00", role: str = "officer", **facts: object
) -> Weighed:
    one = policy().offence(offence)
    known = DecisionFacts(one, clock_for(one, DAY, RECEIVED, policy()), RECEIVED, mark_played=False)
    return Weighed(
        replace(known, **facts),  # type: ignore[arg-type]  # names of DecisionFacts
        Decider(role),
        policy(),
        at(now),
        plate_known=True,
        plays=True,
    )


@pytest.mark.parametrize(
    ("facts", "value", "why"),
    [
        (weighed(), "notice", "A filter offence, and a notice can still arrive in time."),
        (weighed("mobile_phone"), "notice", "A filter offence, and it needs no notice in 14 days."),
        (weighed("obstruction"), "warning_letter", "No earlier warning counts"),
        (weighed("obstruction", escalation_step=1), "notice", "1 earlier warning counts."),
        (weighed("obstruction", escalation_step=2), "notice", "2 earlier warnings count."),
        (weighed(now="2025-11-18 12:00"), "warning_letter", "A notice posted now can no longer arrive"),
        (weighed(willing_for_court=False), "warning_letter", "A prosecution would have no witness"),
        (weighed("speeding"), "no_further_action", "Footage from the public cannot prove this offence."),
        (replace(weighed(), plate_known=False), "no_further_action", "No registration is known"),
        (replace(weighed(), plays=False), "no_further_action", "The footage cannot be played."),
    ],
)
def test_one_outcome_is_suggested_with_its_reason(facts: Weighed, value: str, why: str) -> None:
    suggested = [one for one in choices_of(facts) if one.why_suggested]
    assert [one.value for one in suggested] == [value]
    assert suggested[0].why_suggested.startswith(why)


def test_the_four_choices_have_their_keys_and_the_reasons_of_the_policy() -> None:
    nothing, warning, notice, other = choices_of(weighed())
    assert [one.key for one in (nothing, warning, notice, other)] == ["1", "2", "3", "4"]
    assert {one.letter for one in nothing.reasons} >= {"O", "E", "P"}
    assert "not_reviewed_in_time" not in {one.value for one in warning.reasons}
    assert {one.value for one in other.reasons} >= {"collision", "cloned", "emergency_response"}
    assert "force_delay" not in {one.value for one in other.reasons}
    assert "force_delay" in {one.value for one in choices_of(weighed(now="2025-11-20 12:00"))[3].reasons}


@pytest.mark.parametrize("offence", ["red_light", "mobile_phone", "obstruction", "cycling_careless"])
def test_letters_of_reasons_are_unambiguous_within_each_choice(offence: str) -> None:
    for choice in choices_of(weighed(offence, now="2025-11-20 12:00")):
        letters = [one.letter for one in choice.reasons]
        assert len(letters) == len(set(letters))


def test_whoever_may_not_decide_sees_every_outcome_blocked() -> None:
    assert all(one.blocked for one in choices_of(weighed(role="auditor")))


@pytest.mark.parametrize(
    ("outcome", "reason", "expected"),
    [
        ("warning_letter", "first_time", Outcome.WARNING_LETTER),
        ("notice", "", Outcome.NOTICE),
        ("other", "collision", Outcome.REFERRED),
        ("other", "late_submission", Outcome.OUT_OF_TIME_LATE),
        ("", "", BadAnswer),
        ("something", "", BadAnswer),
        ("other", "", ReasonMissing),
        ("other", "nothing_known", UnknownReason),
        ("warning_letter", "not_reviewed_in_time", UnknownReason),
    ],
)
def test_the_form_means_one_outcome(outcome: str, reason: str, expected: object) -> None:
    if isinstance(expected, Outcome):
        assert chosen_outcome(policy(), outcome, reason) is expected
    else:
        with pytest.raises(expected):  # type: ignore[call-overload]  # one of the refusals of the table
            chosen_outcome(policy(), outcome, reason)


def incident(lat: float | None = None, lon: float | None = None) -> tuple[Case, Answers]:
    place, vehicle = Place("Broad Street", "Walsall", lat, lon), Vehicle("AB12 CDE")
    happened = at("2025-07-05 08:00")
    case = Case(
        *(UUID(int=1), UUID(int=2), "SN-0000-0000-0", 1, Stage.PRIORITISED, "queue", 1, vehicle, place, happened),
        *(DAY, RECEIVED, 1, (Allegation(UUID(int=3), "red_light", DAY),)),
    )
    return case, Answers("red_light", "Words.", happened, place, (vehicle,))


@pytest.mark.parametrize("value", [None, 5, "words", [], {"printed": 5}, {"lat": "x", "lon": None}, {"seconds": True}])
def test_findings_of_another_shape_are_left_out(value: object) -> None:
    kinds = ("recorded_at", "place", "duration")
    found = [Finding(kind, value, "x", "x", "1") for kind in kinds]  # type: ignore[arg-type]
    labels = {one.label for one in facts_of(*incident(), found)}
    assert labels == {"Vehicle", "Reporter", "Received"}


def test_the_three_surest_plates_have_keys() -> None:
    found = [Finding("plate_read", f"AB1{n} CDE", "x", "x", "1", n / 10) for n in range(5)]
    assert [(one.text, one.key) for one in plates_of(found)] == [
        ("AB14 CDE", "Q"),
        ("AB13 CDE", "W"),
        ("AB12 CDE", "E"),
    ]


def test_a_plate_is_shown_with_the_piece_of_the_picture_it_was_read_from() -> None:
    found = [
        Finding("plate_read", "AB12 CDE", "x", "x", "1", 0.9),
        Finding("plate_read", "AB12 CDF", "x", "x", "1", 0.4),
    ]
    shown = plates_of(found, pictures={"AB12CDE": "/footage/1/plate:1"})
    assert [one.crop_url for one in shown] == ["/footage/1/plate:1", ""]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (None, "It stopped without saying why."),
        (
            "The worker was stopped in the middle, several times.",
            "The worker was stopped in the middle, several times.",
        ),
        ("FilesUnavailable: http://inside/bucket", "The file store did not answer."),
        ("KeyError: 'Ann Example'", "It stopped with a fault that nobody foresaw (KeyError). The log has the details."),
    ],
)
def test_failures_are_said_without_what_a_fault_may_carry(error: str | None, words: str) -> None:
    assert reason_of(error) == words


def test_a_spreadsheet_runs_nothing() -> None:
    rows = [("=1+1", "+SUM(A1)", "-2", "-2.5", "@now", "plain", '"quoted"', "two\nlines")]
    assert csv_text(rows) == '\'=1+1,\'+SUM(A1),-2,-2.5,\'@now,plain,"""quoted""","two\nlines"\r\n'
