"""Lays one recording over another: words to look it up by, and how well the moving parts of both agree.

What stands still (bonnet, logo, sky) says which camera it was, not which recording: only change is compared.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from math import floor

import numpy as np
import numpy.typing as npt

from triage.likeness import Compared
from worker.footage.fingerprints import HEIGHT, PER_SECOND, WIDTH, Pictures

Floats = npt.NDArray[np.float32]
Marks = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.intp]

# A word holds the signs of how the 30 broadest waves of the picture changed within a second.
WAVES_DOWN, WAVES_ACROSS = 5, 6
BACK = PER_SECOND
# Four words a second are kept; the question is asked at every picture, so both meet wherever a copy was cut.
EVERY = 2
# Mean change of the waves, in grey levels, under which a picture says nothing.
LEAST_CHANGE = 6.0
MOST_ASKED, WEAKEST, HINTS = 80, 4, 5
# Standard deviation in grey levels from which a part of the picture counts as moving.
LEAST_DEVIATION = 1.5
MOST_LAID_OVER, ROUGHLY = 48, 20
# Agreement over a few pictures from which nothing better is looked for, and under which it is given up.
CERTAIN, HOPELESS = 0.9, 0.3
PICTURE_AGREES = 0.5


@dataclass(frozen=True)
class Bend:
    """What part of the other's picture this one shows: the share cut off at each edge, negative where it shows more."""

    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0


_CUTS = (
    *(Bend(z, z, z, z) for z in (0.05, 0.1)),
    *(Bend(left, 0.1 - left, top, 0.1 - top) for left in (0.0, 0.1) for top in (0.0, 0.1)),
    *(Bend(**{edge: 0.1}) for edge in ("left", "right", "top", "bottom")),
)
BENDS = (Bend(), *_CUTS, *(Bend(-one.left, -one.right, -one.top, -one.bottom) for one in _CUTS))
REFINED_BY = (0.025, 0.0125)
FURTHEST = 0.15


@dataclass(frozen=True)
class Word:
    """One word of a recording, at picture number ``at``."""

    word: int
    at: int


@dataclass(frozen=True)
class Asked:
    """A word to look up; ``mirrored``: it is the other's if one of the two was mirrored."""

    word: int
    at: int
    mirrored: bool


@dataclass(frozen=True)
class Hint:
    """How two recordings may lie over each other: this picture n is the other's n + ``ahead``."""

    ahead: int
    mirrored: bool


def words_of(pictures: Pictures) -> tuple[Word, ...]:
    """What is kept of a recording to find it by: four words a second, none where nothing changes."""
    changes, energy = _changes(pictures, Bend())
    numbers = np.arange(0, len(changes), EVERY)
    told = numbers[energy[numbers] >= LEAST_CHANGE]
    return tuple(Word(_word(changes[n]), int(n) + BACK) for n in told)


def asked_of(pictures: Pictures) -> tuple[Asked, ...]:
    """What to look up to find every recording this may be a copy of, or that may be a copy of this."""
    found: dict[Asked, None] = {}
    _, energy = _changes(pictures, Bend())
    told = _telling(energy)
    for bend in BENDS:
        changes, _ = _changes(pictures, bend)
        for n in told:
            for mirrored in (False, True):
                seen = changes[n] * _MIRROR if mirrored else changes[n]
                found |= {Asked(word, int(n) + BACK, mirrored): None for word in _near_words(seen)}
    return tuple(found)


def hints_of(asked: Iterable[Asked], words: Iterable[Word], most: int = HINTS) -> tuple[Hint, ...]:
    """How two recordings may lie over each other, the most voted first; what the look-up does, in memory."""
    places: dict[int, list[int]] = {}
    for one in words:
        places.setdefault(one.word, []).append(one.at)
    votes = Counter(Hint(at - one.at, one.mirrored) for one in asked for at in places.get(one.word, ()))
    return best_hints(votes, most)


def best_hints(votes: Mapping[Hint, int], most: int = HINTS) -> tuple[Hint, ...]:
    """The hints with the most votes, their nearest neighbours in time counted with them."""

    def weight(one: Hint) -> int:
        return sum(votes.get(Hint(one.ahead + step, one.mirrored), 0) for step in (-1, 0, 1))

    ranked = sorted(votes, key=lambda one: (-weight(one), -votes[one], one.ahead, one.mirrored))
    chosen: list[Hint] = []
    for one in ranked:
        if all(abs(one.ahead - other.ahead) > 1 or one.mirrored != other.mirrored for other in chosen):
            chosen.append(one)
        if len(chosen) == most:
            break
    return tuple(chosen)


