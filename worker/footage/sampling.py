"""One small grey picture a second of the pass that decodes everything, for whoever judges or compares a clip."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

from triage.finding import Finding
from worker.footage.fingerprints import Prints
from worker.footage.upright import quarter_turns

GREY_WIDTH, GREY_HEIGHT = 320, 180
Grey = npt.NDArray[np.uint8]


class Sampler(Protocol):
    """Looks at one small picture a second and says at the end what it saw."""

    def look(self, grey: Grey, t: float) -> None:
        """One upright grey picture within 320 x 180, ``t`` seconds after the first."""

    def findings(self) -> Sequence[Finding]:
        """What it found, once the last picture was shown."""


@dataclass
class Sampling:
    """Hands the first picture of every second of presentation time to each sampler."""

    time_base: Fraction
    samplers: Sequence[Sampler]
    first: int | None = None
    last_second: int = field(default=-1)
    prints: Prints = field(default_factory=Prints)

    def take(self, frame: VideoFrame, pts: int) -> None:
        """Look at one picture of the pass, at ``pts`` stream units."""
        self.first = pts if self.first is None else self.first
        after = (pts - self.first) * self.time_base
        self.prints.take(frame, float(after))
        second = int(after)
        if second <= self.last_second or not self.samplers:
            return
        self.last_second = second
        grey = grey_of(frame)
        for sampler in self.samplers:
            sampler.look(grey, float(after))

    def findings(self) -> tuple[Finding, ...]:
        """What all samplers found."""
        return (*(one for sampler in self.samplers for one in sampler.findings()), *self.prints.findings())


def grey_of(frame: VideoFrame) -> Grey:
    """The picture upright, grey, within 320 x 180 and of its own shape."""
    quarter = quarter_turns(frame) % 2 == 1
    most_width, most_height = (GREY_HEIGHT, GREY_WIDTH) if quarter else (GREY_WIDTH, GREY_HEIGHT)
    share = min(1.0, most_width / frame.width, most_height / frame.height)
    width, height = max(2, round(frame.width * share)), max(2, round(frame.height * share))
    small = frame.reformat(width=width, height=height, format="gray", interpolation="AREA", threads=1).to_ndarray()
    return np.ascontiguousarray(np.rot90(small, quarter_turns(frame)), dtype=np.uint8)
