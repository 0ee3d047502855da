"""The post through the real steps: batches leave on a certified day, letters come back, are recalled and contested."""

from datetime import date, datetime, timedelta

import pytest

from tests.conftest import House
from tests.made.cases import NOW, a_case, a_keeper, an_officer, london
from tests.made.notices import a_notice, chain_of, decided, happened, letters_of, looked_up, tasks_of
from triage.actor import Officer
from triage.case import Case
from triage.contest import Contest
from triage.errors import BadAnswer, NotAllowedNow, NotLawful, NotPermitted, TooLateToProsecute
from triage.job import JobKind
from triage.keeper import KeeperState
from triage.marker import MarkerKind
from triage.notice import RequirementState
from triage.outcome import Outcome
from triage.permission import Role
from triage.post import BatchState, ReturnMeaning
from triage.record import Letter
from triage.steps import contest, letter, marker, post, returned, withdraw
from triage.steps.facts import automatic_facts_of
from triage.worklist import TaskKind

# The offence was on Saturday 14 November 2026: last post is Wednesday the 25th, the deadline Saturday the 28th.
LAST_POST, DEADLINE = date(2026, 11, 25), date(2026, 11, 28)
CERTIFICATE = "AB 1234 5678 9GB"


def clerk_of(house: House) -> Officer:
    return an_officer(house, "Ines Hale", "process")


def boss_of(house: House, name: str = "PS 9 Supervisor") -> Officer:
    return an_officer(house, name, "supervisor")


def printed(house: House, case: Case) -> Letter:
    """The one letter of a case lies printed."""
    (one,) = letters_of(house, case)
    with house.units.as_of(NOW + timedelta(hours=1)).open() as unit:
        assert letter.printed(unit, one.id, sha256="0" * 64, pages=2, channel="print_folder")
        return unit.letters.get(one.id)


def a_printed_notice(house: House, **answers: object) -> tuple[Case, Letter]:
    case = a_notice(house, offence="red_light", **answers)
    looked_up(house, case)
    return case, printed(house, case)


def a_printed_warning(house: House, registration: str = "AB12 CDE") -> tuple[Case, Letter]:
    a_keeper(house, registration)
    case = a_case(house, offence="obstruction", registration=registration)
    decided(house, case, Outcome.WARNING_LETTER)
    return case, printed(house, case)


def leaves(house: House, *letters: Letter, on: date) -> None:
    """The letters leave in one batch; the clerk enters it on that day."""
    clerk = clerk_of(house)
    with house.units.as_of(london(on.year, on.month, on.day, 16)).open() as unit:
        batch = post.make_batch(unit, [one.id for one in letters], by=clerk)
        post.batch_left(unit, batch.id, on, CERTIFICATE, by=clerk)


def now_of(house: House, one: Letter) -> Letter:
    with house.units.open() as unit:
        return unit.letters.get(one.id)


def alarms_of(house: House, case: Case) -> set[str]:
    with house.units.open() as unit:
        return {one.kind for one in unit.alarms.list_open() if one.subject == case.id}


def test_a_printed_letter_waits_for_the_post_and_a_batch_that_left_serves_it(house: House) -> None:
    case, notice = a_printed_notice(house)
    assert tasks_of(house, case)[TaskKind.POST].due_on == LAST_POST
    leaves(house, notice, on=date(2026, 11, 17))
    sent = now_of(house, notice)
    assert (sent.state, sent.posted_on, sent.served_on) == ("sent", date(2026, 11, 17), date(2026, 11, 19))
    assert TaskKind.POST not in tasks_of(house, case)
    assert happened(house, case.id, "post_certified") == 1
    assert [one.state for one in chain_of(house, case)] == [RequirementState.ASKED]
    assert alarms_of(house, case) == set()


@pytest.mark.parametrize(("on", "is_missed"), [(LAST_POST, False), (date(2026, 11, 26), True)])
def test_a_notice_posted_the_day_after_its_last_post_is_flagged_and_goes_to_the_rescue(
    house: House, on: date, is_missed: bool
) -> None:
    case, notice = a_printed_notice(house)
    leaves(house, notice, on=on)
    assert ("missed_post" in alarms_of(house, case)) is is_missed
    assert happened(house, case.id, "post_missed") == is_missed
    assert (now_of(house, notice).served_on or date.max) > DEADLINE if is_missed else True


def declared(house: House, day: date, *, at: datetime) -> None:
    """A day of mourning is declared: no post from then on the calendar."""
    boss = an_officer(house, "Ada Admin", "administrator")
    with house.units.as_of(at).open() as unit:
        documents = unit.policy.documents_of(unit.policy.on(unit.today).version)
        documents["holidays"] = [*documents["holidays"], day.isoformat()]
        unit.policy.activate(documents, valid_from=at.date(), reason="A day of mourning.", by=boss.id)


