"""Members: an account with a role in a party."""

from dataclasses import dataclass

from app.db import Connection, Row
from app.records.account import COLUMNS as ACCOUNT_COLUMNS
from app.records.account import Account, account_of

OF_ACCOUNT = ", ".join(f"accounts.{column}" for column in ACCOUNT_COLUMNS.split(", "))


@dataclass(frozen=True, slots=True)
class Member:
    account: Account
    role: str
    since: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A party in which an account has a role."""

    party_id: str
    slug: str
    title: str
    role: str


async def insert_member(
    connection: Connection, party_id: str, account_id: str, role: str, created_at: str
) -> None:
    await connection.execute(
        """
        insert into members (party_id, account_id, role, created_at)
        values (:party_id, :account_id, :role, :created_at)
        """,
        {"party_id": party_id, "account_id": account_id, "role": role, "created_at": created_at},
    )


async def select_member(connection: Connection, party_id: str, account_id: str) -> Member | None:
    row = await connection.fetch_one(
        f"""
        select {OF_ACCOUNT}, members.role, members.created_at as since
        from members join accounts on accounts.id = members.account_id
        where members.party_id = :party_id and members.account_id = :account_id
        """,
        {"party_id": party_id, "account_id": account_id},
    )
    return _member_of(row) if row else None


async def select_member_by_name(connection: Connection, party_id: str, name_key: str) -> Member | None:
    row = await connection.fetch_one(
        f"""
        select {OF_ACCOUNT}, members.role, members.created_at as since
        from members join accounts on accounts.id = members.account_id
        where members.party_id = :party_id and accounts.name_key = :name_key
        """,
        {"party_id": party_id, "name_key": name_key},
    )
    return _member_of(row) if row else None


async def select_members(connection: Connection, party_id: str, limit: int) -> list[Member]:
    """Return the members: owners first, then by the time they joined."""
    rows = await connection.fetch_all(
        f"""
        select {OF_ACCOUNT}, members.role, members.created_at as since
        from members join accounts on accounts.id = members.account_id
        where members.party_id = :party_id
        order by case members.role when 'owner' then 0 else 1 end, members.created_at, accounts.id
        limit :limit
        """,
        {"party_id": party_id, "limit": limit},
    )
    return [_member_of(row) for row in rows]


async def select_memberships(connection: Connection, account_id: str) -> list[Membership]:
    """Return the parties that an account has a role in, ordered by title."""
    rows = await connection.fetch_all(
        """
        select parties.id as party_id, parties.slug, parties.title, members.role
        from members join parties on parties.id = members.party_id
        where members.account_id = :account_id and parties.deleted_at = '' order by parties.title, parties.id
        """,
        {"account_id": account_id},
    )
    return [Membership(**dict(row)) for row in rows]


async def update_member_role(connection: Connection, party_id: str, account_id: str, role: str) -> None:
    """Change a role, also in the open sessions."""
    asked = {"party_id": party_id, "account_id": account_id, "role": role}
    for table in ("members", "sessions"):
        await connection.execute(
            f"update {table} set role = :role where party_id = :party_id and account_id = :account_id", asked
        )


async def delete_member(connection: Connection, party_id: str, account_id: str) -> None:
    """Delete a membership and the sessions that it opened."""
    asked = {"party_id": party_id, "account_id": account_id}
    for table in ("sessions", "members"):
        await connection.execute(
            f"delete from {table} where party_id = :party_id and account_id = :account_id", asked
        )


def _member_of(row: Row) -> Member:
    values = dict(row)
    role, since = values.pop("role"), values.pop("since")
    return Member(account_of(values), role, since)
