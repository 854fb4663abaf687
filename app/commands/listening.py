"""Where the server listens: its port, and a Unix socket beside it when one is named."""

import errno
import socket
from collections.abc import Iterable
from pathlib import Path

from app.base.config import Config
from app.commands.failed import CommandFailed

BACKLOG = 4096
ACCEPTED_AT_ONCE = 32
"""How many connections asyncio accepts in one turn of its loop. It takes this from the backlog; thousands
that come back at once would hold the loop for a second."""
# Everybody who can reach the folder may connect: nginx runs as another user.
SOCKET_MODE = 0o666


def listen(config: Config) -> list[socket.socket]:
    """Listen on the port, then on the socket; raise CommandFailed with one sentence when that fails."""
    listeners = [_listen_on_port(config)]
    if config.socket is not None:
        try:
            listeners.append(_listen_on_socket(config.socket))
        except OSError as error:
            listeners[0].close()
            raise CommandFailed(
                f"Cannot listen on {config.socket} ({error.strerror}). Set PARTYWALL_SOCKET to another path."
            ) from None
    for listener in listeners:
        listener.setblocking(False)
    return listeners


def let_wait(listeners: Iterable[socket.socket]) -> None:
    """Let BACKLOG connections wait. The server has already set ACCEPTED_AT_ONCE as the system's bound."""
    for listener in listeners:
        with listener:
            listener.listen(BACKLOG)


def _listen_on_port(config: Config) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((config.host, config.port))
        # Checked here and not later: of two servers that start at the same moment, the second gets the error.
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise CommandFailed(
            f"Cannot listen on {config.host}:{config.port} ({error.strerror}). "
            "Set PARTYWALL_HOST or PARTYWALL_PORT to another one."
        ) from None
    return listener


def _listen_on_socket(path: Path) -> socket.socket:
    _remove_what_a_server_left(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        path.chmod(SOCKET_MODE)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _remove_what_a_server_left(path: Path) -> None:
    """Remove the socket of a server that is gone; raise OSError when a server still listens on it."""
    if not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
        else:
            raise OSError(errno.EADDRINUSE, "another server listens there")
