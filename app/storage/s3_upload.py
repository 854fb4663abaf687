"""One partial upload while it is held: bytes gather in memory and go to the store in pieces."""

import asyncio
import secrets
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from app.storage.bucket import Bucket
from app.storage.durable import in_thread
from app.storage.pieces import Piece, PieceBook
from app.storage.turns import LetGo, letting_go

PIECE_BYTES = 4 * 1024 * 1024
"""A piece is sent at this size, or earlier after a while if it pays. A kill costs no more than this."""
SLOW_PIECE_BYTES = 256 * 1024
SLOW_PIECE_S = 5.0
LOOK_WHO_ASKS_S = 0.5


class S3Upload:
    """Made by `S3Partials.held` for the request `holder`, which has the turn."""

    def __init__(self, bucket: Bucket, book: PieceBook, upload_id: str, holder: str, offset: int) -> None:
        self._bucket = bucket
        self._book = book
        self._upload_id = upload_id
        self._holder = holder
        self._kept = offset
        self._gathered = bytearray()
        self._unproven: list[Piece] | None = None
        self._sent_at = time.monotonic()
        self._sending: asyncio.Future[None] | None = None
        self._has_failed = False

    @property
    def size(self) -> int:
        return self._sent + len(self._gathered)

    @property
    def _sent(self) -> int:
        return self._kept + sum(piece.size for piece in self._unproven or ())

    async def write(self, data: bytes, also: Callable[[bytes], object] | None = None) -> None:
        if also is not None:
            await in_thread(also, data)
        self.write_now(data)
        is_late = time.monotonic() - self._sent_at > SLOW_PIECE_S
        if len(self._gathered) >= (SLOW_PIECE_BYTES if is_late else PIECE_BYTES):
            await self._send()

    def write_now(self, data: bytes) -> None:
        self._gathered += data

    async def settle(self) -> None:
        if self._sending is not None:
            await asyncio.wait([self._sending])

    async def make_durable(self) -> None:
        await self._send()

    async def finish(self) -> None:
        """Keep what came before a cut, but nothing unproven. The turn may be lost or the store away."""
        await self.settle()
        if self._unproven is not None:
            await self.undo()
        elif not self._has_failed:
            await self._send()

    async def begin_unproven(self) -> None:
        self._unproven = []

    async def prove(self) -> None:
        await self._send()
        proven, self._unproven = self._unproven, None
        await self._count(proven or [])

    async def undo(self) -> None:
        undone, self._unproven = self._unproven, None
        self._gathered.clear()
        await self._bucket.delete(self._key(piece) for piece in undone or ())

    async def cut(self, size: int) -> None:
        self._gathered.clear()
        if not await self._book.cut(self._upload_id, self._holder, size):
            raise LetGo
        self._kept = min(self._kept, size)

    def until_wanted(self) -> AbstractAsyncContextManager[None]:
        return letting_go(self._is_wanted, LOOK_WHO_ASKS_S)

    async def _is_wanted(self) -> bool:
        turn = await self._book.turn(self._upload_id)
        return turn is None or turn.holder != self._holder or turn.wanted != ""

    async def _send(self) -> None:
        # In a task of its own: bytes on their way when the request was cancelled still count.
        self._sending = asyncio.ensure_future(self._send_gathered())
        await asyncio.shield(self._sending)

    async def _send_gathered(self) -> None:
        if not self._gathered:
            return
        content = bytes(self._gathered)
        piece = Piece(self._sent, len(content), f"{self._sent:014d}-{secrets.token_hex(8)}")
        try:
            await self._bucket.put(self._key(piece), content)
        except OSError:
            self._has_failed = True
            raise
        if self._unproven is None:
            await self._count([piece])
        else:
            self._unproven.append(piece)
        del self._gathered[: len(content)]
        self._sent_at = time.monotonic()

    async def _count(self, pieces: list[Piece]) -> None:
        if not await self._book.add(self._upload_id, self._holder, pieces):
            self._has_failed = True
            raise LetGo
        self._kept += sum(piece.size for piece in pieces)

    def _key(self, piece: Piece) -> str:
        return piece_key(self._upload_id, piece)


def piece_key(upload_id: str, piece: Piece) -> str:
    return f"private/uploads/{upload_id}/{piece.name}"
