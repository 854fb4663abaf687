"""What the rest of the house sees of files: one interface, whether they lie in a folder or in a store.

`FolderStorage` and `PartialFolder` keep them in the data folder; `S3Storage` and `S3Partials` in an
S3-compatible store, with only what is being worked on in the data folder.

Raised by all of it: OSError when the disk is full, and its kind `StoreAway` when a store does not answer.
FileNotFoundError says that something is certainly not there, and never that it could not be asked for.
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
    """A span begins where the file has ended already."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object in a store, and its bytes `start` to `end` as they come."""

    size: int
    start: int
    end: int
    pieces: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An address at which a browser gets the file for `valid_s` seconds, or until it is taken down."""

    url: str
    valid_s: int


@dataclass(frozen=True, slots=True)
class WholeBody:
    """What is known of an upload whose last byte has come."""

    head: bytes
    sha256: str
    crc32: int


class Storage(Protocol):
    reserve: Reserve
    """Space on the disk of the data folder for what must work when that is full."""

    def free_bytes(self) -> int:
        """Return the free space of the disk that bodies come in on."""

    async def check_writable(self) -> None:
        """Raise the OSError that a photo would meet now, if there is one."""

    # --- originals

    def stage(self, photo_id: str) -> Staged:
        """Take in a body. After its `finish` it is an original that every replica can work on."""

    def local_original(self, photo_id: str) -> AbstractAsyncContextManager[Path]:
        """Hold the original as a file of this machine. Raises FileNotFoundError, here or on opening it."""

    async def open_original(self, photo_id: str, span: Span | None = None) -> Path | StoredObject:
        """Open the original, or a span of it: a file on the disk is always whole.

        Raises FileNotFoundError, here or on opening it.
        """

    async def keep_original(self, photo_id: str) -> None:
        """Move a finished body from staging to the originals; it may be called again."""

    async def replace_original(self, photo_id: str, arrived_id: str) -> None:
        """Keep the bytes `arrived_id` as the photo's original instead of its copy; it may be called again."""

    async def remove_original(self, photo_id: str) -> None:
        """Remove an original, staged or kept; not there is fine."""

    async def originals_in(self, shard: str) -> dict[str, float]:
        """Name the originals whose ids begin with two letters, and when each came (seconds since 1970)."""

    # --- renditions

    async def make_workroom(self, photo_id: str) -> Path:
        """Make a private folder of this machine for renditions to be written to."""

    async def clear_workroom(self, room: Path) -> None:
        """Remove a workroom with all that is left in it."""

    async def publish(self, room: Path, folder: str) -> None:
        """Make the renditions in `room` public in `folder`; they are all there when this returns."""

    async def add_public(self, file: Path, folder: str) -> bool:
        """Make one more rendition public in `folder`; False when that is certainly not there any more."""

    async def open_public(self, key: str, span: Span | None = None) -> Path | StoredObject | Elsewhere | None:
        """Find the public file that `key` names, or None: nothing but our own names is looked up.

        A store raises `PastTheEnd` for a span that is not there; a file on the disk is always whole.
        """

    async def keep_waiting(self, room: Path, folder: str) -> None:
        """Keep the renditions in `room` where no public address leads, until `release` or `discard`."""

    async def add_waiting(self, file: Path, folder: str) -> bool:
        """Keep one more rendition of a photo that waits; False when its folder is certainly not there."""

    async def open_waiting(self, folder: str, file: str) -> Path | StoredObject | None:
        """Find a rendition of a photo that waits, or None."""

    async def open_rendition(self, folder: str, file: str, span: Span | None = None) -> Path | StoredObject:
        """Open a rendition, public or waiting, to be read by this server: a file on the disk is always whole.

        Raises FileNotFoundError, here or on opening it.
        """

    async def release(self, folder: str) -> None:
        """Make the renditions of a waiting photo public; public already is fine."""

    async def take_back(self, folder: str) -> None:
        """Let the files of a folder wait, be it public or withdrawn: no public address leads to them then."""

    async def withdraw(self, folder: str) -> None:
        """Take a public folder down at once; `reinstate` undoes it, `discard` ends it."""

    async def reinstate(self, folder: str) -> None:
        """Make a withdrawn folder public again; not withdrawn is fine."""

    async def discard(self, folder: str) -> None:
        """Delete a folder for good, be it public, waiting or withdrawn."""

    async def withdrawn_folders(self) -> list[str]:
        """Return the folders whose takedown was cut short; the photo's row says which way each goes."""

    async def public_folders_in(self, shard: str) -> dict[str, float]:
        """Name the public folders that begin with two letters, and when each was last changed."""

    async def waiting_folders_in(self, shard: str) -> dict[str, float]:
        """Name the folders of waiting photos in the same way."""

    # --- clean-up

    async def stale_staging(self, older_than_s: float = STALE_STAGING_S) -> list[Path]:
        """Return what a killed process left in staging; younger entries may belong to another process."""

    async def remove_stale(self, path: Path) -> None:
        """Remove an entry of staging; gone already is fine."""

    # --- backup

    async def copy_to(self, data_dir: Path) -> int:
        """Copy every original and rendition into another data folder; return how many files those are."""


