"""A session of the host: kept here so that it can be ended. Only the hash of its token is stored."""

from app.db import Connection


async def insert_session(
    connection: Connection, id_hash: str, party_id: str, created_at: str, expires_at: str
) -> None:
    await connection.execute(
        """
        insert into sessions (id_hash, party_id, created_at, expires_at)
        values (:id_hash, :party_id, :created_at, :expires_at)
        """,
        {"id_hash": id_hash, "party_id": party_id, "created_at": created_at, "expires_at": expires_at},
    )


async def select_session_is_alive(connection: Connection, party_id: str, id_hash: str, now: str) -> bool:
    row = await connection.fetch_one(
        "select 1 from sessions where id_hash = :id_hash and party_id = :party_id and expires_at > :now",
        {"id_hash": id_hash, "party_id": party_id, "now": now},
    )
    return row is not None


async def delete_session(connection: Connection, id_hash: str) -> None:
    await connection.execute("delete from sessions where id_hash = :id_hash", {"id_hash": id_hash})


async def delete_sessions(connection: Connection, party_id: str) -> None:
    await connection.execute("delete from sessions where party_id = :party_id", {"party_id": party_id})


async def delete_expired_sessions(connection: Connection, now: str) -> None:
    await connection.execute("delete from sessions where expires_at <= :now", {"now": now})
