"""Send any part of a ZIP. Only a page of its list and two pieces of one original are in memory."""

import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.base.zip_format import ZipFile, directory_entry, end_of_zip, local_header
from app.exports.made_files import copy_pieces, made_pieces
from app.exports.stand_in import StandIn
from app.exports.taken_down import may_go
from app.parties.scope import PartyScope
from app.records.export import Export, ExportPart
from app.records.export_file import (
    MADE,
    ExportFile,
    select_export_files,
    select_export_files_kept,
    select_file_before,
    update_export_file_gone,
)
from app.records.photo import PhotoState, select_photo
from app.server.file_wire import FileWire
from app.storage.contract import Span, StoredObject
from app.storage.durable import in_thread

READ_BYTES = 256 * 1024
FILES_AT_ONCE = 100
LOOK_AGAIN_S = 2.0
LOOK_AGAIN_BYTES = 8 * 1024 * 1024
"""How often a photo's row is read while its original is sent: it may be taken down in between."""


def _no_wire() -> FileWire | None:
    return None


@dataclass(frozen=True, slots=True)
class Sending:
    """`wire` sends local files past the server's streams. None if that is not possible (yet)."""

    scope: PartyScope
    export: Export
    wire: Callable[[], FileWire | None] = _no_wire

    async def zip_pieces(self, part: ExportPart, begin: int, end: int) -> AsyncGenerator[bytes, None]:
        """Yield the bytes from `begin` up to `end` of a ZIP. They are the same each time.

        Only a photo that was taken down is replaced by other bytes. Raises OSError if a store or a disk does
        not answer: then the download can be resumed.
        """
        if begin < part.directory_start:
            async for file in self._files(part.part, begin):
                if file.start >= end:
                    return
                async with aclosing(self._file_pieces(file, begin - file.start, end - file.start)) as pieces:
                    async for piece in pieces:
                        yield piece
        if end > part.directory_start:
            place = part.directory_start
            async for piece in self._directory(part):
                if wanted := piece[max(0, begin - place) : max(0, end - place)]:
                    yield wanted
                place += len(piece)

    def file_pieces(self, file: ExportFile, begin: int, end: int) -> AsyncGenerator[bytes, None]:
        """Yield the bytes from `begin` up to `end` of a single original."""
        return self._content(file, begin, end)

    async def kept_pages(self) -> AsyncIterator[list[ExportFile]]:
        """Yield the files of all ZIPs, a page at a time, without those that were taken down."""
        after = 0
        while True:
            async with self.scope.database.reading() as connection:
                files = await select_export_files_kept(connection, self.export.id, after, FILES_AT_ONCE)
            yield [
                one.file
                for one in files
                if may_go(self.export.taken, PhotoState(one.state), is_private=one.is_private)
            ]
            if len(files) < FILES_AT_ONCE:
                return
            after = files[-1].file.no

    async def is_sent(self, file: ExportFile) -> bool:
        """Tell whether a photo is unchanged since it was frozen, and may still be downloaded."""
        if not file.name:
            return False
        if not file.photo_id:
            return True
        async with self.scope.database.reading() as connection:
            photo = await select_photo(connection, self.export.party_id, file.photo_id)
        if photo is None or photo.sha256 != file.sha256:
            return False
        if "/" in file.source and file.source.partition("/")[0] != photo.folder:
            return False
        return may_go(self.export.taken, photo.state, is_private=photo.is_private)

    async def _files(self, part: int, place: int) -> AsyncIterator[ExportFile]:
        async for page in self._pages(part, place):
            for file in page:
                yield file

    async def _pages(self, part: int, place: int) -> AsyncIterator[list[ExportFile]]:
        async with self.scope.database.reading() as connection:
            after = await select_file_before(connection, self.export.id, part, place)
        while True:
            async with self.scope.database.reading() as connection:
                files = await select_export_files(connection, self.export.id, after, FILES_AT_ONCE, part)
            yield files
            if len(files) < FILES_AT_ONCE:
                return
            after = files[-1].no

    async def _directory(self, part: ExportPart) -> AsyncIterator[bytes]:
        async for page in self._pages(part.part, 0):
            yield b"".join([directory_entry(self._in_zip(file)) for file in page])
        yield end_of_zip(part.files, part.directory_start, part.directory_bytes)

    async def _file_pieces(self, file: ExportFile, begin: int, end: int) -> AsyncGenerator[bytes, None]:
        header = local_header(self._in_zip(file))
        if begin < len(header):
            if not await self.is_sent(file):
                # Its name reveals something, too: from here on nobody gets it.
                await self._give_up(file)
                header = local_header(self._in_zip(_gone(file)))
            if wanted := header[max(0, begin) : end]:
                yield wanted
        start, stop = max(0, begin - len(header)), min(file.bytes, end - len(header))
        if start < stop:
            async with aclosing(self._content(file, start, stop)) as pieces:
                async for piece in pieces:
                    yield piece

    async def _content(self, file: ExportFile, start: int, stop: int) -> AsyncGenerator[bytes, None]:
        if file.source.startswith(MADE) and not file.photo_id:
            async with aclosing(made_pieces(self.scope, self.export, file, start, stop)) as pieces:
                async for piece in pieces:
                    yield piece
            return
        place = start
        if await self.is_sent(file):
            looked_at, looked_place = time.monotonic(), place
            try:
                async with aclosing(self._steps(file, start, stop)) as steps:
                    async for step in steps:
                        if isinstance(step, bytes):
                            yield step
                        place += step if isinstance(step, int) else len(step)
                        is_late = time.monotonic() - looked_at > LOOK_AGAIN_S
                        if is_late or place - looked_place >= LOOK_AGAIN_BYTES:
                            if not await self.is_sent(file):
                                break
                            looked_at, looked_place = time.monotonic(), place
            except FileNotFoundError:
                # Deleted between the check and the opening.
                await self._give_up(file)
        stand_in = StandIn(file.bytes, file.crc32)
        while place < stop:
            piece = stand_in.part(place, min(stop, place + READ_BYTES))
            yield piece
            place += len(piece)

    async def _steps(self, file: ExportFile, start: int, stop: int) -> AsyncGenerator[bytes | int, None]:
        """Yield what `_original` does. A copy with credits is put together from its pieces."""
        if not file.source.startswith(MADE):
            pieces = self._original(file, start, stop)
        else:
            pieces = copy_pieces(self.scope, file, start, stop, self._original)
        async with aclosing(pieces) as steps:
            async for step in steps:
                yield step

    async def _original(self, file: ExportFile, start: int, stop: int) -> AsyncGenerator[bytes | int, None]:
        """Yield the bytes of an original, or the number of bytes that were already sent."""
        found = await self._open(file, Span(start, stop))
        if not isinstance(found, Path):
            async for piece in found.pieces:
                yield piece
            return
        opened = await in_thread(found.open, "rb", buffering=0)
        try:
            while start < stop:
                wire = self.wire()
                step: bytes | int = (
                    await wire.send(opened, start, stop)
                    if wire is not None
                    else await in_thread(os.pread, opened.fileno(), min(READ_BYTES, stop - start), start)
                )
                if not step:
                    return
                start += step if isinstance(step, int) else len(step)
                yield step
        finally:
            opened.close()

    async def _open(self, file: ExportFile, span: Span) -> Path | StoredObject:
        if not file.source or file.source.startswith(MADE):
            return await self.scope.storage.open_original(file.photo_id, span)
        folder, _, name = file.source.partition("/")
        return await self.scope.storage.open_rendition(folder, name, span)

    async def _give_up(self, file: ExportFile) -> None:
        async with self.scope.database.transaction() as connection:
            await update_export_file_gone(connection, self.export.id, file.no)

    def _in_zip(self, file: ExportFile) -> ZipFile:
        modified = datetime.fromisoformat(file.modified_at).astimezone(ZoneInfo(self.export.time_zone))
        return ZipFile(_name(file), file.bytes, file.crc32, modified, file.start)


def _name(file: ExportFile) -> bytes:
    """Return its name, or as many meaningless bytes."""
    return (
        file.name.encode()
        or f"taken down {file.no} ".encode().ljust(file.name_bytes, b"_")[: file.name_bytes]
    )


def _gone(file: ExportFile) -> ExportFile:
    return replace(file, name="", sha256="")
