"""A force's policy as the rules read it: versioned, dated, parsed from a mapping, never from a file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from triage.cells import Cells
from triage.errors import BadPolicy, UnknownOffence, UnknownReason
from triage.offence import Offence, law_of, parse_offences
from triage.plate import normalise

POLICY_FILE = "policy.json"
PLATE_MARGIN = 0.97  # of a version from before readings had a margin


@dataclass(frozen=True)
class RankDials:
    """The constants of the rank (days, factors, bounds of p) and the harm weight at or below which a case is tier 3."""

    b_days: float
    g_days: int
    r0: float
    clip: float
    p_min: float
    p_max: float
    escalation_factor: float
    low_weight: float


@dataclass(frozen=True)
class StrengthDials:
    """Factors on an offence's chance of an outcome; 1 changes nothing."""

    plate_agrees: float
    plate_differs: float
    plate_unread: float
    unplayable: float
    no_camera_time: float
    second_reporter: float
    unwilling_for_court: float


@dataclass(frozen=True)
class Limits:
    """Days, months, minutes, seconds, shares and percentages that a force may turn.

    `offer_answer_days` may not be under 28: a conditional offer suspends proceedings that long (RTOA 1988 s.75).
    """

    decision_lead_days: int
    review_promise_days: int
    hold_seconds: int
    lease_seconds: int
    audit_share: float
    escalation_months: int
    contest_days: int
    positive_target: float
    least_base: int
    filter_alarm_days: int
    incident_minutes: int
    reminder_days: int
    contest_reply_days: int
    course_answer_days: int
    offer_answer_days: int
    referral_days: int
    published_bars_prosecution: bool = True
    copy_bars_prosecution: bool = True


@dataclass(frozen=True)
class Intake:
    """What the form takes: the longest clip (minutes), the largest file (decimal megabytes), and what the gate asks.

    After `intelligence_after_days` from the offence a report is kept as intelligence only.
    """

    longest_clip_minutes: int
    largest_file_mb: int
    intelligence_after_days: int
    ask_area: bool
    ask_collision: bool
    ask_parking: bool

    @property
    def largest_file_bytes(self) -> int:
        """The largest file in bytes; the machine's own limit may be lower."""
        return self.largest_file_mb * 1_000_000


@dataclass(frozen=True)
class AutomaticRules:
    """When a letter may be proposed for what nobody could review."""

    received_within_days: int
    least_plate_confidence: float
    least_plate_margin: float
    home_distance_m: float
    refused_keepers: frozenset[str]


@dataclass(frozen=True)
class Reason:
    """Why an outcome was chosen: the officer's words, their key on the desk, and the words the force publishes."""

    slug: str
    outcome: str
    key: str
    words: str
    published: str | None
    disposal: str | None


@dataclass(frozen=True)
class FeedbackWords:
    """What a status page says, and whether outcomes are told to people who were not victims."""

    tell_outcome: bool
    words: Mapping[str, str]


FEEDBACK_WORDS = (
    *("received", "checked", "reviewing", "not_told", "withdrawn", "watched", "unwatched", "victim_review"),
    *("formal_action", "warning", "no_further_action", "other"),
)


@dataclass(frozen=True)
class Policy:
    """One version: law applies by offence date, weights, ladder and wording by decision date.

    `staff_domains` (after the @, lower case) and `fleet` (normalised registrations) are the force's own people and
    vehicles, whose cases go to the restricted lane.
    """

    version: int
    valid_from: date
    offences: Mapping[str, Offence]
    rank: RankDials
    strength: StrengthDials
    limits: Limits
    intake: Intake
    automatic: AutomaticRules
    urgent_words: tuple[str, ...]
    outcome_titles: Mapping[str, str]
    reasons: Mapping[str, Reason]
    ladder: tuple[str, ...]
    feedback: FeedbackWords
    holidays: frozenset[date]
    staff_domains: frozenset[str]
    fleet: frozenset[str]

    def offence(self, slug: str) -> Offence:
        """The offence of this slug; UnknownOffence where the policy has none."""
        if slug not in self.offences:
            raise UnknownOffence(slug)
        return self.offences[slug]

    def offered(self) -> tuple[Offence, ...]:
        """The offences of the public form, in the table's order."""
        return tuple(offence for offence in self.offences.values() if offence.is_offered)

    def reason(self, slug: str) -> Reason:
        """The reason of this slug; UnknownReason where the policy has none."""
        if slug not in self.reasons:
            raise UnknownReason(f"There is no reason called {slug} in the policy in force.")
        return self.reasons[slug]

    def reasons_for(self, outcome: str) -> tuple[Reason, ...]:
        """The reasons an officer may give for this outcome, in the order of the policy."""
        return tuple(reason for reason in self.reasons.values() if reason.outcome == outcome)


def with_law_of(now: Policy, then: Policy) -> Policy:
    """The policy `now` with the law of `then`: law applies by the day of the offence, everything else by today.

    An offence that `then` did not know keeps the law of `now`.
    """
    offences = {
        slug: replace(one, **law_of(then.offences[slug])) if slug in then.offences else one
        for slug, one in now.offences.items()
    }
    return replace(now, offences=MappingProxyType(offences))


