"""From a press on the stop button to the event that covers every screen, while a crowd sends 12 MP JPEGs."""

import http.client
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from bench.party import Party, party
from bench.pictures import picture
from bench.processes import crowd, crowd_result
from bench.result import Result, progress
from bench.table import Cell, Table
from tests.kept_party import PASSWORD

GUESTS = 50
SETTLES_S = 4.0
PRESSES = 40
PRESSES_QUICK = 10
REST_S = 0.4
TIMEOUT_S = 60.0


class Host:
    """The host's phone, on one connection that stays open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        answer = self._ask("/admin/login", {"password": PASSWORD})
        cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        self._cookie = "; ".join(cookie.partition(";")[0] for cookie in cookies)

    def _ask(self, path: str, json_: dict[str, Any], cookie: str = "") -> http.client.HTTPResponse:
        headers = {"Content-Type": "application/json"} | ({"Cookie": cookie} if cookie else {})
        self._connection.request("POST", path, json.dumps(json_), headers)
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{path}: {answer.status}")
        return answer

    def press(self) -> None:
        self._ask("/api/admin/panic", {}, self._cookie)

    def go_on(self) -> None:
        self._ask("/api/admin/calm", {"shows_all": False}, self._cookie)

    def close(self) -> None:
        self._connection.close()


@contextmanager
def wall(port: int) -> Iterator[Iterator[bool]]:
    """Open a stream as a wall does; for each event yield whether everything is stopped."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    connection.request("GET", "/api/events")
    answer = connection.getresponse()

    def told() -> Iterator[bool]:
        event = b""
        while line := answer.readline():
            if line.startswith(b"event: "):
                event = line[len(b"event: ") :].strip()
            elif line.startswith(b"data: ") and event == b"party":
                yield bool(json.loads(line[len(b"data: ") :])["panic"])

    try:
        yield told()
    finally:
        connection.close()


def run(is_quick: bool) -> Result:
    result = Result([])
    with tempfile.TemporaryDirectory(prefix="partywall-bench-") as folder, party() as guest:
        photo = Path(folder, "photo.jpg")
        photo.write_bytes(picture("12 MP JPEG"))
        presses = PRESSES_QUICK if is_quick else PRESSES
        progress("panic: nobody else there")
        alone = _measure(guest, presses)
        progress("panic: a crowd that sends")
        seconds = SETTLES_S + presses * (REST_S + 1.0)
        with crowd(guest.port, GUESTS, seconds, photo) as sending:
            time.sleep(SETTLES_S)
            crowded = _measure(guest, presses)
            sent = crowd_result(sending)
    result.numbers |= {
        "panic_median_ms": statistics.median(crowded),
        "panic_worst_ms": max(crowded),
        "panic_alone_median_ms": statistics.median(alone),
    }
    rows: list[tuple[Cell, ...]] = [
        ("nobody else there", statistics.median(alone), max(alone)),
        (f"{GUESTS} guests send 12 MP JPEGs", statistics.median(crowded), max(crowded)),
    ]
    result.tables.append(
        Table(
            f"The stop button: from the press to the event that covers a screen (ms), {presses} times",
            ("", "median", "worst"),
            rows,
            f"The crowd sent {sent.sent} photos meanwhile, on the same cores.",
        )
    )
    return result


def _measure(guest: Party, presses: int) -> list[float]:
    """Press and release again and again; return the ms from each press to the wall's event."""
    waits = []
    with closing(Host(guest.port)) as host, wall(guest.port) as told:
        next(told)
        for _ in range(presses):
            began = time.monotonic()
            host.press()
            while not next(told):
                pass
            waits.append((time.monotonic() - began) * 1000)
            host.go_on()
            while next(told):
                pass
            time.sleep(REST_S)
    return waits
