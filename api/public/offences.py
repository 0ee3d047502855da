"""The offences of the policy in the order people look for them."""

from api.views.public import OffenceChoice, OffenceGroup
from triage.offence import Offence
from triage.policy import Policy

GROUPS = {
    "How they drove": (
        *("careless_due_care", "careless_inconsiderate", "dangerous", "footway_driving", "door"),
        *("wrong_way_motorway", "reverse_motorway", "hard_shoulder"),
    ),
    "Inside the vehicle": (
        *("mobile_phone", "not_proper_control", "no_full_view"),
        *("seat_belt_driver", "seat_belt_child_front", "helmet"),
    ),
    "Lights, signs and lines": ("red_light", "red_x", "solid_white", "stop_sign", "s36_nonendorsable", "local_order"),
    "Crossings": (
        *("ped_crossing_precedence", "ped_crossing_overtake", "ped_crossing_stop", "pelican_red", "school_patrol"),
    ),
}
ANYTHING_ELSE = "The vehicle, and anything else"


def groups_of(policy: Policy) -> tuple[OffenceGroup, ...]:
    """Every offence the form offers, under its heading; one that has none stands under the last."""
    offered = {one.slug: one for one in policy.offered()}
    placed = {slug for slugs in GROUPS.values() for slug in slugs}
    groups = {title: [offered[slug] for slug in slugs if slug in offered] for title, slugs in GROUPS.items()}
    groups[ANYTHING_ELSE] = [one for slug, one in offered.items() if slug not in placed]
    return tuple(
        OffenceGroup(title, tuple(choice_of(one) for one in offences)) for title, offences in groups.items() if offences
    )


def choice_of(offence: Offence) -> OffenceChoice:
    """An offence in plain words; what follows a colon explains it."""
    title, _, hint = (offence.public_title or offence.title).partition(": ")
    return OffenceChoice(offence.slug, title, hint[:1].upper() + hint[1:])
