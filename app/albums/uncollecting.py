"""Hosts undo the last change of a collection, as the log offers it."""

from app.albums.collecting import note_change, refuse_known, refuse_too_many
from app.albums.saved import fill_saved_search
from app.base.errors import N_, AppError, not_found
from app.db import Connection
from app.parties.scope import PartyScope, carried_through
from app.records.collection import (
    Collection,
    delete_collection,
    insert_collection,
    select_collection,
    select_collections,
    update_collection,
    update_collection_filled,
)
from app.records.collection_before import CollectionBefore, select_change_of_collection
from app.records.collection_photos import (
    delete_collection_photos,
    insert_collection_photos,
    update_places_shifted,
)


@carried_through
async def undo_collecting(scope: PartyScope, no: int, actor: str) -> Collection | None:
    """Undo change number `no`. Return the collection as it is then; None if the change had made it.

    Raises a 409 if the collection has changed again since. Photos that were deleted meanwhile stay away.
    """
    async with scope.database.transaction() as connection:
        change = await select_change_of_collection(connection, scope.party_id, no)
        if change is None:
            raise not_found()
        if not change.is_last:
            raise AppError(
                409, "COLLECTION_CHANGED", N_("Somebody else has just changed this. Here is how it is now.")
            )
        undone = await note_change(connection, scope, actor, "collection_undone", change.collection_id, None)
        if change.detail == "collection_removed":
            await _bring_back(connection, scope, change.collection_id, change.before, undone)
        elif change.detail == "collection_made":
            await delete_collection(connection, change.collection_id)
        else:
            found = await select_collection(connection, scope.party_id, change.collection_id)
            if found is None:
                raise not_found()
            await _take_back(connection, found, change.before, undone)
        after = await select_collection(connection, scope.party_id, change.collection_id)
    scope.hub.ring()
    return after


async def _bring_back(
    connection: Connection, scope: PartyScope, collection_id: str, before: CollectionBefore, no: int
) -> None:
    """Make a removed collection again under its id, so that its links lead to it as before."""
    others = await select_collections(connection, scope.party_id)
    refuse_too_many(others)
    refuse_known(others, before.title, collection_id)
    collection = Collection(collection_id, scope.party_id, before.title, before.query, no, before.created_at)
    await insert_collection(connection, collection)
    if collection.is_search:
        await fill_saved_search(connection, collection)
    else:
        await insert_collection_photos(connection, scope.party_id, collection_id, dict(before.photos))


async def _take_back(connection: Connection, now: Collection, before: CollectionBefore, no: int) -> None:
    if before.title:
        refuse_known(await select_collections(connection, now.party_id), before.title, now.id)
        then = Collection(now.id, now.party_id, before.title, before.query, no, now.created_at, now.filled_no)
        await update_collection(connection, then)
        if then.query != now.query:
            await fill_saved_search(connection, then)
        return
    left = [photo_id for photo_id, _ in before.photos]
    if before.added or left:
        await delete_collection_photos(connection, now.id, [*before.added, *left])
    first, by = before.shifted
    if by:
        await update_places_shifted(connection, now.id, first + by, -by)
    await insert_collection_photos(connection, now.party_id, now.id, dict(before.photos))
    await update_collection_filled(connection, now.id, no)
