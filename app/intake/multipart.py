"""Read a multipart form as it arrives: a few short fields into memory, one file to a given target.

Werkzeug's sans-io decoder parses it (RFC 7578). This module adds the bounds.
"""

from collections.abc import AsyncIterator
from typing import Protocol

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData, State

from app.base.errors import N_, AppError, bad_request

MAX_FIELDS = 100
"""How many texts are kept. More are ignored."""
MAX_PARTS = 1000
MAX_FIELD_BYTES = 16 * 1024
# The decoder searches all that it holds for the boundary each time. Small pieces keep each search short.
PIECE_BYTES = 64 * 1024


class FileTarget(Protocol):
    """Where the file goes."""

    async def write(self, data: bytes | memoryview) -> None: ...


class _PassedOver:
    """The target for files that nobody asked for."""

    async def write(self, data: bytes | memoryview) -> None:
        """Keep nothing."""


class _Second:
    """The target for a second file of the wanted name. An empty input beside the photo does not count."""

    async def write(self, data: bytes | memoryview) -> None:
        if data:
            raise bad_request(N_("Please send one photo at a time."), "TOO_MANY_PARTS")


def boundary_of(content_type: str) -> bytes:
    """Return the form's boundary. Raises a 400 if the request is not a multipart form."""
    kind, options = parse_options_header(content_type)
    boundary = options.get("boundary", "")
    if kind.lower() != "multipart/form-data" or not boundary or len(boundary) > 200:
        raise AppError(415, "NOT_A_FORM", N_("Please send the photo as a form (multipart/form-data)."))
    try:
        return boundary.encode("ascii")
    except UnicodeEncodeError:
        raise _broken() from None


async def read_form(
    pieces: AsyncIterator[bytes],
    boundary: bytes,
    file_name: str,
    target: FileTarget,
    fields: dict[str, str],
) -> bool:
    """Read a whole form: fill in `fields` as they arrive, and return whether a file came in `file_name`.

    The file's bytes are written to `target`. The name and type that its sender gave do not matter. Empty
    inputs beside it, files in other fields and texts past MAX_FIELDS are ignored. Raises a 400 for a form
    that is broken or cut short, or that has a second file or a field that is too long.
    """
    form = _Form(boundary, file_name, target, fields)
    async for data in pieces:
        rest = await form.pass_by(data)
        for start in range(0, len(rest), PIECE_BYTES):
            await form.feed(rest[start : start + PIECE_BYTES])
    await form.feed(None)
    return form.has_file


class _Decoder(MultipartDecoder):
    """Werkzeug's decoder with one repair: pieces may end anywhere.

    If a piece ended between the two hyphens of the closing boundary, the decoder took the line break before
    the boundary for part of the file.
    """

    def _last_partial_boundary_index(self, data: bytes | bytearray) -> int:
        for line_break in (b"\r\n", b"\n", b"\r"):
            almost_closed = line_break + b"--" + self.boundary + b"-"
            if data.endswith(almost_closed):
                return len(data) - len(almost_closed)
        return super()._last_partial_boundary_index(data)


class _Form:
    def __init__(self, boundary: bytes, file_name: str, target: FileTarget, fields: dict[str, str]) -> None:
        self.fields = fields
        self.has_file = False
        self._has_bytes = False
        # Bounds what the decoder itself holds: headers, and text before the first part.
        self._decoder = _Decoder(boundary, max_form_memory_size=4 * PIECE_BYTES)
        self._mark = b"--" + boundary
        # Longer than an unfinished boundary with the line break before it.
        self._mark_room = len(self._mark) + 8
        self._file_name = file_name
        self._target = target
        # The target of the current part's bytes, None for a text.
        self._sink: FileTarget | None = None
        self._name = ""
        self._value = bytearray()
        self._parts = 0

    async def pass_by(self, piece: bytes) -> bytes:
        """Write the bytes that surely belong to the file, without the decoder. Return the rest.

        Most pieces of a photo hold no boundary, so one search is all the work they need.
        """
        if self._sink is None or self._decoder.state is not State.DATA:
            return piece
        held = self._decoder.buffer
        if self._mark in held + piece[: self._mark_room]:
            return piece
        found = piece.find(self._mark)
        certain = (found if found >= 0 else len(piece)) - self._mark_room
        if certain <= 0:
            return piece
        if held:
            await self._write(bytes(held))
            held.clear()
        await self._write(memoryview(piece)[:certain])
        if found >= 0:
            return piece[certain:]
        # A boundary may begin here. The next piece, or the end, tells.
        held.extend(piece[certain:])
        return b""

    async def feed(self, piece: bytes | None) -> None:
        """Take the next piece, or None at the end."""
        try:
            self._decoder.receive_data(piece)
            event = self._decoder.next_event()
            while not isinstance(event, NeedData | Epilogue):
                if isinstance(event, Field | File):
                    self._begin(event)
                elif isinstance(event, Data):
                    await self._continue(event)
                event = self._decoder.next_event()
        except (ValueError, RequestEntityTooLarge):
            # The decoder also raises this if the end came before the closing boundary, or if it would have to
            # hold too much at once.
            raise _broken() from None

    def _begin(self, part: Field | File) -> None:
        self._parts += 1
        # A part without a name comes with None, whatever its type says.
        if self._parts > MAX_PARTS or not part.name or part.name in self.fields:
            raise _broken()
        self._name, self._value, self._sink = part.name, bytearray(), None
        if part.name == self._file_name:
            self._sink = _Second() if self._has_bytes else self._target
            self.has_file |= isinstance(part, File) and bool(part.filename)
        elif isinstance(part, File) or len(self.fields) >= MAX_FIELDS:
            self._sink = _PassedOver()

    async def _continue(self, data: Data) -> None:
        if self._sink is not None:
            await self._write(data.data)
            return
        self._value += data.data
        if len(self._value) > MAX_FIELD_BYTES:
            raise bad_request(N_("One of the texts is much too long."), "FIELD_TOO_LONG")
        if not data.more_data:
            self.fields[self._name] = self._value.decode("utf-8", errors="replace")

    async def _write(self, data: bytes | memoryview) -> None:
        assert self._sink is not None
        await self._sink.write(data)
        if self._sink is self._target and data:
            self.has_file = self._has_bytes = True


def _broken() -> AppError:
    return bad_request(N_("The form arrived broken. Please try again."), "BROKEN_FORM")
