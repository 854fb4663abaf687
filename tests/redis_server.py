"""A real Redis of the tests' own, on loopback, that can be stopped, frozen and started again."""

import contextlib
import signal
import socket
import subprocess
import time
from pathlib import Path

from tests.needs import needs
from tests.patience import PATIENCE_S
from tests.ports import HeldPort


class RedisServer:
    """Keeps nothing: stopping and starting it is losing everything in it."""

    def __init__(self, folder: Path) -> None:
        self._program = needs("redis-server")
        self._folder = folder
        self._held = HeldPort()
        self.port = self._held.number
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [
                self._program,
                "--port",
                str(self.port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                self._folder,
            ],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)
        raise AssertionError("redis-server did not start")

    def freeze(self) -> None:
        """Let it stand still, neither answering nor gone, until `stop()`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
