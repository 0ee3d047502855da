"""Follow each plate from still to still, by where it stands and by what it seems to say."""

from dataclasses import dataclass, field
from difflib import SequenceMatcher

from triage.plate_reading import shape_text
from worker.footage.plates.crops import centre_of, size_of
from worker.footage.plates.engine import Sighting
from worker.footage.still import Still

ALIKE_ANYWHERE, ALIKE_NEARBY = 0.7, 0.35
NEARBY_WIDTHS, NEARBY_SECONDS = 1.5, 1.0
MOST_GROWTH = 1.8


@dataclass
class Track:
    """One vehicle's plate through the stills, in the order of their time; at most one sighting a still."""

    seen: list[tuple[Still, Sighting]] = field(default_factory=list)

    @property
    def last(self) -> tuple[Still, Sighting]:
        """The latest still and what was seen in it."""
        return self.seen[-1]


def follow(looks: list[tuple[Still, list[Sighting]]]) -> list[Track]:
    """Put the sightings of all stills into tracks; the best matching pairs are joined first."""
    tracks: list[Track] = []
    for still, sightings in sorted(looks, key=lambda look: look[0].t):
        pairs = sorted(
            ((match, number, at) for number, track in enumerate(tracks) for at, one in enumerate(sightings)
             if (match := _match(track, still, one)) > 0),
            reverse=True,
        )  # fmt: skip
        taken: set[int] = set()
        grown: set[int] = set()
        for _alike, number, at in pairs:
            if number not in grown and at not in taken:
                tracks[number].seen.append((still, sightings[at]))
                grown.add(number)
                taken.add(at)
        tracks += [Track([(still, one)]) for at, one in enumerate(sightings) if at not in taken]
    return tracks


def said(sighting: Sighting) -> str:
    """What the surest look at a plate read, as its characters look."""
    surest = max(sighting.readings, key=lambda one: one.weight)
    return shape_text("".join(place[0][0] for place in surest.places))


def _match(track: Track, still: Still, sighting: Sighting) -> float:
    """How well a sighting continues a track; 0 for not at all."""
    before, last = track.last
    alike = max(
        SequenceMatcher(None, said(one), said(sighting), autojunk=False).ratio() for _still, one in track.seen[-3:]
    )
    (x, y), (was_x, was_y) = centre_of(sighting.quad), centre_of(last.quad)
    (width, height), (_width, was_high) = size_of(sighting.quad), size_of(last.quad)
    seconds = still.t - before.t
    reach = NEARBY_WIDTHS * width * max(1.0, seconds / NEARBY_SECONDS)
    grown = max(height / was_high, was_high / height)
    near = abs(x - was_x) < reach and abs(y - was_y) < reach and grown < MOST_GROWTH
    if alike < ALIKE_NEARBY or (alike < ALIKE_ANYWHERE and not near):
        return 0.0
    return alike + (0.5 if near else 0.0)
