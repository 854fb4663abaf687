"""An export's speed: megabytes a second of the ZIP, beside `cat` and `zip -0` of the same files."""

import os
import shutil
import socket
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from bench.machine import cores
from bench.party import Party, party
from bench.result import Result, progress
from bench.table import Cell, Table
from tests.kept_party import PASSWORD
from tests.running import jpeg

MB = 1_000_000
PHOTO_BYTES = 4_500_000
PHOTOS, PHOTOS_QUICK = 200, 40
TURNS, TURNS_QUICK = 5, 3
READ_BYTES = 1024 * 1024


def run(is_quick: bool) -> Result:
    with party() as guest:
        files = _fill(guest, PHOTOS_QUICK if is_quick else PHOTOS)
        url = _begin(guest)
        ways: dict[str, Callable[[], float]] = {
            "cat": lambda: _program_mb_per_s(["cat", *files]),
            "the ZIP": lambda: _zip_mb_per_s(guest.port, url),
        }
        if shutil.which("zip"):
            ways["zip -0"] = lambda: _program_mb_per_s(["zip", "-0", "-q", "-", *files])
        measured: dict[str, list[float]] = {name: [] for name in ways}
        grown = 0
        for turn in range(TURNS_QUICK if is_quick else TURNS):
            progress(f"export: turn {turn + 1}")
            before = _resident(guest.server.pid)
            for name, measure in ways.items():
                measured[name].append(measure())
            if turn:
                grown = max(grown, _resident(guest.server.pid) - before)
    median = {name: statistics.median(turns) for name, turns in measured.items()}
    rows: list[tuple[Cell, ...]] = [(name, rate, rate / median["cat"]) for name, rate in median.items()]
    numbers = {
        "export_mb_per_s": median["the ZIP"],
        "cat_mb_per_s": median["cat"],
        "export_grown_bytes": grown,
    }
    table = Table(
        f"Originals to one reader: {len(files)} of {PHOTO_BYTES / MB:.1f} MB",
        ("way", "MB/s", "÷ cat"),
        rows,
        f"From the page cache to a socket on the same {len(cores())} cores, medians of turns.",
    )
    return Result([table], numbers)


def _fill(guest: Party, count: int) -> list[str]:
    ids = []
    for number in range(count):
        if number % 20 == 0:
            progress(f"export: {number} of {count} photos")
        picture = jpeg(320, 240)
        ids.append(guest.send_photo(picture + os.urandom(PHOTO_BYTES - len(picture)))["id"])
    folder = guest.server.data_dir / "private" / "originals"
    return [str(folder / photo_id[:2] / photo_id) for photo_id in ids]


def _begin(guest: Party) -> str:
    guest.http.post("/admin/login", json={"password": PASSWORD}).raise_for_status()
    answer = guest.http.post("/api/admin/exports", json={})
    answer.raise_for_status()
    url: str = answer.json()["export"]["zips"][0]["url"]
    return url


def _zip_mb_per_s(port: int, url: str) -> float:
    with socket.create_connection(("127.0.0.1", port)) as reader:
        reader.sendall(f"GET {url} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        return _read(reader)


def _program_mb_per_s(command: list[str]) -> float:
    """Let a program write to a socket of the same kind."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        reader = socket.create_connection(listening.getsockname())
        writer, _ = listening.accept()
        with reader, writer:
            program = subprocess.Popen(command, stdout=writer.fileno())
            writer.close()
            rate = _read(reader)
            program.wait()
    return rate


def _read(reader: socket.socket) -> float:
    buffer, size, began = bytearray(READ_BYTES), 0, time.monotonic()
    while count := reader.recv_into(buffer):
        size += count
    return size / MB / (time.monotonic() - began)


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
