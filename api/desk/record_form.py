"""What the record form of the desk posts, and the order it amounts to."""

from math import isfinite

from pydantic import BaseModel, Field

from api.desk.shape_outcomes import chosen_outcome
from triage.errors import BadAnswer
from triage.policy import Policy
from triage.steps.decide import Order
from triage.submission import registration
from triage.viewing import Viewing, parse_ranges


class RecordForm(BaseModel):
    """The fields as the page has them; ``played`` are ranges of seconds such as "0.0-5.2,7.0-9.5"."""

    version: int
    outcome: str = ""
    reason: str = ""
    offence: str = ""
    registration: str | None = None
    note: str = Field("", max_length=2000)
    mark_in: str = ""
    mark_out: str = ""
    played: str = Field("", max_length=20_000)
    seconds_played: str = ""  # shown on the page only: what counts is `played`
    then: str = ""


def order_of(form: RecordForm, policy: Policy) -> Order:
    """What the officer wants recorded. Raises BadAnswer, ReasonMissing or UnknownReason."""
    marked = _seconds("mark_in", form.mark_in)
    typed = form.registration
    return Order(
        outcome=chosen_outcome(policy, form.outcome, form.reason),
        reason=form.reason,
        offence=form.offence,
        note="".join(sign for sign in form.note if sign.isprintable() or sign == "\n").strip(),
        registration=registration("registration", typed) if typed and typed.strip() else typed,
        viewing=Viewing(parse_ranges(form.played), marked),
    )


def _seconds(name: str, text: str) -> float | None:
    if not text.strip():
        return None
    try:
        seconds = float(text)
    except ValueError:
        raise BadAnswer(name, "The marked moment cannot be read.") from None
    if not isfinite(seconds) or not 0 <= seconds <= 86_400:
        raise BadAnswer(name, "The marked moment must lie inside the footage.")
    return seconds
