"""Find text in a picture and read it: rapidocr with the models of its wheel, on one thread, never over a network."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path
from string import ascii_uppercase, digits

import cv2
import numpy as np
import numpy.typing as npt
import rapidocr
from rapidocr import RapidOCR

from worker.footage.still import Image

Quad = npt.NDArray[np.float32]  # four corners x, y: top left, top right, bottom right, bottom left
Chances = npt.NDArray[np.float32]

MODELS = Path(rapidocr.__file__).parent / "models"
OCR_TOOL = "rapidocr"
OCR_VERSION = "PP-OCRv6-small"
LONGEST_SIDE = 1920  # text is looked for at most at this size; a smaller picture is not enlarged
READ_HEIGHT, READ_WIDTH = 48, 320  # what the reading model was trained on; width grows with the line
BLANK = 0
SIGNS = digits + ascii_uppercase
FAINTEST = 0.001


@dataclass(frozen=True)
class Text:
    """What stands in one crop. ``confidence`` is the mean over the characters, 0-1; no text is "" and 0.

    ``signs`` is the confidence of each character of ``text``, spaces included. ``rivals`` says for each character
    which capital letters and figures it may be, with their chances, likeliest first; small letters count as capitals.
    """

    text: str
    confidence: float
    signs: tuple[float, ...] = ()
    rivals: tuple[tuple[tuple[str, float], ...], ...] = ()


class Recogniser:
    """The engine behind overlays and plates. Models load on first use (about a second, 60 MB); one a process."""

    def find(self, image: Image) -> list[Quad]:
        """The areas of a picture that hold a line of text, from the top, in pixels of that picture."""
        found = self._engine(image, use_det=True, use_cls=False, use_rec=False).boxes
        return [] if found is None else [np.asarray(box, dtype=np.float32) for box in found]

    def read(self, crops: Sequence[Image]) -> list[Text]:
        """Read one line of text from each crop, in their order; crops are blue-green-red and upright."""
        return [self._read(crop) for crop in crops]

    @cached_property
    def _engine(self) -> RapidOCR:
        # Paths are given because without them rapidocr fetches whatever model it believes is newer.
        engine = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Det.model_path": str(MODELS / "PP-OCRv6_det_small.onnx"),
                "Det.limit_type": "max",
                "Det.limit_side_len": LONGEST_SIDE,
                "Rec.model_path": str(MODELS / "PP-OCRv6_rec_small.onnx"),
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        empty = np.full((READ_HEIGHT, READ_WIDTH, 3), 255, dtype=np.uint8)
        engine(empty, use_det=False, use_cls=False, use_rec=True)  # loads the reading model
        return engine

    @cached_property
    def _alphabet(self) -> list[str]:
        return [str(sign) for sign in self._engine.text_rec.postprocess_op.character]

    @cached_property
    def _columns(self) -> list[list[int]]:
        """For each of SIGNS where the model writes it: as a capital and as a small letter."""
        return [[n for n, sign in enumerate(self._alphabet) if sign.upper() == one] for one in SIGNS]

    def _read(self, crop: Image) -> Text:
        if min(crop.shape[:2]) < 2:
            return Text("", 0.0)
        chances = self._chances(crop)
        runs = list(_runs(chances))
        signs = tuple(round(float(chances[run].max()), 4) for run in runs)
        text = "".join(self._alphabet[int(chances[run[0]].argmax())] for run in runs)
        rivals = tuple(self._rivals(chances[run].max(axis=0)) for run in runs)
        return Text(text, round(sum(signs) / len(signs), 4) if signs else 0.0, signs, rivals)

    def _chances(self, crop: Image) -> Chances:
        """For each step along the line the chance of each character of the model's alphabet."""
        height, width = crop.shape[:2]
        wide = max(1, round(READ_HEIGHT * width / height))
        line = np.zeros((READ_HEIGHT, max(wide, READ_WIDTH), 3), dtype=np.float32)
        line[:, :wide] = cv2.resize(crop, (wide, READ_HEIGHT)).astype(np.float32) / 127.5 - 1
        chances: Chances = self._engine.text_rec.session(line.transpose(2, 0, 1)[np.newaxis])[0]
        return chances

    def _rivals(self, chances: Chances) -> tuple[tuple[str, float], ...]:
        likely = [(sign, float(chances[at].sum())) for sign, at in zip(SIGNS, self._columns, strict=True)]
        seen = sorted(((sign, round(one, 4)) for sign, one in likely if one > FAINTEST), key=lambda one: -one[1])
        return tuple(seen)


def _runs(chances: Chances) -> Iterator[list[int]]:
    """The steps that together show one character: equal neighbours are one, blanks part them."""
    best = chances.argmax(axis=1)
    for sign, steps in groupby(range(len(best)), key=lambda step: int(best[step])):
        if sign != BLANK:
            yield list(steps)


@cache
def recogniser() -> Recogniser:
    """The one recogniser of this process."""
    return Recogniser()
