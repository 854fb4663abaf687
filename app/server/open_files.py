"""Divides the files that this process may have open (getrlimit(2)). Each connection is one of them.

A stream is only its connection. Any other connection may be sent a file, which is one more. KEPT are for the
records, the workers' pipes, photos on their way in, and connections that are refused.
"""

import resource
from collections import Counter
from dataclasses import dataclass

from app.base.addresses import network_of

KEPT = 128
MOST_STREAMS = 20_000
MOST_CONNECTIONS = 20_000
"""For requests, which come and go. Both bound the memory if the system allows a million files."""
SHARE = 0.75
"""A whole party may share one address, so one address may have most places."""
KEPT_FOR_FEW = 1 / 16
FEW = 8


@dataclass(frozen=True, slots=True)
class Room:
    streams: int
    connections: int


def allow_many() -> None:
    """Raise the limit as far as this user may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def room() -> Room:
    """Divide the limit: half for streams, half for requests."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return Room(MOST_STREAMS, MOST_CONNECTIONS)
    left = max(limit - KEPT, limit // 2)
    return Room(streams=min(MOST_STREAMS, left // 2), connections=min(MOST_CONNECTIONS, left // 4))


class Places:
    """Counts connections of one kind: at most `most` in all, and SHARE of them from one address.

    The last places are for addresses with FEW connections. So a wall and the host find room beside a crowd or
    an attacker.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0
        self._of_address: Counter[str] = Counter()

    def has_room(self, address: str | None) -> bool:
        """Tell whether one more may come from `address`; None is a proxy, which speaks for many."""
        if address is None:
            return self._taken < self._most
        from_here = self._of_address.get(network_of(address), 0)
        if self._taken >= self._most * (1 - KEPT_FOR_FEW):
            return self._taken < self._most and from_here < FEW
        return from_here < self._most * SHARE

    def enter(self, address: str | None) -> None:
        self._taken += 1
        if address is not None:
            self._of_address[network_of(address)] += 1

    def leave(self, address: str | None) -> None:
        self._taken -= 1
        if address is not None:
            network = network_of(address)
            self._of_address[network] -= 1
            if not self._of_address[network]:
                del self._of_address[network]

    def __len__(self) -> int:
        return self._taken
