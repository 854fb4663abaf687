"""Network addresses: the subscriber that an address belongs to, and this machine's own address."""

import socket
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

SUBSCRIBER_PREFIX = 64
"""The least that a provider gives to one subscriber: each device there chooses among 2^64 addresses."""
MAX_REMEMBERED = 4096


@lru_cache(MAX_REMEMBERED)
def network_of(address: str) -> str:
    """Return the key to count an address by: the address itself for IPv4, its /64 for IPv6.

    An IPv4 address in IPv6 notation counts as the IPv4 address. Text that is not an address is returned as it
    is; a Unix socket's peer has no address.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ip_network((int(parsed), SUBSCRIBER_PREFIX), strict=False))
    return str(parsed)


def lan_address() -> str:
    """Return this machine's address on its network, or 127.0.0.1 when it has none.

    Connecting a datagram socket sends nothing; it only asks the routing table for the source address.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))
            address = str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
    return "127.0.0.1" if ip_address(address).is_unspecified else address
