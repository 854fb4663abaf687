"""What guests and addresses may keep, who takes what, and room for guests beside a crowd of newcomers."""

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from app.base.clock import now, to_iso
from tests.http.answers import assert_error
from tests.running import Server, jpeg, person, program_after, running
from tests.tus.client import TUS, ask_to_begin, begin, records

MB = 1024 * 1024


class FewPlaces(Server):
    """A server where two newcomers of a network may wait, and pictures take their time."""

    PROGRAM = program_after(
        "import app.processing.processor", "app.processing.processor.MAX_WAITING_NEWCOMERS = 2"
    )


async def test_zeros_behind_small_photos_are_kept_up_to_the_guests_quota(tmp_path: Path) -> None:
    with running(tmp_path / "party", guest_kept_mb=3) as server:
        async with person(server.url) as guest, person(server.url) as other:
            answers = [await guest.send(jpeg() + bytes(MB)) for _ in range(5)]
            kept = [answer for answer in answers if answer.status_code == 201]
            sys.stdout.write(f"{len(kept)} of 5 photos with 1 MB of zeros each kept, 3 MB allowed\n")
            assert [answer.status_code for answer in answers] == [201, 201, 403, 403, 403]
            assert_error(answers[-1], 403, "GUEST_FULL")
            assert "3 MB" in answers[-1].json()["error"]["message"]
            assert_error(await ask_to_begin(guest, 2 * MB), 403, "GUEST_FULL")
            assert (await other.send(jpeg() + bytes(MB))).status_code == 201
            gone = await guest.http.delete(f"/api/photo/{kept[0].json()['photo']['id']}")
            assert gone.status_code == 200
            assert (await guest.send(jpeg() + bytes(MB))).status_code == 201


async def test_all_who_send_from_one_address_share_its_quota(tmp_path: Path) -> None:
    with running(tmp_path / "party", address_kept_mb=3) as server:
        for number in range(3):
            async with person(server.url) as guest:
                answer = await guest.send(jpeg() + bytes(MB))
                if number < 2:
                    assert answer.status_code == 201
                else:
                    assert_error(answer, 403, "ADDRESS_FULL")
        with records(server) as books:
            (network,) = {row[0] for row in books.execute("select network from guests").fetchall()}
        assert network
        assert "127.0.0.1" not in network


async def test_all_addresses_of_one_ipv6_network_are_one(tmp_path: Path) -> None:
    def from_(address: str) -> dict[str, str]:
        return {"X-Forwarded-For": address}

    with running(tmp_path / "party", address_kept_mb=3, trusted_proxies="127.0.0.1") as server:
        for number in range(3):
            async with person(server.url, **from_(f"2001:db8:1:2:{number}::{number}")) as guest:
                answer = await guest.send(jpeg() + bytes(MB))
                if number < 2:
                    assert answer.status_code == 201
                else:
                    assert_error(answer, 403, "ADDRESS_FULL")
        async with person(server.url, **from_("2001:db8:1:3::1")) as neighbour:
            assert (await neighbour.send(jpeg() + bytes(MB))).status_code == 201


async def test_a_crowd_of_newcomers_leaves_room_for_guests_with_a_photo(tmp_path: Path) -> None:
    with running(tmp_path / "party", FewPlaces, media_workers=1) as server:
        async with AsyncExitStack() as stack:
            guest, *people = [await stack.enter_async_context(person(server.url)) for _ in range(13)]
            await guest.send_photo()
            sent = [asyncio.create_task(one.send(jpeg(4000, 3000))) for one in people]
            own = await guest.send(jpeg(4000, 3000))
            answers = [answer.status_code for answer in await asyncio.gather(*sent)]
            sys.stdout.write(f"12 newcomers at once, 2 places: {answers.count(201)} shown at once\n")
            assert own.status_code == 201
            assert set(answers) == {201, 503}
            # Whoever was told to come back gets in.
            for one, status in zip(people, answers, strict=True):
                if status == 503:
                    assert (await one.send(jpeg())).status_code == 201


async def test_the_host_reads_who_takes_what(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await guest.send_photo(jpeg() + bytes(MB), author="Ben")
        await begin(guest, 2 * MB)
        assert_error(await guest.http.get("/api/admin/shares"), 401, "HOST_ONLY")
        await host.sign_in()
        answer = await host.http.get("/api/admin/shares")
        assert answer.headers["Cache-Control"] == "private, no-store"
        (share,) = answer.json()["guests"]
        assert (share["name"], share["photos"], share["unfinished"]) == ("Ben", 1, 1)
        assert MB < share["bytes"] < 2 * MB
        assert share["unfinished_bytes"] == 2 * MB


async def test_the_host_clears_what_was_left_and_nothing_that_is_on_its_way(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await guest.http.get("/api/uid")
        left, under_way = [await begin(guest, 1000) for _ in range(2)]
        with records(fresh_server) as books:
            earlier = to_iso(now().replace(year=now().year - 1))
            books.execute("update uploads set created_at = ? where id = ?", (earlier, left.id))
            books.commit()
        assert_error(await guest.http.post("/api/admin/unfinished/clear"), 401, "HOST_ONLY")
        await host.sign_in()
        cleared = await host.http.post("/api/admin/unfinished/clear")
        assert cleared.json() == {"cleared": 1}
        assert (await guest.http.head(left.path, headers=TUS)).status_code == 410
        assert (await under_way.send(0, bytes(10))).status_code == 204
