"""Loopback ports that stay a test's own: a port that was free a moment ago may be another's by now."""

import os
import socket
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager


class HeldPort:
    """A port at which only a server that reuses addresses can listen: ours, nginx, Redis, PostgreSQL.

    While none does, it refuses connections, and the system gives it to nobody else, not even as the near end
    of a connection. So a server finds it again after a stop. `close()` gives it back, and so does losing it.
    """

    def __init__(self) -> None:
        with socket.socket() as held:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            held.bind(("127.0.0.1", 0))
            self.number = int(held.getsockname()[1])
            self.close = weakref.finalize(self, os.close, held.detach())
        if sys.platform != "linux":
            self.close()  # other systems let nobody listen beside it


@contextmanager
def held_port() -> Iterator[int]:
    port = HeldPort()
    try:
        yield port.number
    finally:
        port.close()