def compare(this: Pictures, other: Pictures, hints: Sequence[Hint]) -> Compared | None:
    """The two recordings as well over each other as the hints allow; None when they have nothing in common."""
    best: Compared | None = None
    for hint in hints:
        laid = _laid(this, other, hint)
        if laid is not None and (best is None or laid.agreement > best.agreement):
            best = laid
        if best is not None and best.agreement >= CERTAIN:
            break
    return best


def _laid(this: Pictures, other: Pictures, hint: Hint) -> Compared | None:
    """Around one hint: how the picture was cut, then the exact moment, then the cut more exactly."""
    ours = (this[:, :, ::-1] if hint.mirrored else this).astype(np.float32)
    theirs = other.astype(np.float32)

    def agreement(bend: Bend, ahead: float) -> float:
        return _agreement(ours, theirs, bend, ahead)

    # Together: driving forwards, an earlier moment looks like a wider picture.
    roughly = [(one, hint.ahead + step) for one in BENDS for step in range(-3, 4)]
    found, bend, near = max(
        ((_agreement(ours, theirs, bend, ahead, ROUGHLY), bend, ahead) for bend, ahead in roughly),
        key=lambda one: one[0],
    )
    if found < HOPELESS:
        return None
    ahead = max((near + third / 3 for third in range(-3, 4)), key=lambda one: agreement(bend, one))
    for step in REFINED_BY:
        bend = _refined(bend, step, lambda one: agreement(one, ahead))
    pair = _overlap(ours, theirs, ahead)
    return None if pair is None else _measured(*pair, bend, ahead, (len(this), len(other)), hint.mirrored)


def _refined(bend: Bend, step: float, agreement: Callable[[Bend], float]) -> Bend:
    """Each edge moved by a step where that agrees better."""
    best = agreement(bend)
    for edge in ("left", "right", "top", "bottom"):
        for move in (step, -step):
            moved = replace(bend, **{edge: getattr(bend, edge) + move})
            tried = agreement(moved) if abs(getattr(moved, edge)) <= FURTHEST else -1.0
            if tried > best:
                best, bend = tried, moved
    return bend


def _measured(
    ours: Floats, theirs: Floats, bend: Bend, ahead: float, lengths: tuple[int, int], mirrored: bool
) -> Compared | None:
    bent, valid = _bent(ours, bend)
    a, b = _even(bent, valid), _even(theirs, valid)
    agreement, moving = _alike(a, b, valid)
    agreeing = _pictures_that_agree(a, b, moving) if moving.any() else 0
    return Compared(
        agreement=agreement,
        moving=float(moving.sum() / max(1, valid.sum())),
        agreeing_s=agreeing / PER_SECOND,
        common_s=len(ours) / PER_SECOND,
        this_s=lengths[0] / PER_SECOND,
        other_s=lengths[1] / PER_SECOND,
        offset_s=round(ahead / PER_SECOND, 3),
        mirrored=mirrored,
    )


def _agreement(ours: Floats, theirs: Floats, bend: Bend, ahead: float, most: int = MOST_LAID_OVER) -> float:
    """The agreement over a spread of the pictures in common; -1 where there is too little."""
    pair = _overlap(ours, theirs, ahead, most)
    if pair is None:
        return -1.0
    bent, valid = _bent(pair[0], bend)
    return _alike(_even(bent, valid), _even(pair[1], valid), valid)[0]


def _overlap(ours: Floats, theirs: Floats, ahead: float, most: int = 0) -> tuple[Floats, Floats] | None:
    """The pictures shown at the same moment, ``most`` of them spread evenly; between two of the other's, a mixture."""
    whole = floor(ahead)
    part = ahead - whole
    begin, end = max(0, -whole), min(len(ours), len(theirs) - whole - (part > 0))
    if end - begin < PER_SECOND:
        return None
    chosen = np.arange(begin, end)
    if 0 < most < len(chosen):
        chosen = chosen[np.linspace(0, len(chosen) - 1, most).astype(int)]
    after = theirs[chosen + whole]
    return ours[chosen], after if not part else (1 - part) * after + part * theirs[chosen + whole + 1]


def _alike(a: Floats, b: Floats, valid: Marks) -> tuple[float, Marks]:
    """The median concordance of what moves in both, after brightness and contrast are made the same, and what moves."""
    spread_a, spread_b = a.std(axis=0), b.std(axis=0)
    moving = (np.minimum(spread_a, spread_b) >= LEAST_DEVIATION) & valid
    if not moving.any():
        return -1.0, moving
    a, b = a[:, moving], b[:, moving]
    b = b * np.median(spread_a[moving] / spread_b[moving])
    b = b + np.median(a.mean(axis=0) - b.mean(axis=0))
    apart = a.mean(axis=0) - b.mean(axis=0)
    together = ((a - a.mean(axis=0)) * (b - b.mean(axis=0))).mean(axis=0)
    concordance = 2 * together / (a.var(axis=0) + b.var(axis=0) + apart**2)
    return float(np.median(concordance)), moving


