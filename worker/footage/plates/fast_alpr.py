"""Plates with fast-alpr, an extra whose models a force fetches once and keeps beside the product."""

import importlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

import numpy as np

from triage.plate import normalise
from triage.plate_reading import reading_of_signs
from worker.footage.plates.crops import is_dark_on_light, sharpness_of, straightened
from worker.footage.plates.engine import EngineMissing, Sighting
from worker.footage.still import Image

NAME = "fast-alpr"
MISSING = (
    "The plate engine “fast-alpr” is not installed: pip install opsnap[alpr], or set OPSNAP_PLATE_ENGINE=rapidocr."
)
# Its detector draws the box around the whole plate, of which the characters fill this much of the height.
CHARACTER_SHARE = 0.6


class Box(Protocol):
    """Where fast-alpr saw a plate, in pixels."""

    x1: float
    y1: float
    x2: float
    y2: float


class Detection(Protocol):
    """One plate found."""

    bounding_box: Box


class Ocr(Protocol):
    """What it reads as, with one confidence for all or one for each character."""

    text: str
    confidence: float | list[float]


class Found(Protocol):
    """One answer of fast-alpr."""

    detection: Detection
    ocr: Ocr | None


class Alpr(Protocol):
    """What is used of fast-alpr, which is imported only when it was chosen."""

    def predict(self, frame: Image) -> list[Found]: ...


class FastAlprPlates:
    """The engine `fast-alpr`. EngineMissing, with what to do about it, where it is not installed."""

    name = NAME

    def __init__(self, alpr: Alpr | None = None) -> None:
        self._given = alpr
        if alpr is None and not self.version:
            raise EngineMissing(MISSING)

    @cached_property
    def version(self) -> str:
        """The version installed; empty without one."""
        try:
            return version(NAME)
        except PackageNotFoundError:
            return ""

    def look(self, picture: Image) -> Sequence[Sighting]:
        """What fast-alpr finds and reads; padding signs of its reader are dropped."""
        return tuple(self._sightings(picture))

    def _sightings(self, picture: Image) -> Iterator[Sighting]:
        for one in self._alpr.predict(picture):
            if one.ocr is None or not normalise(one.ocr.text):
                continue
            box = one.detection.bounding_box
            corners = [[box.x1, box.y1], [box.x2, box.y1], [box.x2, box.y2], [box.x1, box.y2]]
            quad = np.array(corners, dtype=np.float32)
            whole = straightened(picture, quad)
            yield Sighting(
                quad,
                (reading_of_signs(one.ocr.text, _signs(one.ocr)),),
                (box.y2 - box.y1) * CHARACTER_SHARE,
                sharpness_of(whole),
                is_dark_on_light(whole),
            )

    @cached_property
    def _alpr(self) -> Alpr:
        if self._given is not None:
            return self._given
        # Its models come over the network on first use; a force that may not fetch keeps them in its home folder.
        made: Alpr = importlib.import_module("fast_alpr").ALPR()
        return made


def _signs(ocr: Ocr) -> list[float]:
    sure = ocr.confidence
    return list(sure)[: len(ocr.text)] if isinstance(sure, Sequence) else [float(sure)] * len(ocr.text)
