"""Container facts and the time of every picture, read without decoding more than one picture."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from worker.footage.descriptors import Reader
from worker.footage.facts import ContainerFacts
from worker.footage.sandbox import Limits
from worker.footage.verdict import Verdict

# What cameras and phones write. Everything else the library could decode stays shut.
CODECS = "h264,hevc,mpeg4,mjpeg,mpeg2video,h263,vp8,libvpx,vp9,libvpx-vp9,av1,libdav1d,aac,mp3,mp3float,ac3,amrnb,opus"
SOUND_CODECS = "pcm_s16le,pcm_s16be,pcm_u8,pcm_mulaw,pcm_alaw,adpcm_ima_wav,adpcm_ms,vorbis,mov_text"
DEMUXERS = {"mov": "mov,mp4,m4a,3gp,3g2,mj2", "matroska": "matroska,webm", "avi": "avi", "mpegts": "mpegts"}
BUFFER = 512 * 1024
FIRST_PICTURE_PACKETS = 300
TAGS_KEPT = 200


@dataclass
class Timeline:
    """The presentation time of every picture in stream units, in the order of the file.

    ``damaged`` says that the container broke off, ``trimmed`` that an edit list hides pictures that are there.
    """

    time_base: Fraction
    pts: list[int] = field(default_factory=list)
    durations: list[int] = field(default_factory=list)
    damaged: bool = False
    trimmed: bool = False

    def mark_damaged(self) -> None:
        """The container broke off before its end."""
        self.damaged = True

    @property
    def duration_s(self) -> float | None:
        """From the first picture to the end of the last, in seconds."""
        if not self.pts:
            return None
        last = max(range(len(self.pts)), key=self.pts.__getitem__)
        step = self.durations[last] or (max(self.pts) - min(self.pts)) // max(1, len(self.pts) - 1)
        return float((self.pts[last] + step - min(self.pts)) * self.time_base)


class Refused(Exception):
    """Reading stops here with a verdict, and the facts known so far."""

    def __init__(self, verdict: Verdict, facts: ContainerFacts | None = None) -> None:
        super().__init__(verdict.sentence)
        self.verdict = verdict
        self.facts = facts


def open_footage(reader: Reader, demuxer: str) -> InputContainer:
    """Open with the one demuxer the first bytes promise, and only the codecs of cameras."""
    reader.seek(0)
    return av.open(
        reader,
        mode="r",
        format=demuxer,
        buffer_size=BUFFER,
        metadata_errors="replace",
        options={
            "format_whitelist": DEMUXERS[demuxer],
            "codec_whitelist": f"{CODECS},{SOUND_CODECS}",
            "protocol_whitelist": "none",
            "max_streams": "16",
            "probesize": str(8 * 1024**2),
            "analyzeduration": "3000000",
        },
    )


def picture_stream(container: InputContainer) -> VideoStream:
    """The stream that is watched: the first that is not a cover picture. Raises Refused when there is none."""
    for stream in container.streams.video:
        if stream.codec_context is not None and not stream.disposition & Disposition.attached_pic:
            stream.codec_context.thread_count = 1
            return stream
    raise Refused(Verdict.NO_PICTURE, container_facts(container, None))


def container_facts(container: InputContainer, stream: VideoStream | None) -> ContainerFacts:
    """What the headers claim. Time and count are measured later, not believed."""
    tags = {**(stream.metadata if stream else {}), **container.metadata}
    created, zone, source = _created(tags)
    facts = ContainerFacts(
        format=container.format.name.split(",")[0],
        claimed_s=round(container.duration / av.time_base, 3) if container.duration else None,
        has_audio=bool(container.streams.audio),
        created_at=created,
        created_zone=zone,
        created_source=source,
        make=_tag(tags, "com.apple.quicktime.make", "com.android.manufacturer", "make"),
        model=_tag(tags, "com.apple.quicktime.model", "com.android.model", "model"),
        encoder=_tag(tags, "encoder", "com.apple.quicktime.software", "ENCODER"),
        firmware=_tag(tags, "firmware", "com.android.version"),
    )
    if stream is None:
        return facts
    rate = stream.average_rate or stream.guessed_rate
    return replace(
        facts,
        width=stream.width or None,
        height=stream.height or None,
        fps=round(float(rate), 3) if rate else None,
        codec=stream.codec_context.name if stream.codec_context else None,
        pixel_format=stream.pix_fmt,
    )


def measure(container: InputContainer, stream: VideoStream, limits: Limits, tell: Callable[[float], None]) -> Timeline:
    """Walk all packets of the picture stream. Raises Refused when there are more than the limits allow."""
    timeline = Timeline(stream.time_base or Fraction(1, 90_000))
    step = _usual_step(stream, timeline.time_base)
    claimed = max(1, stream.frames or 3000)
    for packet in packets(container, stream, on_damage=timeline.mark_damaged):
        if packet.is_discard:
            timeline.trimmed = True
        if packet.size == 0 or packet.is_discard:
            continue
        number = len(timeline.pts)
        pts = packet.pts if packet.pts is not None else packet.dts
        timeline.pts.append(pts if pts is not None else number * step)
        timeline.durations.append(packet.duration or 0)
        if number % 500 == 0:
            tell(min(1.0, number / claimed))
        if number >= limits.frames or abs(timeline.pts[-1] - timeline.pts[0]) * timeline.time_base > limits.duration_s:
            raise Refused(Verdict.TOO_LONG, container_facts(container, stream))
    return timeline


def packets(container: InputContainer, *streams: Stream, on_damage: Callable[[], None]) -> Iterator["Packet[Stream]"]:
    """The packets of some streams to the end of the file; ``on_damage`` is called where the container breaks off."""
    source = container.demux(*streams)
    while True:
        try:
            packet = next(source)
        except StopIteration:
            return
        except IndexError:
            # The library stumbles at the very end over streams that began in mid-file (Novatek's GPS packets).
            return
        except (av.InvalidDataError, av.EOFError):
            on_damage()
            return
        yield packet


def first_picture(container: InputContainer, stream: VideoStream) -> VideoFrame:
    """Decode until one picture comes. Raises Refused when none does."""
    for number, packet in enumerate(packets(container, stream, on_damage=lambda: None)):
        try:
            for frame in packet.decode():
                if isinstance(frame, VideoFrame):
                    return frame
        except av.InvalidDataError:
            continue
        if number > FIRST_PICTURE_PACKETS:
            break
    raise Refused(Verdict.UNREADABLE, container_facts(container, stream))


def _usual_step(stream: VideoStream, time_base: Fraction) -> int:
    rate = stream.average_rate or stream.guessed_rate or Fraction(25)
    return max(1, round(1 / (rate * time_base)))


def _tag(tags: dict[str, str], *names: str) -> str | None:
    for name in names:
        value = "".join(letter for letter in tags.get(name, "") if letter.isprintable()).strip()
        if value:
            return value[:TAGS_KEPT]
    return None


def _created(tags: dict[str, str]) -> tuple[str | None, str | None, str | None]:
    """The clock as printed, the zone its source promises, and the source. A header of 1904 or 1970 is no clock."""
    stated = _tag(tags, "com.apple.quicktime.creationdate")
    if stated and len(stated) >= 24:
        return stated[:19], stated[19:], "com.apple.quicktime.creationdate"
    for name in ("creation_time", "DATE", "date", "ICRD"):
        printed = _tag(tags, name)
        if printed and len(printed) >= 19 and printed[:4] not in ("1904", "1970"):
            return printed[:19].replace(" ", "T"), "UTC" if name == "creation_time" else None, name
    return None, None, None
