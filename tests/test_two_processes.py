"""Two servers on one data folder: the bell goes through Redis, and without it they find out by looking."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.ports import held_port
from tests.redis_server import RedisServer
from tests.running import Person, Server, person, running
from tests.stage import stage
from tests.streams import Stream, event_stream


class Listening(Server):
    """A server that looks only when it hears the bell, and never by itself."""

    PROGRAM = (
        "-c",
        "from app.__main__ import main; from app.feed import feed; feed.LOOK_EVERY_S = 10e6; main(['serve'])",
    )


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@contextmanager
def two_servers(kind: type[Server], data_dir: Path, redis: RedisServer) -> Iterator[tuple[Server, Server]]:
    one, two = (kind(data_dir, redis_url=redis.address) for _ in range(2))
    try:
        one.start()
        two.start()
        yield one, two
    finally:
        one.stop()
        two.stop()


async def until_seen(sender: Person, stream: Stream) -> None:
    sent = await sender.send_photo()
    await stream.until("photo", id=sent["id"])


async def test_the_bell_is_heard_at_the_other_and_again_when_redis_was_away(
    tmp_path: Path, redis: RedisServer
) -> None:
    with two_servers(Listening, tmp_path / "party", redis) as (one, two):
        async with person(one.url) as sender, person(two.url) as reader, event_stream(reader) as stream:
            for _ in range(3):
                await until_seen(sender, stream)
            redis.stop()
            await sender.send_photo()
            redis.start()
            async with asyncio.timeout(PATIENCE_S):
                while "Redis is back" not in one.log or "Redis is back" not in two.log:
                    await asyncio.sleep(0.05)
            for _ in range(3):
                await until_seen(sender, stream)


async def test_without_redis_each_shows_what_the_other_took(tmp_path: Path, redis: RedisServer) -> None:
    with two_servers(Server, tmp_path / "party", redis) as (one, two):
        redis.stop()
        async with person(one.url) as sender, person(two.url) as reader, event_stream(reader) as stream:
            for _ in range(2):
                await until_seen(sender, stream)


async def test_what_one_wrote_the_other_serves(tmp_path: Path, redis: RedisServer) -> None:
    """The switch, the session, the files."""
    with two_servers(Server, tmp_path / "party", redis) as (one, two):
        async with person(one.url) as sender:
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
            cookie = guest.http.cookies[stage.guest_cookie]
            async with person(servers[1].url) as same:
                same.http.cookies.set(stage.guest_cookie, cookie)
                assert len((await same.photos(mine=1))["photos"]) == 1
    finally:
        for server in servers:
            server.stop()
