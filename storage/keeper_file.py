"""Reads a file of keepers as rows of text: bounded, in UTF-8 or as Windows writes it, and nothing but text."""

import csv
import io
from collections.abc import Mapping
from typing import ClassVar

from storage.errors import StorageError
from triage.keeper_row import COLUMNS, MOST_BYTES, MOST_ROWS, NEEDED


class NotAKeeperFile(StorageError):
    """The file cannot be read as rows of keepers; the sentence says why."""

    code: ClassVar[str] = "not_a_keeper_file"


def rows_of(content: bytes) -> tuple[Mapping[str, str], ...]:
    """Every row as named cells. Raises NotAKeeperFile for a file that is too large, no CSV or of other columns."""
    if len(content) > MOST_BYTES:
        raise NotAKeeperFile(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    reader = csv.DictReader(io.StringIO(_text(content), newline=""), restkey="", restval="", strict=True)
    try:
        names = [name.strip().lower() for name in reader.fieldnames or ()]
        missing = NEEDED - set(names)
        if missing or not names:
            raise NotAKeeperFile(f"The first row must name the columns. Missing: {', '.join(sorted(missing))}.")
        reader.fieldnames = names
        rows: list[Mapping[str, str]] = []
        for row in reader:
            if len(rows) == MOST_ROWS:
                raise NotAKeeperFile(f"The file has more than {MOST_ROWS:,} rows.")
            rows.append({name: (row.get(name) or "").strip() for name in COLUMNS})
    except csv.Error as fault:
        raise NotAKeeperFile(f"The file cannot be read as CSV: {fault}.") from fault
    return tuple(rows)


def _text(content: bytes) -> str:
    if b"\0" in content:
        raise NotAKeeperFile("The file is not text.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Excel on Windows still writes its own alphabet unless asked for another.
        return content.decode("cp1252", errors="replace")
