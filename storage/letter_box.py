"""Reads a letter that lies in the print folder, for a page that shows it; it never writes there."""

import os
import re
from pathlib import Path

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}")
MOST_BYTES = 4 * 1024 * 1024  # a letter of a few pages has a tenth of it


class LetterBox:
    """The print folder, read only and one letter at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, reference: str) -> bytes | None:
        """The PDF of this reference; None when the printer has taken it, or it was never there."""
        if not REFERENCE.fullmatch(reference):
            return None
        try:
            # No link is followed: what lies in the folder is served to people, so nothing outside it may be.
            descriptor = os.open(self._folder / f"{reference}.pdf", os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:
            return None
        with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor, not a path
            content = file.read(MOST_BYTES + 1)
        return content if content.startswith(b"%PDF-") and len(content) <= MOST_BYTES else None
