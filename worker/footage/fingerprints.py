"""Eight tiny grey pictures a second, by which a recording is known again after it was cut, cropped or saved anew."""

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import av
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

from triage.finding import Finding, JsonValue
from worker.footage.upright import quarter_turns

KIND = "fingerprint"
TOOL, VERSION = "opsnap-fingerprint", f"1 av-{av.__version__}"
WIDTH, HEIGHT = 48, 27
# A copy that was cut starts on another grid: at eight a second no moment is further than 63 ms from a picture.
PER_SECOND = 8
MOST_SECONDS = 30 * 60
PICTURE_BYTES = WIDTH * HEIGHT
Pictures = npt.NDArray[np.uint8]


@dataclass
class Prints:
    """Gathers the pictures while a pass goes by; one that is missing is the one before it, as a player shows it."""

    pictures: list[bytes] = field(default_factory=list)

    def take(self, frame: VideoFrame, after: float) -> None:
        """Keep a picture shown ``after`` seconds since the first, when the next one is due."""
        due = min(int(after * PER_SECOND + 1e-6), MOST_SECONDS * PER_SECOND - 1)
        if due < len(self.pictures):
            return
        while self.pictures and len(self.pictures) < due:
            self.pictures.append(self.pictures[-1])
        self.pictures.append(tiny(frame).tobytes())

    def findings(self) -> tuple[Finding, ...]:
        """All of them in one finding; what was read, not guessed."""
        if not self.pictures:
            return ()
        packed = base64.b64encode(zlib.compress(b"".join(self.pictures), 6)).decode()
        value: JsonValue = {"pictures": len(self.pictures), "per_second": PER_SECOND, "packed": packed}
        return (Finding(KIND, value, "video", TOOL, VERSION),)


def tiny(frame: VideoFrame) -> Pictures:
    """The picture upright, grey, squeezed to 48 x 27 whatever its shape."""
    quarter = quarter_turns(frame) % 2 == 1
    width, height = (HEIGHT, WIDTH) if quarter else (WIDTH, HEIGHT)
    small = frame.reformat(width=width, height=height, format="gray", interpolation="AREA", threads=1).to_ndarray()
    return np.ascontiguousarray(np.rot90(small, quarter_turns(frame)), dtype=np.uint8)


def packed_of(finding: Finding) -> bytes:
    """The compressed pictures of a fingerprint as they are kept; empty when the finding has not the agreed shape."""
    packed = finding.value.get("packed") if isinstance(finding.value, Mapping) else None
    try:
        kept = base64.b64decode(packed, validate=True) if isinstance(packed, str) else b""
    except binascii.Error:
        return b""
    return kept if len(unpacked(kept)) else b""


def unpacked(kept: bytes) -> Pictures:
    """The pictures again, n x 27 x 48; none when the bytes are not what was packed. They came out of a hostile file."""
    most = MOST_SECONDS * PER_SECOND * PICTURE_BYTES
    opened = zlib.decompressobj()
    try:
        raw = opened.decompress(kept, most + 1)
    except zlib.error:
        raw = b""
    if not raw or len(raw) > most or len(raw) % PICTURE_BYTES:
        return np.zeros((0, HEIGHT, WIDTH), np.uint8)
    return np.frombuffer(raw, np.uint8).reshape(-1, HEIGHT, WIDTH)
