"""Invented contexts of what waits for a supervisor's word: second looks and automatic letters."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from api.views import staff as v

NOW = datetime(2026, 11, 21, 10, 12, tzinfo=UTC)
PROPOSAL = v.Proposal(
    reference="SN-5D2W-8CVP-3",
    case_url="/review/5",
    offence="Contravening a no entry sign",
    level="Warning letter, level 1",
    occurred_at=NOW - timedelta(days=10),
    where="Broad Street, Walsall",
    account="The car drove past the no entry signs and came towards me. I had to brake.",
    typed_registration="AB12CDE",
    read_registration="AB12CDE",
    read_confidence=0.96,
    seen_vehicle="grey Vauxhall Corsa",
    looked_up_vehicle="grey Vauxhall Corsa",
    version=3,
    approve_url="/approvals/5/approve",
    decline_url="/approvals/5/decline",
    still_url="/media/poster.jpg",
    checks=(
        v.Check("Not in the filter", True),
        v.Check("Nobody hurt", True),
        v.Check("First time", True),
    ),
    letter_url="/approvals/5/letter",
)
LOOK = v.SecondLook(
    reference="SN-6C4T-1HRW-8",
    case_url="/review/6",
    outcome="Notice of intended prosecution",
    offence="Driving without due care and attention",
    recorded_by="PC 4471 Marsh",
    recorded_at=NOW - timedelta(hours=3),
    reason="The footage shows the offence",
    note="Passes the cyclist with less than an arm’s length.",
    marker_why="Two of three clips of this reporter were shown to be staged.",
    markers_url="/markers/6",
    due_on=date(2026, 11, 25),
    left="4 days left",
    urgency="soon",
    version=5,
    confirm_url="/approvals/looks/6/confirm",
    back_url="/approvals/looks/6/back",
    still_url="/media/poster.jpg",
)
OWN_LOOK = replace(
    LOOK,
    note="",
    still_url="",
    confirm_url="",
    back_url="",
    why_not="You recorded this decision, so somebody else takes the second look.",
)


def pages(bar: v.Bar, past: tuple[v.PastAction, ...]) -> Mapping[str, tuple[str, v.Bar, object]]:
    """The page with both, and with nothing."""
    at = replace(bar, active="approvals")
    without_still = replace(PROPOSAL, still_url="", history=past)
    return {
        "approvals": ("approvals", at, v.ApprovalsPage((PROPOSAL, without_still), (LOOK, OWN_LOOK))),
        "approvals_empty": ("approvals", at, v.ApprovalsPage(())),
    }
