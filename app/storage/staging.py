"""This machine's folder for incoming bodies and new renditions, wherever they are kept afterwards."""

import asyncio
import errno
import fcntl
import hashlib
import os
import secrets
import shutil
import time
import zlib
from pathlib import Path
from types import TracebackType
from typing import Self

from app.media.sniff import SNIFF_BYTES
from app.storage.durable import in_thread
from app.storage.reserve import Reserve
from app.storage.rights import tighten

Piece = bytes | memoryview

STALE_STAGING_S = 3600.0
WRITE_BYTES = 1024 * 1024
MAX_WAITING_PIECES = 256
"""A body that comes in crumbs is written sooner, because each crumb costs memory of its own."""
NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS)
HEAD_BYTES = SNIFF_BYTES
"""How much of a body's beginning is kept in memory: enough to tell its type."""


class Hold:
    """A lock on an entry of the folder: it is in use, however old it looks. A killed process releases it."""

    def __init__(self, descriptor: int) -> None:
        """Lock the open file of `descriptor`, and close it at the end."""
        self._descriptor: int | None = descriptor
        try:
            # A shared lock: an original may be processed while its receiver still holds it.
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as error:
            # Some network disks have no locks. There, age alone must decide.
            if error.errno not in NO_LOCKS:
                raise

    @classmethod
    def on(cls, path: Path) -> "Hold":
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return cls(descriptor)
        except BaseException:
            os.close(descriptor)
            raise

    def end(self) -> None:
        """Release the lock; further calls do nothing."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.end()


class Staged:
    """A body that is being written to staging. It counts and hashes the bytes.

    Use as `async with storage.stage(photo_id) as staged`. On leaving, the file is removed unless it was
    handed over.
    """

    def __init__(self, path: Path, photo_id: str) -> None:
        self.path = path
        self.photo_id = photo_id
        self.bytes = 0
        self.head = b""
        self._hash = hashlib.sha256()
        self.crc32 = 0
        self._is_handed_over = False
        self._waiting: list[Piece] = []
        self._waiting_bytes = 0
        self._descriptor: int | None = None
        self._hold: Hold | None = None
        self._writing: asyncio.Future[None] | None = None

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    async def __aenter__(self) -> Self:
        return self

    async def write(self, data: Piece) -> None:
        """Take the next bytes. They go to disk a megabyte at a time. Raises OSError when the disk is full."""
        if len(self.head) < HEAD_BYTES:
            self.head += data[: HEAD_BYTES - len(self.head)]
        self.bytes += len(data)
        self._waiting.append(data)
        self._waiting_bytes += len(data)
        if self._waiting_bytes >= WRITE_BYTES or len(self._waiting) >= MAX_WAITING_PIECES:
            await self._write_waiting()

    async def finish(self) -> None:
        """Make every byte durable."""
        await self._write_waiting(is_durable=True)

    def hand_over(self) -> Hold:
        """Leave the file to its keeper. End the hold once a row says whose it is."""
        assert self._hold is not None, "finished"
        self._is_handed_over = True
        hold, self._hold = self._hold, None
        return hold

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writing is not None:
            # A cancelled write goes on in its thread. To close now could give its descriptor to another file.
            await asyncio.wait([self._writing])
        if self._hold is not None:
            self._hold.end()
        if not self._is_handed_over:
            # Freeing hundreds of megabytes takes a while.
            await asyncio.shield(in_thread(self.path.unlink, missing_ok=True))

    async def _write_waiting(self, *, is_durable: bool = False) -> None:
        pieces, self._waiting, self._waiting_bytes = self._waiting, [], 0
        # To hash a megabyte takes longer than the loop may be blocked. One thread does everything in one go:
        # each call to a thread costs the loop as much as receiving 100 kB.
        self._writing = asyncio.ensure_future(in_thread(self._hash_and_write, pieces, is_durable))
        await asyncio.shield(self._writing)

    def _hash_and_write(self, pieces: list[Piece], is_durable: bool) -> None:
        if self._descriptor is None:
            self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            self._hold = Hold(self._descriptor)
        for piece in pieces:
            self._hash.update(piece)
            self.crc32 = zlib.crc32(piece, self.crc32)
            view = memoryview(piece)
            while view:
                view = view[os.write(self._descriptor, view) :]
        if is_durable:
            os.fsync(self._descriptor)


class Staging:
    """A private folder. What a killed process left is old by the clock, and no process holds it.

    The clock alone is not enough: when it jumps, a file in use looks hours old.
    """

    def __init__(self, folder: Path, reserve_bytes: int = 0) -> None:
        self.folder = folder
        self.reserve = Reserve(folder.parent / "reserve", reserve_bytes)
        self._rooms: dict[Path, Hold] = {}

    def open(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tighten(self.folder.parent)
        # The server's start must write as well.
        self.reserve.make_room()
        self.reserve.fill_up()

    def free_bytes(self) -> int:
        """Return the space for bodies, without what the reserve has given up for others."""
        return max(0, shutil.disk_usage(self.folder).free - self.reserve.missing_bytes())

    def check_writable(self) -> None:
        """Write and remove a small file; raises the OSError that a body would get."""
        probe = self.new_path("probe")
        try:
            probe.write_bytes(b"x")
        finally:
            probe.unlink(missing_ok=True)

    def path(self, photo_id: str) -> Path:
        return self.folder / photo_id

    def new_path(self, photo_id: str) -> Path:
        """Return an unused path for something about a photo."""
        return self.folder / f"{photo_id}.{secrets.token_hex(4)}"

    async def make_workroom(self, photo_id: str) -> Path:
        """Make a private folder for new renditions."""
        room = self.new_path(photo_id)
        await in_thread(room.mkdir, mode=0o755)
        self._rooms[room] = Hold.on(room)
        return room

    async def clear_workroom(self, room: Path) -> None:
        if (hold := self._rooms.pop(room, None)) is not None:
            hold.end()
        await in_thread(shutil.rmtree, room, ignore_errors=True)

    async def stale(self, older_than_s: float) -> list[Path]:
        """Return what a killed process left here: old entries that no process holds."""
        return await in_thread(self._stale, older_than_s)

    def _stale(self, older_than_s: float) -> list[Path]:
        limit = time.time() - older_than_s
        stale = []
        for entry in self.folder.iterdir():
            try:
                if entry.stat().st_mtime < limit and not is_held(entry):
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


def is_held(path: Path) -> bool:
    """Tell whether any process holds a file or folder; raises FileNotFoundError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except OSError as error:
        return error.errno not in NO_LOCKS
    finally:
        os.close(descriptor)
