"""The album's outline: the shapes of all photos in order. A page lays itself out with it, without the photos.

A photo's shape is one character, so 20,000 photos are 20 kB, and half of that compressed. The photos
themselves come in stretches. A page asks for a stretch when it is near the view.
"""

from collections.abc import Sequence
from functools import lru_cache

from app.parties.scope import PartyScope
from app.records.access import Seen
from app.records.album import Outlined, Spot, select_outline
from app.records.chapter import Chapter
from app.wire.album_shapes import ChapterOutline, StretchOutline

AT_ONCE = 1000
"""Photos read before the event loop may do other work: 20,000 take 0.1 s."""
BEFORE_ALL = Spot("", -1)
STRETCH = 60
"""How many photos are fetched at once."""
NARROWEST, WIDEST = 0.75, 1.5
"""The limits of shapes in a row, as in static/js/models/rows.js. The large view shows the whole picture."""
SHAPES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


async def read_outline(
    scope: PartyScope, guest_id: str | None = None, seen: Seen = Seen.BY_GUESTS
) -> list[Outlined]:
    """Return an entry for each shown photo in order, or only for one guest's photos."""
    outline: list[Outlined] = []
    while True:
        after = outline[-1].spot if outline else BEFORE_ALL
        async with scope.database.reading() as connection:
            page = await select_outline(connection, scope.party_id, guest_id, after, AT_ONCE, seen)
        outline += page
        if len(page) < AT_ONCE:
            return outline


@lru_cache(maxsize=4096)
def shape_of(width: int, height: int) -> str:
    """Return the character for a photo's aspect ratio, bounded by NARROWEST and WIDEST."""
    ratio = width / height if width > 0 and height > 0 else 1.0
    part = (min(WIDEST, max(NARROWEST, ratio)) - NARROWEST) / (WIDEST - NARROWEST)
    return SHAPES[round(part * (len(SHAPES) - 1))]


def outline_in_chapters(photos: Sequence[Outlined], chapters: Sequence[Chapter]) -> list[ChapterOutline]:
    """Return the chapters that have photos, each in stretches."""
    inside: list[list[Outlined]] = [[] for _ in chapters]
    index = 0
    for photo in photos:
        while index + 1 < len(chapters) and chapters[index + 1].begins_at <= photo.spot.at:
            index += 1
        inside[index].append(photo)
    return [
        {"id": chapter.id, "title": chapter.title, "stretches": stretches_of(found)}
        for chapter, found in zip(chapters, inside, strict=True)
        if found
    ]


def stretches_of(photos: Sequence[Outlined]) -> list[StretchOutline]:
    return [
        {
            "at": photos[begin].spot.at,
            "no": photos[begin].spot.no,
            "shapes": "".join(shape_of(one.width, one.height) for one in photos[begin : begin + STRETCH]),
        }
        for begin in range(0, len(photos), STRETCH)
    ]
