"""Read one file and be done: what the command line and simple callers need."""

from collections.abc import Mapping
from pathlib import Path

from worker.footage.facts import Extraction, as_facts_json
from worker.footage.launcher import Launcher, Progress
from worker.footage.sandbox import Limits

__all__ = ["as_facts_json", "read_file"]


def read_file(
    path: Path,
    *,
    outputs: Mapping[str, int | Path] | None = None,
    limits: Limits | None = None,
    allow_unconfined: bool = False,
    force_transcode: bool = False,
    progress: Progress | None = None,
) -> Extraction:
    """Everything the file says, by a launcher of its own. Raises OSError when the file cannot be opened."""
    with Launcher() as launcher:
        return launcher.extract(
            path,
            outputs=outputs,
            limits=limits,
            allow_unconfined=allow_unconfined,
            force_transcode=force_transcode,
            progress=progress,
        )
