"""Guests' phones leave whenever they like, also while the server is busy: no line of its log is an error."""

import asyncio
import contextlib
import re
import socket
import struct
from pathlib import Path

import pytest

from tests.running import person, running

STREAMS = 1200
AT_ONCE = 300
RESET = struct.pack("ii", 1, 0)
GET = "GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
POST = "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}Content-Length: 900000\r\n\r\n" + 20_000 * "x"
TUS = "Tus-Resumable: 1.0.0\r\nUpload-Length: 900000\r\nContent-Type: application/offset+octet-stream\r\n"
QUESTIONS = {
    "streams": GET.format("/api/events"),
    "replays": GET.format("/api/events?since=0"),
    "pages": GET.format("/wall"),
    "files": GET.format("/static/js/pages/wall.js"),
    "bodies": POST.format("/api/new_photo", ""),
    "uploads": POST.format("/api/uploads", TUS),
    "two at once": 2 * GET.format("/livez"),
    "half a question": GET.format("/api/events")[:40],
}


def ask_and_leave(port: int, question: bytes) -> None:
    """Ask AT_ONCE times, then reset one connection after the other while the server gets to them."""
    with contextlib.ExitStack() as stack:
        opened = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(AT_ONCE)]
        for connection in opened:
            connection.sendall(question)
        for connection in opened:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            connection.close()


@pytest.mark.parametrize("kind", QUESTIONS)
async def test_what_is_reset_while_the_server_is_busy_leaves_no_error(kind: str, tmp_path: Path) -> None:
    with running(tmp_path / "party") as server:
        async with person(server.url) as guest:
            await guest.send_photo()
            for _ in range(STREAMS // AT_ONCE):
                await asyncio.to_thread(ask_and_leave, server.port, QUESTIONS[kind].encode())
                await guest.photos()
        await asyncio.to_thread(server.stop)
        errors = re.findall(r"^\S+ ERROR .*", server.log, re.MULTILINE)
        print(f"{STREAMS} times {kind} and then a reset: {len(errors)} ERROR lines")  # noqa: T201
        assert not errors, "\n".join(errors[:3])
        assert "Traceback" not in server.log
