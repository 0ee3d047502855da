"""Registration marks: one way to compare them, one way to show them, and the shapes Great Britain issues."""

import re
from enum import StrEnum


class Shape(StrEnum):
    """The family a registration mark belongs to, by its letters and figures alone."""

    CURRENT = "current"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    DATELESS = "dateless"
    NORTHERN_IRELAND = "northern_ireland"
    MILITARY = "military"
    DIPLOMATIC = "diplomatic"


# Each shape with the two halves people leave a space between.
SHAPES: tuple[tuple[Shape, re.Pattern[str]], ...] = (
    (Shape.CURRENT, re.compile(r"([A-HJ-PR-Y][A-HJ-PR-Y]\d\d)([A-HJ-PR-Z]{3})")),
    (Shape.PREFIX, re.compile(r"([A-HJ-NPR-TV-Y]\d{1,3})([A-HJ-PR-Y][A-Z]{2})")),
    (Shape.SUFFIX, re.compile(r"([A-Z]{3})(\d{1,3}[A-HJ-NPR-TV-Y])")),
    (Shape.NORTHERN_IRELAND, re.compile(r"((?=[A-Z]*[IZ])[A-Z]{2,3})(\d{1,4})")),
    (Shape.DIPLOMATIC, re.compile(r"(\d{3}[DX])(\d{3})")),
    (Shape.MILITARY, re.compile(r"(\d\d[A-Z]{2})(\d\d)")),
    (
        Shape.DATELESS,
        re.compile(r"([A-Z]{3})(\d{1,3})|([A-Z]{1,2})(\d{1,4})|(\d{1,3})([A-Z]{3})|(\d{1,4})([A-Z]{1,2})"),
    ),
)
LONGEST = 15


def normalise(typed: str) -> str:
    """The mark as it is compared and stored beside what was typed: capitals and figures only."""
    return "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())[:LONGEST]


def same(one: str, other: str) -> bool:
    """Whether two marks are the same mark. An empty mark is the same as nothing."""
    return bool(normalise(one)) and normalise(one) == normalise(other)


def gb_shape(typed: str) -> Shape | None:
    """The shape of the mark, or None where it fits none (foreign, trade, misread)."""
    mark = normalise(typed)
    return next((shape for shape, pattern in SHAPES if pattern.fullmatch(mark)), None)


def display(typed: str) -> str:
    """The mark as people write it, with its space: AB12 CDE. Unknown shapes come back without one."""
    mark = normalise(typed)
    for _, pattern in SHAPES:
        if found := pattern.fullmatch(mark):
            return " ".join(half for half in found.groups() if half)
    return mark
