"""Signs a report once, and keeps its receipt so that only the sender's own token opens it.

The secret of a receipt is kept hashed. But a browser that loses the answer, sends the form twice or reloads the
receipt must see the same secret again. So the whole receipt is kept for a day beside the request's key, sealed with
a key made from the draft's token, which this side keeps only hashed: a copy of the database opens none of them. The
secret stands in no cookie, address, log or Referer.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken

from api.deps import House
from api.views.public import KeptFile
from storage.settings import Settings
from triage.finding import JsonValue
from triage.steps import receive
from triage.steps.receive import Sent
from triage.submission import line

CREATED = 201
PASS_SECONDS = 3600


@dataclass(frozen=True)
class Receipt:
    """What the sender is told when a report has been received."""

    reference: str
    secret: str
    received_at: datetime
    footage: tuple[KeptFile, ...]

    @classmethod
    def of(cls, sent: Sent) -> "Receipt":
        """The receipt of a report that has just been received."""
        kept = tuple(KeptFile(one.filename, one.size, one.sha256) for one in sent.footage)
        return cls(sent.reference, sent.secret, sent.received_at, kept)


@dataclass(frozen=True)
class Signing:
    """One wish to sign: whose draft, the token that proves it, and the key under which it is done once."""

    submission_id: UUID
    token: str
    key: str
    body: bytes
    signed_name: str

    @property
    def actor(self) -> str:
        """The draft, as remembered answers name their owner."""
        return f"draft:{self.submission_id}"


def sign_once(house: House, wish: Signing, answers: Mapping[str, JsonValue] | None = None) -> Receipt:
    """Receive the report in one transaction, or find the receipt of the same wish.

    Raises BadAnswer for an answer that cannot stand (nothing is kept then), AlreadySent for another wish.
    """
    name = line("signature", wish.signed_name, "your full name to sign the statement")
    with house.units.open() as unit:
        earlier = unit.idempotency.begin(wish.actor, hashed_key(wish.key), wish.body) if wish.key else None
        if earlier is not None:
            return opened(house.settings, wish.token, earlier.answer)
        if answers:
            receive.keep_answers(unit, wish.submission_id, answers)
        receipt = Receipt.of(receive.receive(unit, wish.submission_id, signed_name=name))
        if wish.key:
            answer = sealed(house.settings, wish.token, receipt)
            unit.idempotency.finish(wish.actor, hashed_key(wish.key), CREATED, answer)
        return receipt


def find_receipt(house: House, submission_id: UUID, token: str, key: str) -> Receipt | None:
    """The receipt of a report signed within the past day, for whoever holds its token."""
    with house.units.open() as unit:
        earlier = unit.idempotency.find(f"draft:{submission_id}", hashed_key(key))
    return None if earlier is None else opened(house.settings, token, earlier.answer)


def hashed_key(key: str) -> str:
    """What is kept of a key that a sender chose."""
    return hashlib.sha256(key.encode()).hexdigest()


def sealed(settings: Settings, token: str, receipt: Receipt) -> dict[str, JsonValue]:
    """The receipt as it is kept: nobody opens it without the token."""
    told = {
        "reference": receipt.reference,
        "secret": receipt.secret,
        "received_at": receipt.received_at.isoformat(),
        "footage": [[one.name, one.size_bytes, one.sha256] for one in receipt.footage],
    }
    return {"sealed": seal(settings, "receipt", token, json.dumps(told))}


def opened(settings: Settings, token: str, kept: Mapping[str, JsonValue]) -> Receipt:
    """The receipt again. Raises InvalidToken for any other token."""
    told = json.loads(unseal(settings, "receipt", token, str(kept["sealed"])))
    files = tuple(KeptFile(*one) for one in told["footage"])
    return Receipt(told["reference"], told["secret"], datetime.fromisoformat(told["received_at"]), files)


def seal(settings: Settings, purpose: str, token: str, text: str) -> str:
    """Text that only this token, for this purpose, opens again."""
    return _box(settings, purpose, token).encrypt(text.encode()).decode()


def unseal(settings: Settings, purpose: str, token: str, kept: str) -> str:
    """The text of a seal. Raises InvalidToken."""
    return _box(settings, purpose, token).decrypt(kept.encode()).decode()


def pass_to(settings: Settings, submission_id: UUID) -> str:
    """An opaque pass to the status of one report, for the cookie of whoever typed its secret."""
    return seal(settings, "status", "", str(submission_id))


def submission_behind(settings: Settings, shown: str) -> UUID | None:
    """The report a pass leads to; None for an old or invented one."""
    try:
        return UUID(_box(settings, "status", "").decrypt(shown.encode(), ttl=PASS_SECONDS).decode())
    except (InvalidToken, ValueError):
        return None


def _box(settings: Settings, purpose: str, token: str) -> Fernet:
    key = settings.secret_key.get_secret_value().encode()
    made = hmac.new(key, f"{purpose}:{token}".encode(), hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(made))
