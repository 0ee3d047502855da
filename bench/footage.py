"""What reading a file costs: the stages against decoding its key pictures, the playback copy against decoding it all.

`python -m bench.footage FILE --json`; without a file a minute is drawn. The two divisors are measured in the same run,
in a child confined as the reader is, on one thread, which decodes and does nothing else.
"""

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from bench.drawn import draw_minutes
from bench.measure import ROUNDS, report
from worker.footage import probe
from worker.footage.descriptors import Reader
from worker.footage.launcher import Launcher
from worker.footage.ocr import recogniser
from worker.footage.overlay import read_overlay
from worker.footage.pictures import Watched, shown
from worker.footage.plates import engine_of, read_plates
from worker.footage.reader import SAMPLERS
from worker.footage.rehearsal import rehearse
from worker.footage.sampling import Sampling
from worker.footage.sandbox import Limits, confine
from worker.footage.sniff import HEAD_BYTES, sniff
from worker.footage.still import KeyPictures
from worker.footage.stills import upright
from worker.looking import OVERLAY_STILLS, PLATE_STILLS
from worker.tasks import OUTPUTS

Decoding = Callable[[InputContainer, VideoStream], None]
SAMPLED_EVERY_S = 0.1


def main() -> None:
    """Measure one file and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--minutes", type=int, default=1, help="how much is drawn where no file is named")
    parser.add_argument("--force-transcode", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = chosen.file or draw_minutes(Path(folder) / "drawn.mp4", chosen.minutes)
        report("footage", measured(file, Path(folder), force_transcode=chosen.force_transcode))


def measured(file: Path, folder: Path, *, force_transcode: bool = False) -> dict[str, object]:
    """All figures of one file. The models are loaded before, as in a worker that has read a file already."""
    rehearse()  # a confined child can import nothing
    with Launcher() as launcher, Memory() as memory:
        launcher.start()
        memory.pids = lambda: family(launcher.pid)
        told = launcher.extract(file)
        rounds = [_round(launcher, file, folder, force_transcode=force_transcode) for _ in range(ROUNDS)]
        keys, everything, sampled, proxy = (min(times) for times in zip(*rounds, strict=True))
        stages = stages_of(launcher, file)
        peak = memory.peak_mb
    stages["fingerprints"] = max(0.0, sampled - everything)
    return {
        "seconds": told.container.duration_s if told.container else None,
        "codec": told.container.codec if told.container else None,
        "keyframe_decode_s": round(keys, 3),
        "full_decode_s": round(everything, 3),
        **{f"{name}_s": round(taken, 3) for name, taken in stages.items()},
        "stages_over_keyframe_decode": round(sum(stages.values()) / keys, 2),
        "proxy_over_full_decode": round(proxy / everything, 2),
        "watchable_s": round(proxy, 3),
        "peak_rss_mb": round(peak),
    }


def stages_of(launcher: Launcher, file: Path) -> dict[str, float]:
    """Seconds of each stage that reads, with taking the pictures it looks at."""
    engine, reads = engine_of("rapidocr"), recogniser()

    def overlay() -> object:
        return read_overlay(launcher.pictures(file, wanted=KeyPictures(OVERLAY_STILLS)), reads)

    def plates() -> object:
        return read_plates(launcher.pictures(file, wanted=KeyPictures(PLATE_STILLS)), engine, typed="", mark_t=None)

    overlay()  # loads the models
    stages: Mapping[str, Callable[[], object]] = {
        "telemetry": lambda: launcher.extract(file),
        "overlay": overlay,
        "plates": plates,
    }
    return {name: min(took(stage) for _ in range(ROUNDS)) for name, stage in stages.items()}


def took(work: Callable[[], object]) -> float:
    """Seconds on the clock."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _round(launcher: Launcher, file: Path, folder: Path, *, force_transcode: bool) -> tuple[float, ...]:
    """Seconds of the three decodings and of all that is made, one after the other: under load they suffer together."""
    outputs = {role: folder / role for role in OUTPUTS}
    return (
        *(decoded(file, how) for how in (_keys, _all, _sampled)),
        took(
            lambda: launcher.extract(file, outputs=outputs, parent_sha256="-", force_transcode=force_transcode),
        ),
    )


def decoded(file: Path, how: Decoding) -> float:
    """Seconds in which a confined child opens the file and decodes what ``how`` says."""
    source = os.open(file, os.O_RDONLY)
    size = os.fstat(source).st_size
    hear, speak = os.pipe()
    child = os.fork()
    if not child:
        try:
            confine(Limits())
            began = time.perf_counter()
            demuxer = sniff(os.pread(source, HEAD_BYTES, 0), size).demuxer or ""
            container = probe.open_footage(Reader(source, size), demuxer)
            how(container, probe.picture_stream(container))
            os.write(speak, str(time.perf_counter() - began).encode())
        finally:
            os._exit(0)
    os.close(speak)
    told = os.read(hear, 64)
    os.waitpid(child, 0)
    os.close(hear)
    os.close(source)
    return float(told)


def _keys(container: InputContainer, stream: VideoStream) -> None:
    stream.codec_context.skip_frame = "NONKEY"
    for packet in probe.packets(container, stream, on_damage=lambda: None):
        if packet.is_keyframe or not packet.size:
            for frame in packet.decode():
                if isinstance(frame, VideoFrame):
                    upright(frame)  # in pixels, as they are looked at


def _all(container: InputContainer, stream: VideoStream) -> None:
    for _ in shown(container, stream, probe.Timeline(stream.time_base or Fraction(1)), Watched()):
        pass


def _sampled(container: InputContainer, stream: VideoStream) -> None:
    timeline = probe.Timeline(stream.time_base or Fraction(1))
    sampling = Sampling(timeline.time_base, [begin() for begin in SAMPLERS])
    for frame, pts in shown(container, stream, timeline, Watched()):
        sampling.take(frame, pts)
    sampling.findings()


class Memory:
    """The most that all processes of one worker held at the same moment, in MB.

    A page that several of them share is divided among them (PSS) where the kernel tells, else counted for each.
    """

    def __init__(self) -> None:
        self.peak_mb = 0.0
        self.pids: Callable[[], list[int]] = lambda: [os.getpid()]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(SAMPLED_EVERY_S):
            self.peak_mb = max(self.peak_mb, sum(map(_held_kb, self.pids())) / 1024)


def family(server: int | None) -> list[int]:
    """This process, the fork server and the children at work on a file."""
    try:
        below = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    except OSError:
        below = []
    return [os.getpid(), *([server] if server else []), *map(int, below)]


def _held_kb(pid: int) -> int:
    for name, field in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            lines = Path(f"/proc/{pid}/{name}").read_text().splitlines()
        except OSError:
            continue  # not ours to see, or it has ended meanwhile
        found = [line.split()[1] for line in lines if line.startswith(field)]
        if found:
            return int(found[0])
    return 0


if __name__ == "__main__":
    main()