@pytest.mark.parametrize(("holiday", "is_missed"), [(date(2026, 11, 27), True), (date(2026, 11, 30), False)])
def test_a_holiday_that_was_declared_after_the_printing_makes_a_posted_notice_late(
    house: House, holiday: date, is_missed: bool
) -> None:
    case, notice = a_printed_notice(house)
    declared(house, holiday, at=london(2026, 11, 24))
    leaves(house, notice, on=LAST_POST)
    assert now_of(house, notice).served_on == (date(2026, 11, 30) if is_missed else date(2026, 11, 27))
    assert ("missed_post" in alarms_of(house, case)) is is_missed
    assert happened(house, case.id, "post_missed") == is_missed


def test_the_tray_puts_first_what_lapses_next(house: House) -> None:
    _, warning = a_printed_warning(house, registration="AB12 CDE")
    _, notice = a_printed_notice(house, registration="CD34 EFG")
    with house.units.as_of(NOW).open() as unit:
        assert [one.letter.id for one in unit.post.list_printed()] == [notice.id, warning.id]


def test_a_letter_is_in_one_batch_and_may_be_taken_out_until_it_left(house: House) -> None:
    case, notice = a_printed_notice(house)
    clerk, at = clerk_of(house), london(2026, 11, 17, 15)
    with house.units.as_of(at).open() as unit:
        batch = post.make_batch(unit, None, by=clerk)
        with pytest.raises(BadAnswer, match="at least one letter"):
            post.make_batch(unit, [notice.id], by=clerk)
        post.take_out(unit, batch.id, notice.id, by=clerk)
        with pytest.raises(NotAllowedNow, match="not in the batch"):
            post.take_out(unit, batch.id, notice.id, by=clerk)
        with pytest.raises(NotAllowedNow, match="empty"):
            post.batch_left(unit, batch.id, unit.today, CERTIFICATE, by=clerk)
        post.cancel_batch(unit, batch.id, by=clerk)
        second = post.make_batch(unit, [notice.id], by=clerk)
        post.cancel_batch(unit, second.id, by=clerk)
        third = post.make_batch(unit, [notice.id], by=clerk)
        left = post.batch_left(unit, third.id, unit.today, CERTIFICATE, by=clerk)
    assert (left.state, left.certificate) == (BatchState.LEFT, CERTIFICATE)
    assert happened(house, case.id, "letter_taken_out") == 2
    with house.units.as_of(at).open() as unit:
        for refused in (
            lambda: post.take_out(unit, third.id, notice.id, by=clerk),
            lambda: post.cancel_batch(unit, third.id, by=clerk),
            lambda: post.batch_left(unit, third.id, unit.today, CERTIFICATE, by=clerk),
        ):
            with pytest.raises(NotAllowedNow, match="final"):
                refused()


@pytest.mark.parametrize(
    ("posted_on", "certificate"),
    [(date(2026, 11, 18), CERTIFICATE), (date(2026, 11, 13), CERTIFICATE), (date(2026, 11, 17), "")],
    ids=["the future", "before it was printed", "no certificate"],
)
def test_what_cannot_be_certified_leaves_everything_as_it_was(house: House, posted_on: date, certificate: str) -> None:
    case, notice = a_printed_notice(house)
    clerk, at = clerk_of(house), london(2026, 11, 17, 15)
    with house.units.as_of(at).open() as unit:
        batch = post.make_batch(unit, None, by=clerk)
    with pytest.raises(BadAnswer), house.units.as_of(at).open() as unit:
        post.batch_left(unit, batch.id, posted_on, certificate, by=clerk)
    with house.units.open() as unit:
        assert unit.post.get_batch(batch.id).state is BatchState.OPEN
    assert now_of(house, notice).state == "printed"
    assert TaskKind.POST in tasks_of(house, case)


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.PROCESS])
def test_only_the_process_team_posts(house: House, role: Role) -> None:
    with house.units.open() as unit, pytest.raises(NotPermitted):
        post.make_batch(unit, None, by=an_officer(house, role=role))


