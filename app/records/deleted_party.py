"""The rest of a party whose deletion has begun: its files' names, and its rows, deleted in pieces."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.db import Connection
from app.records.account import delete_unused_accounts

# Children before their parents. Rows that belong to a photo or an upload go with it.
TABLES = (
    "hearts",
    "comment_reports",
    "comments",
    "collection_photos",
    "collections",
    "share_link_photos",
    "share_links",
    "books",
    "book_photos",
    "export_pieces",
    "export_files",
    "export_parts",
    "exports",
    "screens",
    "screen_orders",
    "slides",
    "chapters",
    "guest_links",
    "tokens",
    "clips",
    "reports",
    "words_waiting",
    "versions",
    "showings",
    "photo_facts",
    "device_clocks",
    "photo_words",
    "search_grams",
    "search_terms",
    "search_parties",
    "uploads",
    "photo_keys",
    "photos",
    "guests",
    "tasks",
    "changes",
    "notice_subscriptions",
    "guest_calls",
    "guest_mails",
    "sessions",
    "members",
    "invitations",
    "doors",
)

KEYS = {
    "hearts": "photo_id",
    "comment_reports": "comment_id",
    "share_link_photos": "link_id",
    "books": "party_id",
    "book_photos": "export_id",
    "export_pieces": "export_id",
    "export_files": "export_id",
    "export_parts": "export_id",
    "sessions": "id_hash",
    "members": "account_id",
    "clips": "photo_id",
    "reports": "photo_id",
    "words_waiting": "photo_id",
    "photo_keys": "photo_id",
    "versions": "photo_id",
    "showings": "photo_id",
    "photo_facts": "photo_id",
    "photo_words": "photo_id",
    "search_grams": "term",
    "search_terms": "term",
    "search_parties": "party_id",
    "changes": "no",
    "screens": "screen_id",
    "screen_orders": "no",
    "guest_links": "code_hash",
    "guest_mails": "guest_id",
}


STAY = ("members", "sessions")
"""What stays of a party whose content was deleted at its time: its hosts still get in."""
ERASED_TABLES = tuple(table for table in TABLES if table not in STAY)


@dataclass(frozen=True, slots=True)
class PhotoFiles:
    """The names of one photo's files; empty names are left out."""

    id: str
    folders: tuple[str, ...]
    originals: tuple[str, ...]


async def update_party_deleted(connection: Connection, party_id: str, at: str) -> None:
    """Mark a party as deleted and free its slug. The head rises, so that every process notices."""
    await connection.execute(
        """
        update parties set deleted_at = :at, slug = '~' || id, head = head + 1
        where id = :id and deleted_at = ''
        """,
        {"id": party_id, "at": at},
    )


async def select_party_being_deleted(connection: Connection) -> str | None:
    row = await connection.fetch_one(
        "select id from parties where deleted_at <> '' order by deleted_at, id limit 1"
    )
    return str(row["id"]) if row else None


async def select_photos_of_party(
    connection: Connection, party_id: str, after: str, limit: int
) -> list[PhotoFiles]:
    """Return the files of the party's photos, ordered by id, from the first id after `after`."""
    rows = await connection.fetch_all(
        """
        select photos.id, photos.folder, photos.former_folder, arrivals.id as arrival_id,
            arrivals.folder as arrival_folder
        from photos left join arrivals on arrivals.photo_id = photos.id
        where photos.party_id = :party_id and photos.id > :after order by photos.id limit :limit
        """,
        {"party_id": party_id, "after": after, "limit": limit},
    )
    return [
        PhotoFiles(
            row["id"],
            tuple(name for name in (row["folder"], row["former_folder"], row["arrival_folder"]) if name),
            tuple(name for name in (row["id"], row["arrival_id"]) if name),
        )
        for row in rows
    ]


async def select_uploads_of_party(connection: Connection, party_id: str, after: str, limit: int) -> list[str]:
    rows = await connection.fetch_all(
        "select id from uploads where party_id = :party_id and id > :after order by id limit :limit",
        {"party_id": party_id, "after": after, "limit": limit},
    )
    return [row["id"] for row in rows]


async def delete_party_rows(connection: Connection, party_id: str, limit: int) -> bool:
    """Delete up to `limit` rows of a party; False if those were the last."""
    if await delete_rows_in(connection, TABLES, party_id, limit):
        return True
    await delete_unused_accounts(connection)
    await connection.execute("delete from parties where id = :id", {"id": party_id})
    return False


async def delete_rows_in(connection: Connection, tables: Sequence[str], party_id: str, limit: int) -> bool:
    """Delete up to `limit` of a party's rows in these tables; False if none are left."""
    for table in tables:
        key = KEYS.get(table, "id")
        deleted = await connection.execute(
            f"""
            delete from {table} where party_id = :party_id and {key} in (
                select {key} from {table} where party_id = :party_id limit :limit
            )
            """,
            {"party_id": party_id, "limit": limit},
        )
        if deleted:
            return True
    return False


async def update_party_erased(connection: Connection, party_id: str, at: str, no: int) -> None:
    """Note that everything of the party is to be deleted, from the change `no` on."""
    await connection.execute(
        "update parties set erased_at = :at, erased_no = :no, is_erasing = 1, logo = '' where id = :id",
        {"id": party_id, "at": at, "no": no},
    )


async def select_party_erasing(connection: Connection) -> str | None:
    row = await connection.fetch_one(
        "select id from parties where is_erasing = 1 and deleted_at = '' order by erased_at, id limit 1"
    )
    return str(row["id"]) if row else None


async def delete_passes(connection: Connection, party_id: str) -> None:
    """End the sessions that invitations have opened."""
    await connection.execute(
        "delete from sessions where party_id = :party_id and invitation_id <> ''", {"party_id": party_id}
    )


async def update_party_erasure_done(connection: Connection, party_id: str) -> bool:
    """Note that nothing is left to delete; False if another process has done so."""
    count = await connection.execute(
        "update parties set is_erasing = 0 where id = :id and is_erasing = 1", {"id": party_id}
    )
    return count > 0


async def update_party_used_again(connection: Connection, party_id: str) -> None:
    await connection.execute("update parties set erased_at = '' where id = :id", {"id": party_id})
