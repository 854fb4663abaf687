"""A party for the bench: the real server as its own process, a guest who sends, and the ear beside it."""

import json
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from bench.machine import pinned
from bench.party_server import socket_path
from tests.patience import PATIENCE_S
from tests.running import Server, jpeg

EVENTS = "/api/events"


class PartyServer(Server):
    PROGRAM = ("-m", "bench.party_server")


class Party:
    """One guest of a running server. Calls block: the bench does one thing at a time."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.http = httpx.Client(base_url=server.url, timeout=PATIENCE_S)
        self._ear = _connect(socket_path(server.data_dir, server.pid))
        self._answers = self._ear.makefile("r")

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def pids(self) -> list[int]:
        return [self.server.pid]

    def send_photo(self, photo: bytes | None = None, caption: str = "") -> dict[str, Any]:
        answer = self.http.post(
            "/api/new_photo",
            files={"file": ("photo.jpg", jpeg() if photo is None else photo, "image/jpeg")},
            data={"author": "Ben", "caption": caption},
        )
        answer.raise_for_status()
        sent: dict[str, Any] = answer.json()["photo"]
        return sent

    def edit(self, photo_id: str, caption: str) -> None:
        self.http.put(f"/api/photo/{photo_id}", json={"caption": caption}).raise_for_status()

    def ask(self, do: str, **arguments: object) -> dict[str, Any]:
        """Ask the ear beside the server; party_server.py lists its requests."""
        self._ear.sendall(json.dumps({"do": do, **arguments}).encode() + b"\n")
        answer: dict[str, Any] = json.loads(self._answers.readline())
        return answer

    def close(self) -> None:
        self.http.close()
        self._answers.close()
        self._ear.close()


def _connect(path: Path) -> socket.socket:
    """Connect to the ear, which starts to listen a moment after the server."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        ear = socket.socket(socket.AF_UNIX)
        try:
            ear.connect(str(path))
            return ear
        except OSError:
            ear.close()
            if time.monotonic() > deadline:
                raise
        time.sleep(0.01)


@contextmanager
def party(core: int | None = None, **options: object) -> Iterator[Party]:
    """Run a server with an empty party, on one core or (None) on all; delete its folder at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="partywall-bench-") as folder,
        party_in(Path(folder) / "party", core, **options) as guest,
    ):
        yield guest


@contextmanager
def party_in(data_dir: Path, core: int | None = None, **options: object) -> Iterator[Party]:
    """Run a server on a folder that may hold a party already, with its default number of workers."""
    server = PartyServer(data_dir, **{"media_workers": "", **options})
    if core is None:
        server.start()
    else:
        with pinned(core):
            server.start()
    try:
        guest = Party(server)
        yield guest
        guest.close()
    finally:
        server.stop()


def mark(number: int) -> str:
    """The caption by which the load client knows an event."""
    return f"mark={number:06d}"
