"""Keeps the index up with the photos: one look a second for all parties, whatever has changed them.

A photo is behind while the change that is in the index is not its last one, so no action has to think of it.
Several servers may look at once; an older state that is written late is behind again and comes once more.
"""

import asyncio
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby, islice

from app.albums.alike import grams_of
from app.albums.query import Kind
from app.albums.saved import follow_photos
from app.albums.terms import EVERY, Field, fold, term, terms_of, whole_term, words_of
from app.db import Connection
from app.db.repeating import Repeating
from app.parties.scope import Site
from app.records.photo import Photo
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
"""So many are written in one transaction: a guest who sends waits for no more."""
LONGEST_LABEL = 80
_NARROW = 0.9
"""A picture whose sides differ by less than a tenth is square."""


class Indexer:
    def __init__(self, site: Site) -> None:
        self._site = site
        self._looking = Repeating("indexing photos", self.look)

    async def start(self) -> None:
        self._looking.start(LOOK_EVERY_S)

    async def close(self) -> None:
        await self._looking.close()

    async def look(self) -> None:
        """Index what is behind, of all parties."""
        while True:
            async with self._site.database.reading() as connection:
                found = await select_photos_to_index(connection, PHOTOS_AT_ONCE)
            for party_id, photos in groupby(found, lambda one: one.photo.party_id):
                for turn in batched(photos, PHOTOS_A_TURN):
                    began = time.monotonic()
                    async with self._site.database.taking_turns(party_id).transaction() as connection:
                        for to_index in turn:
                            await index_photo(connection, to_index)
                        await follow_photos(connection, party_id, [one.photo.id for one in turn])
                    if len(found) == PHOTOS_AT_ONCE:
                        # Very much is behind, as after an update: rest for as long as this took.
                        await asyncio.sleep(time.monotonic() - began)
            if len(found) < PHOTOS_AT_ONCE:
                return


def batched(photos: Iterable[ToIndex], size: int) -> Iterator[list[ToIndex]]:
    """Yield the photos in lists of at most that size."""
    left = iter(photos)
    while part := list(islice(left, size)):
        yield part


async def index_photo(connection: Connection, to_index: ToIndex) -> None:
    """Write what a photo is found by; what it was found by before is forgotten."""
    photo = to_index.photo
    before = await select_indexed(connection, photo.id)
    is_there = photo.is_shown or photo.is_waiting or (photo.is_gone and bool(photo.sha256))
    party_no = await ensure_party_no(connection, photo.party_id)
    if party_no is None:
        return  # at the next look
    labels = labels_of(to_index)
    second = second_of(photo.happened_at or photo.created_at)
    words = " ".join(_terms(to_index, second))
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
                await remove_terms(connection, photo.party_id, sorted(_counted(before.words)))
        if is_there:
            await insert_indexed(
                connection,
                photo.party_id,
                photo.id,
                party_no=party_no,
                second=second,
                local_s=second + _ahead_s(to_index, second),
                words=words,
                is_counted=photo.is_shown,
            )
            if photo.is_shown:
                grams = {one: grams_of(label) for one, label in labels.items() if one[0] == Field.WORD}
                await add_terms(connection, photo.party_id, labels, grams)
    await update_photo_indexed(connection, photo.id, photo.change_no)


_COUNTED = frozenset(
    (
        Field.WORD,
        Field.NAME,
        Field.WHOLE_TAG,
        Field.WHOLE_CAMERA,
        Field.KIND,
        Field.COLOUR,
    )
)


def _counted(words: str) -> set[str]:
    return {one for one in words.split() if one[0] in _COUNTED and one != EVERY}


def labels_of(to_index: ToIndex) -> dict[str, str]:
    """Return what is suggested of a photo: its terms, and how people read them."""
    photo = to_index.photo
    labels: dict[str, str] = {}
    for text in (photo.caption, photo.author, *photo.tags):
        labels |= {term(Field.WORD, word): word for word in words_of(text)}
    if words_of(photo.author):
        labels[whole_term(Field.NAME, photo.author)] = photo.author[:LONGEST_LABEL]
    for tag in photo.tags:
        labels[whole_term(Field.WHOLE_TAG, tag)] = tag
    if words_of(to_index.camera):
        labels[whole_term(Field.WHOLE_CAMERA, to_index.camera)] = to_index.camera
    labels |= {term(Field.KIND, kind): kind for kind in kinds_of(to_index)}
    labels |= {term(Field.COLOUR, colour): colour for colour in to_index.colours}
    return labels


def kinds_of(to_index: ToIndex) -> list[Kind]:
    """Return what kind of photo it is, and how it lies."""
    photo = to_index.photo
    kinds = [Kind.CARD if photo.is_card else Kind.VIDEO if photo.is_video else Kind.PHOTO]
    if to_index.is_screenshot and not photo.is_card:
        kinds.append(Kind.SCREENSHOT)
    if photo.width and photo.height:
        kinds.append(_lies(photo))
    return kinds


def _lies(photo: Photo) -> Kind:
    if min(photo.width, photo.height) > _NARROW * max(photo.width, photo.height):
        return Kind.SQUARE
    return Kind.PORTRAIT if photo.height > photo.width else Kind.LANDSCAPE


def _terms(to_index: ToIndex, second: int) -> list[str]:
    photo = to_index.photo
    local = datetime.fromtimestamp(second + _ahead_s(to_index, second), UTC)
    return [
        EVERY,
        *terms_of(photo.caption, Field.WORD),
        *terms_of(photo.author, Field.WORD, Field.FROM),
        *(one for tag in photo.tags for one in terms_of(tag, Field.WORD, Field.TAG)),
        *terms_of(to_index.camera, Field.CAMERA),
        *sorted(one for one in labels_of(to_index) if one[0] != Field.WORD),
        term(Field.WEEKDAY, str(local.isoweekday() % 7)),
        term(Field.HOUR, f"{local.hour:02}"),
        *([term(Field.DOOR, fold(photo.door_id))] if photo.door_id else []),
    ]


def _ahead_s(to_index: ToIndex, second: int) -> int:
    """Return how far the clocks at the party are ahead of UTC: the camera's zone, else this machine's."""
    if to_index.zone_minutes is not None:
        return to_index.zone_minutes * 60
    ahead = datetime.fromtimestamp(second, UTC).astimezone().utcoffset()
    return int(ahead.total_seconds()) if ahead else 0
