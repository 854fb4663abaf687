"""Files in an S3-compatible store. Every replica reaches them, and none has the only copy.

    private/originals/<ab>/<photo id>           the bytes as sent, never changed
    private/withdrawn/<folder>/<token>/<file>   renditions taken down a moment ago
    private/waiting/<ab>/<rest of folder>/<file> renditions of photos that nobody may see yet
    private/uploads/...                         see s3_partials
    public/<ab>/<rest of folder>/<file>         renditions, all that is ever signed or public

A store has no rename, and an action of several requests can be interrupted between any two of them. So:

* An original is in the store before its photo has a row: any replica can work on any row.
  An object without a row is swept (`processing/orphans`).
* All renditions are there before a row names their folder as shown. If a photo never gets so far, they are
  written again under the same names when it is taken up.
* A takedown copies each file to a withdrawn place of its own, and then deletes the public one. `reinstate`
  goes the same way round, and deletes only the copies that it made public again. So if two of them meet or
  are killed, a copy is left of each file that is not public. `withdrawn_folders` finds the copy, and the
  photo's row decides. Only `reinstate` makes something public again, and `settle_files` checks the row
  once more after it.
"""

import asyncio
import contextlib
import errno
import os
import secrets
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from app.base.clock import now, now_iso
from app.storage.addresses import PUBLIC_KEY_PATTERN, RENDITION_FILE
from app.storage.bucket import Bucket
from app.storage.contract import Elsewhere, Span, StoredObject
from app.storage.copying import make_parent
from app.storage.durable import in_thread
from app.storage.staging import STALE_STAGING_S, Hold, Staged, Staging

PROOF = "private/partywall"
WITHDRAWN = "private/withdrawn"
WAITING = "private/waiting"
SIGNED_S = 300
REDIRECT_MARGIN_S = 60
"""A browser forgets a rendition's address this long before the address ends."""
UNSETTLED_AFTER_S = 60.0
"""A younger takedown is still under way."""


class S3Staged(Staged):
    """A body that is received on this machine's disk and kept in the store."""

    def __init__(self, path: Path, photo_id: str, bucket: Bucket, still_here: set[str]) -> None:
        super().__init__(path, photo_id)
        self._bucket = bucket
        self._still_here = still_here

    async def finish(self) -> None:
        """Put every byte into the store."""
        await self._write_waiting()
        await self._bucket.put(original_key(self.photo_id), self.path)
        self._still_here.add(self.photo_id)


