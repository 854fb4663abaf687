"""An operator's session at the page of all parties, on one device. It opens no party."""

from dataclasses import asdict, dataclass

from app.db import Connection


@dataclass(frozen=True, slots=True)
class OperatorSession:
    """`id` is the hash of its token."""

    id: str
    account_id: str
    label: str
    created_at: str
    expires_at: str
    last_seen_at: str


async def insert_operator_session(connection: Connection, session: OperatorSession) -> None:
    await connection.execute(
        """
        insert into operator_sessions (id_hash, account_id, label, created_at, expires_at, last_seen_at)
        values (:id, :account_id, :label, :created_at, :expires_at, :last_seen_at)
        """,
        asdict(session),
    )


async def select_operator_session(connection: Connection, id_hash: str, now: str) -> OperatorSession | None:
    """Return a session that has not expired, as long as its account has the right."""
    row = await connection.fetch_one(
        """
        select id_hash as id, account_id, label, operator_sessions.created_at, expires_at, last_seen_at
        from operator_sessions join accounts on accounts.id = operator_sessions.account_id
        where id_hash = :id_hash and expires_at > :now and accounts.is_operator = 1
        """,
        {"id_hash": id_hash, "now": now},
    )
    return OperatorSession(**dict(row)) if row else None


async def update_operator_session_seen(connection: Connection, id_hash: str, at: str) -> None:
    await connection.execute(
        "update operator_sessions set last_seen_at = :at where id_hash = :id_hash",
        {"id_hash": id_hash, "at": at},
    )


async def delete_operator_session(connection: Connection, id_hash: str) -> None:
    await connection.execute("delete from operator_sessions where id_hash = :id_hash", {"id_hash": id_hash})


async def delete_expired_operator_sessions(connection: Connection, now: str) -> None:
    await connection.execute("delete from operator_sessions where expires_at <= :now", {"now": now})
