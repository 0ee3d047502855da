"""DVLA's Vehicle Enquiry Service: make and colour of a registration; nothing else of its answer is kept."""

from typing import Protocol

import httpx

from storage.settings import Settings
from triage.vehicle import Registered
from worker.outside.channel import Misconfigured, Unavailable

PATH = "/v1/vehicles"
NOT_A_MARK, NOT_FOUND, TOO_MANY = 400, 404, 429


class VehicleRegister(Protocol):
    """Where make and colour of a vehicle are asked."""

    @property
    def is_on(self) -> bool:
        """Whether anything is asked at all."""

    def look_up(self, registration: str) -> Registered | None:
        """What is registered under a normalised mark; None for a mark nobody bears.

        Raises Unavailable when the service cannot answer now, Misconfigured when it takes nothing from us.
        """


class NoEnquiry:
    """No key was set: make and colour are left to people."""

    is_on = False

    def look_up(self, registration: str) -> Registered | None:
        """Nothing is known here."""


class VehicleEnquiry:
    """The service's version 1, as its OpenAPI document describes it: one POST for one mark."""

    is_on = True

    def __init__(self, key: str, *, url: str, timeout_s: float) -> None:
        self._key = key
        self._url = url.rstrip("/") + PATH
        self._timeout_s = timeout_s

    def look_up(self, registration: str) -> Registered | None:
        """Make and colour; a mark that is unknown there, or is none, is nobody's."""
        try:
            answer = httpx.post(
                self._url,
                json={"registrationNumber": registration},
                headers={"x-api-key": self._key, "Accept": "application/json"},
                timeout=self._timeout_s,
                follow_redirects=False,
            )
        except httpx.HTTPError as fault:
            raise Unavailable(f"DVLA did not answer: {type(fault).__name__}.") from fault
        if answer.status_code in (NOT_A_MARK, NOT_FOUND):
            return None
        if answer.status_code != httpx.codes.OK:
            raise _fault(answer)
        return _registered(answer)


def _registered(answer: httpx.Response) -> Registered:
    try:
        said = answer.json()
        make, colour = said.get("make", ""), said.get("colour", "")
    except (ValueError, AttributeError) as fault:
        raise Unavailable("DVLA answered with something that nobody can read.") from fault
    return Registered(str(make), str(colour))


def _fault(answer: httpx.Response) -> Misconfigured | Unavailable:
    sentence = f"DVLA's vehicle enquiry answered {answer.status_code}."
    if answer.status_code == TOO_MANY or answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return Unavailable(sentence)
    return Misconfigured(sentence)


def vehicle_register_of(chosen: Settings) -> VehicleRegister:
    """The service, where a key was set."""
    key = chosen.dvla_api_key.get_secret_value()
    if not key:
        return NoEnquiry()
    return VehicleEnquiry(key, url=chosen.dvla_url, timeout_s=chosen.dvla_timeout_s)
