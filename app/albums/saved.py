"""Saved searches: their photos follow the search index."""

from collections.abc import Sequence
from dataclasses import replace

from app.albums.query import OF_ITS_STATE, Inside, Is, Words, read_query
from app.albums.searching import Seer, wanted_of
from app.albums.terms import HOSTS_FIELDS
from app.base.errors import N_, bad_request
from app.db import Connection
from app.people.may import SeenStates
from app.records.collection import (
    Collection,
    select_saved_searches,
    update_collection_filled,
)
from app.records.collection_photos import (
    delete_collection_photos,
    insert_collection_photos,
    select_places,
)
from app.records.photo import PhotoState
from app.records.photo_words import select_numbers
from app.records.search import Visible, Wanted, insert_found, select_places_found

_ALL = frozenset((PhotoState.SHOWN, PhotoState.WAITING, PhotoState.HIDDEN))
_EVERYTHING = Visible("", frozenset(), _ALL)
"""A hidden photo stays in the collection, because it may come back. Its state is checked at each reading."""
_SAVED = Seer("", SeenStates(frozenset(), _ALL), sees_all=True, is_host=False)
"""A saved search searches as a guest without photos, because guests see what it finds."""


def check_saved_search(query: str) -> None:
    """Raise a 400 for a search whose result depends on the reader. Such a search cannot be saved."""
    clauses = read_query(query)
    if not clauses:
        raise bad_request(N_("Say what the collection looks for."))
    if any(isinstance(clause, Is) and clause.kind in OF_ITS_STATE for clause in clauses):
        raise bad_request(
            N_("A collection is the same for everybody: it cannot look for your own or hidden photos.")
        )
    if any(isinstance(clause, Words) and clause.field in HOSTS_FIELDS for clause in clauses):
        raise bad_request(N_("Guests see a collection, so it cannot look for what only hosts know."))
    if any(isinstance(clause, Inside) for clause in clauses):
        raise bad_request(N_("A collection cannot look into another one."))


async def fill_saved_search(connection: Connection, collection: Collection) -> None:
    """Replace the collection's photos by those that the search finds now."""
    await delete_collection_photos(connection, collection.id)
    wanted = await _wanted(connection, collection)
    if wanted is not None:
        await insert_found(connection, collection.party_id, wanted, collection.id)
    await update_collection_filled(connection, collection.id)


async def follow_photos(connection: Connection, party_id: str, photo_ids: Sequence[str]) -> None:
    """Add photos that were just indexed to the party's saved searches, or remove them."""
    saved = await select_saved_searches(connection, party_id)
    numbers = await select_numbers(connection, photo_ids) if saved else {}
    for collection in saved:
        wanted = await _wanted(connection, collection)
        found = (
            await select_places_found(connection, party_id, wanted, list(numbers.values())) if wanted else {}
        )
        known = await select_places(connection, collection.id, photo_ids)
        if found == known:
            continue
        await delete_collection_photos(connection, collection.id, list(known))
        await insert_collection_photos(connection, party_id, collection.id, found)
        await update_collection_filled(connection, collection.id)


async def _wanted(connection: Connection, collection: Collection) -> Wanted | None:
    wanted = await wanted_of(connection, collection.party_id, read_query(collection.query), _SAVED)
    return replace(wanted, visible=_EVERYTHING) if wanted is not None else None
