"""Partial uploads in a store, one object for each piece. The records say which pieces count.

    private/uploads/<id>/<offset>-<random>

Any replica can go on with an upload. It asks the holder of the turn to let go, and the holder does so at its
next look. A holder that does not answer, because it was killed or hangs, is passed over. Nothing that it
sends counts any more. Kills, cuts and such holders leave objects that do not count; these go when their
upload ends.
"""

import asyncio
import hashlib
import secrets
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.storage.bucket import Bucket
from app.storage.contract import Span, WholeBody
from app.storage.copying import make_parent
from app.storage.durable import in_thread
from app.storage.pieces import Piece, PieceBook
from app.storage.s3 import original_key
from app.storage.s3_upload import S3Upload, piece_key
from app.storage.staging import HEAD_BYTES
from app.storage.turns import LOCK_WAIT_S, Locked

UPLOADS = "private/uploads"
LOOK_AGAIN_S = 0.1
PASSED_OVER_AFTER_S = 5.0
"""Several looks of a holder, and the time that it may need to send what it has."""


class S3Partials:
    are_on_this_disk = False

    def __init__(self, bucket: Bucket, book: PieceBook) -> None:
        self._bucket = bucket
        self._book = book
        self._holding: set[str] = set()

    async def offset(self, upload_id: str) -> int:
        return await self._book.offset(upload_id)

    async def has_begun(self, upload_id: str) -> bool:
        return await self._book.turn(upload_id) is not None

    async def total_bytes(self) -> int:
        return await self._book.total_bytes()

    @asynccontextmanager
    async def held(self, upload_id: str) -> AsyncIterator[S3Upload]:
        holder = secrets.token_hex(8)
        await self._wait_for_turn(upload_id, holder)
        upload = None
        self._holding.add(upload_id)
        try:
            upload = S3Upload(self._bucket, self._book, upload_id, holder, await self._book.offset(upload_id))
            yield upload
        finally:
            ending = asyncio.ensure_future(self._end_turn(upload_id, holder, upload))
            try:
                await asyncio.shield(ending)
            finally:
                # If it is cancelled once more, what came is kept and the turn given back all the same.
                await asyncio.wait([ending])

    async def _end_turn(self, upload_id: str, holder: str, upload: S3Upload | None) -> None:
        self._holding.discard(upload_id)
        try:
            if upload is not None:
                await upload.finish()
        finally:
            await self._book.give_back_turn(upload_id, holder)

    async def _wait_for_turn(self, upload_id: str, asker: str) -> None:
        if await self._book.take_turn(upload_id, asker):
            return
        await self._book.ask_for_turn(upload_id, asker)
        loop = asyncio.get_running_loop()
        asked_at = loop.time()
        while (waited_s := loop.time() - asked_at) < LOCK_WAIT_S:
            await asyncio.sleep(LOOK_AGAIN_S)
            if await self._book.take_turn(upload_id, asker, by_force=waited_s > PASSED_OVER_AFTER_S):
                return
            turn = await self._book.turn(upload_id)
            if turn is not None and turn.wanted != asker:
                break
        raise Locked

    async def is_held(self, upload_id: str) -> bool:
        # Only by this replica. The turn's row is no proof: a killed replica leaves it behind.
        return upload_id in self._holding

    async def head(self, upload_id: str) -> bytes:
        head = b""
        for piece in await self._book.pieces(upload_id):
            wanted = min(piece.size, HEAD_BYTES - len(head))
            found = await self._bucket.open(piece_key(upload_id, piece), Span(0, wanted))
            async for content in found.pieces:
                head += content
            if len(head) >= HEAD_BYTES:
                break
        return head[:HEAD_BYTES]

    async def read(self, upload_id: str) -> WholeBody:
        pieces = await self._book.pieces(upload_id)
        if not pieces:
            raise FileNotFoundError(upload_id)
        head, digest, checksum = b"", hashlib.sha256(), 0
        async for content in self._joined(upload_id, pieces):
            head += content[: HEAD_BYTES - len(head)]
            await in_thread(digest.update, content)
            checksum = await in_thread(zlib.crc32, content, checksum)
        return WholeBody(head, digest.hexdigest(), checksum)

    async def _joined(self, upload_id: str, pieces: list[Piece]) -> AsyncIterator[bytes]:
        for piece in pieces:
            yield await self._bucket.read(piece_key(upload_id, piece))

    async def hand_over(self, upload_id: str, size: int) -> None:
        pieces = await self._book.pieces(upload_id)
        if sum(piece.size for piece in pieces) != size:
            return
        try:
            if len(pieces) == 1:
                content = await self._bucket.read(piece_key(upload_id, pieces[0]))
                await self._bucket.put(original_key(upload_id), content)
            else:
                await self._bucket.put(original_key(upload_id), self._joined(upload_id, pieces))
        except FileNotFoundError:
            # Another process has done the same, and removed the pieces meanwhile.
            if await self._bucket.size(original_key(upload_id)) != size:
                raise
        await self.remove(upload_id)

    async def remove(self, upload_id: str) -> None:
        # The records first: objects without a row are swept, but a piece that counts must exist.
        await self._book.forget(upload_id)
        entries = await self._bucket.list(f"{UPLOADS}/{upload_id}")
        await self._bucket.delete(entry.key for entry in entries)

    async def last_written(self) -> dict[str, float]:
        times: dict[str, float] = {}
        for entry in await self._bucket.list(UPLOADS):
            upload_id = entry.key.split("/")[2]
            times[upload_id] = max(times.get(upload_id, 0.0), entry.changed_at)
        return times

    async def copy_to(self, data_dir: Path) -> int:
        count = 0
        for upload_id in await self.last_written():
            pieces = await self._book.pieces(upload_id)
            path = data_dir / "private" / "uploads" / upload_id
            make_parent(path, data_dir)
            try:
                with path.open("xb") as file:
                    async for content in self._joined(upload_id, pieces):
                        await in_thread(file.write, content)
            except FileNotFoundError:
                path.unlink()  # it became an original meanwhile, or ended
                continue
            count += 1
        return count
