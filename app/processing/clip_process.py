"""Make one clip in a process of its own, which is killed if it stalls."""

import asyncio
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from app.media.edit import NO_EDIT, Edit
from app.media.errors import PictureRefused, Refusal
from app.media.looks.seen import Look
from app.media.rendered import MadeClip
from app.media.worker.protocol import Request, read_clip, write_request
from app.processing.work_room import WorkRoom
from app.processing.worker_process import WorkerDied, WorkerProcess

STALL_S = 60.0
"""How long it may be silent. It reports each frame, but at most once a second."""
CPUS = 2
"""How many cores one clip may keep busy."""


_PROGRAM = (sys.executable, "-m", "app.media.videos.worker")

_log = logging.getLogger(__name__)


def poster_command(memory_mb: int, *, looks_for_faces: bool) -> tuple[str, ...]:
    """Return the command of the process that makes posters, which runs all the time."""
    return (*_PROGRAM, "poster", str(memory_mb), *((Look.FACES,) if looks_for_faces else ()))


class ClipProcess:
    """The limits of a clip: wall-clock time, address space, and pixels in a frame."""

    def __init__(
        self,
        timeout_s: float,
        memory_mb: int,
        max_pixels: int,
        *,
        stall_s: float = STALL_S,
        command: Sequence[str] | None = None,
    ) -> None:
        self._timeout_s = timeout_s
        self._stall_s = stall_s
        self._max_pixels = max_pixels
        cpu_s = round(timeout_s * CPUS)
        self._command = command or (*_PROGRAM, "clip", str(memory_mb), str(cpu_s))

    async def make(self, original: Path, out_dir: Path, edit: Edit = NO_EDIT) -> MadeClip:
        """Make the clip of an edited video by `app.media.videos.clip.make_clip`.

        Raises `PictureRefused` if the video is at fault, took too long or killed its process. Raises OSError
        if the disk is at fault, and `WorkerDied` if no process could be started. After a cancellation nothing
        more is written.
        """
        room = await asyncio.to_thread(WorkRoom.make, out_dir)
        try:
            made = await self._make_in(room, original, edit)
            await asyncio.to_thread(room.fetch, out_dir)
            return made
        finally:
            await asyncio.to_thread(room.remove)

    async def _make_in(self, room: WorkRoom, original: Path, edit: Edit) -> MadeClip:
        process = await WorkerProcess.start(self._command, room.folder)
        try:
            given = await asyncio.to_thread(room.give, original)
            async with asyncio.timeout(self._timeout_s):
                request = Request(given, room.made, self._max_pixels, edit)
                return await self._watched(process, request)
        except TimeoutError:
            raise PictureRefused(Refusal.VIDEO_TOO_HEAVY) from None
        except (WorkerDied, ValueError):
            _log.warning("clip process %d stopped while %s", process.pid, process.step or "starting")
            raise PictureRefused(Refusal.BROKEN_VIDEO) from None
        finally:
            await process.stop()

    async def _watched(self, process: WorkerProcess, request: Request) -> MadeClip:
        async with asyncio.timeout(self._stall_s):
            line = await process.ask(write_request(request))
        while (made := read_clip(line)) is None:
            async with asyncio.timeout(self._stall_s):
                line = await process.next_line()
        return made
