"""Reads a rendered letter back: its words page by page, and what is printed where it must be white."""

import numpy
import pypdfium2

MM = 72 / 25.4
# x from, x to, y from, y to in millimetres from the top left of page 1: what the post lets a letter print on.
MARK, OUR_ADDRESS = (15, 125, 5, 30), (125, 195, 5, 95)
WINDOW, BODY = (24.6, 120, 39.5, 66.3), (15, 195, 95, 292)
FIRST_PAGE = (MARK, OUR_ADDRESS, WINDOW, BODY)
LATER_PAGE = ((15, 195, 5, 292),)


def texts_of(pdf: bytes) -> list[str]:
    """The words of each page, on one line each."""
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def window_lines(pdf: bytes) -> list[str]:
    """The lines that show through the window of the envelope."""
    page = pypdfium2.PdfDocument(pdf)[0]
    left, right, top, bottom = (edge * MM for edge in WINDOW)
    height = page.get_height()
    inside: str = page.get_textpage().get_text_bounded(left, height - bottom, right, height - top)
    return inside.split("\r\n")


def printed_outside(
    pdf: bytes, page: int, boxes: tuple[tuple[float, float, float, float], ...], *, scale: float = 2.0
) -> int:
    """How many pixels of the page are not white, outside the boxes. ``scale`` 1 is 72 dots an inch."""
    pixels = pypdfium2.PdfDocument(pdf)[page].render(scale=scale, grayscale=True).to_numpy()
    dark = numpy.array(pixels[..., 0] if pixels.ndim == 3 else pixels) < 255
    for left, right, top, bottom in boxes:
        rows = slice(round(top * MM * scale), round(bottom * MM * scale))
        dark[rows, round(left * MM * scale) : round(right * MM * scale)] = False
    return int(dark.sum())
