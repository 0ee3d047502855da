"""Geometry and looks of one text area: straighten it, widen it, say how sharp it is and what is printed on what."""

import cv2
import numpy as np

from worker.footage.ocr import READ_HEIGHT, Quad
from worker.footage.still import Image

# Of a box that the detector draws around a line, the characters fill about this much of the height.
CHARACTER_SHARE = 0.46
# Shares of the contrast by which plates differ from overlays and signs; between the two lies nothing (docs/plates.md).
BARE_LEAD, LIGHT_LEAD = 0.03, 0.08


def size_of(quad: Quad) -> tuple[float, float]:
    """Width and height of a text area along its own axes, in pixels."""
    across = (np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2
    down = (np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
    return float(across), float(down)


def centre_of(quad: Quad) -> tuple[float, float]:
    """The middle of a text area."""
    x, y = quad.mean(axis=0)
    return float(x), float(y)


def straightened(picture: Image, quad: Quad, *, trim: float = 0.0, widen: float = 0.0) -> Image:
    """The text area seen straight on, as high as the reading model wants it.

    ``trim`` of its height is cut off above and below, because edges and screws of a plate are read as characters;
    ``widen`` of its height is added left and right, because the detector cuts into the first and the last one.
    """
    width, height = size_of(quad)
    down = (quad[3] + quad[2] - quad[0] - quad[1]) / 2
    across = (quad[1] + quad[2] - quad[0] - quad[3]) / 2 / max(width, 1) * height
    cut, more = trim * down, widen * across
    corners = [quad[0] + cut - more, quad[1] + cut + more, quad[2] - cut + more, quad[3] - cut - more]
    wide = max(2, round((width + 2 * widen * height) * READ_HEIGHT / max(height * (1 - 2 * trim), 1)))
    target = np.array([[0, 0], [wide, 0], [wide, READ_HEIGHT], [0, READ_HEIGHT]], dtype=np.float32)
    warp = cv2.getPerspectiveTransform(np.array(corners, dtype=np.float32), target)
    size = (wide, READ_HEIGHT)
    straight = cv2.warpPerspective(picture, warp, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return straight.astype(np.uint8)


def halves(quad: Quad) -> tuple[Quad, Quad]:
    """The upper and the lower line of an area that holds two."""
    left, right = (quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2
    return np.array([quad[0], quad[1], right, left]), np.array([left, right, quad[2], quad[3]])


def joined(quads: list[Quad]) -> Quad:
    """One upright or slightly turned area around several."""
    corners = np.concatenate(quads)
    middle, (width, height), angle = cv2.minAreaRect(corners)
    if width < height:
        width, height, angle = height, width, angle - 90
    return _ordered(np.asarray(cv2.boxPoints((middle, (width, height), angle)), dtype=np.float32))


def around(quad: Quad, picture: Image, share: float) -> tuple[int, int, int, int]:
    """Left, top, right and below of the upright area around a plate, wider by a share of the plate's height."""
    more = share * size_of(quad)[1]
    left, top = np.floor(quad.min(axis=0) - more).astype(int)
    right, below = np.ceil(quad.max(axis=0) + more).astype(int)
    height, width = picture.shape[:2]
    return max(0, int(left)), max(0, int(top)), min(width, int(right)), min(height, int(below))


def sharpness_of(straight: Image) -> float:
    """How much of the contrast of a straightened area is in its edges."""
    grey = cv2.cvtColor(straight, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return float(np.abs(cv2.Laplacian(grey, cv2.CV_32F)).mean() / (grey.std() + 1))


def is_dark_on_light(straight: Image) -> bool:
    """Whether characters are darker than what they stand on.

    Either the bare rows above and below them are lighter than those through them, or, where a plate leaves no bare
    rows, most of what lies between and in them is light.
    """
    grey = cv2.cvtColor(straight, cv2.COLOR_BGR2GRAY).astype(np.float32)
    third = READ_HEIGHT // 3
    inner = grey[:, third:-third] if grey.shape[1] > 3 * third else grey
    through = inner[third - 3 : 3 - third]
    low, high = (float(one) for one in np.percentile(through, (5, 95)))
    rows = inner.mean(axis=1)
    lead = min(rows[3:third].max(), rows[2 * third : -3].max()) - rows[third + 2 : -third - 2].mean()
    balance = through.mean() - (low + high) / 2
    return bool(max(lead / BARE_LEAD, balance / LIGHT_LEAD) > high - low + 1)


def _ordered(corners: Quad) -> Quad:
    """Corners from the top left, clockwise."""
    total, across = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    order = [total.argmin(), across.argmax(), total.argmax(), across.argmin()]
    return corners[order]
