"""A person's session on one device: kept here so that it can be ended. Only the hash of its token is stored.

One that an invitation opened is a pass.
"""

from dataclasses import asdict, dataclass

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

    @property
    def is_pass(self) -> bool:
        return bool(self.invitation_id)


COLUMNS = "id_hash, party_id, role, name, label, invitation_id, created_at, expires_at, last_seen_at"


async def insert_session(connection: Connection, session: Session) -> None:
    await connection.execute(
        f"""
        insert into sessions ({COLUMNS}) values (:id, :party_id, :role, :name, :label, :invitation_id,
            :created_at, :expires_at, :last_seen_at)
        """,
        asdict(session),
    )


async def select_session(connection: Connection, party_id: str, id_hash: str, now: str) -> Session | None:
    """Return a session that has not expired.

    A pass is over with its party; that of a host lasts, so that the party can be opened again.
    """
    row = await connection.fetch_one(
        f"""
        select {COLUMNS} from sessions
        where id_hash = :id_hash and party_id = :party_id and expires_at > :now and (
            invitation_id = '' or role = 'host'
            or exists (select 1 from parties where id = :party_id and ended = 0)
        )
        """,
        {"id_hash": id_hash, "party_id": party_id, "now": now},
    )
    return _session_of(row) if row else None


async def select_sessions(connection: Connection, party_id: str, now: str, limit: int) -> list[Session]:
    """Return the sessions and passes of a party, newest first."""
    rows = await connection.fetch_all(
        f"""
        select {COLUMNS} from sessions where party_id = :party_id and expires_at > :now
        order by created_at desc, id_hash limit :limit
        """,
        {"party_id": party_id, "now": now, "limit": limit},
    )
    return [_session_of(row) for row in rows]


async def select_pass_count(connection: Connection, invitation_id: str) -> int:
    row = await connection.fetch_one(
        "select count(*) as number from sessions where invitation_id = :id", {"id": invitation_id}
    )
    return int(row["number"]) if row else 0


async def update_session_seen(connection: Connection, id_hash: str, at: str) -> None:
    await connection.execute(
        "update sessions set last_seen_at = :at where id_hash = :id_hash", {"id_hash": id_hash, "at": at}
    )


async def delete_session(connection: Connection, party_id: str, id_hash: str) -> None:
    await connection.execute(
        "delete from sessions where id_hash = :id_hash and party_id = :party_id",
        {"id_hash": id_hash, "party_id": party_id},
    )


async def delete_pass(connection: Connection, party_id: str, id_hash: str) -> bool:
    """Delete a pass and tell whether it was there."""
    return bool(
        await connection.execute(
            """
            delete from sessions
            where id_hash = :id_hash and party_id = :party_id and invitation_id <> ''
            """,
            {"id_hash": id_hash, "party_id": party_id},
        )
    )


async def delete_passes(connection: Connection, party_id: str, invitation_id: str) -> None:
    await connection.execute(
        "delete from sessions where party_id = :party_id and invitation_id = :invitation_id",
        {"party_id": party_id, "invitation_id": invitation_id},
    )


async def delete_password_sessions(connection: Connection, party_id: str) -> None:
    """End what the password has opened; passes stay."""
    await connection.execute(
        "delete from sessions where party_id = :party_id and invitation_id = ''", {"party_id": party_id}
    )


async def delete_sessions(connection: Connection, party_id: str) -> None:
    await connection.execute("delete from sessions where party_id = :party_id", {"party_id": party_id})


async def delete_expired_sessions(connection: Connection, now: str) -> None:
    await connection.execute("delete from sessions where expires_at <= :now", {"now": now})


def _session_of(row: Row) -> Session:
    values = dict(row)
    return Session(id=values.pop("id_hash"), **values)
