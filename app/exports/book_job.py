"""Make the PDF of a book: first its pictures, one after another from the originals, then its pages.

The PDF is stored beside the originals, under the export's id. Its pictures cannot be removed from it. So if
one of them is taken down, nobody gets the PDF any more (records/book.py).
"""

import asyncio
import errno
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.base.clock import now_iso
from app.base.i18n import use_language
from app.exports.book.arranging import Placed
from app.exports.book.choice import read_choice
from app.exports.book.formats import Box
from app.exports.book.html import Bound, Words, book_html
from app.exports.book.importance import focus_of, pixels_of
from app.exports.book.plan import BookPlan, read_plan
from app.exports.job import read_job
from app.media.edit import NO_EDIT, read_edit
from app.media.errors import PictureRefused
from app.parties.scope import PartyScope
from app.processing.print_process import PrintProcess
from app.records.book import insert_book_photos, select_is_book_whole
from app.records.export import Export, update_export_ready
from app.records.party import select_party
from app.records.photo import Photo
from app.storage.contract import Span
from app.storage.durable import in_thread

DOTS_PER_MM = 300 / 25.4
TELL_EVERY = 5
READ_BYTES = 1024 * 1024
ROOM_BYTES = 50 * 1000**2
"""What must be free above the minimum: a picture, and some of the PDF."""


class PhotosChanged(Exception):
    """A photo was taken down or changed while the book was made. The book is begun anew."""


@dataclass(frozen=True, slots=True)
class BookPdf:
    """`tell` reports how many photos are done and renews the lease. It raises if the export was ended."""

    scope: PartyScope
    export: Export
    tell: Callable[[int], Awaitable[None]]
    rooms: Path
    min_free_bytes: int

    async def make(self) -> None:
        job = read_job(self.export.wanted)
        use_language(job.language)
        async with self.scope.database.reading() as connection:
            party = await select_party(connection, self.scope.party_id)
        assert party is not None
        plan = await read_plan(self.scope, party, read_choice(job.book))
        process = await PrintProcess.open(self.rooms)
        try:
            files, missing = await self._pictures(plan, process)
            bound = Bound(
                plan.sheet,
                plan.choice.bleed,
                plan.pages,
                plan.title,
                plan.day,
                job.language,
                {photo.id: Words(photo.author, photo.caption) for photo in plan.photos.values()},
                files,
            )
            pdf = await self._while_telling(process.pdf(book_html(bound)), len(plan.order))
            await self._keep(plan, pdf, missing)
        finally:
            await process.close()

    async def _pictures(
        self, plan: BookPlan, process: PrintProcess
    ) -> tuple[dict[tuple[int, str], str], int]:
        """Make all pictures. If one cannot be made, its place stays empty."""
        files: dict[tuple[int, str], str] = {}
        done = missing = made = 0
        for number, page in enumerate(plan.pages):
            for placed in page.placed:
                began = time.monotonic()
                # The PDF is as large as its pictures, and is copied once to its storage.
                if (
                    await in_thread(self.scope.storage.free_bytes)
                    < self.min_free_bytes + 2 * made + ROOM_BYTES
                ):
                    raise OSError(errno.ENOSPC, "no room for a book")
                name = f"p{number}x{len(files)}.jpg"
                if size := await self._picture(process, plan.photos[placed.id], placed, name):
                    files[number, placed.id] = name
                    made += size
                else:
                    missing += 1
                done += 1 if page.number else 0
                if done % TELL_EVERY == 0:
                    await self.tell(done)
                await asyncio.sleep(time.monotonic() - began)
        return files, missing

    async def _picture(self, process: PrintProcess, photo: Photo, placed: Placed, name: str) -> int:
        """Make one picture and return its size in bytes, 0 if it cannot be made."""
        size, long_side = print_size(placed.box, pixels_of(photo))

        async def made(original: Path, edit: str) -> int:
            return await process.picture(
                original,
                name,
                size=size,
                long_side=long_side,
                focus=focus_of(photo),
                edit=read_edit(edit) if edit else NO_EDIT,
            )

        if not photo.is_video:
            try:
                async with self.scope.storage.local_original(photo.id) as original:
                    return await made(original, photo.edit)
            except (PictureRefused, FileNotFoundError):
                pass
        # A video's poster, or the rendition in place of a lost or damaged original. Both are edited already.
        wall = next((one for one in photo.renditions if one.name == "wall"), None)
        if wall is None:
            return 0
        try:
            return await made(await self._fetched(process, photo.folder, wall.file), "")
        except (PictureRefused, FileNotFoundError):
            return 0

    async def _fetched(self, process: PrintProcess, folder: str, file: str) -> Path:
        found = await self.scope.storage.open_rendition(folder, file)
        if isinstance(found, Path):
            return found
        path = process.scratch
        with await in_thread(path.open, "wb") as target:
            async for piece in found.pieces:
                await in_thread(target.write, piece)
        return path

    async def _while_telling(self, making: Awaitable[Path], done: int) -> Path:
        """Await the PDF, and renew the lease meanwhile."""
        task = asyncio.ensure_future(making)
        try:
            while not (await asyncio.wait([task], timeout=10))[0]:
                await self.tell(done)
            return await task
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait([task])

    async def _keep(self, plan: BookPlan, pdf: Path, missing: int) -> None:
        await self.tell(len(plan.order))
        storage = self.scope.storage
        async with storage.stage(self.export.id) as staged:
            with await in_thread(pdf.open, "rb") as file:
                while piece := await in_thread(file.read, READ_BYTES):
                    await staged.write(piece)
            await staged.finish()
            size = staged.bytes
            with staged.hand_over():
                await storage.keep_original(self.export.id)
        inside = {placed.id for page in plan.pages for placed in page.placed}
        photos = [plan.photos[photo] for photo in sorted(inside)]
        async with self.scope.database.transaction() as connection:
            for begin in range(0, len(photos), 100):
                await insert_book_photos(connection, self.export.id, photos[begin : begin + 100])
            if not await select_is_book_whole(connection, self.export.id):
                raise PhotosChanged(self.export.id)
            await update_export_ready(connection, self.export.id, len(plan.order), size, missing, now_iso())


async def book_pieces(scope: PartyScope, export: Export, begin: int, end: int) -> AsyncIterator[bytes]:
    """Yield the bytes of a PDF from `begin` up to `end`."""
    found = await scope.storage.open_original(export.id, Span(begin, end))
    if not isinstance(found, Path):
        async for piece in found.pieces:
            yield piece
        return
    with await in_thread(found.open, "rb") as file:
        while begin < end and (piece := await in_thread(_read, file, begin, min(READ_BYTES, end - begin))):
            begin += len(piece)
            yield piece


def _read(file: BinaryIO, place: int, size: int) -> bytes:
    file.seek(place)
    return file.read(size)


def print_size(box: Box, pixels: tuple[int, int]) -> tuple[tuple[int, int], int]:
    """Return a picture's size in px for its place, at most 300 an inch, and the uncropped long side."""
    width, height = box.width * DOTS_PER_MM, box.height * DOTS_PER_MM
    cover = max(width / pixels[0], height / pixels[1])
    if cover > 1:
        width, height, cover = width / cover, height / cover, 1.0
    size = max(1, round(width)), max(1, round(height))
    return size, math.ceil(max(pixels) * cover)
