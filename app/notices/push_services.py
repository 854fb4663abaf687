"""The hosts that messages may go to. Addresses come from browsers, and must not reach internal services."""

import asyncio
import contextlib
import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

WITHIN_S = 10.0
MAX_ADDRESS = 2000
MOST_ANSWER_BYTES = 4096


class NotAPushService(Exception):
    """The address is not that of an allowed push service."""


@dataclass(frozen=True, slots=True)
class PushServices:
    """Names such as `fcm.googleapis.com` or `*.push.apple.com`, or a machine's own `127.0.0.1:8090`.

    A name is reached over HTTPS and never at a private address. Only an IP address that the operator has
    listed may be private, and may use plain HTTP.
    """

    allowed: tuple[str, ...]

    def checked(self, address: str) -> SplitResult:
        """Return the parts of an allowed address. Raises NotAPushService for any other."""
        try:
            parts = urlsplit(address)
            name, port = parts.hostname or "", parts.port
        except ValueError:
            raise NotAPushService from None
        if len(address) > MAX_ADDRESS or "@" in parts.netloc or parts.fragment:
            raise NotAPushService
        if _is_number(name):
            if parts.netloc in self.allowed and parts.scheme in ("http", "https"):
                return parts
            raise NotAPushService
        if parts.scheme != "https" or port not in (None, 443) or not self._is_named(name):
            raise NotAPushService
        return parts

    def _is_named(self, name: str) -> bool:
        return any(
            name == one or (one.startswith("*.") and name.endswith(one[1:]) and not _is_number(name))
            for one in self.allowed
        )

    async def post(self, address: str, headers: Mapping[str, str], body: bytes) -> int:
        """Send a message and return the answer's status. Raises OSError if the service cannot be reached."""
        parts = self.checked(address)
        return await asyncio.to_thread(_post, parts, dict(headers), body)


def _post(parts: SplitResult, headers: dict[str, str], body: bytes) -> int:
    name, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    # Resolve once, and connect to the checked address: a second look-up could give another one.
    with contextlib.closing(_connected(name, port)) as plain:
        context = ssl.create_default_context() if is_secure else None
        connected = context.wrap_socket(plain, server_hostname=name) if context else plain
        connection = http.client.HTTPConnection(name, port, timeout=WITHIN_S)
        connection.sock = connected
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read(MOST_ANSWER_BYTES)
            return answer.status
        except http.client.HTTPException as error:
            raise OSError("no answer that makes sense") from error
        finally:
            connection.close()


def _connected(name: str, port: int) -> socket.socket:
    problem: OSError | None = None
    for *_, place in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM):
        host = str(place[0])
        if not _is_number(name) and not ip_address(host).is_global:
            raise OSError("the name leads to an address inside")
        try:
            return socket.create_connection((host, port), timeout=WITHIN_S)
        except OSError as error:
            problem = error
    raise problem or OSError("the name has no address")


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
