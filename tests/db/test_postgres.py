"""PostgreSQL: named places, the same migrations, durable commits, and a server that goes away and returns."""

import asyncio
import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from app.db import Database, DatabaseAway, DatabaseError, NewerRecords, copy_to_sqlite, migrate
from app.db.migrate import FOLDER
from app.db.placeholders import with_percent_places
from tests.patience import PATIENCE_S
from tests.postgres_server import PostgresServer, running_postgres
from tests.records import place

# Nobody has to wait for it to come back: a pool of connections would for 30 s.
AT_ONCE_S = 20.0


@pytest.fixture
def address(tmp_path: Path) -> str:
    return place.postgres_for(tmp_path)


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """One that may be stopped."""
    with running_postgres(is_durable=False) as server:
        yield server


@pytest.fixture
def own_address(own_server: PostgresServer, request: pytest.FixtureRequest) -> str:
    return own_server.create(request.node.name.lower())


async def ask(database: Database, sql: str) -> list[object]:
    async with database.reading() as connection:
        return [value for row in await connection.fetch_all(sql) for value in row.values()]


async def write(database: Database, sql: str) -> None:
    async with database.transaction() as connection:
        await connection.execute(sql)


@pytest.mark.parametrize(
    ("sql", "rewritten"),
    [
        ("select :a, :b_2", "select %(a)s, %(b_2)s"),
        ("x = :a and y = :a", "x = %(a)s and y = %(a)s"),
        ("select ':a', 'it''s :b', :c", "select ':a', 'it''s :b', %(c)s"),
        ('select ":a" from t', 'select ":a" from t'),
        ("select :a::text", "select %(a)s::text"),
        ("a like '5%' or :a", "a like '5%%' or %(a)s"),
        ("select 1 -- :a\n, :b", "select 1 -- :a\n, %(b)s"),
    ],
)
def test_names_become_the_drivers_places(sql: str, rewritten: str) -> None:
    assert with_percent_places(sql).decode() == rewritten


def test_replicas_that_start_at_once_run_each_migration_once(address: str) -> None:
    names = sorted(file.name for file in FOLDER.glob("*.sql"))
    with ThreadPoolExecutor(4) as replicas:
        ran = list(replicas.map(migrate, [address] * 4))
    assert sorted(name for each in ran for name in each) == names
    assert migrate(address) == []


def test_a_migration_that_fails_leaves_nothing_and_can_be_run_again(address: str, tmp_path: Path) -> None:
    file = tmp_path / "0001_first.sql"
    file.write_text("create table one (a integer); create table one (a integer);")
    with pytest.raises(DatabaseError, match="already exists"):
        migrate(address, tmp_path)
    file.write_text("create table one (a integer);")
    assert migrate(address, tmp_path) == ["0001_first.sql"]


def test_a_database_that_cannot_hold_every_language_is_refused_with_what_to_do(address: str) -> None:
    name = "not_utf8"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            f"create database {name} encoding 'SQL_ASCII' locale 'C' template template0".encode()
        )
    with pytest.raises(DatabaseError, match=r"keeps text as SQL_ASCII.*encoding 'UTF8'"):
        migrate(address.rpartition("/")[0] + f"/{name}")


async def test_numbers_have_64_bits_as_in_sqlite(address: str, tmp_path: Path) -> None:
    (tmp_path / "0001_first.sql").write_text("create table one (a integer not null);")
    await asyncio.to_thread(migrate, address, tmp_path)
    database = await Database.open(address)
    async with database.transaction() as connection:
        await connection.execute("insert into one values (:a)", {"a": 2**62})
    assert await ask(database, "select a from one") == [2**62]
    await database.close()


async def test_a_commit_waits_for_the_disk_whatever_the_servers_default(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"alter database {connection.info.dbname} set synchronous_commit = off".encode())
    database = await Database.open(address)
    async with database.transaction() as writer:
        row = await writer.fetch_one("show synchronous_commit")
    assert row == {"synchronous_commit": "on"}
    await database.close()


