"""What is known about an incident, each fact with where it comes from; when and where are weighed apart."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from api.desk.shape_queue import described
from api.templating import london_datetime
from api.views.review import NO_PICTURES, Fact, PlateReading
from api.views.staff import Check
from triage.case import Case
from triage.finding import Finding
from triage.plate import normalise
from triage.plate_agreement import Agreement, PlateRead, agreement, readings_in
from triage.submission import Answers, ReporterMode
from triage.vehicle import Match, looked_up_in

PLATE_KEYS: tuple[Literal["Q", "W", "E"], ...] = ("Q", "W", "E")
MATCH_WORDS = {
    Match.AGREE: "agrees with the register",
    Match.CONFLICT: "differs from the register",
    Match.UNKNOWN: "cannot be compared with the register",
}
PLATE_WORDS = {
    Agreement.AGREES: "agrees",
    Agreement.NEAR: "near: compare",
    Agreement.CONFLICTS: "another mark",
    Agreement.UNREAD: "",
}
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


def plates_of(
    findings: Iterable[Finding], typed: str = "", pictures: Mapping[str, str] = NO_PICTURES
) -> tuple[PlateReading, ...]:
    """The three surest registrations read in the footage, with their keys and what they say of the typed one.

    ``pictures`` are the addresses of the crops they were read from, by the normalised mark.
    """
    surest: dict[str, PlateRead] = {}
    for one in readings_in(findings):
        surest.setdefault(normalise(one.mark), one)
    return tuple(
        PlateReading(one.mark, one.confidence, key, PLATE_WORDS[agreement(typed, one)], pictures.get(mark, ""))
        for (mark, one), key in zip(surest.items(), PLATE_KEYS, strict=False)
    )


def vehicle_checks(findings: Sequence[Finding], typed: str) -> tuple[Check, ...]:
    """What the register says of make and colour of the mark the case has now; nothing before it was asked."""
    looked = looked_up_in(findings, typed)
    if looked is None:
        return ()
    if looked.registered is None:
        return (Check("Registration is known to DVLA", False),)
    return tuple(
        Check(f"{label}: {MATCH_WORDS[match]}", match is Match.AGREE)
        for label, match in (("Make", looked.make), ("Colour", looked.colour))
    )


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
