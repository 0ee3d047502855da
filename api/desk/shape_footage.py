"""Files of footage as officers see them: ready to play, still being read, or unreadable with the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from api.desk.shape_facts import number_in, part
from api.views.figures import Strip
from api.views.review import Clip
from storage.jobs import Job
from triage.finding import Finding
from triage.plate import normalise
from triage.plate_agreement import readings_in
from triage.record import Derived
from triage.submission import Footage

GIVEN_UP = "Reading was given up after several tries. A supervisor can have it tried again under Problems."
LOOKING = "Plates and what the camera printed are still being read"
LOOK_GIVEN_UP = "Reading plates and what the camera printed was given up."
SEALED = "This footage is sealed. Nothing of it is shown to anybody."


def clip_of(
    footage: Footage,
    made: Sequence[Derived],
    said: Sequence[Finding],
    job: Job | None,
    look: Job | None,
    *,
    url: str,
    is_blurred: bool,
) -> Clip:
    """One file, with the addresses of everything that was made from it."""
    pictures = next((one.value for one in said if one.kind == "pictures"), None)
    unshown = Clip(
        title=_title(footage, pictures),
        state="unreadable",
        url=url,
        original_url=_address(footage, "original"),
        sha256=footage.sha256,
    )
    roles = {one.role: one for one in made}
    if "playable" in roles:
        unshown = replace(unshown, reading=_reading(look), plate_urls=_plate_urls(footage, roles, said))
        return _ready(unshown, footage, roles, pictures, said, is_blurred=is_blurred)
    if footage.extracted_at is not None:
        return replace(unshown, detail=footage.verdict_words or "It could not be made playable.")
    if job is not None and job.state == "dead":
        return replace(unshown, detail=GIVEN_UP)
    return replace(unshown, state="preparing", detail=_progress(job))


def _plate_urls(footage: Footage, roles: Mapping[str, Derived], said: Sequence[Finding]) -> Mapping[str, str]:
    """The surest crop of each mark that was read in this file."""
    found = {normalise(one.mark): one.crop for one in reversed(readings_in(said)) if one.crop in roles}
    return {mark: _address(footage, crop) for mark, crop in found.items()}


def sealed_clip(footage: Footage) -> Clip:
    """A file of which nothing is shown."""
    return Clip(title=f"File {footage.position}", state="unreadable", detail=SEALED)


def _ready(
    unshown: Clip,
    footage: Footage,
    roles: Mapping[str, Derived],
    pictures: object,
    said: Sequence[Finding],
    *,
    is_blurred: bool,
) -> Clip:
    count = int(number_in(pictures, "count") or 0)
    length = next((number_in(one.value, "seconds") for one in said if one.kind == "duration"), None)
    return replace(
        unshown,
        state="ready",
        video_url=_address(footage, "playable"),
        poster_url=_address(footage, "poster") if "poster" in roles else "",
        frames_url=_address(footage, "frames") if "frames" in roles else "",
        stills_url=_address(footage, "stills/") if "frames" in roles else "",
        duration_s=length or 0.0,
        frame_count=count,
        strip=_strip(footage, roles["strip"]) if "strip" in roles else None,
        is_blurred=is_blurred,
    )


def _strip(footage: Footage, sheet: Derived) -> Strip | None:
    """The sheet of small pictures, cut up as the reader said that it laid it out."""
    columns, rows, width, height, count = (
        int(number_in(sheet.arguments, name) or 0) for name in ("columns", "rows", "width", "height", "pictures")
    )
    if not (columns and rows and width and height and count):
        return None
    return Strip(_address(footage, "strip"), columns, rows, width, height, count)


def _address(footage: Footage, role: str) -> str:
    return f"/footage/{footage.id}/{role}"


def _title(footage: Footage, pictures: object) -> str:
    width, height, fps = (number_in(pictures, name) for name in ("width", "height", "fps"))
    size = f", {width:.0f} × {height:.0f}" if width and height else ""
    return f"File {footage.position}{size}{f', {fps:.0f} fps' if fps else ''}"


def _reading(look: Job | None) -> str:
    """Watchable first: what of the pictures is still to be read, or that it was given up."""
    if look is None or look.state == "done":
        return ""
    if look.state == "dead":
        return LOOK_GIVEN_UP
    share = number_in(look.progress, "share") if look.state == "running" else None
    return f"{LOOKING}{'' if share is None else f' ({share:.0%} done)'}."


def _progress(job: Job | None) -> str:
    told: Mapping[str, object] | None = job.progress if job and job.state == "running" else None
    share = number_in(told, "share")
    if share is None:
        return "It waits to be read. This page looks again by itself."
    return f"{share:.0%} done: {part(told, 'what') or 'reading'}. This page looks again by itself."
