"""A party of very many photos for the wall's soak. Each is of one colour, by which its picture is known."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from app.base.clock import now_iso
from app.base.config import DATABASE_FILE
from app.base.ids import new_id
from app.db import Database
from app.media.facts import UNKNOWN
from app.parties.state import ensure_default_party
from app.records.change import ChangeKind, insert_change
from app.records.guest import upsert_guest
from app.records.photo import Photo, insert_photo, select_photo
from app.records.photo_facts import upsert_photo_facts
from app.records.photo_words import update_photo_indexed
from tests.running import Person, jpeg, running

Colour = tuple[int, int, int]
LEVELS = (30, 95, 160, 225)
COLOURS: tuple[Colour, ...] = tuple(product(LEVELS, LEVELS, LEVELS))
SHAPES = ((1600, 1000), (1000, 1600), (1920, 1080), (1200, 1200), (1800, 600), (900, 1600))
GUESTS = 80
ROWS_A_COMMIT = 1000


def coloured(number: int) -> bytes:
    """Draw photo no. `number`; COLOURS[number % len(COLOURS)] is in its middle."""
    return jpeg(*SHAPES[number % len(SHAPES)], COLOURS[number % len(COLOURS)])


async def begin_party(data_dir: Path, count: int) -> dict[str, Colour]:
    """Make a folder with a party of so many photos; return each one's colour, by its id."""
    with running(data_dir) as server:
        guest = Person(server.url)
        sent = [
            (await guest.send_photo(coloured(number)))["id"] for number in range(min(count, len(COLOURS)))
        ]
        await guest.close()
    colours = {photo_id: COLOURS[number] for number, photo_id in enumerate(sent)}
    database = await Database.open(data_dir / "private" / DATABASE_FILE)
    try:
        return colours | await _multiply(database, data_dir / "public", sent, count - len(sent))
    finally:
        await database.close()


async def _multiply(database: Database, public: Path, ids: Sequence[str], count: int) -> dict[str, Colour]:
    """Write so many rows more, each with a folder of its own: the same files under other names."""
    party_id = (await ensure_default_party(database, None)).id
    async with database.reading() as connection:
        found = [await select_photo(connection, party_id, photo_id) for photo_id in ids]
    photos = [photo for photo in found if photo is not None]
    guests, colours = [new_id() for _ in range(GUESTS)], dict[str, Colour]()
    async with database.transaction() as connection:
        for guest_id in guests:
            await upsert_guest(connection, party_id, guest_id, "Ben", now_iso())
    for first in range(0, count, ROWS_A_COMMIT):
        made = [
            replace(
                photos[number % len(photos)],
                id=new_id(),
                folder=new_id(),
                guest_id=guests[number % GUESTS],
                upload_key=new_id(),
                sha256=new_id() * 2,
            )
            for number in range(first, min(first + ROWS_A_COMMIT, count))
        ]
        await asyncio.to_thread(_link, public, made, photos, first)
        async with database.transaction() as connection:
            for number, photo in enumerate(made, first):
                no = await insert_change(
                    connection, party_id, ChangeKind.SHOWN, photo.guest_id, now_iso(), photo.id
                )
                row = replace(photo, change_no=no, position=no)
                await insert_photo(connection, row, now_iso())
                await update_photo_indexed(connection, row.id, no)
                await upsert_photo_facts(connection, row, UNKNOWN)
                colours[row.id] = COLOURS[number % len(photos)]
    return colours


def _link(public: Path, made: Sequence[Photo], photos: Sequence[Photo], first: int) -> None:
    for number, photo in enumerate(made, first):
        model = photos[number % len(photos)]
        folder = public / photo.folder[:2] / photo.folder[2:]
        folder.mkdir(parents=True)
        for rendition in photo.renditions:
            os.link(public / model.folder[:2] / model.folder[2:] / rendition.file, folder / rendition.file)
