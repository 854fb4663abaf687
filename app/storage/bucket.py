"""Objects below a prefix of one bucket of an S3-compatible store, with one kind of error for every fault.

Only this is required of the store: a put is there completely or not at all, and a read after its answer sees
it. No conditional requests, no versions. Its clock only tells what is old enough to be swept.
"""

import errno
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from app.storage.addresses import IMMUTABLE, media_type_of
from app.storage.contract import PastTheEnd, Span, StoreAway, StoredObject

if TYPE_CHECKING:
    from obstore import GetOptions, GetResult
    from obstore.store import ClientConfig, RetryConfig, S3Config

PART_BYTES = 8 * 1024 * 1024
PARTS_AT_ONCE = 2
"""A large object is sent in parts; this many of them are in memory."""
READ_BYTES = 256 * 1024
DELETED_AT_ONCE = 1000
# Its error texts have other numbers as well, such as the milliseconds that it took.
NO_ROOM = re.compile(
    r"\bstatus code: 507\b|<Code>\w*(?:StorageFull|QuotaExceeded|InsufficientStorage)\w*</Code>"
)
NO_BUCKET = "NoSuchBucket"
PAST_THE_END = "416 "

CLIENT: "ClientConfig" = {
    "allow_http": True,  # an endpoint with http:// is in the operator's own network
    "connect_timeout": timedelta(seconds=3),
    # For each read, so that a silent store is noticed. A large object may take as long as it needs.
    "read_timeout": timedelta(seconds=20),
    "timeout": timedelta(hours=1),
}
RETRIES: "RetryConfig" = {
    "max_retries": 3,
    "retry_timeout": timedelta(seconds=6),
    "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=1), "base": 2},
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where the store is. Without an `endpoint` it is Amazon's; without keys, those of its tools count."""

    bucket: str
    prefix: str
    endpoint: str | None
    region: str
    key_id: str | None
    secret_key: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    size: int
    changed_at: float
    """Seconds since 1970, by the store's clock."""


class Bucket:
    def __init__(self, address: Address) -> None:
        self._address = address
        config: S3Config = {"region": address.region, "virtual_hosted_style_request": False}
        if address.endpoint is not None:
            config["endpoint"] = address.endpoint
        if address.key_id is not None and address.secret_key is not None:
            config["access_key_id"] = address.key_id
            config["secret_access_key"] = address.secret_key
        self._store = S3Store(
            address.bucket,
            prefix=address.prefix or None,
            config=config,
            client_options=CLIENT,
            retry_config=RETRIES,
        )

    async def put(self, key: str, content: bytes | Path | AsyncIterator[bytes]) -> None:
        """Write an object. It is there, complete, when this returns."""
        with self._words():
            await self._store.put_async(key, content, chunk_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE)

    async def put_public(self, key: str, file: Path) -> None:
        """Write an object that browsers may read at its own address, with the headers they need."""
        with self._words():
            await self._store.put_async(
                key,
                file,
                attributes={"Content-Type": media_type_of(key), "Cache-Control": IMMUTABLE},
                chunk_size=PART_BYTES,
                max_concurrency=PARTS_AT_ONCE,
            )

    async def open(self, key: str, span: Span | None = None) -> StoredObject:
        """Begin to read an object. Raises FileNotFoundError, and `PastTheEnd` for a span past its end."""
        with self._words():
            try:
                got = await self._store.get_async(key, options=_range_of(span))
            except BaseError as error:
                if PAST_THE_END in str(error):
                    raise PastTheEnd from error
                raise
        start, end = got.range
        return StoredObject(got.meta["size"], start, end, self._pieces(got))

    async def _pieces(self, got: "GetResult") -> AsyncIterator[bytes]:
        with self._words():
            async for piece in got.stream(min_chunk_size=READ_BYTES):
                yield bytes(piece)

    async def read(self, key: str) -> bytes:
        """Return a small object in one piece. Raises FileNotFoundError."""
        with self._words():
            return bytes(await (await self._store.get_async(key)).bytes_async())

    async def size(self, key: str) -> int | None:
        with self._words():
            try:
                return (await self._store.head_async(key))["size"]
            except FileNotFoundError:
                return None

    async def copy(self, source: str, target: str) -> None:
        """Copy within the store, with all of the object's headers. Raises FileNotFoundError."""
        with self._words():
            await self._store.copy_async(source, target)

    async def delete(self, keys: Iterable[str]) -> None:
        """Delete objects. Missing ones are ignored."""
        waiting = list(keys)
        with self._words():
            for begin in range(0, len(waiting), DELETED_AT_ONCE):
                await self._store.delete_async(waiting[begin : begin + DELETED_AT_ONCE])

    async def list(self, prefix: str) -> list[Entry]:
        """List the objects below `prefix`, which must end at a complete name."""
        with self._words():
            found = await self._store.list(prefix).collect_async()
        return [Entry(meta["path"], meta["size"], meta["last_modified"].timestamp()) for meta in found]

    async def sign(self, key: str, valid_s: int) -> str:
        """Make an address where anybody can read this one object for a while."""
        with self._words():
            return await obstore.sign_async(self._store, "GET", key, timedelta(seconds=valid_s))

    @contextmanager
    def _words(self) -> Iterator[None]:
        """Turn the store's faults into OSErrors. FileNotFoundError stays what it is."""
        try:
            yield
        except FileNotFoundError as error:
            if NO_BUCKET in str(error):
                raise StoreAway(f"the store has no bucket named {self._address.bucket}") from error
            raise
        except BaseError as error:
            if NO_ROOM.search(str(error)):
                raise OSError(errno.ENOSPC, "the store is full") from error
            raise StoreAway(f"the store does not do what it was asked for: {_first_line(error)}") from error


def _range_of(span: Span | None) -> "GetOptions":
    if span is None:
        return {}
    if span.start < 0:
        return {"range": {"suffix": -span.start}}
    return {"range": {"offset": span.start} if span.end is None else (span.start, span.end)}


def _first_line(error: BaseError) -> str:
    return str(error).strip().partition("\n")[0]