def parse_policy(offences: object, policy: object, holidays: frozenset[date]) -> Policy:
    """One policy from two parsed JSON documents and England's bank holidays. BadPolicy names file and field."""
    top = Cells.of(POLICY_FILE, "", policy)
    titles = top.inner("outcomes")
    outcome_titles = {slug: titles.text(slug) for slug in titles.cells}
    return Policy(
        version=top.whole("version", least=1),
        valid_from=top.day("valid_from"),
        offences=MappingProxyType(parse_offences(offences)),
        rank=_rank(top.inner("rank")),
        strength=_strength(top.inner("strength")),
        limits=_limits(top.inner("limits")),
        intake=_intake(top.inner("intake")),
        automatic=_automatic(top.inner("automatic_letter")),
        urgent_words=tuple(word.casefold() for word in top.texts("urgent_words")),
        outcome_titles=MappingProxyType(outcome_titles),
        reasons=MappingProxyType(_reasons(top, outcome_titles)),
        ladder=_ladder(top),
        feedback=_feedback(top.inner("feedback")),
        holidays=holidays,
        staff_domains=frozenset(domain.casefold() for domain in top.inner("force").texts("staff_domains")),
        fleet=frozenset(normalise(mark) for mark in top.inner("force").texts("fleet")),
    )


def _rank(cells: Cells) -> RankDials:
    dials = RankDials(
        b_days=cells.number("B_days", most=60),
        g_days=cells.whole("G_days", most=365),
        r0=cells.number("r0", least=0.001),
        clip=cells.number("clip", least=0.1, most=20),
        p_min=cells.number("p_min", least=0.001, most=1),
        p_max=cells.number("p_max", least=0.001, most=1),
        escalation_factor=cells.number("escalation_factor", least=1, most=10),
        low_weight=cells.number("low_weight", most=1000),
    )
    if dials.p_min >= dials.p_max:
        raise BadPolicy(cells.file, f"{cells.where}.p_min", "must be below p_max.")
    return dials


def _strength(cells: Cells) -> StrengthDials:
    def factor(name: str) -> float:
        return cells.number(name, least=0.01, most=10)

    return StrengthDials(
        plate_agrees=factor("plate_agrees"),
        plate_differs=factor("plate_differs"),
        plate_unread=factor("plate_unread"),
        unplayable=factor("unplayable"),
        no_camera_time=factor("no_camera_time"),
        second_reporter=factor("second_reporter"),
        unwilling_for_court=factor("unwilling_for_court"),
    )


def _limits(cells: Cells) -> Limits:
    return Limits(
        decision_lead_days=cells.whole("decision_lead_days", most=5),
        review_promise_days=cells.whole("review_promise_days", least=1, most=180),
        hold_seconds=cells.whole("hold_seconds", most=3600),
        lease_seconds=cells.whole("lease_seconds", least=30, most=3600),
        audit_share=cells.number("audit_share", most=1),
        escalation_months=cells.whole("escalation_months", least=1, most=60),
        contest_days=cells.whole("contest_days", least=1, most=365),
        positive_target=cells.number("positive_target", most=100),
        least_base=cells.whole("least_base", least=1),
        filter_alarm_days=cells.whole("filter_alarm_days", most=14),
        incident_minutes=cells.whole("incident_minutes", least=1, most=120),
        reminder_days=cells.whole("reminder_days", most=27),
        contest_reply_days=cells.whole("contest_reply_days", least=1, most=90),
        course_answer_days=cells.whole("course_answer_days", least=7, most=90),
        offer_answer_days=cells.whole("offer_answer_days", least=28, most=90),
        referral_days=cells.whole("referral_days", least=1, most=30),
        published_bars_prosecution=cells.flag("published_bars_prosecution", default=True),
        copy_bars_prosecution=cells.flag("copy_bars_prosecution", default=True),
    )


def _intake(cells: Cells) -> Intake:
    return Intake(
        longest_clip_minutes=cells.whole("longest_clip_minutes", least=1, most=240),
        largest_file_mb=cells.whole("largest_file_mb", least=50, most=100_000),
        intelligence_after_days=cells.whole("intelligence_after_days", least=14, most=3660),
        ask_area=cells.flag("ask_area"),
        ask_collision=cells.flag("ask_collision"),
        ask_parking=cells.flag("ask_parking"),
    )


def _automatic(cells: Cells) -> AutomaticRules:
    return AutomaticRules(
        received_within_days=cells.whole("received_within_days", most=180),
        least_plate_confidence=cells.number("least_plate_confidence", most=1),
        least_plate_margin=cells.number("least_plate_margin", least=0.9, most=1, default=PLATE_MARGIN),
        home_distance_m=cells.number("home_distance_m", most=10_000),
        refused_keepers=frozenset(cells.texts("refused_keepers")),
    )


def _reasons(top: Cells, outcomes: Mapping[str, str]) -> dict[str, Reason]:
    reasons: dict[str, Reason] = {}
    keys: set[tuple[str, str]] = set()
    for row in top.inners("reasons"):
        reason = Reason(
            slug=row.text("slug"),
            outcome=row.text("outcome"),
            key=row.text("key"),
            words=row.text("words"),
            published=row.text_or_none("published"),
            disposal=row.text_or_none("disposal"),
        )
        if reason.outcome not in outcomes:
            raise BadPolicy(row.file, f"{row.where}.outcome", f"{reason.outcome} is not among the outcomes.")
        if reason.slug in reasons:
            raise BadPolicy(row.file, f"{row.where}.slug", f"{reason.slug} stands in the list twice.")
        if (reason.outcome, reason.key) in keys:
            raise BadPolicy(row.file, f"{row.where}.key", f"{reason.key} already belongs to another reason.")
        keys.add((reason.outcome, reason.key))
        reasons[reason.slug] = reason
    return reasons


def _ladder(top: Cells) -> tuple[str, ...]:
    ladder = top.texts("ladder")
    if not ladder or len(set(ladder)) != len(ladder):
        raise BadPolicy(top.file, "ladder", "must name each level of warning once, the first level first.")
    return ladder


def _feedback(cells: Cells) -> FeedbackWords:
    return FeedbackWords(
        tell_outcome=cells.flag("tell_outcome"),
        words=MappingProxyType({name: cells.text(name) for name in FEEDBACK_WORDS}),
    )
