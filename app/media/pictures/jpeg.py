"""Walk a JPEG's markers (ITU-T T.81): find the cost of its scans, and whether one without an end is whole."""

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

END = b"\xff\xd9"

FULL_LONG_SIDE = 1600
"""From this size on, an embedded JPEG is as good on a wall as the photo itself (Sony's have 1616)."""

_SOS = 0xDA
_SOS_MARK = b"\xff\xda"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SEQUENTIAL = (0xC0, 0xC1)
_DECODABLE = (*_SEQUENTIAL, 0xC2)
_MAX_SEGMENTS = 1000
# Segments that a picture may have: tables, frame, scan, intervals, lines, application data, comments.
_SEGMENTS = frozenset((*range(0xC0, 0xD0), *range(0xDA, 0xE0), *range(0xE0, 0xF0), 0xFE))
# In coded pixels 0xFF may precede a stuffed zero, a restart mark or fill bytes. Anything else ends them.
_AFTER_CODED = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
# Beyond this number the picture is refused, so walking on would only cost time.
_MAX_SCANS_WALKED = 1000
# Random, and long: for missing data the decoder itself assumes zeros, and a short filler might be taken for
# the rest of one block.
_FILLER = b"\xe7" + b"".join(hashlib.sha256(bytes((n,))).digest() for n in range(32)).replace(b"\xff", b"")


@dataclass(frozen=True, slots=True)
class Scans:
    """A JPEG up to the end of its last scan.

    `end` is where its coded pixels end. `are_complete` says that every component has all its coefficients at
    full precision. A progressive JPEG that was cut between scans lacks some. `restarts` were seen.
    """

    count: int
    end: int
    are_complete: bool
    has_end_mark: bool
    restarts: int


def has_one_scan(file: BinaryIO) -> bool:
    """Tell by the headers whether an open JPEG has only one scan, as those of cameras do."""
    components = 0
    file.seek(2)
    for _ in range(_MAX_SEGMENTS):
        header = file.read(4)
        if len(header) < 4 or header[0] != 0xFF:
            return False
        marker, length = header[1], int.from_bytes(header[2:])
        following = file.tell() + length - 2
        if marker == _SOS:
            return components > 0 and file.read(1) == bytes((components,))
        if marker in _FRAMES:
            if marker not in _SEQUENTIAL:
                return False
            components = file.read(6)[-1]
        file.seek(following)
    return False


def frame_size(file: BinaryIO, start: int) -> tuple[int, int] | None:
    """Return the width and height in px of the JPEG that begins at `start`. None if it is no picture.

    Lossless data (SOF3), such as sensor values, is no picture.
    """
    file.seek(start)
    if file.read(2) != b"\xff\xd8":
        return None
    for _ in range(_MAX_SEGMENTS):
        header = file.read(9)
        if len(header) < 9 or header[0] != 0xFF or header[1] == _SOS:
            return None
        if header[1] in _FRAMES:
            is_picture = header[1] in _DECODABLE and header[4] == 8
            return (int.from_bytes(header[7:9]), int.from_bytes(header[5:7])) if is_picture else None
        file.seek(int.from_bytes(header[2:4]) - 7, io.SEEK_CUR)
    return None


def largest_jpeg(file: BinaryIO, places: Iterable[tuple[int, int]]) -> tuple[int, int, int]:
    """Return the long side in px, place and length of the largest JPEG at these places. Zeros without one."""
    sized = [(max(frame_size(file, start) or (0, 0)), start, length) for start, length in places]
    return max(sized, default=(0, 0, 0))


def may_have_more_scans(content: bytes, limit: int) -> bool:
    """Tell quickly whether there can be more than `limit` scans. Scans of embedded pictures count, too."""
    return content.count(_SOS_MARK) > limit


def scans_of(content: bytes) -> Scans:
    """Walk the markers of a JPEG. Stops at its end mark, or where anything but a picture begins."""
    count, end, restarts = 0, 0, 0
    components: set[int] = set()
    sent: dict[int, dict[int, int]] = {}
    at = 2
    has_end_mark = False
    while count < _MAX_SCANS_WALKED:
        marker, segment, following = _segment(content, at)
        if marker == END[1]:
            has_end_mark = True
            break
        if marker not in _SEGMENTS or segment is None:
            break
        if marker in _FRAMES and not components:
            components = set(segment[6::3])
        if marker == _SOS:
            count += 1
            found = _AFTER_CODED.search(content, following)
            end = found.start() if found else len(content)
            restarts += len(_RESTART.findall(content, following, end))
            _note_scan(segment, sent)
            following = end
        at = following
    complete = bool(components) and all(
        len(sent.get(each, {})) == 64 and not any(sent[each].values()) for each in components
    )
    return Scans(count, end, complete, has_end_mark, restarts)


def readings_of_unended(content: bytes) -> Iterator[BinaryIO] | None:
    """Return two readings of a JPEG that lacks its end mark. None if it certainly lacks more.

    One ends where the data ends, the other has filler after it. If the decoder has all its data, both give
    the same picture. If rows are missing, they differ.
    """
    scans = scans_of(content)
    if scans.count == 0 or scans.has_end_mark or not scans.are_complete:
        return None
    whole = content[: scans.end].rstrip(b"\xff")  # half of a stuffed byte, or of the mark itself
    # If the data ends with an interval, the decoder waits for the next restart mark before it reads on.
    next_marks = (bytes((0xFF, 0xD0 + (scans.restarts + step) % 8)) for step in range(8))
    more = _FILLER + (b"".join(mark + _FILLER for mark in next_marks) if scans.restarts else b"")
    return iter((io.BytesIO(whole + END), io.BytesIO(whole + more + END)))


def _segment(content: bytes, at: int) -> tuple[int, bytes | None, int]:
    """Return the marker at an offset, its segment's content (None if it is cut) and where the next begins."""
    while content[at : at + 2] == b"\xff\xff":
        at += 1
    if len(content) < at + 2 or content[at] != 0xFF:
        return 0, None, at
    marker = content[at + 1]
    length = int.from_bytes(content[at + 2 : at + 4])
    if marker == END[1] or length < 2 or at + 2 + length > len(content):
        return marker, None, at
    return marker, content[at + 4 : at + 2 + length], at + 2 + length


def _note_scan(segment: bytes, sent: dict[int, dict[int, int]]) -> None:
    """Note which coefficients of which components a scan has, and how many of their low bits are missing."""
    if not segment or len(segment) < 4 + 2 * segment[0]:
        return
    first, last, bits = segment[-3:]
    for component in segment[1 : 1 + 2 * segment[0] : 2]:
        still = sent.setdefault(component, {})
        for coefficient in range(first, min(last, 63) + 1):
            still[coefficient] = bits & 0x0F
