"""Read a multipart form as it arrives: a few short fields into memory, one file to wherever it is told.

The parsing is Werkzeug's sans-io decoder (RFC 7578); here are the bounds.
"""

from collections.abc import AsyncIterator
from typing import Protocol

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData, State

from app.base.errors import N_, AppError, bad_request

MAX_FIELDS = 100
"""How many texts are kept; more are passed over."""
MAX_PARTS = 1000
MAX_FIELD_BYTES = 16 * 1024
# The decoder looks for the boundary again in all that it holds: small pieces keep each look short.
PIECE_BYTES = 64 * 1024


class FileTarget(Protocol):
    """Where the file goes."""

    async def write(self, data: bytes | memoryview) -> None: ...


class _PassedOver:
    """Where files go that nobody asked for."""

    async def write(self, data: bytes | memoryview) -> None:
        """Keep nothing."""


class _Second:
    """Where a second file of the asked name goes: an empty input beside the photo is none."""

    async def write(self, data: bytes | memoryview) -> None:
        if data:
            raise bad_request(N_("Please send one photo at a time."), "TOO_MANY_PARTS")


def boundary_of(content_type: str) -> bytes:
    """Return the form's boundary; raise a 400 when the request is not a multipart form."""
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
    """Read a form whole: fill in `fields` as they come, and return whether a file came in `file_name`.

    The file's bytes have been written to `target`; whether its sender named it and of what type makes no
    difference. Empty inputs beside it, files in other fields and texts past MAX_FIELDS are passed over.
    Raises a 400 for a form that is broken, cut short, or has a second file or a field that is too long.
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

    Between the two hyphens that end the closing boundary it took the line break before it for the file's.
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
        # The bound is for what the decoder itself holds: headers, and text before the first part.
        self._decoder = _Decoder(boundary, max_form_memory_size=4 * PIECE_BYTES)
        self._mark = b"--" + boundary
        # More than a boundary that has only begun, with the line break before it.
        self._mark_room = len(self._mark) + 8
        self._file_name = file_name
        self._target = target
        # Where the bytes of the part at hand go, None for a text.
        self._sink: FileTarget | None = None
        self._name = ""
        self._value = bytearray()
        self._parts = 0

    async def pass_by(self, piece: bytes) -> bytes:
        """Write what is the file's beyond doubt, past the decoder, and return the rest.

        A piece of a photo holds no boundary, and finding that out is all that has to be done with it.
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
        # Perhaps a boundary begins here; that is seen when the next piece, or the end, has come.
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
            # Also how the decoder says that the end came before the closing boundary, or that it would have
            # to hold too much at once.
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
