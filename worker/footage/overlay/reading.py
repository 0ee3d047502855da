"""Read the burnt-in line of a clip: find it once, read it in a few stills, believe it only when its clock runs."""

from collections.abc import Callable, Sequence
from math import cos, hypot, radians
from statistics import fmean, median
from typing import TypeVar

from triage.finding import Finding, JsonValue
from worker.footage.ocr import OCR_TOOL, OCR_VERSION
from worker.footage.overlay.areas import Row, rows_of
from worker.footage.overlay.camera import camera_of
from worker.footage.overlay.clock import Clock, clock_of, without_clock
from worker.footage.overlay.pages import WIDE_MARGIN, Page, ReadsText, page_of, telling
from worker.footage.overlay.place import Position, position_of, speed_of, without_position
from worker.footage.overlay.running import Running, Told, Unclear, running
from worker.footage.still import Still

SOURCE, TOOL, VERSION = "overlay", "opsnap-overlay", f"1 {OCR_TOOL} {OCR_VERSION}"
MOST_STILLS = 5  # three, and two more when those do not tell the time together
FASTEST_MPS, NEAR_M = 100.0, 60.0  # what moves faster between two stills is misread
METRES_A_DEGREE = 111_320.0

Read = TypeVar("Read")


def read_overlay(stills: Sequence[Still], recogniser: ReadsText) -> tuple[Finding, ...]:
    """Findings from the line a camera burns into its pictures; nothing where there is none.

    ``stills`` are pictures of the original from the whole clip, at least two, best five or more; the first, the middle
    and the last are read, two more only when needed. Each finding has the recogniser's mean confidence, lessened by
    every still that should have shown it and did not.
    """
    looked_at, further = _first_middle_last(stills)
    if len(looked_at) < 2:
        return ()
    rows = rows_of(looked_at, recogniser)
    pages, kept = _first_pages(looked_at, rows, recogniser)
    available = len(looked_at) + len(further)
    clock = _clock(pages, rows, available)
    if isinstance(clock, Unclear):
        pages = [
            _looked_again(page, still, rows, kept, recogniser) for page, still in zip(pages, looked_at, strict=True)
        ]
        clock = _clock(pages, rows, available)
    for still in further:
        if not isinstance(clock, Unclear):
            break
        pages.append(page_of(still, rows, kept, recogniser))
        clock = _clock(pages, rows, available)
    return _findings(clock, sorted(pages, key=lambda page: page.t), rows)


