"""The current content of a link to a chapter or collection. It is read again for each request."""

from dataclasses import replace

from app.albums.chapters import chapters_of
from app.albums.outline import read_outline
from app.parties.scope import PartyScope
from app.records.chapter import Decided, select_decided_chapters
from app.records.collection import select_collection
from app.records.share_link import LinkKind, ShareLink

MOST_KEPT = 100
_ends: dict[str, tuple[int, str]] = {}
"""The end of a party's last chapter, with the number of the change at which it was found."""


async def located(scope: PartyScope, link: ShareLink, head: int) -> ShareLink:
    """Return the link with the place of its part. A part that is gone has no place and shows nothing.

    `head` is the party's last change.
    """
    if link.kind is LinkKind.COLLECTION:
        async with scope.database.reading() as connection:
            collection = await select_collection(connection, link.party_id, link.target_id)
        if collection is None:
            return link
        return replace(
            link,
            is_by_hand=not collection.is_search,
            part_title=collection.title,
            stamp=f"{collection.no}.{collection.filled_no}",
        )
    if link.kind is LinkKind.CHAPTER:
        async with scope.database.reading() as connection:
            decided = await select_decided_chapters(connection, link.party_id)
        return await _in_chapter(scope, link, decided, head)
    return link


async def _in_chapter(scope: PartyScope, link: ShareLink, decided: Decided, head: int) -> ShareLink:
    for chapter, following in zip(decided.chapters, [*decided.chapters[1:], None], strict=True):
        if chapter.id == link.target_id:
            end = following.begins_at if following is not None else await _end_of_last(scope, decided, head)
            return replace(
                link, span=(chapter.begins_at, end), part_title=chapter.title, stamp=f"{decided.no} {end}"
            )
    return link


async def _end_of_last(scope: PartyScope, decided: Decided, head: int) -> str:
    """Return where the next computed chapter after the hosts' last one begins. Empty if there is none yet."""
    known = _ends.get(scope.party_id)
    if known is not None and known[0] == head:
        return known[1]
    moments = [one.spot.at for one in await read_outline(scope)]
    chapters = chapters_of(scope.party_id, moments, decided)
    found = chapters[len(decided.chapters) :]
    if len(_ends) >= MOST_KEPT:
        _ends.clear()
    _ends[scope.party_id] = head, found[0].begins_at if found else ""
    return _ends[scope.party_id][1]
