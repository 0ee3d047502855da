"""Rows as CSV (RFC 4180) that a spreadsheet can only read as text and numbers, never as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# A cell that begins with one of these is run by Excel and LibreOffice (OWASP, CSV injection).
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """The whole file, with CRLF line ends."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([safe_cell(cell) for cell in row] for row in rows)
    return written.getvalue()


def safe_cell(text: str) -> str:
    """The text, made harmless with an apostrophe where it would begin a formula; plain numbers stay numbers."""
    if text.startswith(STARTS_A_FORMULA) and not _is_number(text):
        return f"'{text}"
    return text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