def test_a_notice_that_still_lies_there_on_the_afternoon_of_its_last_post_alarms_once(house: House) -> None:
    case, notice = a_printed_notice(house)
    for at, sounds in ((london(2026, 11, 25, 13, 59), False), (london(2026, 11, 25, 14), True)):
        with house.units.as_of(at).open() as unit:
            assert unit.post.list_lying(unit.today) == (notice.id,)
            post.make_batch(unit, None, by=clerk_of(house))  # an open batch has not left
            assert unit.post.list_lying(unit.today) == (notice.id,)
            assert post.alarm_lying(unit, notice.id) is sounds
            post.cancel_batch(unit, unit.post.list_batches()[0].batch.id, by=clerk_of(house))
    with house.units.as_of(london(2026, 11, 25, 15)).open() as unit:
        assert unit.post.list_lying(unit.today) == ()
        assert not post.alarm_lying(unit, notice.id)
    assert alarms_of(house, case) == {"not_posted"}


def test_a_letter_of_a_superseded_decision_is_recalled_from_folder_and_bag(house: House) -> None:
    case, notice = a_printed_notice(house)
    with house.units.as_of(NOW).open() as unit:
        post.make_batch(unit, None, by=clerk_of(house))
        assert withdraw.recall_for(unit, notice.decision_id) == 1
        assert withdraw.recall_for(unit, notice.decision_id) == 0
        assert unit.jobs.find_for(notice.id, JobKind.RECALL) is not None
        assert unit.post.list_printed() == ()
    assert (now_of(house, notice).state, now_of(house, notice).batch_id) == ("void", None)
    assert alarms_of(house, case) == {"take_out"}
    assert TaskKind.POST not in tasks_of(house, case)


@pytest.mark.parametrize(("was_there", "alarms"), [(True, set()), (False, {"take_out"})])
def test_a_recall_that_comes_too_late_for_the_folder_sends_a_hand(
    house: House, was_there: bool, alarms: set[str]
) -> None:
    case, notice = a_printed_notice(house)
    with house.units.as_of(NOW).open() as unit:
        withdraw.recall_for(unit, notice.decision_id)
        withdraw.recalled(unit, notice.id, was_there=was_there)
    assert alarms_of(house, case) == alarms


def test_a_letter_that_left_is_taken_back_in_writing_once(house: House) -> None:
    case, warning = a_printed_warning(house)
    leaves(house, warning, on=date(2026, 11, 17))
    with house.units.as_of(london(2026, 11, 20)).open() as unit:
        assert withdraw.recall_for(unit, warning.decision_id) == 1
        assert withdraw.recall_for(unit, warning.decision_id) == 0  # the letter that says so is not stopped by it
    first, second = letters_of(house, case)
    assert (first.state, second.kind, second.state) == ("withdrawn", "letter_withdrawn", "queued")
    assert (second.recipient, second.party_id) == (first.recipient, first.party_id)


def test_a_batch_that_is_closed_leaves_out_what_was_recalled_meanwhile(house: House) -> None:
    _, notice = a_printed_notice(house)
    _, warning = a_printed_warning(house, registration="CD34 EFG")
    clerk = clerk_of(house)
    with house.units.as_of(london(2026, 11, 17)).open() as unit:
        batch = post.make_batch(unit, None, by=clerk)
        withdraw.recall_for(unit, warning.decision_id)
        post.batch_left(unit, batch.id, unit.today, CERTIFICATE, by=clerk)
    assert (now_of(house, notice).state, now_of(house, warning).state) == ("sent", "void")


@pytest.mark.parametrize(
    ("on", "meaning", "state", "task", "alarms"),
    [
        (27, ReturnMeaning.SERVE_ANOTHER_WAY, "returned", TaskKind.SERVE_ANOTHER_WAY, {"notice_returned"}),
        (28, ReturnMeaning.IN_DOUBT, "in_doubt", TaskKind.SERVICE_IN_DOUBT, set()),
        (29, ReturnMeaning.IN_DOUBT, "in_doubt", TaskKind.SERVICE_IN_DOUBT, set()),
    ],
)
def test_a_notice_that_comes_back_goes_to_the_rescue_before_its_deadline_and_is_in_doubt_from_it(
    house: House, on: int, meaning: ReturnMeaning, state: str, task: TaskKind, alarms: set[str]
) -> None:
    case, notice = a_printed_notice(house)
    leaves(house, notice, on=date(2026, 11, 17))
    with house.units.as_of(london(2026, 11, 30)).open() as unit:
        typed = notice.reference.lower().replace("-", "")
        _, found = returned.enter_return(unit, typed, date(2026, 11, on), "gone_away", by=clerk_of(house))
    assert found is meaning
    assert now_of(house, notice).state == "returned"
    assert [one.state.value for one in chain_of(house, case)] == [state]
    assert set(tasks_of(house, case)) == {task}
    assert alarms_of(house, case) == alarms
    with house.units.as_of(london(2026, 11, 30)).open() as unit, pytest.raises(NotAllowedNow, match="before"):
        returned.enter_return(unit, notice.reference, unit.today, "gone_away", by=clerk_of(house))


