"""What one file says: plain frozen facts that cross the boundary between the confined reader and the product."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from triage.finding import Finding, JsonValue
from worker.footage.verdict import Verdict

READER = "opsnap-footage"
READER_VERSION = "1"
KINDS = frozenset({"video", "audio", "data", "subtitle", "attachment"})


class UnusableFacts(ValueError):
    """The reader's answer has not the agreed shape, so nothing of it is believed."""


@dataclass(frozen=True)
class StreamFacts:
    """One stream. ``kind`` is one of KINDS; ``codec`` is a name, or else the file's own four letters."""

    kind: str
    codec: str | None = None
    language: str | None = None
    handler: str | None = None


@dataclass(frozen=True)
class ClockFacts:
    """A clock as printed, without zone; ``zone`` is what its source promises ("UTC", "+01:00") or None."""

    printed: str
    zone: str | None
    source: str


@dataclass(frozen=True)
class PaceFacts:
    """How the pictures follow each other, in seconds. A gap is wide enough for two missing pictures or more;
    ``longest_gap_at_s`` is when it begins, after the first picture. ``duplicates`` share another picture's time.
    """

    step_s: float | None = None
    is_variable: bool = False
    gaps: int = 0
    longest_gap_s: float | None = None
    longest_gap_at_s: float | None = None
    duplicates: int = 0


@dataclass(frozen=True)
class ResavedFacts:
    """The program that wrote the file after the camera did, in its own words. Information, never a rejection."""

    program: str
    words: str
    source: str
    confidence: float


@dataclass(frozen=True)
class ContainerFacts:
    """What the container and its first video stream say. Sizes in pixels before rotation, times in seconds.

    ``duration_s`` is measured over the pictures, ``claimed_s`` is what the header says of the whole file.
    ``created_at`` is the clock as printed, without zone; ``created_zone`` is the zone the source promises
    ("UTC" for a movie header, though many cameras write local time there; "+01:00" where the tag states one);
    ``also_created`` are other clocks of the headers that say something else. ``lat`` and ``lon`` are the one place
    a phone writes into its header. ``is_trimmed`` says that an edit list hides pictures that are in the file.
    """

    format: str
    duration_s: float | None = None
    claimed_s: float | None = None
    width: int | None = None
    height: int | None = None
    rotation: int = 0
    fps: float | None = None
    codec: str | None = None
    pixel_format: str | None = None
    frame_count: int | None = None
    has_audio: bool = False
    created_at: str | None = None
    created_zone: str | None = None
    created_source: str | None = None
    make: str | None = None
    model: str | None = None
    encoder: str | None = None
    firmware: str | None = None
    also_created: tuple[ClockFacts, ...] = ()
    lat: float | None = None
    lon: float | None = None
    is_trimmed: bool = False
    streams: tuple[StreamFacts, ...] = ()
    pace: PaceFacts | None = None
    resaved: ResavedFacts | None = None


@dataclass(frozen=True)
class TelemetryPoint:
    """Where the camera was, ``t`` seconds after the first picture.

    ``at`` carries UTC where the source states UTC; otherwise it is the camera's clock as printed, without zone.
    ``fix`` says whether the receiver claimed a position; without one ``lat`` and ``lon`` are None, because
    cameras go on printing the last or an invented place. Degrees WGS 84, metres a second, degrees from north.
    """

    at: datetime | None
    t: float
    lat: float | None
    lon: float | None
    speed_mps: float | None
    course: float | None
    fix: bool
    source: str


