"""The process that has read the product's code and forks a web for each request (tests.made.forked asks it)."""

import json
import os
import signal
import socket
import sys

import uvicorn

import api.app as _read_before_any_child
from tests.made.forked import REQUEST_BYTES

APPLICATIONS = _read_before_any_child.__name__


def serve(application: str, descriptor: int) -> None:
    """Answer on a listening socket until told to stop."""
    config = uvicorn.Config(
        f"{APPLICATIONS}:{application}_app",
        factory=True,
        log_level="info",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


def be_born(request: bytes, listening: int, log: int) -> None:
    """The child: its own words, its own environment, its own way of hearing of children."""
    asked = json.loads(request)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.clear()
    os.environ.update(asked["environment"])
    serve(asked["application"], listening)


def main() -> None:
    """Fork until nobody is left to ask. The kernel buries the children; who asked watches them by descriptor."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, REQUEST_BYTES, 2)
        if not request:
            return
        pid = os.fork()
        if not pid:
            control.close()
            try:
                be_born(request, *descriptors)
            finally:
                os._exit(1)
        for held in descriptors:
            os.close(held)
        control.send(str(pid).encode())


if __name__ == "__main__":
    main()
