"""When and where, reconciled: the verdict first, then what each source claims, assumes and differs by."""

from collections.abc import Sequence

from api.desk.shape_queue import place_of
from api.desk.telemetry import MPH_PER_MPS
from api.views.reconciled import Claimed, Mark, Reconciled
from triage.case import Case
from triage.clock_claim import Source
from triage.clock_verdict import Heard, Recording, Standing, Sureness, Verdict, foremost, reconcile
from triage.clock_words import (
    NAMES,
    SURENESS,
    heard_words,
    moment_in_words,
    printed_words,
    reason,
    surely,
    typed_words,
)
from triage.finding import Finding
from triage.whereabouts import Agreement, Along, Compared, Passed, Position, compare, passed_at, seen_on, tracks_of

MARKS: dict[Standing, Mark] = {
    Standing.AGREES: "agrees",
    Standing.EXPLAINED: "near",
    Standing.DISAGREES: "disagrees",
    Standing.SAYS_NOTHING: "unknown",
}
PLACE_MARKS: dict[Agreement, Mark] = {
    Agreement.AGREE: "agrees",
    Agreement.NEAR: "near",
    Agreement.DISAGREE: "disagrees",
    Agreement.UNKNOWN: "unknown",
}
STATES: dict[Mark, str] = {
    "agrees": "Sources agree",
    "near": "Sources nearly agree",
    "disagrees": "Sources disagree",
    "unknown": "Nothing to compare",
}
PLACE_NAMES = {
    Source.SATELLITES: "GPS",
    Source.OVERLAY: "Position in the picture",
    Source.CONTAINER: "Place in the file",
}
ALONG = {
    Along.MOMENT: "at the marked moment",
    Along.NEAREST: "where it came nearest",
    Along.MIDDLE: "in the middle of the clip",
}


def when_of(case: Case, recordings: Sequence[Recording]) -> Reconciled:
    """The most credible moment, by the file whose clocks support it best; the other files as a line each."""
    verdict = foremost(case.occurred_at, recordings)
    typed = _typed(case, verdict)
    heard = tuple(_heard(one, verdict) for one in verdict.heard)
    others = _others(case, recordings, verdict)
    return _reconciled(
        "When",
        moment_in_words(verdict.at),
        SURENESS[verdict.sureness],
        reason(verdict),
        (typed, *heard, *others),
    )


def where_of(case: Case, findings: Sequence[Finding], track: Sequence[Passed], mark_s: float | None) -> Reconciled:
    """The place in the reporter's words, and how far the pin lies from where the footage puts the camera."""
    pin = None if case.place.lat is None or case.place.lon is None else Position(case.place.lat, case.place.lon)
    read = tracks_of(findings)
    drawn = seen_on(track, "track", mark_s, pin)
    # What the whole track says of this clip replaces the middle of it, which can be miles from the spot.
    seen = read if drawn is None else (drawn, *(one for one in read if one.source is not Source.SATELLITES))
    told = compare(pin, seen)
    typed = Claimed("Reporter", _pin_words(case, pin), "The pin on the map." if pin else "In words only.", "said")
    claims = tuple(_compared(one) for one in told.compared)
    return _reconciled(
        "Where", place_of(case), "", _place_reason(told.compared), (typed, *claims, *_speed(track, mark_s))
    )


def _reconciled(label: str, value: str, sureness: str, why: str, claims: tuple[Claimed, ...]) -> Reconciled:
    marks = {one.mark for one in claims}
    order: tuple[Mark, ...] = ("disagrees", "near", "agrees")
    state: Mark = next((one for one in order if one in marks), "unknown")
    return Reconciled(label, value, sureness, why, state, STATES[state], claims)


def _typed(case: Case, verdict: Verdict) -> Claimed:
    mark: Mark = "said" if verdict.sureness is Sureness.ONLY_TYPED else "agrees"
    return Claimed(
        "Reporter",
        moment_in_words(case.occurred_at),
        typed_words(verdict),
        "disagrees" if verdict.typed_ahead else mark,
    )


def _heard(one: Heard, verdict: Verdict) -> Claimed:
    name = NAMES[one.claim.source]
    return Claimed(
        name[:1].upper() + name[1:],
        printed_words(one.claim),
        heard_words(one, verdict),
        MARKS[one.standing],
        _origin(one.claim.origin, one.claim.confidence),
    )


def _others(case: Case, recordings: Sequence[Recording], shown: Verdict) -> tuple[Claimed, ...]:
    """A file of another day than the verdict's; files of the same drive add nothing."""
    found = []
    for number, one in enumerate(recordings, start=1):
        verdict = reconcile(case.occurred_at, one)
        apart = verdict.starts_at is not None and abs(verdict.at - shown.at).total_seconds() > 6 * 3600
        if apart:
            found.append(Claimed(f"File {number}", moment_in_words(verdict.at), reason(verdict), "disagrees"))
    return tuple(found)


def _compared(one: Compared) -> Claimed:
    at = f"{one.seen.at.lat:.5f}, {one.seen.at.lon:.5f}"
    apart = "No pin to compare with" if one.metres is None else f"{_metres(one.metres)} from the pin"
    origin = "" if one.seen.along is not Along.MIDDLE else _origin(one.seen.origin, one.seen.confidence)
    along = f", {ALONG[one.seen.along]}" if one.seen.source is Source.SATELLITES else ""
    return Claimed(PLACE_NAMES[one.seen.source], at, f"{apart}{along}.", PLACE_MARKS[one.agreement], origin)


def _origin(origin: str, confidence: float | None) -> str:
    """Which part of the file or the picture says so, and how sure that is where it is a guess."""
    return ", ".join(filter(None, (origin, surely(confidence))))


def _place_reason(compared: Sequence[Compared]) -> str:
    if not compared:
        return "The footage carries no position."
    first = compared[0]
    if first.metres is None:
        return "The reporter set no pin, so the footage's position stands alone."
    return f"The pin lies {_metres(first.metres)} from the camera."


def _speed(track: Sequence[Passed], mark_s: float | None) -> tuple[Claimed, ...]:
    """The camera vehicle's own speed at the mark: orientation for the officer, never evidence of anybody's speed."""
    passed = None if mark_s is None else passed_at(track, mark_s)
    if passed is None or passed.speed_mps is None:
        return ()
    words = f"{passed.speed_mps * MPH_PER_MPS:.0f} mph"
    return (
        Claimed("Camera vehicle", words, "Its own speed at the marked moment, by GPS; a hint, no evidence.", "said"),
    )


def _pin_words(case: Case, pin: Position | None) -> str:
    return place_of(case) if pin is None else f"{pin.lat:.5f}, {pin.lon:.5f}"


def _metres(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.1f} km"
