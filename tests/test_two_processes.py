"""Two servers on one data folder: at once through Redis, within seconds without it, at once again with it."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.ports import held_port
from tests.redis_server import RedisServer
from tests.running import Server, event_stream, person, running

AT_ONCE_S = 0.6
WITHIN_SECONDS_S = 8.0


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def two_servers(redis: RedisServer, tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    address = f"redis://127.0.0.1:{redis.port}/0"
    with (
        running(tmp_path / "party", redis_url=address) as one,
        running(tmp_path / "party", redis_url=address) as two,
    ):
        yield one, two


async def test_each_shows_the_others_photos_whether_redis_is_there_or_not(
    two_servers: tuple[Server, Server], redis: RedisServer
) -> None:
    one, two = two_servers
    async with person(one.url) as sender, person(two.url) as reader, event_stream(reader) as stream:

        async def seen_after_s() -> float:
            sent = await sender.send_photo()
            began = time.monotonic()
            await stream.until("photo", id=sent["id"])
            return time.monotonic() - began

        assert min([await seen_after_s() for _ in range(3)]) < AT_ONCE_S

        redis.stop()
        for _ in range(2):
            assert await seen_after_s() < WITHIN_SECONDS_S

        redis.start()
        async with asyncio.timeout(PATIENCE_S):
            while "Redis is back" not in one.log or "Redis is back" not in two.log:
                await asyncio.sleep(0.05)
        assert min([await seen_after_s() for _ in range(3)]) < AT_ONCE_S

        # What one wrote, the other serves: the switch, the session, the files.
        sent = await sender.send_photo()
        async with person(two.url) as host:
            await host.sign_in()
            assert (await host.http.post(f"/api/admin/photo/{sent['id']}/hide")).status_code == 200
            await host.http.put("/api/admin/uploads", json={"open": False})
        assert (await sender.http.get(sent["renditions"][0]["url"])).status_code == 404
        assert (await sender.send()).json()["error"]["code"] == "UPLOADS_CLOSED"


async def test_without_redis_at_the_start_the_server_says_so_and_goes_on(tmp_path: Path) -> None:
    with (
        held_port() as nobody,
        running(tmp_path / "party", redis_url=f"redis://127.0.0.1:{nobody}") as server,
    ):
        async with person(server.url) as guest, event_stream(guest) as stream:
            sent = await guest.send_photo()
            await stream.until("photo", id=sent["id"])
        async with asyncio.timeout(PATIENCE_S):
            while "Redis is away" not in server.log:
                await asyncio.sleep(0.05)
        assert server.log.count("Redis is away") == 1


async def test_two_servers_that_start_at_once_make_one_party(tmp_path: Path) -> None:
    servers = [Server(tmp_path / "party", admin_password="") for _ in range(2)]
    try:
        await asyncio.gather(*(asyncio.to_thread(server.start) for server in servers))
        async with person(servers[0].url) as guest:
            await guest.send_photo()
            cookie = guest.http.cookies["partywall_guest"]
            async with person(servers[1].url) as same:
                same.http.cookies.set("partywall_guest", cookie)
                assert len((await same.photos(mine=1))["photos"]) == 1
    finally:
        for server in servers:
            server.stop()
