"""The confined child's whole work: sniff, scan, probe, watch, write; every way it can end is a verdict."""

import errno
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import av
import cv2
from av.container import InputContainer
from av.video.stream import VideoStream

from triage.finding import Finding, JsonValue
from worker.footage import playable, probe, wire
from worker.footage.container import container_facts
from worker.footage.descriptors import Reader, Writer
from worker.footage.ending import ends_early
from worker.footage.facts import READER, READER_VERSION, Confinement, Derivative, Extraction
from worker.footage.faststart import index_first
from worker.footage.findings import findings_of, findings_of_log
from worker.footage.pace import pace_of
from worker.footage.pictures import Album, Watched, frames_json, jpeg, watch
from worker.footage.quality import Quality
from worker.footage.sampling import Sampler, Sampling
from worker.footage.sniff import HEAD_BYTES, sniff
from worker.footage.source import Source
from worker.footage.telemetry.registry import Told, read_log, read_telemetry, videos_in_log
from worker.footage.tracks import is_locked, letters_of, tracks_of
from worker.footage.upright import quarter_turns
from worker.footage.verdict import Verdict

TOOL = "opsnap-playable"
TOOL_VERSION = f"1 av-{av.__version__} cv2-{cv2.__version__}"
NO_ROOM = frozenset({errno.EFBIG, errno.ENOSPC, errno.ENOMEM, errno.EDQUOT})
# Times that go back by less are a picture written twice or out of its order, not another recording.
BEGINS_ANEW_S = 1
FORBIDDEN = frozenset({errno.EPERM, errno.EACCES, errno.ENOSYS})
# Each is made anew for every pass over the pictures and shown one small grey picture a second.
SAMPLERS: tuple[Callable[[], Sampler], ...] = (Quality,)
UNSHOWABLE = frozenset({Verdict.NO_PICTURE, Verdict.UNREADABLE})


@dataclass
class Reading:
    """One file being read: its request, its descriptors, and what is known so far."""

    request: wire.Request
    source: int
    pipe: int
    outputs: dict[str, int]
    known: Extraction
    partner: playable.Partner | None = None
    letters: list[str] = field(default_factory=list)

    def tell(self, step: int, share: float) -> None:
        """Say how far the work is; each step is its share of the bar."""
        fraction = (step + min(1.0, share)) / len(wire.STEPS)
        message = {"fraction": round(fraction, 3), "what": wire.STEPS[step]}
        wire.send(self.pipe, wire.PROGRESS, json.dumps(message).encode())

    def tell_watching(self, share: float) -> None:
        """Progress of the step that takes longest."""
        self.tell(1, share)

    def answer(self, known: Extraction) -> None:
        """Report everything known; later answers replace earlier ones, so a crash loses only what came after."""
        self.known = known
        wire.send(self.pipe, wire.ANSWER, known.to_json().encode())


def read(
    request: wire.Request,
    source: int,
    pipe: int,
    outputs: dict[str, int],
    confinement: Confinement,
    partner: playable.Partner | None = None,
) -> None:
    """Read one file to its verdict and report it on the pipe. ``partner`` encodes what has to be."""
    cv2.setNumThreads(0)
    nothing = Extraction(Verdict.UNREADABLE, confinement=confinement)
    reading = Reading(request, source, pipe, outputs, nothing, partner)
    try:
        _read(reading)
    except probe.Refused as refused:
        container = refused.facts or reading.known.container
        # That a file was cut short explains why nothing in it can be shown.
        explained = reading.known.verdict is Verdict.TRUNCATED and refused.verdict in UNSHOWABLE
        verdict = Verdict.TRUNCATED if explained else refused.verdict
        reading.answer(replace(reading.known, verdict=verdict, container=container))
    except MemoryError:
        reading.answer(reading.known.with_verdict(Verdict.TOO_LARGE))
    except av.FFmpegError as problem:
        reading.answer(reading.known.with_verdict(_verdict_of(problem.errno or 0, reading)))
    except OSError as problem:
        reading.answer(reading.known.with_verdict(_verdict_of(problem.errno or 0, reading)))


