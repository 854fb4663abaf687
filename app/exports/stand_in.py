"""Replacement bytes for a photo that was taken down: same length, same CRC-32, and nothing of the photo.

So a ZIP with fixed lengths and checksums stays valid, and its other photos can be unpacked.
"""

import zlib

from app.exports.crc import crc32_with_zeros, four_bytes

WORDS = b"This photo is not here any more: it was taken down or changed after this download was begun.\n"
CAPITAL = 0x20
LAST = 4
"""This many bytes at the end produce the promised CRC-32."""
OPENS, CLOSES = b"<!--", b"-->"
FREE = 32
"""This many letters, each small or capital, can give a comment any CRC-32. The effect of each is the same
factor times a power of x^8, and 32 of those are independent, since the polynomial is primitive."""
LEAST_COMMENT = len(OPENS) + FREE + len(CLOSES)


class StandIn:
    """`size` bytes with this CRC-32. Any part can be read. Below four bytes the CRC-32 differs."""

    def __init__(self, size: int, crc32: int) -> None:
        self._size = size
        self._zeros_end = max(0, size - LAST)
        self._words = WORDS[: self._zeros_end]
        before = crc32_with_zeros(zlib.crc32(self._words), self._zeros_end - len(self._words))
        self._last = four_bytes(before, crc32)[: size - self._zeros_end]

    def part(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` up to `end`. Both must be in range."""
        words = self._words[start:end]
        last = self._last[max(0, start - self._zeros_end) : max(0, end - self._zeros_end)]
        return words + bytes(end - start - len(words) - len(last)) + last


def comment(size: int, crc32: int) -> bytes:
    """Return an HTML comment with the length and CRC-32 of the text that it replaces."""
    if size < LEAST_COMMENT:
        raise ValueError(f"{size} bytes are too few for a comment")
    body = bytearray(OPENS + b"a" * FREE + b" " * (size - LEAST_COMMENT) + CLOSES)
    places = range(len(OPENS), len(OPENS) + FREE)
    missing = zlib.crc32(body) ^ crc32
    rows: dict[int, tuple[int, int]] = {}
    for bit, place in enumerate(places):
        body[place] ^= CAPITAL
        difference, letters = zlib.crc32(body), 1 << bit
        body[place] ^= CAPITAL
        difference ^= zlib.crc32(body)
        while difference:
            top = difference.bit_length()
            if top not in rows:
                rows[top] = difference, letters
                break
            difference, letters = difference ^ rows[top][0], letters ^ rows[top][1]
    letters = 0
    while missing:
        difference, wanted = rows[missing.bit_length()]
        missing, letters = missing ^ difference, letters ^ wanted
    for bit, place in enumerate(places):
        if letters >> bit & 1:
            body[place] ^= CAPITAL
    return bytes(body)
