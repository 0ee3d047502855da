"""What the headers claim of a file: its streams, clocks, place, device and whoever wrote it last."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

import av
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from worker.footage.facts import KINDS, ClockFacts, ContainerFacts, StreamFacts
from worker.footage.resaved import program_behind

TAGS_KEPT = 200
MOST_STREAMS = 32
APPLE = "com.apple.quicktime."
MAKE = (f"{APPLE}make", "com.android.manufacturer", "make")
MODEL = (f"{APPLE}model", "com.android.model", "model")
FIRMWARE = ("firmware", f"{APPLE}software", "com.android.version", "software_version")
# ISO 6709 as Apple and Android write it: degrees with signs, at times a height, a slash.
PLACES = (f"{APPLE}location.iso6709", f"{APPLE}location.ISO6709", "location")
ISO_6709 = re.compile(r"^([+-]\d{2}(?:\.\d+)?)([+-]\d{3}(?:\.\d+)?)(?:[+-]\d+(?:\.\d+)?)?(?:CRS\w+)?/?$")
# The names under which the library hands on a clock; "creation_time" promises UTC, save in AVI, whose clock is local.
CLOCKS = ("creation_time", "DATE", "date", "ICRD")
UTC_FORMATS = frozenset({"mov", "matroska"})
PRINTED = re.compile(r"^(\d{4})[-:/](\d\d)[-:/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?$")
NO_CLOCK_YEARS = ("1904", "1970", "0000")


def container_facts(
    container: InputContainer, stream: VideoStream | None, formats: Sequence[str] = ()
) -> ContainerFacts:
    """What the headers say, unproven: time and number of the pictures are measured later, not believed.

    ``formats`` are the four letters of each track, where the container has them (see tracks_of).
    """
    tags = dict(container.metadata)
    below = [dict(one.metadata) for one in islice(container.streams, MOST_STREAMS)]
    name = container.format.name.split(",")[0]
    clocks = _clocks([tags, *below], "UTC" if name in UTC_FORMATS else None)
    place = _place(tags)
    facts = ContainerFacts(
        format=name,
        claimed_s=round(container.duration / av.time_base, 3) if container.duration else None,
        has_audio=bool(container.streams.audio),
        created_at=clocks[0].printed if clocks else None,
        created_zone=clocks[0].zone if clocks else None,
        created_source=clocks[0].source if clocks else None,
        also_created=tuple(clocks[1:]),
        make=text_of(tags, *MAKE),
        model=text_of(tags, *MODEL),
        encoder=text_of({**(stream.metadata if stream else {}), **tags}, "encoder", "ENCODER", f"{APPLE}software"),
        firmware=text_of(tags, *FIRMWARE),
        lat=place[0] if place else None,
        lon=place[1] if place else None,
        streams=_streams(container, formats),
        resaved=program_behind([tags, *below]),
    )
    return facts if stream is None else _with_picture(facts, stream)


def _with_picture(facts: ContainerFacts, stream: VideoStream) -> ContainerFacts:
    rate = stream.average_rate or stream.guessed_rate
    return replace(
        facts,
        width=stream.width or None,
        height=stream.height or None,
        fps=round(float(rate), 3) if rate else None,
        codec=stream.codec_context.name if stream.codec_context else None,
        pixel_format=stream.pix_fmt,
    )


def _streams(container: InputContainer, formats: Sequence[str]) -> tuple[StreamFacts, ...]:
    streams = list(islice(container.streams, MOST_STREAMS))
    known = formats if len(formats) == len(container.streams) else [""] * len(streams)
    return tuple(_stream(one, letters) for one, letters in zip(streams, known, strict=False))


def _stream(stream: Stream, letters: str) -> StreamFacts:
    tags = stream.metadata
    language = text_of(tags, "language")
    return StreamFacts(
        kind=stream.type if stream.type in KINDS else "unknown",
        codec=stream.codec_context.name if stream.codec_context else (letters or None),
        language=None if language == "und" else language,
        handler=text_of(tags, "handler_name", "title"),
    )


def _clocks(headers: Sequence[Mapping[str, str]], promised: str | None) -> list[ClockFacts]:
    """Every clock of the headers, the most credible first: Apple's names its zone, the others' is only promised."""
    tags = headers[0]
    found = [clock_of(text_of(tags, f"{APPLE}creationdate"), f"{APPLE}creationdate", None)]
    found += [clock_of(text_of(tags, name), name, promised if name == "creation_time" else None) for name in CLOCKS]
    found += [clock_of(text_of(header, "creation_time"), "track creation_time", promised) for header in headers[1:]]
    kept: list[ClockFacts] = []
    for clock in found:
        if clock and all((clock.printed, clock.zone) != (one.printed, one.zone) for one in kept):
            kept.append(clock)
    return kept


def clock_of(printed: str | None, source: str, promised: str | None) -> ClockFacts | None:
    """A clock as printed, its zone as stated or ``promised`` by its place. A header of 1904 or 1970 is no clock."""
    match = PRINTED.match(printed or "")
    if match is None or match[1] in NO_CLOCK_YEARS:
        return None
    stated = match[7]
    zone = {"Z": "UTC", None: promised}.get(stated, f"{stated[:3]}:{stated[-2:]}" if stated else None)
    return ClockFacts("{}-{}-{}T{}:{}:{}".format(*match.groups()[:6]), zone, source)


def _place(tags: Mapping[str, str]) -> tuple[float, float] | None:
    match = ISO_6709.match(text_of(tags, *PLACES) or "")
    if match is None:
        return None
    lat, lon = float(match[1]), float(match[2])
    # Phones without a fix write the Gulf of Guinea.
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0.0, 0.0) else None


def text_of(tags: Mapping[str, str], *names: str) -> str | None:
    """The first of these tags that says anything: printable letters only, and not many."""
    for name in names:
        value = "".join(letter for letter in tags.get(name, "") if letter.isprintable()).strip()
        if value:
            return value[:TAGS_KEPT]
    return None
