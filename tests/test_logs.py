"""The server's log: one line a request that finds a fault again, and that names nobody."""

import asyncio
import json
import logging
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.telemetry import logs
from tests.nginx.rendered_config import run_nginx
from tests.patience import PATIENCE_S
from tests.running import CHECKOUT, Person, Server, person, running
from tests.stage import stage
from tests.streams import event_stream
from tests.test_metrics import read_until

SANE_ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def json_server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "party", log_format="json", log_level="debug") as server:
        yield server


async def lines_of(server: Server) -> list[dict[str, Any]]:
    """End the server and return its log's lines: what waits to be written is written at the end."""
    await asyncio.to_thread(server.stop)
    return [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]


def requests_in(lines: list[dict[str, Any]], route: str) -> list[dict[str, Any]]:
    return [line for line in lines if line["logger"] == "app.request" and line["route"] == route]


async def test_a_request_is_one_line_with_its_template_status_bytes_and_time(json_server: Server) -> None:
    async with person(json_server.url) as guest:
        sent = await guest.send_photo()
        answer = await guest.http.get(f"/api/photo/{sent['id']}", params={"why": "not"})
    (line,) = requests_in(await lines_of(json_server), "/api/photo/<photo_id>")
    assert line["level"] == "info"
    assert (line["method"], line["status"]) == ("GET", 200)
    assert (line["in"], line["out"]) == (0, len(answer.content))
    assert line["ms"] > 0
    assert line["request"] == answer.headers["X-Request-Id"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])


async def test_the_bytes_of_a_photo_are_counted_as_they_came(json_server: Server) -> None:
    async with person(json_server.url) as guest:
        answer = await guest.send()
    (line,) = requests_in(await lines_of(json_server), "/api/new_photo")
    assert line["in"] == int(answer.request.headers["Content-Length"])


async def test_a_streams_line_comes_at_its_end_with_its_life_and_its_events(json_server: Server) -> None:
    async with person(json_server.url) as guest:
        before = await guest.send_photo(caption="before it")
        async with event_stream(guest, since=before["change"]) as stream:
            sent = await guest.send_photo()
            await stream.until("photo", id=sent["id"])
        # Until the server has noticed, a client that has left looks like one that the server's end cuts off.
        await read_until(guest, lambda numbers: numbers.of("stream_life_seconds_count") == 1)
    (line,) = requests_in(await lines_of(json_server), "/api/events")
    assert line["seconds"] >= 0
    assert line["events"] == 1
    assert line["ended_by"] == "client"
    assert "ms" not in line


async def test_a_stream_that_we_end_says_so(json_server: Server) -> None:
    async with person(json_server.url) as guest, event_stream(guest):
        lines = await lines_of(json_server)
    (line,) = requests_in(lines, "/api/events")
    assert line["ended_by"] == "us"


async def test_a_client_that_leaves_before_its_answer_is_a_499(json_server: Server) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", json_server.port)
    # A form, whose rest is waited for: anything else is refused, if its client stays long enough.
    form = b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000\r\n"
    writer.write(b"POST /api/new_photo HTTP/1.1\r\nHost: x\r\n" + form + b"\r\nonly this")
    await writer.drain()
    async with person(json_server.url) as other:
        await other.http.get("/api/uid")
    writer.close()
    async with person(json_server.url) as other:
        await read_until(other, lambda numbers: numbers.of("http_requests_total", status="cut") == 1)
    (line,) = requests_in(await lines_of(json_server), "/api/new_photo")
    assert line["status"] == 499
    assert line["in"] == len(b"only this")


async def test_the_log_holds_no_name_caption_id_query_cookie_or_address(json_server: Server) -> None:
    async with person(json_server.url) as guest:
        sent = await guest.send_photo(author="Melusine", caption="Zwetschgenknödel", key="a-key-of-mine")
        own = (await guest.http.get("/api/uid")).json()["guest"]
        cookie = guest.http.cookies[stage.guest_cookie]
        await guest.http.put(f"/api/photo/{sent['id']}", json={"caption": "Marillenknödel"})
        await guest.http.get("/api/photos", params={"since": "987654"})
        await guest.http.get("/nothing/like-this")
        await guest.sign_in("a-wrong-password")
        await guest.http.delete(f"/api/photo/{sent['id']}")
    await lines_of(json_server)
    log = json_server.log[json_server.log.index("{") :]
    # The words and names, then what leads to a photo or a guest, then what somebody asked for.
    for secret in ("Melusine", "knödel", "kn\\u00f6del", "a-key-of-mine", sent["id"], own, cookie[-20:]):
        assert secret not in log
    for secret in ("987654", "like-this", "a-wrong-password", "127.0.0.1"):
        assert secret not in log


async def test_one_guests_lines_belong_together_and_lead_to_nobody(json_server: Server) -> None:
    async with person(json_server.url) as ann, person(json_server.url) as ben:
        for guest in (ann, ben):
            await guest.http.get("/api/uid")
            await guest.http.get("/api/photos")
            await guest.http.get("/api/photos")
    marks = [line["guest"] for line in requests_in(await lines_of(json_server), "/api/photos")]
    assert marks[0] == marks[1] != marks[2] == marks[3]
    assert all(re.fullmatch("[0-9a-f]{8}", mark) for mark in marks)


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/static/css/base.css"])
async def test_what_machines_ask_for_all_the_time_is_logged_for_debugging_only(
    path: str, json_server: Server
) -> None:
    async with person(json_server.url) as guest:
        assert (await guest.http.get(path)).status_code == 200
    levels = {line["level"] for line in await lines_of(json_server) if line["logger"] == "app.request"}
    assert levels == {"debug"}


