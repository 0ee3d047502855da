"""Counts and times of answers for Prometheus, on a port of this machine; routes are patterns, never values."""

import time

from prometheus_client import Counter, Histogram, start_http_server
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1"
ANSWERS = Counter("opsnap_answers", "Answers by route and status", ("method", "route", "status"))
SECONDS = Histogram("opsnap_answer_seconds", "Seconds until an answer began", ("method", "route"))


class Measured:
    """Counts every answer under the pattern of its route, so that no reference or name becomes a label."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how the answer began."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = str(getattr(scope.get("route"), "path", "none"))
                ANSWERS.labels(scope["method"], route, str(message["status"])).inc()
                SECONDS.labels(scope["method"], route).observe(time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, noted)


def serve(port: int) -> None:
    """Offer /metrics on a port of this machine; 0 offers nothing."""
    if port:
        start_http_server(port, HOST)
