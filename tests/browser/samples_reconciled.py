"""Invented claims about when and where, one that disagrees and one that agrees."""

from dataclasses import replace

from api.views.confirm import ConfirmMoment, ConfirmPlace, OfferedMoment
from api.views.reconciled import Claimed, Reconciled
from api.views.review import ReviewPage

RECONCILED = (
    Reconciled(
        "When",
        "14 November 2026, 08:15:47",
        "sure",
        "GPS and the time in the picture agree.",
        "disagrees",
        "Sources disagree",
        (
            Claimed("Reporter", "15 November 2026, 08:15:00", "23 hours 59 minutes after what GPS says.", "disagrees"),
            Claimed("GPS", "14 November 2026, 08:15:47 UTC", "Agrees, as stated.", "agrees", "garmin-pndm"),
            Claimed(
                "The time in the picture",
                "14 November 2026, 09:15:46",
                "One hour ahead of GPS, as if it was never set to winter time.",
                "near",
                "overlay",
            ),
            Claimed(
                "The clock in the file",
                "1 January 2016, 00:00:12 UTC",
                "A clock that was never set; it says nothing.",
                "unknown",
                "container creation_time",
            ),
        ),
        "Not confirmed: letters would name 15 November 2026, 08:15:00.",
    ),
    Reconciled(
        "Where",
        "A4123 Hagley Road West, Oldbury",
        "",
        "The pin lies 43 m from the camera.",
        "agrees",
        "Sources agree",
        (
            Claimed("Reporter", "52.47180, -2.00490", "The pin on the map.", "said"),
            Claimed("GPS", "52.47201, -2.00542", "43 m from the pin, at the marked moment.", "agrees"),
            Claimed(
                "Camera vehicle", "31 mph", "Its own speed at the marked moment, by GPS; a hint, no evidence.", "said"
            ),
        ),
        "Not confirmed: letters would name A4123 Hagley Road West, Oldbury.",
    ),
)
TO_CONFIRM = ConfirmMoment(
    "/review/1/moment",
    (
        OfferedMoment(
            "2026-11-14T08:15:47+00:00", "14 November 2026, 08:15:47", "GPS and the time in the picture.", "", ""
        ),
        OfferedMoment(
            "2026-11-15T08:15:00+00:00",
            "15 November 2026, 08:15:00",
            "As the reporter gave it.",
            "The clock counts from Sunday 15 November 2026, 1 day later. The last day to post a notice is Thursday "
            "26 November 2026, not Wednesday 25 November 2026.",
            "Say why it was not on Saturday 14 November 2026: a later day gives the notice more time.",
        ),
    ),
    "2026-11-15",
    "08:15:00",
)
PLACE_TO_CONFIRM = ConfirmPlace("/review/1/place", "A4123 Hagley Road West", "Oldbury")
SETTLED = (
    replace(
        RECONCILED[0],
        value="14 November 2026, 08:15:47",
        sureness="confirmed",
        settled="Confirmed by PC 4471 Marsh on Monday 16 November 2026, by GPS.",
        is_settled=True,
    ),
    replace(
        RECONCILED[1],
        value="A456 Hagley Road, Halesowen",
        sureness="confirmed",
        settled="Confirmed by PC 4471 Marsh on Monday 16 November 2026, set by hand. “The sign in the picture.”",
        is_settled=True,
    ),
)
ASKED_AGAIN = replace(
    TO_CONFIRM,
    day="2026-10-25",
    time="01:30:00",
    asks_pass=True,
    why="The church clock.",
    problem="The clocks went back that night, so this time came twice. Choose which one you mean.",
)


def confirmations(review: ReviewPage) -> dict[str, ReviewPage]:
    """The desk with time and place confirmed, with a time that came twice, and with a day that needs a reason."""
    return {
        "review_settled": replace(
            review,
            reconciled=SETTLED,
            confirm_moment=replace(TO_CONFIRM, is_confirmed=True),
            confirm_place=replace(PLACE_TO_CONFIRM, is_confirmed=True),
        ),
        "review_time_asked_again": replace(review, confirm_moment=ASKED_AGAIN),
        "review_later": replace(review, confirm_moment=replace(TO_CONFIRM, offers=TO_CONFIRM.offers[1:])),
    }
