"""Search at a party of many photos: the first page and its count, beside `like '%…%'` over the same rows."""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from app.albums.indexing import index_photo
from app.albums.query import read_query
from app.albums.searching import Seer, count, find, meant_instead
from app.base.clock import now_iso, to_iso
from app.base.config import DATABASE_FILE
from app.base.ids import new_id
from app.db import Database, migrate
from app.parties.state import ensure_default_party
from app.people.may import states_seen
from app.people.roles import Actor
from app.records.guest import upsert_guest
from app.records.photo import COLUMNS, Photo, PhotoState, StoredRendition, insert_photo
from app.records.to_index import select_photos_to_index
from bench.result import Result, progress
from bench.table import Cell, Table

SIZES, SIZES_QUICK = (1_000, 100_000), (1_000, 5_000)
ASKED, ASKED_QUICK = 300, 60
PAGE = 48
ROWS_A_COMMIT = 1000
WORDS = 3000
GUESTS = 200
NIGHTS = 3
SYLLABLES = (
    "ba",
    "den",
    "fro",
    "gal",
    "hin",
    "ket",
    "lo",
    "mur",
    "nas",
    "pel",
    "ris",
    "ta",
    "vo",
    "wen",
    "zi",
)
TAGS = ("First dance", "Cake", "Ceremony", "Dinner", "Garden")
SEER = Seer("f" * 32, states_seen(Actor("f" * 32)), sees_all=True, is_host=False)
BEGINS = datetime(2026, 6, 12, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filled:
    """`indexing_ms` is for one photo; the bytes are those of the whole file before and after."""

    party_id: str
    words: list[str]
    indexing_ms: float
    bytes_before: int
    bytes_after: int


def run(is_quick: bool) -> Result:
    numbers: dict[str, float] = {}
    tables: list[Table] = []
    for size in SIZES_QUICK if is_quick else SIZES:
        with tempfile.TemporaryDirectory() as folder:
            table = asyncio.run(_measured(Path(folder), size, ASKED_QUICK if is_quick else ASKED, numbers))
        tables.append(table)
    return Result(tables, numbers)


async def _measured(folder: Path, size: int, asked: int, numbers: dict[str, float]) -> Table:
    path = folder / DATABASE_FILE
    migrate(path)
    database = await Database.open(path)
    try:
        filled = await _fill(database, path, size)
        chance = random.Random(7)
        rare = filled.words[WORDS // 10 :]
        kinds: dict[str, Callable[[], str]] = {
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
        rows: list[tuple[Cell, ...]] = []
        for kind, query in kinds.items():
            progress(f"search: {kind} of {size:,}")
            times = [await _timed(_search(database, filled.party_id, query())) for _ in range(asked)]
            p50, p99 = _ms(times)
            rows.append((kind, p50, p99))
            numbers[f"search_{size}_{kind.replace(' ', '_')}_p99_ms"] = p99
        tries = range(max(asked // 10, 5))
        times = [await _timed(_like(database, filled.party_id, chance.choice(rare))) for _ in tries]
        rows.append(("one word by like '%…%'", *_ms(times)))
        numbers[f"search_{size}_like_p50_ms"] = _ms(times)[0]
        p99s = [name for name in numbers if name.startswith(f"search_{size}_") and name.endswith("_p99_ms")]
        worst = max(numbers[name] for name in p99s)
        numbers[f"search_{size}_worst_p99_ms"] = worst
        grown = filled.bytes_after - filled.bytes_before
        numbers[f"search_{size}_index_bytes"] = grown
        numbers[f"search_{size}_indexing_ms"] = filled.indexing_ms
        return Table(
            f"Search among {size:,} photos, SQLite",
            ("first page with its count", "p50, ms", "p99, ms"),
            rows,
            f"The index: {grown / size:.0f} bytes and {filled.indexing_ms:.2f} ms for each photo, "
            f"{grown / 1e6:.1f} MB beside {filled.bytes_before / 1e6:.1f} MB of records.",
        )
    finally:
        await database.close()


def _ms(times: list[float]) -> tuple[float, float]:
    in_ms = sorted(1000 * each for each in times)
    return statistics.median(in_ms), in_ms[min(int(len(in_ms) * 0.99), len(in_ms) - 1)]


async def _timed(work: Awaitable[None]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def _search(database: Database, party_id: str, query: str) -> None:
    """Do what the view does for a first page."""
    clauses = read_query(query)
    async with database.reading() as connection:
        found = await find(connection, party_id, clauses, SEER, "taken", None, PAGE)
        if not found:
            await meant_instead(connection, party_id, clauses, SEER)
        else:
            await count(connection, party_id, clauses, SEER)


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


async def _fill(database: Database, path: Path, size: int) -> Filled:
    chance = random.Random(12)
    made = {"".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(2 * WORDS)}
    words = sorted(made)[:WORDS]
    chance.shuffle(words)
    weights = [1 / (rank + 1) for rank in range(len(words))]
    party = await ensure_default_party(database, None)
    guests = [new_id() for _ in range(GUESTS)]
    async with database.transaction() as connection:
        for number, guest_id in enumerate(guests):
            await upsert_guest(connection, party.id, guest_id, f"Guest{number}", now_iso())
    for first, end in pairwise([*range(0, size, ROWS_A_COMMIT), size]):
        progress(f"search: {first:,} of {size:,} photos")
        async with database.transaction() as connection:
            for number in range(first, end):
                caption = " ".join(chance.choices(words, weights, k=chance.randint(0, 8)))
                guest = chance.randrange(GUESTS)
                photo = _photo(party.id, guests[guest], guest, number + 1, caption, chance)
                await insert_photo(connection, photo)
    await _checkpoint(database)
    before = _size(path)
    began = time.monotonic()
    done = 0
    while True:
        async with database.reading() as connection:
            found = await select_photos_to_index(connection, ROWS_A_COMMIT)
        async with database.transaction() as connection:
            for one in found:
                await index_photo(connection, one)
        done += len(found)
        progress(f"search: {done:,} of {size:,} indexed")
        if len(found) < ROWS_A_COMMIT:
            break
    took = time.monotonic() - began
    await _checkpoint(database)
    return Filled(party.id, words, 1000 * took / size, before, _size(path))


def _size(path: Path) -> int:
    return path.stat().st_size


async def _checkpoint(database: Database) -> None:
    """Bring what was written into the file itself, so that its size says all."""
    async with database.reading() as connection:
        await connection.fetch_all("pragma wal_checkpoint(passive)")


def _photo(party_id: str, guest_id: str, guest: int, no: int, caption: str, chance: random.Random) -> Photo:
    at = BEGINS + timedelta(seconds=chance.randrange(NIGHTS * 86_400))
    return Photo(
        id=new_id(),
        party_id=party_id,
        guest_id=guest_id,
        upload_key=new_id(),
        author=f"Guest{guest}",
        caption=caption,
        state=PhotoState.SHOWN,
        change_no=no,
        position=no,
        version=1,
        sha256=(new_id() + new_id())[:64],
        media_type="video/mp4" if chance.random() < 0.1 else "image/jpeg",
        bytes=4_500_000,
        width=4032,
        height=3024,
        placeholder="1QcSHQRnh493V4dIh4eXh1h4kJUI",
        taken_at=to_iso(at),
        created_at=to_iso(at),
        folder=new_id(),
        renditions=(StoredRendition("thumb", "thumb.jpg", 512, 384, "image/jpeg"),),
        happened_at=to_iso(at),
        tags=(chance.choice(TAGS),) if chance.random() < 0.1 else (),
    )