@pytest.mark.parametrize(
    ("reference", "reason", "field"),
    [("L-0000-0000-0", "gone_away", "reference"), ("nonsense", "gone_away", "reference"), ("", "eaten", "reason")],
)
def test_a_letter_nobody_knows_or_a_reason_nobody_knows_is_refused(
    house: House, reference: str, reason: str, field: str
) -> None:
    with house.units.as_of(NOW).open() as unit, pytest.raises(BadAnswer) as refused:
        returned.enter_return(unit, reference, unit.today, reason, by=clerk_of(house))
    assert refused.value.field == field


def test_a_deceased_keepers_letters_stop(house: House) -> None:
    case, notice = a_printed_notice(house)
    leaves(house, notice, on=date(2026, 11, 17))
    with house.units.as_of(london(2026, 11, 20)).open() as unit:
        returned.enter_return(unit, notice.reference, unit.today, "deceased", by=clerk_of(house))
        found = unit.identity.find_keeper_on(case.registration, case.offence_on)
        assert found is not None
        assert found.state == KeeperState.DECEASED
    assert happened(house, case.id, "keeper_deceased") == 1


def test_service_by_hand_counts_on_its_day_and_ends_the_rescue(house: House) -> None:
    case, notice = a_printed_notice(house)
    leaves(house, notice, on=date(2026, 11, 17))
    boss = boss_of(house)
    with house.units.as_of(london(2026, 11, 24)).open() as unit:
        returned.enter_return(unit, notice.reference, unit.today, "gone_away", by=boss)
    with house.units.as_of(london(2026, 11, 28)).open() as unit:
        with pytest.raises(BadAnswer, match="number"):
            returned.serve_in_person(unit, notice.id, DEADLINE, "PC Able", by=boss)
        returned.serve_in_person(unit, notice.id, DEADLINE, "4471", by=boss)
    served = now_of(house, notice)
    assert (served.state, served.service, served.served_on) == ("sent", "personal", DEADLINE)
    (link,) = chain_of(house, case)
    assert (link.state, link.served_on, link.reply_due) == ("asked", DEADLINE, date(2026, 12, 25))
    assert set(tasks_of(house, case)) == {TaskKind.AWAIT_REPLY}


def test_service_by_hand_after_the_deadline_is_refused_and_changes_nothing(house: House) -> None:
    case, notice = a_printed_notice(house)
    with house.units.as_of(london(2026, 11, 30)).open() as unit, pytest.raises(TooLateToProsecute):
        returned.serve_in_person(unit, notice.id, date(2026, 11, 29), "4471", by=boss_of(house))
    assert now_of(house, notice) == notice
    assert happened(house, case.id, "served_in_person") == 0


@pytest.mark.parametrize(
    ("stands", "state", "task"),
    [(True, "asked", TaskKind.AWAIT_REPLY), (False, "stopped", TaskKind.NO_LETTER_POSSIBLE)],
)
def test_a_person_says_whether_a_notice_in_doubt_was_served(
    house: House, stands: bool, state: str, task: TaskKind
) -> None:
    case, notice = a_printed_notice(house)
    leaves(house, notice, on=date(2026, 11, 17))
    with house.units.as_of(london(2026, 11, 30)).open() as unit:
        returned.enter_return(unit, notice.reference, unit.today, "refused", by=clerk_of(house))
        returned.settle_service(unit, notice.id, stands=stands, by=clerk_of(house))
        with pytest.raises(NotAllowedNow, match="Nobody asks"):
            returned.settle_service(unit, notice.id, stands=stands, by=clerk_of(house))
    assert [one.state.value for one in chain_of(house, case)] == [state]
    assert set(tasks_of(house, case)) == {task}


def test_a_notice_is_not_contested_with_the_police(house: House) -> None:
    _, notice = a_printed_notice(house)
    leaves(house, notice, on=date(2026, 11, 17))
    with house.units.as_of(london(2026, 11, 24)).open() as unit, pytest.raises(NotLawful, match="in court"):
        contest.enter(unit, notice.id, unit.today, "It was not me.", by=boss_of(house))


def contested(house: House, *, by: Officer) -> tuple[Case, Letter, Contest]:
    """A warning that left, and that its keeper disagrees with."""
    case, warning = a_printed_warning(house)
    leaves(house, warning, on=date(2026, 11, 17))
    with house.units.as_of(london(2026, 11, 24)).open() as unit:
        entered = contest.enter(unit, warning.id, unit.today, "I had sold the car.", by=by)
        with pytest.raises(NotAllowedNow, match="contested before"):
            contest.enter(unit, warning.id, unit.today, "Again.", by=by)
    return case, warning, entered


