"""The shipped policy says what the brief says, and a broken one is refused by file and field."""

import copy
from collections.abc import Callable
from typing import cast

import pytest

from tests.triage.shipped import SHIPPED, holidays, json_of, policy
from triage.errors import BadPolicy, UnknownReason
from triage.moves import NEEDS_REASON
from triage.offence import Enforceable
from triage.outcome import DISPOSAL, Outcome
from triage.policy import parse_policy
from triage.statistics import NFA_DISPOSALS, POSITIVE_DISPOSALS

Sheet = dict[str, object]
OFFENCES = cast(list[Sheet], json_of(SHIPPED / "offences.json"))
POLICY = cast(Sheet, json_of(SHIPPED / "policy.json"))


def test_every_outcome_has_a_title_and_no_title_is_without_one() -> None:
    assert set(policy().outcome_titles) == set(Outcome)


@pytest.mark.parametrize("outcome", sorted(NEEDS_REASON))
def test_every_outcome_that_needs_a_reason_has_one(outcome: Outcome) -> None:
    assert policy().reasons_for(outcome)


def test_every_published_disposal_is_positive_nothing_or_other() -> None:
    other = {"Other Action Taken", "RTC - Actioned"}
    published = set(DISPOSAL.values()) | {one.disposal for one in policy().reasons.values() if one.disposal}
    assert published <= POSITIVE_DISPOSALS | NFA_DISPOSALS | other


def test_the_filter_and_the_fatal_four_are_different_lists() -> None:
    in_filter = {one.slug for one in policy().offences.values() if one.in_filter}
    fatal_four = {one.slug for one in policy().offences.values() if one.fatal_four}
    assert {"dangerous", "careless_due_care", "careless_inconsiderate", "mobile_phone", "red_light"} <= in_filter
    assert fatal_four == {"mobile_phone", "seat_belt_driver", "seat_belt_child_front", "speeding", "drink_drug"}


def test_what_footage_cannot_prove_is_never_offered_on_the_form() -> None:
    unprovable = (Enforceable.NO, Enforceable.REDIRECT, Enforceable.DERIVED)
    assert all(one.enforceable not in unprovable for one in policy().offered())


def test_an_offence_that_needs_a_notice_is_plausible_wherever_parking_was_ticked() -> None:
    for slug in ("obstruction", "waiting", "ped_crossing_stop"):
        assert "dangerous_position" in policy().offence(slug).plausible


def test_only_dangerous_driving_is_either_way() -> None:
    assert [one.slug for one in policy().offences.values() if one.either_way] == ["dangerous"]


@pytest.mark.parametrize(
    ("slug", "cell"), [("tv_screen", "fpn_gbp"), ("red_x", "course"), ("school_patrol", "note"), ("helmet", "fpn_gbp")]
)
def test_cells_that_nobody_verified_are_marked(slug: str, cell: str) -> None:
    assert cell in policy().offence(slug).unverified


def test_a_verified_row_carries_no_mark_and_money_is_in_pence() -> None:
    phone = policy().offence("mobile_phone")
    assert phone.unverified == frozenset()
    assert phone.fpn_pence == 20_000
    assert policy().offence("tv_screen").fpn_pence == 5_000
    assert policy().offence("school_patrol").fpn_pence is None


def test_a_version_from_before_the_newest_dials_is_still_read() -> None:
    older = copy.deepcopy(POLICY)
    del cast(Sheet, older["automatic_letter"])["least_plate_margin"]
    for dial in ("published_bars_prosecution", "copy_bars_prosecution"):
        del cast(Sheet, older["limits"])[dial]
    assert parse_policy(OFFENCES, older, holidays()) == policy()


def test_a_reason_the_policy_does_not_know_is_refused() -> None:
    with pytest.raises(UnknownReason):
        policy().reason("bad_weather")


def _without(sheet: Sheet, *names: str) -> None:
    for name in names:
        del sheet[name]


