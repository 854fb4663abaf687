"""Requests that no page of ours makes: a plain answer, never a fault."""

import asyncio
import sys
import time

import pytest

from tests.http.answers import assert_error
from tests.patience import PATIENCE_S
from tests.running import Person, Server

pytestmark = pytest.mark.no_records


async def test_a_page_that_is_not_there_says_so_to_people_and_programs(guest: Person) -> None:
    page = await guest.http.get("/nothing", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert page.headers["Content-Type"].startswith("text/html")
    assert_error(await guest.http.get("/api/nothing"), 404, "NOT_FOUND")
    wrong = await guest.http.put("/api/photos")
    assert_error(wrong, 405, "WRONG_METHOD")
    assert "GET" in wrong.headers["Allow"]


@pytest.mark.parametrize(
    ("path", "args"),
    [
        ("/api/photos", {"since": "yesterday"}),
        ("/api/photos", {"since": "-1"}),
        ("/api/photos", {"since": "9" * 40}),
        ("/api/photos", {"before": "x"}),
        ("/api/photos", {"limit": "many"}),
        ("/api/events", {"since": "x"}),
    ],
)
async def test_nonsense_in_an_address_is_a_400(path: str, args: dict[str, str], guest: Person) -> None:
    assert_error(await guest.http.get(path, params=args), 400, "BAD_REQUEST")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"null", b'{"caption": 1}', b"\xff\xfe"])
async def test_broken_json_is_a_400(body: bytes, guest: Person) -> None:
    sent = await guest.send_photo()
    answer = await guest.http.put(
        f"/api/photo/{sent['id']}", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400, answer.text


async def answer_to(server: Server, request: bytes) -> bytes:
    """Send bytes as they are and return the first line of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(request)
    async with asyncio.timeout(PATIENCE_S):
        line = await reader.readline()
    writer.close()
    return line


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"POST /api/new_photo HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400),
        (b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400),
        (b"GET /api/photo/%00 HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (
            b"GET /api/uid HTTP/1.1\r\nHost: x\r\nCookie: partywall_guest=\xff; partywall_host=%00\r\n\r\n",
            200,
        ),
        (
            b"GET /api/events HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
            400,
        ),
    ],
    ids=["trace", "no host", "minus", "two lengths", "nul", "no utf-8", "odd cookies", "websocket"],
)
async def test_odd_requests_get_a_plain_answer(request_bytes: bytes, status: int, server: Server) -> None:
    line = await answer_to(server, request_bytes)
    assert line.split()[1] == str(status).encode()
    assert "Traceback" not in server.log


async def test_a_name_of_combining_marks_holds_nobody_up(guest: Person) -> None:
    began_at = time.perf_counter()
    answer = await guest.http.put("/api/uid", json={"name": "Zoe" + "\u0301\u0323" * 16_000})
    taken_s = time.perf_counter() - began_at
    assert answer.status_code == 200
    assert answer.json()["name"] == "Zoẹ́"
    sys.stdout.write(f"64 kB of combining marks: {taken_s * 1000:.0f} ms\n")
    assert taken_s < 1.0  # 2.2 s when it was normalised before it was cut


async def test_a_name_that_shows_nothing_is_none(guest: Person) -> None:
    for letters in ("\u200b", "\u3164\u3164", "\u2800", "\u00ad"):
        assert (await guest.http.put("/api/uid", json={"name": letters})).json()["name"] is None
