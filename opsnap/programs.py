"""The programs of a running Operation Snap as data: `opsnap run` and docker-compose.yml start the same ones."""

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path


class StopTurn(IntEnum):
    """When a program is stopped: first what takes work in, last what only reminds."""

    WEB = 1
    WORKERS = 2
    DISPATCHER = 3
    BEAT = 4


@dataclass(frozen=True)
class Place:
    """Where the programs run: their folder, the address they listen on and the two ports."""

    home: Path
    host: str
    public_port: int
    staff_port: int

    def url(self, port: int, path: str = "") -> str:
        """An address of one of the two webs, as a browser on this machine writes it."""
        return f"http://{self.host}:{port}{path}"


@dataclass(frozen=True)
class Program:
    """One long-running program; `words` may name {home}, {host}, {public_port} and {staff_port}."""

    name: str  # also its service in docker-compose.yml
    words: tuple[str, ...]
    turn: StopTurn
    ready_path: str = ""  # answers 200 when ready; "" for programs nobody calls
    grace_seconds: float = 10.0  # between the polite stop and the kill

    def argv(self, place: Place, python: str = "python") -> list[str]:
        """Its command line at this place."""
        named = {
            "home": str(place.home),
            "host": place.host,
            "public_port": str(place.public_port),
            "staff_port": str(place.staff_port),
        }
        return [python, *(word.format_map(named) for word in self.words)]

    def ready_url(self, place: Place) -> str | None:
        """The address that tells whether it is ready, None when it has none."""
        if not self.ready_path:
            return None
        return place.url(place.staff_port if "{staff_port}" in self.words else place.public_port, self.ready_path)


def web(name: str, factory: str, port: str) -> Program:
    """A web of its own process, so that the public's and the staff's share nothing."""
    words = ("-m", "uvicorn", f"api.app:{factory}", "--factory", "--host", "{host}", "--port", port)
    # Forwarded headers are believed by the application alone, from OPSNAP_TRUSTED_PROXIES; uvicorn believes any
    # neighbour on the loopback address.
    limits = ("--no-proxy-headers", "--no-server-header", "--timeout-graceful-shutdown", "5")
    return Program(name, words + limits, StopTurn.WEB, ready_path="/readyz")


def worker(queue: str, concurrency: int) -> Program:
    """A Celery worker of one queue."""
    words = ("-m", "celery", "-A", "worker.app", "worker", "-Q", queue, "-n", f"{queue}@%h")
    pool = ("--concurrency", str(concurrency), "--pool", "prefork", "--without-gossip", "--without-mingle")
    return Program(f"worker-{queue}", words + pool, StopTurn.WORKERS, grace_seconds=20.0)


PROGRAMS = (
    web("public-web", "public_app", "{public_port}"),
    web("staff-web", "staff_app", "{staff_port}"),
    worker("ingest", 1),
    worker("media", 1),
    worker("desk", 2),  # an officer waits for these: never one behind the other
    worker("notify", 1),
    Program("dispatcher", ("-m", "worker.dispatch"), StopTurn.DISPATCHER),
    Program("beat", ("-m", "celery", "-A", "worker.app", "beat", "-s", "{home}/beat/schedule"), StopTurn.BEAT),
)
