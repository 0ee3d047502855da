"""Which registration mark several uncertain readings of one plate add up to, and how far ahead of the next one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from math import exp, log
from types import MappingProxyType

from triage.plate import Shape, gb_shape, normalise

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FIGURES = "0123456789"
SIGNS = FIGURES + LETTERS

# The type of a British plate draws these pairs alike (Schedule 4, SI 2001/561): only the place tells which it is.
TWINS = ("O0", "I1")
# Pairs that small or blurred characters are taken for each other in, as drawn plates show (docs/plates.md).
TAKEN_OFTEN = (
    *("DO", "DQ", "OQ", "HM", "HN", "MN", "MW", "NW", "HW", "VW", "VY", "UV", "CG", "8B", "5S", "2Z", "6G", "38", "68"),
    *("89", "56", "69", "3B", "E8", "EF", "FP", "PR", "BR", "KX", "XY", "17", "7T", "4A"),
)
TAKEN_AT_TIMES = (
    *("0D", "0Q", "OU", "0U", "OC", "0C", "DU", "6C", "8S", "36", "80", "60", "90", "8O", "6O", "58", "59", "39", "35"),
    *("1T", "IT", "1L", "IL", "1J", "IJ", "7Y", "27", "7Z", "BE", "DB", "RK", "RA", "WH", "UJ", "LE", "LC", "LU", "JD"),
    *("GO", "G0", "S3", "SG", "S9", "AH", "8H", "8R", "BH", "UH", "UW", "E6", "BS", "TY", "KH", "XH", "GD"),
)
SAME, OFTEN_RATE, AT_TIMES_RATE, ANY_RATE = 0.95, 0.06, 0.02, 0.0015
SELDOM = 0.2  # of these rates, where the engine has no doubt at all
# What it costs that a sign was not seen: at an end, where crops are cut short, the first costs more than the others.
LOST, LOST_AT_END, ONE_MORE = log(0.015), log(0.06), log(0.4)
# What one too many costs inside, and at an end, where edges, screws and the country's band are read along: little
# where the engine doubts it, and for the letters of the band.
EXTRA, EXTRA_DOUBTED, EXTRA_SURE, EXTRA_OF_BAND = log(0.01), 0.5, 0.004, log(0.2)
BAND_LETTERS = frozenset("GBUK")

# Signs that the places of a shape may show; how common each form is on roads stands in `_forms`.
_AREA, _LAST, _AGE = "ABCDEFGHJKLMNOPRSTUVWXY", "ABCDEFGHJKLMNOPRSTUVWXYZ", "ABCDEFGHJKLMNPRSTVWXY"
FORMLESS = 0.02  # the share of vehicles whose mark has none of the shapes, mostly foreign ones
DOUBTED = -12.0  # ... unless a mark of a shape looks the same but for letters that may be figures, or the other way
LETTER_OR_FIGURE = ("O0", "I1", "Z2", "S5", "G6", "B8")
TOO_LONG, USUAL_LENGTH = 0.3, 7  # each sign more makes a mark without a shape rarer
HARDLY_ISSUED = 1e-5  # the share of marks of three signs or fewer, and of those whose number begins with 0
MOST_CANDIDATES = 16
REMEMBERED = 4096  # places and marks of the clip at hand; a worker lives for days
# Stills of one pass repeat each other's mistakes, so that together they never weigh more than this many of the best.
MOST_STILLS = 3.0

Place = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Form:
    """One pattern of a shape: the signs each place allows, and the share of vehicles that bear it."""

    shape: Shape
    places: tuple[str, ...]
    share: float


@dataclass(frozen=True)
class Reading:
    """One look at a plate: for each place from the left, which signs it may show with their chances (0-1).

    ``weight`` is above 0: 1 for a still as good as they come, less for a small, soft or lateral one.
    """

    places: tuple[Place, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Mark:
    """The likeliest mark. ``confidence`` is its chance, ``margin`` how much of it is ahead of the second best (0-1)."""

    text: str
    shape: Shape | None
    confidence: float
    margin: float
    second: str = ""


def reading_of(text: str, rivals: Sequence[Place], weight: float = 1.0) -> Reading:
    """A reading from what an engine says of each character; blanks, dashes and foreign signs are left out."""
    return Reading(tuple(rivals[at] for at, sign in enumerate(text) if normalise(sign) and rivals[at]), weight)


def reading_of_signs(text: str, signs: Sequence[float], weight: float = 1.0) -> Reading:
    """A reading from an engine that gives each character its confidence and no rivals."""
    places = tuple((normalise(sign), sure) for sign, sure in zip(text, signs, strict=True) if normalise(sign))
    return Reading(tuple((one,) for one in places), weight)


def vote(readings: Sequence[Reading], heaviest: float = 1.0) -> Mark | None:
    """The mark that the readings together speak for; None when they hold no character.

    ``heaviest`` is the weight of the best still. Nothing but the readings is asked: what somebody typed has no say.
    """
    heard = [one for one in readings if one.places and one.weight > 0]
    candidates = _candidates(heard)
    if not candidates:
        return None
    whole = sum(one.weight for one in heard)
    scale = min(whole, MOST_STILLS * heaviest) / whole
    scores = {mark: _score(mark, heard, scale) for mark in sorted(candidates)}
    shaped = [mark for mark in scores if gb_shape(mark)]
    for mark in scores.keys() - shaped:
        scores[mark] += DOUBTED * any(_are_alike(mark, other) for other in shaped)
    first = max(scores, key=lambda mark: (scores[mark], mark))
    scores |= {mark: _score(mark, heard, scale) for mark in sorted(_neighbours(first, _seen(heard)) - scores.keys())}
    best, second = (*sorted(scores, key=lambda mark: (-scores[mark], mark)), "")[:2]
    every = sum(exp(score - scores[best]) for score in scores.values())
    chance = 1 / every
    behind = exp(scores[second] - scores[best]) / every if second else 0.0
    clear = exp(max(_likelihood(best, one) for one in heard) / len(best))
    return Mark(best, gb_shape(best), round(chance * clear, 4), round(chance - behind, 5), second)


def _candidates(readings: Sequence[Reading]) -> frozenset[str]:
    """Marks worth asking all readings about: what each reading alone would be in each form, the likeliest few."""
    found: dict[str, float] = {}
    for one in readings:
        for places, cost in _windows(one.places):
            raw = "".join(place[0][0] for place in places)
            found[raw] = found.get(raw, 0.0) + one.weight * exp(cost + log(FORMLESS))
            for form in _forms().get(len(places), ()):
                mark, chance = _in_form(places, form)
                found[mark] = found.get(mark, 0.0) + one.weight * chance * form.share * exp(cost)
    return frozenset(sorted(found, key=lambda mark: (-found[mark], mark))[:MOST_CANDIDATES])


def _windows(places: tuple[Place, ...]) -> Iterable[tuple[tuple[Place, ...], float]]:
    """The reading, and what is left of it without signs at its ends: the band of the country, an edge, a screw."""
    for left, right in product(range(4), range(3)):
        kept = places[left : len(places) - right]
        if len(kept) >= 2 or left + right == 0:
            yield kept, sum(map(_extra, (*places[:left], *places[len(places) - right :])))


def _cut_short(signs: int) -> float:
    """The cost of so many signs of the mark that a crop does not show at one end."""
    return LOST_AT_END + ONE_MORE * (signs - 1) if signs else 0.0


@lru_cache(REMEMBERED)
def _extra(place: Place) -> float:
    """The cost of a sign that was read beyond an end of the mark."""
    sign, chance = place[0]
    cost = log(max(EXTRA_SURE, EXTRA_DOUBTED * (1 - chance)))
    return max(cost, EXTRA_OF_BAND) if sign in BAND_LETTERS else cost


def _in_form(places: Sequence[Place], form: Form) -> tuple[str, float]:
    """The likeliest signs that the form allows, and their chance."""
    mark, chance = "", 1.0
    for place, allowed in zip(places, form.places, strict=True):
        here = _chances(place)
        sign = max(allowed, key=lambda one: (here[one], one))
        mark, chance = mark + sign, chance * here[sign]
    return mark, chance


def _seen(readings: Sequence[Reading]) -> frozenset[str]:
    """Every sign that some look thought of."""
    return frozenset(sign for one in readings for place in one.places for sign, _chance in place)


def _neighbours(mark: str, seen: frozenset[str]) -> frozenset[str]:
    """Marks of the same shape that differ in one sign, seen or easily mistaken: the second best is among them."""
    shape, mistaken = gb_shape(mark), _mistaken()
    changed = (
        mark[:at] + sign + mark[at + 1 :]
        for at, here in enumerate(mark)
        for sign in seen | mistaken.get(here, {}).keys()
    )
    return frozenset(one for one in changed if gb_shape(one) is shape and shape_text(one) != shape_text(mark))


def _are_alike(one: str, other: str) -> bool:
    """Whether two marks differ only in letters that may be figures."""
    if len(one) != len(other):
        return False
    return all(
        a == b or a + b in LETTER_OR_FIGURE or b + a in LETTER_OR_FIGURE for a, b in zip(one, other, strict=True)
    )


def shape_text(mark: str) -> str:
    """The mark as a plate shows it, where O and 0, I and 1 cannot be told apart."""
    return mark.replace("0", "O").replace("1", "I")


def _score(mark: str, readings: Sequence[Reading], scale: float) -> float:
    """How well the mark explains what was read, with how common such marks are, as a logarithm."""
    return log(_share(mark)) + scale * sum(one.weight * _likelihood(mark, one) for one in readings)


def _likelihood(mark: str, reading: Reading) -> float:
    """The logarithm of the chance of this reading if the plate bears this mark; places are aligned in order."""
    row = [0.0]
    for place in reading.places:
        row.append(row[-1] + _extra(place))
    best = row[-1] + _cut_short(len(mark))
    for at, sign in enumerate(mark, start=1):
        following = [_cut_short(at)]
        for seen, place in enumerate(reading.places):
            extra = _extra(place) if at == len(mark) else EXTRA
            shown = row[seen] + log(_chances(place)[sign])
            following.append(max(shown, row[seen + 1] + LOST, following[seen] + extra))
        row = following
        best = max(best, row[-1] + _cut_short(len(mark) - at))
    return best


@lru_cache(REMEMBERED)
def _chances(place: Place) -> Mapping[str, float]:
    """For every sign the chance that the place shows it, allowing for what engines mistake."""
    given = {sign: chance for sign, chance in place if sign in SIGNS}
    mistaken = _mistaken()
    unsaid = max(0.0, 1 - sum(given.values())) / len(SIGNS)
    found = dict.fromkeys(SIGNS, unsaid)
    for read, chance in given.items():
        # An engine that is sure of large, clear characters mistakes fewer of them.
        doubt = min(1.0, SELDOM + 10 * (1 - chance))
        for sign, rate in mistaken[read].items():
            found[sign] += chance * (rate if rate >= SAME else rate * doubt)
    found = {sign: min(max(seen, ANY_RATE), 1.0) for sign, seen in found.items()}
    return MappingProxyType(found)


@cache
def _mistaken() -> Mapping[str, Mapping[str, float]]:
    """For each sign read, how likely each sign is what stands there."""
    rates: dict[str, dict[str, float]] = {sign: {sign: SAME} for sign in SIGNS}
    for pairs, rate in ((TAKEN_AT_TIMES, AT_TIMES_RATE), (TAKEN_OFTEN, OFTEN_RATE)):
        for one, other in map(tuple, pairs):
            rates[one][other] = rates[other][one] = rate
    for one, other in map(tuple, TWINS):
        rates[one][other] = rates[other][one] = SAME
        for sign, chance in [*rates[one].items()]:
            rates[other][sign] = max(chance, rates[other].get(sign, 0.0))
    return MappingProxyType({sign: MappingProxyType(rate) for sign, rate in rates.items()})


@lru_cache(REMEMBERED)
def _share(mark: str) -> float:
    """How common marks of this form are among vehicles."""
    for form in _forms().get(len(mark), ()):
        if all(sign in allowed for sign, allowed in zip(mark, form.places, strict=True)) and gb_shape(mark):
            return form.share
    if gb_shape(mark):
        return HARDLY_ISSUED
    return FORMLESS * TOO_LONG ** max(0, len(mark) - USUAL_LENGTH)


def _number(figures: int) -> tuple[str, ...]:
    """A number of so many figures; but for the current shape none begins with 0."""
    return (FIGURES[1:], *[FIGURES] * (figures - 1))


@cache
def _forms() -> Mapping[int, tuple[Form, ...]]:
    """Every form by its length, the commonest first."""
    forms = [
        Form(Shape.CURRENT, (_AREA, _AREA, FIGURES, FIGURES, _LAST, _LAST, _LAST), 0.8),
        Form(Shape.DIPLOMATIC, (FIGURES, FIGURES, FIGURES, "DX", FIGURES, FIGURES, FIGURES), 0.001),
        Form(Shape.MILITARY, (FIGURES, FIGURES, LETTERS, LETTERS, FIGURES, FIGURES), 0.001),
    ]
    for figures, share in ((3, 0.07), (2, 0.02), (1, 0.02)):
        forms.append(Form(Shape.PREFIX, (_AGE, *_number(figures), _AREA, LETTERS, LETTERS), share))
        forms.append(Form(Shape.SUFFIX, (*[LETTERS] * 3, *_number(figures), _AGE), share / 4))
    irish: tuple[tuple[str, ...], ...] = (("IZ", LETTERS), (LETTERS, "IZ"))
    irish += ((LETTERS, LETTERS, "IZ"), (LETTERS, "IZ", LETTERS), ("IZ", LETTERS, LETTERS))
    for figures, area in product((4, 3, 2, 1), irish):
        share = 0.01 if figures == 4 else 0.001
        forms.append(Form(Shape.NORTHERN_IRELAND, (*area, *_number(figures)), share))
    for letters, figures in product((1, 2, 3), (1, 2, 3, 4)):
        if letters + figures >= 4 and (letters < 3 or figures < 4):
            share = 0.004 if letters + figures >= 5 else 0.0005
            forms.append(Form(Shape.DATELESS, (*[LETTERS] * letters, *_number(figures)), share))
            forms.append(Form(Shape.DATELESS, (*_number(figures), *[LETTERS] * letters), share))
    by_length: dict[int, list[Form]] = {}
    for form in sorted(forms, key=lambda one: -one.share):
        by_length.setdefault(len(form.places), []).append(form)
    return MappingProxyType({length: tuple(found) for length, found in by_length.items()})