def _verdict_of(number: int, reading: Reading) -> Verdict:
    if abs(number) in NO_ROOM:
        return Verdict.TOO_LARGE
    if abs(number) in FORBIDDEN:
        return Verdict.CONFINED_TOO_TIGHTLY
    return Verdict.TRUNCATED if reading.known.verdict is Verdict.TRUNCATED else Verdict.UNREADABLE


def _read(reading: Reading) -> None:
    size = reading.request.size
    sniffed = sniff(os.pread(reading.source, HEAD_BYTES, 0), size)
    if sniffed.demuxer is None:
        _read_other(reading, sniffed.verdict or Verdict.NOT_A_VIDEO)
        return
    if size > reading.request.limits.file_bytes:
        raise probe.Refused(Verdict.TOO_LARGE)
    told = read_telemetry(Source(reading.source, size), sniffed.demuxer)
    is_cut = ends_early(Source(reading.source, size), sniffed.demuxer)
    reading.known = replace(
        reading.known,
        points=tuple(told.points),
        findings=findings_of(None, told),
        verdict=Verdict.TRUNCATED if is_cut else Verdict.UNREADABLE,
    )
    found = tracks_of(Source(reading.source, size), sniffed.demuxer)
    reading.letters = letters_of(found)
    if is_locked(found):
        container = probe.open_footage(Reader(reading.source, size), sniffed.demuxer)
        raise probe.Refused(Verdict.ENCRYPTED, container_facts(container, None, reading.letters))
    _read_pictures(reading, sniffed.demuxer, told, is_cut)


def _read_other(reading: Reading, verdict: Verdict) -> None:
    if verdict is not Verdict.LOCATION_LOG:
        reading.answer(replace(reading.known, verdict=verdict))
        return
    log = Source(reading.source, reading.request.size)
    points, videos = read_log(log), videos_in_log(log)
    known = replace(reading.known, verdict=verdict, points=tuple(points), findings=findings_of_log(points, videos))
    reading.answer(known)


def _read_pictures(reading: Reading, demuxer: str, told: Told, is_cut: bool) -> None:
    limits = reading.request.limits
    container, stream = _open(reading, demuxer)
    facts = container_facts(container, stream, reading.letters)
    if (facts.width or 0) * (facts.height or 0) > limits.pixels:
        raise probe.Refused(Verdict.TOO_LARGE, facts)
    reading.known = replace(reading.known, container=facts)
    first, signed = probe.first_picture(container, stream)
    if first.width * first.height > limits.pixels:
        raise probe.Refused(Verdict.TOO_LARGE, facts)
    container, stream = _open(reading, demuxer)
    timeline = probe.measure(container, stream, limits, lambda share: reading.tell(0, share))
    facts = replace(
        facts,
        width=first.width,
        height=first.height,
        pixel_format=first.format.name,
        rotation=-90 * quarter_turns(first) % 360,
        duration_s=_rounded(timeline.duration_s),
        frame_count=len(timeline.pts),
        make=facts.make or told.make,
        model=facts.model or told.model,
        is_trimmed=timeline.trimmed,
        pace=pace_of(timeline.pts, timeline.time_base),
        resaved=facts.resaved or signed,
    )
    known = replace(
        reading.known,
        verdict=Verdict.TRUNCATED if is_cut or timeline.damaged else Verdict.OK,
        container=facts,
        findings=findings_of(facts, told),
    )
    reading.answer(known)
    if reading.outputs:
        _make(reading, demuxer, timeline)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def _open(reading: Reading, demuxer: str) -> tuple[InputContainer, VideoStream]:
    container = probe.open_footage(Reader(reading.source, reading.request.size), demuxer)
    return container, probe.picture_stream(container, reading.letters)


