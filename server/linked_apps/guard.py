"""Where a webhook may go: public addresses alone, so that nobody has this server knock at doors
inside its own network (SSRF). The address that was looked at is the one that is connected to."""

import asyncio
import ipaddress
import socket
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

_EMBEDDING = tuple(
    map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
)
"""IPv6 addresses that lead to an IPv4 one, which may be any (RFC 6052, RFC 3056, RFC 4380)."""


class NotAllowed(Exception):
    """Nothing public has this name."""


class Target(NamedTuple):
    """`url` names the address itself, `host` and `header` what it was called."""

    url: str
    host: str
    header: str


def is_public(text: str) -> bool:
    """Whether an IP address is of the public internet."""
    address: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif any(address in network for network in _EMBEDDING):
            return False
    return address.is_global and not address.is_multicast


async def target_of(url: str, *, private: bool) -> Target:
    """Where a webhook's address leads now. Raises `NotAllowed` if any of the addresses of its name
    is not public, unless `private` ones are allowed; OSError if it has none."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(address[0]).partition("%")[0] for *_, address in found))
    if not addresses or not (private or all(map(is_public, addresses))):
        raise NotAllowed
    return Target(_at(parts, addresses[0], port), host, parts.netloc)


def _at(parts: SplitResult, address: str, port: int) -> str:
    where = f"[{address}]" if ":" in address else address
    return parts._replace(netloc=f"{where}:{port}").geturl()
