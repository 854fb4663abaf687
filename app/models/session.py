"""A person's session on one device: kept here so that it can be ended. Only the hash of its token is stored.

One that an invitation opened is a pass.
"""

from dataclasses import dataclass

from app.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Session:
    """`id` is the hash of its token. `invitation_id` is empty where a password opened it."""

    id: str
    party_id: str
    role: str
    name: str
    label: str
    invitation_id: str
    created_at: str
    expires_at: str
    last_seen_at: str


COLUMNS = "id_hash, party_id, role, name, label, invitation_id, created_at, expires_at, last_seen_at"


async def insert_session(connection: Connection, session: Session) -> None:
    await connection.execute(
        f"""
        insert into sessions ({COLUMNS}) values (:id, :party_id, :role, :name, :label, :invitation_id,
            :created_at, :expires_at, :last_seen_at)
        """,
        {
            "id": session.id,
            "party_id": session.party_id,
            "role": session.role,
            "name": session.name,
            "label": session.label,
            "invitation_id": session.invitation_id,
            "created_at": session.created_at,
            "expires_at": session.expires_at,
            "last_seen_at": session.last_seen_at,
        },
    )


async def select_session(connection: Connection, party_id: str, id_hash: str, now: str) -> Session | None:
    """Return a session that has not expired."""
    row = await connection.fetch_one(
        f"""
        select {COLUMNS} from sessions
        where id_hash = :id_hash and party_id = :party_id and expires_at > :now
        """,
        {"id_hash": id_hash, "party_id": party_id, "now": now},
    )
    return _session_of(row) if row else None


async def delete_session(connection: Connection, party_id: str, id_hash: str) -> None:
    await connection.execute(
        "delete from sessions where id_hash = :id_hash and party_id = :party_id",
        {"id_hash": id_hash, "party_id": party_id},
    )


async def delete_sessions(connection: Connection, party_id: str) -> None:
    await connection.execute("delete from sessions where party_id = :party_id", {"party_id": party_id})


async def delete_expired_sessions(connection: Connection, now: str) -> None:
    await connection.execute("delete from sessions where expires_at <= :now", {"now": now})


def _session_of(row: Row) -> Session:
    return Session(
        id=row["id_hash"],
        party_id=row["party_id"],
        role=row["role"],
        name=row["name"],
        label=row["label"],
        invitation_id=row["invitation_id"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        last_seen_at=row["last_seen_at"],
    )
