"""What a draft of policy would have done with last month's cases, beside what the policy in force did."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from triage.priority import TIERS, Addend

# A case that moves by fewer places than this is not counted as moved: neighbours change places all the time.
MOVED_BY = 10
SHOWN = 20


@dataclass(frozen=True)
class Placement:
    """Where one policy puts one case: what decides its place, and what would be sent."""

    key: int
    lane: str
    tier: int
    addends: tuple[Addend, ...]
    last_post: date | None
    decision_due: date | None
    in_filter: bool
    is_lettered: bool  # an automatic letter would be proposed, had nobody reviewed it in time
    level: str  # of the warning it would get


@dataclass(frozen=True)
class Tried:
    """One case under both policies. Nothing here says who or which vehicle: an administrator reads it."""

    reference: str
    offence: str
    old: Placement
    new: Placement


@dataclass(frozen=True)
class Mover:
    """A case that changes place, and why in words."""

    reference: str
    offence: str
    old_place: int
    new_place: int
    why: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """One figure under both policies."""

    label: str
    old: int
    new: int


@dataclass(frozen=True)
class TrialResult:
    """The figures of a dry-run."""

    cases: int
    left_out: int
    moved: int
    last_post_changed: int
    decision_due_changed: int
    rising: tuple[Mover, ...]
    falling: tuple[Mover, ...]
    letters: tuple[Pair, ...]
    tiers: tuple[Pair, ...]
    lanes: tuple[Pair, ...]
    levels: tuple[Pair, ...]

    def as_json(self) -> dict[str, Any]:
        """The figures as they are kept beside the draft."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "TrialResult":
        """The figures as they were kept."""

        def pairs(name: str) -> tuple[Pair, ...]:
            return tuple(Pair(**one) for one in kept[name])

        return cls(
            cases=int(kept["cases"]),
            left_out=int(kept["left_out"]),
            moved=int(kept["moved"]),
            last_post_changed=int(kept["last_post_changed"]),
            decision_due_changed=int(kept["decision_due_changed"]),
            rising=tuple(_mover(one) for one in kept["rising"]),
            falling=tuple(_mover(one) for one in kept["falling"]),
            letters=pairs("letters"),
            tiers=pairs("tiers"),
            lanes=pairs("lanes"),
            levels=pairs("levels"),
        )


def figures(tried: Sequence[Tried], ladder: Sequence[str], left_out: int = 0) -> TrialResult:
    """The figures of a dry-run over these cases; `left_out` are those beyond its cap."""
    before = _places(tried, [one.old.key for one in tried])
    after = _places(tried, [one.new.key for one in tried])
    movers = [
        Mover(one.reference, one.offence, before[place], after[place], why(one.old, one.new))
        for place, one in enumerate(tried)
        if before[place] != after[place]
    ]
    return TrialResult(
        cases=len(tried),
        left_out=left_out,
        moved=sum(abs(one.old_place - one.new_place) > MOVED_BY for one in movers),
        last_post_changed=sum(one.old.last_post != one.new.last_post for one in tried),
        decision_due_changed=sum(one.old.decision_due != one.new.decision_due for one in tried),
        rising=_most([one for one in movers if one.new_place < one.old_place]),
        falling=_most([one for one in movers if one.new_place > one.old_place]),
        letters=(
            Pair(
                "Automatic letters proposed",
                sum(one.old.is_lettered for one in tried),
                sum(one.new.is_lettered for one in tried),
            ),
            Pair("Filter offences", sum(one.old.in_filter for one in tried), sum(one.new.in_filter for one in tried)),
        ),
        tiers=_pairs({str(tier): words for tier, words in TIERS.items()}, tried, "tier"),
        lanes=_pairs({lane: lane.capitalize() for lane in sorted(_found(tried, "lane"))}, tried, "lane"),
        levels=_pairs(
            {level: f"Level {level}" for level in (*ladder, *sorted(_found(tried, "level") - set(ladder)))},
            tried,
            "level",
        ),
    )


def why(old: Placement, new: Placement) -> tuple[str, ...]:
    """What moved a case, in words: each part of its rank that differs, old against new."""
    before, after = _parts(old), _parts(new)
    found = []
    for label in dict.fromkeys((*before, *after)):
        was, is_now = before.get(label), after.get(label)
        if was != is_now:
            found.append(f"{label}: {_days(was)}, now {_days(is_now)}")
    due_before, due_after = (one.addends[0].words if one.addends else "" for one in (old, new))
    if due_before != due_after:
        found.append(f"{due_before}, now {due_after[:1].lower()}{due_after[1:]}")
    # The case itself stayed where it was: others passed it.
    return tuple(found) or ("Others moved past it",)


def _parts(placement: Placement) -> dict[str, float]:
    """The addends after the due date, by what they are for; figures inside the words are left to the days."""
    return {one.words.partition(":")[0]: round(one.days, 1) for one in placement.addends[1:]}


def _days(days: float | None) -> str:
    if not days:
        return "no effect"
    return f"{abs(days):.1f} days {'earlier' if days < 0 else 'later'}"


def _places(tried: Sequence[Tried], keys: Sequence[int]) -> dict[int, int]:
    """The place of each case, first is 1; equal keys stand in the order of their references, as the queue's ids do."""
    order = sorted(range(len(tried)), key=lambda one: (keys[one], tried[one].reference))
    return {one: place for place, one in enumerate(order, start=1)}


def _most(movers: Sequence[Mover]) -> tuple[Mover, ...]:
    ordered = sorted(movers, key=lambda one: (-abs(one.old_place - one.new_place), one.new_place))
    return tuple(ordered[:SHOWN])


def _found(tried: Sequence[Tried], name: str) -> set[str]:
    return {str(getattr(one, name)) for both in tried for one in (both.old, both.new)}


def _pairs(labels: Mapping[str, str], tried: Sequence[Tried], name: str) -> tuple[Pair, ...]:
    old = Counter(str(getattr(one.old, name)) for one in tried)
    new = Counter(str(getattr(one.new, name)) for one in tried)
    return tuple(Pair(label, old[key], new[key]) for key, label in labels.items())


def _mover(kept: Mapping[str, Any]) -> Mover:
    return Mover(
        reference=str(kept["reference"]),
        offence=str(kept["offence"]),
        old_place=int(kept["old_place"]),
        new_place=int(kept["new_place"]),
        why=tuple(str(words) for words in kept["why"]),
    )
