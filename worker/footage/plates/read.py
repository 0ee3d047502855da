"""Every plate that a handful of stills shows: the middle band first, the whole picture where that was not enough."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from triage.finding import Finding
from triage.plate import Shape
from triage.plate_agreement import FEWEST_SIGNS, PLATE_READ, RANKING, Agreement, PlateRead, agreement
from triage.plate_reading import Mark, Reading, vote
from worker.footage.plates.crops import around, centre_of
from worker.footage.plates.engine import PlateEngine, Sighting
from worker.footage.plates.tracks import Track, follow
from worker.footage.still import Image, Still

SOURCE = "plates"
TOP = 3
# Where a camera behind a windscreen or on a helmet sees plates; sky and bonnet cost time and read as nothing.
BAND = (0.3, 0.85)
MOST_WHOLE = 2  # stills of which the whole picture is looked at
FULL_HEIGHT = 16.0  # pixels from which a character is as legible as it gets
LEAST_WEIGHT = 0.05
WORD, FIGURE = 0.1, 0.3  # what no look found a figure in is more often a word; how sure it must have been of one
ON_DARK = 0.5  # plates of before 1973, but more often signs and what the camera prints
CROP_MARGIN, CROP_HEIGHT = 0.6, 96
CLEAR, LEAST_CONFIDENCE = 0.5, 0.04
WHOLE = 0.2  # confidence from which a longer mark is believed rather than its part


@dataclass(frozen=True)
class PlateCrop:
    """The picture of one plate, for people to compare: ``image`` is PNG, ``number`` its still, ``arguments`` how it was
    cut and enlarged."""

    role: str
    number: int
    image: bytes
    arguments: str


@dataclass(frozen=True)
class PlatesRead:
    """Up to three plates as findings, what speaks for the typed mark first, each with its crop."""

    findings: tuple[Finding, ...] = ()
    crops: tuple[PlateCrop, ...] = ()


@dataclass(frozen=True)
class _Voted:
    read: PlateRead
    track: Track


def read_plates(stills: Sequence[Still], engine: PlateEngine, *, typed: str, mark_t: float | None = None) -> PlatesRead:
    """Read the plates in some stills of one file.

    ``mark_t`` is the marked moment in seconds after the first picture: stills near it weigh more. ``typed`` is only
    compared with what was read, and a mark that nothing in the band resembles is worth looking for elsewhere.
    """
    looks = [(still, _in_band(engine, still)) for still in stills]
    voted = _voted(follow(looks), mark_t)
    if not _is_enough(voted, typed, len(stills)):
        whole = _some(stills, mark_t)
        numbers = {still.number for still in whole}
        looks = [(one, found) for one, found in looks if one.number not in numbers]
        looks += [(still, list(engine.look(still.image))) for still in whole]
        voted = _voted(follow(looks), mark_t)
    best = sorted(voted, key=lambda one: (RANKING.index(agreement(typed, one.read)), -one.read.confidence))[:TOP]
    named = [_Voted(replace(one.read, crop=f"plate:{place}"), one.track) for place, one in enumerate(best, start=1)]
    findings = tuple(
        Finding(PLATE_READ, one.read.value(typed), SOURCE, engine.name, engine.version, one.read.confidence)
        for one in named
    )
    return PlatesRead(findings, tuple(_crop(one) for one in named))


def _some(stills: Sequence[Still], mark_t: float | None) -> Sequence[Still]:
    """The stills nearest to the marked moment, or a few from beginning to end."""
    if mark_t is not None:
        return sorted(stills, key=lambda still: _away(still, mark_t))[:MOST_WHOLE]
    return stills[:: -(-len(stills) // MOST_WHOLE) or 1]


def _in_band(engine: PlateEngine, still: Still) -> list[Sighting]:
    height = still.image.shape[0]
    top, below = int(height * BAND[0]), int(height * BAND[1])
    down = np.array([0, top], dtype=np.float32)
    return [replace(one, quad=one.quad + down) for one in engine.look(still.image[top:below])]


def _is_enough(voted: Sequence[_Voted], typed: str, stills: int) -> bool:
    """Whether the band gave what was typed, or where nothing was typed something clear, long and often seen."""
    if typed:
        return any(agreement(typed, one.read) in (Agreement.AGREES, Agreement.NEAR) for one in voted)
    return any(
        one.read.shape
        and one.read.confidence >= CLEAR
        and len(one.read.mark) >= FEWEST_SIGNS
        and 2 * one.read.seen >= stills
        for one in voted
    )


def _voted(tracks: Sequence[Track], mark_t: float | None) -> list[_Voted]:
    """Each track's mark; signs and overlays that only happen to fit no shape are left out."""
    found = []
    for track in tracks:
        weighed = [(sighting, _weight(track, still, sighting, mark_t)) for still, sighting in track.seen]
        mark = vote([*_readings(weighed)], max(weight for _sighting, weight in weighed))
        if mark is None or mark.confidence < LEAST_CONFIDENCE or not _is_plausible(mark, track):
            continue
        height = max(sighting.height_px for _still, sighting in track.seen)
        sure = mark.confidence * (1 if _is_dark_on_light(track) else ON_DARK) * (1 if _has_figure(track) else WORD)
        shape = mark.shape.value if mark.shape else None
        read = PlateRead(mark.text, round(sure, 4), mark.margin, shape, round(height, 1), len(track.seen))
        found.append(_Voted(read, track))
    return [one for one in found if not any(_is_part(one.read, other.read) for other in found)]


