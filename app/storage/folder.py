"""Files in a data folder, written so that a killed process or a full disk leaves nothing half done.

    private/staging/<photo id>              a body on its way in, or renditions being made
    private/originals/<ab>/<photo id>       the bytes as sent, never changed
    private/withdrawn/<folder>              public folders taken down a moment ago
    public/<ab>/<rest of folder>/wall.jpg   renditions: all that nginx can see

What is visible under a final name is whole: bytes are fsynced before the rename, and the folder after it.
A photo's renditions share one public folder, so that taking it down is one rename.
"""

import asyncio
import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import aiofiles.os
from aiofiles.threadpool.binary import AsyncFileIO

from app.storage.durable import fsync_file, fsync_folder, in_thread, rename_durably

PUBLIC_KEY_PATTERN = re.compile(r"([0-9a-f]{2})/([0-9a-f]{30})/([a-z0-9]{1,20}\.[a-z0-9]{2,5})")
STALE_STAGING_S = 3600.0
WRITE_BYTES = 1024 * 1024
HEAD_BYTES = 256
"""How much of a body's beginning is kept in memory: enough to tell what it is."""


def media_url(folder: str, file: str) -> str:
    """Return the public address of a rendition: nginx maps /media/ to the public folder."""
    return f"/media/{folder[:2]}/{folder[2:]}/{file}"


def new_folder() -> str:
    """Name a public folder: unguessable, and never used again once it has been taken down."""
    return secrets.token_hex(16)


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


class FolderStorage:
    def __init__(self, data_dir: Path) -> None:
        self.public = data_dir / "public"
        self._private = data_dir / "private"
        self._staging = self._private / "staging"
        self._originals = self._private / "originals"
        self._withdrawn = self._private / "withdrawn"

    def open(self) -> None:
        """Make the folders: private ones for this user alone, the public one for nginx to read."""
        for folder in (self._private, self._staging, self._originals, self._withdrawn):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.public.mkdir(mode=0o755, parents=True, exist_ok=True)

    def free_bytes(self) -> int:
        return shutil.disk_usage(self._private).free

    async def check_writable(self) -> None:
        """Write and remove a small file; raises the OSError that a photo would meet."""
        await in_thread(self._check_writable)

    def _check_writable(self) -> None:
        probe = self._staging / f"probe.{secrets.token_hex(8)}"
        try:
            probe.write_bytes(b"x")
        finally:
            probe.unlink(missing_ok=True)

    # --- originals

    def stage(self, photo_id: str) -> Staged:
        return Staged(self._staging / photo_id, photo_id)

    def original(self, photo_id: str) -> Path:
        return self._originals / photo_id[:2] / photo_id

    async def keep_original(self, photo_id: str) -> None:
        """Move a finished body from staging to the originals; it may be called again."""
        await in_thread(self._keep_original, photo_id)

    def _keep_original(self, photo_id: str) -> None:
        staged, kept = self._staging / photo_id, self.original(photo_id)
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            rename_durably(staged, kept)
        except FileNotFoundError:
            if not kept.exists():
                raise

    async def remove_original(self, photo_id: str) -> None:
        for path in (self.original(photo_id), self._staging / photo_id):
            await in_thread(path.unlink, missing_ok=True)

    # --- renditions

    async def make_workroom(self, photo_id: str) -> Path:
        """Make a private folder for renditions to be written to, on the disk where they will be published."""
        room = self._staging / f"{photo_id}.{secrets.token_hex(4)}"
        await in_thread(room.mkdir, mode=0o755)
        return room

    async def clear_workroom(self, room: Path) -> None:
        await in_thread(shutil.rmtree, room, ignore_errors=True)

    async def publish(self, room: Path, folder: str) -> None:
        """Move the renditions in `room` into the public `folder`, all in one rename."""
        await in_thread(self._publish, room, folder)

    def _publish(self, room: Path, folder: str) -> None:
        target = self._public_folder(folder)
        target.parent.mkdir(mode=0o755, exist_ok=True)
        for file in room.iterdir():
            file.chmod(0o644)
        room.chmod(0o755)
        try:
            rename_durably(room, target)
        except OSError as error:
            # Another process, or this one before it was killed, has published the same renditions already.
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
        fsync_folder(self.public)

    def public_file(self, key: str) -> Path | None:
        """Return the public file that `key` names, or None: nothing but our own names is looked up."""
        match = PUBLIC_KEY_PATTERN.fullmatch(key)
        if match is None:
            return None
        path = self.public.joinpath(*match.groups())
        return path if path.is_file() else None

    async def withdraw(self, folder: str) -> None:
        """Take a public folder down at once, in one rename; `reinstate` undoes it, `discard` ends it."""
        await in_thread(self._withdraw, folder)

    def _withdraw(self, folder: str) -> None:
        if folder:
            # Not there: never published, or somebody else is taking it down this very moment.
            with contextlib.suppress(FileNotFoundError):
                rename_durably(self._public_folder(folder), self._withdrawn / folder)

    async def reinstate(self, folder: str) -> None:
        await in_thread(self._reinstate, folder)

    def _reinstate(self, folder: str) -> None:
        if folder:
            with contextlib.suppress(FileNotFoundError):
                rename_durably(self._withdrawn / folder, self._public_folder(folder))

    async def discard(self, folder: str) -> None:
        """Delete a folder for good, withdrawn or not."""
        if folder:
            await self.withdraw(folder)
            await in_thread(shutil.rmtree, self._withdrawn / folder, ignore_errors=True)

    def withdrawn_folders(self) -> list[str]:
        """Return the folders whose takedown was cut short; the photo's row says which way each goes."""
        return [entry.name for entry in self._withdrawn.iterdir()]

    # --- clean-up

    async def stale_staging(self, older_than_s: float = STALE_STAGING_S) -> list[Path]:
        """Return what a killed process left in staging; younger entries may belong to another process."""
        return await in_thread(self._stale_staging, older_than_s)

    def _stale_staging(self, older_than_s: float) -> list[Path]:
        limit = time.time() - older_than_s
        stale = []
        for entry in self._staging.iterdir():
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

    def _public_folder(self, folder: str) -> Path:
        return self.public / folder[:2] / folder[2:]
