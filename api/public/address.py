"""Whom a request comes from, when only proxies that were named are believed."""

from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.requests import Request

from storage.settings import Settings

Address = IPv4Address | IPv6Address
ONE_HOUSEHOLD = 64  # bits: a subscriber of IPv6 has all addresses below them


def client_address(request: Request, settings: Settings) -> str:
    """The sender's address; X-Forwarded-For counts only as far as `trusted_proxies` wrote it."""
    found = parsed(request.client.host if request.client else "")
    if found is None:
        return "unknown"
    named = ",".join(request.headers.getlist("x-forwarded-for"))
    told = [one for part in named.split(",") if (one := parsed(part)) is not None]
    while told and is_trusted(found, settings.trusted_proxies):
        found = told.pop()
    return counted(found)


def parsed(text: str) -> Address | None:
    """An address, or None for what is none; an IPv4 address written as IPv6 is the IPv4 address."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def is_trusted(one: Address, trusted_proxies: str) -> bool:
    """Whether the setting names this address or its network."""
    return any(one in network for network in _networks(trusted_proxies))


def counted(one: Address) -> str:
    """The address as rates count it: an IPv6 subscriber as one."""
    if isinstance(one, IPv6Address):
        return str(ip_network((one, ONE_HOUSEHOLD), strict=False))
    return str(one)


@cache
def _networks(trusted_proxies: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip()) for part in trusted_proxies.split(",") if part.strip())
