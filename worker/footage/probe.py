"""Container facts and the time of every picture, read without decoding more than one picture."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from worker.footage.container import container_facts
from worker.footage.descriptors import Reader
from worker.footage.facts import ContainerFacts, ResavedFacts
from worker.footage.resaved import encoder_in
from worker.footage.sandbox import Limits
from worker.footage.verdict import Verdict

# What cameras and phones write. Everything else the library could decode stays shut.
CODECS = "h264,hevc,mpeg4,mjpeg,mpeg2video,h263,vp8,libvpx,vp9,libvpx-vp9,av1,libdav1d,aac,mp3,mp3float,ac3,amrnb,opus"
WATCHED_CODECS = frozenset(CODECS.split(","))
SOUND_CODECS = "pcm_s16le,pcm_s16be,pcm_u8,pcm_mulaw,pcm_alaw,adpcm_ima_wav,adpcm_ms,vorbis,mov_text"
DEMUXERS = {"mov": "mov,mp4,m4a,3gp,3g2,mj2", "matroska": "matroska,webm", "avi": "avi", "mpegts": "mpegts"}
BUFFER = 512 * 1024
FIRST_PICTURE_PACKETS = 300
SIGNATURE_BYTES = 2048


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


def picture_stream(container: InputContainer, formats: Sequence[str] = ()) -> VideoStream:
    """The stream that is watched: the first that is not a cover picture. Raises Refused when there is none."""
    for stream in container.streams.video:
        context = stream.codec_context
        if context is None or stream.disposition & Disposition.attached_pic:
            continue
        # The library's own list of codecs binds its probing alone, not the decoder that is opened here.
        if context.name in WATCHED_CODECS:
            stream.codec_context.thread_count = 1
            return stream
    facts = container_facts(container, None, formats)
    kinds = {stream.kind for stream in facts.streams}
    raise Refused(Verdict.SOUND_ONLY if kinds == {"audio"} else Verdict.NO_PICTURE, facts)


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
            raise Refused(Verdict.TOO_LONG)
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


def first_picture(container: InputContainer, stream: VideoStream) -> tuple[VideoFrame, ResavedFacts | None]:
    """Decode until one picture comes; with the software encoder that signed it. Raises Refused when none comes."""
    signed: ResavedFacts | None = None
    for number, packet in enumerate(packets(container, stream, on_damage=lambda: None)):
        signed = signed or encoder_in(bytes(packet)[:SIGNATURE_BYTES])
        try:
            for frame in packet.decode():
                if isinstance(frame, VideoFrame):
                    return frame, signed
        except av.InvalidDataError:
            continue
        if number > FIRST_PICTURE_PACKETS:
            break
    raise Refused(Verdict.UNREADABLE)


def _usual_step(stream: VideoStream, time_base: Fraction) -> int:
    rate = stream.average_rate or stream.guessed_rate or Fraction(25)
    return max(1, round(1 / (rate * time_base)))
