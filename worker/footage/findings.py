"""Turn what was read into typed findings, each with its source, so that storage never has to know a container."""

from dataclasses import replace
from itertools import islice
from statistics import median

from triage.finding import Finding, JsonValue
from worker.footage.facts import READER, READER_VERSION, ContainerFacts, TelemetryPoint
from worker.footage.telemetry.registry import Told

MOST_VIDEOS = 1000


def findings_of(facts: ContainerFacts | None, told: Told) -> tuple[Finding, ...]:
    """Claims side by side: two clocks that disagree are two findings, never one."""
    found = [*_of_container(facts), *_of_points(told.points)]
    if told.model and (facts is None or facts.model != told.model or facts.make != told.make):
        found.append(_read("camera", {"make": told.make, "model": told.model}, "telemetry"))
    if told.refused:
        found.append(_read("scan_stopped", {"why": told.refused}, "telemetry"))
    return tuple(found)


def findings_of_log(points: list[TelemetryPoint], videos: dict[str, tuple[int, int]]) -> tuple[Finding, ...]:
    """A log alone says when and where nothing happened yet: its places count once they are joined with a clip."""
    found = [_track(points)] if points else []
    if videos:
        named: JsonValue = {name: [first, last] for name, (first, last) in islice(videos.items(), MOST_VIDEOS)}
        found.append(_read("log_videos", named, points[0].source if points else "log"))
    return tuple(found)


def findings_of_track(points: list[TelemetryPoint]) -> tuple[Finding, ...]:
    """Track, clock and place of points that have been put on a clip's clock."""
    return tuple(_of_points(points))


def _of_container(facts: ContainerFacts | None) -> list[Finding]:
    if facts is None:
        return []
    found = [
        _read("duration", {"seconds": facts.duration_s, "claimed": facts.claimed_s}, "container"),
        _read(
            "pictures",
            {
                "width": facts.width,
                "height": facts.height,
                "rotation": facts.rotation,
                "fps": facts.fps,
                "codec": facts.codec,
                "count": facts.frame_count,
                "sound": facts.has_audio,
            },
            "container",
        ),
    ]
    if facts.make or facts.model:
        found.append(_read("camera", {"make": facts.make, "model": facts.model}, "container"))
    if facts.created_at:
        found.append(
            _read(
                "recorded_at",
                {"printed": facts.created_at, "zone": facts.created_zone},
                f"container {facts.created_source}",
            )
        )
    found += [
        _read("recorded_at", {"printed": clock.printed, "zone": clock.zone}, f"container {clock.source}")
        for clock in facts.also_created
    ]
    if facts.lat is not None and facts.lon is not None:
        found.append(_read("place", {"lat": facts.lat, "lon": facts.lon}, "container location"))
    return [*found, *_of_history(facts)]


def _of_history(facts: ContainerFacts) -> list[Finding]:
    """What happened to the file, or within it: re-saved, trimmed, pictures missing or doubled."""
    found = []
    if facts.resaved:
        by: JsonValue = {"by": facts.resaved.program, "words": facts.resaved.words}
        found.append(replace(_read("resaved", by, facts.resaved.source), confidence=facts.resaved.confidence))
    if facts.is_trimmed:
        found.append(_read("trimmed", True, "edit list"))
    pace = facts.pace
    if pace and (pace.gaps or pace.duplicates or pace.is_variable):
        told: JsonValue = {
            "gaps": pace.gaps,
            "longest": pace.longest_gap_s,
            "t": pace.longest_gap_at_s,
            "duplicates": pace.duplicates,
            "variable": pace.is_variable,
        }
        found.append(_read("pace", told, "presentation times"))
    return found


def _of_points(points: list[TelemetryPoint]) -> list[Finding]:
    if not points:
        return []
    fixes = [point for point in points if point.fix]
    found = [_track(points)]
    # Before its first fix a receiver goes by the camera's clock, whatever zone it names.
    dated = next((point for point in [*fixes, *points] if point.at), None)
    if dated and dated.at:
        printed: dict[str, JsonValue] = {
            "printed": dated.at.replace(tzinfo=None).isoformat(),
            "t": dated.t,
            "zone": "UTC" if dated.at.tzinfo else None,
        }
        found.append(_read("recorded_at", printed if dated.fix else printed | {"fix": False}, dated.source))
    if fixes:
        place: JsonValue = {
            "lat": round(median(point.lat for point in fixes if point.lat is not None), 6),
            "lon": round(median(point.lon for point in fixes if point.lon is not None), 6),
        }
        found.append(_read("place", place, fixes[0].source))
    return found


def _track(points: list[TelemetryPoint]) -> Finding:
    counted: JsonValue = {"points": len(points), "fixes": sum(point.fix for point in points)}
    return _read("track", counted, points[0].source)


def _read(kind: str, value: JsonValue, source: str) -> Finding:
    return Finding(kind, value, source, READER, READER_VERSION)
