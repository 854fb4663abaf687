"""Guests' rows: made by a name or a photo only, few for one network, and forgotten when nothing follows."""

import asyncio
from pathlib import Path

from app.web.limits import NEWCOMER
from tests.http.answers import assert_error
from tests.http.timeless import TimelessServer
from tests.patience import PATIENCE_S
from tests.running import Server, person, running

LONG_AGO = "2020-01-01T00:00:00.000Z"


def names(server: Server) -> set[str]:
    with server.books() as records:
        return {str(name) for (name,) in records.execute("select name from guests")}


async def rename(server: Server, name: str) -> int:
    async with person(server.url) as newcomer:
        return (await newcomer.http.put("/api/uid", json={"name": name})).status_code


async def test_fresh_cookies_of_one_network_make_few_rows_and_known_guests_go_on(tmp_path: Path) -> None:
    with running(tmp_path / "party", TimelessServer, media_workers=1) as server:
        async with person(server.url) as sender, person(server.url) as newcomer:
            await sender.send_photo(author="Ada")
            for number in range(NEWCOMER.address.count):
                newcomer.http.cookies.clear()
                answer = await newcomer.http.put("/api/uid", json={"name": f"Guest {number}"})
                assert answer.status_code == 200, answer.text
            newcomer.http.cookies.clear()
            assert_error(await newcomer.http.put("/api/uid", json={"name": "One more"}), 429, "TOO_OFTEN")
            assert len(names(server)) == NEWCOMER.address.count + 1
            assert (await sender.http.put("/api/uid", json={"name": "Amy"})).status_code == 200
            # A refused name goes out again with the photo.
            await newcomer.send_photo(author="One more")
            assert {"Amy", "One more"} <= names(server)


async def test_asking_for_no_name_makes_no_row(tmp_path: Path) -> None:
    with running(tmp_path / "party", media_workers=1) as server:
        assert await rename(server, " ") == 200
        assert names(server) == set()


async def test_names_without_a_photo_are_forgotten_after_a_day(tmp_path: Path) -> None:
    with running(tmp_path / "party", media_workers=1) as server:
        async with person(server.url) as sender:
            await sender.send_photo(author="Sent long ago")
        await rename(server, "Named long ago")
        with server.books() as records:
            records.execute("update guests set created_at = ?", (LONG_AGO,))
            records.commit()
        await rename(server, "Named today")
        # The sweep comes with the start, and every minute.
        server.terminate()
        server.start()
        async with asyncio.timeout(PATIENCE_S):
            while "Named long ago" in names(server):
                await asyncio.sleep(0.02)
        assert names(server) == {"Sent long ago", "Named today"}
