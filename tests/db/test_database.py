"""Transactions: whole or not at all, one writer at a time, and nothing left open at the end."""

import asyncio
import contextlib
import random
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.db import Database, DatabaseError, Records
from tests.patience import PATIENCE_S
from tests.records import KINDS, place
from tests.running import CHECKOUT

PROCESSES = 4
TRANSACTIONS = 50

# What a writer in another process does: read first, then write what was read plus one.
COUNT_UP = """
import asyncio, sys
from pathlib import Path
from app.db import Database, DatabaseError, Records
from tests.records import KINDS, place

async def main():
    records = sys.argv[1]
    database = await Database.open(records if "://" in records else Path(records))
    for _ in range(int(sys.argv[2])):
        async with database.transaction() as connection:
            row = await connection.fetch_one("select n from counter")
            await connection.execute("update counter set n = :n", {"n": row["n"] + 1})
    await database.close()

asyncio.run(main())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "db.sqlite3"


@pytest.fixture(params=KINDS)
def records(request: pytest.FixtureRequest, path: Path) -> Records:
    return path if request.param == "sqlite" else place.migrated_for(path)


@pytest.fixture
async def database(records: Records) -> AsyncIterator[Database]:
    opened = await Database.open(records)
    async with opened.transaction() as connection:
        await connection.execute("create table counter (n integer not null)")
        await connection.execute("insert into counter values (0)")
    yield opened
    await opened.close()


async def count(database: Database) -> int:
    async with database.reading() as connection:
        row = await connection.fetch_one("select n from counter")
    assert row is not None
    return int(row["n"])


async def count_up(database: Database) -> None:
    async with database.transaction() as connection:
        row = await connection.fetch_one("select n from counter")
        assert row is not None
        await asyncio.sleep(0)
        await connection.execute("update counter set n = :n", {"n": row["n"] + 1})


async def test_processes_that_read_and_then_write_never_fail_and_lose_nothing(
    database: Database, records: Records
) -> None:
    arguments = [sys.executable, "-c", COUNT_UP, str(records), str(TRANSACTIONS)]
    processes = [
        await asyncio.create_subprocess_exec(*arguments, cwd=CHECKOUT, stderr=asyncio.subprocess.PIPE)
        for _ in range(PROCESSES)
    ]
    faults = [(await process.communicate())[1] for process in processes]
    assert faults == [b""] * PROCESSES
    assert await count(database) == PROCESSES * TRANSACTIONS


async def test_tasks_that_write_at_once_take_turns(database: Database) -> None:
    await asyncio.gather(*(count_up(database) for _ in range(100)))
    assert await count(database) == 100


async def test_an_exception_undoes_the_whole_transaction(database: Database) -> None:
    with contextlib.suppress(KeyError):
        async with database.transaction() as connection:
            await connection.execute("update counter set n = 7")
            raise KeyError
    assert await count(database) == 0
    await count_up(database)
    assert await count(database) == 1


async def test_a_statement_that_fails_undoes_the_ones_before_it(database: Database) -> None:
    async def fail_half_way() -> None:
        async with database.transaction() as connection:
            await connection.execute("update counter set n = 7")
            await connection.execute("update no_such_table set n = 1")

    with pytest.raises(DatabaseError, match="no_such_table"):
        await fail_half_way()
    assert await count(database) == 0


async def test_a_transaction_cancelled_at_any_moment_is_whole_or_nothing(database: Database) -> None:
    """Both numbers move together, and the next transaction always works."""
    async with database.transaction() as connection:
        await connection.execute("create table other (n integer not null)")
        await connection.execute("insert into other values (0)")

    async def both_up() -> None:
        async with database.transaction() as connection:
            await connection.execute("update counter set n = n + 1")
            await connection.execute("update other set n = n + 1")

    randomness = random.Random(3)
    for _ in range(200):
        task = asyncio.create_task(both_up())
        # Not a wait for something: the moment of the cancelling is what is varied here.
        await asyncio.wait([task], timeout=randomness.uniform(0, 0.003))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with database.transaction() as connection:
            row = await connection.fetch_one("select counter.n as one, other.n as two from counter, other")
        assert row is not None
        assert row["one"] == row["two"]
    await both_up()


@pytest.mark.parametrize("steps", range(12))
async def test_a_transaction_cancelled_at_each_step_leaves_the_next_one_working(
    steps: int, database: Database
) -> None:
    task = asyncio.create_task(count_up(database))
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    # A second one, as when a server ends while a phone hangs up.
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    # Asked of the writer: a commit that was cancelled may still be on its way to the disk.
    async with database.transaction() as connection:
        row = await connection.fetch_one("select n from counter")
    assert row is not None
    await count_up(database)
    assert await count(database) == row["n"] + 1


async def test_one_that_waits_for_its_turn_can_be_cancelled(database: Database) -> None:
    async with database.transaction():
        waiting = asyncio.create_task(count_up(database))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    await count_up(database)
    assert await count(database) == 1


async def test_readers_see_the_last_commit_and_do_not_wait_for_a_writer(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute("update counter set n = 5")
        async with asyncio.timeout(PATIENCE_S):
            assert await count(database) == 0
    assert await count(database) == 5


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
async def test_opening_what_is_no_database_fails_and_leaves_nothing_open(path: Path) -> None:
    await asyncio.to_thread(path.write_bytes, b"this is no database" * 100)
    threads = threading.active_count()
    with pytest.raises(DatabaseError):
        await Database.open(path)
    async with asyncio.timeout(PATIENCE_S):
        while threading.active_count() > threads:
            await asyncio.sleep(0.005)


async def test_a_reader_cannot_write(database: Database) -> None:
    async with database.reading() as connection:
        with pytest.raises(DatabaseError, match=r"read.?only"):
            await connection.execute("update counter set n = 1")


async def test_more_readings_than_readers_wait_for_one_another(database: Database) -> None:
    async with asyncio.timeout(PATIENCE_S):
        assert await asyncio.gather(*(count(database) for _ in range(50))) == [0] * 50


async def test_a_cancelled_reading_gives_its_reader_back(database: Database) -> None:
    for _ in range(20):
        task = asyncio.create_task(count(database))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(PATIENCE_S):
        assert await count(database) == 0


@pytest.mark.parametrize("records", ["sqlite"], indirect=True)
async def test_a_commit_waits_for_the_disk_and_keys_are_checked(database: Database) -> None:
    async with database.transaction() as connection:
        values = [
            (await connection.fetch_one(f"pragma {name}") or {}).get(name)
            for name in ("synchronous", "foreign_keys", "journal_mode")
        ]
    assert values == [2, 1, "wal"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
async def test_closing_leaves_no_file_open_and_no_thread_and_may_be_repeated(path: Path) -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    async def open_and_close() -> None:
        database = await Database.open(path)
        async with database.transaction() as connection:
            await connection.execute("create table if not exists t (a)")
        async with database.reading() as connection:
            await connection.fetch_all("select * from t")
        await database.close()
        await database.close()

    await open_and_close()
    files, threads = open_files(), threading.active_count()
    for _ in range(5):
        await open_and_close()
    assert open_files() <= files
    async with asyncio.timeout(PATIENCE_S):
        while threading.active_count() > threads:
            await asyncio.sleep(0.005)
    assert not path.with_name(f"{path.name}-wal").exists(), "the last one to close tidies up"
