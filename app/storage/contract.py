"""How other rooms see files: one interface, for a folder or a store.

`FolderStorage` and `PartialFolder` keep them in the data folder. `S3Storage` and `S3Partials` keep them in an
S3-compatible store, and in the data folder only what is being worked on.

All of it raises OSError when the disk is full, and its kind `StoreAway` when a store does not answer.
FileNotFoundError means that something is certainly missing, never that it could not be asked for.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.storage.reserve import Reserve
from app.storage.staging import STALE_STAGING_S, Staged


class StoreAway(OSError):
    """The store, or the disk of the data folder, cannot be reached; the text says why."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a file: from `start` up to but not including `end` (None: its end); -5 are its last five."""

    start: int
    end: int | None


class PastTheEnd(Exception):
    """A span begins after the end of the file."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object in a store, with its bytes from `start` to `end` as they come."""

    size: int
    start: int
    end: int
    pieces: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An address where a browser gets the file for `valid_s` seconds, or until it is taken down."""

    url: str
    valid_s: int


@dataclass(frozen=True, slots=True)
class WholeBody:
    """What is known about an upload whose last byte has come."""

    head: bytes
    sha256: str
    crc32: int


class Storage(Protocol):
    reserve: Reserve
    """Space on the disk of the data folder for what must work when the disk is full."""

    def free_bytes(self) -> int:
        """Return the free space of the disk that receives bodies."""

    async def check_writable(self) -> None:
        """Raise the OSError that a photo would get now, if there is one."""

    # --- originals

    def stage(self, photo_id: str) -> Staged:
        """Take in a body. After its `finish` it is an original that every replica can work on."""

    def local_original(self, photo_id: str) -> AbstractAsyncContextManager[Path]:
        """Hold the original as a file of this machine. Raises FileNotFoundError, here or on opening it."""

    async def open_original(self, photo_id: str, span: Span | None = None) -> Path | StoredObject:
        """Open the original, or a span of it. A file on the disk is always the whole original.

        Raises FileNotFoundError, here or on opening it.
        """

    async def keep_original(self, photo_id: str) -> None:
        """Move a finished body from staging to the originals; it may be called again."""

    async def replace_original(self, photo_id: str, arrived_id: str) -> None:
        """Replace the photo's copy with the bytes `arrived_id` as its original. It may be called again."""

    async def remove_original(self, photo_id: str) -> None:
        """Remove an original, staged or kept. A missing one is ignored."""

    async def originals_in(self, shard: str) -> dict[str, float]:
        """Return the originals whose ids begin with two letters, and when each came (seconds since 1970)."""

    # --- renditions

    async def make_workroom(self, photo_id: str) -> Path:
        """Make a private folder on this machine for new renditions."""

    async def clear_workroom(self, room: Path) -> None:
        """Remove a workroom with everything in it."""

    async def publish(self, room: Path, folder: str) -> None:
        """Make the renditions in `room` public in `folder`. They are all there when this returns."""

    async def add_public(self, file: Path, folder: str) -> bool:
        """Make one more rendition public in `folder`; False if the folder is certainly gone."""

    async def open_public(self, key: str, span: Span | None = None) -> Path | StoredObject | Elsewhere | None:
        """Find the public file of `key`, or None. Only names that we make are looked up.

        A store raises `PastTheEnd` for a span that is not there. A file on the disk is always the whole file.
        """

    async def keep_waiting(self, room: Path, folder: str) -> None:
        """Keep the renditions in `room` without a public address, until `release` or `discard`."""

    async def add_waiting(self, file: Path, folder: str) -> bool:
        """Keep one more rendition of a waiting photo; False if its folder is certainly gone."""

    async def open_waiting(self, folder: str, file: str) -> Path | StoredObject | None:
        """Find a rendition of a waiting photo, or None."""

    async def open_rendition(self, folder: str, file: str, span: Span | None = None) -> Path | StoredObject:
        """Open a public or waiting rendition, for this server to read. A file on the disk is always whole.

        Raises FileNotFoundError, here or on opening it.
        """

    async def release(self, folder: str) -> None:
        """Make a waiting photo's renditions public. It may be called again."""

    async def take_back(self, folder: str) -> None:
        """Make a public or withdrawn folder wait: no public address leads to its files then."""

    async def withdraw(self, folder: str) -> None:
        """Take a public folder down at once. `reinstate` undoes it, `discard` deletes the folder."""

    async def reinstate(self, folder: str) -> None:
        """Make a withdrawn folder public again. One that is not withdrawn is left as it is."""

    async def discard(self, folder: str) -> None:
        """Delete a folder for good, whether public, waiting or withdrawn."""

    async def withdrawn_folders(self) -> list[str]:
        """Return the folders whose takedown was interrupted. The photo's row says what each becomes."""

    async def public_folders_in(self, shard: str) -> dict[str, float]:
        """Return the public folders that begin with two letters, and when each was last changed."""

    async def waiting_folders_in(self, shard: str) -> dict[str, float]:
        """Return the folders of waiting photos in the same way."""

    # --- clean-up

    async def stale_staging(self, older_than_s: float = STALE_STAGING_S) -> list[Path]:
        """Return what a killed process left in staging. Younger entries may belong to another process."""

    async def remove_stale(self, path: Path) -> None:
        """Remove an entry of staging. A missing one is ignored."""

    # --- backup

    async def copy_to(self, data_dir: Path) -> int:
        """Copy every original and rendition into another data folder; return the number of files."""


