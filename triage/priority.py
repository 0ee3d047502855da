"""Why this one comes before that one: the rank of a case, its reasons in words, and the lane it waits in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import log2

from triage.calendar import LONDON, day_in_words
from triage.deadline import Clock, Standing
from triage.errors import NotAllowedNow
from triage.offence import Enforceable, Offence
from triage.policy import Policy, RankDials, StrengthDials

DAY = 86_400
# A review that ends in nothing takes about half the minutes of one that ends in a letter.
SHARE_OF_MINUTES_WITHOUT_OUTCOME = 0.5
CANNOT_BE_ACTED_ON = frozenset({Enforceable.NO, Enforceable.REDIRECT, Enforceable.DERIVED})
IN_FILTER = "In the force's filter"
TIERS = {1: "Filter", 2: "Standard", 3: "Parking and minor"}


class Lane(StrEnum):
    """Where a case waits for a person; only `queue` and `audit` are ranked work for officers."""

    QUEUE = "queue"
    CONFIRM = "confirm"
    AUDIT = "audit"
    URGENT = "urgent"
    RESCUE = "rescue"
    RESTRICTED = "restricted"


@dataclass(frozen=True)
class Evidence:
    """What the findings say about strength; None is unknown and changes nothing."""

    plate_agrees: bool | None = None
    plate_read: bool | None = None
    plays: bool | None = None
    has_camera_time: bool | None = None
    second_reporter: bool | None = None
    willing_for_court: bool | None = None


@dataclass(frozen=True)
class Addend:
    """One part of a rank: what it is for, and by how many days it moves the case (negative = earlier)."""

    words: str
    days: float


@dataclass(frozen=True)
class RankedAllegation:
    """What the rank needs of one open allegation. `p` is None where only the offence's own chance is known."""

    offence: Offence
    due_at: datetime
    p: float | None = None


@dataclass(frozen=True)
class Rank:
    """A case's place: lower keys come first. The addends explain the key of the allegation that decides."""

    key: int
    offence: str
    tier: int
    addends: tuple[Addend, ...]

    @property
    def tier_words(self) -> str:
        """The tier as the desk names it."""
        return TIERS[self.tier]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The addends as sentences, largest effect after the due date first."""
        return tuple(_in_words(addend) for addend in self.addends)


@dataclass(frozen=True)
class LaneFacts:
    """What decides the lane: the reporter's answers and the findings. None is unknown.

    ``officer_says`` are the words of an officer's urgent referral, ``urgent_handled`` that the control room has it;
    ``restricted`` are the reasons why only a few may see the case; ``kept_for_review`` that a person overruled the
    confirm list.
    """

    words: str = ""
    in_danger_now: bool = False
    injury: bool = False
    person_hit: bool = False
    weapon_or_threat: bool = False
    driver_may_be_drunk_now: bool = False
    officer_says: str = ""
    urgent_handled: bool = False
    restricted: tuple[str, ...] = ()
    kept_for_review: bool = False
    withdrawn: bool = False
    plays: bool | None = None
    plate_known: bool | None = None
    in_area: bool | None = None
    duplicate: bool = False
    email_confirmed: bool | None = None


@dataclass(frozen=True)
class ToConfirm:
    """Why a person should confirm with one key that an officer need not review a case; machines reject nobody.

    ``kind`` names the finding behind it (empty: an answer or policy), ``reason`` the reason for no further action
    that yes stands for (empty: yes is not offered, a person only lets it through).
    """

    words: str
    kind: str = ""
    reason: str = ""


def strength(offence: Offence, evidence: Evidence, dials: StrengthDials, bounds: RankDials) -> float:
    """The chance (p_min - p_max) that a review ends in an outcome: the offence's own, times a factor per fact."""
    p = offence.rank.p_positive if offence.rank else 0.0
    if evidence.plate_agrees is not None:
        p *= dials.plate_agrees if evidence.plate_agrees else dials.plate_differs
    elif evidence.plate_read is False:
        p *= dials.plate_unread
    for is_so, factor in (
        (evidence.plays is False, dials.unplayable),
        (evidence.has_camera_time is False, dials.no_camera_time),
        (evidence.second_reporter is True, dials.second_reporter),
        (evidence.willing_for_court is False, dials.unwilling_for_court),
    ):
        p *= factor if is_so else 1.0
    return _within(p, bounds.p_min, bounds.p_max)


def allegation_key(
    offence: Offence, due_at: datetime, p: float | None, escalation_step: int, dials: RankDials
) -> tuple[int, float, float]:
    """(rank_key, r, bonus in days) of one allegation.

    rank_key = epoch(D) - 86400 (B clip(log2(r / r0)) + G in_filter), r = w p / m, in whole seconds: the key
    never depends on the present, so it is stored and changes only when facts change.
    """
    figures = offence.rank
    if figures is None:
        raise NotAllowedNow(f"{offence.title} is never ranked.")
    p = _within(figures.p_positive if p is None else p, dials.p_min, dials.p_max)
    weight = figures.harm_weight * (dials.escalation_factor if escalation_step > 0 else 1)
    minutes = figures.minutes_if_positive * (p + (1 - p) * SHARE_OF_MINUTES_WITHOUT_OUTCOME)
    r = weight * p / minutes
    bonus_days = dials.b_days * _within(log2(r / dials.r0), -dials.clip, dials.clip)
    key = int(due_at.timestamp()) - round(DAY * bonus_days) - DAY * dials.g_days * offence.in_filter
    return key, r, bonus_days


def case_rank(keys: Iterable[int]) -> int:
    """A case takes the lowest key of its open allegations."""
    return min(keys)


