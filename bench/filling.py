"""A party with many photos: rows made through the models, without files."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from app.base.clock import now_iso
from app.base.config import DATABASE_FILE
from app.base.ids import new_id
from app.db import Database, migrate
from app.media.facts import UNKNOWN
from app.parties.state import ensure_default_party
from app.records.change import ChangeKind, insert_change
from app.records.guest import upsert_guest
from app.records.party import insert_party
from app.records.photo import Photo, PhotoState, insert_photo
from app.records.photo_facts import upsert_photo_facts
from app.records.photo_words import update_photo_indexed
from app.records.rendition import StoredRendition

ROWS_A_COMMIT = 1000
GUESTS = 80
PLACEHOLDER = "1QcSHQRnh493V4dIh4eXh1h4kJUI"


def fill(data_dir: Path, count: int) -> None:
    """Make a data folder whose party shows `count` photos; no server may be using it."""

    async def _fill(database: Database) -> None:
        party = await ensure_default_party(database, None)
        await _fill_party(database, party.id, count)

    asyncio.run(_with_records(data_dir, _fill))


def fill_parties(data_dir: Path, slugs: Sequence[str], photos_each: int) -> None:
    """Make a data folder with these parties beside the default one; no server may be using it."""

    async def _fill(database: Database) -> None:
        await ensure_default_party(database, None)
        for slug in slugs:
            party_id = new_id()
            async with database.transaction() as connection:
                await insert_party(connection, party_id, slug, slug, now_iso())
            await _fill_party(database, party_id, photos_each)

    asyncio.run(_with_records(data_dir, _fill))


async def _with_records(data_dir: Path, work: Callable[[Database], Awaitable[None]]) -> None:
    path = data_dir / "private" / DATABASE_FILE
    migrate(path)
    database = await Database.open(path)
    try:
        await work(database)
    finally:
        await database.close()


async def _fill_party(database: Database, party_id: str, count: int) -> None:
    guests = [new_id() for _ in range(GUESTS)]
    async with database.transaction() as connection:
        for guest_id in guests:
            await upsert_guest(connection, party_id, guest_id, "Ben", now_iso())
    for first in range(0, count, ROWS_A_COMMIT):
        async with database.transaction() as connection:
            for number in range(first, min(first + ROWS_A_COMMIT, count)):
                photo_id, guest_id = new_id(), guests[number % GUESTS]
                no = await insert_change(
                    connection, party_id, ChangeKind.SHOWN, guest_id, now_iso(), photo_id
                )
                photo = _photo(party_id, photo_id, guest_id, no)
                await insert_photo(connection, photo, now_iso())
                # Else the bench would measure a server that catches up after an update.
                await update_photo_indexed(connection, photo_id, no)
                await upsert_photo_facts(connection, photo, UNKNOWN)


def _photo(party_id: str, photo_id: str, guest_id: str, no: int) -> Photo:
    return Photo(
        id=photo_id,
        party_id=party_id,
        guest_id=guest_id,
        upload_key=new_id(),
        author="Ben",
        caption=f"Photo number {no}",
        state=PhotoState.SHOWN,
        change_no=no,
        position=no,
        version=1,
        sha256=(new_id() + new_id())[:64],
        media_type="image/jpeg",
        bytes=4_500_000,
        width=3024,
        height=4032,
        placeholder=PLACEHOLDER,
        taken_at=None,
        created_at=now_iso(),
        folder=new_id(),
        renditions=(
            StoredRendition("thumb", "thumb.jpg", 384, 512, "image/jpeg"),
            StoredRendition("wall", "wall.jpg", 1536, 2048, "image/jpeg"),
        ),
    )
