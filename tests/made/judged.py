"""Give a launcher a file that may be anything, and demand what is promised: a verdict, in bounds, nobody dead."""

from collections.abc import Mapping
from pathlib import Path

from worker.footage.facts import Extraction
from worker.footage.launcher import Launcher
from worker.footage.sandbox import Limits

WITHIN = Limits(wall_s=30.0, cpu_s=15, memory_bytes=1536 * 1024**2, output_bytes=64 * 1024**2)
ROLES = ("playable", "poster", "strip", "frames")


def outputs_in(folder: Path) -> dict[str, Path]:
    """A place for each derivative."""
    return {role: folder / role for role in ROLES}


def judged(
    launcher: Launcher, path: Path, content: bytes, outputs: Mapping[str, Path] | None = None, limits: Limits = WITHIN
) -> Extraction:
    """What came of a file of these bytes; the launcher is the same process afterwards, and the walls stood."""
    path.write_bytes(content)
    launcher.start()
    before = launcher.pid
    extraction = launcher.extract(path, outputs=dict(outputs) if outputs else None, limits=limits)
    assert launcher.pid == before, "the launcher died"
    assert extraction.sentence
    assert extraction.confinement.level in ("full", "none")
    for place in (outputs or {}).values():
        assert place.stat().st_size <= limits.output_bytes
    return extraction


def stumbles(extraction: Extraction) -> list[object]:
    """Where the reader itself stumbled, which is a mistake of ours even when the verdict is right."""
    return [found.value for found in extraction.findings if found.kind == "reader_stopped"]
