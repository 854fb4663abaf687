"""Makes and deletes parties. Making writes rows first, deleting removes files first."""

import re

from app.base.clock import now_iso
from app.base.errors import N_, AppError
from app.base.ids import new_id
from app.db import Database
from app.parties.state import DEFAULT_SLUG
from app.people.accounts import make_owner
from app.people.passwords import Passwords
from app.records.book import select_books_made
from app.records.deleted_party import (
    delete_party_rows,
    select_party_being_deleted,
    select_photos_of_party,
    select_uploads_of_party,
    update_party_deleted,
)
from app.records.party import Party, insert_party, select_party_by_slug
from app.storage import Partials, Storage

SLUG_PATTERN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
ROWS_AT_ONCE = 200
"""How much of a party one transaction deletes. Other parties' writers wait meanwhile."""


class SlugTaken(ValueError):
    """Another party has this slug."""


class BadSlug(ValueError):
    """The text cannot be part of an address."""


async def make_party(database: Database, passwords: Passwords, slug: str, title: str) -> tuple[Party, str]:
    """Make a party with an owner; return it and the owner's password. Raises BadSlug or SlugTaken."""
    if not SLUG_PATTERN.fullmatch(slug):
        raise BadSlug(slug)
    async with database.transaction() as connection:
        if slug == DEFAULT_SLUG or await select_party_by_slug(connection, slug) is not None:
            raise SlugTaken(slug)
        await insert_party(connection, new_id(), slug, title, now_iso())
        party = await select_party_by_slug(connection, slug)
    assert party is not None
    return party, await make_owner(database, passwords, party)


async def begin_deletion(database: Database, party: Party) -> None:
    """Hide the party from everybody from now on. Its slug is free again at once.

    Raises AppError for the default party, which every server has.
    """
    if party.slug == DEFAULT_SLUG:
        raise AppError(409, "DEFAULT_PARTY", N_("The server’s own party can’t be deleted."))
    async with database.taking_turns(party.id).transaction() as connection:
        await update_party_deleted(connection, party.id, now_iso())


async def finish_deletions(database: Database, storage: Storage, partials: Partials) -> int:
    """Remove the files, then the rows, of every party whose deletion has begun; return how many are done.

    If the process is killed in the middle, the next call does the rest, here or in another process.
    """
    ended = 0
    while True:
        async with database.reading() as connection:
            party_id = await select_party_being_deleted(connection)
        if party_id is None:
            return ended
        await delete_files(database, storage, partials, party_id)
        while True:
            async with database.transaction() as connection:
                if not await delete_party_rows(connection, party_id, ROWS_AT_ONCE):
                    break
        ended += 1


async def delete_files(database: Database, storage: Storage, partials: Partials, party_id: str) -> None:
    """Remove the files of a party's books, photos and uploads. Their rows stay until they are deleted."""
    async with database.reading() as connection:
        books = await select_books_made(connection, party_id)
    for book in books:
        await storage.remove_original(book)
    await _delete_photos(database, storage, party_id)
    await _delete_uploads(database, partials, party_id)


async def _delete_photos(database: Database, storage: Storage, party_id: str) -> None:
    after = ""
    while True:
        async with database.reading() as connection:
            photos = await select_photos_of_party(connection, party_id, after, ROWS_AT_ONCE)
        for photo in photos:
            for folder in photo.folders:
                await storage.discard(folder)
            for original in photo.originals:
                await storage.remove_original(original)
            after = photo.id
        if len(photos) < ROWS_AT_ONCE:
            return


async def _delete_uploads(database: Database, partials: Partials, party_id: str) -> None:
    after = ""
    while True:
        async with database.reading() as connection:
            uploads = await select_uploads_of_party(connection, party_id, after, ROWS_AT_ONCE)
        for upload_id in uploads:
            await partials.remove(upload_id)
            after = upload_id
        if len(uploads) < ROWS_AT_ONCE:
            return
