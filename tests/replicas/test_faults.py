"""A replica dies, PostgreSQL or Redis restarts, in the middle of it all: nothing acknowledged is lost."""

import asyncio
import contextlib
import hashlib

import httpx

from tests.patience import PATIENCE_S
from tests.postgres_server import PostgresServer
from tests.processes import children, halted
from tests.redis_server import RedisServer
from tests.running import Person, Server, jpeg, person
from tests.stage import stage
from tests.streams import event_stream
from tests.tus.client import original_of

PHOTOS = 24


def states(server: Server) -> dict[str, str]:
    with server.books() as books:
        return dict(books.execute("select id, state from photos").fetchall())


async def send_all(guest: Person, photos: dict[str, bytes]) -> dict[str, str]:
    """Send photos as a phone does, four at a time and again until they are taken; return their ids by key."""
    places = asyncio.Semaphore(4)

    async def send(key: str) -> str:
        async with places:
            return await guest.send_until_taken(photos[key], key=key)

    return dict(zip(photos, await asyncio.gather(*map(send, photos)), strict=True))


def assert_whole_and_once(server: Server, photos: dict[str, bytes], ids: dict[str, str]) -> None:
    with server.books() as books:
        rows = books.execute("select upload_key, id, sha256 from photos where state = 'shown'").fetchall()
        numbers = [no for (no,) in books.execute("select no from changes order by no")]
    assert {key: photo_id for key, photo_id, _ in rows} == ids
    assert {key: sha256 for key, _, sha256 in rows} == {
        key: hashlib.sha256(photo).hexdigest() for key, photo in photos.items()
    }
    assert numbers == list(range(1, len(numbers) + 1))
    for key, photo_id in ids.items():
        assert original_of(server, photo_id).read_bytes() == photos[key]


async def test_another_replica_finishes_the_photos_of_one_that_was_killed(replicas: list[Server]) -> None:
    dying, other = replicas
    async with person(dying.url) as guest:
        await guest.http.get("/api/uid")
        with contextlib.ExitStack() as stack:
            for worker in children(dying.pid):
                stack.enter_context(halted(worker))
            sending = [asyncio.create_task(guest.send(jpeg(1200, 900))) for _ in range(6)]
            async with asyncio.timeout(PATIENCE_S):
                while list(states(other).values()).count("processing") < 3:
                    await asyncio.sleep(0.005)
            dying.kill()
        await asyncio.gather(*sending, return_exceptions=True)
    registered = states(other)
    assert set(registered.values()) == {"processing"}, "they were left half way"
    async with asyncio.timeout(PATIENCE_S):
        while set(states(other).values()) != {"shown"}:
            await asyncio.sleep(0.05)
    # And maybe one more: a commit that was on its way to PostgreSQL when the kill came.
    assert states(other).keys() >= registered.keys()


async def test_postgresql_restarts_while_photos_are_sent(
    replicas: list[Server], postgres: PostgresServer
) -> None:
    photos = {f"key {number}": jpeg(500, 400) for number in range(PHOTOS)}
    async with person(replicas[0].url) as guest, person(replicas[1].url) as watcher:
        await guest.http.get("/api/uid")
        async with event_stream(watcher, since=0) as stream:
            sending = asyncio.create_task(send_all(guest, photos))
            await stream.until("photo")
            await asyncio.to_thread(postgres.stop)
            refused = await guest.send()
            assert (refused.status_code, refused.json()["error"]["code"]) == (503, "RECORDS_AWAY")
            assert int(refused.headers["Retry-After"]) > 0
            assert (await guest.http.get("/readyz")).status_code == 503
            assert (await guest.http.get("/livez")).status_code == 200
            await asyncio.to_thread(postgres.start)
            ids = await sending
            for photo_id in ids.values():
                await stream.until("photo", id=photo_id)
        assert (await guest.http.get("/readyz")).status_code == 200
    assert_whole_and_once(replicas[1], photos, ids)


async def test_redis_restarts_while_photos_are_sent(replicas: list[Server], redis: RedisServer) -> None:
    photos = {f"key {number}": jpeg(500, 400) for number in range(PHOTOS)}
    async with person(replicas[0].url) as guest, person(replicas[1].url) as watcher:
        await guest.http.get("/api/uid")
        async with event_stream(watcher, since=0) as stream:
            sending = asyncio.create_task(send_all(guest, photos))
            await stream.until("photo")
            redis.stop()
            await asyncio.to_thread(redis.start)
            ids = await sending
            for photo_id in ids.values():
                await stream.until("photo", id=photo_id)
    assert_whole_and_once(replicas[1], photos, ids)


async def test_a_replica_that_dies_while_photos_are_sent_loses_none_that_it_had_acknowledged(
    replicas: list[Server],
) -> None:
    photos = {f"key {number}": jpeg(500, 400) for number in range(PHOTOS)}
    acknowledged: dict[str, str] = {}
    dying, other = replicas
    async with person(dying.url) as guest, person(other.url) as same:
        await guest.http.get("/api/uid")

        async def send(key: str) -> None:
            try:
                answer = await guest.send(photos[key], key=key)
            except httpx.HTTPError:
                return
            if answer.status_code in (200, 201):
                acknowledged[key] = answer.json()["photo"]["id"]

        sending = [asyncio.create_task(send(key)) for key in photos]
        async with asyncio.timeout(PATIENCE_S):
            while len(acknowledged) < 3:
                await asyncio.sleep(0.001)
        dying.kill()
        await asyncio.gather(*sending)
        # The phone goes on at the other replica, under the same keys.
        same.http.cookies.set(stage.guest_cookie, guest.http.cookies[stage.guest_cookie])
        ids = await send_all(same, photos)
    assert ids.items() >= acknowledged.items()
    assert_whole_and_once(other, photos, ids)
