"""A tus client as thin as it can be: each call is one request, and the test looks at the answer itself."""

import asyncio
import base64
from collections.abc import AsyncIterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import httpx

from tests.kept_files import KeptFile
from tests.patience import PATIENCE_S
from tests.records import Books
from tests.running import Person, Server

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}
PHOTO = "Partywall-Photo"


def metadata(**words: str) -> dict[str, str]:
    """Write Upload-Metadata."""
    pairs = (f"{key} {base64.b64encode(value.encode()).decode()}".strip() for key, value in words.items())
    return {"Upload-Metadata": ",".join(pairs)}


@dataclass(slots=True)
class TusUpload:
    """One upload of one guest."""

    guest: Person
    path: str

    @property
    def id(self) -> str:
        return self.path.rsplit("/", 1)[1]

    async def send(self, offset: int, piece: bytes | AsyncIterable[bytes], **headers: str) -> httpx.Response:
        return await self.guest.http.patch(
            self.path, headers=TUS | BYTES | {"Upload-Offset": str(offset)} | headers, content=piece
        )

    async def ask(self) -> httpx.Response:
        return await self.guest.http.head(self.path, headers=TUS)

    async def offset(self) -> int:
        answer = await self.ask()
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["Upload-Offset"])

    async def photo(self) -> str:
        """Ask until it is a photo, for which an answer does not wait for ever; return the photo's id."""
        async with asyncio.timeout(2 * PATIENCE_S):
            while PHOTO not in (asked := await self.ask()).headers:
                assert asked.status_code == 200, asked.status_code
        return str(asked.headers[PHOTO])

    async def end(self) -> httpx.Response:
        return await self.guest.http.delete(self.path, headers=TUS)


async def ask_to_begin(guest: Person, length: int, **words: str) -> httpx.Response:
    headers = TUS | metadata(**words) | {"Upload-Length": str(length)}
    return await guest.http.post("/api/uploads", headers=headers)


async def begin(guest: Person, length: int, **words: str) -> TusUpload:
    answer = await ask_to_begin(guest, length, **words)
    assert answer.status_code == 201, answer.text
    return TusUpload(guest, answer.headers["Location"])


async def send_whole(guest: Person, photo: bytes, **words: str) -> httpx.Response:
    """Send a photo in one PATCH and return that one's answer."""
    return await (await begin(guest, len(photo), **words)).send(0, photo)


async def photo_of(guest: Person, photo: bytes, **words: str) -> str:
    """Send a photo that must be taken; return its id."""
    answer = await send_whole(guest, photo, **words)
    assert answer.status_code == 204, answer.text
    return str(answer.headers[PHOTO])


def original_of(server: Server, photo_id: str) -> KeptFile:
    return server.files().original(photo_id)


def files_in(server: Server, *places: str) -> list[str]:
    """Name every file in these places, or in all that hold photos."""
    return server.files().names(*places)


def records(server: Server) -> AbstractContextManager[Books]:
    return server.books()