def _is_part(one: PlateRead, other: PlateRead) -> bool:
    """Whether one mark is a line or an end of another one, which was not always read to its end."""
    return one.mark != other.mark and one.mark in other.mark and bool(other.shape) and other.confidence >= WHOLE


def _is_plausible(mark: Mark, track: Track) -> bool:
    """A foreign mark has letters and figures; white on dark only what no sign says is believed."""
    if _is_dark_on_light(track):
        return mark.shape is not None or len(mark.text) >= 5
    return mark.shape not in (None, Shape.DATELESS)


def _has_figure(track: Track) -> bool:
    """Whether some look read a figure: every British mark has one."""
    places = (place for _still, seen in track.seen for one in seen.readings for place in one.places)
    return any(sign.isdigit() and chance >= FIGURE for place in places for sign, chance in place)


def _is_dark_on_light(track: Track) -> bool:
    return 2 * sum(sighting.dark_on_light for _still, sighting in track.seen) >= len(track.seen)


def _weight(track: Track, still: Still, sighting: Sighting, mark_t: float | None) -> float:
    """High, sharp, central and timely stills speak louder."""
    sharpest = max(one.sharpness for _still, one in track.seen) or 1.0
    weight = min(1.0, sighting.height_px / FULL_HEIGHT) * max(0.3, sighting.sharpness / sharpest)
    return weight * (1 - 0.3 * _off_centre(still.image, sighting)) / (1 + 0.1 * _away(still, mark_t))


def _readings(weighed: Sequence[tuple[Sighting, float]]) -> Iterator[Reading]:
    """All readings of a track; one still speaks no louder for having been read in more ways."""
    for sighting, weight in weighed:
        for one in sighting.readings:
            yield replace(one, weight=max(weight * one.weight / len(sighting.readings), LEAST_WEIGHT))


def _off_centre(picture: Image, sighting: Sighting) -> float:
    """0 in the middle of the picture, 1 at its side, where lenses bend and smear."""
    half = picture.shape[1] / 2
    return float(min(1.0, abs(centre_of(sighting.quad)[0] - half) / half))


def _away(still: Still, mark_t: float | None) -> float:
    return 0.0 if mark_t is None else abs(still.t - mark_t)


def _crop(one: _Voted) -> PlateCrop:
    """The largest sharp sighting with some of the vehicle around it, enlarged until a person can compare."""
    still, sighting = max(one.track.seen, key=lambda seen: seen[1].height_px * seen[1].sharpness ** 0.5)
    left, top, right, below = around(sighting.quad, still.image, CROP_MARGIN)
    times = max(1, round(CROP_HEIGHT / max(below - top, 1)))
    cut = still.image[top:below, left:right]
    enlarged = cv2.resize(cut, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC) if times > 1 else cut
    _written, png = cv2.imencode(".png", enlarged)
    return PlateCrop(
        one.read.crop, still.number, png.tobytes(), f"x {left}-{right}, y {top}-{below}, enlarged {times} times"
    )
