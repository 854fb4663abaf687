"""Everything that the records keep about one guest, and its deletion."""

from dataclasses import dataclass

from app.db import Connection
from app.records.kept import KEPT_STATES
from app.records.photo import Photo, photos_where
from app.records.share_link import delete_share_links_of_guest


@dataclass(frozen=True, slots=True)
class OwnGuest:
    """`network` is a keyed hash of the network that the guest last sent from; empty if unknown."""

    name: str
    network: str
    created_at: str
    consent: str
    consent_at: str
    door: str


@dataclass(frozen=True, slots=True)
class OwnShowing:
    """When and where a guest's photo was first on a big screen, as the screen reported it."""

    photo_id: str
    at: str
    screen_name: str
    screen_number: int


@dataclass(frozen=True, slots=True)
class OwnUpload:
    id: str
    length: int
    author: str
    caption: str
    created_at: str
    expires_at: str


@dataclass(frozen=True, slots=True)
class OwnChange:
    no: int
    kind: str
    photo_id: str | None
    at: str


async def select_own_guest(connection: Connection, party_id: str, guest_id: str) -> OwnGuest | None:
    row = await connection.fetch_one(
        """
        select guests.name, guests.network, guests.created_at, guests.consent, guests.consent_at,
            coalesce(doors.label, '') as door
        from guests left join doors on doors.id = guests.door_id and doors.party_id = guests.party_id
        where guests.party_id = :party_id and guests.id = :id
        """,
        {"party_id": party_id, "id": guest_id},
    )
    return OwnGuest(**dict(row)) if row else None


async def select_own_photos(
    connection: Connection, party_id: str, guest_id: str, after: str, limit: int
) -> list[Photo]:
    """Return a guest's photos in any state but deleted, ordered by id."""
    return await photos_where(
        connection,
        f"party_id = :party_id and guest_id = :guest_id and state in {KEPT_STATES} and id > :after "
        "order by id",
        {"party_id": party_id, "guest_id": guest_id, "after": after},
        limit,
    )


async def select_own_showings(
    connection: Connection, party_id: str, guest_id: str, after: str, limit: int
) -> list[OwnShowing]:
    """Return when and where a guest's photos were first on a big screen, ordered by photo id."""
    rows = await connection.fetch_all(
        """
        select showings.photo_id, showings.at, showings.screen_name, showings.screen_number
        from showings join photos on photos.id = showings.photo_id
        where photos.party_id = :party_id and photos.guest_id = :guest_id and photos.id > :after
        order by photos.id limit :limit
        """,
        {"party_id": party_id, "guest_id": guest_id, "after": after, "limit": limit},
    )
    return [OwnShowing(**dict(row)) for row in rows]


async def select_own_uploads(
    connection: Connection, party_id: str, guest_id: str, limit: int
) -> list[OwnUpload]:
    """Return a guest's unfinished uploads, oldest first."""
    rows = await connection.fetch_all(
        """
        select id, length, author, caption, created_at, expires_at from uploads
        where party_id = :party_id and guest_id = :guest_id and state = 'receiving'
        order by created_at limit :limit
        """,
        {"party_id": party_id, "guest_id": guest_id, "limit": limit},
    )
    return [OwnUpload(**dict(row)) for row in rows]


async def select_own_changes(
    connection: Connection, party_id: str, guest_id: str, after: int, limit: int
) -> list[OwnChange]:
    """Return the log's entries about what a guest did, oldest first, from above the number `after`."""
    rows = await connection.fetch_all(
        """
        select no, kind, photo_id, at from changes
        where party_id = :party_id and actor = :guest_id and no > :after order by no limit :limit
        """,
        {"party_id": party_id, "guest_id": guest_id, "after": after, "limit": limit},
    )
    return [OwnChange(**dict(row)) for row in rows]


async def move_tombstones(
    connection: Connection, party_id: str, guest_id: str, nobody_id: str, at: str
) -> None:
    """Give a guest's tombstones, and the guest's lines in the log, to a nameless guest."""
    both = {"party_id": party_id, "guest_id": guest_id, "nobody_id": nobody_id}
    await connection.execute(
        "insert into guests (id, party_id, created_at) values (:id, :party_id, :at)",
        {"id": nobody_id, "party_id": party_id, "at": at},
    )
    # The guest's phone made the keys, so each tombstone gets a new key that says nothing.
    await connection.execute(
        """
        update photos set guest_id = :nobody_id, upload_key = id
        where party_id = :party_id and guest_id = :guest_id
        """,
        both,
    )
    await connection.execute(
        "update changes set actor = :nobody_id where party_id = :party_id and actor = :guest_id", both
    )


async def delete_guest_rows(connection: Connection, party_id: str, guest_id: str) -> None:
    """Delete a guest who has no photos, with the guest's keys, uploads and codes."""
    await _uncount_hearts(connection, party_id, guest_id)
    await delete_share_links_of_guest(connection, party_id, guest_id)
    for table in (
        "photo_keys",
        "uploads",
        "guest_links",
        "reports",
        "comment_reports",
        "words_waiting",
        "hearts",
        "guest_calls",
        "guest_mails",
        "device_clocks",
    ):
        await connection.execute(
            f"delete from {table} where party_id = :party_id and guest_id = :guest_id",
            {"party_id": party_id, "guest_id": guest_id},
        )
    await connection.execute(
        "delete from guests where party_id = :party_id and id = :id", {"party_id": party_id, "id": guest_id}
    )


async def _uncount_hearts(connection: Connection, party_id: str, guest_id: str) -> None:
    count = await connection.execute(
        """
        update photos set hearts = hearts - 1 where party_id = :party_id
            and id in (select photo_id from hearts where party_id = :party_id and guest_id = :guest_id)
        """,
        {"party_id": party_id, "guest_id": guest_id},
    )
    if count:
        # So that no list of photos is taken for its old content.
        await connection.execute(
            "update parties set hearts_no = hearts_no + 1 where id = :id", {"id": party_id}
        )
