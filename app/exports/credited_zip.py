"""Export originals with credits inside. Of each copy only the new bytes are kept.

exiftool writes each copy. The copy is compared with the original and removed. Only its few new kilobytes are
kept, and where the other bytes are in the original. So an export with credits needs room for only one copy at
a time. It can be resumed for a week, and has exactly the pixels that were sent.
"""

import asyncio
import base64
import mmap
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.base.i18n import use_language
from app.exports.choosing import chapters_now, choice_of
from app.exports.freezing import AT_FIRST, FileNames, taken_at
from app.exports.job import Job, read_job
from app.exports.writing import FILES_AT_ONCE, Entry, ListWriter
from app.media.credits.spans import Span, TooDifferent, spans
from app.media.credits.tags import Credits
from app.media.sniff import MediaType
from app.parties.scope import PartyScope
from app.processing.credit_process import CreditProcess
from app.records.export import Export
from app.records.export_choice import select_chosen, select_chosen_photos
from app.records.export_file import MADE
from app.records.export_piece import ExportPiece, insert_export_pieces
from app.records.photo import Photo
from app.storage.durable import in_thread

PIECES_AT_ONCE = 50
TELL_EVERY = 10
SUM_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy with credits: its spans, and the bytes of the new ones."""

    size: int
    crc32: int
    parts: list[tuple[Span, bytes]]


@dataclass(frozen=True, slots=True)
class CreditedZip:
    """`tell` reports how many photos are done and renews the lease. It raises if the export was ended."""

    scope: PartyScope
    export: Export
    tell: Callable[[int], Awaitable[None]]
    process: CreditProcess
    min_free_bytes: int

    async def make(self) -> None:
        job, zone = read_job(self.export.wanted), ZoneInfo(self.export.time_zone)
        use_language(job.language)
        writer = ListWriter(self.scope, self.export, job.most_bytes)
        chapters = await chapters_now(self.scope) if job.folders == "chapter" else ()
        names, count = FileNames(job.folders, job.nameless, zone, chapters), 0
        async with self.scope.database.reading() as connection:
            choice = await choice_of(connection, self.scope.party_id, job.part)
            chosen = await select_chosen(connection, self.scope.party_id, choice)
        async for photo in self._photos(job):
            began = time.monotonic()
            assert photo.crc32 is not None
            count += 1
            plain = Entry(names.of(photo), photo.bytes, photo.crc32, taken_at(photo), photo.id, photo.sha256)
            copy = await self._copy(photo, self._credits(job, photo, zone))
            await writer.add(plain if copy is None else await self._written(plain, count, copy))
            if count % TELL_EVERY == 0:
                await self.tell(count)
            await asyncio.sleep(time.monotonic() - began)
        await self.tell(count)
        await writer.finish(count, chosen.missing)

    async def _photos(self, job: Job) -> AsyncIterator[Photo]:
        after = AT_FIRST
        while True:
            async with self.scope.database.reading() as connection:
                choice = await choice_of(connection, self.scope.party_id, job.part)
                photos = await select_chosen_photos(
                    connection, self.scope.party_id, choice, after, FILES_AT_ONCE
                )
            for photo in photos:
                yield photo
            if len(photos) < FILES_AT_ONCE:
                return
            after = photos[-1].position, photos[-1].id

    def _credits(self, job: Job, photo: Photo, zone: ZoneInfo) -> Credits:
        at = datetime.fromisoformat(photo.happened_at or photo.created_at).astimezone(zone)
        return Credits(photo.author, photo.caption, job.party, f"{at:%Y:%m:%d %H:%M:%S}{at.isoformat()[-6:]}")

    async def _copy(self, photo: Photo, credits: Credits) -> Copy | None:
        """Return the copy. None if the original is exported as it came."""
        free = await in_thread(self.scope.storage.free_bytes)
        if free < self.min_free_bytes + 2 * photo.bytes:
            return None
        try:
            async with self.scope.storage.local_original(photo.id) as original:
                made = await self.process.write(original, credits, MediaType(photo.media_type))
                return await in_thread(_compared, original, made, photo) if made is not None else None
        except FileNotFoundError:
            return None
        finally:
            await self.process.clear()

    async def _written(self, plain: Entry, made: int, copy: Copy) -> Entry:
        pieces = [
            ExportPiece(
                export_id=self.export.id,
                made=made,
                no=no,
                party_id=self.export.party_id,
                photo_id=plain.photo_id,
                sha256=plain.sha256,
                start=span.start,
                bytes=span.size,
                crc32=zlib.crc32(new),
                body=base64.b64encode(new).decode(),
                origin=span.origin,
            )
            for no, (span, new) in enumerate(copy.parts, start=1)
        ]
        async with self.scope.database.transaction() as connection:
            for begin in range(0, len(pieces), PIECES_AT_ONCE):
                await insert_export_pieces(connection, pieces[begin : begin + PIECES_AT_ONCE])
        return Entry(
            plain.name, copy.size, copy.crc32, plain.modified, plain.photo_id, plain.sha256, f"{MADE}{made}"
        )


def _compared(original: Path, made: Path, photo: Photo) -> Copy | None:
    with (
        original.open("rb") as old_file,
        made.open("rb") as new_file,
        mmap.mmap(old_file.fileno(), 0, prot=mmap.PROT_READ) as old_map,
        mmap.mmap(new_file.fileno(), 0, prot=mmap.PROT_READ) as new_map,
        memoryview(old_map) as old,
        memoryview(new_map) as new,
    ):
        if len(old) != photo.bytes or _sum(old) != photo.crc32:
            return None
        try:
            found = spans(old, new)
        except TooDifferent:
            return None
        parts = [
            (span, b"" if span.origin >= 0 else bytes(new[span.start : span.start + span.size]))
            for span in found
        ]
        return Copy(len(new), _sum(new), parts)


def _sum(view: memoryview) -> int:
    crc32 = 0
    for begin in range(0, len(view), SUM_BYTES):
        with view[begin : begin + SUM_BYTES] as part:
            crc32 = zlib.crc32(part, crc32)
    return crc32
