"""The album as a folder: the gallery's own page with its photos. It opens from a disk without a server."""

import asyncio
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.albums.chapters import chapter_at
from app.base.i18n import use_language
from app.exports.album_page import PictureFile, chapter_begin, chapter_end, photo_item
from app.exports.choosing import chapters_now, choice_of
from app.exports.freezing import taken_at
from app.exports.job import PHOTOS_HERE, read_job
from app.exports.linking import linked_script, linked_styles
from app.exports.made_files import MadeFile
from app.exports.naming import NamesTaken, file_stem
from app.exports.writing import FILES_AT_ONCE, Entry, ListWriter
from app.media.sniff import MediaType, extension
from app.parties.scope import PartyScope
from app.records.comment import Comment, select_comments_by_photo
from app.records.export import Export
from app.records.export_choice import select_chosen_as_happened
from app.records.party import select_party
from app.records.photo import Photo
from app.records.rendition import StoredRendition
from app.storage.durable import in_thread

PAGE, STYLES, SCRIPT = 1, 2, 3
SHEETS = (
    "css/tokens.css",
    "css/looks.css",
    "css/base.css",
    "css/controls.css",
    "vendor/photoswipe/photoswipe.css",
    "css/gallery.css",
    "css/lightbox.css",
    "css/album_folder.css",
)
FOLDER_OF = {"thumb": "album/thumbs", "wall": "photos", "clip": "videos"}
READ_BYTES = 1024 * 1024


class Ended(Exception):
    """The export was ended, or another server took it over, while it was made."""


@dataclass(frozen=True, slots=True)
class AlbumFolder:
    """`tell` reports how many photos are done and renews the lease. It raises `Ended`."""

    scope: PartyScope
    export: Export
    tell: Callable[[int], Awaitable[None]]

    async def make(self) -> None:
        job, zone = read_job(self.export.wanted), ZoneInfo(self.export.time_zone)
        use_language(job.language)
        begun = datetime.fromisoformat(self.export.created_at)
        writer = ListWriter(self.scope, self.export, 0)
        page = MadeFile(self.scope, self.export, PAGE)
        head, _, tail = job.page.partition(PHOTOS_HERE)
        await page.add(head.encode())
        names, chapters = NamesTaken(), await chapters_now(self.scope)
        count, missing, chapter = 0, 0, -1
        async for photo in self._photos():
            began = time.monotonic()
            files = await self._files(photo, count + 1, writer, zone)
            if not files:
                missing += 1
                continue
            count += 1
            if (inside := chapter_at(chapters, photo.happened_at)) != chapter:
                if chapter >= 0:
                    await page.add(chapter_end().encode())
                chapter = inside
                at = datetime.fromisoformat(photo.happened_at or photo.created_at).astimezone(zone)
                await page.add(chapter_begin(chapters[inside].title, chapter, at, len(chapters)).encode())
            said = await self._comments(photo)
            await page.add(photo_item(count, photo, files, said).encode(), photo.id, photo.sha256)
            if job.originals and photo.crc32 is not None and photo.crc32 >= 0:
                stem = file_stem(taken_at(photo).astimezone(zone), photo.author, photo.caption)
                name = "originals/" + names.take(stem, extension(MediaType(photo.media_type)))
                original = Entry(name, photo.bytes, photo.crc32, taken_at(photo), photo.id, photo.sha256)
                await writer.add(original)
            if count % 20 == 0:
                await self.tell(count)
            await asyncio.sleep(time.monotonic() - began)
        if chapter >= 0:
            await page.add(chapter_end().encode())
        await page.add(tail.encode())
        await writer.add(await page.finish("index.html", begun))
        await writer.add(await self._made(STYLES, linked_styles(*SHEETS), "album/album.css", begun))
        script = linked_script("js/pages/album_folder.js")
        await writer.add(await self._made(SCRIPT, script, "album/album.js", begun))
        await self.tell(count)
        await writer.finish(count, missing)

    async def _comments(self, photo: Photo) -> list[Comment]:
        """Return the shown comments of a photo, if the party has comments."""
        if not photo.comments:
            return []
        async with self.scope.database.reading() as connection:
            party = await select_party(connection, self.scope.party_id)
            found = await select_comments_by_photo(connection, [photo.id], photo.comments)
        return found.get(photo.id, []) if party is not None and party.comments_allowed else []

    async def _made(self, made: int, text: str, name: str, at: datetime) -> Entry:
        file = MadeFile(self.scope, self.export, made)
        await file.add(text.encode())
        return await file.finish(name, at)

    async def _photos(self) -> AsyncIterator[Photo]:
        after, part = ("", ""), read_job(self.export.wanted).part
        while True:
            async with self.scope.database.reading() as connection:
                choice = await choice_of(connection, self.scope.party_id, part)
                photos = await select_chosen_as_happened(
                    connection, self.scope.party_id, choice, after, FILES_AT_ONCE
                )
            for photo in photos:
                yield photo
            if len(photos) < FILES_AT_ONCE:
                return
            after = photos[-1].happened_at, photos[-1].id

    async def _files(
        self, photo: Photo, number: int, writer: ListWriter, zone: ZoneInfo
    ) -> list[PictureFile]:
        """Add a photo's pictures to the list. Return none if they are missing: the page leaves it out."""
        at = taken_at(photo)
        stem = f"{at.astimezone(zone):%Y-%m-%d_%H-%M-%S}_{number:04}"
        found = []
        for rendition in photo.renditions:
            folder = FOLDER_OF.get(rendition.name)
            if folder is None:
                continue
            try:
                size, crc32 = await self._sum(photo, rendition)
            except FileNotFoundError:
                return []
            # Names in ASCII: some unzip programs spoil others, and the page must find its files.
            name = f"{folder}/{stem}.{rendition.file.rpartition('.')[2]}"
            source = f"{photo.folder}/{rendition.file}"
            found.append((rendition, Entry(name, size, crc32, at, photo.id, photo.sha256, source)))
        for _, entry in found:
            await writer.add(entry)
        return [PictureFile(rendition, entry.name) for rendition, entry in found]

    async def _sum(self, photo: Photo, rendition: StoredRendition) -> tuple[int, int]:
        opened = await self.scope.storage.open_rendition(photo.folder, rendition.file)
        if isinstance(opened, Path):
            return await in_thread(_sum_file, opened)
        size = crc32 = 0
        async for piece in opened.pieces:
            size, crc32 = size + len(piece), zlib.crc32(piece, crc32)
        return size, crc32


def _sum_file(path: Path) -> tuple[int, int]:
    size = crc32 = 0
    with path.open("rb") as file:
        while piece := file.read(READ_BYTES):
            size, crc32 = size + len(piece), zlib.crc32(piece, crc32)
    return size, crc32
