"""The folder of this machine where bodies come in and renditions are made, whatever keeps them afterwards."""

import asyncio
import hashlib
import os
import secrets
import shutil
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import aiofiles.os
from aiofiles.threadpool.binary import AsyncFileIO

from app.storage.durable import fsync_file, in_thread

STALE_STAGING_S = 3600.0
WRITE_BYTES = 1024 * 1024
HEAD_BYTES = 256
"""How much of a body's beginning is kept in memory: enough to tell what it is."""


class Staged:
    """A body being written to staging: counts and hashes as it goes.

    Use as `async with storage.stage(photo_id) as staged`: on leaving, the file is removed unless it was
    handed over.
    """

    def __init__(self, path: Path, photo_id: str) -> None:
        self.path = path
        self.photo_id = photo_id
        self.bytes = 0
        self.head = b""
        self._hash = hashlib.sha256()
        self._is_handed_over = False
        self._waiting = bytearray()
        self._file: AsyncFileIO | None = None
        self._writing: asyncio.Future[None] | None = None

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    async def __aenter__(self) -> Self:
        self._file = await aiofiles.open(self.path, "wb", buffering=0)
        return self

    async def write(self, data: bytes) -> None:
        """Take the next bytes; they go to disk a megabyte at a time. Raises OSError when the disk is full."""
        if len(self.head) < HEAD_BYTES:
            self.head += data[: HEAD_BYTES - len(self.head)]
        self.bytes += len(data)
        self._waiting += data
        if len(self._waiting) >= WRITE_BYTES:
            await self._write_waiting()

    async def finish(self) -> None:
        """Make every byte durable."""
        await self._write_waiting()
        await in_thread(fsync_file, self.path)

    def hand_over(self) -> None:
        """Leave the file to whoever keeps it from here on."""
        self._is_handed_over = True

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writing is not None:
            # A cancelled write goes on in its thread, and closing now could give its descriptor to another.
            await asyncio.wait([self._writing])
        if self._file is not None:
            await self._file.close()
        if not self._is_handed_over:
            self.path.unlink(missing_ok=True)

    async def _write_waiting(self) -> None:
        assert self._file is not None, "written outside of its context"
        block, self._waiting = bytes(self._waiting), bytearray()
        if block:
            # Hashing a megabyte takes longer than the loop may be held; the thread does both.
            self._writing = asyncio.ensure_future(in_thread(self._hash_and_write, block))
            await asyncio.shield(self._writing)

    def _hash_and_write(self, block: bytes) -> None:
        assert self._file is not None
        self._hash.update(block)
        descriptor = self._file.fileno()
        view = memoryview(block)
        while view:
            view = view[os.write(descriptor, view) :]


class Staging:
    """A private folder. What a killed process left in it is found by its age, and only by that."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def free_bytes(self) -> int:
        return shutil.disk_usage(self.folder).free

    def check_writable(self) -> None:
        """Write and remove a small file; raises the OSError that a body would meet."""
        probe = self.new_path("probe")
        try:
            probe.write_bytes(b"x")
        finally:
            probe.unlink(missing_ok=True)

    def path(self, photo_id: str) -> Path:
        return self.folder / photo_id

    def new_path(self, photo_id: str) -> Path:
        """Name a place of its own for something about a photo."""
        return self.folder / f"{photo_id}.{secrets.token_hex(4)}"

    async def make_workroom(self, photo_id: str) -> Path:
        """Make a private folder for renditions to be written to."""
        room = self.new_path(photo_id)
        await in_thread(room.mkdir, mode=0o755)
        return room

    async def clear_workroom(self, room: Path) -> None:
        await in_thread(shutil.rmtree, room, ignore_errors=True)

    async def stale(self, older_than_s: float) -> list[Path]:
        """Return what a killed process left here; younger entries may belong to another process."""
        return await in_thread(self._stale, older_than_s)

    def _stale(self, older_than_s: float) -> list[Path]:
        limit = time.time() - older_than_s
        stale = []
        for entry in self.folder.iterdir():
            try:
                if entry.stat().st_mtime < limit:
                    stale.append(entry)
            except FileNotFoundError:
                continue
        return stale

    async def remove_stale(self, path: Path) -> None:
        await in_thread(self._remove_stale, path)

    def _remove_stale(self, path: Path) -> None:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
