"""Write credits into copies with exiftool: one long-running process, locked down like the decoders."""

import asyncio
import contextlib
import logging
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

from app.media.credits.tags import ENDINGS, Credits, arguments, exiftool
from app.media.sniff import MediaType
from app.media.worker.lockdown import ROOM_VARIABLE
from app.processing.work_room import WorkRoom

_log = logging.getLogger(__name__)
_PROJECT = Path(__file__).resolve().parents[2]

MOST_BYTES = 250 * 1000**2
"""Larger files, mostly long videos, are exported as they came."""
TIMEOUT_S = 60.0
READY = b"{ready}\n"
MOST_SAID = 64 * 1024


class CreditProcess:
    """The maker must await `close`. The process starts when it is first needed, and again if it died."""

    def __init__(self, rooms: Path) -> None:
        self._rooms = rooms
        self._room: WorkRoom | None = None
        self._process: Process | None = None

    async def write(self, original: Path, credits: Credits, media_type: MediaType) -> Path | None:
        """Return a copy of the original with credits. The copy exists until the next call.

        None if the file is of another format, too large or damaged. Raises OSError for a full disk.
        """
        programs = exiftool()
        if programs is None or media_type not in ENDINGS:
            return None
        if (await asyncio.to_thread(original.stat)).st_size > MOST_BYTES:
            return None
        if self._room is None:
            self._room = await asyncio.to_thread(WorkRoom.make, self._rooms)
        room, made = self._room, self._room.made / f"copy.{ENDINGS[media_type]}"
        given = await asyncio.to_thread(_given, room, original, ENDINGS[media_type])
        if media_type is MediaType.WEBP:
            # exiftool can write this format only in place.
            await asyncio.to_thread(shutil.copyfile, given, made)
            lines = [*arguments(credits, media_type), "-overwrite_original", str(made)]
        else:
            lines = [*arguments(credits, media_type), "-o", str(made), str(given)]
        try:
            async with asyncio.timeout(TIMEOUT_S):
                said = await self._ask(programs, room, lines)
        except (TimeoutError, OSError, EOFError, asyncio.LimitOverrunError) as error:
            _log.warning("exiftool stopped at photo %s: %s", original.name, type(error).__name__)
            await self._stop()
            return None
        if b"1 image files created" in said or b"1 image files updated" in said:
            return made
        return None

    async def clear(self) -> None:
        """Delete the last copy."""
        if self._room is not None:
            await asyncio.to_thread(self._room.clear)

    async def close(self) -> None:
        await self._stop()
        room, self._room = self._room, None
        if room is not None:
            await asyncio.to_thread(room.remove)

    async def _ask(self, programs: tuple[str, str], room: WorkRoom, lines: list[str]) -> bytes:
        if self._process is None:
            self._process = await self._started(programs, room)
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        requests.write("\n".join([*lines, "-execute\n"]).encode())
        await requests.drain()
        return await answers.readuntil(READY)

    async def _started(self, programs: tuple[str, str], room: WorkRoom) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "app.media.credits.sandbox",
            *programs,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            limit=MOST_SAID,
            cwd=_PROJECT,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", ROOM_VARIABLE: str(room.folder.absolute())},
        )

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _given(room: WorkRoom, original: Path, ending: str) -> Path:
    # The name must have the right extension, or exiftool makes no copy.
    return room.give(original).rename(room.given / f"original.{ending}")
