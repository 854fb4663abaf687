"""A share link: an address that shows a chosen part of the album. Revoking deletes its row."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from app.db import Connection, Row


class LinkKind(StrEnum):
    PHOTO = "photo"
    PHOTOS = "photos"
    PARTY = "party"
    FAVOURITES = "favourites"
    """The couple's favourites, as they are at that moment."""
    CHAPTER = "chapter"
    COLLECTION = "collection"


OWN_KINDS = (LinkKind.PHOTO, LinkKind.PHOTOS, LinkKind.PARTY)
"""What a guest may share. Of the party a guest's link shows only their own photos."""


@dataclass(frozen=True, slots=True)
class ShareLink:
    """`guest_id` is its owner, empty for the hosts. `expires_at` is empty if it does not end.

    `token_hash` is of the token in its address. `sites` are the origins that may embed it, with blanks
    between them. `target_id` is the chapter or the collection that it shows.

    The fields from `span` on are not columns: they say where the part is now (sharing/parts.py). A chapter's
    span is the moments of its beginning and end, empty for no end. `stamp` changes when the part has other
    photos.
    """

    id: str
    party_id: str
    token_hash: str
    kind: LinkKind
    title: str
    guest_id: str
    code_hash: str
    originals: bool
    sites: str
    opened: int
    opened_at: str
    made_by: str
    created_at: str
    expires_at: str
    target_id: str = ""
    may_add: bool = False
    """Whoever opens it may put photos into its collection."""
    span: tuple[str, str] | None = None
    is_by_hand: bool = False
    part_title: str = ""
    stamp: str = ""


COLUMNS = """id, party_id, token_hash, kind, title, guest_id, code_hash, originals, sites, opened, opened_at,
    made_by, created_at, expires_at, target_id, may_add"""
COUNTS = "(expires_at = '' or expires_at > :now)"


async def insert_share_link(connection: Connection, link: ShareLink, photo_ids: Sequence[str]) -> None:
    """Write a link and its photos."""
    kept = asdict(link) | {"originals": int(link.originals), "may_add": int(link.may_add)}
    values = {column.strip(): kept[column.strip()] for column in COLUMNS.split(",")}
    places = ", ".join(f":{column.strip()}" for column in COLUMNS.split(","))
    await connection.execute(f"insert into share_links ({COLUMNS}) values ({places})", values)
    for photo_id in photo_ids:
        await connection.execute(
            """
            insert into share_link_photos (link_id, party_id, photo_id)
            values (:link_id, :party_id, :photo_id)
            """,
            {"link_id": link.id, "party_id": link.party_id, "photo_id": photo_id},
        )


async def select_share_link_by_token(
    connection: Connection, party_id: str, token_hash: str, now: str
) -> ShareLink | None:
    """Return a link that has not ended."""
    row = await connection.fetch_one(
        f"""
        select {COLUMNS} from share_links
        where token_hash = :token_hash and party_id = :party_id and {COUNTS}
        """,
        {"token_hash": token_hash, "party_id": party_id, "now": now},
    )
    return _link_of(row) if row else None


async def select_share_link(
    connection: Connection, party_id: str, link_id: str, now: str
) -> ShareLink | None:
    row = await connection.fetch_one(
        f"select {COLUMNS} from share_links where id = :id and party_id = :party_id and {COUNTS}",
        {"id": link_id, "party_id": party_id, "now": now},
    )
    return _link_of(row) if row else None


async def select_share_links(
    connection: Connection, party_id: str, guest_id: str | None, now: str, limit: int
) -> list[ShareLink]:
    """Return the links that have not ended, the hosts' before the guests', newest first.

    With `guest_id` only that guest's, and only the hosts' where it is empty.
    """
    of_guest = " and guest_id = :guest_id" if guest_id is not None else ""
    rows = await connection.fetch_all(
        f"""
        select {COLUMNS} from share_links where party_id = :party_id and {COUNTS}{of_guest}
        order by guest_id <> '', created_at desc, id limit :limit
        """,
        {"party_id": party_id, "now": now, "limit": limit}
        | ({"guest_id": guest_id} if guest_id is not None else {}),
    )
    return [_link_of(row) for row in rows]


async def update_share_link_opened(connection: Connection, party_id: str, link_id: str, at: str) -> None:
    await connection.execute(
        """
        update share_links set opened = opened + 1, opened_at = :at
        where id = :id and party_id = :party_id
        """,
        {"id": link_id, "party_id": party_id, "at": at},
    )


async def delete_share_link(connection: Connection, party_id: str, link_id: str) -> bool:
    """Delete a link and tell whether it existed."""
    where = {"id": link_id, "party_id": party_id}
    await connection.execute(
        "delete from share_link_photos where link_id = :id and party_id = :party_id", where
    )
    count = await connection.execute("delete from share_links where id = :id and party_id = :party_id", where)
    return count > 0


async def delete_share_links_ended(connection: Connection, party_id: str, ended_before: str) -> None:
    ended = "party_id = :party_id and expires_at <> '' and expires_at <= :before"
    await _delete_where(connection, ended, {"party_id": party_id, "before": ended_before})


async def delete_share_links_of_guest(connection: Connection, party_id: str, guest_id: str) -> None:
    of_guest = "party_id = :party_id and guest_id = :guest_id"
    await _delete_where(connection, of_guest, {"party_id": party_id, "guest_id": guest_id})


async def _delete_where(connection: Connection, condition: str, values: dict[str, str]) -> None:
    await connection.execute(
        f"""
        delete from share_link_photos where party_id = :party_id
            and link_id in (select id from share_links where {condition})
        """,
        values,
    )
    await connection.execute(f"delete from share_links where {condition}", values)


def _link_of(row: Row) -> ShareLink:
    values = dict(row)
    values["kind"] = LinkKind(row["kind"])
    values["originals"] = bool(row["originals"])
    values["may_add"] = bool(row["may_add"])
    return ShareLink(**values)
