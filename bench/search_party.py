"""A party of many photos with words, tags and names for the search part, filled and indexed."""

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from app.albums.indexing import index_photo
from app.base.clock import now_iso, to_iso
from app.base.ids import new_id
from app.db import Database
from app.parties.state import ensure_default_party
from app.records.guest import upsert_guest
from app.records.photo import Photo, PhotoState, insert_photo
from app.records.rendition import StoredRendition
from app.records.to_index import select_photos_to_index
from bench.result import progress

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
BEGINS = datetime(2026, 6, 12, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filled:
    """`indexing_ms` is for one photo; the bytes are those of the whole database before and after."""

    party_id: str
    words: list[str]
    indexing_ms: float
    bytes_before: int
    bytes_after: int


async def fill(database: Database, size_of: Callable[[], Awaitable[int]], size: int) -> Filled:
    """Make the party's rows and its index; `size_of` measures the bytes of the records."""
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
    before = await size_of()
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
    return Filled(party.id, words, 1000 * took / size, before, await size_of())


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
