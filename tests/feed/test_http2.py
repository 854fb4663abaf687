"""Over HTTP/2 by TLS many streams share a connection: all of them come, and nothing past the server."""

import asyncio
from pathlib import Path

import h2.config
import h2.connection
import h2.events

from app.doctor.visitor import unchecked_context
from tests.certificates import make_certificate
from tests.feed.scene import Scene
from tests.feed.served import Served, served
from tests.feed.wires import until
from tests.patience import PATIENCE_S


class Browser:
    """One HTTP/2 connection, agreed on by ALPN (RFC 9113, 3.2), and as many requests as asked for."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._connection = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        self._connection.initiate_connection()
        self.received: dict[int, bytes] = {}

    def get(self, path: str) -> int:
        stream_id = int(self._connection.get_next_available_stream_id())
        head = {":method": "GET", ":path": path, ":scheme": "https", ":authority": "party"}
        self._connection.send_headers(stream_id, list(head.items()), end_stream=True)
        self._writer.write(self._connection.data_to_send())
        self.received[stream_id] = b""
        return stream_id

    async def until(self, stream_id: int, text: bytes) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while text not in self.received[stream_id]:
                data = await self._reader.read(65536)
                assert data, "the connection was closed"
                for event in self._connection.receive_data(data):
                    if isinstance(event, h2.events.DataReceived):
                        assert event.stream_id is not None
                        self.received[event.stream_id] += event.data or b""
                self._writer.write(self._connection.data_to_send())

    def close(self) -> None:
        self._writer.close()


async def _open(party: Served) -> Browser:
    context = unchecked_context()
    context.set_alpn_protocols(["h2"])
    return Browser(*await asyncio.open_connection("127.0.0.1", party.port, ssl=context))


async def test_two_streams_and_a_page_share_one_connection(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path, "party", days=2)
    async with served(tmp_path / "party", certfile=str(certificate), keyfile=str(key)) as party:
        scene = Scene(party.scope, party.scope.hub)
        await scene.send()
        await scene.until_head(1)
        browser = await _open(party)
        replayed, live = browser.get("/api/events?since=0"), browser.get("/api/events")
        await browser.until(replayed, b"id: 1\nevent: photo")
        await browser.until(live, b"event: party")
        assert party.scope.hub.direct_count == 0
        await scene.send()
        page = browser.get("/api/photos?since=1")
        await browser.until(page, b'"cursor":2')
        for stream_id in (replayed, live):
            await browser.until(stream_id, b"id: 2\nevent: photo")
        assert b"id: 1\n" not in browser.received[live]
        browser.close()
        await until(lambda: len(party.scope.hub) == 0)