BROKEN_POLICIES: list[tuple[Callable[[Sheet], object], str]] = [
    (lambda top: top.update(version=0), "version"),
    (lambda top: top.update(version="one"), "version"),
    (lambda top: top.update(valid_from="1 April"), "valid_from"),
    (lambda top: _without(top, "rank"), "rank"),
    (lambda top: cast(Sheet, top["rank"]).update(p_min=0.99), "rank.p_min"),
    (lambda top: cast(Sheet, top["rank"]).update(G_days=1.5), "rank.G_days"),
    (lambda top: cast(Sheet, top["limits"]).update(audit_share=1.01), "limits.audit_share"),
    (lambda top: cast(Sheet, top["limits"]).update(decision_lead_days=True), "limits.decision_lead_days"),
    (lambda top: _without(cast(Sheet, top["limits"]), "incident_minutes"), "limits.incident_minutes"),
    (lambda top: cast(Sheet, top["limits"]).update(reminder_days=28), "limits.reminder_days"),
    (lambda top: cast(Sheet, top["limits"]).update(contest_reply_days=0), "limits.contest_reply_days"),
    (lambda top: cast(Sheet, top["limits"]).update(course_answer_days=6), "limits.course_answer_days"),
    (lambda top: cast(Sheet, top["limits"]).update(offer_answer_days=27), "limits.offer_answer_days"),
    (lambda top: cast(Sheet, top["limits"]).update(referral_days=0.5), "limits.referral_days"),
    (lambda top: cast(Sheet, top["force"]).update(staff_domains="example.org"), "force.staff_domains"),
    (lambda top: cast(Sheet, top["force"]).update(fleet=[1]), "force.fleet"),
    (lambda top: top.update(urgent_words="gun"), "urgent_words"),
    (lambda top: top.update(ladder=[]), "ladder"),
    (lambda top: top.update(reasons={}), "reasons"),
    (lambda top: cast(list[Sheet], top["reasons"])[0].update(outcome="lost"), "reasons[0].outcome"),
    (lambda top: cast(list[Sheet], top["reasons"])[1].update(key="O"), "reasons[1].key"),
    (lambda top: cast(list[Sheet], top["reasons"])[1].update(slug="no_offence"), "reasons[1].slug"),
    (lambda top: cast(Sheet, top["feedback"]).update(tell_outcome="yes"), "feedback.tell_outcome"),
    (lambda top: _without(cast(Sheet, top["feedback"]), "warning"), "feedback.warning"),
]


@pytest.mark.parametrize(("breaks", "field"), BROKEN_POLICIES, ids=lambda part: part if isinstance(part, str) else "")
def test_a_broken_policy_is_refused_by_its_field(breaks: Callable[[Sheet], object], field: str) -> None:
    broken = copy.deepcopy(POLICY)
    breaks(broken)
    with pytest.raises(BadPolicy) as refused:
        parse_policy(OFFENCES, broken, holidays())
    assert (refused.value.file, refused.value.field) == ("policy.json", field)


BROKEN_OFFENCES: list[tuple[Callable[[Sheet], object], str]] = [
    (lambda row: row.update(slug=""), "[0].slug"),
    (lambda row: row.update(nip_required="yes"), "[0].nip_required"),
    (lambda row: row.update(enforceable_from_public_footage="perhaps"), "[0].enforceable_from_public_footage"),
    (lambda row: row.update(rank={"harm_weight": 0}), "[0].rank.harm_weight"),
    (lambda row: row.update(rank=[]), "[0].rank"),
    (lambda row: row.update(plausible=["jaywalking"]), "careless_due_care.plausible"),
    (lambda row: row.update(slug="dangerous"), "[2].slug"),
]


@pytest.mark.parametrize(("breaks", "field"), BROKEN_OFFENCES, ids=lambda part: part if isinstance(part, str) else "")
def test_a_broken_offence_is_refused_by_its_field(breaks: Callable[[Sheet], object], field: str) -> None:
    broken = copy.deepcopy(OFFENCES)
    breaks(broken[0])
    with pytest.raises(BadPolicy) as refused:
        parse_policy(broken, POLICY, holidays())
    assert (refused.value.file, refused.value.field) == ("offences.json", field)


@pytest.mark.parametrize("table", [None, {}, "offences", [1]])
def test_a_table_of_another_shape_is_refused(table: object) -> None:
    with pytest.raises(BadPolicy, match=r"offences\.json"):
        parse_policy(table, POLICY, holidays())
