"""Accounts: people who run parties, by their sign-in name, and their links to a new password."""

from dataclasses import asdict, dataclass

from app.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Account:
    """`name_key` is the name in the form for comparing. `password_hash` is empty until one is chosen."""

    id: str
    name: str
    name_key: str
    email: str
    password_hash: str
    is_operator: bool
    created_at: str


COLUMNS = "id, name, name_key, email, password_hash, is_operator, created_at"


async def insert_account(connection: Connection, account: Account) -> None:
    await connection.execute(
        f"""
        insert into accounts ({COLUMNS}) values (:id, :name, :name_key, :email, :password_hash, :is_operator,
            :created_at)
        """,
        asdict(account) | {"is_operator": int(account.is_operator)},
    )


async def select_account(connection: Connection, account_id: str) -> Account | None:
    row = await connection.fetch_one(f"select {COLUMNS} from accounts where id = :id", {"id": account_id})
    return account_of(row) if row else None


async def select_account_by_name(connection: Connection, name_key: str) -> Account | None:
    row = await connection.fetch_one(
        f"select {COLUMNS} from accounts where name_key = :name_key", {"name_key": name_key}
    )
    return account_of(row) if row else None


async def select_account_by_link(connection: Connection, token_hash: str, now: str) -> Account | None:
    """Return the account whose password a link may change."""
    row = await connection.fetch_one(
        f"""
        select {COLUMNS} from accounts where id = (
            select account_id from reset_links where token_hash = :token_hash and expires_at > :now
        )
        """,
        {"token_hash": token_hash, "now": now},
    )
    return account_of(row) if row else None


async def select_accounts_by_email(connection: Connection, email: str, limit: int) -> list[Account]:
    """Return the accounts with this address, without regard to case: one person may have several."""
    rows = await connection.fetch_all(
        f"""
        select {COLUMNS} from accounts where email <> '' and lower(email) = lower(:email)
        order by created_at, id limit :limit
        """,
        {"email": email, "limit": limit},
    )
    return [account_of(row) for row in rows]


async def select_accounts(connection: Connection) -> list[Account]:
    rows = await connection.fetch_all(f"select {COLUMNS} from accounts order by name_key")
    return [account_of(row) for row in rows]


async def update_account_password(connection: Connection, account_id: str, password_hash: str) -> None:
    await connection.execute(
        "update accounts set password_hash = :hash where id = :id", {"id": account_id, "hash": password_hash}
    )


async def update_account_email(connection: Connection, account_id: str, email: str) -> None:
    await connection.execute(
        "update accounts set email = :email where id = :id", {"id": account_id, "email": email}
    )


async def update_account_operator(connection: Connection, account_id: str, *, is_operator: bool) -> None:
    await connection.execute(
        "update accounts set is_operator = :is_operator where id = :id",
        {"id": account_id, "is_operator": int(is_operator)},
    )


async def replace_reset_link(
    connection: Connection, account_id: str, token_hash: str, expires_at: str
) -> None:
    """Write an account's only link. An earlier one is no longer valid."""
    await delete_reset_link(connection, account_id)
    await connection.execute(
        """
        insert into reset_links (account_id, token_hash, expires_at)
        values (:account_id, :token_hash, :expires_at)
        """,
        {"account_id": account_id, "token_hash": token_hash, "expires_at": expires_at},
    )


async def delete_reset_link(connection: Connection, account_id: str) -> None:
    await connection.execute("delete from reset_links where account_id = :id", {"id": account_id})


UNUSED = """
    select id from accounts where is_operator = 0
    and not exists (select 1 from members where members.account_id = accounts.id)
"""


async def delete_unused_accounts(connection: Connection) -> None:
    """Delete the accounts that are in no party and are no operator's."""
    await connection.execute(f"delete from reset_links where account_id in ({UNUSED})")
    for table in ("recovery_codes", "second_factors", "passkeys", "provider_identities", "operator_sessions"):
        await connection.execute(f"delete from {table} where account_id in ({UNUSED})")
    await connection.execute(f"delete from accounts where id in ({UNUSED})")


def account_of(row: Row) -> Account:
    values = dict(row)
    return Account(**values | {"is_operator": bool(values["is_operator"])})
