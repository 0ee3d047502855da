"""The recogniser finds and reads drawn lines, says how sure it is of each character, and never leaves the machine."""

import socket

import cv2
import numpy as np
import pytest

from worker.footage.ocr import MODELS, Recogniser, recogniser
from worker.footage.still import Image


def a_line(words: str, width: int = 420, height: int = 60) -> Image:
    picture = np.full((height, width, 3), 250, dtype=np.uint8)
    cv2.putText(picture, words, (12, 44), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (10, 10, 10), 3, cv2.LINE_AA)
    return picture


def test_a_drawn_line_is_read_with_a_confidence_for_each_character():
    (text,) = recogniser().read([a_line("AB12 CDE")])
    assert text.text.replace(" ", "") == "AB12CDE"
    assert len(text.signs) == len(text.rivals) == len(text.text)
    assert text.confidence > 0.8
    assert text.rivals[0][0][0] == "A"


def test_a_line_is_found_where_it_was_drawn():
    scene = np.full((480, 800, 3), 90, dtype=np.uint8)
    scene[300:360, 200:620] = a_line("AB12 CDE")
    (area,) = recogniser().find(scene)
    assert 190 <= area[:, 0].min() <= 230
    assert 295 <= area[:, 1].min() <= 325


def test_an_empty_picture_holds_no_text():
    assert recogniser().find(np.zeros((240, 320, 3), dtype=np.uint8)) == []


@pytest.mark.parametrize("size", [(0, 10), (1, 1), (1, 40)])
def test_a_crop_of_nothing_reads_as_nothing(size: tuple[int, int]):
    (text,) = recogniser().read([np.zeros((*size, 3), dtype=np.uint8)])
    assert (text.text, text.confidence) == ("", 0.0)


def test_no_network_is_touched_and_no_model_is_written(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise AssertionError("The recogniser looked for a network.")

    before = sorted(one.name for one in MODELS.iterdir())
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    fresh = Recogniser()
    assert fresh.find(a_line("AB12 CDE"))
    assert fresh.read([a_line("AB12 CDE")])[0].confidence > 0.8
    assert sorted(one.name for one in MODELS.iterdir()) == before
