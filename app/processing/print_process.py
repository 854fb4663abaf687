"""The processes that make a book: one for its pictures, then one for its PDF, in a shared room."""

import asyncio
import logging
import shutil
import sys
from pathlib import Path

from app.media.edit import Edit
from app.media.errors import PictureRefused, Refusal
from app.media.printing.asked import (
    PdfRequest,
    PrintRequest,
    read_done,
    write_pdf_request,
    write_print_request,
)
from app.processing.work_room import WorkRoom
from app.processing.worker_process import WorkerDied, WorkerProcess

_log = logging.getLogger(__name__)

MEMORY_MB = 2048
MAX_PIXELS = 300_000_000
PICTURE_TIMEOUT_S = 90.0
PDF_TIMEOUT_S = 1800.0
HTML_FILE, PDF_FILE = "book.html", "book.pdf"
_PROGRAM = (sys.executable, "-m", "app.media.printing.program")


class PrintProcess:
    """Create it by `open`, and await `close`, which removes the pictures and the PDF."""

    def __init__(self, room: WorkRoom) -> None:
        self._room = room
        self._pictures: WorkerProcess | None = None

    @classmethod
    async def open(cls, rooms: Path) -> "PrintProcess":
        return cls(await asyncio.to_thread(WorkRoom.make, rooms))

    @property
    def scratch(self) -> Path:
        """The place for a picture's source file, beside the files that the programs see."""
        return self._room.folder / "scratch.jpg"

    async def picture(
        self,
        original: Path,
        name: str,
        *,
        size: tuple[int, int],
        long_side: int,
        focus: tuple[float, float],
        edit: Edit,
    ) -> int:
        """Make the file `name` and return its size. Raises `PictureRefused`, OSError, `WorkerDied`."""
        if self._pictures is None or not self._pictures.is_alive:
            await self._stop_pictures()
            self._pictures = await WorkerProcess.start(
                (*_PROGRAM, "picture", str(MEMORY_MB)), self._room.folder
            )
        given = await asyncio.to_thread(_given, self._room, original)
        request = PrintRequest(given, self._room.made / name, MAX_PIXELS, *size, long_side, focus, edit)
        try:
            async with asyncio.timeout(PICTURE_TIMEOUT_S):
                return read_done(await self._pictures.ask(write_print_request(request)))
        except (TimeoutError, WorkerDied, ValueError) as error:
            await self._stop_pictures()
            _log.warning("no picture for print of %s: %r", original.name, error)
            raise PictureRefused(Refusal.TOO_SLOW_TO_DECODE) from error
        finally:
            await asyncio.to_thread(given.unlink, missing_ok=True)

    async def pdf(self, html: str) -> Path:
        """Make the PDF, which exists until `close`. Raises OSError and `WorkerDied`."""
        await self._stop_pictures()
        page, made = self._room.given / HTML_FILE, self._room.made / PDF_FILE
        await asyncio.to_thread(page.write_text, html, encoding="utf-8")
        process = await WorkerProcess.start((*_PROGRAM, "pdf", str(MEMORY_MB)), self._room.folder)
        try:
            async with asyncio.timeout(PDF_TIMEOUT_S):
                line = await process.ask(write_pdf_request(PdfRequest(page, self._room.made, made)))
            read_done(line)
        except (TimeoutError, ValueError) as error:
            raise WorkerDied(f"no PDF: {error!r}") from error
        finally:
            await process.stop()
        return made

    async def close(self) -> None:
        await self._stop_pictures()
        await asyncio.to_thread(self._room.remove)

    async def _stop_pictures(self) -> None:
        process, self._pictures = self._pictures, None
        if process is not None:
            await process.stop()


def _given(room: WorkRoom, original: Path) -> Path:
    # Copied if it cannot be linked. Earlier output stays.
    path = room.given / original.name
    try:
        path.hardlink_to(original)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(original, path)
    return path
