"""The name a camera prints of itself: makers from a table, the model from the word behind."""

import re
from dataclasses import dataclass

from worker.footage.overlay.signs import lettered

# As the maker writes it. What is not in the table is a text, never a camera.
MAKERS = (
    "70mai", "Apeman", "Aukey", "Azdome", "BlackVue", "Botslab", "Cobra", "Cycliq", "DDPAI", "Fine Vue", "Garmin",
    "GoPro", "iBOX", "iRoad", "Kenwood", "Lukas", "Mio", "MiVue", "Motorola", "Navitel", "Nextbase", "Pioneer",
    "Philips", "RedTiger", "RoadHawk", "Rove", "Thinkware", "Transcend", "Vantrue", "VIOFO", "Vueroid",
    "Wolfbox", "Xiaomi", "YI Dash",
)  # fmt: skip
_MODEL = re.compile(
    r"[ \-_:]*(?P<model>(?=[A-Za-z]{0,4}\d|\d)[A-Za-z0-9]{1,8}(?:[ -]?(?:PLUS|PRO|DUO|GW|MINI|LITE|SE)\b)?)"
)
_DATED = re.compile(r"[/\-.:]\d")  # "2026-03" behind the name is a date, not a model


@dataclass(frozen=True)
class Camera:
    """Maker and model; the model is None where no word behind the maker's name looks like one."""

    make: str
    model: str | None


def camera_of(line: str) -> Camera | None:
    """The camera a line names, or None."""
    letters = lettered(line)
    for maker in sorted(MAKERS, key=len, reverse=True):
        at = _found_at(letters, lettered(maker))
        if at is not None:
            return Camera(maker, _model(line[at:]))
    return None


def _found_at(letters: str, name: str) -> int | None:
    """Where the name ends. A short one must stand apart: "Mio" is no part of another word."""
    edge = r"\b" if len(name) <= 4 else ""
    match = re.search(edge + re.escape(name).replace(r"\ ", " ?") + edge, letters)
    return match.end() if match else None


def _model(rest: str) -> str | None:
    match = _MODEL.match(rest)
    if match is None or (match["model"].isdecimal() and _DATED.match(rest, match.end())):
        return None
    return match["model"]
