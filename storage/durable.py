"""Making a name in a folder survive a power cut."""

import os
from pathlib import Path


def fsync_folder(folder: Path) -> None:
    """Flush a folder's list of names; without it a new file may be nameless after a crash."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
