"""What the record form of the desk posts, and the order it amounts to."""

from math import isfinite
from uuid import UUID

from pydantic import BaseModel, Field

from api.desk.shape_outcomes import chosen_outcome
from triage.errors import BadAnswer
from triage.policy import Policy
from triage.steps.weigh import Order
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
    about: str = ""  # the allegation
    other_service: str = Field("", max_length=200)
    s59: str = ""
    then: str = ""


def order_of(form: RecordForm, policy: Policy) -> Order:
    """What the officer wants recorded. Raises BadAnswer, ReasonMissing or UnknownReason."""
    marked = _seconds("mark_in", form.mark_in)
    typed = form.registration
    return Order(
        outcome=chosen_outcome(policy, form.outcome, form.reason),
        reason=form.reason,
        offence=form.offence,
        note=_printable(form.note),
        registration=registration("registration", typed) if typed and typed.strip() else typed,
        viewing=Viewing(parse_ranges(form.played), marked),
        allegation=allegation_id(form.about),
        other_service=_printable(form.other_service),
        recommends_s59=form.s59 == "yes",
    )


def allegation_id(text: str) -> UUID | None:
    """The allegation a form is about; None where it names none. Raises BadAnswer for what is no id."""
    try:
        return UUID(text) if text.strip() else None
    except ValueError:
        raise BadAnswer("about", "This offence is not alleged in this report.") from None


def _printable(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()


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