async def test_a_fault_carries_the_requests_id_in_the_answer_the_page_and_the_log(
    json_server: Server,
) -> None:
    async with person(json_server.url) as guest:
        await guest.http.get("/api/uid")
        with sqlite3.connect(json_server.data_dir / "private" / "partywall.sqlite3") as records:
            records.execute("alter table guests rename to lost")
        program = await guest.http.get("/api/uid")
        page = await guest.http.get("/upload", headers={"Accept": "text/html"})
    assert (program.status_code, page.status_code) == (500, 500)
    assert program.json()["error"]["request"] == program.headers["X-Request-Id"]
    assert page.headers["X-Request-Id"] in page.text
    # Work of no request fails, too, without the table.
    faults = {line.get("request"): line for line in await lines_of(json_server) if "trace" in line}
    for answer in (program, page):
        fault = faults[answer.headers["X-Request-Id"]]
        assert fault["level"] == "error"
        assert "no such table: guests" in fault["trace"]


async def test_a_refusal_is_no_fault_and_shows_no_id(guest: Person) -> None:
    answer = await guest.http.get("/api/photo/nothing")
    assert answer.status_code == 404
    assert "request" not in answer.json()["error"]


async def test_a_request_has_the_id_that_the_proxy_gave_it(tmp_path: Path) -> None:
    with running(tmp_path / "party", trusted_proxies=1) as server:
        async with person(server.url) as proxy:
            for claimed, is_taken in (
                (SANE_ID, True),
                ("short", False),
                ("x" * 65, False),
                ("spaces in it", False),
                ("quotes-\"'-in-it", False),
            ):
                answer = await proxy.http.get("/livez", headers={"X-Request-Id": claimed})
                assert (answer.headers["X-Request-Id"] == claimed) == is_taken, claimed


async def test_without_a_proxy_nobody_chooses_their_requests_id(guest: Person) -> None:
    answer = await guest.http.get("/livez", headers={"X-Request-Id": SANE_ID})
    assert answer.headers["X-Request-Id"] != SANE_ID


async def test_nginx_names_requests_itself(tmp_path: Path) -> None:
    with (
        running(tmp_path / "party", trusted_proxies=1) as app,
        run_nginx(tmp_path / "nginx", app.port, app.data_dir) as nginx,
    ):
        async with person(nginx.url) as guest:
            answers = [await guest.http.get("/livez", headers={"X-Request-Id": SANE_ID}) for _ in range(2)]
        first, second = (answer.headers["X-Request-Id"] for answer in answers)
        assert re.fullmatch("[0-9a-f]{32}", first)
        assert SANE_ID != first != second


async def test_what_a_media_worker_says_is_in_the_log_in_the_same_form(json_server: Server) -> None:
    async with person(json_server.url) as guest:
        assert (await guest.send(b"\xff\xd8\xff\xe0" + bytes(2000))).status_code in (415, 422)
    said = [line for line in await lines_of(json_server) if "media worker" in line["message"]]
    assert [line["logger"] for line in said] == ["app.processing.worker_process"]
    assert "refused" in said[0]["message"]


def test_as_text_a_line_stays_one_line() -> None:
    record = logging.LogRecord("app.x", logging.INFO, "x.py", 1, "with\na break", (), None)
    setattr(record, logs.FIELDS, {"route": "/api", "ms": 2.5})
    line = logs.TextFormatter().format(record)
    assert line.endswith(r"INFO app.x: with\na break route=/api ms=2.5")
    assert "\n" not in line


def test_the_level_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    script = (
        "import logging, sys\n"
        "from app.telemetry.logs import written_logs\n"
        "with written_logs('text', sys.argv[1] or None):\n"
        "    for level in (10, 20, 30, 40): logging.getLogger('app').log(level, 'level %d', level)\n"
    )
    for level, least in (("debug", 10), ("", 20), ("warning", 30), ("error", 40)):
        ended = subprocess.run(
            [sys.executable, "-c", script, level], cwd=CHECKOUT, capture_output=True, text=True, check=True
        )
        said = [int(number) for number in re.findall(r"level (\d+)$", ended.stderr, re.M)]
        assert said == [each for each in (10, 20, 30, 40) if each >= least]


def test_a_log_that_nobody_reads_holds_nobody_up_and_is_counted() -> None:
    """A pipe takes 64 kB; what comes after it waits in memory, up to a bound, and is then dropped."""
    script = (
        "import logging\n"
        "from app.telemetry import logs\n"
        "logs.MAX_WAITING_LINES = 50\n"
        "with logs.written_logs('text', 'info'):\n"
        "    for number in range(1000): logging.getLogger('app').info('line %d %s', number, 'x' * 1000)\n"
        "    print(logs.dropped_lines())\n"
    )
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb"), os.fdopen(writer, "wb") as nobody_reads:
        ended = subprocess.run(
            [sys.executable, "-c", script],
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            stderr=nobody_reads,
            text=True,
            timeout=PATIENCE_S,
        )
    assert ended.returncode == 0
    assert 800 < int(ended.stdout) < 1000
