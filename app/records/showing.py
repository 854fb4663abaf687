"""A showing: when and where a photo was first on a big screen, as the screen reported it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.db import Connection, Row

NEWEST = 1000
"""How many of the newest photos are searched for ones that no screen has shown."""


@dataclass(frozen=True, slots=True)
class Showing:
    """`no` counts the party's showings, `at_head` was its newest change. The last two are the photo's."""

    photo_id: str
    no: int
    at_head: int
    screen_name: str
    screen_number: int
    at: str
    guest_id: str
    sent_as: str


@dataclass(frozen=True, slots=True)
class Unshown:
    """A photo that no screen has shown, and since when it may be."""

    photo_id: str
    since: str


@dataclass(frozen=True, slots=True)
class OwnTurn:
    """A guest's own photo, and where it was first on a screen; empty and 0 if it was not yet."""

    photo_id: str
    position: int
    shown_at: str
    screen_name: str
    screen_number: int


async def select_shown_ids(connection: Connection, party_id: str, ids: Sequence[str]) -> dict[str, bool]:
    """Return those ids that are photos everybody may see, and whether a screen has shown each."""
    if not ids:
        return {}
    asked = {f"id{no}": each for no, each in enumerate(ids)}
    places = ", ".join(f":{name}" for name in asked)
    rows = await connection.fetch_all(
        f"""
        select photos.id, showings.no from photos left join showings on showings.photo_id = photos.id
        where photos.party_id = :party_id and photos.state = 'shown' and photos.id in ({places})
        """,
        {"party_id": party_id} | asked,
    )
    return {row["id"]: row["no"] is not None for row in rows}


async def insert_showings(
    connection: Connection, party_id: str, shown_at: dict[str, str], screen_name: str, screen_number: int
) -> None:
    """Write the first showing of these photos, under the party's next numbers. Gone photos are skipped."""
    row = await connection.fetch_one(
        """
        update parties set shown_no = shown_no + :count where id = :id and deleted_at = ''
        returning shown_no, head
        """,
        {"id": party_id, "count": len(shown_at)},
    )
    if row is None:
        return
    first = row["shown_no"] - len(shown_at) + 1
    for no, (photo_id, at) in enumerate(shown_at.items(), first):
        await connection.execute(
            """
            insert into showings (photo_id, party_id, no, at_head, screen_name, screen_number, at)
            values (:photo_id, :party_id, :no, :at_head, :screen_name, :screen_number, :at)
            """,
            {
                "photo_id": photo_id,
                "party_id": party_id,
                "no": no,
                "at_head": row["head"],
                "screen_name": screen_name,
                "screen_number": screen_number,
                "at": at,
            },
        )


async def select_showings_after(connection: Connection, party_id: str, no: int, limit: int) -> list[Showing]:
    """Return the latest showings after number `no`, in order, of photos that may be seen now."""
    rows = await connection.fetch_all(
        """
        select showings.photo_id, showings.no, showings.at_head, showings.screen_name,
            showings.screen_number, showings.at, photos.guest_id, photos.sent_as
        from showings join photos on photos.id = showings.photo_id
        where showings.party_id = :party_id and showings.no > :no and photos.state = 'shown'
        order by showings.no desc limit :limit
        """,
        {"party_id": party_id, "no": no, "limit": limit},
    )
    return [Showing(**dict(row)) for row in reversed(rows)]


async def select_unshown(connection: Connection, party_id: str, since: str, limit: int) -> list[Unshown]:
    """Return photos that no screen has shown, visible only since then or later, oldest first."""
    rows = await connection.fetch_all(
        """
        select newest.id, changes.at
        from (
            select id, position from photos where party_id = :party_id and state = 'shown'
            order by position desc limit :newest
        ) as newest
        join changes on changes.party_id = :party_id and changes.no = newest.position
        left join showings on showings.photo_id = newest.id
        where showings.photo_id is null and changes.at >= :since
        order by newest.position limit :limit
        """,
        {"party_id": party_id, "since": since, "newest": NEWEST, "limit": limit},
    )
    return [Unshown(row["id"], row["at"]) for row in rows]


async def select_own_turns(connection: Connection, party_id: str, guest_id: str, limit: int) -> list[OwnTurn]:
    """Return a guest's newest visible photos, each with its showing."""
    rows = await connection.fetch_all(
        f"""
        {OWN} where photos.party_id = :party_id and photos.guest_id = :guest_id and photos.state = 'shown'
        order by photos.position desc limit :limit
        """,
        {"party_id": party_id, "guest_id": guest_id, "limit": limit},
    )
    return [_own_turn(row) for row in rows]


async def select_turns_of(
    connection: Connection, party_id: str, photo_ids: Sequence[str]
) -> dict[str, OwnTurn]:
    """Return the showings of these photos, by photo. Photos that no screen has shown are left out."""
    if not photo_ids:
        return {}
    asked = {f"id{no}": each for no, each in enumerate(photo_ids)}
    places = ", ".join(f":{name}" for name in asked)
    rows = await connection.fetch_all(
        f"""
        {OWN} where photos.party_id = :party_id and showings.photo_id is not null
        and photos.state = 'shown' and photos.id in ({places})
        """,
        {"party_id": party_id} | asked,
    )
    return {row["id"]: _own_turn(row) for row in rows}


OWN = """
    select photos.id, photos.position, showings.at, showings.screen_name, showings.screen_number
    from photos left join showings on showings.photo_id = photos.id
"""


def _own_turn(row: Row) -> OwnTurn:
    return OwnTurn(
        row["id"], row["position"], row["at"] or "", row["screen_name"] or "", row["screen_number"] or 0
    )
