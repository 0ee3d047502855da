"""Read one file and be done: what the command line and simple callers need."""

from collections.abc import Mapping
from pathlib import Path

from worker.footage.conversation import Progress
from worker.footage.facts import ContainerFacts, Extraction, StreamFacts, as_facts_json
from worker.footage.launcher import Launcher
from worker.footage.sandbox import Limits

__all__ = ["as_facts_json", "container_words", "read_file"]


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


def container_words(facts: ContainerFacts | None) -> list[str]:
    """What the headers say beside the findings, a line each, for a person at a terminal."""
    if facts is None:
        return []
    lines = [f"container: {facts.format}", *(f"stream: {_stream_words(stream)}" for stream in facts.streams)]
    lines += [f"written by: {facts.encoder}"] if facts.encoder else []
    lines += [f"firmware: {facts.firmware}"] if facts.firmware else []
    if facts.pace and facts.pace.step_s:
        evenness = "varying" if facts.pace.is_variable else "even"
        lines.append(f"pictures: {facts.frame_count}, every {facts.pace.step_s:g} s, {evenness}")
    return lines


def _stream_words(stream: StreamFacts) -> str:
    return ", ".join(word for word in (stream.kind, stream.codec, stream.language, stream.handler) if word)
