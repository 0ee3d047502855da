"""Invented contexts of the lanes, of what is found and of how the queue is used."""

from dataclasses import replace
from datetime import UTC, date, datetime

from api.views.lanes import ClaimedRow, FoundPage, LanePage, LaneRow, LaneWhy, QueueUsePage, SkipRow
from api.views.staff import Bar, LaneTab, QueueRow

NOW = datetime(2026, 11, 21, 10, 12, tzinfo=UTC)
LANE_ROW = LaneRow(
    reference="SN-7K3M-Q9TX-4",
    url="/review/1",
    version=4,
    offence="Driving without due care",
    vehicle="No plate visible, grey Vauxhall Corsa",
    where="A4123 Hagley Road West, Oldbury",
    why=(
        LaneWhy("No registration was typed or read", "plates", "31 % sure"),
        LaneWhy("The footage does not play", "footage"),
    ),
    due_words="Post by",
    due_on=date(2026, 11, 25),
    time_left="4 d 2 h",
    urgency="soon",
    age="12 min",
)
TO_CONFIRM = replace(LANE_ROW, yes_url="/yes", yes_words="The registration cannot be read", no_url="/no")
RESCUED = replace(
    LANE_ROW,
    why=(),
    due_words="Serve another way by",
    urgency="breach",
    claim_url="/review/1/claim",
    can_do=("Serve the notice another way until Wed 25 Nov.", "Rely on an exception and say why: an accident."),
)


def pages(bar: Bar, lanes: tuple[LaneTab, ...], rows: tuple[QueueRow, ...]) -> dict[str, tuple[str, Bar, object]]:
    """Each page by name: its template, its bar and what it shows."""
    return {
        "lanes_confirm": (
            "lanes_confirm",
            bar,
            LanePage("Confirm", "An answer speaks against each.", lanes, (TO_CONFIRM, TO_CONFIRM), "Nothing."),
        ),
        "lanes_urgent": (
            "lanes",
            bar,
            LanePage("Urgent", "Pass each to control.", lanes, (replace(LANE_ROW, log_url="/log"),), "Nobody."),
        ),
        "lanes_rescue": (
            "lanes",
            bar,
            LanePage(
                "Rescue",
                "First-class post would no longer arrive in time.",
                lanes,
                (RESCUED,),
                "None.",
                "No notice can be served any more",
                (replace(RESCUED, unseal_url="/unseal", claim_url=""),),
            ),
        ),
        "found": ("found", replace(bar, active=""), FoundPage("AB1", rows, 2)),
        "queue_use": (
            "queue_use",
            bar,
            QueueUsePage(
                lanes,
                (
                    ClaimedRow("Dangerous driving", 240, 31, 120, 9, 80, 83.3),
                    ClaimedRow("Mobile phone", 9, 8, 0, 1, 0, None),
                ),
                (SkipRow("PC 2209 Osei", "Not sure", 4),),
                20,
                NOW,
            ),
        ),
    }