async def test_a_transaction_whose_fault_was_swallowed_is_not_taken_for_done(address: str) -> None:
    database = await Database.open(address)
    await write(database, "create table t (n integer)")

    async def swallow() -> None:
        async with database.transaction() as connection:
            await connection.execute("insert into t values (1)")
            with contextlib.suppress(DatabaseError):
                await connection.execute("insert into no_such_table values (1)")

    with pytest.raises(DatabaseError, match="undone"):
        await swallow()
    assert await ask(database, "select count(*) from t") == [0]
    await database.close()


async def test_a_writer_that_is_frozen_in_its_turn_loses_it(address: str) -> None:
    frozen, other = await Database.open(address), await Database.open(address)
    await write(other, "create table t (n integer)")

    async def freeze() -> None:
        async with frozen.transaction() as connection:
            await connection.execute("insert into t values (1)")
            allowed = await connection.fetch_one("show idle_in_transaction_session_timeout")
            assert allowed == {"idle_in_transaction_session_timeout": "15s"}
            # The same in short; only from here on, so that on a slow machine it is lost nowhere else.
            await connection.execute("set local idle_in_transaction_session_timeout = '300ms'")
            async with asyncio.timeout(PATIENCE_S):
                await write(other, "insert into t values (2)")

    with pytest.raises(DatabaseAway):
        await freeze()
    assert await ask(other, "select n from t") == [2]
    await write(frozen, "insert into t values (3)")
    assert await ask(frozen, "select n from t order by n") == [2, 3]
    await frozen.close()
    await other.close()


async def test_a_server_that_has_restarted_meanwhile_is_not_noticed(
    own_server: PostgresServer, own_address: str
) -> None:
    database = await Database.open(own_address)
    await write(database, "create table t (n integer)")
    await asyncio.gather(*(ask(database, "select n from t") for _ in range(10)))
    await asyncio.to_thread(own_server.stop)
    await asyncio.to_thread(own_server.start)
    await write(database, "insert into t values (1)")
    assert await asyncio.gather(*(ask(database, "select n from t") for _ in range(10))) == [[1]] * 10
    await database.close()


async def test_while_the_server_is_away_it_is_said_at_once_and_afterwards_all_goes_on(
    own_server: PostgresServer, own_address: str
) -> None:
    database = await Database.open(own_address)
    await write(database, "create table t (n integer)")
    await asyncio.to_thread(own_server.stop)
    for _ in range(2):
        async with asyncio.timeout(AT_ONCE_S):
            with pytest.raises(DatabaseAway):
                await write(database, "insert into t values (1)")
            with pytest.raises(DatabaseAway):
                await ask(database, "select n from t")
    await asyncio.to_thread(own_server.start)
    await write(database, "insert into t values (2)")
    assert await ask(database, "select n from t") == [2]
    await database.close()


async def test_a_transaction_cut_by_a_restart_is_an_error_and_leaves_nothing(
    own_server: PostgresServer, own_address: str
) -> None:
    database = await Database.open(own_address)
    await write(database, "create table t (n integer)")

    async def restart_in_the_middle() -> None:
        async with database.transaction() as connection:
            await connection.execute("insert into t values (1)")
            await asyncio.to_thread(own_server.stop)
            await asyncio.to_thread(own_server.start)
            await connection.execute("insert into t values (2)")

    with pytest.raises(DatabaseAway):
        await restart_in_the_middle()
    assert await ask(database, "select count(*) from t") == [0]
    await database.close()


async def test_nobody_at_the_address_is_said_at_the_start() -> None:
    with pytest.raises(DatabaseAway):
        await Database.open("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(DatabaseAway):
        await asyncio.to_thread(migrate, "postgresql://nobody@127.0.0.1:1/none")


def test_an_older_program_refuses_newer_records_and_makes_no_copy_of_them(
    address: str, tmp_path: Path
) -> None:
    migrate(address)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("insert into migrations values ('9999_from_the_future.sql', 'now')")
    with pytest.raises(NewerRecords, match="9999_from_the_future"):
        migrate(address)
    with pytest.raises(NewerRecords, match="9999_from_the_future"):
        copy_to_sqlite(address, tmp_path / "copy.sqlite3")
