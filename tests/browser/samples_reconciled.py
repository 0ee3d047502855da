"""Invented claims about when and where, one that disagrees and one that agrees."""

from api.views.reconciled import Claimed, Reconciled

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
    ),
)
