"""Stills of the original by number, for the loupe and the file: one that is asked for, or those around the mark."""

import cv2

from storage.jobs import Job
from storage.unit import Unit
from triage.record import Derived
from triage.steps import extract
from triage.submission import Footage
from worker.footage.facts import Derivative
from worker.footage.still import Image, Numbered, Still
from worker.house import House
from worker.keeping import Shown, footage_of, kept_bytes, original_of, shown_of
from worker.work import Save

TOOL = "opsnap-still"
TOOL_VERSION = f"1 cv2-{cv2.__version__}"
JPEG_QUALITY = 95
AROUND_S = 1.0
MOST_AHEAD = 25  # an officer steps from the mark picture by picture; no more than a second of them is kept unasked
AHEAD = "around-"
AT_ONCE = 10  # in 4K a quarter of a gigabyte


def take_stills(home: House, job: Job) -> Save:
    """Take what the job's name asks for, one picture or those around a moment; what was taken before stays."""
    footage = footage_of(home, job.subject)
    shown = shown_of(home, footage)
    numbers = () if shown is None else _wanted(job.once.rpartition(":")[2], shown)
    with home.units.open() as unit:
        missing = tuple(
            one for one in numbers if unit.submissions.find_derived(footage.id, extract.still_role(one)) is None
        )
    made = [] if shown is None or not missing else _taken(home, footage, shown, missing)

    def save(unit: Unit) -> None:
        extract.record_stills(unit, made)

    return save


def around(shown: Shown, mark_s: float) -> tuple[int, ...]:
    """The numbers of the pictures within a second of the mark, the nearest first, at most MOST_AHEAD."""
    near = [(abs(t - mark_s), number) for number, t in enumerate(shown.seconds) if abs(t - mark_s) <= AROUND_S]
    return tuple(number for _, number in sorted(near)[:MOST_AHEAD])


def as_jpeg(image: Image) -> bytes:
    """The picture as a JPEG whose losses nobody sees, with colour at full resolution."""
    how = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY, cv2.IMWRITE_JPEG_SAMPLING_FACTOR]
    done, encoded = cv2.imencode(".jpg", image, [*how, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444])
    if not done:
        raise MemoryError("the picture could not be encoded")
    return bytes(encoded)


def _wanted(name: str, shown: Shown) -> tuple[int, ...]:
    """A number, or ``around-`` and the milliseconds of the mark."""
    if name.startswith(AHEAD):
        return around(shown, int(name.removeprefix(AHEAD)) / 1000)
    return (int(name),)


def _taken(home: House, footage: Footage, shown: Shown, numbers: tuple[int, ...]) -> list[Derived]:
    """As many at once as fit into memory; a picture that cannot be had ends it."""
    made: list[Derived] = []
    left = [number for number in numbers if 0 <= number < len(shown.pts)]
    with original_of(home, footage) as original:
        while left:
            stills = home.launcher.pictures(
                original.descriptor,
                wanted=Numbered(tuple(left[:AT_ONCE])),
                shown=shown.pts,
                allow_unconfined=home.settings.allow_unconfined,
            )
            made += [_kept(home, footage, still) for still in stills]
            taken = {still.number for still in stills}
            if not taken:
                break
            left = [number for number in left if number not in taken]
    return made


def _kept(home: House, footage: Footage, still: Still) -> Derived:
    height, width = still.image.shape[:2]
    made = Derivative(
        role=extract.still_role(still.number),
        parent_sha256=footage.sha256,
        tool=TOOL,
        version=TOOL_VERSION,
        arguments={
            "number": still.number,
            "pts": still.pts,
            "width": width,
            "height": height,
            "jpeg_quality": JPEG_QUALITY,
            "jpeg_sampling": "4:4:4",
        },
        sha256="",
        size=0,
        media_type="image/jpeg",
    )
    return kept_bytes(home, footage, as_jpeg(still.image), made)
