"""One transaction and everything a step may load from or save to; it commits once, at the edge."""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, func, select

from storage.alarms import Alarms
from storage.cases import Cases
from storage.contests import Contests, Markers
from storage.database import engine_for
from storage.decisions import Decisions
from storage.drafts import Drafts
from storage.findings import Findings
from storage.fingerprints import Fingerprints
from storage.history import History
from storage.idempotency import Idempotency
from storage.identity import Identity
from storage.jobs import Jobs
from storage.letters import Letters, Proposals
from storage.listing import Listing
from storage.messages import Messages
from storage.notices import Offers, Requirements
from storage.policies import Policies
from storage.post import Post
from storage.queue import Queue
from storage.settings import Settings
from storage.staff import Staff
from storage.submissions import Submissions
from storage.uploads import Uploads
from storage.watch import Watch
from storage.worklist import Worklist
from triage.calendar import london_day


class Unit:
    """What belongs together in one transaction. ``now`` is read once; ``today`` is its London day."""

    def __init__(self, connection: Connection, now: datetime, secret_key: bytes) -> None:
        self.now = now
        self._connection = connection
        self._secret_key = secret_key
        self.submissions = Submissions(connection, now)
        self.uploads = Uploads(connection, now)
        self.findings = Findings(connection, now)
        self.fingerprints = Fingerprints(connection, now)
        self.history = History(connection, now)
        self.cases = Cases(connection, self.history, now)
        self.queue = Queue(connection)
        self.decisions = Decisions(connection, now)
        self.letters = Letters(connection, now)
        self.messages = Messages(connection, now)
        self.proposals = Proposals(connection, now)
        self.identity = Identity(connection, now)
        self.jobs = Jobs(connection)
        self.alarms = Alarms(connection, now)
        self.policy = Policies(connection, now)
        self.drafts = Drafts(connection, now)
        self.staff = Staff(connection, now)
        self.idempotency = Idempotency(connection, now)
        self.listing = Listing(connection, now)
        self.worklist = Worklist(connection, now)
        self.watch = Watch(connection, now)
        self.requirements = Requirements(connection, now)
        self.offers = Offers(connection, now)
        self.post = Post(connection, now)
        self.contests = Contests(connection)
        self.markers = Markers(connection, now)

    @property
    def today(self) -> date:
        """The London day of ``now``."""
        return london_day(self.now)

    def new_id(self) -> UUID:
        """A random id for a new row."""
        return uuid4()

    def chance(self, number_of_bytes: int) -> bytes:
        """Random bytes fit for a secret."""
        return secrets.token_bytes(number_of_bytes)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Part of the transaction that leaves nothing behind when it is refused, so that the rest can still answer."""
        with self._connection.begin_nested():
            yield

    def pseudonym(self, personal: str) -> str:
        """A keyed name for a personal value: the same value gives the same name, and nobody can go back."""
        keyed = hmac.new(self._secret_key, personal.strip().casefold().encode(), hashlib.sha256)
        return keyed.hexdigest()[:32]


class ClockRefused(RuntimeError):
    """Somebody tried to open a unit "as of" another time where that is not allowed."""


class Units:
    """Opens units on one database."""

    def __init__(
        self, engine: Engine, *, secret_key: bytes, allow_as_of: bool = False, as_of: datetime | None = None
    ) -> None:
        self.engine = engine
        self._secret_key = secret_key
        self._allow_as_of = allow_as_of
        self._as_of = as_of

    @classmethod
    def of(cls, settings: Settings) -> "Units":
        """Units as the running product's database role; a clock override is refused in production."""
        engine = engine_for(settings.database_url.get_secret_value())
        return cls(
            engine,
            secret_key=settings.secret_key.get_secret_value().encode(),
            allow_as_of=settings.allow_as_of and settings.mode != "production",
        )

    def as_of(self, at: datetime) -> "Units":
        """Units that take ``at`` for now, for tests and the demo. Leases keep the database's clock all the same."""
        if not self._allow_as_of:
            raise ClockRefused("The clock can only be set in tests and in the demo.")
        return Units(self.engine, secret_key=self._secret_key, allow_as_of=True, as_of=at)

    @contextmanager
    def open(self) -> Iterator[Unit]:
        """One transaction: it commits when the block ends and is undone when the block raises."""
        with self.engine.begin() as connection:
            yield Unit(connection, self._as_of or _now_of(connection), self._secret_key)


def _now_of(connection: Connection) -> datetime:
    now: datetime = connection.execute(select(func.now())).scalar_one()
    return now.astimezone(UTC)
