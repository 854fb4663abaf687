"""A photo's words before an edit, stored with that change until the photo is deleted."""

from dataclasses import dataclass

from app.db import Connection


@dataclass(frozen=True, slots=True)
class WordsBefore:
    """`is_last` is false if the photo's words have changed again since."""

    photo_id: str
    author: str
    caption: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class OwnWordsBefore:
    no: int
    photo_id: str
    author: str
    caption: str
    changed_at: str


async def update_words_before(
    connection: Connection, party_id: str, no: int, author: str, caption: str
) -> None:
    await connection.execute(
        """
        update changes set author_before = :author, caption_before = :caption
        where party_id = :party_id and no = :no
        """,
        {"party_id": party_id, "no": no, "author": author, "caption": caption},
    )


async def select_words_before(connection: Connection, party_id: str, no: int) -> WordsBefore | None:
    """Return what edit number `no` has replaced; None if it is no edit or its words are gone."""
    row = await connection.fetch_one(
        """
        select photo_id, author_before, caption_before from changes
        where party_id = :party_id and no = :no and author_before is not null
        """,
        {"party_id": party_id, "no": no},
    )
    if row is None:
        return None
    later = await connection.fetch_one(
        "select no from changes where photo_id = :id and no > :no and author_before is not null limit 1",
        {"id": row["photo_id"], "no": no},
    )
    return WordsBefore(row["photo_id"], row["author_before"], row["caption_before"], later is None)


async def select_own_words_before(
    connection: Connection, party_id: str, guest_id: str, after: int, limit: int
) -> list[OwnWordsBefore]:
    """Return the earlier words of a guest's photos, by any editor, from above the number `after`."""
    rows = await connection.fetch_all(
        """
        select changes.no, changes.photo_id, changes.author_before as author,
            changes.caption_before as caption, changes.at as changed_at
        from photos join changes on changes.photo_id = photos.id
        where photos.party_id = :party_id and photos.guest_id = :guest_id and changes.no > :after
            and changes.author_before is not null
        order by changes.no limit :limit
        """,
        {"party_id": party_id, "guest_id": guest_id, "after": after, "limit": limit},
    )
    return [OwnWordsBefore(**dict(row)) for row in rows]


async def forget_words_before(connection: Connection, photo_id: str) -> None:
    """Delete the earlier words of a photo from the log."""
    await connection.execute(
        """
        update changes set author_before = null, caption_before = null
        where photo_id = :id and author_before is not null
        """,
        {"id": photo_id},
    )