@dataclass(frozen=True)
class Derivative:
    """A file made from the footage, named so that anybody can make it again and compare."""

    role: str
    parent_sha256: str
    tool: str
    version: str
    arguments: Mapping[str, JsonValue]
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True)
class Confinement:
    """How the reader was locked in. ``level`` is full, partial or none; the rest says which walls stood."""

    level: str = "none"
    landlock_abi: int = 0
    seccomp: bool = False
    no_new_privileges: bool = False
    uid: int = -1
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Extraction:
    """Everything read from one file. Only ``verdict`` is always there."""

    verdict: Verdict
    container: ContainerFacts | None = None
    points: tuple[TelemetryPoint, ...] = ()
    findings: tuple[Finding, ...] = ()
    derivatives: tuple[Derivative, ...] = ()
    confinement: Confinement = Confinement()

    @property
    def sentence(self) -> str:
        """The verdict in words for the person who meets it."""
        return self.verdict.sentence

    @property
    def is_watchable(self) -> bool:
        """True when there are pictures an officer can be shown."""
        pictures = self.container.frame_count if self.container else None
        return self.verdict in {Verdict.OK, Verdict.TRUNCATED, Verdict.END_TO_END} and bool(pictures)

    def with_verdict(self, verdict: Verdict) -> "Extraction":
        """The same facts under another verdict."""
        return replace(self, verdict=verdict)

    def to_json(self) -> str:
        """One JSON document; ``from_json`` gives an equal Extraction back."""
        return json.dumps(_as_dict(self), separators=(",", ":"), allow_nan=False)

    @staticmethod
    def from_json(text: str | bytes) -> "Extraction":
        """Read ``to_json``'s document; anything else raises UnusableFacts, for its writer may be hostile."""
        try:
            return _from_dict(json.loads(text))
        except (KeyError, TypeError, ValueError, RecursionError, AttributeError) as problem:
            raise UnusableFacts("The reader's answer could not be understood.") from problem


def as_facts_json(extraction: Extraction) -> dict[str, JsonValue]:
    """The shape ``opsnap facts --json`` prints."""
    whole = _as_dict(extraction)
    return {
        "verdict": whole["verdict"],
        "sentence": extraction.sentence,
        "container": whole["container"],
        "telemetry": {"points": whole["points"]},
        "findings": whole["findings"],
        "confinement": whole["confinement"],
    }


def telemetry_json(points: Sequence[TelemetryPoint]) -> bytes:
    """The file of points that is kept beside the footage; the same shape as in ``as_facts_json``."""
    return json.dumps({"points": [_point_dict(point) for point in points]}, allow_nan=False).encode()


def points_from_telemetry(text: bytes) -> tuple[TelemetryPoint, ...]:
    """Read ``telemetry_json``'s file. Raises UnusableFacts for anything else."""
    try:
        return tuple(_point(_mapping(point)) for point in _sequence(_mapping(json.loads(text))["points"]))
    except (KeyError, TypeError, ValueError, RecursionError) as problem:
        raise UnusableFacts("The file of points could not be understood.") from problem


def _point_dict(point: TelemetryPoint) -> dict[str, JsonValue]:
    return asdict(point) | {"at": point.at.isoformat() if point.at else None}


def _as_dict(extraction: Extraction) -> dict[str, JsonValue]:
    return {
        "verdict": extraction.verdict.value,
        "container": asdict(extraction.container) if extraction.container else None,
        "points": [_point_dict(point) for point in extraction.points],
        "findings": [asdict(finding) for finding in extraction.findings],
        "derivatives": [asdict(derivative) for derivative in extraction.derivatives],
        "confinement": asdict(extraction.confinement),
    }


def _from_dict(whole: Mapping[str, object]) -> Extraction:
    container = whole["container"]
    return Extraction(
        verdict=Verdict(_text(whole["verdict"])),
        container=None if container is None else _container(_mapping(container)),
        points=tuple(_point(_mapping(point)) for point in _sequence(whole["points"])),
        findings=tuple(_finding(_mapping(finding)) for finding in _sequence(whole["findings"])),
        derivatives=tuple(_derivative(_mapping(made)) for made in _sequence(whole["derivatives"])),
        confinement=_confinement(_mapping(whole["confinement"])),
    )


