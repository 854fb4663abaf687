"""Files made for an export, stored in pieces. A piece about a photo is sent only while its photo is."""

import base64
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from datetime import datetime

from app.exports.stand_in import comment
from app.exports.taken_down import may_go
from app.exports.writing import Entry
from app.parties.scope import PartyScope
from app.records.export import Export
from app.records.export_file import MADE, ExportFile
from app.records.export_piece import (
    ExportPiece,
    KeptPiece,
    insert_export_pieces,
    select_export_pieces,
    select_piece_before,
    select_pieces_of_copy,
    update_export_pieces_gone,
)
from app.records.photo import PhotoState

Original = Callable[[ExportFile, int, int], AsyncGenerator[bytes | int, None]]

PIECES_AT_ONCE = 50
MOST_BYTES = 48 * 1024
"""Limit for a piece that is about no photo."""


class MadeFile:
    """Writes a file piece by piece."""

    def __init__(self, scope: PartyScope, export: Export, made: int) -> None:
        self._scope = scope
        self._export = export
        self._made = made
        self._page: list[ExportPiece] = []
        self._count = self._bytes = self._crc32 = 0

    async def add(self, body: bytes, photo_id: str = "", sha256: str = "") -> None:
        """Add text about one photo, or about none. The latter may be split into several pieces."""
        if not photo_id and len(body) > MOST_BYTES:
            for begin in range(0, len(body), MOST_BYTES):
                await self.add(body[begin : begin + MOST_BYTES])
            return
        piece = ExportPiece(
            export_id=self._export.id,
            made=self._made,
            no=self._count + 1,
            party_id=self._export.party_id,
            photo_id=photo_id,
            sha256=sha256,
            start=self._bytes,
            bytes=len(body),
            crc32=zlib.crc32(body),
            body=base64.b64encode(body).decode(),
        )
        self._count, self._bytes = self._count + 1, self._bytes + len(body)
        self._crc32 = zlib.crc32(body, self._crc32)
        self._page.append(piece)
        if len(self._page) == PIECES_AT_ONCE:
            await self._flush()

    async def finish(self, name: str, modified: datetime) -> Entry:
        """Return the list's entry for this file."""
        await self._flush()
        return Entry(name, self._bytes, self._crc32, modified, source=f"{MADE}{self._made}")

    async def _flush(self) -> None:
        page, self._page = self._page, []
        async with self._scope.database.transaction() as connection:
            await insert_export_pieces(connection, page)


async def made_pieces(
    scope: PartyScope, export: Export, file: ExportFile, start: int, stop: int
) -> AsyncGenerator[bytes, None]:
    """Yield the bytes of a made file from `start` up to `stop`."""
    made = int(file.source.removeprefix(MADE))
    async for kept in _pieces(scope, export, made, start):
        piece = kept.piece
        if piece.start >= stop:
            return
        body = base64.b64decode(piece.body) if piece.body else comment(piece.bytes, piece.crc32)
        if wanted := body[max(0, start - piece.start) : stop - piece.start]:
            yield wanted


async def copy_pieces(
    scope: PartyScope, file: ExportFile, start: int, stop: int, original: Original
) -> AsyncGenerator[bytes | int, None]:
    """Yield a copy with credits from `start` up to `stop`. `original` yields a part of the original."""
    made, after = int(file.source.removeprefix(MADE)), 0
    while True:
        async with scope.database.reading() as connection:
            page = await select_pieces_of_copy(connection, file.export_id, made, start, after, PIECES_AT_ONCE)
        for piece in page:
            if piece.start >= stop:
                return
            begin, end = max(start - piece.start, 0), min(stop - piece.start, piece.bytes)
            if piece.origin >= 0:
                async with aclosing(original(file, piece.origin + begin, piece.origin + end)) as steps:
                    async for step in steps:
                        yield step
            elif not piece.body:
                # Its guest was deleted a moment ago, with all texts about them.
                raise FileNotFoundError(piece.photo_id)
            else:
                yield base64.b64decode(piece.body)[begin:end]
        if len(page) < PIECES_AT_ONCE:
            return
        after = page[-1].no


async def _pieces(scope: PartyScope, export: Export, made: int, start: int) -> AsyncIterator[KeptPiece]:
    async with scope.database.reading() as connection:
        after = await select_piece_before(connection, export.id, made, start)
    while True:
        async with scope.database.reading() as connection:
            page = await select_export_pieces(connection, export.id, made, after, PIECES_AT_ONCE)
        gone = [one.piece.no for one in page if one.piece.body and not _is_there(export, one)]
        if gone:
            # From here on nobody gets these pieces, even if the photos come back.
            async with scope.database.transaction() as connection:
                await update_export_pieces_gone(connection, export.id, made, gone)
            continue
        for piece in page:
            yield piece
        if len(page) < PIECES_AT_ONCE:
            return
        after = page[-1].piece.no


def _is_there(export: Export, kept: KeptPiece) -> bool:
    if not kept.piece.photo_id:
        return True
    if not kept.state:
        return False
    return may_go(export.taken, PhotoState(kept.state), is_private=kept.is_private)
