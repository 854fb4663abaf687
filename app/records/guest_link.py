"""A code that makes another browser the same guest, once and for minutes. Only its keyed hash is stored."""

from app.db import Connection


async def insert_guest_link(
    connection: Connection, party_id: str, code_hash: str, guest_id: str, created_at: str, expires_at: str
) -> None:
    await connection.execute(
        """
        insert into guest_links (party_id, code_hash, guest_id, created_at, expires_at)
        values (:party_id, :code_hash, :guest_id, :created_at, :expires_at)
        """,
        {
            "party_id": party_id,
            "code_hash": code_hash,
            "guest_id": guest_id,
            "created_at": created_at,
            "expires_at": expires_at,
        },
    )


async def select_linked_guest(connection: Connection, party_id: str, code_hash: str, now: str) -> str | None:
    """Return the guest of a valid code; None if it is used, ended or unknown."""
    row = await connection.fetch_one(
        """
        select guest_id from guest_links
        where party_id = :party_id and code_hash = :code_hash and used_at = '' and expires_at > :now
        """,
        {"party_id": party_id, "code_hash": code_hash, "now": now},
    )
    return str(row["guest_id"]) if row else None


async def update_guest_link_used(connection: Connection, party_id: str, code_hash: str, now: str) -> bool:
    """Mark a valid code as used; False if it is no longer valid."""
    count = await connection.execute(
        """
        update guest_links set used_at = :now
        where party_id = :party_id and code_hash = :code_hash and used_at = '' and expires_at > :now
        """,
        {"party_id": party_id, "code_hash": code_hash, "now": now},
    )
    return count > 0


async def delete_unused_guest_links(connection: Connection, party_id: str, guest_id: str) -> None:
    await connection.execute(
        "delete from guest_links where party_id = :party_id and guest_id = :guest_id and used_at = ''",
        {"party_id": party_id, "guest_id": guest_id},
    )


async def delete_guest_links_ended(connection: Connection, party_id: str, expired_before: str) -> None:
    await connection.execute(
        "delete from guest_links where party_id = :party_id and expires_at < :before",
        {"party_id": party_id, "before": expired_before},
    )
