"""A PATCH by hand over a bare connection: it can stall, drip, be cut or reset, as a phone's is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from tests.kept_files import files_place
from tests.patience import PATIENCE_S
from tests.running import Server
from tests.stage import stage
from tests.tus.client import TusUpload, records


class RawPatch:
    """A request that has been begun; its body comes as the test says."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, piece: bytes) -> None:
        self._writer.write(piece)
        await self._writer.drain()

    async def status(self) -> int | None:
        """Return the answer's status, None when the connection ended without one."""
        async with asyncio.timeout(PATIENCE_S):
            return await self.answer()

    async def answer(self) -> int | None:
        """Return the same, however long it takes."""
        try:
            line = await self._reader.readline()
        except ConnectionError:
            return None
        return int(line.split()[1]) if line else None

    def reset(self) -> None:
        """Cut the connection off; what was not delivered yet is lost, as when a phone leaves the network."""
        self._writer.transport.abort()

    async def hang_up(self) -> None:
        """Close the connection; what was sent is still delivered."""
        self._writer.close()
        await self._writer.wait_closed()


@asynccontextmanager
async def raw_patch(
    upload: TusUpload, offset: int, length: int, server_url: str | None = None, **headers: str
) -> AsyncIterator[RawPatch]:
    address = urlsplit(server_url or str(upload.guest.http.base_url))
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    lines = {
        "Host": address.netloc,
        "Cookie": f"{stage.guest_cookie}={upload.guest.http.cookies[stage.guest_cookie]}",
        "Tus-Resumable": "1.0.0",
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": str(offset),
        "Content-Length": str(length),
    } | headers
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    writer.write(f"PATCH {upload.path} HTTP/1.1\r\n{head}\r\n".encode())
    try:
        yield RawPatch(reader, writer)
    finally:
        writer.transport.abort()


def bytes_on_disk(server: Server, upload: TusUpload) -> int:
    """Return how much of an upload is where it is kept; in a store, what is recorded there."""
    if files_place.kind == "s3":
        with records(server) as db:
            return int(
                db.execute(
                    "select coalesce(sum(size), 0) from upload_pieces where upload_id = ?", (upload.id,)
                ).fetchone()[0]
            )
    path = server.data_dir / "private" / "uploads" / upload.id
    return path.stat().st_size if path.exists() else 0


async def until_on_disk(server: Server, upload: TusUpload, count: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while bytes_on_disk(server, upload) < count:
            await asyncio.sleep(0.005)
