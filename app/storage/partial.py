"""Partial uploads on disk: their files hold exactly what has arrived, whatever happened to the process.

    private/uploads/<id>            the bytes so far; its size is the offset, and its flock the right to write
    private/uploads/<id>.unproven   how many bytes are certain while a chunk with a checksum is being received
    private/uploads/<id>.wanted     another request asks for the lock: let go

The operating system's lock works between requests and between processes, and a killed process releases it.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import os
import secrets
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.storage.contract import WholeBody
from app.storage.copying import copy_tree
from app.storage.durable import fsync_file, fsync_folder, in_thread, rename_durably
from app.storage.partial_file import DRAFT, PartialFile, certain_bytes
from app.storage.staging import HEAD_BYTES, is_held
from app.storage.turns import LOCK_WAIT_S, Locked

UNPROVEN = ".unproven"
WANTED = ".wanted"
MARKS = (UNPROVEN, UNPROVEN + DRAFT, WANTED)
LOOK_AGAIN_S = 0.05
READ_BYTES = 1024 * 1024


class PartialFolder:
    are_on_this_disk = True

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "private" / "uploads"
        self._staging = data_dir / "private" / "staging"

    def open(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def path(self, upload_id: str) -> Path:
        return self._folder / upload_id

    async def offset(self, upload_id: str) -> int:
        # Without its folder an upload would seem to have no bytes yet, and would begin again.
        self._folder.stat()
        return await in_thread(certain_bytes, self.path(upload_id), self._unproven(upload_id))

    async def has_begun(self, upload_id: str) -> bool:
        self._folder.stat()
        return self.path(upload_id).exists()

    async def total_bytes(self) -> int:
        return await in_thread(self._total_bytes)

    def _total_bytes(self) -> int:
        total = 0
        with os.scandir(self._folder) as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError):
                    total += entry.stat().st_size
        return total

    @asynccontextmanager
    async def held(self, upload_id: str) -> AsyncIterator[PartialFile]:
        descriptor = await self._lock(upload_id)
        path, wanted = self.path(upload_id), self._wanted(upload_id)
        file = PartialFile(descriptor, path, self._unproven(upload_id), wanted)
        try:
            await file.undo()
            yield file
        finally:
            # A cancelled write goes on in its thread. To close now could give its descriptor to another file.
            await file.settle()
            os.close(descriptor)

    async def _lock(self, upload_id: str) -> int:
        # Not in a thread: if the request is cancelled meanwhile, nobody would release the lock.
        descriptor = self._try_lock(upload_id)
        if descriptor is None:
            descriptor = await self._ask_for_lock(upload_id)
        self._wanted(upload_id).unlink(missing_ok=True)
        return descriptor

    async def _ask_for_lock(self, upload_id: str) -> int:
        token = secrets.token_hex(8)
        self._wanted(upload_id).write_text(token)
        try:
            async with asyncio.timeout(LOCK_WAIT_S):
                while self._is_ours(upload_id, token):
                    await asyncio.sleep(LOOK_AGAIN_S)
                    if (descriptor := self._try_lock(upload_id)) is not None:
                        return descriptor
        except TimeoutError:
            pass
        finally:
            if self._is_ours(upload_id, token):
                self._wanted(upload_id).unlink(missing_ok=True)
        raise Locked

    def _try_lock(self, upload_id: str) -> int | None:
        path = self.path(upload_id)
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # The file may have been removed and made again since it was opened.
                if os.fstat(descriptor).st_ino == path.stat().st_ino:
                    return descriptor
            except BlockingIOError:
                os.close(descriptor)
                return None
            except FileNotFoundError:
                pass
            os.close(descriptor)

    def _is_ours(self, upload_id: str, token: str) -> bool:
        try:
            return self._wanted(upload_id).read_text() == token
        except FileNotFoundError:
            return False

    async def head(self, upload_id: str) -> bytes:
        return await in_thread(self._head, upload_id)

    def _head(self, upload_id: str) -> bytes:
        certain = certain_bytes(self.path(upload_id), self._unproven(upload_id))
        try:
            with self.path(upload_id).open("rb") as file:
                return file.read(min(certain, HEAD_BYTES))
        except FileNotFoundError:
            return b""

    async def read(self, upload_id: str) -> WholeBody:
        return await in_thread(self._read, upload_id)

    def _read(self, upload_id: str) -> WholeBody:
        # What is read from here on must not be lost any more.
        fsync_file(self.path(upload_id))
        fsync_folder(self._folder)
        digest = hashlib.sha256()
        with self.path(upload_id).open("rb") as file:
            head = file.read(HEAD_BYTES)
            digest.update(head)
            checksum = zlib.crc32(head)
            while block := file.read(READ_BYTES):
                digest.update(block)
                checksum = zlib.crc32(block, checksum)
        return WholeBody(head, digest.hexdigest(), checksum)

    async def hand_over(self, upload_id: str, size: int) -> None:
        await in_thread(self._hand_over, upload_id, size, self._staging / upload_id)

    def _hand_over(self, upload_id: str, size: int, target: Path) -> None:
        path = self.path(upload_id)
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_size == size:
                rename_durably(path, target)
                self._remove_marks(upload_id)

    async def remove(self, upload_id: str) -> None:
        await in_thread(self._remove, upload_id)

    def _remove(self, upload_id: str) -> None:
        self.path(upload_id).unlink(missing_ok=True)
        self._remove_marks(upload_id)

    def _remove_marks(self, upload_id: str) -> None:
        for mark in MARKS:
            self._mark(upload_id, mark).unlink(missing_ok=True)

    async def is_held(self, upload_id: str) -> bool:
        return await in_thread(self._is_held, upload_id)

    def _is_held(self, upload_id: str) -> bool:
        try:
            return is_held(self.path(upload_id))
        except FileNotFoundError:
            return False

    async def last_written(self) -> dict[str, float]:
        return await in_thread(self._last_written)

    def _last_written(self) -> dict[str, float]:
        times: dict[str, float] = {}
        with os.scandir(self._folder) as entries:
            for entry in entries:
                upload_id = entry.name.split(".")[0]
                with contextlib.suppress(FileNotFoundError):
                    times[upload_id] = max(times.get(upload_id, 0.0), entry.stat().st_mtime)
        return times

    async def copy_to(self, data_dir: Path) -> int:
        return await in_thread(copy_tree, self._folder, data_dir / "private" / self._folder.name)

    def _unproven(self, upload_id: str) -> Path:
        return self._mark(upload_id, UNPROVEN)

    def _wanted(self, upload_id: str) -> Path:
        return self._mark(upload_id, WANTED)

    def _mark(self, upload_id: str, mark: str) -> Path:
        return self._folder / (upload_id + mark)
