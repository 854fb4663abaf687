"""Hosts gather photos into collections: by hand, in an order of their own, or by a saved search."""

from collections.abc import Sequence
from dataclasses import replace

from app.albums.saved import fill_saved_search
from app.albums.terms import words_of
from app.base.clock import now_iso
from app.base.errors import N_, AppError, bad_request, not_found
from app.base.ids import new_id
from app.db import Connection
from app.parties.scope import PartyScope, carried_through
from app.records.change import ChangeKind, insert_change
from app.records.collection import (
    Collection,
    delete_collection,
    insert_collection,
    select_collection,
    select_collections,
    update_collection,
    update_collection_filled,
    update_party_album,
)
from app.records.collection_before import CollectionBefore, update_collection_before
from app.records.collection_photos import (
    delete_collection_photos,
    insert_collection_photos,
    select_places,
    update_places_shifted,
)

MOST_COLLECTIONS = 50
MOST_PHOTOS = 5000
"""In a collection that is filled by hand."""


@carried_through
async def make_collection(
    scope: PartyScope, title: str, query: str, photo_ids: Sequence[str], actor: str
) -> Collection:
    """Make a collection of these photos, or a saved search."""
    async with scope.database.transaction() as connection:
        others = await select_collections(connection, scope.party_id)
        refuse_too_many(others)
        refuse_known(others, title, "")
        collection_id, before = new_id(), CollectionBefore()
        no = await note_change(connection, scope, actor, "collection_made", collection_id, before)
        collection = Collection(collection_id, scope.party_id, title, query, no, now_iso())
        await insert_collection(connection, collection)
        if collection.is_search:
            await fill_saved_search(connection, collection)
            collection = replace(collection, filled_no=collection.filled_no + 1)
        elif photo_ids:
            await _put_in(connection, collection, photo_ids)
    scope.hub.ring()
    return collection


@carried_through
async def change_collection(
    scope: PartyScope, collection_id: str, title: str | None, query: str | None, no: int, actor: str
) -> Collection:
    """Give a collection another title or search. Raises a 409 if another host was faster.

    The kind stays: a collection filled by hand never becomes a saved search, nor the other way round.
    """
    async with scope.database.transaction() as connection:
        before = await _find(connection, scope, collection_id)
        if before.no != no:
            raise AppError(
                409, "COLLECTION_CHANGED", N_("Somebody else has just changed this. Here is how it is now.")
            )
        if query is not None and (query == "") == before.is_search:
            raise bad_request(N_("Photos come into a collection by hand or by a search, not both."))
        if title is not None:
            refuse_known(await select_collections(connection, scope.party_id), title, before.id)
        kept = CollectionBefore(before.title, before.query)
        change = await note_change(connection, scope, actor, "collection_changed", before.id, kept)
        after = replace(
            before,
            title=before.title if title is None else title,
            query=before.query if query is None else query,
            no=change,
        )
        await update_collection(connection, after)
        if after.query != before.query:
            await fill_saved_search(connection, after)
            after = replace(after, filled_no=after.filled_no + 1)
    scope.hub.ring()
    return after


@carried_through
async def remove_collection(scope: PartyScope, collection_id: str, actor: str) -> None:
    """Remove a collection; its photos stay in the album."""
    async with scope.database.transaction() as connection:
        collection = await _find(connection, scope, collection_id)
        places = {} if collection.is_search else await select_places(connection, collection.id)
        before = CollectionBefore(
            collection.title, collection.query, collection.created_at, tuple(places.items())
        )
        await note_change(connection, scope, actor, "collection_removed", collection.id, before)
        await delete_collection(connection, collection.id)
    scope.hub.ring()


@carried_through
async def collect_photos(
    scope: PartyScope, collection_id: str, photo_ids: Sequence[str], actor: str
) -> Collection:
    """Append photos to a collection. Photos that are already in it keep their place."""
    async with scope.database.transaction() as connection:
        collection = await _find_by_hand(connection, scope, collection_id)
        known = await select_places(connection, collection.id, photo_ids)
        new = [photo_id for photo_id in photo_ids if photo_id not in known]
        if not new:
            return collection
        await _put_in(connection, collection, new)
        before = CollectionBefore(added=tuple(new))
        collection = await _changed(connection, scope, collection, actor, "collection_filled", before)
    scope.hub.ring()
    return collection


