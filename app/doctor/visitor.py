"""A visitor who asks an address as a phone does, and sees what a browser would not show."""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_S = 5.0
READ_BYTES = 64 * 1024
AS_A_BROWSER = {"Accept": "text/event-stream", "Accept-Encoding": "gzip, deflate"}


@dataclass(frozen=True, slots=True)
class Answer:
    """`version` is 10 or 11, as in http.client."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    version: int

    @property
    def is_ours(self) -> bool:
        """Whether the app itself answered: only the app gives each request an id."""
        return "X-Request-Id" in self.headers


class Visitor:
    """Asks `url`, which has no path. It accepts any certificate: `way.py` says what is wrong with one."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.url = url.rstrip("/")
        self.is_secure = parts.scheme == "https"
        self.host = parts.hostname or ""
        self.port = parts.port or (443 if self.is_secure else 80)

    def addresses(self) -> list[str]:
        """Return the addresses that the name leads to; raises OSError when there are none."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        return sorted({str(entry[4][0]).split("%")[0] for entry in found})

    def is_loopback(self) -> bool:
        """Tell whether only this machine can use the address; raises OSError."""
        return all(ipaddress.ip_address(address).is_loopback for address in self.addresses())

    def own_address(self) -> str:
        """Return this machine's address that the question comes from; raises OSError."""
        with socket.create_connection((self.host, self.port), timeout=TIMEOUT_S) as connection:
            return str(connection.getsockname()[0])

    def ask(self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
        """Ask once and read the whole answer; raises OSError when there is none."""
        with self._asked(path, method, headers or {}, TIMEOUT_S) as response:
            try:
                body = response.read()
            except http.client.HTTPException as error:
                raise OSError(f"the answer breaks off ({error})") from error
            return _answer(response, body)

    @contextmanager
    def stream(self, path: str, timeout_s: float) -> Iterator[tuple[Answer, Iterator[tuple[float, bytes]]]]:
        """Ask for an endless answer: its beginning, then its pieces with their time since the question.

        The pieces end when the other side ends them. A silence of `timeout_s` raises TimeoutError.
        """
        began = time.monotonic()
        with self._asked(path, "GET", AS_A_BROWSER, timeout_s) as response:

            def pieces() -> Iterator[tuple[float, bytes]]:
                while piece := response.read1(READ_BYTES):
                    yield time.monotonic() - began, piece

            yield _answer(response, b""), pieces()

    def announce(self, method: str, path: str, headers: Mapping[str, str], wait_s: float) -> int | None:
        """Send a request's head without its body, and return the status if it is refused at once.

        None when no answer came within `wait_s`: the server waits for the body. Raises OSError.
        """
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        with self._connected(TIMEOUT_S) as connection:
            connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            connection.settimeout(wait_s)
            try:
                said = connection.recv(READ_BYTES)
            except TimeoutError:
                return None
        words = said.split(b" ", 2)
        if len(words) < 2 or not words[1].isdigit():
            raise OSError("the connection was closed without an answer")
        return int(words[1])

    @contextmanager
    def _asked(
        self, path: str, method: str, headers: Mapping[str, str], timeout_s: float
    ) -> Iterator[http.client.HTTPResponse]:
        connection: http.client.HTTPConnection
        if self.is_secure:
            context = unchecked_context()
            connection = http.client.HTTPSConnection(self.host, self.port, timeout=timeout_s, context=context)
        else:
            connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout_s)
        try:
            connection.request(method, path, headers=dict(headers))
            yield connection.getresponse()
        except http.client.HTTPException as error:
            raise OSError(f"no HTTP answer ({type(error).__name__})") from error
        finally:
            connection.close()

    @contextmanager
    def _connected(self, timeout_s: float) -> Iterator[socket.socket]:
        with socket.create_connection((self.host, self.port), timeout=timeout_s) as raw:
            if not self.is_secure:
                yield raw
                return
            with unchecked_context().wrap_socket(raw, server_hostname=self.host) as secured:
                yield secured


def unchecked_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _answer(response: http.client.HTTPResponse, body: bytes) -> Answer:
    return Answer(response.status, response.headers, body, response.version)  # type: ignore[arg-type]
