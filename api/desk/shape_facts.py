"""What is known about an incident, each fact with where it comes from; when and where are weighed apart."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from api.desk.shape_queue import described
from api.templating import london_datetime
from api.views.review import Fact, PlateReading
from triage.case import Case
from triage.finding import Finding
from triage.submission import Answers, ReporterMode

PLATE_KEYS: tuple[Literal["Q", "W", "E"], ...] = ("Q", "W", "E")
MODES = {
    ReporterMode.CAR: "in a car",
    ReporterMode.PEDAL_BIKE: "on a pedal bike",
    ReporterMode.PEDESTRIAN: "on foot",
    ReporterMode.MOTORCYCLE: "on a motorcycle",
    ReporterMode.LORRY: "in a lorry",
    ReporterMode.VAN: "in a van",
    ReporterMode.BUS: "in a bus",
    ReporterMode.HORSE: "on horseback",
    ReporterMode.OTHER: "another way",
}
WITNESS = "witness"


def facts_of(case: Case, answers: Answers, findings: Sequence[Finding]) -> tuple[Fact, ...]:
    """The facts of the left column; what several files say alike is said once."""
    facts = (
        Fact("Vehicle", described(case), WITNESS),
        *([Fact("Direction", case.place.direction, WITNESS)] if case.place.direction else []),
        *_reporter(answers),
        *_camera(findings),
        Fact("Received", london_datetime(case.received_at)),
    )
    return tuple(dict.fromkeys(facts))


def plates_of(findings: Iterable[Finding]) -> tuple[PlateReading, ...]:
    """The three surest registrations read in the footage, with their keys."""
    read = {str(one.value): one.confidence or 0.0 for one in findings if one.kind == "plate_read"}
    surest = sorted(read.items(), key=lambda one: -one[1])
    return tuple(PlateReading(text, sure, key) for (text, sure), key in zip(surest, PLATE_KEYS, strict=False))


def part(value: object, name: str) -> object:
    """One part of a finding's value; None when the value has no parts or not this one."""
    return value.get(name) if isinstance(value, Mapping) else None


def number_in(value: object, name: str) -> float | None:
    """A number in a finding's value."""
    found = part(value, name)
    return float(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else None


def _reporter(answers: Answers) -> list[Fact]:
    said = (
        (answers.in_danger_now, "Danger", "Somebody is in danger now"),
        (answers.hurt, "Injury", "The reporter was hurt"),
        (answers.endangered, "Effect", "Put in danger"),
        (answers.frightened, "Effect", "Frightened"),
        (answers.collision, "Collision", "There was a collision"),
        (not answers.willing_for_court, "Court", "Not willing to go to court"),
        (not answers.original_kept, "Original", "The original file was not kept"),
        (answers.posted_publicly, "Published", "The footage was posted publicly"),
    )
    travelled = Fact("Reporter", f"Travelling {MODES[answers.mode]}", WITNESS)
    return [travelled, *(Fact(label, words, WITNESS) for is_so, label, words in said if is_so)]


def _camera(findings: Iterable[Finding]) -> list[Fact]:
    facts = []
    for one in findings:
        seconds = number_in(one.value, "seconds")
        if one.kind == "camera":
            names = [str(name) for name in (part(one.value, "make"), part(one.value, "model")) if name]
            facts.append(Fact("Camera", _named_once(names), one.source))
        elif one.kind == "duration" and seconds is not None:
            facts.append(Fact("Length", f"{seconds:.1f} seconds", one.source))
    return facts


def _named_once(names: list[str]) -> str:
    """Make and model; many devices write their make into the model again."""
    if len(names) == 2 and names[1].startswith(names[0]):
        return names[1]
    return " ".join(names)