@carried_through
async def take_out_photos(
    scope: PartyScope, collection_id: str, photo_ids: Sequence[str], actor: str
) -> Collection:
    """Take photos out of a collection. Photos that are not in it are ignored."""
    async with scope.database.transaction() as connection:
        collection = await _find_by_hand(connection, scope, collection_id)
        places = await select_places(connection, collection.id, photo_ids)
        if not await delete_collection_photos(connection, collection.id, photo_ids):
            return collection
        before = CollectionBefore(photos=tuple(places.items()))
        collection = await _changed(connection, scope, collection, actor, "collection_emptied", before)
    scope.hub.ring()
    return collection


@carried_through
async def order_photos(
    scope: PartyScope, collection_id: str, photo_ids: Sequence[str], before: str | None, actor: str
) -> Collection:
    """Move photos, in this order, in front of another photo of the collection, or to its end."""
    async with scope.database.transaction() as connection:
        collection = await _find_by_hand(connection, scope, collection_id)
        places = await select_places(connection, collection.id)
        if before is not None and (before in photo_ids or before not in places):
            raise bad_request(N_("Say before which photo of the collection they go."))
        moved = [photo_id for photo_id in photo_ids if photo_id in places]
        if not moved:
            raise not_found()
        first = places[before] if before is not None else max(places.values()) + 1
        await update_places_shifted(connection, collection.id, first, len(moved))
        await delete_collection_photos(connection, collection.id, moved)
        await insert_collection_photos(
            connection, scope.party_id, collection.id, {one: first + at for at, one in enumerate(moved)}
        )
        kept = CollectionBefore(
            photos=tuple((one, places[one]) for one in moved), shifted=(first, len(moved))
        )
        collection = await _changed(connection, scope, collection, actor, "collection_ordered", kept)
    scope.hub.ring()
    return collection


async def _put_in(connection: Connection, collection: Collection, photo_ids: Sequence[str]) -> None:
    known = await select_places(connection, collection.id)
    if len(known) + len(photo_ids) > MOST_PHOTOS:
        raise AppError(
            409,
            "COLLECTION_FULL",
            N_("A collection can have %(count)s photos."),
            {"count": MOST_PHOTOS},
        )
    first = max(known.values(), default=0) + 1
    places = {photo_id: first + at for at, photo_id in enumerate(photo_ids)}
    await insert_collection_photos(connection, collection.party_id, collection.id, places)


async def _changed(
    connection: Connection,
    scope: PartyScope,
    collection: Collection,
    actor: str,
    detail: str,
    before: CollectionBefore,
) -> Collection:
    no = await note_change(connection, scope, actor, detail, collection.id, before)
    await update_collection_filled(connection, collection.id, no)
    return replace(collection, no=no, filled_no=collection.filled_no + 1)


async def note_change(
    connection: Connection,
    scope: PartyScope,
    actor: str,
    detail: str,
    collection_id: str,
    before: CollectionBefore | None,
) -> int:
    """Write a change of a collection, with what it replaces. Every page of the album hears of it."""
    no = await insert_change(connection, scope.party_id, ChangeKind.ALBUM, actor, now_iso(), detail=detail)
    await update_party_album(connection, scope.party_id, no)
    await update_collection_before(connection, scope.party_id, no, collection_id, before)
    return no


async def _find(connection: Connection, scope: PartyScope, collection_id: str) -> Collection:
    collection = await select_collection(connection, scope.party_id, collection_id)
    if collection is None:
        raise not_found()
    return collection


async def _find_by_hand(connection: Connection, scope: PartyScope, collection_id: str) -> Collection:
    collection = await _find(connection, scope, collection_id)
    if collection.is_search:
        raise bad_request(N_("This collection fills itself by its search."))
    return collection


def refuse_too_many(others: Sequence[Collection]) -> None:
    if len(others) >= MOST_COLLECTIONS:
        raise AppError(
            409,
            "TOO_MANY_COLLECTIONS",
            N_("A party can have %(count)s collections."),
            {"count": MOST_COLLECTIONS},
        )


def refuse_known(others: Sequence[Collection], title: str, own_id: str) -> None:
    """Refuse a title that folds to the same words as another one: `in:` could not tell them apart."""
    if any(one.id != own_id and words_of(one.title) == words_of(title) for one in others):
        raise AppError(409, "COLLECTION_KNOWN", N_("There is a collection with this title already."))
