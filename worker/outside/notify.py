"""GOV.UK Notify as a channel: our letters as precompiled PDFs, through its own client (decision 0017)."""

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

import structlog
from notifications_python_client.errors import APIError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from triage.calendar import LONDON, add_business_days
from worker.outside.channel import Became, Fate, Misconfigured, OutcomeUnknown, Posting, Receipt, Refused, Unavailable

# Notify hands over to its printer at 5.30pm London time; what arrives later goes a working day later.
CUT_OFF = time(17, 30)
# No setting: only first-class post is presumed served on the second business day (decision 0017).
POSTAGE = "first"
# Notify forgets a letter a week after it was sent, by default; a day less, so that the end is never met.
REMEMBERS = timedelta(days=6)
NEVER_POSTED = {
    "validation-failed": "GOV.UK Notify found content outside the printable area of the letter.",
    "virus-scan-failed": "GOV.UK Notify suspects a virus in the letter.",
    "technical-failure": "GOV.UK Notify could not hand the letter to its printer.",
    "permanent-failure": "The printer of GOV.UK Notify cannot print the letter.",
    "cancelled": "Somebody cancelled the letter in GOV.UK Notify.",
}
POSTED = frozenset({"received", "delivered"})
TOO_LARGE, RATE_LIMIT = 413, 429

log = structlog.get_logger()


class Client(Protocol):
    """What is used of Notify's own client, which has no types."""

    def send_precompiled_letter_notification(self, reference: str, pdf_file: io.BytesIO, postage: str) -> object: ...
    def get_all_notifications(self, *, template_type: str, reference: str) -> object: ...
    def get_notification_by_id(self, id: str) -> object: ...


class Notify:
    """Letters by GOV.UK Notify. A reference is Notify's `reference`: it is not unique there, so we ask first."""

    name = "notify"
    posts_by_itself = True
    remembers = REMEMBERS

    def __init__(self, api_key: str, *, base_url: str, timeout_s: float, quiet_s: int) -> None:
        self._client: Client = NotificationsAPIClient(  # type: ignore[no-untyped-call]  # it has no types
            api_key, base_url=base_url, timeout=timeout_s
        )
        self.quiet = timedelta(seconds=quiet_s)

    def send(self, reference: str, pdf: bytes, facts: Posting) -> Receipt:
        """Hand the letter over. It is accepted before it is checked: `became` says later whether it was refused."""
        try:
            answer = self._client.send_precompiled_letter_notification(reference, io.BytesIO(pdf), POSTAGE)
        except APIError as fault:
            raise _named(fault) from fault
        if not isinstance(answer, Mapping) or answer.get("reference") != reference or not answer.get("id"):
            raise OutcomeUnknown("GOV.UK Notify answered with something that is no receipt.")
        return Receipt(reference, None, facts.pages, facts.kind, facts.created_at)

    def find(self, reference: str) -> Receipt | None:
        """What Notify holds under the reference and has not refused."""
        alive = [one for one in self._held(reference) if one["status"] not in NEVER_POSTED]
        if not alive:
            return None
        if len(alive) > 1:
            log.error("held_twice", reference=reference, ids=[one["id"] for one in alive])
        return Receipt(reference, None, None, None, min(_instant(one["created_at"]) for one in alive))

    def recall(self, reference: str) -> bool:
        """Nothing comes back from Notify: its interface has no way to cancel a letter."""
        return not any(one["status"] not in NEVER_POSTED for one in self._held(reference))

    def became(self, reference: str) -> Became:
        """Whether the letter was printed and posted, is under way, or was refused after it had been accepted."""
        held = self._held(reference)
        if not held:
            return Became(Fate.REFUSED, "GOV.UK Notify does not know the letter any more.")
        newest = max(held, key=lambda one: one["created_at"])
        try:
            status = str(_mapping(self._client.get_notification_by_id(newest["id"]))["status"])
        except APIError as fault:
            raise _named(fault) from fault
        if status in NEVER_POSTED:
            return Became(Fate.REFUSED, NEVER_POSTED[status])
        return Became(Fate.POSTED if status in POSTED else Fate.UNDER_WAY)

    def posting_day(self, at: datetime, holidays: frozenset[date]) -> date:
        """The working day after the one on which Notify hands it to the printer; that one may be a Saturday."""
        local = at.astimezone(LONDON)
        handed_over = local.date() + timedelta(days=local.time() >= CUT_OFF)
        return add_business_days(handed_over, 1, holidays)

    def _held(self, reference: str) -> list[Mapping[str, str]]:
        try:
            answer = _mapping(self._client.get_all_notifications(template_type="letter", reference=reference))
        except APIError as fault:
            raise _named(fault) from fault
        held = answer.get("notifications")
        if not isinstance(held, list):
            raise Unavailable("GOV.UK Notify answered with something that is no list of letters.")
        return [one for one in held if one.get("reference") == reference]


def _named(fault: APIError) -> Refused | Misconfigured | Unavailable | OutcomeUnknown:
    """The fault by what it means for us. The client gives 503 to a request that had no answer at all."""
    if fault.response is None or isinstance(fault, InvalidResponse):
        return OutcomeUnknown("GOV.UK Notify did not answer.")
    sentence = f"GOV.UK Notify says: {_sentence(fault)}"
    status = fault.status_code
    if status in (400, TOO_LARGE):
        return Refused(sentence)
    if status == RATE_LIMIT:
        return Unavailable(sentence)
    if status >= 500:
        return OutcomeUnknown(sentence)
    return Misconfigured(sentence)


def _sentence(fault: APIError) -> str:
    errors = fault.message
    if isinstance(errors, list):
        return " ".join(str(one.get("message", one)) for one in errors)
    return str(errors)


def _mapping(answer: object) -> Mapping[str, object]:
    if not isinstance(answer, Mapping):
        raise Unavailable("GOV.UK Notify answered with something that nobody can read.")
    return answer


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
