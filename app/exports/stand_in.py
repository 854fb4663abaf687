"""What goes out in a photo's place once it was taken down: as long, with the same CRC-32, and nothing of it.

So a ZIP whose numbers were told before stays whole, and its other photos are read back as ever.
"""

import zlib

from app.exports.crc import crc32_with_zeros, four_bytes

WORDS = b"This photo is not here any more: it was taken down or changed after this download was begun.\n"
LAST = 4
"""So many bytes at the end give the rest the CRC-32 that was told."""


class StandIn:
    """`size` bytes with this CRC-32, of which any part can be had. Below four bytes the CRC-32 is not met."""

    def __init__(self, size: int, crc32: int) -> None:
        self._size = size
        self._zeros_end = max(0, size - LAST)
        self._words = WORDS[: self._zeros_end]
        before = crc32_with_zeros(zlib.crc32(self._words), self._zeros_end - len(self._words))
        self._last = four_bytes(before, crc32)[: size - self._zeros_end]

    def part(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` up to `end`; both lie within it."""
        words = self._words[start:end]
        last = self._last[max(0, start - self._zeros_end) : max(0, end - self._zeros_end)]
        return words + bytes(end - start - len(words) - len(last)) + last
