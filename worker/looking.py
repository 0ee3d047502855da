"""Look at the pictures of a file that can be watched already: read what the camera printed, and the plates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from storage.jobs import Job
from storage.unit import Unit
from triage.finding import Finding, JsonValue
from triage.record import Derived
from triage.steps import extract
from triage.submission import Footage
from worker.footage.facts import Derivative
from worker.footage.ocr import recogniser
from worker.footage.overlay import read_overlay
from worker.footage.plates import PlateCrop, PlateEngine, PlatesRead, engine_of, read_plates
from worker.footage.still import KeyPictures, Still
from worker.house import House
from worker.keeping import footage_of, kept_bytes, original_of, reporter, shown_of
from worker.work import Save

OVERLAY_STILLS = 5  # as many as the reader of overlays looks at
PLATE_STILLS = 6
NO_ENGINE = "none"
PLATE = "plate:"


def look_at_footage(home: House, job: Job) -> Save:
    """Read the pictures of one file. It may be done twice: what is known already is not said again."""
    footage = footage_of(home, job.subject)
    typed, mark_s = _said(home, footage)
    take = _taker(home, footage)
    tell = reporter(home, job)
    tell(0.0, "reading the picture")
    overlay: Sequence[Finding] = ()
    if home.settings.overlay_engine != NO_ENGINE:
        overlay = read_overlay(take(KeyPictures(OVERLAY_STILLS)), recogniser())
    tell(0.3, "reading the plates")
    plates, engine = PlatesRead(), engine_of(home.settings.plate_engine)
    if home.settings.plate_engine != NO_ENGINE:
        plates = read_plates(take(KeyPictures(PLATE_STILLS, mark_s)), engine, typed=typed, mark_t=mark_s)
    crops = _numbered_on(home, footage, plates.crops)
    made = [_kept(home, footage, one, engine) for one in crops.values()]
    found = (*overlay, *(_naming(one, crops) for one in plates.findings))

    def save(unit: Unit) -> None:
        extract.record_look(unit, footage.id, findings=found, derived=made)

    return save


def _said(home: House, footage: Footage) -> tuple[str, float | None]:
    """The registration the reporter typed, and the moment they marked in this file; perhaps not yet."""
    with home.units.open() as unit:
        submission = unit.submissions.get(footage.submission_id)
    typed = submission.answers.get("registration")
    return typed if isinstance(typed, str) else "", extract.mark_in(submission, footage)


def _taker(home: House, footage: Footage) -> Callable[[KeyPictures], tuple[Still, ...]]:
    """Takes key pictures of the original, each lot for itself: together they may not fit into memory."""
    shown = shown_of(home, footage)

    def take(wanted: KeyPictures) -> tuple[Still, ...]:
        with original_of(home, footage) as original:
            return home.launcher.pictures(
                original.descriptor,
                wanted=wanted,
                shown=None if shown is None else shown.pts,
                allow_unconfined=home.settings.allow_unconfined,
            )

    return take


def _numbered_on(home: House, footage: Footage, crops: Sequence[PlateCrop]) -> dict[str, PlateCrop]:
    """The crops by the role each was given, in roles nobody has yet: an earlier look's findings name its own crops.

    The very same picture keeps the role it had.
    """
    with home.units.open() as unit:
        kept = [one for one in unit.submissions.list_derived(footage.id) if one.role.startswith(PLATE)]
    taken = {one.sha256: one.role for one in kept}
    last = max((int(one.role.removeprefix(PLATE)) for one in kept), default=0)
    renamed = {}
    for crop in crops:
        role = taken.get(sha256(crop.image).hexdigest())
        if role is None:
            last += 1
            role = f"{PLATE}{last}"
        renamed[crop.role] = replace(crop, role=role)
    return renamed


def _naming(found: Finding, crops: Mapping[str, PlateCrop]) -> Finding:
    """The finding with the role under which its crop is kept."""
    if not isinstance(found.value, Mapping) or (crop := crops.get(str(found.value.get("crop")))) is None:
        return found
    return replace(found, value={**found.value, "crop": crop.role})


def _kept(home: House, footage: Footage, crop: PlateCrop, engine: PlateEngine) -> Derived:
    arguments: dict[str, JsonValue] = {"still": crop.number, "cut": crop.arguments}
    made = Derivative(crop.role, "", engine.name, engine.version, arguments, "", 0, "image/png")
    return kept_bytes(home, footage, crop.image, made)
