"""The album's outline: how many photos of which shape are where, so that a page can be laid out without them.

A photo's shape is one character, so 20,000 photos are 20 kB, and half of that compressed. Photos come in
stretches that a page asks for when they are near its view.
"""

from collections.abc import Sequence

from app.records.album import Outlined
from app.records.chapter import Chapter
from app.wire.album_shapes import ChapterOutline, StretchOutline

STRETCH = 60
"""How many photos are fetched at once."""
NARROWEST, WIDEST = 0.75, 1.5
"""The shapes that a row shows, as in static/js/models/rows.js; the large picture shows what is cut off."""
SHAPES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def shape_of(width: int, height: int) -> str:
    """Return the character that says how wide a photo is beside its height, between NARROWEST and WIDEST."""
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
