"""Files in a data folder, written so that a killed process or a full disk leaves nothing half done.

    private/staging/<photo id>              a body on its way in, or renditions being made
    private/originals/<ab>/<photo id>       the bytes as sent, never changed
    private/withdrawn/<folder>              public folders taken down a moment ago
    private/waiting/<ab>/<rest of folder>   renditions of photos that nobody may see yet
    public/<ab>/<rest of folder>/wall.jpg   renditions: all that nginx can see

A file with its final name is complete: bytes are fsynced before the rename, and the folder after it.
A photo's renditions share one public folder, so one rename takes the photo down.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from app.storage.addresses import PUBLIC_KEY_PATTERN, RENDITION_FILE
from app.storage.contract import Span, StoreAway
from app.storage.copying import copy_tree
from app.storage.durable import fsync_folder, in_thread, rename_durably
from app.storage.staging import STALE_STAGING_S, Staged, Staging


class FolderStorage:
    def __init__(self, data_dir: Path, reserve_bytes: int = 0) -> None:
        self.public = data_dir / "public"
        self._private = data_dir / "private"
        self._staging = Staging(self._private / "staging", reserve_bytes)
        self.reserve = self._staging.reserve
        self._originals = self._private / "originals"
        self._withdrawn = self._private / "withdrawn"
        self._waiting = self._private / "waiting"

    def open(self) -> None:
        """Make the folders: private ones for this user alone, the public one readable for nginx."""
        for folder in (self._private, self._originals, self._withdrawn, self._waiting):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._staging.open()
        self.public.mkdir(mode=0o755, parents=True, exist_ok=True)

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Raise StoreAway for a file that is missing only because the whole data folder is.

        A disk that was unplugged, or a share that is gone for a while, has lost nothing.
        """
        try:
            yield
        except FileNotFoundError:
            if not self._staging.folder.is_dir():
                raise StoreAway(f"the data folder {self._private.parent} is not there") from None
            raise

    def free_bytes(self) -> int:
        with self._reached():
            return self._staging.free_bytes()

    async def check_writable(self) -> None:
        await in_thread(self._staging.check_writable)

    # --- originals

    def stage(self, photo_id: str) -> Staged:
        return Staged(self._staging.path(photo_id), photo_id)

    def original(self, photo_id: str) -> Path:
        return self._originals / photo_id[:2] / photo_id

    @asynccontextmanager
    async def local_original(self, photo_id: str) -> AsyncIterator[Path]:
        with self._reached():
            yield self.original(photo_id)

    async def open_original(self, photo_id: str, span: Span | None = None) -> Path:
        with self._reached():
            self.original(photo_id).stat()
        return self.original(photo_id)

    async def keep_original(self, photo_id: str) -> None:
        await in_thread(self._keep_original, photo_id)

    def _keep_original(self, photo_id: str) -> None:
        staged, kept = self._staging.path(photo_id), self.original(photo_id)
        with self._reached():
            kept.parent.mkdir(mode=0o700, exist_ok=True)
            _rename_once(staged, kept)

    async def replace_original(self, photo_id: str, arrived_id: str) -> None:
        with self._reached():
            await in_thread(_rename_once, self.original(arrived_id), self.original(photo_id))

    async def remove_original(self, photo_id: str) -> None:
        # In the order of its way: a body that is moved meanwhile is in one place or the other.
        for path in (self._staging.path(photo_id), self.original(photo_id)):
            await in_thread(path.unlink, missing_ok=True)

    async def originals_in(self, shard: str) -> dict[str, float]:
        return await in_thread(_entries, self._originals / shard)

    # --- renditions

    async def make_workroom(self, photo_id: str) -> Path:
        # In staging, because it is on the disk where the renditions are published.
        return await self._staging.make_workroom(photo_id)

    async def clear_workroom(self, room: Path) -> None:
        await self._staging.clear_workroom(room)

    async def publish(self, room: Path, folder: str) -> None:
        await in_thread(self._publish, room, self._public_folder(folder))

    async def keep_waiting(self, room: Path, folder: str) -> None:
        await in_thread(self._publish, room, self._waiting_folder(folder))

    def _publish(self, room: Path, target: Path) -> None:
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
        fsync_folder(target.parent.parent)

    async def add_public(self, file: Path, folder: str) -> bool:
        return await in_thread(self._add, file, self._public_folder(folder))

    async def add_waiting(self, file: Path, folder: str) -> bool:
        return await in_thread(self._add, file, self._waiting_folder(folder))

    def _add(self, file: Path, target: Path) -> bool:
        file.chmod(0o644)
        try:
            rename_durably(file, target / file.name)
        except FileNotFoundError:
            if not file.exists():
                raise
            return False
        return True

    def public_file(self, key: str) -> Path | None:
        """Return the public file of `key`, or None. Only names that we make are looked up."""
        match = PUBLIC_KEY_PATTERN.fullmatch(key)
        if match is None:
            return None
        path = self.public.joinpath(*match.groups())
        if path.is_file():
            return path
        with self._reached():
            self.public.stat()
        return None

    async def open_public(self, key: str, span: Span | None = None) -> Path | None:
        return self.public_file(key)

    async def open_waiting(self, folder: str, file: str) -> Path | None:
        path = self._waiting_folder(folder) / file
        if not RENDITION_FILE.fullmatch(file) or not await in_thread(path.is_file):
            return None
        return path

    async def open_rendition(self, folder: str, file: str, span: Span | None = None) -> Path:
        public = await in_thread(self.public_file, f"{folder[:2]}/{folder[2:]}/{file}")
        found = public or await self.open_waiting(folder, file)
        if found is None:
            raise FileNotFoundError(file)
        return found

    async def release(self, folder: str) -> None:
        await in_thread(self._move, self._waiting_folder(folder), self._public_folder(folder))

    async def take_back(self, folder: str) -> None:
        for place in (self._public_folder(folder), self._withdrawn / folder):
            await in_thread(self._move, place, self._waiting_folder(folder))

    def _move(self, source: Path, target: Path) -> None:
        # It is not there: somebody else has just moved it.
        with contextlib.suppress(FileNotFoundError), self._reached():
            source.stat()
            target.parent.mkdir(mode=0o755, exist_ok=True)
            try:
                rename_durably(source, target)
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise
                # The same renditions, made again after a kill: they are there already.
                shutil.rmtree(source, ignore_errors=True)

    async def withdraw(self, folder: str) -> None:
        await in_thread(self._withdraw, folder)

    def _withdraw(self, folder: str) -> None:
        if folder:
            # It is not there: never published, or somebody else is just taking it down.
            with contextlib.suppress(FileNotFoundError), self._reached():
                rename_durably(self._public_folder(folder), self._withdrawn / folder)

    async def reinstate(self, folder: str) -> None:
        await in_thread(self._reinstate, folder)

    def _reinstate(self, folder: str) -> None:
        if folder:
            with contextlib.suppress(FileNotFoundError), self._reached():
                rename_durably(self._withdrawn / folder, self._public_folder(folder))

    async def discard(self, folder: str) -> None:
        if folder:
            await self.withdraw(folder)
            for place in (self._withdrawn / folder, self._waiting_folder(folder)):
                await in_thread(shutil.rmtree, place, ignore_errors=True)

    async def withdrawn_folders(self) -> list[str]:
        return [entry.name for entry in self._withdrawn.iterdir()]

    async def public_folders_in(self, shard: str) -> dict[str, float]:
        entries = await in_thread(_entries, self.public / shard)
        return {shard + name: changed_at for name, changed_at in entries.items()}

    async def waiting_folders_in(self, shard: str) -> dict[str, float]:
        entries = await in_thread(_entries, self._waiting / shard)
        return {shard + name: changed_at for name, changed_at in entries.items()}

    # --- clean-up

    async def stale_staging(self, older_than_s: float = STALE_STAGING_S) -> list[Path]:
        return await self._staging.stale(older_than_s)

    async def remove_stale(self, path: Path) -> None:
        await self._staging.remove_stale(path)

    # --- backup

    async def copy_to(self, data_dir: Path) -> int:
        # Staging, too: a photo may be registered there a moment before it moves to the originals.
        pairs = [
            (folder, data_dir / "private" / folder.name)
            for folder in (self._staging.folder, self._originals, self._waiting)
        ]
        return sum(
            [await in_thread(copy_tree, *pair) for pair in (*pairs, (self.public, data_dir / "public"))]
        )

    def _public_folder(self, folder: str) -> Path:
        return self.public / folder[:2] / folder[2:]

    def _waiting_folder(self, folder: str) -> Path:
        return self._waiting / folder[:2] / folder[2:]


def _rename_once(source: Path, target: Path) -> None:
    """Rename, or find that it is done already."""
    try:
        rename_durably(source, target)
    except FileNotFoundError:
        if not target.exists():
            raise


def _entries(folder: Path) -> dict[str, float]:
    """Return what is in a folder, and when it came there or was changed (seconds since 1970)."""
    times: dict[str, float] = {}
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):
                # Not the time of its last byte: a file may have been staged long ago and renamed just now.
                times[entry.name] = entry.stat().st_ctime
    return times
