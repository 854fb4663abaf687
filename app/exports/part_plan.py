"""Divide files in order among ZIPs of a chosen size, and give each file its place."""

from dataclasses import dataclass
from datetime import datetime

from app.base.zip_format import ZipFile, directory_entry, end_of_zip, local_header


@dataclass(frozen=True, slots=True)
class ZipPart:
    """One ZIP: `files` files, then its directory from `directory_start` on. `bytes` is its total size."""

    no: int
    files: int
    directory_start: int
    directory_bytes: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Placed:
    part: int
    start: int


class PartPlan:
    """A ZIP is never larger than `most_bytes` (0: no bound), unless a single file alone is."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._done: list[ZipPart] = []
        self._files = self._start = self._directory = 0

    def place(self, name: bytes, size: int, crc32: int, modified: datetime) -> Placed:
        """Give the next file its place."""
        file = ZipFile(name, size, crc32, modified, self._start)
        if self._files and self._most_bytes and self._length_with(file) > self._most_bytes:
            self._done.append(self._part())
            self._files = self._start = self._directory = 0
            file = ZipFile(name, size, crc32, modified, 0)
        self._files += 1
        self._start += len(local_header(file)) + size
        self._directory += len(directory_entry(file))
        return Placed(len(self._done) + 1, file.start)

    def parts(self) -> list[ZipPart]:
        """Return the ZIPs of all files so far. Without any file, one empty ZIP."""
        return [*self._done, self._part()]

    def _length_with(self, file: ZipFile) -> int:
        start = self._start + len(local_header(file)) + file.size
        directory = self._directory + len(directory_entry(file))
        return start + directory + len(end_of_zip(self._files + 1, start, directory))

    def _part(self) -> ZipPart:
        end = len(end_of_zip(self._files, self._start, self._directory))
        length = self._start + self._directory + end
        return ZipPart(len(self._done) + 1, self._files, self._start, self._directory, length)
