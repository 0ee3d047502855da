"""What the workers read from a draft's footage, offered beside a question with its source, never as an answer."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from api.templating import london_date
from api.views.public import Found
from storage.unit import Unit
from triage.calendar import LONDON
from triage.finding import Finding, JsonValue
from triage.submission import Submission

GPS = "your camera’s GPS"
CLOCK = "the clock your camera wrote into the file"


def found_time(unit: Unit, draft: Submission) -> Found | None:
    """When the footage says it was recorded: by satellite if it can, else by the camera's own clock."""
    told = list(_told(unit, draft, "recorded_at"))
    for one, value in sorted(told, key=lambda pair: not _by_satellite(pair[0])):
        at = _printed(value)
        if at is not None and _by_satellite(one):
            return Found(_with_seconds(at), GPS)
        if at is not None:
            return Found(_with_seconds(at), CLOCK)
    return None


def found_place(unit: Unit, draft: Submission) -> Found | None:
    """Where the camera was in the middle of the footage."""
    for one, value in _told(unit, draft, "place"):
        lat, lon = value.get("lat"), value.get("lon")
        if isinstance(lat, (int, float)) and isinstance(lon, (int, float)):
            return Found(f"{lat:.5f}, {lon:.5f}", GPS if _by_satellite(one) else CLOCK)
    return None


def note_of(findings: tuple[Finding, ...]) -> str:
    """One file in a few words: 1 minute 2 seconds, GPS found."""
    parts = []
    for one in findings:
        if one.kind == "duration" and isinstance(one.value, Mapping):
            seconds = one.value.get("seconds")
            parts.append(_length(round(seconds)) if isinstance(seconds, (int, float)) else "")
        if one.kind == "place":
            parts.append("GPS found")
    return ", ".join(filter(None, dict.fromkeys(parts)))


def _told(unit: Unit, draft: Submission, kind: str) -> Iterator[tuple[Finding, Mapping[str, JsonValue]]]:
    for footage in draft.footage:
        for one in unit.findings.list_for(draft.id, footage_id=footage.id):
            if one.kind == kind and isinstance(one.value, Mapping):
                yield one, one.value


def _by_satellite(one: Finding) -> bool:
    return not one.source.startswith("container")


def _printed(value: Mapping[str, JsonValue]) -> datetime | None:
    """The instant where the source promises UTC; else the camera's clock, taken as it stands for London's."""
    try:
        at = datetime.fromisoformat(str(value.get("printed")))
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC if value.get("zone") == "UTC" else LONDON)
    return at.astimezone(UTC)


def _with_seconds(at: datetime) -> str:
    return f"{london_date(at)}, {at.astimezone(LONDON):%H:%M:%S}"


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    parts = [(minutes, "minute"), (rest, "second")]
    return " ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in parts if count)
