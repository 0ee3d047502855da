"""Positions and speeds as cameras print them; a line without satellites gives no position, whatever else it says."""

import re
from dataclasses import dataclass

from worker.footage.overlay.signs import FIGURE, MOST_MENDED, count_mended, mended

FASTEST = {"km/h": 400, "mph": 250, "kn": 200}

_DEGREES = rf"(?:{FIGURE}{{1,3}} ?[.,] ?{FIGURE}{{3,8}})"
_NORTH, _EAST = "(?P<ns>[NS])", "(?P<ew>[EW]|VV)"
_OF = r" ?[:.=]? ?"
_THEN = r"[ ,;/|]*"
_TURN = r" ?[°*] ?"


def _sexagesimal(name: str) -> str:
    seconds = rf"(?P<{name}_s>{FIGURE}{{1,2}}(?:[.,]{FIGURE}{{1,4}})?) ?(?:\"|'')?"
    return rf"(?P<{name}>{FIGURE}{{1,3}}){_TURN}(?P<{name}_m>{FIGURE}{{1,2}}) ?' ?{seconds}"


def _minutes(name: str) -> str:
    return rf"(?P<{name}>{FIGURE}{{1,3}})(?:{_TURN}| )(?P<{name}_m>{FIGURE}{{2}}[.,]{FIGURE}{{2,6}}) ?'?"


_LAT, _LON = rf"(?P<lat>{_DEGREES})°?", rf"(?P<lon>{_DEGREES})°?"
_MINUS_LAT, _MINUS_LON = rf"(?P<lat>-?{_DEGREES})°?", rf"(?P<lon>-?{_DEGREES})°?"
_SIX_LAT, _SIX_LON = _sexagesimal("lat"), _sexagesimal("lon")
_MIN_LAT, _MIN_LON = _minutes("lat"), _minutes("lon")
PLACE_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        _NORTH + _OF + _LAT + _THEN + _EAST + _OF + _LON,
        _LAT + " ?" + _NORTH + _THEN + _LON + " ?" + _EAST,
        _NORTH + _OF + _SIX_LAT + _THEN + _EAST + _OF + _SIX_LON,
        _SIX_LAT + " ?" + _NORTH + _THEN + _SIX_LON + " ?" + _EAST,
        _NORTH + _OF + _MIN_LAT + _THEN + _EAST + _OF + _MIN_LON,
        _MIN_LAT + " ?" + _NORTH + _THEN + _MIN_LON + " ?" + _EAST,
        rf"(?i:LAT(?:ITUDE)?){_OF}{_MINUS_LAT}{_THEN}(?i:LONG?(?:ITUDE)?){_OF}{_MINUS_LON}",
        rf"(?<![\d.,-])(?P<lat>-?{FIGURE}{{1,2}}\.{FIGURE}{{4,8}}) ?[, ] ?(?P<lon>-?{FIGURE}{{1,3}}\.{FIGURE}{{4,8}})",
    )
)
SPEED_FORMS = (
    ("km/h", re.compile(rf"(?P<speed>{FIGURE}{{1,3}}) ?(?:[Kk] ?[MmNn] ?[/I1l|\\.]? ?[Hh]\b|[Kk] ?[Pp] ?[Hh]\b)")),
    ("mph", re.compile(rf"(?P<speed>{FIGURE}{{1,3}}) ?(?:[Mm] ?[Pp] ?[Hh]\b|[Mm]ile/?[Hh]\b)")),
    ("kn", re.compile(rf"(?P<speed>{FIGURE}{{1,3}}) ?(?:(?i:KNOTS?|KTS?)\b)")),
)


@dataclass(frozen=True)
class Position:
    """Degrees WGS 84 as printed, south and west negative."""

    lat: float
    lon: float


@dataclass(frozen=True)
class Speed:
    """A speed as printed: a hint for an officer's orientation, never evidence (no type approval)."""

    value: int
    unit: str


def position_of(line: str) -> Position | None:
    """The position a line prints; None without one, at 0, 0 (a receiver without a fix) and off the Earth."""
    for form in PLACE_FORMS:
        match = form.search(line)
        place = _place(match.groupdict()) if match else None
        if place:
            return place
    return None


def speed_of(line: str) -> Speed | None:
    """The speed a line prints with its unit; a number without unit is none."""
    for unit, form in SPEED_FORMS:
        for match in form.finditer(line):
            figures = mended(match["speed"])
            if figures and count_mended(match["speed"]) < len(figures) and int(figures) <= FASTEST[unit]:
                return Speed(int(figures), unit)
    return None


def without_position(line: str) -> str:
    """The line with the first position taken out, so that its figures are not read as a date or a speed."""
    for form in PLACE_FORMS:
        match = form.search(line)
        if match and _place(match.groupdict()):
            return f"{line[: match.start()]} | {line[match.end() :]}"
    return line


def _place(fields: dict[str, str | None]) -> Position | None:
    if sum(count_mended(field or "") for name, field in fields.items() if name not in {"ns", "ew"}) > MOST_MENDED:
        return None
    lat, lon = _angle(fields, "lat"), _angle(fields, "lon")
    if lat is None or lon is None:
        return None
    north = -lat if fields.get("ns") == "S" else lat
    east = -lon if fields.get("ew") in {"W", "VV"} else lon
    if abs(north) > 90 or abs(east) > 180 or (abs(north) < 0.001 and abs(east) < 0.001):
        return None
    return Position(round(north, 7), round(east, 7))


def _angle(fields: dict[str, str | None], name: str) -> float | None:
    """Degrees from degrees, minutes and seconds; None where minutes or seconds reach 60 or a figure is unclear."""
    parts = [fields.get(name), fields.get(f"{name}_m"), fields.get(f"{name}_s")]
    told = [_number(part) for part in parts if part]
    if None in told or not told:
        return None
    whole = [number for number in told if number is not None]
    if any(abs(part) >= 60 for part in whole[1:]):
        return None
    return sum(part / float(60**power) for power, part in enumerate(whole))


def _number(text: str) -> float | None:
    figures = mended(text.replace(",", ".").replace(" ", "").lstrip("-"))
    if figures is None or figures.count(".") > 1:
        return None
    return -float(figures) if text.startswith("-") else float(figures)
