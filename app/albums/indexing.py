"""Keeps the search index up to date: one look a second for all parties.

A photo is behind while the index does not hold its last change. So no action has to think of the index.
Several servers may look at once. If one writes an older state late, the photo is behind again and is redone.
"""

import asyncio
import time
from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from app.albums.found_by import ahead_s, counted_in, grams_of, labels_of, terms_of_photo
from app.albums.places import known_places
from app.albums.saved import follow_photos
from app.albums.terms import Field
from app.db import Connection
from app.db.repeating import Repeating
from app.parties.scope import Site
from app.records.photo_words import (
    delete_indexed,
    ensure_party_no,
    insert_indexed,
    is_of_second,
    second_of,
    select_indexed,
    update_photo_indexed,
)
from app.records.search_terms import add_terms, remove_terms
from app.records.to_index import ToIndex, select_photos_to_index

LOOK_EVERY_S = 1.0
PHOTOS_AT_ONCE = 100
PHOTOS_A_TURN = 20
"""Photos in one transaction. A sending guest waits for no more than these."""


class Indexer:
    def __init__(self, site: Site) -> None:
        self._site = site
        self._looking = Repeating("indexing photos", self.look)

    async def start(self) -> None:
        self._looking.start(LOOK_EVERY_S)

    async def close(self) -> None:
        await self._looking.close()

    async def look(self) -> None:
        """Index all photos that are behind, in all parties."""
        while True:
            async with self._site.database.reading() as connection:
                found = await select_photos_to_index(connection, PHOTOS_AT_ONCE)
            if any(one.latitude is not None for one in found):
                await asyncio.to_thread(known_places)
            for party_id, photos in groupby(found, lambda one: one.photo.party_id):
                for turn in batched(photos, PHOTOS_A_TURN):
                    began = time.monotonic()
                    async with self._site.database.taking_turns(party_id).transaction() as connection:
                        for to_index in turn:
                            await index_photo(connection, to_index)
                        await follow_photos(connection, party_id, [one.photo.id for one in turn])
                    if len(found) == PHOTOS_AT_ONCE:
                        # A large backlog, as after an update: pause for as long as this took.
                        await asyncio.sleep(time.monotonic() - began)
            if len(found) < PHOTOS_AT_ONCE:
                return


def batched(photos: Iterable[ToIndex], size: int) -> Iterator[list[ToIndex]]:
    """Yield the photos in lists of at most that size."""
    left = iter(photos)
    while part := list(islice(left, size)):
        yield part


async def index_photo(connection: Connection, to_index: ToIndex) -> None:
    """Replace the search terms of a photo."""
    photo = to_index.photo
    before = await select_indexed(connection, photo.id)
    is_there = photo.is_shown or photo.is_waiting or (photo.is_gone and bool(photo.sha256))
    party_no = await ensure_party_no(connection, photo.party_id)
    if party_no is None:
        return  # at the next look
    labels = labels_of(to_index)
    second = second_of(photo.happened_at or photo.created_at)
    words = " ".join(terms_of_photo(to_index, second))
    is_same = (
        before is not None
        and is_there
        and (before.words, before.is_counted) == (words, photo.is_shown)
        and is_of_second(before.no, party_no, second)
    )
    if not is_same:
        if before is not None:
            await delete_indexed(connection, photo.id)
            if before.is_counted:
                await remove_terms(connection, photo.party_id, sorted(counted_in(before.words)))
        if is_there:
            await insert_indexed(
                connection,
                photo.party_id,
                photo.id,
                party_no=party_no,
                second=second,
                local_s=second + ahead_s(to_index, second),
                words=words,
                is_counted=photo.is_shown,
            )
            if photo.is_shown:
                grams = {one: grams_of(label) for one, label in labels.items() if one[0] == Field.WORD}
                await add_terms(connection, photo.party_id, labels, grams)
    await update_photo_indexed(connection, photo.id, photo.change_no)
