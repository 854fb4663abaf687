"""Passkeys of accounts: the public keys; people's devices keep the private ones."""

from dataclasses import asdict, dataclass

from app.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Passkey:
    """`credential_id` and `public_key` are in base64url; `rp_id` is the host name that it was made for."""

    id: str
    credential_id: str
    account_id: str
    name: str
    public_key: str
    sign_count: int
    rp_id: str
    created_at: str
    last_used_at: str


COLUMNS = "id, credential_id, account_id, name, public_key, sign_count, rp_id, created_at, last_used_at"


async def insert_passkey(connection: Connection, passkey: Passkey) -> None:
    await connection.execute(
        f"""
        insert into passkeys ({COLUMNS}) values (:id, :credential_id, :account_id, :name, :public_key,
            :sign_count, :rp_id, :created_at, :last_used_at)
        """,
        asdict(passkey),
    )


async def select_passkey(connection: Connection, credential_id: str) -> Passkey | None:
    row = await connection.fetch_one(
        f"select {COLUMNS} from passkeys where credential_id = :credential_id",
        {"credential_id": credential_id},
    )
    return _passkey_of(row) if row else None


async def select_passkeys(connection: Connection, account_id: str) -> list[Passkey]:
    rows = await connection.fetch_all(
        f"select {COLUMNS} from passkeys where account_id = :id order by created_at, id", {"id": account_id}
    )
    return [_passkey_of(row) for row in rows]


async def has_passkeys(connection: Connection, party_id: str) -> bool:
    """Tell whether any member of a party has one."""
    row = await connection.fetch_one(
        """
        select 1 from passkeys join members on members.account_id = passkeys.account_id
        where members.party_id = :party_id limit 1
        """,
        {"party_id": party_id},
    )
    return row is not None


async def has_operators_passkeys(connection: Connection) -> bool:
    row = await connection.fetch_one(
        """
        select 1 from passkeys join accounts on accounts.id = passkeys.account_id
        where accounts.is_operator = 1 limit 1
        """
    )
    return row is not None


async def update_passkey_used(connection: Connection, passkey_id: str, sign_count: int, at: str) -> None:
    await connection.execute(
        "update passkeys set sign_count = :count, last_used_at = :at where id = :id",
        {"id": passkey_id, "count": sign_count, "at": at},
    )


async def update_passkey_name(connection: Connection, account_id: str, passkey_id: str, name: str) -> bool:
    count = await connection.execute(
        "update passkeys set name = :name where id = :id and account_id = :account_id",
        {"id": passkey_id, "account_id": account_id, "name": name},
    )
    return count > 0


async def delete_passkey(connection: Connection, account_id: str, passkey_id: str) -> bool:
    count = await connection.execute(
        "delete from passkeys where id = :id and account_id = :account_id",
        {"id": passkey_id, "account_id": account_id},
    )
    return count > 0


async def delete_passkeys(connection: Connection, account_id: str) -> None:
    await connection.execute("delete from passkeys where account_id = :id", {"id": account_id})


def _passkey_of(row: Row) -> Passkey:
    return Passkey(**dict(row))
