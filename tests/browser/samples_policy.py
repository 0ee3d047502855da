"""The pages of policy, drawn from what the product ships: every part, a draft in each state, and its forms."""

import copy
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, cast

from api.policy import shape_draft, shape_policy
from api.views import policy as v
from api.views.staff import Bar
from storage.policies import PolicyVersion, shipped
from triage.policy_change import compare
from triage.policy_trial import Mover, Pair, TrialResult
from triage.steps.policy import parse_documents

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
BAR = Bar(
    force_name="Example Constabulary",
    csrf="token",
    officer="Jo Penn, systems",
    active="policy",
    sections=("performance", "policy", "problems"),
)
DOCUMENTS: dict[str, Any] = {name: shipped(f"{name}.json") for name in ("offences", "policy", "letters", "letters_cy")}
DOCUMENTS |= {"mails": None, "holidays": ["2025-12-25", "2025-12-26", "2026-12-25", "2026-12-28"]}
POLICY = parse_documents(DOCUMENTS)
VERSIONS = (
    PolicyVersion(2, date(2026, 12, 1), "Phones kill; the Chief Constable agreed on 20 November.", AT, "Jo Penn"),
    PolicyVersion(1, date(2022, 3, 25), "Shipped with the product", AT, None),
)


def _edited() -> dict[str, Any]:
    new = copy.deepcopy(DOCUMENTS)
    new["policy"]["rank"]["G_days"] = 7
    new["holidays"].append("2026-11-30")
    new["letters"]["letters"][0]["closing"] = "Yours faithfully"
    return new


SECTIONS = compare(DOCUMENTS, _edited())
TRIAL = TrialResult(
    cases=2412,
    left_out=12,
    moved=301,
    last_post_changed=88,
    decision_due_changed=90,
    rising=(Mover("SN-7A4Z-CHHK-M", "Hand-held phone", 2041, 18, ("In the force's filter: no effect, now 7.0 days",)),),
    falling=(),
    letters=(Pair("Automatic letters proposed", 40, 52), Pair("Filter offences", 900, 900)),
    tiers=(Pair("Filter", 900, 900), Pair("Standard", 1000, 1000)),
    lanes=(Pair("Queue", 2300, 2290), Pair("Rescue", 112, 122)),
    levels=(Pair("Level 1", 2200, 2200), Pair("Level 2", 212, 212)),
)


def _page(show: str) -> v.PolicyPage:
    return v.PolicyPage(
        version=1,
        valid_from=POLICY.valid_from,
        is_in_force=show != "holidays",
        show=show,
        tabs=shape_policy.tabs(show, 1, is_in_force=True),
        unverified=shape_policy.unverified_cells(POLICY),
        unverified_letters=shape_policy.unverified_letters(DOCUMENTS),
        versions=shape_policy.version_rows(VERSIONS, 2),
        drafts=(v.DraftRow("A heavier filter", "/policy/drafts/1", AT),),
        may_change=True,
        offences=shape_policy.offence_rows(POLICY, DOCUMENTS),
        groups=shape_policy.dial_groups(DOCUMENTS, words=show == "words"),
        reasons=shape_policy.reason_groups(POLICY),
        wordings=shape_policy.wording_groups(DOCUMENTS),
        holidays=shape_policy.holiday_years(DOCUMENTS["holidays"]),
        holiday_warning=shape_policy.holiday_warning(DOCUMENTS["holidays"], AT.date()),
    )


DRAFT = v.DraftPage(
    title="A heavier filter",
    state="open",
    base_url="/policy/drafts/1",
    based_on=1,
    valid_from=date(2026, 12, 1),
    changed=4,
    may_change=True,
    sections=SECTIONS,
    links=(v.DraftLink("Offences", "Weights, filter, clocks and law of each", "/policy/drafts/1/offences"),),
    documents=(v.DocumentRow("policy", "Rank, rules, limits and reasons", "/policy/drafts/1/documents/policy.json"),),
    is_tried=True,
    tried_at=AT,
    trial=TRIAL,
)
WRONG = {"rank.G_days": "Must be a number."}
FORM = v.DraftFormPage(
    "Rank, rules and limits",
    "/policy/drafts/1",
    4,
    tuple(shape_draft.dial_groups(DOCUMENTS["policy"], {}, {})),
)
LETTER = cast(dict[str, Any], DOCUMENTS["letters"]["letters"][0])
PAGES: dict[str, tuple[str, Bar, object]] = {
    **{f"policy_{show}": ("policy", BAR, _page(show)) for show in shape_policy.TABS},
    "policy_compare": (
        "policy_compare",
        BAR,
        v.ComparePage("Version 1", "Version 2", SECTIONS, "/policy", ((2, False, True), (1, True, False))),
    ),
    "policy_compare_same": ("policy_compare", BAR, v.ComparePage("Version 1", "Version 1", (), "/policy")),
    "policy_draft": ("policy_draft", BAR, DRAFT),
    "policy_draft_new": ("policy_draft", BAR, replace(DRAFT, sections=(), is_tried=False, tried_at=None, trial=None)),
    "policy_draft_trying": ("policy_draft", BAR, replace(DRAFT, is_tried=False, progress="25 of 2,400 cases tried")),
    "policy_draft_no_reason": (
        "policy_draft",
        BAR,
        replace(DRAFT, problem="Say why this policy changes.", errors={"reason": "Say why this policy changes."}),
    ),
    "policy_draft_over": (
        "policy_draft",
        BAR,
        replace(DRAFT, state="activated", may_change=False, activated_version=2),
    ),
    "policy_dials": ("policy_form", BAR, FORM),
    "policy_dials_wrong": (
        "policy_form",
        BAR,
        replace(
            FORM,
            groups=tuple(shape_draft.dial_groups(DOCUMENTS["policy"], {"rank.G_days": "many"}, WRONG)),
            problems=("Head start of the filter: Must be a number.",),
        ),
    ),
    "policy_letter": (
        "policy_form",
        BAR,
        replace(
            FORM,
            heading="Letters in English: Warning 1",
            groups=tuple(shape_draft.wording_groups(LETTER, {}, {})),
            placeholders=shape_draft.placeholders_of(LETTER),
        ),
    ),
    "policy_offence": (
        "policy_form",
        BAR,
        replace(FORM, groups=tuple(shape_draft.offence_groups(DOCUMENTS["offences"][0], {}, {}))),
    ),
    "policy_offence_rows": (
        "policy_draft_offences",
        BAR,
        v.DraftOffencesPage("A draft", "/policy/drafts/1", shape_policy.offence_rows(POLICY, DOCUMENTS, "/d")),
    ),
    "policy_letters_rows": (
        "policy_draft_wordings",
        BAR,
        v.DraftWordingsPage("A draft", "/policy/drafts/1", shape_policy.wording_groups(DOCUMENTS, "/d")),
    ),
    "policy_holiday_form": (
        "policy_holidays",
        BAR,
        v.HolidaysPage(
            "/policy/drafts/1", 4, shape_policy.holiday_years(DOCUMENTS["holidays"]), "day: is in the list already."
        ),
    ),
}
