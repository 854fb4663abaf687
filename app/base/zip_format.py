"""The bytes of a ZIP around its stored files.

PKWARE APPNOTE 6.3.10: names in UTF-8 (bit 11), ZIP64 (4.3.14, 4.5.3) where needed. A file whose checksum is
known only after its bytes have a data descriptor behind them (4.3.9); other files need none. Info-ZIP's
extended timestamp (0x5455) gives each time in UTC beside MS-DOS's local time, so it is right in every zone.
Not done: compression, which gains nothing on pictures.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime

MAX_32 = 0xFFFFFFFF
MAX_16 = 0xFFFF
NAME_IS_UTF8 = 0x0800
CHECKSUM_FOLLOWS = 0x0008
PLAIN, ZIP64 = 20, 45
MADE_BY_UNIX = 0x300
REGULAR_FILE = 0o100644 << 16
FIRST_YEAR, LAST_YEAR = 1980, 2107
MAX_SECONDS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ZipFile:
    """One stored file. `modified` is in the zone that its reader will see; `start` is where the file begins.

    With `checksum_follows` the header has no `crc32`; the `descriptor` behind the bytes has it.
    """

    name: bytes
    size: int
    crc32: int
    modified: datetime
    start: int
    checksum_follows: bool = False

    @property
    def flags(self) -> int:
        return NAME_IS_UTF8 | CHECKSUM_FOLLOWS if self.checksum_follows else NAME_IS_UTF8

    @property
    def is_large(self) -> bool:
        return self.size >= MAX_32


def local_header(file: ZipFile) -> bytes:
    crc32, size = (0, 0) if file.checksum_follows else (file.crc32, file.size)
    extra = _extended_time(file)
    if file.is_large:
        extra, size = struct.pack("<HHQQ", 1, 16, size, size) + extra, MAX_32
    version = ZIP64 if file.is_large else PLAIN
    fields = (version, file.flags, 0, *_dos_time(file.modified), crc32, size, size)
    return struct.pack("<4s5H3L2H", b"PK\3\4", *fields, len(file.name), len(extra)) + file.name + extra


def descriptor(file: ZipFile) -> bytes:
    """Return the descriptor that follows the bytes of a file with `checksum_follows`."""
    return struct.pack("<4sLQQ" if file.is_large else "<4sLLL", b"PK\7\x08", file.crc32, file.size, file.size)


def directory_entry(file: ZipFile) -> bytes:
    large = [file.size, file.size] if file.is_large else []
    if file.start >= MAX_32:
        large.append(file.start)
    extra = struct.pack(f"<HH{len(large)}Q", 1, 8 * len(large), *large) if large else b""
    extra += _extended_time(file)
    version = ZIP64 if large else PLAIN
    size = min(file.size, MAX_32)
    head = (
        MADE_BY_UNIX | version,
        version,
        file.flags,
        0,
        *_dos_time(file.modified),
        file.crc32,
        size,
        size,
    )
    tail = (len(file.name), len(extra), 0, 0, 0, REGULAR_FILE, min(file.start, MAX_32))
    return struct.pack("<4s6H3L5H2L", b"PK\1\2", *head, *tail) + file.name + extra


def end_of_zip(count: int, directory_start: int, directory_bytes: int) -> bytes:
    large = b""
    if count >= MAX_16 or directory_bytes >= MAX_32 or directory_start >= MAX_32:
        fields = (44, MADE_BY_UNIX | ZIP64, ZIP64, 0, 0, count, count, directory_bytes, directory_start)
        large = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", *fields)
        large += struct.pack("<4sLQL", b"PK\6\7", 0, directory_start + directory_bytes, 1)
    number = min(count, MAX_16)
    numbers = (0, 0, number, number, min(directory_bytes, MAX_32), min(directory_start, MAX_32), 0)
    return large + struct.pack("<4sHHHHLLH", b"PK\5\6", *numbers)


def _dos_time(at: datetime) -> tuple[int, int]:
    """Return time and date as MS-DOS has them: in steps of two seconds, from 1980 to 2107."""
    year = min(max(at.year, FIRST_YEAR), LAST_YEAR) - FIRST_YEAR
    return at.hour << 11 | at.minute << 5 | at.second // 2, year << 9 | at.month << 5 | at.day


def _extended_time(file: ZipFile) -> bytes:
    seconds = min(max(0, int(file.modified.astimezone(UTC).timestamp())), MAX_SECONDS)
    return struct.pack("<HHBL", 0x5455, 5, 1, seconds)
