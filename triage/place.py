"""What a letter may say of a place: the road and the town, without anything that leads to a door."""

from triage.paper import BARE_NUMBER, NUMBERED, POSTCODE, NotALetterField, is_printable, require_road_and_town
from triage.submission import Place

UNNAMED_ROAD = "a road"
UNNAMED_TOWN = "the force's area"


def for_letter(place: Place) -> tuple[str, str]:
    """Road and town as a keeper may read them; what could still lead to a door is not named at all."""
    road = _tidy(_without_houses(_printable(place.road)), 80) or UNNAMED_ROAD
    town = _tidy("".join(sign for sign in _printable(place.town) if not sign.isdigit()), 60) or UNNAMED_TOWN
    try:
        require_road_and_town(road, town)
    except NotALetterField:
        return UNNAMED_ROAD, town
    return road, town


def _without_houses(road: str) -> str:
    """Without house numbers and postcodes; the number of a road or junction stays (Junction 6, A 38)."""
    kept, reached = "", 0
    for number in BARE_NUMBER.finditer(road):
        before = road[: number.start()].lower().split()
        if not before or before[-1] not in NUMBERED:
            kept += road[reached : number.start()]
            reached = number.end()
    return POSTCODE.sub("", kept + road[reached:])


def _printable(text: str) -> str:
    """Without what paper cannot carry and without addresses to write to: no road has an @ in its name."""
    return "".join(filter(is_printable, " ".join(word for word in text.split() if "@" not in word)))


def _tidy(text: str, limit: int) -> str:
    return " ".join(text.split()).strip(" ,;-")[:limit].strip()
