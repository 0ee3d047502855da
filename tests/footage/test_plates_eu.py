"""Continental plates on photographs: the reader is not led astray by the shapes that Great Britain issues."""

import os
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from triage.plate_agreement import readings_in
from worker.footage.plates import engine_of, read_plates
from worker.footage.still import Still

PHOTOGRAPHS = Path(os.environ.get("OPSNAP_SHARED", "../shared")) / "footage" / "plates-eu"
# The pairs that plates of other countries draw alike or that our shapes choose between; the list beside the
# photographs has O for 0 itself.
COLLAPSED = str.maketrans("OQDITZASGB7", "00011245681")
RIGHT = 0.90

pytestmark = pytest.mark.footage


def collapsed(mark: str) -> str:
    """The mark with each group of signs that are easily taken for each other as one."""
    return mark.translate(COLLAPSED)


def test_nine_of_ten_are_read_right_with_confusables_collapsed(record_property: Callable[[str, object], None]) -> None:
    wrong, listed = {}, sorted(PHOTOGRAPHS.glob("*.txt"))
    assert listed, f"no photographs in {PHOTOGRAPHS}"
    for path in listed:
        mark = path.read_text(encoding="utf-8").split()[-1]
        picture = np.asarray(cv2.imread(str(path.with_suffix(".jpg"))), dtype=np.uint8)
        found = read_plates([Still(0, 0, 0.0, picture)], engine_of("rapidocr"), typed="").findings
        read = [one.mark for one in readings_in(found)]
        if collapsed(mark) not in map(collapsed, read[:1]):
            wrong[path.stem] = (mark, read)
    record_property("plates_eu", {"photographs": len(listed), "wrong": wrong})
    assert len(wrong) <= (1 - RIGHT) * len(listed), wrong
