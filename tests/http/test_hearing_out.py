"""Who is refused while still sending: the answer arrives, whenever it is listened to."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.http.answers import assert_error
from tests.patience import PATIENCE_S
from tests.running import Server, jpeg, person, program_after, running

pytestmark = pytest.mark.no_records

MB = 1024 * 1024


class WaitingServer(Server):
    """One whose moment is long: what is sent within it has come, on any machine."""

    PROGRAM = program_after("import app.web.gate", f"app.web.gate.A_MOMENT_S = {PATIENCE_S}")


async def test_who_is_heard_out_in_a_moment_may_send_the_next_request_this_way(tmp_path: Path) -> None:
    with running(tmp_path / "party", WaitingServer, max_photo_mb=1) as server:
        async with person(server.url) as guest:
            answer = await guest.send(jpeg() + bytes(2 * MB))
            assert_error(answer, 413, "TOO_LARGE")
            assert "Connection" not in answer.headers


Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def sending(server: Server, size: int) -> AsyncIterator[Wire]:
    """Begin to send so many bytes from another site, which is refused before any of them."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    head = f"POST /api/new_photo HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: cross-site\r\nContent-Length: {size}"
    writer.write(f"{head}\r\n\r\n".encode())
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield reader, writer
    finally:
        writer.transport.abort()


class HearingServer(Server):
    """One that hears senders out for as long as a machine may take for what they send here."""

    PROGRAM = program_after("import app.web.gate", f"app.web.gate.HEAR_OUT_S = {PATIENCE_S}")


@pytest.fixture(scope="module")
def hearing_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("hearing"), HearingServer) as started:
        yield started


async def test_who_sends_slowly_has_the_refusal_before_the_end_and_may_send_on(
    hearing_server: Server,
) -> None:
    async with sending(hearing_server, 20 * MB) as (reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 403 ")
        assert b"connection: close" in head.lower()
        writer.write(bytes(20 * MB))
        await writer.drain()
        # An end and no reset, which could take an answer away that was not read yet.
        assert b"FOREIGN_SITE" in await reader.read()


async def test_who_listens_only_at_the_end_has_the_refusal_as_well(hearing_server: Server) -> None:
    async with sending(hearing_server, 80 * MB) as (reader, writer):
        for _ in range(80):
            writer.write(bytes(MB))
            await writer.drain()
        assert (await reader.readline()).startswith(b"HTTP/1.1 403 ")
