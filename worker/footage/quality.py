"""How good the pictures are to look at: dark, black, burnt out, blurred or standing still, each with its measure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

import cv2
import numpy as np

from triage.finding import Finding
from worker.footage.sampling import Grey

TOOL, VERSION = "opsnap-quality", f"1 cv2-{cv2.__version__}"
SOURCE = "pictures"
# Greys from 0 to 255 on pictures of 320 x 180. Judged by eye on drawn and recorded clips; they warn, nothing more.
BLACK_MEAN, BLACK_SPREAD = 14.0, 4.0
DARK_MEAN = 40.0
BRIGHT_GREY, BRIGHT_SHARE = 250, 0.3
SHARP_EDGES = 40.0  # variance of the Laplacian
STILL_CHANGE = 0.3  # mean change of a pixel within a second; the noise of a sensor alone is more
TOLD_FROM = 0.1  # share of the clip


@dataclass
class Signal:
    """One way in which pictures are bad: the measure of every picture looked at, and which of them were bad."""

    kind: str
    limit: float
    measures: list[float] = field(default_factory=list)
    bad: int = 0

    def note(self, measure: float, *, is_bad: bool) -> None:
        """The measure of one more picture."""
        self.measures.append(measure)
        self.bad += is_bad

    def finding(self) -> Finding | None:
        """What to tell, where more than a little of the clip is concerned."""
        share = self.bad / len(self.measures) if self.measures else 0.0
        if share < TOLD_FROM:
            return None
        value = {"share": round(share, 3), "measure": round(median(self.measures), 2), "limit": self.limit}
        return Finding(self.kind, value, SOURCE, TOOL, VERSION)


class Quality:
    """Looks at one small grey picture a second; shares are of the seconds looked at, measures their medians."""

    def __init__(self) -> None:
        self.black = Signal("black_pictures", BLACK_MEAN)
        self.dark = Signal("too_dark", DARK_MEAN)
        self.bright = Signal("overexposed", BRIGHT_SHARE)
        self.blurred = Signal("blurred", SHARP_EDGES)
        self.frozen = Signal("frozen_pictures", STILL_CHANGE)
        self.before: Grey | None = None

    def look(self, grey: Grey, _t: float) -> None:
        """One picture. A black one is neither dark nor blurred nor frozen: there is nothing to judge."""
        mean, spread = float(grey.mean()), float(grey.std())
        is_black = mean < BLACK_MEAN and spread < BLACK_SPREAD
        self.black.note(mean, is_bad=is_black)
        self.dark.note(mean, is_bad=mean < DARK_MEAN and not is_black)
        burnt = float(np.count_nonzero(grey >= BRIGHT_GREY)) / grey.size
        self.bright.note(burnt, is_bad=burnt > BRIGHT_SHARE)
        edges = float(cv2.Laplacian(grey, cv2.CV_32F).var())
        self.blurred.note(edges, is_bad=edges < SHARP_EDGES and not is_black)
        if self.before is not None and self.before.shape == grey.shape:
            change = float(cv2.absdiff(grey, self.before).mean())
            self.frozen.note(change, is_bad=change < STILL_CHANGE and not is_black)
        self.before = grey

    def findings(self) -> Sequence[Finding]:
        """The signals that concern a tenth of the clip or more."""
        signals = (self.black, self.dark, self.bright, self.blurred, self.frozen)
        return [found for signal in signals if (found := signal.finding()) is not None]
