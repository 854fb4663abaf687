"""A ZIP as it is sent: stored entries, its exact length known beforehand, and one piece in memory at a time.

PKWARE APPNOTE 6.3.10. Checksums follow their entries (4.3.9), since they are known only then. ZIP64 is used
where a number needs it. What is not done: ranges, and compression, which pictures do not gain from.
"""

import struct
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

MAX_32 = 0xFFFFFFFF
MAX_16 = 0xFFFF
FLAGS = 0x0808
"""A data descriptor follows (bit 3); the name is UTF-8 (bit 11)."""
PLAIN, ZIP64 = 20, 45
REGULAR_FILE = 0o100644 << 16


class ZipChanged(Exception):
    """An entry turned out to be of another size than announced: what was sent is no ZIP."""


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """`key` names its bytes to whoever opens them."""

    key: str
    name: str
    size: int
    modified: datetime

    @property
    def is_large(self) -> bool:
        return self.size >= MAX_32


def zip_length(entries: Iterable[ZipEntry]) -> int:
    """Return how many bytes `zip_pieces` yields."""
    offset = directory = count = 0
    for entry in entries:
        directory += len(_central(entry, 0, offset))
        offset += len(_local(entry)) + entry.size + len(_descriptor(entry, 0))
        count += 1
    return offset + directory + len(_end(count, directory, offset))


async def zip_pieces(
    entries: Iterable[ZipEntry], opened: Callable[[str], AsyncGenerator[bytes, None]]
) -> AsyncIterator[bytes]:
    """Yield the ZIP; `opened` yields the bytes of an entry by its key."""
    offset, directory = 0, bytearray()
    count = 0
    for entry in entries:
        yield _local(entry)
        checksum = size = 0
        async with aclosing(opened(entry.key)) as pieces:
            async for piece in pieces:
                checksum = zlib.crc32(piece, checksum)
                size += len(piece)
                if size > entry.size:
                    raise ZipChanged(entry.name)
                yield piece
        if size != entry.size:
            raise ZipChanged(entry.name)
        yield _descriptor(entry, checksum)
        directory += _central(entry, checksum, offset)
        offset += len(_local(entry)) + size + len(_descriptor(entry, 0))
        count += 1
    yield bytes(directory)
    yield _end(count, len(directory), offset)


def _local(entry: ZipEntry) -> bytes:
    name, extra, size = entry.name.encode(), b"", 0
    if entry.is_large:
        extra, size = struct.pack("<HHQQ", 1, 16, 0, 0), MAX_32
    version = ZIP64 if entry.is_large else PLAIN
    fields = (version, FLAGS, 0, *_dos_time(entry.modified), 0, size, size, len(name), len(extra))
    return struct.pack("<4sHHHHHLLLHH", b"PK\3\4", *fields) + name + extra


def _descriptor(entry: ZipEntry, checksum: int) -> bytes:
    return struct.pack(
        "<4sLQQ" if entry.is_large else "<4sLLL", b"PK\7\x08", checksum, entry.size, entry.size
    )


def _central(entry: ZipEntry, checksum: int, offset: int) -> bytes:
    name = entry.name.encode()
    large = [entry.size, entry.size] if entry.is_large else []
    if offset >= MAX_32:
        large.append(offset)
    extra = struct.pack(f"<HH{len(large)}Q", 1, 8 * len(large), *large) if large else b""
    version = ZIP64 if large else PLAIN
    size = min(entry.size, MAX_32)
    head = (0x300 | version, version, FLAGS, 0, *_dos_time(entry.modified), checksum, size, size)
    tail = (len(name), len(extra), 0, 0, 0, REGULAR_FILE, min(offset, MAX_32))
    return struct.pack("<4sHHHHHHLLLHHHHHLL", b"PK\1\2", *head, *tail) + name + extra


def _end(count: int, directory: int, offset: int) -> bytes:
    large = b""
    if count >= MAX_16 or directory >= MAX_32 or offset >= MAX_32:
        fields = (44, 0x300 | ZIP64, ZIP64, 0, 0, count, count, directory, offset)
        large = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", *fields)
        large += struct.pack("<4sLQL", b"PK\6\7", 0, offset + directory, 1)
    number = min(count, MAX_16)
    numbers = (0, 0, number, number, min(directory, MAX_32), min(offset, MAX_32), 0)
    return large + struct.pack("<4sHHHHLLH", b"PK\5\6", *numbers)


def _dos_time(at: datetime) -> tuple[int, int]:
    """Return time and date as MS-DOS has them: two seconds fine, from 1980 on."""
    year = max(at.year - 1980, 0)
    return at.hour << 11 | at.minute << 5 | at.second // 2, year << 9 | at.month << 5 | at.day
