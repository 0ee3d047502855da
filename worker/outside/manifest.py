"""What lies in the print folder, as a list for whoever prints: one line for each letter, as CSV and as JSON."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

FIRST_CLASS = "first_class"


@dataclass(frozen=True)
class ManifestLine:
    """One letter. ``batch`` is the print run, named by its London day."""

    reference: str
    kind: str
    pages: int
    sha256: str
    postage: str
    batch: str


COLUMNS = tuple(one.name for one in fields(ManifestLine))


def as_csv(lines: Iterable[ManifestLine]) -> bytes:
    """A header and a row for each letter."""
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, COLUMNS)
    rows.writeheader()
    rows.writerows(asdict(line) for line in lines)
    return text.getvalue().encode()


def as_json(lines: Iterable[ManifestLine]) -> bytes:
    """The same rows as a list of objects."""
    return json.dumps([asdict(line) for line in lines], indent=1).encode() + b"\n"


def lines_from(written: bytes) -> tuple[ManifestLine, ...]:
    """The lines of a manifest that `as_json` wrote."""
    return tuple(ManifestLine(**line) for line in json.loads(written))