def rank(allegations: Sequence[RankedAllegation], escalation_step: int, policy: Policy) -> Rank:
    """The rank of a case with at least one open allegation, with the addends of the one that decides."""
    ranks = [_rank_of(allegation, escalation_step, policy.rank) for allegation in allegations]
    if not ranks:
        raise NotAllowedNow("A case without an open allegation has no rank.")
    first = min(ranks, key=lambda one: one.key)
    return Rank(first.key, first.offence, min(one.tier for one in ranks), first.addends)


def tier(offence: Offence, escalation_step: int, dials: RankDials) -> int:
    """1 the filter or a repeat, 3 the lowest harm weights, 2 everything between."""
    if offence.in_filter or escalation_step > 0:
        return 1
    return 3 if offence.harm_weight <= dials.low_weight else 2


def urgent_reasons(facts: LaneFacts, policy: Policy) -> tuple[str, ...]:
    """Why the duty supervisor must be alarmed within a minute; empty if nothing points to it."""
    answers = (
        (facts.in_danger_now, "The reporter says somebody is in danger now"),
        (facts.injury, "The reporter says somebody was hurt"),
        (facts.person_hit, "The reporter says a person was hit"),
        (facts.weapon_or_threat, "The reporter says there was a weapon or a threat"),
        (facts.driver_may_be_drunk_now, "The reporter says the driver may be drunk now"),
        (bool(facts.officer_says), f"An officer says: {facts.officer_says}"),
    )
    found = [words for is_so, words in answers if is_so]
    text = facts.words.casefold()
    found += [
        f"The words of the report contain “{word}”"
        for word in policy.urgent_words
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    ]
    return tuple(found)


def to_confirm(facts: LaneFacts, offences: Sequence[Offence]) -> tuple[ToConfirm, ...]:
    """What a person is asked to confirm with one key, most telling first; empty when nothing is."""
    enforceable = {offence.enforceable for offence in offences}
    findings = (
        (facts.withdrawn, ToConfirm("The reporter withdrew the report", "", "withdrawn")),
        (
            facts.duplicate,
            ToConfirm("The same person, or the same footage, was here before", "same_recording", "duplicate"),
        ),
        (facts.plays is False, ToConfirm("The footage does not play", "plays", "unplayable")),
        (facts.in_area is False, ToConfirm("The place is outside the force's area", "in_area", "out_of_force")),
        (facts.plate_known is False, ToConfirm("No registration was typed or read", "plate_read", "no_plate")),
        (facts.email_confirmed is False, ToConfirm("The reporter's e-mail address is not confirmed")),
        (
            bool(enforceable) and enforceable <= CANNOT_BE_ACTED_ON,
            ToConfirm(
                "Public footage cannot prove this offence",
                "",
                "redirected_council" if enforceable == {Enforceable.REDIRECT} else "no_independent_evidence",
            ),
        ),
        (
            bool(offences) and all(offence.rank is None for offence in offences),
            ToConfirm("This offence is never ranked", "", "no_independent_evidence"),
        ),
    )
    return tuple(one for is_so, one in findings if is_so)


def confirm_reasons(facts: LaneFacts, offences: Sequence[Offence]) -> tuple[str, ...]:
    """The same in words."""
    return tuple(one.words for one in to_confirm(facts, offences))


def lane_for(
    facts: LaneFacts,
    offences: Sequence[Offence],
    standing: Standing,
    tier: int,
    audit_number: float,
    policy: Policy,
) -> Lane:
    """The lane of a prioritised case. `audit_number` (0 - 1) comes from a hash of the case's id."""
    if urgent_reasons(facts, policy) and not facts.urgent_handled:
        return Lane.URGENT
    if facts.restricted:
        return Lane.RESTRICTED
    if standing in (Standing.RESCUE, Standing.EXPIRED):
        return Lane.RESCUE
    if to_confirm(facts, offences) and not facts.kept_for_review:
        return Lane.CONFIRM
    return Lane.AUDIT if tier == max(TIERS) and audit_number < policy.limits.audit_share else Lane.QUEUE


def is_filter_at_risk(offence: Offence, clock: Clock, now: datetime, policy: Policy) -> bool:
    """Whether a filter offence comes so near its due instant that the supervisor is told."""
    return offence.in_filter and (clock.due_at - now).total_seconds() <= policy.limits.filter_alarm_days * DAY


def _rank_of(allegation: RankedAllegation, escalation_step: int, dials: RankDials) -> Rank:
    offence = allegation.offence
    local = allegation.due_at.astimezone(LONDON)
    due = Addend(f"Due {day_in_words(local.date())} at {local:%H:%M}", 0.0)
    place = tier(offence, escalation_step, dials)
    if offence.rank is None:
        return Rank(int(allegation.due_at.timestamp()), offence.slug, place, (due, Addend("Never ranked", 0.0)))
    key, _, bonus_days = allegation_key(offence, allegation.due_at, allegation.p, escalation_step, dials)
    _, r, first_time_days = allegation_key(offence, allegation.due_at, allegation.p, 0, dials)
    addends = [due, Addend(f"Harm prevented for an officer's minute: {r:.2f}", -first_time_days)]
    if escalation_step > 0:
        addends.append(Addend("An earlier warning to the same keeper counts", first_time_days - bonus_days))
    if offence.in_filter:
        addends.append(Addend(IN_FILTER, float(-dials.g_days)))
    return Rank(key, offence.slug, place, tuple(addends))


def _in_words(addend: Addend) -> str:
    if not addend.days:
        return addend.words
    direction = "earlier" if addend.days < 0 else "later"
    return f"{addend.words}: {abs(addend.days):.1f} days {direction}"


def _within(number: float, least: float, most: float) -> float:
    return min(max(number, least), most)
