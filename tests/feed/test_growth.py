"""Nothing that a person waits for grows with the number of photos: starting, paging, replaying."""

import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from app.feed.broker import MemoryBroker
from app.feed.feed import Feed
from app.feed.hub import Hub
from app.parties.scope import PartyScope
from app.records.photo_lists import select_photos_shown
from tests.feed.scene import a_scene

# Both are more than the ring holds, so that the same number of them is read.
FEW, MANY = 600, 20_000
# Less than the sevenfold of a page that SQLite looks at every row for, more than the machine's noise.
MOST_TIMES = 4.0
PAGE = 50
# Together they take long enough to be measured.
REPLAYS = 200


async def test_starting_paging_and_replaying_do_not_grow_with_the_photos(tmp_path: Path) -> None:
    few = await _timed(tmp_path / "few", FEW)
    many = await _timed(tmp_path / "many", MANY)
    for name, took_s in many.items():
        assert took_s < few[name] * MOST_TIMES, (name, few, many)


async def _timed(folder: Path, rows: int) -> dict[str, float]:
    async with a_scene(folder) as scene:
        party_id = scene.scope.party_id
    _fill(folder / "db.sqlite3", party_id, rows)
    async with a_scene(folder) as scene:
        scope = scene.scope
        hub = Hub(Feed(scope.database, MemoryBroker()), scope.party_id)
        await hub.start()
        await hub.reach(rows - PAGE)

        async def replay() -> None:
            for _ in range(REPLAYS):
                assert len(hub.missed_since(rows - PAGE) or []) == PAGE

        took = {
            "start and shut down": await _best_s(lambda: _start_and_end(scope)),
            "page": await _best_s(lambda: _read_page(scope)),
            "replay": await _best_s(replay),
        }
        await hub.close()
    return took


async def _start_and_end(scope: PartyScope) -> None:
    hub = Hub(Feed(scope.database, MemoryBroker()), scope.party_id)
    await hub.start()
    await hub.close()


async def _read_page(scope: PartyScope) -> None:
    async with scope.database.reading() as connection:
        assert len(await select_photos_shown(connection, scope.party_id, None, PAGE)) == PAGE


async def _best_s(work: Callable[[], Awaitable[None]]) -> float:
    """Return the seconds of computing that it takes, which do not depend on what else the machine does."""
    best = float("inf")
    for _ in range(7):
        began = time.process_time()
        await work()
        best = min(best, time.process_time() - began)
    return best


def _fill(path: Path, party_id: str, rows: int) -> None:
    with sqlite3.connect(path) as database:
        database.execute("insert into guests (id, party_id, created_at) values ('g', ?, '')", (party_id,))
        database.executemany(
            """
            insert into photos (id, party_id, guest_id, upload_key, author, caption, state, change_no,
                position, sha256, media_type, bytes, width, height, created_at, folder)
            values (?, ?, 'g', ?, 'Ben', 'Cake', 'shown', ?, ?, '', 'image/jpeg', 1, 4, 3, '', '')
            """,
            ((f"{number:032x}", party_id, str(number), number, number) for number in range(1, rows + 1)),
        )
        database.execute("update parties set head = ? where id = ?", (rows, party_id))
