"""What a letter may say of a place: the road and the town, without anything that leads to a door."""

import re

from triage.letter import BARE_NUMBER, NUMBERED, POSTCODE
from triage.submission import Place

NOT_LATIN = re.compile("[^\u0020-\u024f\u1e00-\u1eff‘’“”–—]")
UNNAMED_ROAD = "a road"
UNNAMED_TOWN = "the force's area"


def for_letter(place: Place) -> tuple[str, str]:
    """Road and town as a keeper may read them: no house number, postcode or position."""
    road = BARE_NUMBER.sub("", POSTCODE.sub("", NOT_LATIN.sub("", place.road)), count=0)
    if _names_by_number(place.road):
        road = NOT_LATIN.sub("", place.road)
    town = re.sub(r"\d", "", NOT_LATIN.sub("", place.town))
    return _tidy(road, 80) or UNNAMED_ROAD, _tidy(town, 60) or UNNAMED_TOWN


def _names_by_number(road: str) -> bool:
    """Whether every number in it names a road or a junction (Junction 6, A 38), so that none is a house's."""
    before = [road[: one.start()].lower().split() for one in BARE_NUMBER.finditer(road)]
    return not POSTCODE.search(road) and all(words and words[-1] in NUMBERED for words in before)


def _tidy(text: str, limit: int) -> str:
    return " ".join(text.split()).strip(" ,;-")[:limit].strip()
