"""What the desk says of a recording that was sent before, or again: which report, how much of it, how long between."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.desk.shape_queue import case_url
from api.views.leave import Beside
from triage.calendar import london_day
from triage.case import Case
from triage.likeness import Alike, Verdict, percent

NOT_FOR_YOU = "The same recording is in a report that is not for you"


@dataclass(frozen=True)
class SeenBefore:
    """A recording of this report that another holds too. ``other`` is None where this person may not see that one."""

    alike: Alike
    other: Case | None


def same_recordings(case: Case, found: Sequence[SeenBefore]) -> tuple[Beside, ...]:
    """Each other report of the recording, with a link where there is one to follow; the same words are said once."""
    said = (
        Beside(NOT_FOR_YOU) if one.other is None else Beside(_words(case, one.alike, one.other), case_url(one.other))
        for one in found
    )
    return tuple(dict.fromkeys(said))


def copied_words(case: Case, found: Sequence[SeenBefore]) -> tuple[str, ...]:
    """The same for the checks before a decision, in short: only what was here before this report."""
    copies = [one for one in found if one.alike.submission_id == case.submission_id]
    return tuple(dict.fromkeys(NOT_FOR_YOU if one.other is None else _named(one.alike, one.other) for one in copies))


def _named(alike: Alike, other: Case) -> str:
    if alike.likeness.verdict is Verdict.SAME_FILE:
        return f"Same file as {other.reference}"
    return f"Same recording as {other.reference}, {percent(alike.likeness.this_in_other)} %"


def _words(case: Case, alike: Alike, other: Case) -> str:
    apart = _apart(case, other)
    if alike.likeness.verdict is Verdict.SAME_FILE:
        return f"Same file as {other.reference}, received {apart}"
    is_copy = alike.submission_id == case.submission_id
    share = alike.likeness.this_in_other if is_copy else alike.likeness.other_in_this
    turned = ", mirrored" if alike.likeness.mirrored else ""
    return f"Same recording as {other.reference}: {percent(share)} % of this clip{turned}, received {apart}"


def _apart(case: Case, other: Case) -> str:
    """How long the other came before or after this one, in London days."""
    days = (london_day(case.received_at) - london_day(other.received_at)).days
    if not days:
        return "the same day"
    return f"{abs(days)} day{'s' if abs(days) != 1 else ''} {'earlier' if days > 0 else 'later'}"
