"""Search at a party of many photos: the first page and its count, beside `like '%…%'` over the same rows."""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.albums.query import read_query
from app.albums.searching import Seer, count_with, find, meant_instead
from app.base.config import DATABASE_FILE
from app.db import Database, migrate
from app.people.may import states_seen
from app.people.roles import Actor
from app.records.photo import COLUMNS
from bench.result import Result, progress
from bench.search_party import GUESTS, TAGS, WORDS, Filled, fill
from bench.table import Cell, Table
from tests.postgres_server import running_postgres

SIZES, SIZES_QUICK = (1_000, 100_000), (1_000, 5_000)
ASKED, ASKED_QUICK = 300, 60
PAGE = 48
SEER = Seer("f" * 32, states_seen(Actor("f" * 32)), sees_all=True, is_host=False)
SQLITE, POSTGRES = "SQLite", "PostgreSQL"
FULL_AT_ANY_SIZE = ("one_common_word", "one_letter")
"""Words that fill a page even among 1,000 photos, so that pages of equal length are compared."""
PREFIXES = {SQLITE: "search", POSTGRES: "search_postgres"}


def run(is_quick: bool) -> Result:
    result = Result([])
    sizes = SIZES_QUICK if is_quick else SIZES
    asked = ASKED_QUICK if is_quick else ASKED
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_on_sqlite(Path(folder) / DATABASE_FILE, size, asked, result))
    try:
        with running_postgres() as server:
            for size in sizes:
                asyncio.run(_on_postgres(server.create(f"search_{size}"), size, asked, result))
    except pytest.skip.Exception as missing:
        result.skipped.append(str(missing))
    for prefix in PREFIXES.values():
        names = [f"{prefix}_{{}}_{kind}_p50_ms" for kind in FULL_AT_ANY_SIZE]
        grown = [ratio for name in names if (ratio := _growth(result.numbers, name, sizes)) is not None]
        if grown:
            result.numbers[f"{prefix}_growth_ratio"] = max(grown)
    return result


def _growth(numbers: dict[str, float], name: str, sizes: tuple[int, int]) -> float | None:
    """Return the time at the large party ÷ that at the small one; None where one was not measured."""
    small, large = (numbers.get(name.format(size)) for size in sizes)
    return large / small if small and large else None


async def _on_sqlite(path: Path, size: int, asked: int, result: Result) -> None:
    async with _migrated(path) as database:

        async def size_of() -> int:
            # Write the log into the file itself, so that its size is complete.
            async with database.reading() as connection:
                await connection.fetch_all("pragma wal_checkpoint(passive)")
            return _size(path)

        await _measured(database, await fill(database, size_of, size), SQLITE, asked, result, size)


async def _on_postgres(address: str, size: int, asked: int, result: Result) -> None:
    async with _migrated(address) as database:

        async def size_of() -> int:
            async with database.reading() as connection:
                (row,) = await connection.fetch_all("select pg_database_size(current_database()) as bytes")
            return int(row["bytes"])

        filled = await fill(database, size_of, size)
        async with database.transaction() as connection:
            # As autovacuum does within a minute.
            await connection.execute("analyze")
        await _measured(database, filled, POSTGRES, asked, result, size)


@asynccontextmanager
async def _migrated(records: Path | str) -> AsyncIterator[Database]:
    migrate(records)
    database = await Database.open(records)
    try:
        yield database
    finally:
        await database.close()


async def _measured(
    database: Database, filled: Filled, kind: str, asked: int, result: Result, size: int
) -> None:
    chance = random.Random(7)
    rare = filled.words[WORDS // 10 :]
    queries: dict[str, Callable[[], str]] = {
        "one word": lambda: chance.choice(rare),
        "one common word": lambda: chance.choice(filled.words[:10]),
        "two words": lambda: " ".join(chance.sample(filled.words[:200], 2)),
        "the beginning of a word": lambda: chance.choice(filled.words)[:3],
        "one letter": lambda: chance.choice("bdfghklmnprtvwz"),
        "a tag": lambda: f'tag:"{chance.choice(TAGS)}"',
        "a name and a kind": lambda: f"from:guest{chance.randrange(GUESTS)} is:video",
        "a time": lambda: f"saturday {chance.randrange(12, 22)}:15-23:45",
        "a day and a word": lambda: f"2026-06-1{chance.choice('234')} {chance.choice(filled.words[:50])}",
        "nothing found": lambda: f"{chance.choice(rare)}xq",
    }
    numbers, prefix = result.numbers, f"{PREFIXES[kind]}_{size}"
    rows: list[tuple[Cell, ...]] = []
    for asks, query in queries.items():
        progress(f"search: {asks} of {size:,}, {kind}")
        times = [await _timed(_search(database, filled.party_id, query())) for _ in range(asked)]
        p50, p99 = _ms(times)
        rows.append((asks, p50, p99))
        name = asks.replace(" ", "_")
        numbers[f"{prefix}_{name}_p50_ms"], numbers[f"{prefix}_{name}_p99_ms"] = p50, p99
    for at in ("p50", "p99"):
        of_all = [numbers[name] for name in numbers if name.startswith(prefix) and name.endswith(f"_{at}_ms")]
        numbers[f"{prefix}_worst_{at}_ms"] = max(of_all)
    tries = range(max(asked // 10, 5))
    times = [await _timed(_like(database, filled.party_id, chance.choice(rare))) for _ in tries]
    rows.append(("one word by like '%…%'", *_ms(times)))
    numbers[f"{prefix}_like_p50_ms"] = _ms(times)[0]
    grown = filled.bytes_after - filled.bytes_before
    numbers[f"{prefix}_index_bytes"] = grown
    numbers[f"{prefix}_indexing_ms"] = filled.indexing_ms
    result.tables.append(
        Table(
            f"Search among {size:,} photos, {kind}",
            ("first page with its count", "p50, ms", "p99, ms"),
            rows,
            f"The index: {grown / size:.0f} bytes and {filled.indexing_ms:.2f} ms for each photo, "
            f"{grown / 1e6:.1f} MB beside {filled.bytes_before / 1e6:.1f} MB of records.",
        )
    )


def _size(path: Path) -> int:
    return path.stat().st_size


def _ms(times: list[float]) -> tuple[float, float]:
    in_ms = sorted(1000 * each for each in times)
    return statistics.median(in_ms), in_ms[min(int(len(in_ms) * 0.99), len(in_ms) - 1)]


async def _timed(work: Awaitable[None]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def _search(database: Database, party_id: str, query: str) -> None:
    """Search as the view does for a first page."""
    clauses = read_query(query)
    async with database.reading() as connection:
        found = await find(connection, party_id, clauses, SEER, "taken", None, PAGE)
        if not found:
            await meant_instead(connection, party_id, clauses, SEER)
        else:
            await count_with(connection, party_id, clauses, SEER, found, PAGE)


async def _like(database: Database, party_id: str, word: str) -> None:
    async with database.reading() as connection:
        await connection.fetch_all(
            f"""
            select {COLUMNS} from photos where party_id = :party_id and state = 'shown'
                and (caption like :word or author like :word or tags like :word)
            order by position desc limit :limit
            """,
            {"party_id": party_id, "word": f"%{word}%", "limit": PAGE + 1},
        )
