"""Takes one party out of a server and puts it into another: files before the rows that name them.

The key that signs the server's cookies does not travel: its holder could sign for the other parties. So
guests are new guests on the new server, and the photos they had sent stay the party's.
"""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.base.ids import is_id
from app.db import Database
from app.operator.making import SLUG_PATTERN, BadSlug, SlugTaken
from app.people.accounts import MAX_MEMBERS, free_name, name_key
from app.records.account import insert_account, select_account
from app.records.member import insert_member, select_members
from app.records.moved_party import (
    KEYS,
    Values,
    insert_row,
    photo_in,
    select_further_keys,
    select_ids_known,
    select_party_row,
    select_rows,
    update_party_slug,
)
from app.records.party import Party, select_party_by_slug
from app.records.photo import Photo, PhotoState
from app.records.photo_words import NOT_INDEXED
from app.storage import Storage
from app.storage.contract import Elsewhere, StoredObject
from app.storage.durable import in_thread

PIECE_BYTES = 1024 * 1024


class AlreadyThere(ValueError):
    """The records already have this party, or one of its photos."""


@dataclass(frozen=True, slots=True)
class Place:
    """Records, and the files that belong to them."""

    database: Database
    storage: Storage


async def move_party(source: Place, party: Party, target: Place, slug: str) -> int:
    """Copy a party to other records and files, under another slug; return its number of photos there.

    Until all of it is copied, it has a slug that no address can have. Raises AlreadyThere, BadSlug or
    SlugTaken before anything is written.
    """
    await _refuse(source, party, target, slug)
    async with source.database.reading() as connection:
        row = await select_party_row(connection, party.id)
    async with target.database.transaction() as connection:
        await insert_row(connection, "parties", row | {"slug": f"~{party.id}"})
    await _copy_members(source, party.id, target)
    await _copy_rows(source, party.id, target, "guests")
    await _copy_rows(source, party.id, target, "doors")
    await _copy_rows(source, party.id, target, "tasks")
    moved = await _copy_photos(source, party.id, target)
    await _copy_rows(source, party.id, target, "slides")
    await _copy_rows(source, party.id, target, "chapters")
    await _copy_rows(source, party.id, target, "changes")
    await _copy_rows(source, party.id, target, "clips", only=moved)
    await _copy_rows(source, party.id, target, "showings", only=moved)
    await _copy_rows(source, party.id, target, "photo_facts", only=moved)
    await _copy_rows(source, party.id, target, "device_clocks")
    await _copy_rows(source, party.id, target, "comments", only=moved)
    async with target.database.transaction() as connection:
        await update_party_slug(connection, party.id, slug)
    return len(moved)


async def _refuse(source: Place, party: Party, target: Place, slug: str) -> None:
    if not SLUG_PATTERN.fullmatch(slug):
        raise BadSlug(slug)
    async with target.database.reading() as connection:
        if await select_party_by_slug(connection, slug) is not None:
            raise SlugTaken(slug)
        if await select_ids_known(connection, "parties", [party.id]):
            raise AlreadyThere("party")
    async for rows in _pages(source, party.id, "photos"):
        async with target.database.reading() as connection:
            if await select_ids_known(connection, "photos", [row["id"] for row in rows]):
                raise AlreadyThere("photos")


async def _pages(source: Place, party_id: str, table: str) -> AsyncIterator[list[Values]]:
    after: object | None = None
    while True:
        # No connection is held while files are copied.
        async with source.database.reading() as connection:
            rows = await select_rows(connection, table, party_id, after)
        if not rows:
            return
        after = rows[-1][KEYS[table]]
        yield rows


async def _copy_rows(
    source: Place, party_id: str, target: Place, table: str, only: frozenset[str] | None = None
) -> None:
    async for rows in _pages(source, party_id, table):
        async with target.database.transaction() as connection:
            for row in rows:
                if only is None or row["photo_id"] in only:
                    await insert_row(connection, table, row)


async def _copy_members(source: Place, party_id: str, target: Place) -> None:
    """Copy the members with their accounts. An account that the target already has stays as it is."""
    async with source.database.reading() as connection:
        members = await select_members(connection, party_id, MAX_MEMBERS)
    async with target.database.transaction() as connection:
        for member in members:
            account = member.account
            if await select_account(connection, account.id) is None:
                name = await free_name(connection, account.name)
                # An operator of the other server is no operator here.
                moved = replace(account, name=name, name_key=name_key(name), is_operator=False)
                await insert_account(connection, moved)
            await insert_member(connection, party_id, account.id, member.role, member.since)


async def _copy_photos(source: Place, party_id: str, target: Place) -> frozenset[str]:
    """Copy every photo that is not being processed; return the ids."""
    moved: list[str] = []
    async for rows in _pages(source, party_id, "photos"):
        for row in rows:
            photo = photo_in(row)
            if photo.state is PhotoState.PROCESSING:
                continue
            _refuse_odd_names(photo)
            try:
                await _copy_files(source.storage, photo, target.storage)
            except FileNotFoundError:
                continue  # deleted meanwhile, by its guest or a host
            async with source.database.reading() as connection:
                keys = await select_further_keys(connection, photo.id)
            async with target.database.transaction() as connection:
                await insert_row(connection, "photos", row | {"former_folder": "", "indexed_no": NOT_INDEXED})
                for key in keys:
                    await insert_row(connection, "photo_keys", key)
            moved.append(photo.id)
    return frozenset(moved)


def _refuse_odd_names(photo: Photo) -> None:
    """Raise ValueError for names that we did not make: foreign records must not name other files."""
    if not is_id(photo.id) or not all(is_id(folder) for folder in photo.public_folders):
        raise ValueError(f"the records name an odd photo: {photo.id!r}")


async def _copy_files(source: Storage, photo: Photo, target: Storage) -> None:
    if photo.state is PhotoState.DELETED:
        return
    async with source.local_original(photo.id) as original, target.stage(photo.id) as staged:
        file = await in_thread(original.open, "rb")
        try:
            while piece := await in_thread(file.read, PIECE_BYTES):
                await staged.write(piece)
        finally:
            await in_thread(file.close)
        await staged.finish()
        with staged.hand_over():
            await target.keep_original(photo.id)
    if photo.is_gone:
        return
    room = await target.make_workroom(photo.id)
    try:
        for rendition in photo.renditions:
            if photo.is_waiting:
                waiting = await source.open_waiting(photo.folder, rendition.file)
                await _copy_rendition(waiting, room / rendition.file)
                continue
            public = await source.open_public(f"{photo.folder[:2]}/{photo.folder[2:]}/{rendition.file}")
            await _copy_rendition(public, room / rendition.file)
        if photo.is_waiting:
            await target.keep_waiting(room, photo.folder)
        else:
            await target.publish(room, photo.folder)
    finally:
        await target.clear_workroom(room)


async def _copy_rendition(found: Path | StoredObject | Elsewhere | None, path: Path) -> None:
    if found is None:
        raise FileNotFoundError(path.name)
    assert not isinstance(found, Elsewhere), "a copy is read through the server"
    if isinstance(found, Path):
        await in_thread(shutil.copyfile, found, path)
        return
    with await in_thread(path.open, "xb") as file:
        async for piece in found.pieces:
            await in_thread(file.write, piece)
