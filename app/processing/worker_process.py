"""One media worker as the server sees it: start it, ask it, and stop it for certain."""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from app.media.looks.seen import Look
from app.media.worker.lockdown import ROOM_VARIABLE
from app.media.worker.protocol import READY_LINE, read_step, read_unable

Stream = TypeVar("Stream", asyncio.StreamReader, asyncio.StreamWriter)

_log = logging.getLogger(__name__)

_PROJECT = Path(__file__).resolve().parents[2]
# The environment variables that a decoder may see: none holds a password or key of ours.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "TZDIR", "TMPDIR", "LD_LIBRARY_PATH")
# A cold disk or a busy machine may be slow. The usual start takes a fifth of a second.
_START_TIMEOUT_S = 30.0
# The log output of a worker for one picture. A hostile picture could fill the log.
_MAX_STDERR_BYTES_PER_PICTURE = 8 * 1024
_MAX_LOG_LINE = 500
_MAX_STEP = 40
KEPT_MEMORY_BYTES = 64 * 1024 * 1024
MALLOC = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_TRIM_THRESHOLD_": str(KEPT_MEMORY_BYTES),
    "MALLOC_MMAP_THRESHOLD_": str(KEPT_MEMORY_BYTES // 2),
}
"""How a worker's C library (glibc) keeps memory. Pixels are allocated and freed a dozen megabytes at a time.
If they went back to the system each time, zeroing and mapping them again would be a tenth of all the work."""


def picture_command(memory_mb: int, *, looks_for_faces: bool) -> tuple[str, ...]:
    """Return the command of the program that renders pictures and, if possible, looks for faces."""
    faces = (Look.FACES,) if looks_for_faces else ()
    return (sys.executable, "-m", "app.media.worker.program", str(memory_mb), *faces)


class WorkerDied(Exception):
    """The process ended, did not start, or sent an invalid answer."""


class WorkerUnable(WorkerDied):
    """It can never work on this machine. The text says what is missing."""


class WorkerProcess:
    """A started worker. Create it by `start`, and await `stop` at the end."""

    def __init__(self, process: asyncio.subprocess.Process, looks: frozenset[Look] = frozenset()) -> None:
        self._process = process
        self.looks = looks
        """The looks that it was started with."""
        self._requests = _piped(process.stdin)
        self._answers = _piped(process.stdout)
        self._stderr = _piped(process.stderr)
        self._stderr_bytes_left = _MAX_STDERR_BYTES_PER_PICTURE
        self.step = ""
        """The last step that it reported, such as `decoding`."""
        self._logging = asyncio.create_task(self._log_stderr(), name=f"stderr of media worker {process.pid}")

    @classmethod
    async def start(
        cls, command: Sequence[str], room: Path | None = None, looks: frozenset[Look] = frozenset()
    ) -> "WorkerProcess":
        """Start the command with `looks` appended, and wait until it is ready. Raises `WorkerDied`.

        `room` is the folder of a `WorkRoom`. The worker can reach no other file (media/worker/lockdown.py).
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                *sorted(looks),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                cwd=_PROJECT,
                env=_environment(room),
            )
        except OSError as error:
            raise WorkerDied(f"cannot start {command[0]}: {error}") from error
        worker = cls(process, looks)
        try:
            async with asyncio.timeout(_START_TIMEOUT_S):
                line = await worker.next_line()
            if (reason := read_unable(line)) is not None:
                raise WorkerUnable(reason)
            if line != READY_LINE:
                raise WorkerDied(f"instead of being ready it said {line[:_MAX_LOG_LINE]!r}")
        except TimeoutError as error:
            await worker.stop()
            raise WorkerDied(f"not ready after {_START_TIMEOUT_S:.0f} s") from error
        except BaseException:
            await worker.stop()
            raise
        return worker

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None and not self._answers.at_eof()

    async def ask(self, line: bytes) -> bytes:
        """Send one request line and return the first line of its answer. Raises `WorkerDied`.

        After a cancellation the answer is still to come, so the process can only be stopped.
        """
        self._stderr_bytes_left = _MAX_STDERR_BYTES_PER_PICTURE
        self.step = ""
        try:
            self._requests.write(line)
            await self._requests.drain()
        except OSError as error:
            raise WorkerDied("it does not listen") from error
        return await self.next_line()

    async def next_line(self) -> bytes:
        """Return the next line of the process that is not a step. Raises `WorkerDied`."""
        while True:
            try:
                line = await self._answers.readline()
            except (ValueError, OSError) as error:  # longer than any answer, or a pipe that broke
                raise WorkerDied("unreadable") from error
            if not line.endswith(b"\n"):
                raise WorkerDied("it ended")
            step = read_step(line)
            if step is None:
                return line
            self.step = step[:_MAX_STEP]

    def kill(self) -> None:
        """Kill the process. After this call it writes nothing more."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def stop(self) -> None:
        """Kill the process and free all it held. May be called again."""
        self.kill()
        await self._process.wait()
        # asyncio has no public name for this. Without it, a flooded and paused pipe would stay open.
        self._process._transport.close()  # type: ignore[attr-defined]
        self._logging.cancel()
        await asyncio.wait([self._logging])

    async def _log_stderr(self) -> None:
        # Keep reading in any case: a worker blocks on a full pipe.
        while chunk := await self._stderr.read(4096):
            kept = chunk[: self._stderr_bytes_left]
            self._stderr_bytes_left -= len(kept)
            for line in kept.decode("utf-8", "replace").splitlines():
                _log.warning("media worker %d: %s", self.pid, line[:_MAX_LOG_LINE])


def _piped(stream: Stream | None) -> Stream:
    if stream is None:
        raise ValueError("a worker needs pipes for all its streams")
    return stream


def _environment(room: Path | None) -> dict[str, str]:
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    if room is not None:
        passed_on[ROOM_VARIABLE] = str(room.absolute())
    return passed_on | MALLOC | {"PYTHONPATH": str(_PROJECT)}
