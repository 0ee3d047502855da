"""One picture of the original, as whoever reads characters or compares pictures is given it, and how to ask for it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Still:
    """One decoded picture, upright, at the size of the original.

    ``number`` counts pictures in presentation order from 0 (the place in frames.json), ``pts`` is its presentation
    time in units of the stream, ``t`` the same in seconds after the first picture; ``image`` is blue-green-red.
    """

    number: int
    pts: int
    t: float
    image: Image


@dataclass(frozen=True)
class Numbered:
    """Exactly these pictures, by their place in presentation order."""

    numbers: tuple[int, ...]


@dataclass(frozen=True)
class KeyPictures:
    """At most so many key pictures: those nearest to ``around_s`` (seconds after the first), else spread evenly."""

    most: int
    around_s: float | None = None


Wanted = Numbered | KeyPictures
