"""A real web process of the public's or the staff's application, on a free port, over a test's own house."""

import os
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import httpx
import pytest
from pydantic import SecretStr

from storage.settings import Settings
from tests.conftest import House
from tests.made.forked import Forked, fork_web

START_SECONDS = 60
Which = Literal["public", "staff"]
# Our webs speak plain HTTP here: without this every client reads the machine's certificates, 35 ms each time.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def environment_of(settings: Settings, **changed: str) -> dict[str, str]:
    """A house's settings as OPSNAP_* variables; a web never learns the owner's address (TRUST P5)."""
    told: dict[str, str] = {}
    for name, value in settings:
        if value is None or name == "database_owner_url":
            continue
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        told[f"OPSNAP_{name.upper()}"] = str(plain)
    # Rates are counted in the process: other tests come from the same address.
    told["OPSNAP_RATE_URL"] = ""
    return told | {f"OPSNAP_{name.upper()}": value for name, value in changed.items()}


@dataclass
class Web:
    """A web process that can be killed and started again at the same address."""

    settings: Settings
    which: Which
    changed: dict[str, str]
    log: Path
    listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=1024))
    server: Forked | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def start(self) -> None:
        """The listening socket stays ours, so that senders can queue across a restart."""
        environment = dict(os.environ) | environment_of(self.settings, **self.changed)
        self.server = fork_web(self.which, self.listening, environment, self.log)
        self._wait()

    def kill(self) -> None:
        """As `kill -9` does it."""
        assert self.server is not None
        self.server.kill()
        self.server.wait()

    def stop(self) -> None:
        """Politely, then not."""
        assert self.server is not None
        self.server.terminate()
        try:
            self.server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()

    def _wait(self) -> None:
        assert self.server is not None
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up and self.server.poll() is None:
            try:
                if httpx.get(f"{self.url}/healthz", timeout=1).status_code == 200:
                    return
            except httpx.HTTPError:
                continue
        pytest.fail(f"the {self.which} web did not start:\n{self.log.read_text()[-4000:]}")


@contextmanager
def served(house: House, which: Which = "public", **changed: str) -> Iterator[Web]:
    """A running web; ``changed`` are settings that differ from the house's, by name."""
    house.settings.home.mkdir(parents=True, exist_ok=True)
    web = Web(house.settings, which, changed, house.settings.home / f"{which}-web.log")
    try:
        web.start()
        yield web
    finally:
        if web.server is not None:
            web.stop()
        web.listening.close()


@contextmanager
def running(house: House, which: Which = "public", **changed: str) -> Iterator[str]:
    """The address of a running web, for tests that only want to talk to it."""
    with served(house, which, **changed) as web:
        yield web.url