class HeldUpload(Protocol):
    """A partial upload that one request holds alone, written as its bytes arrive."""

    @property
    def size(self) -> int:
        """Return how many bytes there are with those that are still on their way to where they are kept."""

    async def write(self, data: bytes, also: Callable[[bytes], object] | None = None) -> None:
        """Append `data`, and show it to `also` in a thread."""

    def write_now(self, data: bytes) -> None:
        """Append a little at once: the last bytes of a connection that was cut."""

    async def settle(self) -> None:
        """Wait for a write that was under way when the request was cancelled."""

    async def make_durable(self) -> None:
        """Come back when every byte so far counts, whatever happens from here on."""

    async def begin_unproven(self) -> None:
        """From here on bytes do not count until `prove`: a kill, a cut or a wrong checksum undoes them."""

    async def prove(self) -> None:
        """Let the bytes since `begin_unproven` count, durably."""

    async def undo(self) -> None:
        """Undo what was received and never proven."""

    async def cut(self, size: int) -> None:
        """Undo what came after the first `size` bytes."""

    def until_wanted(self) -> AbstractAsyncContextManager[None]:
        """Run the block, and end it with `LetGo` once somebody else asks for this upload."""


class Partials(Protocol):
    are_on_this_disk: bool
    """Whether their bytes take up the space that `Storage.free_bytes` tells of."""

    async def offset(self, upload_id: str) -> int:
        """Return how many bytes have arrived for certain; nothing yet is 0."""

    async def has_begun(self, upload_id: str) -> bool:
        """Tell whether anybody has begun to send, without waiting for whoever sends now."""

    async def total_bytes(self) -> int:
        """Return what all partial uploads hold together."""

    def held(self, upload_id: str) -> AbstractAsyncContextManager[HeldUpload]:
        """Hold an upload alone, asking whoever has it to let go. Raises `Locked`."""

    async def is_held(self, upload_id: str) -> bool:
        """Tell whether bytes are coming in for an upload right now, without asking for it."""

    async def head(self, upload_id: str) -> bytes:
        """Return the first HEAD_BYTES, or fewer, of what has arrived for certain."""

    async def read(self, upload_id: str) -> WholeBody:
        """Read a whole upload once. Raises FileNotFoundError when it has gone on."""

    async def hand_over(self, upload_id: str, size: int) -> None:
        """Give a whole upload to the originals, for `Storage.keep_original`; it may be called again.

        One of another size is not it: a late request may have begun an empty one under its name.
        """

    async def remove(self, upload_id: str) -> None:
        """Remove an upload's bytes; none is fine."""

    async def last_written(self) -> dict[str, float]:
        """Return the uploads that have bytes, and when the last of them came (seconds since 1970)."""

    async def copy_to(self, data_dir: Path) -> int:
        """Copy every partial upload into another data folder; return how many files those are."""
