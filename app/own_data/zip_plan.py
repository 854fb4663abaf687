"""A streamed ZIP: its exact length is known in advance, and only one piece is in memory at a time.

Checksums follow their files, since they are known only then. So ranges are not supported.
"""

import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime

from app.base.zip_format import ZipFile, descriptor, directory_entry, end_of_zip, local_header


class ZipChanged(Exception):
    """An entry has another size than announced, so the sent bytes are no valid ZIP."""


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """`key` identifies its bytes for the function that opens them."""

    key: str
    name: str
    size: int
    modified: datetime

    def starting_at(self, start: int) -> ZipFile:
        return ZipFile(self.name.encode(), self.size, 0, self.modified, start, checksum_follows=True)


def zip_length(entries: Iterable[ZipEntry]) -> int:
    """Return how many bytes `zip_pieces` yields."""
    place = directory = count = 0
    for entry in entries:
        file = entry.starting_at(place)
        directory += len(directory_entry(file))
        place += len(local_header(file)) + file.size + len(descriptor(file))
        count += 1
    return place + directory + len(end_of_zip(count, place, directory))


async def zip_pieces(
    entries: Iterable[ZipEntry], opened: Callable[[str], AsyncGenerator[bytes, None]]
) -> AsyncIterator[bytes]:
    """Yield the ZIP. `opened` yields the bytes of an entry by its key."""
    place, directory = 0, bytearray()
    count = 0
    for entry in entries:
        file = entry.starting_at(place)
        yield local_header(file)
        crc32 = size = 0
        async with aclosing(opened(entry.key)) as pieces:
            async for piece in pieces:
                crc32 = zlib.crc32(piece, crc32)
                size += len(piece)
                if size > entry.size:
                    raise ZipChanged(entry.name)
                yield piece
        if size != entry.size:
            raise ZipChanged(entry.name)
        file = replace(file, crc32=crc32)
        yield descriptor(file)
        directory += directory_entry(file)
        place += len(local_header(file)) + size + len(descriptor(file))
        count += 1
    yield bytes(directory)
    yield end_of_zip(count, place, len(directory))
