"""A server that nginx finds gone: it dies with a request in its hands."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.patience import PATIENCE_S

# The connection ends at once and with a reset, as a killed process's does.
RESET_AT_CLOSE = struct.pack("ii", 1, 0)


@contextmanager
def dying_port() -> Iterator[int]:
    """Take each request as far as its headers, then reset the connection without an answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_die_again_and_again, args=(listening,))
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(PATIENCE_S)


def _die_again_and_again(listening: socket.socket) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return  # the test is over
        with connection:
            connection.settimeout(PATIENCE_S)
            seen = b""
            while b"\r\n\r\n" not in seen and (piece := connection.recv(65536)):
                seen += piece
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