class HeldUpload(Protocol):
    """A partial upload that one request holds alone and writes as its bytes arrive."""

    @property
    def size(self) -> int:
        """Return the number of its bytes, including those that are still being stored."""

    async def write(self, data: bytes, also: Callable[[bytes], object] | None = None) -> None:
        """Append `data`, and show it to `also` in a thread."""

    def write_now(self, data: bytes) -> None:
        """Append a few bytes at once: the last ones of a connection that was cut."""

    async def settle(self) -> None:
        """Wait for a write that was under way when the request was cancelled."""

    async def make_durable(self) -> None:
        """Return when every byte so far counts, whatever happens from here on."""

    async def begin_unproven(self) -> None:
        """From here on bytes do not count until `prove`: a kill, a cut or a wrong checksum undoes them."""

    async def prove(self) -> None:
        """Make the bytes since `begin_unproven` count, durably."""

    async def undo(self) -> None:
        """Remove what was received and never proven."""

    async def cut(self, size: int) -> None:
        """Remove everything after the first `size` bytes."""

    def until_wanted(self) -> AbstractAsyncContextManager[None]:
        """Run the block, and end it with `LetGo` once another request asks for this upload."""


class Partials(Protocol):
    are_on_this_disk: bool
    """Whether their bytes use the disk of `Storage.free_bytes`."""

    async def offset(self, upload_id: str) -> int:
        """Return how many bytes have arrived for certain; 0 if none have."""

    async def has_begun(self, upload_id: str) -> bool:
        """Tell whether anybody has begun to send, without waiting for a current sender."""

    async def total_bytes(self) -> int:
        """Return the size of all partial uploads together."""

    def held(self, upload_id: str) -> AbstractAsyncContextManager[HeldUpload]:
        """Hold an upload alone, after asking its current holder to let go. Raises `Locked`."""

    async def is_held(self, upload_id: str) -> bool:
        """Tell whether bytes are coming in for an upload right now. It does not ask the holder to let go."""

    async def head(self, upload_id: str) -> bytes:
        """Return the first HEAD_BYTES, or fewer, of what has arrived for certain."""

    async def read(self, upload_id: str) -> WholeBody:
        """Read a complete upload once. Raises FileNotFoundError if it has been handed over."""

    async def hand_over(self, upload_id: str, size: int) -> None:
        """Give a complete upload to the originals, for `Storage.keep_original`. It may be called again.

        One of another size is not this upload: a late request may have begun an empty one under its name.
        """

    async def remove(self, upload_id: str) -> None:
        """Remove an upload's bytes, if there are any."""

    async def last_written(self) -> dict[str, float]:
        """Return the uploads that have bytes, and when the last byte of each came (seconds since 1970)."""

    async def copy_to(self, data_dir: Path) -> int:
        """Copy every partial upload into another data folder; return the number of files."""