class S3Storage:
    """`outside` is the same bucket as browsers reach it. Without it renditions come through this server."""

    def __init__(
        self, data_dir: Path, bucket: Bucket, outside: Bucket | None, reserve_bytes: int = 0
    ) -> None:
        self._bucket = bucket
        self._outside = outside
        self._staging = Staging(data_dir / "private" / "staging", reserve_bytes)
        self.reserve = self._staging.reserve
        # Originals that were just received and are still in staging: the first work on them needs no
        # download. A file left by an earlier process may have been replaced since.
        self._still_here: set[str] = set()

    async def open(self) -> None:
        """Prove that the bucket can be written to and read. Raises StoreAway with the reason."""
        await in_thread(self._staging.open)
        await self._bucket.put(PROOF, now_iso().encode())
        await self._bucket.read(PROOF)

    def free_bytes(self) -> int:
        return self._staging.free_bytes()

    async def check_writable(self) -> None:
        await in_thread(self._staging.check_writable)
        await self._bucket.size(PROOF)

    # --- originals

    def stage(self, photo_id: str) -> Staged:
        return S3Staged(self._staging.path(photo_id), photo_id, self._bucket, self._still_here)

    @asynccontextmanager
    async def local_original(self, photo_id: str) -> AsyncIterator[Path]:
        here = self._staging.new_path(photo_id)
        try:
            if photo_id in self._still_here:
                self._still_here.discard(photo_id)
                with contextlib.suppress(FileNotFoundError):
                    await in_thread(self._staging.path(photo_id).rename, here)
            if not here.exists():
                await self._bring(photo_id, here)
            with Hold.on(here):
                yield here
        finally:
            await in_thread(here.unlink, missing_ok=True)

    async def _bring(self, photo_id: str, here: Path) -> None:
        original = await self._bucket.open(original_key(photo_id))
        if original.size > self.free_bytes():
            raise OSError(errno.ENOSPC, "no room to work on an original")
        await self._fetch(original, here)

    async def _fetch(self, found: StoredObject, path: Path) -> None:
        with await in_thread(path.open, "xb") as file, Hold(os.dup(file.fileno())):
            async for piece in found.pieces:
                await in_thread(file.write, piece)

    async def open_original(self, photo_id: str, span: Span | None = None) -> StoredObject:
        return await self._bucket.open(original_key(photo_id), span)

    async def keep_original(self, photo_id: str) -> None:
        """Do nothing: it was kept before its photo had a row."""

    async def replace_original(self, photo_id: str, arrived_id: str) -> None:
        try:
            await self._bucket.copy(original_key(arrived_id), original_key(photo_id))
        except FileNotFoundError:
            if await self._bucket.size(original_key(photo_id)) is None:
                raise
        self._still_here -= {photo_id, arrived_id}
        await self._bucket.delete([original_key(arrived_id)])

    async def remove_original(self, photo_id: str) -> None:
        self._still_here.discard(photo_id)
        await in_thread(self._staging.path(photo_id).unlink, missing_ok=True)
        await self._bucket.delete([original_key(photo_id)])

    async def originals_in(self, shard: str) -> dict[str, float]:
        entries = await self._bucket.list(f"private/originals/{shard}")
        return {entry.key.rpartition("/")[2]: entry.changed_at for entry in entries}

    # --- renditions

    async def make_workroom(self, photo_id: str) -> Path:
        return await self._staging.make_workroom(photo_id)

    async def clear_workroom(self, room: Path) -> None:
        await self._staging.clear_workroom(room)

    async def publish(self, room: Path, folder: str) -> None:
        files = await in_thread(lambda: list(room.iterdir()))
        prefix = public_prefix(folder)
        await _all(self._bucket.put_public(f"{prefix}/{file.name}", file) for file in files)

    async def add_public(self, file: Path, folder: str) -> bool:
        await self._bucket.put_public(f"{public_prefix(folder)}/{file.name}", file)
        return True

    async def keep_waiting(self, room: Path, folder: str) -> None:
        files = await in_thread(lambda: list(room.iterdir()))
        prefix = waiting_prefix(folder)
        await _all(self._bucket.put_public(f"{prefix}/{file.name}", file) for file in files)

    async def add_waiting(self, file: Path, folder: str) -> bool:
        await self._bucket.put_public(f"{waiting_prefix(folder)}/{file.name}", file)
        return True

    async def open_waiting(self, folder: str, file: str) -> StoredObject | None:
        if not RENDITION_FILE.fullmatch(file):
            return None
        try:
            return await self._bucket.open(f"{waiting_prefix(folder)}/{file}")
        except FileNotFoundError:
            return None

    async def release(self, folder: str) -> None:
        await self._move(waiting_prefix(folder), public_prefix(folder))

    async def take_back(self, folder: str) -> None:
        for place in (public_prefix(folder), f"{WITHDRAWN}/{folder}"):
            await self._move(place, waiting_prefix(folder))

    async def _move(self, source: str, target: str) -> None:
        await self._carry(source, target)

    async def open_public(self, key: str, span: Span | None = None) -> StoredObject | Elsewhere | None:
        if PUBLIC_KEY_PATTERN.fullmatch(key) is None:
            return None
        try:
            if self._outside is None:
                return await self._bucket.open(f"public/{key}", span)
        except FileNotFoundError:
            return None
        if await self._bucket.size(f"public/{key}") is None:
            return None
        return Elsewhere(await self._outside.sign(f"public/{key}", SIGNED_S), SIGNED_S - REDIRECT_MARGIN_S)

    async def open_rendition(self, folder: str, file: str, span: Span | None = None) -> StoredObject:
        try:
            return await self._bucket.open(f"{public_prefix(folder)}/{file}", span)
        except FileNotFoundError:
            return await self._bucket.open(f"{waiting_prefix(folder)}/{file}", span)

    async def withdraw(self, folder: str) -> None:
        if not folder:
            return
        await self._carry(public_prefix(folder), f"{WITHDRAWN}/{folder}/{secrets.token_hex(4)}")

    async def reinstate(self, folder: str) -> None:
        if not folder:
            return
        await self._carry(f"{WITHDRAWN}/{folder}", public_prefix(folder))

    async def _carry(self, source: str, target: str) -> None:
        """Copy what is below `source` to `target`, then delete what was copied, and nothing else."""
        copied: list[str] = []

        async def copy(key: str) -> None:
            # If it is gone, somebody else is just taking the same step and has a copy of their own. By the
            # time we delete, theirs may be back at the same place.
            with contextlib.suppress(FileNotFoundError):
                await self._bucket.copy(key, f"{target}/{_file(key)}")
                copied.append(key)

        await _all(copy(entry.key) for entry in await self._bucket.list(source))
        await self._bucket.delete(copied)

    async def discard(self, folder: str) -> None:
        if not folder:
            return
        entries = await self._bucket.list(public_prefix(folder))
        entries += await self._bucket.list(f"{WITHDRAWN}/{folder}")
        entries += await self._bucket.list(waiting_prefix(folder))
        await self._bucket.delete(entry.key for entry in entries)

    async def withdrawn_folders(self) -> list[str]:
        limit = now().timestamp() - UNSETTLED_AFTER_S
        entries = await self._bucket.list(WITHDRAWN)
        return sorted({entry.key.split("/")[2] for entry in entries if entry.changed_at < limit})

    async def public_folders_in(self, shard: str) -> dict[str, float]:
        return await self._folders_in("public", shard)

    async def waiting_folders_in(self, shard: str) -> dict[str, float]:
        return await self._folders_in(WAITING, shard)

    async def _folders_in(self, place: str, shard: str) -> dict[str, float]:
        times: dict[str, float] = {}
        for entry in await self._bucket.list(f"{place}/{shard}"):
            folder = shard + entry.key.removeprefix(f"{place}/").split("/")[1]
            times[folder] = max(times.get(folder, 0.0), entry.changed_at)
        return times

    # --- backup

    async def copy_to(self, data_dir: Path) -> int:
        count = 0
        for prefix in ("private/originals", WAITING, "public"):
            for entry in await self._bucket.list(prefix):
                path = data_dir / entry.key
                make_parent(path, data_dir)
                with contextlib.suppress(FileNotFoundError):  # deleted meanwhile, by its guest or a host
                    await self._fetch(await self._bucket.open(entry.key), path)
                    count += 1
        return count

    # --- clean-up

    async def stale_staging(self, older_than_s: float = STALE_STAGING_S) -> list[Path]:
        return await self._staging.stale(older_than_s)

    async def remove_stale(self, path: Path) -> None:
        await self._staging.remove_stale(path)


def original_key(photo_id: str) -> str:
    return f"private/originals/{photo_id[:2]}/{photo_id}"


def public_prefix(folder: str) -> str:
    return f"public/{folder[:2]}/{folder[2:]}"


def waiting_prefix(folder: str) -> str:
    return f"{WAITING}/{folder[:2]}/{folder[2:]}"


async def _all(requests: Iterable[Coroutine[None, None, None]]) -> None:
    """Make some requests at once and wait for all of them, even if one fails."""
    for result in await asyncio.gather(*requests, return_exceptions=True):
        if result is not None:
            raise result


def _file(key: str) -> str:
    return key.rpartition("/")[2]
