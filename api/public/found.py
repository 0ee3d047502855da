"""What the workers read from a draft's footage, offered beside a question with its source, never as an answer."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from api.templating import london_date
from api.views.public import Found
from storage.unit import Unit
from triage.calendar import LONDON
from triage.clock_claim import Source, claims_of, readings
from triage.clock_words import surely
from triage.finding import Finding
from triage.submission import Submission
from triage.whereabouts import tracks_of

GPS = "your camera’s GPS"
CLOCK = "the clock your camera wrote into the file"
PICTURE = "what your camera printed into the picture"
FILE = "the place your camera wrote into the file"
# A file can be named by anybody, so nothing is offered from its name.
CLOCKS = {Source.SATELLITES: GPS, Source.OVERLAY: PICTURE, Source.DEVICE: CLOCK, Source.CONTAINER: CLOCK}
PLACES = {Source.SATELLITES: GPS, Source.OVERLAY: PICTURE, Source.CONTAINER: FILE}


def found_time(unit: Unit, draft: Submission) -> Found | None:
    """When the footage says it was recorded, by its surest clock: by satellite if it can, else the camera's own."""
    for claim in claims_of(_found(unit, draft)):
        meant = readings(claim, timedelta())
        if meant and claim.is_plain and claim.source in CLOCKS:
            return Found(_with_seconds(meant[0].at + claim.since), _said(CLOCKS[claim.source], claim.confidence))
    return None


def found_place(unit: Unit, draft: Submission) -> Found | None:
    """Where the camera was in the middle of the footage, by GPS if it can."""
    told = tracks_of(_found(unit, draft))
    if not told:
        return None
    first = told[0]
    return Found(f"{first.at.lat:.5f}, {first.at.lon:.5f}", _said(PLACES[first.source], first.confidence))


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


def _found(unit: Unit, draft: Submission) -> list[Finding]:
    return [one for footage in draft.footage for one in unit.findings.list_for(draft.id, footage_id=footage.id)]


def _said(source: str, confidence: float | None) -> str:
    """Who says so, and how sure that is where it is a guess."""
    return ", ".join(filter(None, (source, surely(confidence))))


def _with_seconds(at: datetime) -> str:
    return f"{london_date(at)}, {at.astimezone(LONDON):%H:%M:%S}"


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    parts = [(minutes, "minute"), (rest, "second")]
    return " ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in parts if count)