def _pictures_that_agree(a: Floats, b: Floats, moving: Marks) -> int:
    """How many pictures change alike; one in which hardly anything changes speaks against nothing."""
    a, b = a[:, moving] - a[:, moving].mean(axis=0), b[:, moving] - b[:, moving].mean(axis=0)
    power_a, power_b = (a * a).sum(axis=1), (b * b).sum(axis=1)
    alike = (a * b).sum(axis=1) / np.sqrt(power_a * power_b + 1e-6)
    still = np.maximum(power_a / a.shape[1], power_b / b.shape[1]) < LEAST_DEVIATION**2
    return int(((alike >= PICTURE_AGREES) | still).sum())


def _even(pictures: Floats, valid: Marks) -> Floats:
    """Without what brightens or darkens the whole picture at once: a headlight or a lens does that to any clip."""
    means: Floats = pictures[:, valid].mean(axis=1, dtype=np.float32)
    return pictures - means[:, None, None]


def _bent(pictures: Floats, bend: Bend) -> tuple[Floats, Marks]:
    """The pictures as they would be, cut that way, and which places that way shows anything at all."""
    if bend == Bend():
        return pictures, np.ones((HEIGHT, WIDTH), np.bool_)
    down, seen_down = _drawn_from(HEIGHT, bend.top, bend.bottom)
    across, seen_across = _drawn_from(WIDTH, bend.left, bend.right)
    bent: Floats = np.matmul(np.matmul(down, pictures), across.T, dtype=np.float32)
    return bent, np.logical_and.outer(seen_down, seen_across)


@cache
def _drawn_from(size: int, before: float, after: float) -> tuple[Floats, Marks]:
    """Along one axis: the matrix that draws each new place from two old ones, and the places that exist."""
    source = (1 - before - after) * (np.arange(size) + 0.5) + before * size - 0.5
    low = np.clip(np.floor(source), 0, size - 2).astype(int)
    share = np.clip(source - low, 0.0, 1.0)
    drawn = np.zeros((size, size), np.float32)
    drawn[np.arange(size), low] = 1 - share
    drawn[np.arange(size), low + 1] += share
    return drawn, (source > -0.5) & (source < size - 0.5)


def _waves(size: int, number: int) -> Floats:
    """The first cosine waves over an axis, each of length one (DCT-II)."""
    angles = np.pi * (2 * np.arange(size) + 1) * np.arange(number)[:, None] / (2 * size)
    waves = np.cos(angles) * np.sqrt(2 / size)
    waves[0] /= np.sqrt(2)
    rounded: Floats = waves.astype(np.float32)
    return rounded


_DOWN, _ACROSS = _waves(HEIGHT, WAVES_DOWN), _waves(WIDTH, WAVES_ACROSS)
# Mirrored, every wave with an odd number of half turns across changes its sign and no other does.
_MIRROR = np.tile(np.where(np.arange(WAVES_ACROSS) % 2, -1, 1), WAVES_DOWN).astype(np.float32)
_PLACES = 1 << np.arange(WAVES_DOWN * WAVES_ACROSS)


def _changes(pictures: Pictures, bend: Bend) -> tuple[Floats, Floats]:
    """How the waves of each picture differ from a second before, from the ninth picture on, and how much."""
    down, _ = _drawn_from(HEIGHT, bend.top, bend.bottom)
    across, _ = _drawn_from(WIDTH, bend.left, bend.right)
    waves = (_DOWN @ down) @ pictures.astype(np.float32) @ (_ACROSS @ across).T
    flat = waves.reshape(len(waves), -1)
    changes = flat[BACK:] - flat[:-BACK]
    return changes, np.sqrt((changes**2).mean(axis=1))


def _telling(energy: Floats) -> Numbers:
    """The pictures worth asking with: spread over the clip, in each stretch those with the most change."""
    told = np.flatnonzero(energy >= LEAST_CHANGE)
    stretches = np.array_split(told, min(len(told), MOST_ASKED)) if len(told) else []
    return np.array([stretch[np.argmax(energy[stretch])] for stretch in stretches], dtype=np.intp)


def _word(change: Floats) -> int:
    return int(((change > 0) * _PLACES).sum())


def _near_words(change: Floats) -> tuple[int, ...]:
    """The word itself and those in which its weakest signs fall the other way."""
    word, weakest = _word(change), [int(_PLACES[n]) for n in np.argsort(np.abs(change))[:WEAKEST]]
    flips = (sum(some) for number in range(WEAKEST + 1) for some in combinations(weakest, number))
    return tuple(word ^ flip for flip in flips)
