"""The dispatcher: hears the bell, looks which jobs are due, and tells the broker their ids. One works at a time."""

import signal
import time
from types import FrameType

import structlog

from storage.bell import Listener, listening
from storage.database import DatabaseDown
from storage.settings import Settings, settings
from storage.unit import Units
from worker.app import BROKER_DOWN
from worker.tasks import TASKS, queue_of

LONGEST_SLEEP_S = 5.0
RESERVE_SLEEP_S = 2.0
PAUSE_AFTER_FAULT_S = 1.0

log = structlog.get_logger()


class Dispatcher:
    """Rings for due jobs until it is told to stop. The broker may lose any of it: the rows stay."""

    def __init__(self, chosen: Settings) -> None:
        self._url = chosen.database_url.get_secret_value()
        self._units = Units.of(chosen)
        self._stopped = False

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Finish the round and end."""
        self._stopped = True

    def run(self) -> None:
        """Work until stopped; a database that went away is waited for."""
        while not self._stopped:
            try:
                with listening(self._url) as listener:
                    self._serve(listener)
            except DatabaseDown as fault:
                log.warning("database_out_of_reach", why=str(fault).splitlines()[0])
                time.sleep(PAUSE_AFTER_FAULT_S)

    def _serve(self, listener: Listener) -> None:
        while not self._stopped and not listener.is_the_only_one():
            listener.wait(RESERVE_SLEEP_S)
        while not self._stopped:
            listener.wait(self._ring_all())

    def _ring_all(self) -> float:
        """Ring for every due job; seconds until it is worth looking again."""
        try:
            with self._units.open() as unit:
                jobs = unit.jobs.ring()
                # Sent before the commit: a ring that fails is rung again, a ring that nobody wrote down is harmless.
                for job in jobs:
                    TASKS[job.kind].apply_async((str(job.id),), queue=queue_of(job), retry=False)
                following = unit.jobs.seconds_to_next()
        except BROKER_DOWN as fault:
            log.warning("broker_out_of_reach", why=str(fault))
            return PAUSE_AFTER_FAULT_S
        if jobs:
            return 0.0
        return LONGEST_SLEEP_S if following is None else min(max(following, 0.0), LONGEST_SLEEP_S)


def main() -> None:
    """Run as a program of its own."""
    dispatcher = Dispatcher(settings())
    signal.signal(signal.SIGTERM, dispatcher.stop)
    signal.signal(signal.SIGINT, dispatcher.stop)
    dispatcher.run()


if __name__ == "__main__":
    main()