def sender_of(house: House, one: Letter) -> Officer:
    """Whoever decided the letter, as if they had become a supervisor since."""
    with house.units.open() as unit:
        decision = unit.decisions.get(one.decision_id)
        kept = unit.staff.get(decision.decided_by)
    return Officer(kept.id, kept.username, kept.name, "supervisor")


def test_whoever_sent_the_letter_is_turned_away_and_nothing_is_half_done(house: House) -> None:
    case, warning, entered = contested(house, by=boss_of(house))
    task = tasks_of(house, case)[TaskKind.CONTEST]
    sender = sender_of(house, warning)
    assert (task.due_on, task.not_staff) == (entered.due_on, sender.id)
    with house.units.as_of(london(2026, 11, 25)).open() as unit, pytest.raises(NotPermitted, match="somebody else"):
        contest.decide(unit, entered.id, "refused", "nothing_new", by=sender)
    with house.units.open() as unit:
        assert unit.contests.get(entered.id) == entered
    assert TaskKind.CONTEST in tasks_of(house, case)


def test_a_contest_that_is_upheld_takes_the_letter_back_and_stops_automatic_ones(house: House) -> None:
    boss = boss_of(house)
    case, warning, entered = contested(house, by=boss)
    with house.units.as_of(london(2026, 11, 25)).open() as unit:
        contest.decide(unit, entered.id, "upheld", "not_the_keeper", by=boss)
        (mark,) = unit.markers.list_about(case.registration)
        submission = unit.submissions.get(case.submission_id)
        facts = automatic_facts_of(unit, case, submission, unit.policy.on(unit.today))
    assert (mark.kind, facts.letter_bar) == (MarkerKind.NO_AUTOMATIC_LETTER, True)
    assert now_of(house, warning).state == "withdrawn"
    assert [one.kind for one in letters_of(house, case)] == ["warning", "letter_withdrawn"]
    assert TaskKind.CONTEST not in tasks_of(house, case)
    assert happened(house, case.id, "contest_upheld") == 1
    with house.units.as_of(london(2026, 11, 26)).open() as unit, pytest.raises(NotAllowedNow, match="decided"):
        contest.decide(unit, entered.id, "refused", "nothing_new", by=boss)


def test_a_contest_that_is_refused_leaves_the_letter_and_tells_the_keeper_why(house: House) -> None:
    boss = boss_of(house)
    case, warning, entered = contested(house, by=boss)
    with house.units.as_of(london(2026, 11, 25)).open() as unit:
        contest.decide(unit, entered.id, "refused", "footage_shows_it", by=boss)
    first, second = letters_of(house, case)
    assert (first.state, second.kind, second.state) == ("sent", "contest_refused", "queued")
    assert "footage_shows_it" in second.rule
    with house.units.as_of(london(2026, 11, 25)).open() as unit:
        assert letter.letter_facts(unit, second.id).earlier_reference == warning.reference


def test_markers_bar_automatic_letters_until_they_are_lifted(house: House) -> None:
    case, boss = a_case(house, offence="obstruction"), boss_of(house)

    def facts() -> tuple[bool | None, bool | None]:
        with house.units.as_of(NOW).open() as unit:
            submission = unit.submissions.get(case.submission_id)
            found = automatic_facts_of(unit, case, submission, unit.policy.on(unit.today))
            return found.letter_bar, found.clone_or_theft_marker

    assert facts() == (False, False)
    with house.units.as_of(NOW).open() as unit:
        cloned = marker.set_on_vehicle(unit, "ab12 cde", "cloned", "Two cars in two towns.", by=boss)
        bad_faith = marker.set_bad_faith(unit, case, "The clip was staged.", by=boss)
        with pytest.raises(NotAllowedNow, match="already"):
            marker.set_on_vehicle(unit, "AB12CDE", "cloned", "Again.", by=boss)
        with pytest.raises(BadAnswer):
            marker.set_on_vehicle(unit, "AB12CDE", "bad_faith", "A vehicle has no faith.", by=boss)
    assert facts() == (True, True)
    assert "ann@example.com" not in bad_faith.about
    with house.units.as_of(NOW).open() as unit:
        marker.lift(unit, cloned.id, by=boss)
        marker.lift(unit, bad_faith.id, by=boss)
        with pytest.raises(NotAllowedNow, match="lifted"):
            marker.lift(unit, cloned.id, by=boss)
    assert facts() == (False, False)
    with house.units.open() as unit:
        assert unit.history.broken(case.id) is None
