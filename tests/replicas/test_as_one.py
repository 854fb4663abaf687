"""What one replica knows, the other knows: numbers, keys, switch, session, guests, uploads, limits."""

import asyncio
import itertools
from pathlib import Path

from app.web.limits import PASSWORD
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer
from tests.running import Server, jpeg, person
from tests.stage import stage
from tests.streams import event_stream
from tests.tus.client import begin

WRITERS = 8
PHOTOS = 6


async def test_many_writers_at_two_replicas_leave_no_gap_and_nothing_twice(replicas: list[Server]) -> None:
    """Each photo goes to both replicas at the same moment, under the same key or as the same bytes again."""

    async def write(number: int) -> list[str]:
        async with person(replicas[0].url) as here, person(replicas[1].url) as there:
            await here.http.get("/api/uid")
            there.http.cookies.set(stage.guest_cookie, here.http.cookies[stage.guest_cookie])
            ids = []
            for photo_number in range(PHOTOS):
                photo = jpeg(300, 200)
                keys = ("same", "same") if photo_number % 2 else ("one", "two")
                both = [
                    someone.send_until_taken(photo, key=f"{number}-{photo_number}-{key}")
                    for someone, key in zip((here, there), keys, strict=True)
                ]
                first, second = await asyncio.gather(*both)
                assert first == second
                ids.append(first)
                await there.http.put(f"/api/photo/{first}", json={"caption": f"{number} {photo_number}"})
            return ids

    ids = list(itertools.chain(*await asyncio.gather(*(write(number) for number in range(WRITERS)))))
    assert len(set(ids)) == WRITERS * PHOTOS
    with replicas[0].books() as books:
        numbers = [no for (no,) in books.execute("select no from changes order by no")]
        (head,) = books.execute("select head from parties").fetchone()
        (count,) = books.execute("select count(*) from photos").fetchone()
    assert numbers == list(range(1, 2 * len(ids) + 1))
    assert (head, count) == (len(numbers), len(ids))


async def test_a_guest_and_the_host_of_one_replica_are_known_to_the_other(
    tmp_path: Path, database_url: str
) -> None:
    """Though they share no folder: the cookie key and the sessions are among the records."""
    servers = [
        Server(tmp_path / name, database_url=database_url, admin_password="") for name in ("one", "two")
    ]
    try:
        await asyncio.gather(*(asyncio.to_thread(server.start) for server in servers))
        made = [
            server.log.split("Host password")[1].split()[0]
            for server in servers
            if "Host password" in server.log
        ]
        assert len(made) == 1, "made by one of them, and printed by that one"
        async with person(servers[0].url) as guest, person(servers[1].url) as same:
            sent = await guest.send_photo()
            assert (await guest.sign_in(made[0])).status_code == 200
            same.http.cookies.update(guest.http.cookies)
            assert [photo["id"] for photo in (await same.photos(mine=1))["photos"]] == [sent["id"]]
            assert (await same.http.get("/api/admin/photos")).status_code == 200
    finally:
        for server in servers:
            server.stop()


async def test_a_wall_that_is_closed_stays_closed_everywhere_without_redis(
    replicas: list[Server], redis: RedisServer
) -> None:
    async with person(replicas[0].url) as host, person(replicas[1].url) as guest:
        await host.sign_in()
        await host.http.put("/api/admin/uploads", json={"open": False})
        redis.stop()
        for server in replicas:
            async with person(server.url) as someone:
                assert (await someone.send()).json()["error"]["code"] == "UPLOADS_CLOSED"
        await host.http.put("/api/admin/uploads", json={"open": True})
        async with event_stream(guest) as stream:
            sent = await guest.send_photo()
            await stream.until("photo", id=sent["id"])


async def test_the_password_may_be_guessed_as_often_at_two_replicas_as_at_one(replicas: list[Server]) -> None:
    async with person(replicas[0].url) as here, person(replicas[1].url) as there:
        await here.http.get("/api/uid")
        there.http.cookies.set(stage.guest_cookie, here.http.cookies[stage.guest_cookie])
        # At once, so that none is forgiven by the time that the others take.
        answers = await asyncio.gather(
            *(someone.sign_in("wrong") for someone in (here, there) for _ in range(PASSWORD.guest.count))
        )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [401] * PASSWORD.guest.count + [429] * PASSWORD.guest.count


async def test_an_upload_goes_on_at_another_replica(replicas: list[Server], postgres: PostgresServer) -> None:
    photo = jpeg(900, 700)
    half = len(photo) // 2
    async with person(replicas[0].url) as here, person(replicas[1].url) as there:
        upload = await begin(here, len(photo))
        await upload.send(0, photo[:half])
        replicas[0].kill()
        there.http.cookies.set(stage.guest_cookie, here.http.cookies[stage.guest_cookie])
        upload.guest = there
        assert await upload.offset() == half
        assert (await upload.send(half, photo[half:])).status_code == 204
        assert len((await there.photos())["photos"]) == 1
