"""What was noticed about the footage itself, in words: information for an officer, never a reason to refuse it."""

from collections.abc import Callable, Iterable, Mapping

from api.desk.shape_facts import number_in
from api.views.review import Fact
from triage.clock_words import surely
from triage.finding import Finding

LABEL = "Footage"
SHARES: Mapping[str, str] = {
    "too_dark": "Dark",
    "black_pictures": "Black",
    "overexposed": "Burnt out",
    "blurred": "Blurred",
    "frozen_pictures": "Standing still",
}


def signals_of(findings: Iterable[Finding]) -> tuple[Fact, ...]:
    """Saved again, trimmed, pictures missing, dark or blurred: each with its source, and how sure a guess is."""
    found = ((one, _words(one)) for one in findings)
    facts = (Fact(LABEL, words, _origin(one)) for one, words in found if words)
    return tuple(dict.fromkeys(facts))


def _origin(one: Finding) -> str:
    return ", ".join(filter(None, (one.source, surely(one.confidence))))


def _words(one: Finding) -> str:
    value = one.value if isinstance(one.value, Mapping) else {}
    if one.kind in SHARES:
        share = number_in(value, "share")
        return "" if share is None else f"{SHARES[one.kind]} for {share:.0%} of the clip"
    say = SAID.get(one.kind)
    return "" if say is None else say(value)


def _resaved(value: Mapping[str, object]) -> str:
    return f"Saved again by {value['by']}" if isinstance(value.get("by"), str) else "Saved again"


def _pace(value: Mapping[str, object]) -> str:
    gaps, longest, at = (number_in(value, name) for name in ("gaps", "longest", "t"))
    if not gaps or longest is None or at is None:
        return ""
    return f"Pictures missing in {gaps:.0f} place{'' if gaps == 1 else 's'}, at most {longest:.1f} s, at {at:.1f} s"


def _left_out(value: Mapping[str, object]) -> str:
    count = number_in(value, "left_out")
    return f"{count:.0f} pictures stand in the original alone" if count else ""


def _unclear(value: Mapping[str, object]) -> str:
    return str(value.get("sentence") or "")


SAID: Mapping[str, Callable[[Mapping[str, object]], str]] = {
    "resaved": _resaved,
    "trimmed": lambda _: "Trimmed: pictures that are in the original are not shown",
    "pace": _pace,
    "pictures_decoded": _left_out,
    "overlay_unclear": _unclear,
}
