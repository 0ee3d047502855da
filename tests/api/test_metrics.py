"""What a machine may know of the answers: counts and times by route pattern, on a port of its own."""

import socket

import httpx

from tests.conftest import House
from tests.made.web import running


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_answers_are_counted_by_pattern_on_a_port_the_public_never_sees(house: House) -> None:
    port = a_free_port()
    with running(house, "public", metrics_port=str(port)) as url:
        httpx.get(f"{url}/status")
        httpx.get(f"{url}/no-such-page/SN-0000-0000-0")
        told = httpx.get(f"http://127.0.0.1:{port}/metrics").text
        assert httpx.get(f"{url}/metrics").status_code == 404
    assert 'opsnap_answers_total{method="GET",route="/status",status="200"} 1.0' in told
    assert "SN-0000" not in told


def test_a_web_says_whose_it_is_and_whether_it_could_serve(house: House) -> None:
    with running(house, "staff", instance="ours") as url:
        answer = httpx.get(f"{url}/readyz")
        assert (answer.status_code, answer.headers["x-instance"], answer.json()["ready"]) == (200, "ours", True)
        assert httpx.get(f"{url}/healthz").json() == {"alive": True}
