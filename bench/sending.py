"""Sending a photo byte by byte, so that the moment of its last byte is known."""

import json
import socket
import time
import urllib.request
from dataclasses import dataclass

from bench.load import Missing

# As long as browsers' boundaries: a parser rules out a longer one sooner.
BOUNDARY = "----WebKitFormBoundaryPartywallBench7"
HELD_BACK_BYTES = 64
# Long enough for the server to take all bytes that were sent before.
SETTLE_S = 0.3
TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class Sent:
    """Times in ns of the machine's monotonic clock."""

    last_byte_ns: int
    answered_ns: int


def guest_cookie(port: int, base: str = "") -> str:
    """Become a guest of the party under `base`; return the cookie's header line."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{base}/api/uid", timeout=TIMEOUT_S) as answer:
        return f"Cookie: {str(answer.headers['Set-Cookie']).partition(';')[0]}"


def request_bytes(photo: bytes, caption: str, cookie: str) -> bytes:
    """Return the bytes of POST /api/new_photo with its body."""
    before, after = request_around(len(photo), caption, cookie)
    return before + photo + after


def request_around(photo_bytes: int, caption: str, cookie: str, base: str = "") -> tuple[bytes, bytes]:
    """Return the bytes before and after the photo in such a request."""
    fields = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("author", "Ben"), ("caption", caption))
    )
    file_head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    end = f"\r\n--{BOUNDARY}--\r\n"
    length = len(fields) + len(file_head) + photo_bytes + len(end)
    head = (
        f"POST {base}/api/new_photo HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
        f"Content-Length: {length}\r\nConnection: close\r\n{cookie}\r\n\r\n"
    )
    return (head + fields + file_head).encode(), end.encode()


def send(port: int, photo: bytes, caption: str, cookie: str) -> Sent:
    """Send a photo; hold back its last bytes until the server has taken the rest."""
    request = request_bytes(photo, caption, cookie)
    with socket.create_connection(("127.0.0.1", port), TIMEOUT_S) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(request[:-HELD_BACK_BYTES])
        time.sleep(SETTLE_S)
        last_byte_ns = time.monotonic_ns()
        connection.sendall(request[-HELD_BACK_BYTES:])
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
        answered_ns = time.monotonic_ns()
    if not answer.startswith(b"HTTP/1.1 201"):
        raise Missing(f"a photo was refused: {_refusal(answer)}")
    return Sent(last_byte_ns, answered_ns)


def _refusal(answer: bytes) -> str:
    body = answer.partition(b"\r\n\r\n")[2]
    try:
        return str(json.loads(body)["error"]["code"])
    except (ValueError, KeyError):
        return answer[:80].decode(errors="replace")
