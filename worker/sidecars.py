"""Join the location logs of a report with its videos that carry no positions; each joined track becomes the clip's."""

from collections.abc import Mapping
from dataclasses import dataclass

from storage.jobs import Job
from storage.keys import derived_key
from storage.unit import Unit
from triage.finding import Finding, JsonValue
from triage.record import Derived
from triage.steps import sidecar as step
from triage.submission import LOCATION_LOG, Footage
from worker.footage.facts import (
    READER,
    READER_VERSION,
    Derivative,
    TelemetryPoint,
    points_from_telemetry,
    telemetry_json,
)
from worker.footage.findings import findings_of_track
from worker.footage.sidecar import Log, TracklessClip, began_by, joined
from worker.house import House
from worker.keeping import kept_bytes
from worker.work import Save

TRACK = "telemetry"


@dataclass(frozen=True)
class Told:
    """One file of the report: what was found in it, and the file of points it carries, if any."""

    footage: Footage
    findings: tuple[Finding, ...]
    points: Derived | None

    @property
    def is_log(self) -> bool:
        """True for a log of positions."""
        return self.footage.verdict == LOCATION_LOG

    @property
    def has_place(self) -> bool:
        """True when any of its points is a fix."""
        tracks = (one.value for one in self.findings if one.kind == "track")
        return any(isinstance(track, Mapping) and track.get("fixes") for track in tracks)

    def value_of(self, kind: str) -> Mapping[str, object]:
        """The value of the first finding of a kind; empty without one."""
        found = next((one.value for one in self.findings if one.kind == kind), None)
        return found if isinstance(found, Mapping) else {}


@dataclass(frozen=True)
class Joined:
    """A clip, the log it was joined with, and what comes of it."""

    clip: Footage
    log: Footage
    track: Derived
    findings: tuple[Finding, ...]


def join_logs(home: House, job: Job) -> Save:
    """Work of a job about one report. A clip that has a track already, its own or a joined one, is left alone."""
    with home.units.open() as unit:
        files = [_told(unit, one) for one in unit.submissions.get(job.subject).footage]
    logs = [(one.footage, _log(home, one)) for one in files if one.is_log]
    clips = [one for one in files if not one.is_log and not one.has_place and one.value_of("duration")]
    found: list[Joined] = []
    for one in clips:
        match = joined(_clip(one), [log for _, log in logs], is_only_clip=len(clips) == 1)
        if match:
            found.append(_kept(home, one.footage, logs[match.log][0], match.points))

    def save(unit: Unit) -> None:
        for one in found:
            step.record_joined(unit, one.clip.id, one.log.id, findings=one.findings, derived=(one.track,))

    return save


def _told(unit: Unit, footage: Footage) -> Told:
    findings = unit.findings.list_for(footage.submission_id, footage_id=footage.id)
    return Told(footage, tuple(findings), unit.submissions.find_derived(footage.id, TRACK))


def _clip(one: Told) -> TracklessClip:
    seconds = one.value_of("duration").get("seconds")
    clocks = [found.value for found in one.findings if found.kind == "recorded_at" and isinstance(found.value, Mapping)]
    began = (began_by(clock.get("printed"), clock.get("zone")) for clock in clocks)
    return TracklessClip(
        one.footage.filename,
        float(seconds) if isinstance(seconds, int | float) else None,
        tuple(start for start in began if start),
    )


def _log(home: House, one: Told) -> Log:
    points: tuple[TelemetryPoint, ...] = ()
    if one.points:
        key = derived_key(one.footage.submission_id, one.footage.id, one.points.role, one.points.sha256)
        points = points_from_telemetry(b"".join(home.files.open_range(key, 0, one.points.size)))
    named = one.value_of("log_videos").items()
    videos = {name: (int(span[0]), int(span[1])) for name, span in named if isinstance(span, list) and len(span) == 2}
    return Log(one.footage.filename, points, videos)


def _kept(home: House, clip: Footage, log: Footage, points: tuple[TelemetryPoint, ...]) -> Joined:
    arguments: dict[str, JsonValue] = {"log": log.sha256, "points": len(points)}
    made = Derivative(TRACK, "", READER, READER_VERSION, arguments, "", 0, "application/json")
    track = kept_bytes(home, clip, telemetry_json(points), made)
    return Joined(clip, log, track, findings_of_track(list(points)))