def _make(reading: Reading, demuxer: str, timeline: probe.Timeline) -> None:
    """Write what was asked for, each named with how it was made. Hashes are added by who opened the files."""
    album = Album(timeline)
    watched, arguments, sampled = _watch(reading, demuxer, timeline, album)
    if not watched.pts or album.poster is None:
        raise probe.Refused(Verdict.UNREADABLE)
    made: dict[str, Mapping[str, JsonValue]] = {
        "playable": arguments,
        "poster": album.about_poster(),
        "strip": album.about_strip(),
        "frames": {"pictures": len(watched.pts), "order": "as shown"},
    }
    if "poster" in reading.outputs:
        Writer(reading.outputs["poster"]).write(jpeg(album.poster))
    if "strip" in reading.outputs:
        Writer(reading.outputs["strip"]).write(jpeg(album.strip))
    if "frames" in reading.outputs:
        Writer(reading.outputs["frames"]).write(frames_json(watched.pts, timeline.time_base))
    derivatives = tuple(
        Derivative(role, "", TOOL, TOOL_VERSION, made[role], "", 0, wire.MEDIA_TYPES[role]) for role in reading.outputs
    )
    decoded = Finding(
        "pictures_decoded",
        {"pictures": len(watched.pts), "mistakes": watched.mistakes, "left_out": watched.left_out},
        "video",
        READER,
        READER_VERSION,
    )
    begins_anew = watched.back * timeline.time_base > BEGINS_ANEW_S
    known = replace(reading.known, derivatives=derivatives, findings=(*reading.known.findings, decoded, *sampled))
    reading.answer(known.with_verdict(Verdict.END_TO_END) if begins_anew else known)


def _watch(
    reading: Reading, demuxer: str, timeline: probe.Timeline, album: Album
) -> tuple[Watched, Mapping[str, JsonValue], tuple[Finding, ...]]:
    """Watch all of it, and leave a version a browser plays when one is wanted; how that was made, what was seen."""
    container, stream = _open(reading, demuxer)
    wanted = reading.outputs.get("playable")
    sampling = _sampling(timeline)
    if wanted is None:
        watched = watch(container, stream, timeline, album, None, reading.tell_watching, sampling)
        return watched, {}, sampling.findings()
    # A clip trimmed on a phone keeps what was cut away: copied as it is, it would show it again.
    if playable.may_rewrap(stream) and not timeline.trimmed and not reading.request.force_transcode:
        # Strict: what a forgiving decoder conceals, a browser may not.
        stream.codec_context.options = {"err_detect": "explode"}
        watched = watch(container, stream, timeline, album, None, reading.tell_watching, sampling)
        if watched.is_complete and _rewrap(reading, demuxer, watched, Writer(wanted)):
            return watched, playable.REWRAPPED, sampling.findings()
        os.ftruncate(wanted, 0)
        container, stream = _open(reading, demuxer)
        sampling = _sampling(timeline)
    if reading.partner is None:
        raise probe.Refused(Verdict.UNREADABLE)
    feeder = playable.Feeder(stream, reading.partner)
    watched = watch(container, stream, timeline, album, feeder, reading.tell_watching, sampling)
    if not watched.pts:
        raise probe.Refused(Verdict.UNREADABLE)
    reading.tell(2, 0.0)
    return watched, reading.partner.finish(), sampling.findings()


def _sampling(timeline: probe.Timeline) -> Sampling:
    return Sampling(timeline.time_base, [begin() for begin in SAMPLERS])


def _rewrap(reading: Reading, demuxer: str, watched: Watched, writer: Writer) -> bool:
    """False when not every picture that was seen could be copied."""
    reading.tell(2, 0.0)
    container, stream = _open(reading, demuxer)
    try:
        if playable.rewrap(container, stream, min(watched.pts), writer) < len(watched.pts):
            return False
    except (av.ArgumentError, av.InvalidDataError):
        # Clips laid end to end: times that begin anew cannot be copied, only encoded.
        return False
    index_first(writer)
    return True
