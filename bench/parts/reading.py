"""Reading: lists with and without news, the pages, and renditions through nginx and through the app."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench.asking import Answers, ask
from bench.machine import pinned, server_core
from bench.party import party
from bench.pictures import picture
from bench.result import Result, progress
from bench.table import Cell, Table
from bench.targets import program
from tests.nginx.rendered_config import run_nginx
from tests.running import CHECKOUT

SECONDS = 3.0
SECONDS_QUICK = 1.0
PHOTOS = 50
LIST = f"/api/photos?before=&limit={PHOTOS}"


def run(is_quick: bool) -> Result:
    result = Result([])
    seconds = SECONDS_QUICK if is_quick else SECONDS
    progress("reading")
    program("nginx")
    with (
        party(server_core(), trusted_proxies=1) as guest,
        tempfile.TemporaryDirectory(prefix="partywall-bench-") as folder,
        pinned(server_core()),
        run_nginx(Path(folder), guest.port, guest.server.data_dir) as nginx,
    ):
        for _ in range(PHOTOS - 1):
            guest.send_photo()
        shown = guest.send_photo(picture("12 MP JPEG"))
        media = {entry["name"]: entry["url"] for entry in shown["renditions"]}
        # Asked without a cookie, as the client asks.
        listed = httpx.get(guest.server.url + LIST)
        cursor, tag = listed.json()["cursor"], f"If-None-Match: {listed.headers['ETag']}"
        asked: list[tuple[str, str, Answers]] = []

        def measure(name: str, way: str, port: int, path: str, *headers: str, status: int = 200) -> None:
            # Each has an address of its own: the requests of one must not count against the next.
            source = 10 + len(asked)
            answers = ask(port, path, *headers, seconds=seconds, status=status, source=source)
            asked.append((name, way, answers))

        with _floor(len(listed.content)) as floor_port:
            measure(f"{len(listed.content) // 1000} kB of nothing", "bare Hypercorn (floor)", floor_port, "/")
        for way, port in (("app", guest.port), ("nginx", nginx.port)):
            measure("list, nothing new (304)", way, port, LIST, tag, status=304)
            measure("list since the head, nothing new", way, port, f"/api/photos?since={cursor}")
            measure(f"list of {PHOTOS}", way, port, LIST)
            measure("gallery page", way, port, "/")
            measure("wall page", way, port, "/wall")
            measure("thumb", way, port, media["thumb"])
            measure("wall rendition", way, port, media["wall"])
    floor = asked[0][2].per_s
    rows: list[tuple[Cell, ...]] = [
        (name, way, a.per_s, a.median_ms, a.p99_ms, a.bytes / 1000, a.per_s / floor) for name, way, a in asked
    ]
    result.numbers |= {
        f"read_{way}_{_named(name)}_per_s": a.per_s for name, way, a in asked if way in ("app", "nginx")
    }
    result.numbers |= {f"{name}_bytes": a.bytes for name, way, a in asked[-2:] for name in (_named(name),)}
    result.tables.append(
        Table(
            "Reading (answers a second, eight connections)",
            ("what", "by", "a second", "median ms", "p99 ms", "kB", "÷ floor"),
            rows,
            "The app and nginx share one core, the client has the other.",
        )
    )
    return result


def _named(name: str) -> str:
    return (
        "".join(letter if letter.isalnum() else "_" for letter in name.lower()).strip("_").replace("__", "_")
    )


@contextmanager
def _floor(size: int) -> Iterator[int]:
    with subprocess.Popen(
        [sys.executable, "-m", "bench.peers.hypercorn_floor", str(size)],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()
