"""An invitation: a link that gives a role to those who open it, until its end. Revoking deletes the row."""

from dataclasses import asdict, dataclass

from app.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Invitation:
    id: str
    party_id: str
    role: str
    created_at: str
    expires_at: str


COLUMNS = "id, party_id, role, created_at, expires_at"


async def insert_invitation(connection: Connection, invitation: Invitation, token_hash: str) -> None:
    await connection.execute(
        f"""
        insert into invitations ({COLUMNS}, token_hash)
        values (:id, :party_id, :role, :created_at, :expires_at, :token_hash)
        """,
        asdict(invitation) | {"token_hash": token_hash},
    )


async def select_invitation_by_token(
    connection: Connection, party_id: str, token_hash: str, now: str
) -> Invitation | None:
    """Return an invitation that can be accepted: neither it nor its party has ended."""
    row = await connection.fetch_one(
        f"""
        select {COLUMNS} from invitations
        where token_hash = :token_hash and party_id = :party_id and expires_at > :now
            and exists (select 1 from parties where id = :party_id and ended = 0)
        """,
        {"token_hash": token_hash, "party_id": party_id, "now": now},
    )
    return _invitation_of(row) if row else None


async def select_invitations(connection: Connection, party_id: str, now: str, limit: int) -> list[Invitation]:
    """Return the invitations that have not ended, newest first."""
    rows = await connection.fetch_all(
        f"""
        select {COLUMNS} from invitations where party_id = :party_id and expires_at > :now
        order by created_at desc, id limit :limit
        """,
        {"party_id": party_id, "now": now, "limit": limit},
    )
    return [_invitation_of(row) for row in rows]


async def delete_invitation(connection: Connection, party_id: str, invitation_id: str) -> bool:
    """Delete an invitation and tell whether it was there."""
    return bool(
        await connection.execute(
            "delete from invitations where id = :id and party_id = :party_id",
            {"id": invitation_id, "party_id": party_id},
        )
    )


async def delete_invitations(connection: Connection, party_id: str) -> None:
    await connection.execute("delete from invitations where party_id = :party_id", {"party_id": party_id})


async def delete_expired_invitations(connection: Connection, now: str) -> None:
    await connection.execute("delete from invitations where expires_at <= :now", {"now": now})


def _invitation_of(row: Row) -> Invitation:
    return Invitation(**dict(row))
