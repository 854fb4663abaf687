"""A chapter: a part of the night. Hosts' borders are rows; others come from gaps (albums/gaps.py)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.db import Connection


@dataclass(frozen=True, slots=True)
class Chapter:
    """It begins at a moment, and ends where the next one begins. The first one's `begins_at` is empty."""

    id: str
    begins_at: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """The hosts' decisions: chapters up to the moment `until`. `no` is the last change to any of them."""

    no: int
    until: str
    chapters: tuple[Chapter, ...]


async def select_decided_chapters(connection: Connection, party_id: str) -> Decided:
    """Return the hosts' chapters in order; none if no host has changed any yet."""
    party = await connection.fetch_one(
        "select chapters_no, chapters_until from parties where id = :id", {"id": party_id}
    )
    rows = await connection.fetch_all(
        "select id, begins_at, title from chapters where party_id = :party_id order by begins_at, id",
        {"party_id": party_id},
    )
    return Decided(
        no=int(party["chapters_no"]) if party else 0,
        until=str(party["chapters_until"]) if party else "",
        chapters=tuple(Chapter(row["id"], row["begins_at"], row["title"]) for row in rows),
    )


async def update_album_no(connection: Connection, party_id: str, no: int) -> None:
    """Make every page read the album again, as after the change `no`."""
    await connection.execute("update parties set album_no = :no where id = :id", {"id": party_id, "no": no})


async def replace_chapters(
    connection: Connection, party_id: str, chapters: Sequence[Chapter], until: str, no: int
) -> None:
    """Replace all chapters, and the moment up to which they are decided. Every page is told."""
    await connection.execute("delete from chapters where party_id = :party_id", {"party_id": party_id})
    for chapter in chapters:
        await connection.execute(
            """
            insert into chapters (id, party_id, begins_at, title)
            values (:id, :party_id, :begins_at, :title)
            """,
            {
                "id": chapter.id,
                "party_id": party_id,
                "begins_at": chapter.begins_at,
                "title": chapter.title,
            },
        )
    await connection.execute(
        """
        update parties set chapters_no = :no, album_no = :no, chapters_until = :until where id = :id
        """,
        {"id": party_id, "no": no, "until": until},
    )
