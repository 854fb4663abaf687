"""Originals go out past the server: the same bytes, the connection stays good, and a reader may stop."""

import asyncio
import os
import select
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.exports.test_taking import begin
from tests.patience import PATIENCE_S
from tests.running import Server, jpeg, person, program_after, running

LARGE = 30_000_000


class ImpatientServer(Server):
    """Cuts a reader who takes nothing for half a second."""

    PROGRAM = program_after("import app.server.file_wire as wire", "wire.PATIENCE_S = 0.5")


class HiddenServer(Server):
    """Built otherwise than we know it: files go the ordinary way."""

    PROGRAM = program_after(
        "import app.web.connection as connection", "connection.file_wire_behind = lambda send: None"
    )


@pytest.fixture(params=[Server, HiddenServer])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "party", request.param) as started:
        yield started


async def test_one_connection_serves_one_download_after_another(server: Server) -> None:
    picture = jpeg() + os.urandom(LARGE)
    async with person(server.url) as guest, person(server.url) as host:
        await host.sign_in()
        await guest.send_photo(picture)
        url = server.root_url + (await begin(host))["zips"][0]["url"]
    limits = httpx.Limits(max_connections=1)
    async with httpx.AsyncClient(limits=limits, timeout=PATIENCE_S, trust_env=False) as program:
        whole = (await program.get(url)).content
        assert picture in whole
        for start in (0, 100, LARGE // 2):
            rest = await program.get(url, headers={"Range": f"bytes={start}-"})
            assert rest.content == whole[start:]
        assert (await program.get(server.root_url + "/livez")).status_code == 200


async def test_a_reader_who_stops_is_cut_and_one_who_leaves_is_no_fault(tmp_path: Path) -> None:
    with running(tmp_path / "party", ImpatientServer) as server:
        async with person(server.url) as guest, person(server.url) as host:
            await host.sign_in()
            await guest.send_photo(jpeg() + os.urandom(LARGE))
            url = (await begin(host))["zips"][0]["url"]
            question = f"GET {url} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
            with socket.create_connection(("127.0.0.1", server.port)) as stopped:
                stopped.sendall(question)
                with socket.create_connection(("127.0.0.1", server.port)) as leaving:
                    leaving.sendall(question)
                    leaving.recv(1000)
                assert len((await host.http.get(server.root_url + url)).content) > LARGE
                hung_up = select.poll()
                hung_up.register(stopped, 0)
                assert await asyncio.to_thread(hung_up.poll, PATIENCE_S * 1000), "cut by the server"
            assert (await host.http.get(server.root_url + "/livez")).status_code == 200
        server.stop()
        assert "Traceback" not in server.log
        assert "failed" not in server.log
