"""What the clocks of the footage say, in sentences for the officer who confirms the moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from triage.calendar import LONDON, MONTHS
from triage.clock_claim import Assumption, Claim, Source
from triage.clock_verdict import Heard, Silence, Standing, Sureness, Verdict

NAMES: Mapping[Source, str] = {
    Source.SATELLITES: "GPS",
    Source.OVERLAY: "the time in the picture",
    Source.DEVICE: "the camera's clock",
    Source.CONTAINER: "the clock in the file",
    Source.FILE_NAME: "the file's name",
}
SURENESS: Mapping[Sureness, str] = {
    Sureness.SURE: "sure",
    Sureness.LIKELY: "likely",
    Sureness.POSSIBLE: "possible",
    Sureness.ONLY_TYPED: "not confirmed",
}
SILENCES: Mapping[Silence, str] = {
    Silence.FACTORY: "A clock that was never set; it says nothing.",
    Silence.AFTER_RECEIPT: "Later than the footage was received, which cannot be.",
    Silence.UNSURE: "Read too uncertainly to count.",
    Silence.LATER_DAY: "The day of a later copy; it says nothing.",
}
ASSUMED: Mapping[Assumption, str] = {
    Assumption.AS_STATED: "as stated",
    Assumption.LONDON: "taken for London time",
    Assumption.LONDON_UNDER_UTC: "London time under the label UTC",
    Assumption.UTC: "taken for UTC",
    Assumption.HOUR_AHEAD: "an hour ahead of London",
    Assumption.HOUR_BEHIND: "an hour behind London",
    Assumption.HALF_A_DAY: "set to the wrong half of the day",
    Assumption.DAY_AND_MONTH: "day and month the other way about",
    Assumption.AT_THE_END: "written when the clip was closed",
}
UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def moment_in_words(at: datetime) -> str:
    """The instant as London's clock showed it: 14 November 2026, 08:15:03."""
    local = at.astimezone(LONDON)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M:%S}"


def length_in_words(span: timedelta) -> str:
    """A span in its two largest units, without its sign: 1 hour 3 minutes."""
    left, parts = round(abs(span).total_seconds()), []
    for word, seconds in UNITS:
        count, left = divmod(left, seconds)
        if count:
            parts.append(f"{count} {word}{'' if count == 1 else 's'}")
    return " ".join(parts[:2]) or "less than a second"


def reason(verdict: Verdict) -> str:
    """Why this is the most credible instant, and how far it is open."""
    if verdict.starts_at is None:
        return "No clock of the footage says when, so the reporter's time stands alone."
    names = [NAMES[one] for one in verdict.supported_by]
    others = [] if verdict.typed_ahead else ["the reporter"]
    said = f"{_capital(_listed([*names, *others]))} agree." if len(names) + len(others) > 1 else _alone(names[0])
    if verdict.open_by:
        return f"{said} It may be {length_in_words(verdict.open_by)} off."
    is_long = verdict.latest - verdict.at >= timedelta(minutes=1)
    return f"{said} The clip runs until {verdict.latest.astimezone(LONDON):%H:%M:%S}." if is_long else said


def typed_words(verdict: Verdict) -> str:
    """How the reporter's time stands to the footage."""
    if verdict.starts_at is None:
        return "Nothing to hold it against."
    if not verdict.typed_ahead:
        return "Agrees with the footage."
    way = "after" if verdict.typed_ahead > timedelta() else "before"
    return f"{length_in_words(verdict.typed_ahead)} {way} what {against(verdict)} says."


def heard_words(one: Heard, verdict: Verdict) -> str:
    """How one clock stands to the verdict: what is assumed, and by how much it is off."""
    if one.silence is not None:
        return SILENCES[one.silence]
    if one.claim.is_day_only:
        return "Names only the day, and agrees." if one.standing is Standing.AGREES else "Names another day."
    if one.reading is None:
        return f"{_off(one.ahead or timedelta())} {against(verdict)}."
    if one.drift:
        wanders = f"{_off(one.drift)} {against(verdict)}"
        return f"{wanders}, {_assumed(one.reading.how)}." if one.reading.cost else f"{wanders}."
    if one.standing is Standing.AGREES:
        return f"Agrees, {_assumed(one.reading.how)}."
    return _explained(one, one.reading.how, verdict)


def printed_words(claim: Claim) -> str:
    """What stands there, as printed, with the zone its source promises."""
    day = f"{claim.printed.day} {MONTHS[claim.printed.month - 1]} {claim.printed.year}"
    if claim.is_day_only:
        return day
    zone = f" {claim.zone}" if claim.zone else ""
    others = "".join(f" or {one.day} {MONTHS[one.month - 1]}" for one in claim.also)
    return f"{day}{others}, {claim.printed:%H:%M:%S}{zone}"


def surely(confidence: float | None) -> str:
    """How sure a guess is; nothing for what was read."""
    return "" if confidence is None else f"{confidence:.0%} sure"


def against(verdict: Verdict) -> str:
    """What the others are measured by: the surest clock that supports the verdict."""
    return NAMES[verdict.supported_by[0]] if verdict.supported_by else "the reporter's time"


def _explained(one: Heard, how: Sequence[Assumption], verdict: Verdict) -> str:
    """The assumptions that a person would not guess, said as what happened to the camera."""
    is_summer = bool(verdict.at.astimezone(LONDON).dst())
    measure = "GPS" if Source.SATELLITES in verdict.supported_by else "London"
    match how[0]:
        case Assumption.HOUR_AHEAD:
            season = "" if is_summer else ", as if it was never set to winter time"
            return f"One hour ahead of {measure}{season}."
        case Assumption.UTC | Assumption.HOUR_BEHIND:
            season = ", as if it was never set to summer time, or runs on UTC" if is_summer else ""
            return f"One hour behind {measure}{season}."
        case Assumption.HALF_A_DAY:
            return f"Twelve hours {'ahead' if (one.ahead or timedelta()) > timedelta() else 'behind'}, {_assumed(how)}."
        case _:
            return f"Agrees if it is {_assumed(how)}."


def _assumed(how: Sequence[Assumption]) -> str:
    """The far-fetched part alone, where there is one."""
    told = [ASSUMED[one] for one in how if one not in (Assumption.AS_STATED, Assumption.LONDON)]
    return _listed(told or [ASSUMED[one] for one in how])


def _off(ahead: timedelta) -> str:
    return f"{_capital(length_in_words(ahead))} {'ahead of' if ahead > timedelta() else 'behind'}"


def _alone(name: str) -> str:
    return "By GPS." if name == NAMES[Source.SATELLITES] else f"Only {name} says so."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
