"""A person's session on one device. It is stored so that it can be ended; of its token only the hash is.

A session that an invitation opened is a pass.
"""

from dataclasses import asdict, dataclass

from app.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Session:
    """`id` is the hash of its token. It has an `account_id` or, as a pass, an `invitation_id`."""

    id: str
    party_id: str
    role: str
    name: str
    label: str
    invitation_id: str
    account_id: str
    created_at: str
    expires_at: str
    last_seen_at: str


COLUMNS = """
    id_hash, party_id, role, name, label, invitation_id, account_id, created_at, expires_at, last_seen_at
"""
COUNTS = """expires_at > :now and (
    invitation_id = '' or role = 'host'
    or exists (select 1 from parties where id = :party_id and ended = 0)
)"""
"""A pass ends with its party. A host's pass stays valid, so that the party can be opened again."""


async def insert_session(connection: Connection, session: Session) -> None:
    await connection.execute(
        f"""
        insert into sessions ({COLUMNS}) values (:id, :party_id, :role, :name, :label, :invitation_id,
            :account_id, :created_at, :expires_at, :last_seen_at)
        """,
        asdict(session),
    )


async def select_session(connection: Connection, party_id: str, id_hash: str, now: str) -> Session | None:
    """Return a session that is valid."""
    row = await connection.fetch_one(
        f"select {COLUMNS} from sessions where id_hash = :id_hash and party_id = :party_id and {COUNTS}",
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


async def select_session_ids(connection: Connection, party_id: str, now: str) -> set[str]:
    """Return the ids of a party's valid sessions and passes."""
    rows = await connection.fetch_all(
        f"select id_hash from sessions where party_id = :party_id and {COUNTS}",
        {"party_id": party_id, "now": now},
    )
    return {str(row["id_hash"]) for row in rows}


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
    await _end(
        connection, "id_hash = :id_hash and party_id = :party_id", {"id_hash": id_hash, "party_id": party_id}
    )


async def delete_pass(connection: Connection, party_id: str, id_hash: str) -> bool:
    """Delete a pass and tell whether it was there."""
    return bool(
        await _end(
            connection,
            "id_hash = :id_hash and party_id = :party_id and invitation_id <> ''",
            {"id_hash": id_hash, "party_id": party_id},
        )
    )


async def delete_passes(connection: Connection, party_id: str, invitation_id: str) -> None:
    await _end(
        connection,
        "party_id = :party_id and invitation_id = :invitation_id",
        {"party_id": party_id, "invitation_id": invitation_id},
    )


async def select_sessions_of_account(
    connection: Connection, account_id: str, now: str, limit: int
) -> list[Session]:
    """Return where somebody is signed in, last used first.

    That may be in any party or, with an empty `party_id`, at the operator's page.
    """
    rows = await connection.fetch_all(
        f"""
        select {COLUMNS} from sessions where account_id = :account_id and expires_at > :now
        union all select id_hash, '' as party_id, '' as role, '' as name, label, '' as invitation_id,
            account_id, created_at, expires_at, last_seen_at
        from operator_sessions where account_id = :account_id and expires_at > :now
        order by last_seen_at desc, created_at desc, id_hash limit :limit
        """,
        {"account_id": account_id, "now": now, "limit": limit},
    )
    return [_session_of(row) for row in rows]


async def delete_session_of_account(
    connection: Connection, account_id: str, id_hash: str
) -> list[str] | None:
    """End a session of an account; return its party, if any, in a list, or None if it does not exist."""
    asked = {"id_hash": id_hash, "account_id": account_id}
    parties = await _end(connection, "id_hash = :id_hash and account_id = :account_id", asked)
    of_operator = await connection.execute(
        "delete from operator_sessions where id_hash = :id_hash and account_id = :account_id", asked
    )
    return parties if parties or of_operator else None


async def delete_sessions_of_account(connection: Connection, account_id: str, but: str = "") -> list[str]:
    """End every session of an account but the one with the id `but`; return the parties they were in."""
    asked = {"account_id": account_id, "but": but}
    await connection.execute(
        "delete from operator_sessions where account_id = :account_id and id_hash <> :but", asked
    )
    return await _end(connection, "account_id = :account_id and id_hash <> :but", asked)


async def delete_passes_of_party(connection: Connection, party_id: str) -> None:
    """End the passes of a party; members stay signed in."""
    await _end(connection, "party_id = :party_id and invitation_id <> ''", {"party_id": party_id})


async def delete_expired_sessions(connection: Connection, now: str) -> None:
    await connection.execute("delete from sessions where expires_at <= :now", {"now": now})


async def _end(connection: Connection, where: str, asked: dict[str, str]) -> list[str]:
    """Delete sessions; return the parties they were in.

    The parties' heads rise. So every process looks and ends the streams, whether it hears a bell or not.
    """
    rows = await connection.fetch_all(f"select distinct party_id from sessions where {where}", asked)
    parties = [str(row["party_id"]) for row in rows]
    for party_id in parties:
        await connection.execute("update parties set head = head + 1 where id = :id", {"id": party_id})
    if parties:
        await connection.execute(f"delete from sessions where {where}", asked)
    return parties


def _session_of(row: Row) -> Session:
    values = dict(row)
    return Session(id=values.pop("id_hash"), **values)