def _first_middle_last(stills: Sequence[Still]) -> tuple[list[Still], list[Still]]:
    """The three stills to read, the middle one first, and up to two more from between them."""
    by_time = sorted({still.t: still for still in stills}.values(), key=lambda still: still.t)
    usable = [still for still in by_time if still.image.shape == by_time[0].image.shape]
    if len(usable) < 3:
        return usable, []
    last = len(usable) - 1
    places = list(dict.fromkeys([last // 2, 0, last, last // 4, 3 * last // 4, *range(last)]))[:MOST_STILLS]
    chosen = [usable[place] for place in places]
    return chosen[:3], chosen[3:]


def _first_pages(
    stills: Sequence[Still], rows: Sequence[Row], recogniser: ReadsText
) -> tuple[list[Page], frozenset[int]]:
    """Pages of these stills with the numbers of the rows worth reading: all, until one still has told which."""
    pages: list[Page] = []
    kept: frozenset[int] = frozenset()
    for still in stills:
        pages.append(page_of(still, rows, kept or range(len(rows)), recogniser))
        kept = kept or telling(pages[-1])
    return pages, kept


def _looked_again(page: Page, still: Still, rows: Sequence[Row], kept: frozenset[int], recogniser: ReadsText) -> Page:
    """The page of a still in which no time could be read, read in wider crops; any other as it is."""
    if any(_clock_in(page, number, rows).has_time for number in kept):
        return page
    return page_of(still, rows, kept, recogniser, WIDE_MARGIN)


def _clock(pages: Sequence[Page], rows: Sequence[Row], available: int) -> tuple[int, Running] | Unclear | None:
    """The number of the row whose clock runs, with the clock; None where nobody prints a date."""
    verdicts: list[tuple[int, Running]] = []
    reasons: list[Unclear] = []
    for number in range(len(rows)):
        clocks = [(page.t, _clock_in(page, number, rows)) for page in pages]
        if not any(clock.has_date for _, clock in clocks):
            continue
        if not any(clock.has_time for _, clock in clocks):
            reasons.append(Unclear.NO_TIME)
            continue
        verdict = running([Told(t, clock) for t, clock in clocks], available)
        if isinstance(verdict, Running):
            verdicts.append((number, verdict))
        else:
            reasons.insert(0, verdict)
    if len({verdict.shown[0].at for _, verdict in verdicts}) > 1:
        return Unclear.TWO_CLOCKS
    return verdicts[0] if verdicts else next(iter(reasons), None)


def _clock_in(page: Page, number: int, rows: Sequence[Row]) -> Clock:
    """The clock of one row; its time of day may stand on the line above or below."""
    if number not in page.lines:
        return Clock()
    beside = [
        line.text
        for other, line in page.lines.items()
        if other != number and any(one.next_to(part) for one in rows[number] for part in rows[other])
    ]
    return clock_of(page.lines[number].text, " | ".join(beside))


def _findings(
    clock: tuple[int, Running] | Unclear | None, pages: Sequence[Page], rows: Sequence[Row]
) -> tuple[Finding, ...]:
    if isinstance(clock, Unclear):
        unclear: JsonValue = {"why": clock.name.lower(), "sentence": clock.value}
        return (_finding("overlay_unclear", unclear, None), *_text(pages, range(len(rows))))
    if clock is None:
        place = _place(pages, range(len(rows)))
        return (*place, *_text(pages, range(len(rows)))) if place else ()
    number, run = clock
    beside = [other for other in range(len(rows)) if _alike(rows[number], rows[other])]
    return (
        _recorded_at(run, number, pages),
        *_place(pages, beside),
        *_speeds(pages, beside),
        *_camera(pages, beside),
        *_text(pages, beside),
    )


def _alike(row: Row, other: Row) -> bool:
    """True for lines in letters of about one height: a sign in the scene is seldom of the camera's own size."""
    low, high = sorted((row[0].height, other[0].height))
    return high < 1.7 * low


def _recorded_at(run: Running, number: int, pages: Sequence[Page]) -> Finding:
    first = run.shown[0]
    value: dict[str, JsonValue] = {"printed": first.at.isoformat(), "zone": None, "t": round(first.t, 3)}
    if run.others:
        value["also"] = [other.isoformat() for other in run.others]
    dated = {one.t for one in run.shown if one.is_dated}
    sure = [page.lines[number].clock_confidence for page in pages if page.t in dated]
    return _finding("recorded_at", value, fmean(sure) * len(dated) / len(pages))


def _place(pages: Sequence[Page], numbers: Sequence[int]) -> tuple[Finding, ...]:
    """The middle of the positions that a vehicle can have been at one after the other; at least two must agree."""
    seen = _each(pages, numbers, position_of)
    agreeing = max(([two for two in seen if _reachable(one, two)] for one in seen), key=len, default=[])
    if len(agreeing) < 2:
        return ()
    value: JsonValue = {
        "lat": round(median(position.lat for _, position, _ in agreeing), 6),
        "lon": round(median(position.lon for _, position, _ in agreeing), 6),
    }
    return (_finding("place", value, _sureness(agreeing, pages)),)


def _reachable(one: tuple[Page, Position, float], other: tuple[Page, Position, float]) -> bool:
    north = (one[1].lat - other[1].lat) * METRES_A_DEGREE
    east = (one[1].lon - other[1].lon) * METRES_A_DEGREE * cos(radians(one[1].lat))
    return hypot(north, east) <= NEAR_M + FASTEST_MPS * abs(one[0].t - other[0].t)


def _speeds(pages: Sequence[Page], numbers: Sequence[int]) -> tuple[Finding, ...]:
    return tuple(
        _finding("overlay_speed", {"value": speed.value, "unit": speed.unit, "t": round(page.t, 3)}, confidence)
        for page, speed, confidence in _each(pages, numbers, lambda text: speed_of(without_position(text)))
    )


def _camera(pages: Sequence[Page], numbers: Sequence[int]) -> tuple[Finding, ...]:
    """The camera that at least two stills name alike."""
    named = _each(pages, numbers, camera_of)
    alike = max(([two for two in named if two[1] == one[1]] for one in named), key=len, default=[])
    if len(alike) < 2:
        return ()
    camera = alike[0][1]
    return (_finding("camera", {"make": camera.make, "model": camera.model}, _sureness(alike, pages)),)


def _text(pages: Sequence[Page], numbers: Sequence[int]) -> tuple[Finding, ...]:
    """The lines of the fullest still as they were read, for the officer."""
    fullest = max(pages, key=lambda page: len(page.lines))
    lines = [fullest.lines[number] for number in numbers if number in fullest.lines]
    value: JsonValue = {"lines": [line.text for line in lines], "t": round(fullest.t, 3)}
    return (_finding("overlay_text", value, fmean(line.confidence for line in lines)),) if lines else ()


def _each(
    pages: Sequence[Page], numbers: Sequence[int], read: Callable[[str], Read | None]
) -> list[tuple[Page, Read, float]]:
    """What the first telling line of each still says, with the confidence of that line."""
    told = []
    for page in pages:
        lines = (page.lines[number] for number in numbers if number in page.lines)
        said = next(
            ((page, one, line.confidence) for line in lines if (one := read(without_clock(line.text))) is not None),
            None,
        )
        told.append(said)
    return [one for one in told if one is not None]


def _sureness(agreeing: Sequence[tuple[Page, Read, float]], pages: Sequence[Page]) -> float:
    return fmean(confidence for _, _, confidence in agreeing) * len(agreeing) / len(pages)


def _finding(kind: str, value: JsonValue, confidence: float | None) -> Finding:
    return Finding(kind, value, SOURCE, TOOL, VERSION, None if confidence is None else round(confidence, 3))
