"""One partial upload's file while it is held: written as bytes arrive, released when asked for."""

import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from app.storage.durable import fsync_file, fsync_folder, in_thread
from app.storage.turns import letting_go

LOOK_WHO_ASKS_S = 0.2
DRAFT = ".draft"


class PartialFile:
    """Made by `PartialFolder.held`. `descriptor` appends and carries the lock."""

    def __init__(self, descriptor: int, path: Path, unproven: Path, wanted: Path) -> None:
        self._descriptor = descriptor
        self._path = path
        self._unproven = unproven
        self._wanted = wanted
        self._writing: asyncio.Future[None] | None = None

    @property
    def size(self) -> int:
        return os.fstat(self._descriptor).st_size

    async def write(self, data: bytes, also: Callable[[bytes], object] | None = None) -> None:
        self._writing = asyncio.ensure_future(in_thread(self._write, data, also))
        await asyncio.shield(self._writing)

    def _write(self, data: bytes, also: Callable[[bytes], object] | None) -> None:
        if also is not None:
            also(data)
        self.write_now(data)

    def write_now(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]

    async def settle(self) -> None:
        if self._writing is not None:
            await asyncio.wait([self._writing])

    async def make_durable(self) -> None:
        await in_thread(os.fsync, self._descriptor)
        await in_thread(fsync_folder, self._path.parent)

    async def begin_unproven(self) -> None:
        await in_thread(self._mark)

    def _mark(self) -> None:
        draft = self._unproven.with_name(self._unproven.name + DRAFT)
        draft.write_text(str(self.size))
        fsync_file(draft)
        draft.rename(self._unproven)
        fsync_folder(self._path.parent)

    async def prove(self) -> None:
        # The bytes are durable before their mark is removed.
        await self.make_durable()
        await in_thread(self._unproven.unlink, missing_ok=True)
        await in_thread(fsync_folder, self._path.parent)

    async def undo(self) -> None:
        await in_thread(self._undo)

    def _undo(self) -> None:
        # Without the mark all bytes are certain. The file may have been handed over meanwhile: then it is an
        # original, and its old path, which has no bytes any more, says nothing about it.
        try:
            certain = int(self._unproven.read_text())
        except FileNotFoundError:
            return
        self._cut(certain)
        self._unproven.unlink(missing_ok=True)

    async def cut(self, size: int) -> None:
        self._cut(size)

    def _cut(self, size: int) -> None:
        if self.size > size:
            os.ftruncate(self._descriptor, size)

    def until_wanted(self) -> AbstractAsyncContextManager[None]:
        return letting_go(self._is_wanted, LOOK_WHO_ASKS_S)

    async def _is_wanted(self) -> bool:
        return await in_thread(self._wanted.exists)


def certain_bytes(path: Path, unproven: Path) -> int:
    """Return how many bytes of a partial upload count; 0 if it has no file yet."""
    try:
        return int(unproven.read_text())
    except FileNotFoundError:
        pass
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