def _container(facts: Mapping[str, object]) -> ContainerFacts:
    return ContainerFacts(
        format=_text(facts["format"]),
        duration_s=_number_or_none(facts["duration_s"]),
        claimed_s=_number_or_none(facts["claimed_s"]),
        width=_whole_or_none(facts["width"]),
        height=_whole_or_none(facts["height"]),
        rotation=_whole(facts["rotation"]),
        fps=_number_or_none(facts["fps"]),
        codec=_text_or_none(facts["codec"]),
        pixel_format=_text_or_none(facts["pixel_format"]),
        frame_count=_whole_or_none(facts["frame_count"]),
        has_audio=_claim(facts["has_audio"]),
        created_at=_text_or_none(facts["created_at"]),
        created_zone=_text_or_none(facts["created_zone"]),
        created_source=_text_or_none(facts["created_source"]),
        make=_text_or_none(facts["make"]),
        model=_text_or_none(facts["model"]),
        encoder=_text_or_none(facts["encoder"]),
        firmware=_text_or_none(facts["firmware"]),
        also_created=tuple(_clock(_mapping(clock)) for clock in _sequence(facts["also_created"])),
        lat=_number_or_none(facts["lat"]),
        lon=_number_or_none(facts["lon"]),
        is_trimmed=_claim(facts["is_trimmed"]),
        streams=tuple(_stream(_mapping(stream)) for stream in _sequence(facts["streams"])),
        pace=None if facts["pace"] is None else _pace(_mapping(facts["pace"])),
        resaved=None if facts["resaved"] is None else _resaved(_mapping(facts["resaved"])),
    )


def _clock(clock: Mapping[str, object]) -> ClockFacts:
    return ClockFacts(_text(clock["printed"]), _text_or_none(clock["zone"]), _text(clock["source"]))


def _stream(stream: Mapping[str, object]) -> StreamFacts:
    said = (_text_or_none(stream[name]) for name in ("codec", "language", "handler"))
    return StreamFacts(_text(stream["kind"]), *said)


def _pace(pace: Mapping[str, object]) -> PaceFacts:
    return PaceFacts(
        step_s=_number_or_none(pace["step_s"]),
        is_variable=_claim(pace["is_variable"]),
        gaps=_whole(pace["gaps"]),
        longest_gap_s=_number_or_none(pace["longest_gap_s"]),
        longest_gap_at_s=_number_or_none(pace["longest_gap_at_s"]),
        duplicates=_whole(pace["duplicates"]),
    )


def _resaved(resaved: Mapping[str, object]) -> ResavedFacts:
    program, words, source = (_text(resaved[name]) for name in ("program", "words", "source"))
    return ResavedFacts(program, words, source, _number(resaved["confidence"]))


def _point(point: Mapping[str, object]) -> TelemetryPoint:
    at = _text_or_none(point["at"])
    return TelemetryPoint(
        at=datetime.fromisoformat(at) if at else None,
        t=_number(point["t"]),
        lat=_number_or_none(point["lat"]),
        lon=_number_or_none(point["lon"]),
        speed_mps=_number_or_none(point["speed_mps"]),
        course=_number_or_none(point["course"]),
        fix=_claim(point["fix"]),
        source=_text(point["source"]),
    )


def _finding(finding: Mapping[str, object]) -> Finding:
    return Finding(
        kind=_text(finding["kind"]),
        value=finding["value"],  # type: ignore[arg-type]  # it came out of json.loads, so it is a JsonValue
        source=_text(finding["source"]),
        tool=_text(finding["tool"]),
        version=_text(finding["version"]),
        confidence=_number_or_none(finding["confidence"]),
    )


def _derivative(made: Mapping[str, object]) -> Derivative:
    return Derivative(
        role=_text(made["role"]),
        parent_sha256=_text(made["parent_sha256"]),
        tool=_text(made["tool"]),
        version=_text(made["version"]),
        arguments=dict(_mapping(made["arguments"])),  # type: ignore[arg-type]  # out of json.loads
        sha256=_text(made["sha256"]),
        size=_whole(made["size"]),
        media_type=_text(made["media_type"]),
    )


def _confinement(facts: Mapping[str, object]) -> Confinement:
    return Confinement(
        level=_text(facts["level"]),
        landlock_abi=_whole(facts["landlock_abi"]),
        seccomp=_claim(facts["seccomp"]),
        no_new_privileges=_claim(facts["no_new_privileges"]),
        uid=_whole(facts["uid"]),
        missing=tuple(_text(wall) for wall in _sequence(facts["missing"])),
    )


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def _sequence(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _claim(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a whole number")
    return value


def _whole_or_none(value: object) -> int | None:
    return None if value is None else _whole(value)


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or value != value or abs(value) > 1e300:
        raise TypeError("not a number")
    return float(value)


def _number_or_none(value: object) -> float | None:
    return None if value is None else _number(value)
