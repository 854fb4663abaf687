"""One partial upload's file while it is held: written as bytes arrive, and let go when it is asked for."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from app.storage.durable import fsync_file, fsync_folder, in_thread

LOOK_WHO_ASKS_S = 0.2
DRAFT = ".draft"


class LetGo(Exception):
    """Another request asked for the upload: the phone has come back by a better way."""


class PartialFile:
    """Made by `PartialFolder.held`; `descriptor` appends and carries the lock."""

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
        """Append `data`, and show it to `also` in the same thread. Raises OSError when the disk is full."""
        self._writing = asyncio.ensure_future(in_thread(self.write_now, data, also))
        await asyncio.shield(self._writing)

    def write_now(self, data: bytes, also: Callable[[bytes], object] | None = None) -> None:
        """Append a little without a thread: for the last bytes of a connection that was cut."""
        if also is not None:
            also(data)
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def head(self, size: int) -> bytes:
        """Return the beginning of what has arrived."""
        return os.pread(self._descriptor, size, 0)

    async def settle(self) -> None:
        """Wait for a write that was under way when the request was cancelled."""
        if self._writing is not None:
            await asyncio.wait([self._writing])

    async def make_durable(self) -> None:
        await in_thread(os.fsync, self._descriptor)
        await in_thread(fsync_folder, self._path.parent)

    async def begin_unproven(self) -> None:
        """From here on bytes do not count until `prove`: a kill, a cut or a wrong checksum undoes them."""
        await in_thread(self._mark)

    def _mark(self) -> None:
        draft = self._unproven.with_name(self._unproven.name + DRAFT)
        draft.write_text(str(self.size))
        fsync_file(draft)
        draft.rename(self._unproven)
        fsync_folder(self._path.parent)

    async def prove(self) -> None:
        """Let the bytes since `begin_unproven` count; they are durable before their mark is gone."""
        await self.make_durable()
        await in_thread(self._unproven.unlink, missing_ok=True)
        await in_thread(fsync_folder, self._path.parent)

    def recover(self) -> None:
        """Undo what was received and never proven."""
        self.cut(certain_bytes(self._path, self._unproven))
        self._unproven.unlink(missing_ok=True)

    def cut(self, size: int) -> None:
        if self.size > size:
            os.ftruncate(self._descriptor, size)

    @asynccontextmanager
    async def until_wanted(self) -> AsyncIterator[None]:
        """Run the block, and end it with `LetGo` once somebody else asks for this upload."""
        try:
            async with asyncio.timeout(None) as deadline:
                watcher = asyncio.create_task(self._watch(deadline))
                try:
                    yield
                finally:
                    watcher.cancel()
                    await asyncio.wait([watcher])
        except TimeoutError:
            if deadline.expired():
                raise LetGo from None
            raise

    async def _watch(self, deadline: asyncio.Timeout) -> None:
        while not await in_thread(self._wanted.exists):  # noqa: ASYNC110 (another process asks by a file)
            await asyncio.sleep(LOOK_WHO_ASKS_S)
        deadline.reschedule(asyncio.get_running_loop().time())


def certain_bytes(path: Path, unproven: Path) -> int:
    """Return how many bytes of a partial upload count; 0 when it has no file yet."""
    try:
        return int(unproven.read_text())
    except FileNotFoundError:
        pass
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
