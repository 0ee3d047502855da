"""Counts requests per sender and says when it has been enough; the counters live apart from the broker."""

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from limits import RateLimitItemPerMinute
from limits.errors import StorageError as CounterOutage
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import RateLimiter, SlidingWindowCounterRateLimiter

from storage.settings import Settings

COUNTER_SECONDS: Final = 0.5  # longer than this nobody waits for a counter
REST_SECONDS: Final = 30.0  # how long an unreachable counter is left alone


@dataclass(frozen=True)
class Rate:
    """So many times in so many minutes, for one sender."""

    name: str
    times: int
    minutes: int


# A shared address (a company, a mobile network) starts many reports; a guesser needs far more tries than these.
DRAFTS = Rate("draft", 120, 60)
WRONG_SECRETS = Rate("wrong-secret", 10, 15)
WRONG_SECRETS_OF_ONE_REPORT = Rate("wrong-secret-of-one", 20, 60)


class Rates:
    """Counters in `rate_url`. Where that is empty or out of reach, each process counts for itself.

    So a limit can at worst be as many times higher as there are processes; nobody is turned away for an outage.
    """

    def __init__(self, settings: Settings) -> None:
        url = settings.rate_url.get_secret_value()
        self._key = settings.secret_key.get_secret_value().encode()
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = SlidingWindowCounterRateLimiter(_redis(url)) if url else None
        self._shared_again_at = 0.0

    def take(self, rate: Rate, sender: str) -> bool:
        """Count one more; False when it was one too many."""
        return self._ask(lambda counters: counters.hit(_limit(rate), rate.name, self._name(sender)))

    def has_room(self, rate: Rate, sender: str) -> bool:
        """Whether one more would still be allowed, without counting it."""
        return self._ask(lambda counters: counters.test(_limit(rate), rate.name, self._name(sender)))

    def _ask(self, question: Callable[[RateLimiter], bool]) -> bool:
        if self._shared is not None and time.monotonic() >= self._shared_again_at:
            try:
                return question(self._shared)
            except CounterOutage:
                self._shared_again_at = time.monotonic() + REST_SECONDS
        return question(self._own)

    def _name(self, sender: str) -> str:
        # The counters hold no address and no reference that could be read back.
        return hmac.new(self._key, f"rate:{sender}".encode(), hashlib.sha256).hexdigest()[:32]


def _limit(rate: Rate) -> RateLimitItemPerMinute:
    return RateLimitItemPerMinute(rate.times, rate.minutes)


def _redis(url: str) -> RedisStorage:
    return RedisStorage(
        url, wrap_exceptions=True, socket_connect_timeout=COUNTER_SECONDS, socket_timeout=COUNTER_SECONDS
    )
