"""A draft of policy from its first edit to open cases ranked by it: tried, activated, ranked again, each once."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from storage.errors import Stale
from tests.conftest import House
from tests.made.cases import NOW, a_case, an_officer
from triage.actor import Officer
from triage.case import Case
from triage.errors import BadAnswer, BadPolicy, NotAllowedNow, NotPermitted
from triage.job import JobKind
from triage.policy_draft import Draft, with_holiday, with_offence
from triage.policy_trial import TrialResult
from triage.steps import policy as step
from triage.worklist import TaskKind
from worker.house import House as WorkerHouse
from worker.house import house_of
from worker.policy_work import watch_policy
from worker.tasks import WORK
from worker.work import perform

# Said to be on 14 November: credibly on the 13th, so service by Friday 27 November and last post Wednesday 25.
LAST_POST, EARLIER_LAST_POST = date(2026, 11, 25), date(2026, 11, 24)
MOURNING = "2026-11-27"


@pytest.fixture
def home(house: House) -> WorkerHouse:
    """What a worker process would keep."""
    return house_of(house.settings, house.units)


def administrator(house: House) -> Officer:
    return an_officer(house, "Ada Admin", "administrator")


def a_draft(house: House, by: Officer, *, at: datetime = NOW) -> Draft:
    with house.units.as_of(at).open() as unit:
        return step.make_draft(unit, "Another weight", by=by)


def edited(house: House, draft: Draft, by: Officer, *, at: datetime = NOW, **documents: Any) -> Draft:
    with house.units.as_of(at).open() as unit:
        step.save_documents(unit, draft.id, draft.changed, documents, by=by)
    with house.units.open() as unit:
        return unit.drafts.get(draft.id)


def tried(house: House, home: WorkerHouse, draft: Draft, by: Officer, *, at: datetime = NOW) -> TrialResult:
    with house.units.as_of(at).open() as unit:
        step.ask_dry_run(unit, draft.id, draft.changed, by=by)
    assert do(house, home, JobKind.DRY_RUN, draft.id, at=at) == "done"
    with house.units.open() as unit:
        kept = unit.drafts.get(draft.id).dry_run
    assert kept is not None
    return TrialResult.of(kept["figures"])


def do(house: House, home: WorkerHouse, kind: JobKind, subject: UUID, *, at: datetime = NOW) -> str | None:
    with house.units.open() as unit:
        job = unit.jobs.find_for(subject, kind)
    assert job is not None
    return perform(home, job.id, WORK, as_of=at)


def activated(house: House, home: WorkerHouse, by: Officer, *, at: datetime = NOW, **documents: Any) -> int:
    """A draft with these documents, tried and activated."""
    draft = edited(house, a_draft(house, by, at=at), by, at=at, **documents)
    tried(house, home, draft, by, at=at)
    with house.units.as_of(at).open() as unit:
        return step.activate(unit, draft.id, draft.changed, "The Chief Constable asked for it.", by=by)


def documents_of(house: House, version: int = 1) -> Mapping[str, Any]:
    with house.units.open() as unit:
        return unit.policy.documents_of(version)


def heavier_phones(house: House) -> list[dict[str, Any]]:
    words = {"rank.harm_weight": "400", "rank.p_positive": "0.9", "rank.minutes_if_positive": "5"}
    return with_offence(documents_of(house)["offences"], "mobile_phone", words)


def again(house: House, case: Case) -> Case:
    with house.units.open() as unit:
        return unit.cases.get(case.id)


def test_a_draft_is_tried_activated_and_open_cases_are_ranked_by_it(house: House, home: WorkerHouse) -> None:
    phone, other = a_case(house), a_case(house, offence="careless_due_care", registration="BB11 BBB")
    ada = administrator(house)
    draft = edited(house, a_draft(house, ada), ada, offences=heavier_phones(house))
    found = tried(house, home, draft, ada)
    assert (found.cases, found.left_out) == (2, 0)
    assert {one.reference for one in (*found.rising, *found.falling)} <= {phone.reference, other.reference}
    with house.units.as_of(NOW).open() as unit:
        version = step.activate(unit, draft.id, draft.changed, "Phones kill.", by=ada)
    assert do(house, home, JobKind.RERANK, step.rerank_subject(version)) == "done"
    assert again(house, phone).rank_key != phone.rank_key
    assert again(house, other).version == other.version  # unchanged facts make no version
    with house.units.as_of(NOW).open() as unit:
        assert unit.history.list_for(phone.id)[-1].payload["policy"] == version
        (latest, first) = unit.policy.list_versions()
    assert (latest.version, latest.reason, latest.activated_by) == (version, "Phones kill.", "Ada Admin")
    assert (first.version, first.activated_by) == (1, None)


def test_ranking_again_twice_changes_nothing_the_second_time(house: House, home: WorkerHouse) -> None:
    case, ada = a_case(house), administrator(house)
    activated(house, home, ada, offences=heavier_phones(house))
    with house.units.as_of(NOW).open() as unit:
        assert step.rerank(unit, case.id)
    with house.units.as_of(NOW).open() as unit:
        assert not step.rerank(unit, case.id)


def test_the_figures_carry_no_registration_and_no_words(house: House, home: WorkerHouse) -> None:
    a_case(house, says="The driver followed me home.")
    ada = administrator(house)
    draft = edited(house, a_draft(house, ada), ada, offences=heavier_phones(house))
    tried(house, home, draft, ada)
    with house.units.open() as unit:
        kept = str(unit.drafts.get(draft.id).dry_run)
    assert not [word for word in ("AB12", "Hagley", "followed", "Ann") if word in kept]


def test_a_draft_nobody_tried_is_not_activated(house: House, home: WorkerHouse) -> None:
    ada = administrator(house)
    draft = edited(house, a_draft(house, ada), ada, offences=heavier_phones(house))
    with house.units.as_of(NOW).open() as unit, pytest.raises(NotAllowedNow, match="Run this draft"):
        step.activate(unit, draft.id, draft.changed, "Because.", by=ada)
    tried(house, home, draft, ada)
    later = edited(house, draft, ada, holidays=with_holiday(documents_of(house)["holidays"], MOURNING))
    with house.units.as_of(NOW).open() as unit, pytest.raises(NotAllowedNow, match="changed after its dry-run"):
        step.activate(unit, later.id, later.changed, "Because.", by=ada)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_activation_wants_a_reason(house: House, home: WorkerHouse, reason: str) -> None:
    ada = administrator(house)
    draft = edited(house, a_draft(house, ada), ada, offences=heavier_phones(house))
    tried(house, home, draft, ada)
    with house.units.as_of(NOW).open() as unit, pytest.raises(BadAnswer):
        step.activate(unit, draft.id, draft.changed, reason, by=ada)


def test_a_draft_that_differs_in_nothing_is_no_version(house: House, home: WorkerHouse) -> None:
    ada = administrator(house)
    draft = a_draft(house, ada)
    tried(house, home, draft, ada)
    with house.units.as_of(NOW).open() as unit, pytest.raises(BadPolicy, match="differs in nothing"):
        step.activate(unit, draft.id, draft.changed, "Because.", by=ada)


def test_a_draft_begun_before_another_version_came_is_refused(house: House, home: WorkerHouse) -> None:
    ada = administrator(house)
    old = edited(house, a_draft(house, ada), ada, holidays=with_holiday(documents_of(house)["holidays"], MOURNING))
    tried(house, home, old, ada)
    activated(house, home, ada, offences=heavier_phones(house))
    with house.units.as_of(NOW).open() as unit, pytest.raises(NotAllowedNow, match="came into force"):
        step.activate(unit, old.id, old.changed, "Because.", by=ada)


def test_the_second_administrator_is_told(house: House) -> None:
    ada = administrator(house)
    draft = a_draft(house, ada)
    edited(house, draft, ada, offences=heavier_phones(house))
    with house.units.as_of(NOW).open() as unit, pytest.raises(Stale, match="Somebody else"):
        step.save_documents(unit, draft.id, draft.changed, {}, by=ada)


@pytest.mark.parametrize("role", ["officer", "supervisor", "process", "auditor", "observer"])
def test_only_an_administrator_changes_policy(house: House, role: str) -> None:
    with house.units.as_of(NOW).open() as unit, pytest.raises(NotPermitted):
        step.make_draft(unit, "Mine", by=an_officer(house, role=role))


def test_a_discarded_draft_cannot_be_saved(house: House) -> None:
    ada = administrator(house)
    draft = a_draft(house, ada)
    with house.units.as_of(NOW).open() as unit:
        step.discard(unit, draft.id, draft.changed, by=ada)
    with house.units.as_of(NOW).open() as unit, pytest.raises(NotAllowedNow, match="discarded"):
        step.save_documents(unit, draft.id, draft.changed, {}, by=ada)


def test_an_offence_that_cases_carry_cannot_be_taken_out(house: House) -> None:
    ada = administrator(house)
    draft = a_draft(house, ada)
    fewer = [one for one in documents_of(house)["offences"] if one["slug"] != "helmet"]
    with house.units.as_of(NOW).open() as unit, pytest.raises(BadPolicy, match="must stay"):
        step.save_documents(unit, draft.id, draft.changed, {"offences": fewer}, by=ada)
    with house.units.open() as unit:
        assert unit.drafts.get(draft.id).changed == draft.changed


def test_a_holiday_declared_in_mid_case_moves_clock_rank_and_the_keepers_look_up(
    house: House, home: WorkerHouse
) -> None:
    case, ada = a_case(house, offence="careless_due_care"), administrator(house)
    assert case.last_post == LAST_POST
    with house.units.as_of(NOW).open() as unit:
        unit.worklist.open(TaskKind.KEEPER_LOOKUP, case.id, case.id, LAST_POST, once=f"keeper_lookup:{case.id}")
    version = activated(house, home, ada, holidays=with_holiday(documents_of(house)["holidays"], MOURNING))
    assert do(house, home, JobKind.RERANK, step.rerank_subject(version)) == "done"
    moved = again(house, case)
    assert (moved.last_post, moved.decision_due) == (EARLIER_LAST_POST, date(2026, 11, 23))
    assert moved.rank_key is not None
    assert case.rank_key is not None
    assert case.rank_key - moved.rank_key == 86_400
    assert [one.last_post for one in moved.allegations] == [EARLIER_LAST_POST]
    with house.units.open() as unit:
        (task,) = unit.worklist.list_for_case(case.id)
    assert task.due_on < LAST_POST


def test_a_version_that_begins_later_ranks_cases_again_on_its_day(house: House, home: WorkerHouse) -> None:
    case, ada = a_case(house), administrator(house)
    begins = NOW + timedelta(days=3)
    draft = edited(house, a_draft(house, ada), ada, offences=heavier_phones(house))
    with house.units.as_of(NOW).open() as unit:
        step.save_about(unit, draft.id, draft.changed, draft.title, begins.date(), by=ada)
    with house.units.open() as unit:
        draft = unit.drafts.get(draft.id)
    tried(house, home, draft, ada)
    with house.units.as_of(NOW).open() as unit:
        version = step.activate(unit, draft.id, draft.changed, "From Thursday.", by=ada)
        assert unit.policy.on(unit.today).version == 1
    for day in (NOW, begins, begins):
        watch_policy(house_of(house.settings, house.units.as_of(day)))
    with house.units.open() as unit:
        left = [one for one in unit.jobs.list_unfinished() if one.kind is JobKind.RERANK]
    assert sorted(one.once for one in left) == ["rerank:1", f"rerank:{version}"]
    assert do(house, home, JobKind.RERANK, step.rerank_subject(version), at=begins) == "done"
    assert again(house, case).rank_key != case.rank_key


def test_law_goes_by_the_day_of_the_offence_and_weights_by_today(house: House, home: WorkerHouse) -> None:
    ada = administrator(house)
    words = {"nip_required": "yes", "rank.harm_weight": "77"}
    table = with_offence(documents_of(house)["offences"], "mobile_phone", words)
    activated(house, home, ada, offences=table)
    with house.units.as_of(NOW).open() as unit:
        before = unit.policy.on(unit.today, law_on=unit.today - timedelta(days=1)).offence("mobile_phone")
        since = unit.policy.on(unit.today, law_on=unit.today).offence("mobile_phone")
    assert (before.nip_required, before.harm_weight) == (False, 77)
    assert (since.nip_required, since.harm_weight) == (True, 77)


def test_of_two_versions_that_begin_together_the_later_one_holds(house: House, home: WorkerHouse) -> None:
    ada = administrator(house)
    first = activated(house, home, ada, offences=heavier_phones(house))
    second = activated(house, home, ada, holidays=with_holiday(documents_of(house)["holidays"], MOURNING))
    with house.units.as_of(NOW).open() as unit:
        assert unit.policy.on(unit.today).version == second > first
        unit.policy.seed()  # a new release of the product does not push the force's own policy aside
        assert len(unit.policy.list_versions()) == 3
